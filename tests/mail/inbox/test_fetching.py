"""Rounds through a mailbox: stored and committed, processed and committed, moved; whatever happens in between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import Database, transaction
from app.mail.domain import Arrived, InboxOutcome, Verdict
from app.mail.inbox import fetching, queries, reading, taking_in, watching
from app.mail.inbox import services as inbox
from app.mail.inbox.imap import Account, MailboxFault
from app.mail.models import InboxMessage, MailboxState, OutboxMessage
from app.people.domain import Role
from config import Security
from tests.mail.inbox.imap_server import CLOSE, HANG, ImapServer

NOW = dt.datetime(2027, 1, 12, 10, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def mail(number: int) -> bytes:
    return f"From: a@example.dk\r\nSubject: {number}\r\n\r\nHej\r\n".encode()


class Received:
    """A receiver that remembers what it was given, and may be told to fail."""

    def __init__(self, fails: bytes = b"nothing") -> None:
        self.given: list[bytes] = []
        self.fails = fails

    def __call__(self, session: Session, arrived: Arrived, now: dt.datetime) -> Verdict:
        self.given.append(arrived.raw)
        if self.fails in arrived.raw:
            session.add(MailboxState(mailbox="half done", tried_since=now))
            session.flush()
            raise ValueError("a fault of ours")
        return Verdict(outcome=InboxOutcome.IGNORED, reason="test")


def fetch(server: ImapServer, received: Received, *, now: dt.datetime = NOW, **given: Any) -> dict[str, int]:
    plan = fetching.Round(
        account=Account(host="127.0.0.1", port=server.port, security=Security.NONE, username="u", timeout=0.3),
        handled="Handled",
        failed="Failed",
        reader=taking_in.Reader(received),
        **given,
    )
    return dict(fetching.fetch_new(transaction, plan=plan, now=now))


def rows(session: Session) -> list[tuple[int | None, str]]:
    session.expire_all()
    return [(one.uid, one.reason) for one in session.scalars(select(InboxMessage).order_by(InboxMessage.id))]


def test_what_is_new_is_stored_processed_and_moved_in_order(app: Flask, session: Session) -> None:
    received = Received()
    with ImapServer(mail(1), mail(2)) as server:
        assert fetch(server, received) == {"ignored": 2}
        server.put(mail(3))
        assert fetch(server, received) == {"ignored": 1}
    assert received.given == [mail(1), mail(2), mail(3)]
    assert (server.mails, server.folders["Handled"]) == ({}, received.given)
    kept = session.scalars(select(InboxMessage).order_by(InboxMessage.id)).all()
    arrived = dt.datetime(2027, 1, 12, 9, 1, tzinfo=dt.UTC)
    assert [(one.uid, one.received_at) for one in kept] == [(1, arrived), (2, arrived), (3, arrived)]


def test_two_that_meet_a_new_mailbox_at_once_share_its_row(own_database: Database) -> None:
    plan_of = Account(host="127.0.0.1", port=1, security=Security.NONE, username="u", timeout=0.3)
    plan = fetching.Round(account=plan_of, handled="H", failed="F", reader=taking_in.Reader(Received()))
    with ThreadPoolExecutor(1) as second:
        with own_database.writing() as session:
            session.add(MailboxState(mailbox=plan_of.mailbox, tried_since=NOW))
            session.flush()
            other = second.submit(fetching.fetch_new, own_database.writing, plan=plan, now=NOW + MINUTE)
            waits_for(other)
        assert isinstance(other.exception(), MailboxFault)  # nobody answers there; the row was no fault
    with own_database.read() as session:
        assert [one.tried_since for one in session.scalars(select(MailboxState))] == [NOW]


def waits_for(other: Future[Any]) -> None:
    """Long enough that the other has asked for the row, and now waits for ours."""
    with pytest.raises(TimeoutError):
        other.result(timeout=0.3)


def test_disconnect_in_a_fetch_loses_nothing(app: Flask, session: Session) -> None:
    fetches = iter([None, None, None, CLOSE])
    with ImapServer(mail(1), mail(2), UID_FETCH=lambda _command: next(fetches, None)) as server:
        received = Received()
        with pytest.raises(MailboxFault):
            fetch(server, received)
        assert received.given == [mail(1)]
        assert fetch(server, received, now=NOW + MINUTE) == {"ignored": 1}
    assert received.given == [mail(1), mail(2)]
    assert session.scalars(select(MailboxState)).one().read_at == NOW + MINUTE


def test_crash_before_processing_is_made_up_for(app: Flask, session: Session) -> None:
    with transaction() as writing:
        place = inbox.Place(mailbox="INBOX", uidvalidity=1, uid=1)
        inbox.store(writing, raw=mail(1), received_at=NOW, now=NOW, place=place)
    received = Received()
    with ImapServer(mail(1)) as server:
        assert fetch(server, received) == {}
        assert (server.mails, server.folders) == ({}, {"Handled": [mail(1)]})
    assert received.given == [mail(1)]


def test_crash_before_the_move_moves_and_changes_nothing_else(app: Flask, session: Session) -> None:
    received = Received()
    with ImapServer(mail(1), UID_MOVE=CLOSE) as server, suppress(MailboxFault):
        fetch(server, received)
    with ImapServer(mail(1)) as server:
        fetch(server, received)
        assert server.folders["Handled"] == [mail(1)]
    assert received.given == [mail(1)]


def test_server_that_will_not_move_does_not_keep_us_from_reading(app: Flask, session: Session) -> None:
    received = Received()
    with ImapServer(mail(1), mail(2), UID_MOVE="NO quota") as server:
        fetch(server, received)
        server.put(mail(3))
        fetch(server, received)
        state = session.scalars(select(MailboxState)).one()
        assert (received.given, state.fault) == ([mail(1), mail(2), mail(3)], "MOVE: NO quota")
        server.script = {}
        fetch(server, received)
    assert server.mails == {}


def test_new_uidvalidity_looks_at_everything_again_and_changes_nothing(app: Flask, session: Session) -> None:
    received = Received()
    with ImapServer(mail(1), mail(2), UID_MOVE="NO not now") as server:
        fetch(server, received)
        server.renumber(2)
        fetch(server, received)
    assert received.given == [mail(1), mail(2)]
    assert rows(session) == [(1, "test"), (2, "test"), (1, "duplicate"), (2, "duplicate")]


def test_same_bytes_under_two_uids_are_processed_once(app: Flask, session: Session) -> None:
    received = Received()
    with ImapServer(mail(1), mail(1)) as server:
        fetch(server, received)
    assert received.given == [mail(1)]
    assert rows(session) == [(1, "test"), (2, "duplicate")]


def test_mails_are_taken_in_the_order_of_their_uids_whatever_the_server_says(app: Flask, session: Session) -> None:
    received = Received()
    with ImapServer() as server:
        server.mails = {3: mail(3), 1: mail(1), 2: mail(2)}
        fetch(server, received)
    assert received.given == [mail(1), mail(2), mail(3)]


def test_too_large_a_mail_is_a_note_and_never_fetched(app: Flask, session: Session) -> None:
    received = Received()
    with ImapServer(mail(1), mail(2)) as server:
        server.claimed[1] = 10 * 1024 * 1024
        assert fetch(server, received) == {"needs-person": 1, "ignored": 1}
        assert server.verbs.count("UID_FETCH") == 3  # two described, one fetched
    [note] = queries.waiting(session, most=9)
    assert (note.reason, note.size) == ("too-large", 10 * 1024 * 1024)
    assert server.folders == {"Failed": [mail(1)], "Handled": [mail(2)]}


def test_mail_larger_than_the_server_said_is_for_a_person(app: Flask, session: Session, monkeypatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(reading.MailUnreadable, match="too-large"):
        reading.Mail(mail(1))


@pytest.mark.parametrize("answer", [CLOSE, HANG, "NO cannot be read", "BAD what"])
def test_mail_that_a_server_cannot_give_is_left_to_a_person_and_holds_up_nobody(
    app: Flask, session: Session, answer: str
) -> None:
    received = Received()

    def refuse(command: str) -> str | None:
        return answer if " 1 (UID BODY" in command else None

    with ImapServer(mail(1), mail(2), UID_FETCH=refuse) as server:
        for _ in range(3):
            with pytest.raises(MailboxFault):
                fetch(server, received)
        assert fetch(server, received) == {"ignored": 1}
    assert received.given == [mail(2)]
    assert rows(session) == [(1, "not-given"), (2, "test")]
    assert server.folders["Failed"] == [mail(1)]


def test_fault_of_ours_undoes_what_it_began_and_leaves_the_mail_to_a_person(app: Flask, session: Session) -> None:
    received = Received(fails=b"Subject: 1")
    with ImapServer(mail(1), mail(2)) as server:
        assert fetch(server, received) == {"needs-person": 1, "ignored": 1}
    [waiting] = queries.waiting(session, most=9)
    assert (waiting.reason, waiting.subject, waiting.sender) == ("our-fault", "1", "a@example.dk")
    assert session.get(MailboxState, "half done") is None
    assert server.folders == {"Failed": [mail(1)], "Handled": [mail(2)]}


def test_round_ends_between_two_mails_when_the_process_is_asked_to(app: Flask, session: Session) -> None:
    received = Received()
    with ImapServer(mail(1), mail(2)) as server:
        fetch(server, received, stopping=lambda: bool(received.given))
    assert received.given == [mail(1)]


def test_place_that_another_process_has_taken_is_left_to_it(app: Flask, session: Session) -> None:
    place = inbox.Place(mailbox="INBOX", uidvalidity=1, uid=1)
    for raw in (mail(1), mail(2)):
        with transaction() as writing:
            stored = inbox.store(writing, raw=raw, received_at=NOW, now=NOW, place=place)
    assert stored is None
    assert rows(session) == [(1, "")]


def test_mailbox_that_is_not_read_tells_the_secretariat_once(
    app: Flask, session: Session, add_person: Callable[..., Any]
) -> None:
    secretary = add_person(Role.SECRETARIAT)
    session.commit()
    received = Received()
    with ImapServer(SELECT="NO such mailbox") as server, pytest.raises(MailboxFault):
        fetch(server, received)
    for minutes in (5, 15, 16, 30):
        with transaction() as writing:
            watching.tell_of_silence(writing, mailbox="INBOX", now=NOW + minutes * MINUTE)
    sent = session.scalars(select(OutboxMessage)).all()
    assert [(one.address, one.created_at) for one in sent] == [(secretary.address, NOW + 16 * MINUTE)]
    assert "SELECT: NO such mailbox" in sent[0].raw.decode().replace("=\r\n", "")
    with ImapServer() as server:
        fetch(server, received, now=NOW + 31 * MINUTE)
    session.expire_all()
    assert queries.silent(session, "INBOX", NOW + 32 * MINUTE) is None
    with transaction() as writing:
        assert watching.tell_of_silence(writing, mailbox="INBOX", now=NOW + 50 * MINUTE) == 1
