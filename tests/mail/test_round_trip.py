"""There and back by real servers: an invitation leaves over SMTP (aiosmtpd), other libraries make replies out of what
arrived, these lie in a mailbox (pymap), are fetched over IMAP, and count.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.mail.inbox.reading import MOST_BYTES
from app.mail.models import InboxMessage
from tests.invitations import answering
from tests.invitations.answers.other_calendars import by_ical, by_vobject
from tests.invitations.conftest import NOW
from tests.mail.inbox import pymap_server
from tests.mail.inbox.mailboxes import Mailboxes
from tests.mail.posting import MINUTE, NOTHING, Post, posted


@pytest.fixture(scope="module")
def pymap() -> Iterator[Mailboxes]:
    with pymap_server.running() as server:
        yield server


@pytest.fixture
def post(
    app: Flask, session: Session, pymap: Mailboxes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Post]:
    with posted(app, session, pymap, tmp_path, monkeypatch) as here:
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
