"""A year whose invitations have left over SMTP, and a real mailbox to which answers come."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.invitations import services
from app.people.models import Person
from app.settings import SETTINGS
from config import Security
from demonstration.catcher import Catcher
from tests.invitations import answering
from tests.invitations.conftest import NOW, Year, make_year
from tests.mail.inbox.mailboxes import Mailboxes

LATER = NOW + dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
NOTHING = {"applied": 0, "stale": 0, "ignored": 0, "needs-person": 0}
NUMBERS = itertools.count(1)


@dataclass
class Post:
    """A year whose invitations have left, the mails as they arrived, and the mailbox that answers come to."""

    app: Flask
    year: Year
    arrived: Path
    server: Mailboxes
    name: str

    def run(self, *arguments: str) -> Any:
        """A command's JSON."""
        done = self.app.test_cli_runner().invoke(args=[*arguments, "--json"])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    def fetch(self) -> dict[str, int]:
        """A round through the mailbox, by the command."""
        counts: dict[str, int] = self.run("mail", "fetch", "--once")
        return counts

    def answers(self) -> dict[str, tuple[str, str]]:
        """Who has answered, and by which channel, as the command says it."""
        dialogues = self.run("invitations", "status", "2027")["dialogues"]
        found = [one for dialogue in dialogues for one in dialogue["participants"]]
        return {one["address"]: (one["answer"], one["channel"]) for one in found if one["channel"]}

    def put(self, *mails: bytes) -> None:
        """Mails come to the mailbox, a minute after the invitations."""
        for raw in mails:
            self.server.append(self.name, raw, came_at=NOW + MINUTE)

    def lying(self, folder: str = "") -> list[bytes]:
        """The mails in the mailbox, or in a folder beside it."""
        return self.server.mails(self.name + folder)

    def invitation_to(self, person: Person) -> EmailMessage:
        """The mail that a person got."""
        mails = [
            email.message_from_bytes(place.read_bytes(), policy=email.policy.default)
            for place in self.arrived.glob("*.eml")
        ]
        [mine] = [mail for mail in mails if mail["To"].addresses[0].addr_spec == person.address]
        return mine

    def reply_of(self, person: Person, made: Callable[[str], str]) -> bytes:
        """A decline that another library makes of the bytes that arrived."""
        calendar = next(one for one in self.invitation_to(person).walk() if one.get_content_type() == "text/calendar")
        written = made(str(calendar.get_content()))
        return answering.mail(person.address, answering.text("Nej desværre"), answering.part(written))


@contextmanager
def posted(
    app: Flask,
    session: Session,
    server: Mailboxes,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    security: Security = Security.NONE,
) -> Iterator[Post]:
    """Nine invitations have left and arrived, and nobody has answered yet."""
    year, name = make_year(session), f"answers-{next(NUMBERS)}"
    services.prepare_from_plan(session, cycle=year.cycle, by=None, now=NOW)
    assert year.send() == 9
    session.commit()
    server.create(name)
    for place in ("app.invitations.commands.now", "app.clock.now"):
        monkeypatch.setattr(place, lambda: LATER)
    with Catcher(folder / "mails") as catcher:
        outgoing = {"mail_port": catcher.port, "mail_security": Security.NONE}
        account = {"imap_username": server.user, "imap_password": server.password, "imap_mailbox": name}
        folders = {"imap_handled": f"{name}-Handled", "imap_failed": f"{name}-Failed"}
        incoming = {"imap_host": "localhost", "imap_port": server.port, "imap_security": security, **account, **folders}
        given = replace(app.extensions[SETTINGS], **outgoing, **incoming)
        monkeypatch.setitem(app.extensions, SETTINGS, given)
        here = Post(app, year, folder / "mails", server, name)
        assert here.run("mail", "deliver", "--once")["tried"] == {"sent": 9}
        yield here
