"""Who reads cannot write; notes of several statements are made whole or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.database import Database, Prepared, is_there_already
from app.people.models import Person
from app.trail.models import Heartbeat, JobRun
from tests.conftest import NOW

AT = bindparam("at", type_=Heartbeat.at.type)
ADDED = Prepared(insert(Heartbeat).values(process=bindparam("process"), at=AT).returning(Heartbeat.process))
RENAMED = Prepared(update(Heartbeat).values(process=bindparam("name"), at=AT).returning(Heartbeat.process))


def test_reading_session_refuses_to_write(own_database: Database) -> None:
    with own_database.read() as session:
        session.add(Person(name="En", address="en@example.dk", created_at=NOW))
        with pytest.raises(RuntimeError, match="a reading session was asked to write"):
            session.commit()
    with own_database.read() as session:
        assert session.query(Person).count() == 0


def test_note_of_two_statements_is_one_transaction_on_either_database(own_database: Database) -> None:
    with own_database.recording() as recorder:
        assert recorder.run((ADDED, RENAMED), {"process": "a", "name": "b", "at": NOW}) == ("b",)
    with own_database.read() as session:
        assert session.scalars(select(Heartbeat.process)).all() == ["b"]


def test_row_that_is_there_already_is_told_from_one_that_breaks_another_rule(own_database: Database) -> None:
    def broken(*rows: object) -> IntegrityError:
        with pytest.raises(IntegrityError) as caught, own_database.writing() as session:
            session.add_all(rows)
        return caught.value

    assert is_there_already(broken(*(JobRun(job="a", planned_at=NOW, finished_at=NOW) for _ in range(2))))
    assert is_there_already(broken(*(Person(name="En", address="en@example.dk", created_at=NOW) for _ in range(2))))
    assert not is_there_already(broken(JobRun(job="b", planned_at=NOW, finished_at=None)))
