"""A year whose times are agreed: three institutions with their heads, two directors, a guidance with questions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import at
from app.cycle import queries as cycles
from app.cycle import services as cycle_services
from app.cycle.domain import Level, NewSubject, SubjectTheme
from app.cycle.models import Cycle
from app.institutions import services as institutions
from app.institutions.domain import Kind, Ownership
from app.invitations import queries, services
from app.invitations.models import Invitation, Participant
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import queries as scheduling
from app.scheduling import services as times
from app.scheduling.domain import Placed, Plan
from app.scheduling.models import Room
from app.selection import queries as selection
from app.selection import services as choice
from tests.conftest import let_start

NOW = at(dt.date(2027, 1, 12), 10)
NAMES = ("Åkandens Børnehus", "Birkely Skole", "Solgården")
DAYS = (dt.date(2027, 3, 16), dt.date(2027, 4, 6), dt.date(2027, 5, 11))
SUBJECT = NewSubject(
    title="Ledetråd 2027",
    publication_id=None,
    introduction="",
    themes=(
        SubjectTheme(
            edition_id=1,
            number=1,
            title="Effekt",
            messages={Level.CITIZENS: "Det hjælper."},
            questions=("Hvad virker hos jer?", "Hvordan ved I det?"),
        ),
    ),
)


@dataclass(frozen=True)
class Year:
    """What the tests of this room start from; `room` is where all meetings are held, `other` is free."""

    cycle: Cycle
    directors: list[Person]
    heads: list[Person]
    room: Room
    other: Room
    session: Session

    def invitation(self, number: int = 0) -> Invitation:
        """The invitation of one of the institutions, as it is now."""
        self.session.flush()
        self.session.expire_all()
        dialogue = scheduling.dialogues_of(self.session, self.cycle)[number]
        found = queries.invitation_of(self.session, dialogue)
        assert found is not None
        return found

    def part_of(self, person: Person, number: int = 0) -> Participant:
        """A person's part in a meeting, as it is now."""
        return next(one for one in self.invitation(number).participants if one.person_id == person.id)

    def move(self, number: int, day: dt.date, hour: int, *, room: Room | None = None, now: dt.datetime = NOW) -> None:
        """Gives a dialogue another time; nobody is told yet."""
        dialogue = scheduling.dialogue(self.session, self.invitation(number).dialogue_id)
        times.move(self.session, dialogue=dialogue, starts_at=at(day, hour), room=room or self.room, by=None, now=now)

    def send(self, now: dt.datetime = NOW) -> int:
        """Sends what there is to send."""
        return services.send(self.session, cycle=self.cycle, by=None, now=now)


def make_year(session: Session) -> Year:
    """2027 with its plan accepted; nothing is prepared and nothing sent."""
    cycle = cycle_services.open_year(session, year=2027, subject=SUBJECT, now=NOW)
    directors = [_add(session, name, Role.DIRECTOR) for name in ("Anne Bæk", "Carl Dam")]
    heads = [_add(session, f"Lene nr. {number}", Role.LEADER) for number in range(len(NAMES))]
    units = [
        institutions.open_institution(
            session, number=str(number), name=name, kind=Kind.SCHOOL, ownership=Ownership.MUNICIPAL, by=None, now=NOW
        )
        for number, name in enumerate(NAMES)
    ]
    for unit, head in zip(units, heads, strict=True):
        institutions.set_head(session, institution=unit, person=head, from_day=dt.date(2020, 8, 1), by=None, now=NOW)
    choice.take_over(session, cycle=cycle, institutions=units, by=None, now=NOW)
    room, other = (times.add_room(session, name=name, seats=9, by=None, now=NOW) for name in ("Åen", "Bækken"))
    times.store_plan(session, cycle=cycle, result=_plan(session, cycle, room), by=None, now=NOW)
    times.accept_plan(session, cycle=cycle, by=None, now=NOW)
    return Year(cycle, directors, heads, room, other, session)


def _add(session: Session, name: str, role: Role) -> Person:
    address = f"{name.lower().replace(' ', '.').replace('æ', 'ae')}@example.dk".replace("..", ".")
    return people.add_person(session, name=name, address=address, roles=[role], now=NOW)


def _plan(session: Session, cycle: Cycle, room: Room) -> Plan:
    placed = tuple(
        Placed(
            meeting=str(seat.id),
            start=dt.datetime.combine(day, dt.time(9)),
            end=dt.datetime.combine(day, dt.time(10, 30)),
            room=str(room.id),
            away=0,
        )
        for seat, day in zip(selection.active_seats(session, cycle), DAYS, strict=True)
    )
    return Plan(placed=placed, unplaced=(), cost=0, bound=0, unplaced_bound=0, proven=True)


def make_sent(session: Session) -> Year:
    """The same year with every invitation sent."""
    year = make_year(session)
    services.prepare_from_plan(session, cycle=year.cycle, by=None, now=NOW)
    year.send()
    return year


def find_year(session: Session) -> Year:
    """The year that a test starts from."""
    everyone = list(session.scalars(select(Person).order_by(Person.id)))
    room, other = session.scalars(select(Room).order_by(Room.id))
    return Year(cycles.by_year(session, 2027), everyone[:2], everyone[2:], room, other, session)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    let_start(items, Path(__file__).parent, year=make_year, sent=make_sent)


@pytest.fixture
def year(app: Flask, session: Session) -> Year:
    """The year in the test's transaction."""
    return find_year(session)


@pytest.fixture
def sent(year: Year) -> Year:
    """The same year with every invitation sent."""
    return year
