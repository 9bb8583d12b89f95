"""A unit that was opened here is given the number that a register knows it by: an event like others, to be undone.

Its id, dialogues, waiting time and heads stay: nothing else of it changes by the number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.clock import local_day
from app.institutions.domain import NotAsked, Recognised
from app.institutions.events.life import Effect, EventKind, Part, UnitTwice
from app.institutions.events.writing import Draft, record
from app.institutions.models import Institution
from app.institutions.register.recognising import Same
from app.institutions.services import settle
from app.people.models import Person


def give_numbers(
    session: Session, *, asked: Sequence[Recognised], same: Same, by: Person | None, now: dt.datetime
) -> list[str]:
    """What a person said of the rows that were asked about; returns the numbers that were given.

    Raises NotAsked for a unit that a row does not seem to be, and UnitTwice where one unit would be two rows.
    """
    given: dict[int, str] = {}
    for row, unit_id, offered in ((one.row, same[one.row.key], one.units) for one in asked):
        if unit_id is None:
            continue
        if unit_id not in {unit.id for unit in offered}:
            raise NotAsked(number=row.key)
        unit = session.get_one(Institution, unit_id)
        if unit.id in given:
            raise UnitTwice(name=unit.name)
        given[unit.id] = row.key
        _give(session, unit, register=row.register, number=row.key, by=by, now=now)
    return list(given.values())


def _give(
    session: Session, unit: Institution, *, register: str, number: str, by: Person | None, now: dt.datetime
) -> None:
    """The day on which it opened was written down by a person, and stands whatever the register says."""
    draft = Draft(kind=EventKind.NUMBERED, day=local_day(now), parts=[(unit, Part.SUBJECT)])
    draft.effects = [
        Effect(unit=unit.id, field="register", before=unit.register, after=register),
        Effect(unit=unit.id, field="number", before=unit.number, after=number),
    ]
    record(session, draft, by=by, now=now)
    if unit.active_from is not None:
        settle(unit, "active_from")
    session.flush()
