"""Two who write about one unit at the same time: it goes on in one unit, and the other is told."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from app.database import Database
from app.domain import Refused
from app.institutions.events.life import GoesOnInAnother
from app.institutions.models import Institution, Succession
from tests.institutions.events.life_of_units import merge, new, unit


def test_unit_that_many_merge_at_once_goes_on_in_one(own_database: Database) -> None:
    attempts = 5
    with own_database.writing() as session:
        ids = [unit(session, number).id for number in "12"]

    def attempt(number: int) -> type[Refused] | None:
        try:
            with own_database.writing() as session:
                merge(session, *(session.get_one(Institution, one) for one in ids), into=new(f"Ny {number}"))
        except Refused as refused:
            return type(refused)
        return None

    with ThreadPoolExecutor(attempts) as pool:
        told = list(pool.map(attempt, range(attempts)))
    assert Counter(told) == {GoesOnInAnother: attempts - 1, None: 1}
    with own_database.read() as session:
        assert len({row.successor_id for row in session.scalars(select(Succession))}) == 1
