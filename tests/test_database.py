"""Who reads cannot write."""

from __future__ import annotations

import pytest

from app.database import Database
from app.people.models import Person
from tests.conftest import NOW


def test_reading_session_refuses_to_write(own_database: Database) -> None:
    with own_database.read() as session:
        session.add(Person(name="En", address="en@example.dk", created_at=NOW))
        with pytest.raises(RuntimeError, match="a reading session was asked to write"):
            session.commit()
    with own_database.read() as session:
        assert session.query(Person).count() == 0
