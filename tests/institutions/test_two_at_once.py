"""Two who write about one unit at the same time: it goes on in one unit and has one head, and the other is told."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import Database
from app.domain import Refused
from app.institutions import queries, services
from app.institutions.events.life import GoesOnInAnother
from app.institutions.models import Institution, Leadership, Succession
from app.people.models import Person
from app.people.services import add_person
from tests.conftest import NOW
from tests.institutions.events.life_of_units import TODAY, merge, new, unit


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


def _person(session: Session, number: int) -> Person:
    return add_person(session, name=f"Leder {number}", address=f"leder{number}@example.dk", by=None, now=NOW)


def test_unit_that_is_given_two_heads_at_once_has_one_on_each_day(own_database: Database) -> None:
    attempts = 5
    with own_database.writing() as session:
        here = unit(session, "1").id
        people = [_person(session, number).id for number in range(attempts)]

    def attempt(number: int) -> None:
        with own_database.writing() as session:
            services.set_head(
                session,
                institution=session.get_one(Institution, here),
                person=session.get_one(Person, people[number]),
                from_day=TODAY,
                by=None,
                now=NOW,
            )

    with ThreadPoolExecutor(attempts) as pool:
        list(pool.map(attempt, range(attempts)))
    with own_database.read() as session:
        assert len(session.scalars(select(Leadership).where(queries.heads_on(TODAY))).all()) == 1
