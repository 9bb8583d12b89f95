"""The notes of what became of a mail: the short way says what the long way says, and neither waits for the disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import joinedload

from app.database import Database
from app.mail.domain import MessageState
from app.mail.models import OutboxMessage
from app.mail.outbox.claiming import Worker
from app.mail.outbox.delivery import deliver_due
from app.mail.outbox.smtp import Relay, Transport
from app.mail.ports import Handler
from config import Security
from demonstration.catcher import Catcher
from tests.faults.senders import WRITTEN, message

ONE = Worker(name="one", per_hour=500)
LISTENING = Handler("test", lambda session, delivery, now: None)


@pytest.fixture
def catcher(tmp_path: Path) -> Iterator[Catcher]:
    with Catcher(tmp_path / "mails", refused={"modtager3@example.dk"}) as running:
        yield running


def put(database: Database, *numbers: int) -> None:
    with database.writing() as session:
        session.add_all([message(number) for number in numbers])


def run(database: Database, port: int, worker: Worker) -> Counter[str]:
    relay = Relay(host="127.0.0.1", port=port, security=Security.NONE)
    with Transport(relay) as transport, database.recording() as recorder:
        return deliver_due(database.writing, transport=transport, worker=worker, now=WRITTEN, recorder=recorder)


def told(database: Database) -> list[tuple[object, ...]]:
    """What is written down about each mail."""
    query = select(OutboxMessage).options(joinedload(OutboxMessage.attempts)).order_by(OutboxMessage.id)
    with database.read() as session:
        return [
            (
                (row.state, row.due_at, row.attempt, row.claimed_by, row.claimed_until, row.finished_at),
                [(one.number, one.at, one.outcome, one.phase, one.words) for one in row.attempts],
            )
            for row in session.scalars(query).unique()
        ]


def test_short_note_says_what_the_long_one_says(own_database: Database, catcher: Catcher) -> None:
    put(own_database, 1)
    assert run(own_database, catcher.port, ONE) == {"sent": 1}
    put(own_database, 2)
    assert run(own_database, catcher.port, Worker(name="one", per_hour=500, handlers={"test": LISTENING})) == {
        "sent": 1
    }
    short, long = told(own_database)
    assert short == long
    assert short[0] == (MessageState.SENT, WRITTEN, 1, None, None, WRITTEN)


def test_refusal_among_plain_mails_is_noted_the_long_way(own_database: Database, catcher: Catcher) -> None:
    put(own_database, 1, 2, 3, 4)
    assert run(own_database, catcher.port, ONE) == {"sent": 3, "failed": 1}
    assert [row[0][0].value for row in told(own_database)] == ["sent", "sent", "failed", "sent"]  # type: ignore[index]


def test_only_notes_do_without_the_disk(own_database: Database) -> None:
    asked = {
        "sqlite": "SELECT synchronous = 1 FROM pragma_synchronous",
        "postgresql": "SELECT source = 'session' FROM pg_settings WHERE name = 'synchronous_commit'",
    }
    relaxed = text(asked[own_database.engine.dialect.name])
    with own_database.recording() as recorder, recorder.session() as session:
        assert session.scalar(relaxed)
    with own_database.writing() as session:
        assert not session.scalar(relaxed)


def test_database_that_hangs_up_between_two_notes_costs_nothing(
    own_database: Database, catcher: Catcher, tmp_path: Path
) -> None:
    if own_database.engine.dialect.name == "sqlite":
        return  # nobody there who could hang up
    put(own_database, *range(4, 14))
    cuts: list[int] = []

    def cut() -> bool:
        """Asked between two mails: after the third, every connection but the asking one is ended."""
        if cuts or len(list((tmp_path / "mails").iterdir())) < 3:
            return False
        cuts.append(3)
        with own_database.engine.connect() as connection:
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            connection.execute(text(f"{ended} AND pid <> pg_backend_pid()"))
        return False

    assert run(own_database, catcher.port, Worker(name="one", per_hour=500, stopping=cut)).total() == 10
    assert cuts == [3]
    assert len(list((tmp_path / "mails").iterdir())) == 10
    assert {row[0][0] for row in told(own_database)} == {MessageState.SENT}  # type: ignore[index]
