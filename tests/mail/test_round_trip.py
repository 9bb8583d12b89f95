"""There and back by real servers: an invitation leaves over SMTP (aiosmtpd), other libraries make replies out of what
arrived, these lie in a mailbox (pymap), are fetched over IMAP, and count.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.invitations import services
from app.mail.models import InboxMessage
from app.mail.reading import MOST_BYTES
from app.people.models import Person
from app.web import SETTINGS
from config import Security
from demonstration.catcher import Catcher
from tests.faults.serving import HOST
from tests.invitations import answering
from tests.invitations.conftest import NOW, Year, make_year
from tests.invitations.other_calendars import by_ical, by_vobject
from tests.mail import pymap_server
from tests.mail.pymap_server import Pymap

LATER = NOW + dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
NOTHING = {"applied": 0, "stale": 0, "ignored": 0, "needs-person": 0}
NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def pymap() -> Iterator[Pymap]:
    with pymap_server.running() as server:
        yield server


@dataclass
class Post:
    """A year whose invitations have left, the mails as they arrived, and the mailbox that answers come to."""

    app: Flask
    year: Year
    arrived: Path
    server: Pymap
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


@pytest.fixture
def post(app: Flask, session: Session, pymap: Pymap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    year, name = make_year(session), f"answers-{next(NUMBERS)}"
    services.prepare_from_plan(session, cycle=year.cycle, by=None, now=NOW)
    assert year.send() == 9
    session.commit()
    pymap.create(name)
    for place in ("app.invitations.commands.now", "app.clock.now"):
        monkeypatch.setattr(place, lambda: LATER)
    with Catcher(tmp_path / "mails") as catcher:
        outgoing = {"mail_port": catcher.port, "mail_security": Security.NONE}
        account = {"imap_username": pymap_server.USER, "imap_password": pymap_server.PASSWORD, "imap_mailbox": name}
        folders = {"imap_handled": f"{name}-Handled", "imap_failed": f"{name}-Failed"}
        incoming = {"imap_host": HOST, "imap_port": pymap.port, "imap_security": Security.NONE, **account, **folders}
        given = replace(app.extensions[SETTINGS], **outgoing, **incoming)
        monkeypatch.setitem(app.extensions, SETTINGS, given)
        here = Post(app, year, tmp_path / "mails", pymap, name)
        assert here.run("mail", "deliver", "--once")["tried"] == {"sent": 9}
        yield here


def test_answers_made_of_what_arrived_come_back_and_count_once(post: Post, session: Session) -> None:
    first, second, silent = post.year.heads
    replies = [post.reply_of(first, by_vobject), post.reply_of(second, by_ical)]
    post.put(*replies)
    assert post.fetch() == NOTHING | {"applied": 2}
    counted = {first.address: ("declined", "mail"), second.address: ("declined", "mail")}
    assert post.answers() == counted
    assert (post.lying(), post.lying("-Handled"), post.lying("-Failed")) == ([], replies, [])
    assert post.fetch() == NOTHING
    post.put(replies[0])  # as after a server's restore
    assert post.fetch() == NOTHING | {"ignored": 1}
    assert (post.answers(), silent.address in post.answers()) == (counted, False)
    kept = session.scalars(select(InboxMessage).order_by(InboxMessage.id)).all()
    assert [(one.reason, one.received_at) for one in kept] == [
        ("answered", NOW + MINUTE),
        ("answered", NOW + MINUTE),
        ("duplicate", NOW + MINUTE),
    ]


def test_garbled_and_too_large_mails_wait_for_a_person_and_hold_up_no_answer(post: Post, session: Session) -> None:
    first, second, _ = post.year.heads
    whole = post.reply_of(first, by_vobject)
    garbled = answering.mail(second.address, answering.part(b"BEGIN:VCALENDAR\r\n\xff\x00METHOD:REPLY\r\nEND:"))
    large = answering.mail(second.address, answering.text("x" * 70 + "\r\n") * (MOST_BYTES // 70))
    post.put(garbled, large, whole)
    assert post.fetch() == NOTHING | {"applied": 1, "needs-person": 2}
    assert post.answers() == {first.address: ("declined", "mail")}
    assert post.lying() == []
    assert post.lying("-Handled") == [garbled, whole]
    assert post.lying("-Failed") == [large]
    kept = session.scalars(select(InboxMessage).order_by(InboxMessage.id)).all()
    assert [(one.reason, one.waits) for one in kept] == [
        ("calendar-unreadable", True),
        ("too-large", True),
        ("answered", False),
    ]
    assert post.fetch() == NOTHING
