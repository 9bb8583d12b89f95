"""Emptying the outbox, against a real server and real databases."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from app import clock
from app.database import transaction
from app.mail import queries, services
from app.mail.domain import Delivery, MessageState, Outcome, Phase
from app.mail.models import MailAttempt, OutboxMessage
from app.mail.outbox import claiming, finishing
from app.mail.outbox.claiming import Worker, claim
from app.mail.outbox.delivery import deliver_due
from app.mail.outbox.finishing import finish, pause_after
from app.mail.outbox.smtp import Relay, Result, Transport
from app.mail.ports import Handler
from app.mail.writing.words import Words
from app.people.models import Person
from config import Security
from demonstration.catcher import Catcher
from tests.mail.outbox.bad_server import CLOSE, BadServer

NOW = dt.datetime(2027, 1, 12, 9, 0, tzinfo=dt.UTC)
WORDS = Words(subject="Emne", text="Hej\n", html="<p>Hej</p>\n")
ACCEPTED = Result(outcome=Outcome.ACCEPTED, phase=Phase.ACCEPTED, code=250)
LATER = Result(outcome=Outcome.TRANSIENT, phase=Phase.ENVELOPE, code=450, words="later")
UNSURE = Result(outcome=Outcome.AMBIGUOUS, phase=Phase.AMBIGUOUS)
HOUR = dt.timedelta(hours=1)
ONE = Worker(name="one", per_hour=500)


@pytest.fixture
def put(app: Flask, session: Session, add_person: Callable[..., Person]) -> Callable[..., OutboxMessage]:
    """Puts a message into the outbox and commits it."""

    def put(once: str, *, person: Person | None = None, **given: object) -> OutboxMessage:
        given = {"kind": "test", "thread": f"test:{once}", "written": WORDS, "now": NOW} | given
        row = services.enqueue(session, once=once, person=person or add_person(), **given)  # type: ignore[arg-type]
        session.commit()
        return row

    return put


@pytest.fixture
def catcher(tmp_path: Path) -> Iterator[Catcher]:
    with Catcher(tmp_path / "mails", refused={"ingen@example.dk"}) as running:
        yield running


def run(port: int, worker: Worker, now: dt.datetime = NOW) -> Counter[str]:
    with Transport(Relay(host="127.0.0.1", port=port, security=Security.NONE, timeout=0.5)) as transport:
        return deliver_due(transaction, transport=transport, worker=worker, now=now)


def state_of(session: Session, row: OutboxMessage) -> MessageState:
    session.refresh(row)
    return row.state


def test_due_mail_leaves_with_its_bytes(put, session: Session, catcher: Catcher, tmp_path: Path) -> None:
    now, later = put("now"), put("later", due_at=NOW + HOUR)
    assert run(catcher.port, ONE) == {"sent": 1}
    assert [state_of(session, now), state_of(session, later)] == [MessageState.SENT, MessageState.WAITING]
    kept = queries.with_bytes(session, now.id)
    assert kept is not None
    assert [file.read_bytes() for file in (tmp_path / "mails").iterdir()] == [kept.raw]
    assert [(one.number, one.outcome, one.phase, one.words) for one in kept.attempts] == [
        (1, Outcome.ACCEPTED, "accepted", "250 Kept")
    ]


def test_second_run_sends_nothing(put, catcher: Catcher) -> None:
    put("a")
    assert run(catcher.port, ONE) == {"sent": 1}
    assert run(catcher.port, ONE) == {}


def test_refused_address_ends_the_mail_and_its_room_is_told(
    put, session: Session, add_person: Callable[..., Person], catcher: Catcher
) -> None:
    told: list[Delivery] = []
    handler = Handler("test", lambda session, delivery, now: told.append(delivery))
    worker = Worker(name="one", per_hour=500, handlers={"test": handler})
    person = add_person(address="ingen@example.dk")
    row = put("a", person=person, thread="invitation:7")
    assert run(catcher.port, worker) == {"failed": 1}
    assert state_of(session, row) is MessageState.FAILED
    assert told == [
        Delivery(
            message_id=row.id,
            kind="test",
            thread="invitation:7",
            person_id=person.id,
            address="ingen@example.dk",
            sent=False,
            words="5.1.1 No such mailbox here",
        )
    ]


def test_fault_of_a_room_does_not_send_the_mail_again(put, session: Session, catcher: Catcher) -> None:
    def fail(session: Session, delivery: Delivery, now: dt.datetime) -> None:
        raise RuntimeError("a name that must not be logged")

    row, failing = put("a"), Worker(name="one", per_hour=500, handlers={"test": Handler("test", fail)})
    with capture_logs() as logged:
        assert run(catcher.port, failing) == {"sent": 1}
    assert state_of(session, row) is MessageState.SENT
    assert [entry["event"] for entry in logged] == ["mail-handler-failed"]
    assert "must not be logged" not in str(logged)


def test_unreachable_server_costs_one_try_and_the_rest_stays_due(put, session: Session) -> None:
    rows = [put(name) for name in "abc"]
    with BadServer() as gone:
        port = gone.port
    assert run(port, ONE) == {"waiting": 1}
    session.expire_all()
    assert [(row.state, row.attempt, row.due_at) for row in rows] == [
        (MessageState.WAITING, 1, NOW + pause_after(1)),
        (MessageState.WAITING, 0, NOW),
        (MessageState.WAITING, 0, NOW),
    ]


def test_pauses_grow_to_an_hour() -> None:
    minutes = [pause_after(attempt).total_seconds() / 60 for attempt in (1, 2, 3, 6, 7, 50)]
    assert minutes == [1, 2, 4, 32, 60, 60]


def attempt(session: Session, result: Result, now: dt.datetime) -> MessageState | None:
    taken = claim(session, worker=ONE, now=now)
    assert len(taken) == 1
    return finish(session, claim=taken[0], worker=ONE, result=result, now=now).state


def test_eight_hours_away_loses_nothing(put, session: Session) -> None:
    row, now = put("a"), NOW
    while now < NOW + 8 * HOUR:
        assert attempt(session, LATER, now) is MessageState.WAITING
        session.refresh(row)
        assert now < row.due_at <= now + HOUR
        now = row.due_at
    assert attempt(session, ACCEPTED, now) is MessageState.SENT


def test_three_days_of_failures_are_enough(put, session: Session) -> None:
    put("a")
    assert attempt(session, LATER, NOW) is MessageState.WAITING
    assert attempt(session, LATER, NOW + 71 * HOUR) is MessageState.WAITING
    assert attempt(session, LATER, NOW + 72 * HOUR + HOUR) is MessageState.FAILED


def test_ambiguous_end_is_tried_once_more_much_later(put, session: Session) -> None:
    row = put("a")
    assert attempt(session, UNSURE, NOW) is MessageState.WAITING
    session.refresh(row)
    assert row.due_at == NOW + finishing.AFTER_AMBIGUOUS
    assert claim(session, worker=ONE, now=NOW + dt.timedelta(minutes=29)) == []
    assert attempt(session, UNSURE, NOW + dt.timedelta(minutes=30)) is MessageState.FAILED


def test_mail_sent_again_by_hand_has_its_whole_time_anew(put, session: Session) -> None:
    row, again = put("a"), NOW + 80 * HOUR
    assert attempt(session, LATER, NOW) is MessageState.WAITING
    assert attempt(session, UNSURE, NOW + 70 * HOUR) is MessageState.WAITING
    assert attempt(session, LATER, NOW + 73 * HOUR) is MessageState.FAILED
    assert services.send_again(session, message_id=row.id, now=again)
    assert attempt(session, LATER, again) is MessageState.WAITING
    session.refresh(row)
    assert row.due_at == again + pause_after(1)
    assert attempt(session, UNSURE, again + HOUR) is MessageState.WAITING
    assert attempt(session, LATER, again + 71 * HOUR) is MessageState.WAITING
    assert attempt(session, LATER, again + 74 * HOUR) is MessageState.FAILED


def test_ambiguous_end_on_the_wire_sends_identical_bytes_later(
    put, session: Session, catcher: Catcher, tmp_path: Path
) -> None:
    row = put("a")
    with BadServer(dot=CLOSE) as server:
        assert run(server.port, ONE) == {"waiting": 1}
    assert run(catcher.port, ONE, NOW + HOUR) == {"sent": 1}
    kept = queries.with_bytes(session, row.id)
    assert kept is not None
    assert [file.read_bytes() for file in (tmp_path / "mails").iterdir()] == [kept.raw]


def test_newer_version_supersedes_what_has_not_left(
    put, session: Session, catcher: Catcher, add_person: Callable[..., Person]
) -> None:
    lene, bo = add_person(), add_person()
    old = put("0-lene", person=lene, thread="invitation:1", sequence=0)
    new = put("1-lene", person=lene, thread="invitation:1", sequence=1)
    other = put("0-bo", person=bo, thread="invitation:1", sequence=0)
    assert run(catcher.port, ONE) == {"sent": 2}
    assert [state_of(session, row) for row in (old, new, other)] == [
        MessageState.SUPERSEDED,
        MessageState.SENT,
        MessageState.SENT,
    ]


def test_next_version_waits_while_another_worker_sends_the_first(
    put, session: Session, add_person: Callable[..., Person]
) -> None:
    lene = add_person()
    put("0", person=lene, thread="invitation:1", sequence=0)
    first = claim(session, worker=ONE, now=NOW)
    put("1", person=lene, thread="invitation:1", sequence=1)
    other = Worker(name="two", per_hour=500)
    assert claim(session, worker=other, now=NOW) == []
    assert finish(session, claim=first[0], worker=ONE, result=ACCEPTED, now=NOW).state is MessageState.SENT
    assert len(claim(session, worker=other, now=NOW)) == 1


def test_silent_workers_mail_is_taken_over_and_its_late_word_does_not_count(
    put, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = put("a")
    mine = claim(session, worker=ONE, now=NOW)[0]
    other = Worker(name="two", per_hour=500)
    assert claim(session, worker=other, now=NOW) == []
    later = clock.lease_now(session) + dt.timedelta(seconds=claiming.LEASE_SECONDS + 1)
    monkeypatch.setattr(clock, "lease_now", lambda session: later)
    theirs = claim(session, worker=other, now=NOW)[0]
    assert (theirs.id, theirs.attempt, theirs.raw) == (mine.id, 2, mine.raw)
    assert finish(session, claim=mine, worker=ONE, result=LATER, now=NOW).state is None
    assert finish(session, claim=theirs, worker=other, result=ACCEPTED, now=NOW).state is MessageState.SENT
    assert state_of(session, row) is MessageState.SENT
    assert len(session.scalars(select(MailAttempt)).all()) == 2


def test_cap_of_the_hour_holds_the_rest_back(put, session: Session, catcher: Catcher) -> None:
    for name in "abc":
        put(name)
    capped = Worker(name="one", per_hour=2)
    assert run(catcher.port, capped) == {"sent": 2}
    assert run(catcher.port, capped, NOW + HOUR / 2) == {}
    assert run(catcher.port, capped, NOW + HOUR) == {"sent": 1}


def test_kill_switch_stops_all(put, catcher: Catcher) -> None:
    put("a")
    assert run(catcher.port, Worker(name="one", per_hour=500, paused=True)) == {}


def test_asked_to_stop_it_ends_between_two_mails_and_gives_the_rest_back(
    put, session: Session, catcher: Catcher, tmp_path: Path
) -> None:
    rows, folder = [put(name) for name in "abc"], tmp_path / "mails"
    assert run(catcher.port, Worker(name="one", per_hour=500, stopping=lambda: any(folder.iterdir()))) == {"sent": 1}
    session.expire_all()
    assert [(row.state, row.attempt) for row in rows] == [
        (MessageState.SENT, 1),
        (MessageState.WAITING, 0),
        (MessageState.WAITING, 0),
    ]
