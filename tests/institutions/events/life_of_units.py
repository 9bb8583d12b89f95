"""Units and events for the tests of what happens to them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from app.institutions import services
from app.institutions.domain import Kind, Ownership
from app.institutions.events import services as events
from app.institutions.events.life import NewUnit
from app.institutions.models import Institution, UnitEvent
from tests.conftest import NOW

TODAY = dt.date(2027, 1, 4)
AUGUST = dt.date(2027, 8, 1)
AUTUMN = dt.datetime(2027, 9, 1, 8, tzinfo=dt.UTC)


def unit(session: Session, number: str, *visits: int, **given: Any) -> Institution:
    """A municipal day-care centre of its own."""
    given = {"kind": Kind.DAY_CARE, "ownership": Ownership.MUNICIPAL, "area": "Nord", **given}
    found = services.open_institution(
        session, number=number, name=given.pop("name", f"Hus {number}"), by=None, now=NOW, **given
    )
    for year in visits:
        services.record_visit(session, institution_id=found.id, year=year, source="liste")
    return found


def new(name: str, **given: Any) -> NewUnit:
    return NewUnit(name=name, **{"kind": Kind.DAY_CARE, "ownership": Ownership.MUNICIPAL, "area": "Nord", **given})


def merge(session: Session, *units: Institution, into: Any, day: dt.date = TODAY, **given: Any) -> UnitEvent:
    return events.merge_units(session, units=units, into=into, day=day, **{"by": None, "now": NOW, **given})


def split(session: Session, whole: Institution, *into: Any, goes_on: bool = False, day: dt.date = TODAY) -> UnitEvent:
    return events.split_unit(session, unit=whole, into=into, goes_on=goes_on, day=day, by=None, now=NOW)


def rename(session: Session, one: Institution, name: str, day: dt.date = TODAY) -> UnitEvent:
    return events.rename_unit(session, unit=one, name=name, day=day, by=None, now=NOW)


def move(session: Session, one: Institution, area: str, day: dt.date = TODAY) -> UnitEvent:
    return events.move_unit(session, unit=one, area=area, day=day, by=None, now=NOW)


def close(session: Session, one: Institution, day: dt.date = TODAY) -> UnitEvent:
    return events.close_unit(session, unit=one, day=day, by=None, now=NOW)


def undo(session: Session, event: UnitEvent, reason: str = "Det var en fejl.", now: dt.datetime = NOW) -> UnitEvent:
    return events.undo_event(session, event_id=event.id, reason=reason, by=None, now=now)
