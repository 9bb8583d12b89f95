"""Every fault of a mail server, on the wire and through the outbox: its documented state, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import Database
from app.mail.domain import MessageState, Outcome
from app.mail.models import OutboxMessage
from app.mail.outbox import finishing, smtp
from app.mail.outbox.claiming import Worker
from app.mail.outbox.delivery import deliver_due
from app.mail.outbox.smtp import Relay, Transport
from config import Security
from demonstration.catcher import Catcher
from tests.faults.senders import WRITTEN, arrived, message, message_id_of
from tests.mail.outbox.bad_server import CLOSE, DRIP, HANG, BadServer

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
WORKER = Worker(name="one", per_hour=1_000_000)
VERBS = ("connect", "ehlo", "mail", "rcpt", "data")
LATER = [
    *({verb: HANG} for verb in VERBS),
    *({verb: CLOSE} for verb in VERBS),
    {"connect": "421 busy"},
    {"mail": "421 closing"},
    {"data": "421 closing"},
    {"rcpt": "450 greylisted"},
    {"dot": "451 later"},
    {"rcpt": DRIP},
]
UNSURE = [{"dot": CLOSE}, {"dot": HANG}]
NEVER = [{"rcpt": "550 no such user"}, {"mail": "552 too big"}, {"dot": "552 too big"}]
TAKEN = [{"quit": CLOSE}, {"quit": HANG}, {"quit": "421 bye"}]


def words_of(script: dict[str, str]) -> str:
    return " ".join(f"{verb} {answer}" for verb, answer in script.items())


@contextmanager
def patience(script: Mapping[str, str]) -> Iterator[float]:
    """Seconds to wait for an answer: few, and few in all, where the server would never end; else more than enough."""
    slow = not {HANG, DRIP}.isdisjoint(script.values())
    with pytest.MonkeyPatch.context() as patch:
        if slow:
            patch.setattr(smtp, "TOTAL_SECONDS", 1.5)
        yield 0.5 if slow else 10


def run(
    database: Database, port: int, now: dt.datetime, *, security: Security = Security.NONE, timeout: float = 10
) -> Counter[str]:
    with Transport(Relay(host="localhost", port=port, security=security, timeout=timeout)) as transport:
        return deliver_due(database.writing, transport=transport, worker=WORKER, now=now)


def put(database: Database, *numbers: int, thread: str = "", now: dt.datetime = WRITTEN) -> None:
    """Versions of one mail, or mails on their own."""
    with database.writing() as session:
        for number in numbers:
            row = message(number, thread=thread, sequence=number if thread else 0, now=now)
            row.address = "modtager@example.dk" if thread else row.address
            session.add(row)


def rows(database: Database) -> list[OutboxMessage]:
    with database.read() as session:
        query = select(OutboxMessage).options(joinedload(OutboxMessage.attempts)).order_by(OutboxMessage.id)
        return list(session.scalars(query).unique())


def deliver_in_the_end(database: Database, folder: Path, now: dt.datetime) -> list[str]:
    """The server is well again: what is due leaves. Gives the Message-IDs in the order of arrival."""
    with Catcher(folder) as catcher:
        run(database, catcher.port, now)
    return [message_id_of(path.read_bytes()) for path in sorted(folder.glob("*.eml"))]


@pytest.mark.parametrize("script", LATER, ids=words_of)
def test_passing_fault_waits_and_is_delivered_in_the_end(
    own_database: Database, tmp_path: Path, script: dict[str, str]
) -> None:
    put(own_database, 1)
    with BadServer(**script) as server, patience(script) as timeout:
        assert run(own_database, server.port, WRITTEN, timeout=timeout) == {"waiting": 1}
    [row] = rows(own_database)
    assert (row.attempts[0].outcome, row.due_at) == (Outcome.TRANSIENT, WRITTEN + MINUTE)
    assert deliver_in_the_end(own_database, tmp_path / "mails", WRITTEN + MINUTE) == [row.message_id]


def test_refused_connection_waits_and_is_delivered_in_the_end(own_database: Database, tmp_path: Path) -> None:
    put(own_database, 1, 2)
    with BadServer() as gone:
        port = gone.port
    assert run(own_database, port, WRITTEN) == {"waiting": 1}  # the second is not tried, and is given back
    assert len(deliver_in_the_end(own_database, tmp_path / "mails", WRITTEN + MINUTE)) == 2


def test_failing_tls_waits_and_is_delivered_in_the_end(own_database: Database, tmp_path: Path) -> None:
    put(own_database, 1)
    with BadServer(ehlo="250-here\r\n250 STARTTLS", starttls="220 go") as server:
        assert run(own_database, server.port, WRITTEN, security=Security.STARTTLS) == {"waiting": 1}
        assert "MAIL" not in server.verbs
    assert len(deliver_in_the_end(own_database, tmp_path / "mails", WRITTEN + MINUTE)) == 1


@pytest.mark.parametrize("script", UNSURE, ids=words_of)
def test_lost_after_the_dot_is_sent_once_more_and_much_later(
    own_database: Database, tmp_path: Path, script: dict[str, str]
) -> None:
    put(own_database, 1)
    with BadServer(**script) as server, patience(script) as timeout:
        assert run(own_database, server.port, WRITTEN, timeout=timeout) == {"waiting": 1}
        assert run(own_database, server.port, WRITTEN + 29 * MINUTE, timeout=timeout) == {}
    [row] = rows(own_database)
    assert (row.attempts[0].outcome, row.due_at) == (Outcome.AMBIGUOUS, WRITTEN + finishing.AFTER_AMBIGUOUS)
    assert deliver_in_the_end(own_database, tmp_path / "mails", row.due_at) == [row.message_id]


@pytest.mark.parametrize("script", NEVER, ids=words_of)
def test_refusal_for_good_ends_the_mail_with_the_servers_words(
    own_database: Database, tmp_path: Path, script: dict[str, str]
) -> None:
    put(own_database, 1)
    with BadServer(**script) as server, patience(script) as timeout:
        assert run(own_database, server.port, WRITTEN, timeout=timeout) == {"failed": 1}
    [row] = rows(own_database)
    assert (row.state, row.last_words) == (MessageState.FAILED, next(iter(script.values())))
    assert deliver_in_the_end(own_database, tmp_path / "mails", WRITTEN + 80 * HOUR) == []


@pytest.mark.parametrize("script", TAKEN, ids=words_of)
def test_fault_at_goodbye_changes_nothing(own_database: Database, tmp_path: Path, script: dict[str, str]) -> None:
    put(own_database, 1)
    with BadServer(**script) as server, patience(script) as timeout:
        assert run(own_database, server.port, WRITTEN, timeout=timeout) == {"sent": 1}
    assert deliver_in_the_end(own_database, tmp_path / "mails", WRITTEN + HOUR) == []


@pytest.mark.parametrize("script", [{"rcpt": "450 later"}, {"dot": CLOSE}, {"connect": CLOSE}], ids=words_of)
def test_versions_of_one_meeting_leave_in_order_whatever_the_server_does(
    own_database: Database, tmp_path: Path, script: dict[str, str]
) -> None:
    put(own_database, 1, thread="invitation:1")
    with BadServer(**script) as server, patience(script) as timeout:
        run(own_database, server.port, WRITTEN, timeout=timeout)
        put(own_database, 2, thread="invitation:1", now=WRITTEN + MINUTE)
        run(own_database, server.port, WRITTEN + MINUTE, timeout=timeout)
    came = deliver_in_the_end(own_database, tmp_path / "mails", WRITTEN + 2 * HOUR)
    first, second = rows(own_database)
    assert came == [second.message_id]
    assert (first.state, second.state) == (MessageState.SUPERSEDED, MessageState.SENT)


def test_eight_hours_away_loses_nothing_and_floods_nobody(own_database: Database, tmp_path: Path) -> None:
    put(own_database, *range(1, 21))
    now, tries = WRITTEN, 0
    with BadServer(connect="421 away") as server:
        while now < WRITTEN + 8 * HOUR:
            tries += sum(run(own_database, server.port, now).values())
            now += 10 * MINUTE
    came = deliver_in_the_end(own_database, tmp_path / "mails", now + HOUR)
    assert sorted(came) == sorted(row.message_id for row in rows(own_database))
    assert arrived(tmp_path / "mails").total() == 20
    assert tries < 20 * 20  # each some fifteen times, with growing pauses
