"""How an event is put into the tables, in force, and out again: what events/services.py does it with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import local_day
from app.institutions.domain import SuccessionKind
from app.institutions.events import queries
from app.institutions.events.life import Effect, EventKind, LaterEvent, MadeUnitUsed, NothingChanges, Part, check_day
from app.institutions.mapping import services as mapping_services
from app.institutions.models import Institution, Leadership, Succession, UnitEvent, UnitEventPart
from app.institutions.services import settle
from app.people.models import Person
from app.trail import services as trail

SETTLED = {"name": "name", "area": "area", "head_id": "head"}
"""Fields that a person has settled by an event (Institution.decided), so that a register does not change them back."""


@dataclass(kw_only=True)
class Draft:
    """An event on its way into the tables."""

    kind: EventKind
    day: dt.date
    parts: list[tuple[Institution, Part]]
    effects: list[Effect] = field(default_factory=list)
    made: list[Institution] = field(default_factory=list)
    leadership: Leadership | None = None
    goes_on: bool = False
    noted: bool = False

    def units(self, part: Part) -> list[Institution]:
        """The units that are this to the event."""
        return [unit for unit, what in self.parts if what is part]


def record(session: Session, draft: Draft, *, by: Person | None, now: dt.datetime) -> UnitEvent:
    """Writes an event down with its units, and puts in what has its day."""
    check_day(draft.day)
    concerned = [unit for unit, _part in draft.parts]
    if draft.kind is not EventKind.NUMBERED:
        _require_last(session, [unit for unit in concerned if unit not in draft.made], draft.day)
    changes = [one for one in draft.effects if one.before != one.after]
    if draft.effects and not changes and draft.units(Part.SUBJECT):
        raise NothingChanges(name=concerned[0].name)
    event = _event_of(draft, changes, by=by, now=now)
    session.add(event)
    session.flush()
    _succeed(session, draft, event)
    for one in changes:
        if not one.waits:
            setattr(session.get_one(Institution, one.unit), one.field, one.after)
    session.flush()
    if draft.day <= local_day(now) or not any(one.waits for one in changes):
        put_in_force(session, event.id, now=now)
    trail_event(session, event, "institutions.event-recorded", by, now)
    return queries.event(session, event.id)


def _event_of(draft: Draft, changes: Sequence[Effect], *, by: Person | None, now: dt.datetime) -> UnitEvent:
    concerned = [unit for unit, _part in draft.parts]
    event = UnitEvent(
        kind=draft.kind,
        day=draft.day,
        details={
            "effects": [_as_data(one) for one in changes],
            "made": [unit.id for unit in draft.made],
            "names": {str(unit.id): unit.name for unit in concerned},
            "leadership": draft.leadership.id if draft.leadership else None,
            "goes_on": draft.goes_on,
            "noted": draft.noted,
        },
        recorded_at=now,
        recorded_by_id=by.id if by else None,
    )
    event.parts = [UnitEventPart(institution_id=unit.id, part=part) for unit, part in draft.parts]
    return event


def _succeed(session: Session, draft: Draft, event: UnitEvent) -> None:
    kind = SuccessionKind.MERGED if draft.kind is EventKind.MERGED else SuccessionKind.SPLIT
    session.add_all(
        Succession(
            predecessor_id=before.id,
            successor_id=after.id,
            kind=kind,
            day=draft.day,
            goes_on=draft.goes_on,
            event_id=event.id,
        )
        for before in draft.units(Part.BEFORE)
        for after in draft.units(Part.AFTER)
    )
    session.flush()


def change(session: Session, unit: Institution, name: str, after: object) -> Effect:
    """A change of what waits for its day; what stands before it may itself still be coming."""
    coming = queries.coming_values(queries.pending(session))
    before = coming.get((unit.id, name), getattr(unit, name))
    return Effect(unit=unit.id, field=name, before=before, after=after)


def dated(unit: Institution, name: str, after: dt.date | None) -> Effect:
    """A change of the day on which a unit opens or closes."""
    return Effect(unit=unit.id, field=name, before=getattr(unit, name), after=after)


def _as_data(effect: Effect) -> dict[str, object]:
    days = {"before": effect.before, "after": effect.after}
    values = {key: day.isoformat() if isinstance(day, dt.date) else day for key, day in days.items()}
    return {"unit": effect.unit, "field": effect.field, **values}


def _put_in(session: Session, effect: Effect) -> dict[str, object]:
    unit = session.get_one(Institution, effect.unit)
    there, settled = getattr(unit, effect.field), SETTLED.get(effect.field)
    setattr(unit, effect.field, effect.after)
    newly = settled is not None and settled not in unit.decided
    if settled and newly:
        settle(unit, settled)
    return {"before": effect.before if there == effect.after else there, "settled": newly}


def due(session: Session, now: dt.datetime) -> list[int]:
    """The events whose day has come and whose fields are not put in yet."""
    return [event.id for event in queries.pending(session, day=local_day(now))]


def put_in_force(session: Session, event_id: int, *, now: dt.datetime) -> None:
    """The day has come: names, centres and who stands under whom are changed. Twice is no error."""
    session.execute(select(UnitEvent.id).where(UnitEvent.id == event_id).with_for_update())
    event = queries.event(session, event_id)
    if event.in_force_at is not None or event.undone_at is not None:
        return
    effects = []
    for one, said in zip(queries.effects_of(event), event.details["effects"], strict=True):
        effects.append({**said, **_put_in(session, one)} if one.waits else said)
    event.details = {**event.details, "effects": effects}
    event.in_force_at = now
    mapping_services.refresh(session)


def _require_last(session: Session, units: Sequence[Institution], day: dt.date) -> None:
    last = queries.last_event(session, [unit.id for unit in units])
    if last is not None and last.day > day:
        raise later_event(last, units)


def later_event(event: UnitEvent, units: Sequence[Institution]) -> LaterEvent:
    """The refusal that names the event that has to be undone first."""
    about = {part.institution_id for part in event.parts}
    name = next(unit.name for unit in units if unit.id in about)
    return LaterEvent(name=name, day=event.day.strftime("%d-%m-%Y"))


def take_back(session: Session, event: UnitEvent) -> None:
    """Every field is as it was before, the last one first."""
    told = list(zip(queries.effects_of(event), event.details["effects"], strict=True))
    for one, said in reversed(told):
        unit = session.get_one(Institution, one.unit)
        if said.get("settled"):
            unit.decided = [name for name in unit.decided if name != SETTLED[one.field]]
        never = event.details["noted"] or (one.waits and event.in_force_at is None)
        if not never and getattr(unit, one.field) == one.after:
            setattr(unit, one.field, one.before)


def take_away_what_was_made(session: Session, event: UnitEvent) -> None:
    """The rows that the event made. Where another row names such a unit, the database says so."""
    session.flush()
    session.execute(delete(Succession).where(Succession.event_id == event.id))
    session.execute(delete(Leadership).where(Leadership.id == event.details["leadership"]))
    for unit_id in event.details["made"]:
        own_part = (UnitEventPart.event_id == event.id, UnitEventPart.institution_id == unit_id)
        session.execute(delete(UnitEventPart).where(*own_part))
        try:
            session.execute(delete(Institution).where(Institution.id == unit_id))
        except IntegrityError as error:
            raise MadeUnitUsed(name=event.details["names"][str(unit_id)]) from error


def trail_event(session: Session, event: UnitEvent, action: str, by: Person | None, now: dt.datetime) -> None:
    """Who wrote an event down or took it back."""
    details = {"kind": event.kind.value, "units": sorted(int(unit) for unit in event.details["names"])}
    trail.record(session, by=by, action=action, thing=f"unit-event:{event.id}", details=details, now=now)
