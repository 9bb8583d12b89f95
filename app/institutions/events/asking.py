"""From what somebody wrote, on a page or after a command, to the event: names and numbers become units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from sqlalchemy.orm import Session

from app.institutions import queries
from app.institutions.domain import InstitutionUnknown, Kind
from app.institutions.events import services as events
from app.institutions.events.life import EventKind, NewUnit
from app.institutions.models import Institution, UnitEvent
from app.people.models import Person


class Into(Enum):
    """What a merger becomes: a new unit, the one whose page it is, or another that is there."""

    NEW = "new"
    THIS = "this"
    THERE = "there"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An event as somebody wrote it. `others` are names or numbers, `head` is the number of a person.

    `former`: `name` is what the unit was called until the day.
    """

    day: dt.date
    name: str = ""
    area: str = ""
    number: str = ""
    kind: Kind | None = None
    others: tuple[str, ...] = ()
    into: Into = Into.NEW
    head: int | None = None
    goes_on: bool = False
    former: bool = False


def carry_out(
    session: Session, *, kind: EventKind, unit: Institution, asked: Asked, by: Person | None, now: dt.datetime
) -> UnitEvent:
    """Writes the event down. Raises InstitutionUnknown, InstitutionAmbiguous, and what events/services.py refuses."""
    return HOW[kind](session, unit, asked, by, now)


def concerned(session: Session, unit: Institution, others: tuple[str, ...]) -> list[Institution]:
    """The units that somebody named, the first of them the one whose page it is; each once."""
    finder = queries.finder(session)
    found = [unit, *(finder.find(text) for text in others)]
    return list({one.id: one for one in found}.values())


def _rename(session: Session, unit: Institution, asked: Asked, by: Person | None, now: dt.datetime) -> UnitEvent:
    happen = events.note_former_name if asked.former else events.rename_unit
    return happen(session, unit=unit, name=asked.name, day=asked.day, by=by, now=now)


def _move(session: Session, unit: Institution, asked: Asked, by: Person | None, now: dt.datetime) -> UnitEvent:
    return events.move_unit(session, unit=unit, area=asked.area, day=asked.day, by=by, now=now)


def _open(session: Session, unit: Institution, asked: Asked, by: Person | None, now: dt.datetime) -> UnitEvent:
    return events.open_unit(session, unit=unit, day=asked.day, by=by, now=now)


def _close(session: Session, unit: Institution, asked: Asked, by: Person | None, now: dt.datetime) -> UnitEvent:
    return events.close_unit(session, unit=unit, day=asked.day, by=by, now=now)


def _merge(session: Session, unit: Institution, asked: Asked, by: Person | None, now: dt.datetime) -> UnitEvent:
    units = concerned(session, unit, asked.others)
    into: Institution | NewUnit = unit
    if asked.into is Into.NEW:
        into = _new(unit, asked, asked.name)
    elif asked.into is Into.THERE:
        into = queries.find(session, text=asked.name)
    head = session.get(Person, asked.head) if asked.head else None
    return events.merge_units(session, units=units, into=into, day=asked.day, head=head, by=by, now=now)


def _split(session: Session, unit: Institution, asked: Asked, by: Person | None, now: dt.datetime) -> UnitEvent:
    into = [_there_or_new(session, unit, asked, text) for text in asked.others]
    return events.split_unit(session, unit=unit, into=into, goes_on=asked.goes_on, day=asked.day, by=by, now=now)


def _there_or_new(session: Session, unit: Institution, asked: Asked, text: str) -> Institution | NewUnit:
    """A part that is in the register already, such as a department, else a new unit of that name."""
    try:
        return queries.find(session, text=text)
    except InstitutionUnknown:
        return _new(unit, asked, text)


def _new(unit: Institution, asked: Asked, name: str) -> NewUnit:
    return NewUnit(
        name=name,
        kind=asked.kind or unit.kind,
        ownership=unit.ownership,
        area=asked.area or unit.area,
        municipality=unit.municipality,
        number=asked.number,
    )


HOW: dict[EventKind, Callable[[Session, Institution, Asked, Person | None, dt.datetime], UnitEvent]] = {
    EventKind.RENAMED: _rename,
    EventKind.MOVED: _move,
    EventKind.OPENED: _open,
    EventKind.CLOSED: _close,
    EventKind.MERGED: _merge,
    EventKind.SPLIT: _split,
}
