"""A year with its six, their heads, four directors and two rooms, a week before the dialogues are planned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle import queries as cycle_queries
from app.cycle import services as cycles
from app.cycle.models import Cycle
from app.institutions import services as institutions
from app.institutions.domain import Kind, Ownership
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import services
from app.scheduling.domain import BY_HAND, FreeBusy, Interval, Span
from app.scheduling.models import Room
from app.selection import queries as selection
from app.selection import services as choice
from app.selection.models import Seat
from tests.conftest import let_start

FEBRUARY = dt.datetime(2027, 2, 1, 9, 0, tzinfo=dt.UTC)
NAMES = (
    "Birkely Skole",
    "Engvejens Skole",
    "Børnehuset Regnbuen",
    "Solgården",
    "Natur og Miljø",
    "Vuggestuen Mælkebøtten",
)


@dataclass(frozen=True)
class Year:
    """What the tests of this room start from."""

    cycle: Cycle
    directors: list[Person]
    heads: list[Person]
    seats: list[Seat]
    rooms: list[Room]


@pytest.fixture
def year(session: Session) -> Year:
    """2027: the six were chosen before this system, nothing is known of any calendar."""
    everyone = list(session.scalars(select(Person).order_by(Person.id)))
    cycle = cycle_queries.by_year(session, 2027)
    rooms = list(session.scalars(select(Room).order_by(Room.id)))
    return Year(cycle, everyone[:4], everyone[4:], selection.active_seats(session, cycle), rooms)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    let_start(items, Path(__file__).parent, year=make_year)


def make_year(session: Session) -> Year:
    """The same, made: what tests start from, and for one with a database of its own."""
    cycle = cycles.open_year(session, year=2027, subject=None, now=FEBRUARY)
    directors = [_person(session, name, Role.DIRECTOR) for name in ("Asta", "Bo", "Carl", "Dorte")]
    units = [
        institutions.open_institution(
            session,
            number=str(number),
            name=name,
            kind=Kind.SCHOOL,
            ownership=Ownership.MUNICIPAL,
            by=None,
            now=FEBRUARY,
        )
        for number, name in enumerate(NAMES, start=1)
    ]
    heads = [_person(session, f"Leder af {name}") for name in NAMES]
    for unit, head in zip(units, heads, strict=True):
        institutions.set_head(
            session, institution=unit, person=head, from_day=dt.date(2020, 8, 1), by=None, now=FEBRUARY
        )
    choice.take_over(session, cycle=cycle, institutions=units, by=None, now=FEBRUARY)
    rooms = [
        services.add_room(session, name=name, seats=seats, by=None, now=FEBRUARY)
        for name, seats in (("Lokale 1", 12), ("Lokale 2", 8), ("Kosteskabet", 2))
    ]
    return Year(cycle, directors, heads, selection.active_seats(session, cycle), rooms)


def mark_busy(session: Session, person: Person, day: dt.date, *spans: Span) -> None:
    """What is known of one day of a person: (from minute, to minute, strength)."""
    midnight = dt.datetime.combine(day, dt.time())
    busy = tuple(
        Interval(midnight + dt.timedelta(minutes=begin), midnight + dt.timedelta(minutes=end), strength)
        for begin, end, strength in spans
    )
    services.replace_busy(
        session,
        person=person,
        found=FreeBusy(busy, events=len(busy), unread=0),
        source=BY_HAND,
        window=(day, day),
        now=FEBRUARY,
    )


def _person(session: Session, name: str, *roles: Role) -> Person:
    address = f"{name.replace(' ', '.').encode('ascii', 'ignore').decode().lower()}@example.dk"
    return people.add_person(session, name=name, address=address, roles=roles, now=FEBRUARY)
