"""A second opinion on our reading of mailboxes, by Dovecot.

Fetched, moved, reconnected, numbered anew; and a whole invitation there and back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.mail.inbox.imap import Account, Mailbox
from app.mail.models import InboxMessage
from config import Security
from tests.dovecot import CERTIFICATES
from tests.invitations.answers.other_calendars import by_ical, by_vobject
from tests.mail.inbox.mailboxes import Mailboxes
from tests.mail.posting import NOTHING, Post, posted

CAME = dt.datetime(2026, 1, 12, 9, 1, tzinfo=dt.UTC)  # a server believes in no mail from the future
SECURITIES = [Security.NONE, Security.STARTTLS]


def mail(number: int) -> bytes:
    return f"From: a@example.dk\r\nSubject: {number}\r\n\r\nÆøå\r\n.\r\n".encode()


def account(server: Mailboxes, mailbox: str, security: Security = Security.NONE) -> Account:
    return Account(
        host="localhost",
        port=server.port,
        security=security,
        username=server.user,
        password=server.password,
        mailbox=mailbox,
    )


@pytest.fixture(params=SECURITIES, ids=lambda one: one.value)
def security(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Security:
    """How the connection is secured; our certificate is trusted as an installation's own would be."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "localhost.pem"))
    found: Security = request.param
    return found


@pytest.fixture
def post(
    app: Flask,
    session: Session,
    dovecot: Mailboxes,
    security: Security,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Post]:
    with posted(app, session, dovecot, tmp_path, monkeypatch, security=security) as here:
        yield here


def test_mails_are_found_fetched_to_the_byte_and_moved(dovecot: Mailboxes, security: Security) -> None:
    name = f"læst & flyttet {security.value}"
    with Mailbox(account(dovecot, "INBOX", security)) as mailbox:
        before = list(mailbox.new_uids(after=0))
        for number in (1, 2):
            dovecot.append("INBOX", mail(number), came_at=CAME)
    with Mailbox(account(dovecot, "INBOX", security)) as mailbox:  # signed in anew
        first, second = [uid for uid in mailbox.new_uids(after=0) if uid not in before]
        assert list(mailbox.new_uids(after=first)) == [second]
        assert list(mailbox.new_uids(after=second)) == []
        assert [mailbox.fetch(first), mailbox.fetch(second)] == [mail(1), mail(2)]
        described = mailbox.describe(first)
        assert described is not None
        assert (described.size, described.came_at) == (len(mail(1)), CAME)
        mailbox.move(first, name)
        mailbox.move(first, name)  # gone already: no fault
        assert mailbox.fetch(first) is None
        mailbox.move(second, name)
    with Mailbox(account(dovecot, name, security)) as moved:
        assert [moved.fetch(uid) for uid in moved.new_uids(after=0)] == [mail(1), mail(2)]


def test_mailbox_made_anew_has_another_validity(dovecot: Mailboxes) -> None:
    dovecot.create("fornyet")
    dovecot.append("fornyet", mail(1), came_at=CAME)
    with Mailbox(account(dovecot, "fornyet")) as mailbox:
        before = mailbox.uidvalidity
    dovecot.renumber("fornyet")
    with Mailbox(account(dovecot, "fornyet")) as mailbox:
        assert mailbox.uidvalidity != before
        [uid] = mailbox.new_uids(after=0)
        assert mailbox.fetch(uid) == mail(1)


def test_invitation_and_its_replies_go_there_and_back(post: Post, session: Session) -> None:
    first, second, silent = post.year.heads
    replies = [post.reply_of(first, by_vobject), post.reply_of(second, by_ical)]
    post.put(*replies)
    assert post.fetch() == NOTHING | {"applied": 2}
    counted = {first.address: ("declined", "mail"), second.address: ("declined", "mail")}
    assert (post.answers(), silent.address in post.answers()) == (counted, False)
    assert (post.lying(), post.lying("-Handled"), post.lying("-Failed")) == ([], replies, [])
    assert post.fetch() == NOTHING


def test_answer_that_lies_there_again_under_new_numbers_counts_once(post: Post, session: Session) -> None:
    first, second, _ = post.year.heads
    replies = [post.reply_of(first, by_vobject), post.reply_of(second, by_ical)]
    post.put(replies[0])
    assert post.fetch() == NOTHING | {"applied": 1}
    post.put(*replies)
    post.server.renumber(post.name)
    assert post.fetch() == NOTHING | {"applied": 1, "ignored": 1}
    assert post.lying() == []
    kept = session.scalars(select(InboxMessage).order_by(InboxMessage.id)).all()
    assert [one.reason for one in kept] == ["answered", "duplicate", "answered"]
    assert len({one.uidvalidity for one in kept}) == 2
