"""Use cases of what happens to units: each is written down as a dated event, takes effect, and can be undone whole.

The day on which a unit opens or closes stands in its row at once, whatever the day: who reads it asks for a day. A
name, a centre and who stands under whom have no day of their own and wait for that of the event (`put_in_force`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local_day
from app.domain import one_line
from app.institutions import services
from app.institutions.domain import OWN_LIST, DaysInDisorder, register_of
from app.institutions.events import queries
from app.institutions.events.life import (
    MERGED_AT_LEAST,
    SPLIT_AT_LEAST,
    AlreadyThere,
    AlreadyUndone,
    Effect,
    EventKind,
    EventUsed,
    GoesOnInAnother,
    NewUnit,
    NotFormerYet,
    NotThere,
    Part,
    ReasonNeeded,
    StillOpen,
    TooFewUnits,
    UnitTwice,
    check_day,
)
from app.institutions.events.writing import (
    Draft,
    change,
    dated,
    later_event,
    record,
    take_away_what_was_made,
    take_back,
    trail_event,
)
from app.institutions.mapping import services as mapping_services
from app.institutions.models import Institution, Leadership, Succession, UnitEvent
from app.institutions.ports import choice_used
from app.people.models import Person

DAY = dt.timedelta(days=1)


def rename_unit(
    session: Session, *, unit: Institution, name: str, day: dt.date, by: Person | None, now: dt.datetime
) -> UnitEvent:
    """The unit has another name from a day on; the former one is kept and still found."""
    _hold(session, [unit])
    draft = Draft(kind=EventKind.RENAMED, day=day, parts=[(unit, Part.SUBJECT)])
    draft.effects = [change(session, unit, "name", one_line(name, longest=200))]
    return record(session, draft, by=by, now=now)


def note_former_name(
    session: Session, *, unit: Institution, name: str, day: dt.date, by: Person | None, now: dt.datetime
) -> UnitEvent:
    """Until a day the unit was called otherwise; its present name stands already. It is found by the former one."""
    draft = Draft(kind=EventKind.RENAMED, day=day, parts=[(unit, Part.SUBJECT)], noted=True)
    draft.effects = [Effect(unit=unit.id, field="name", before=one_line(name, longest=200), after=unit.name)]
    if day > local_day(now):
        raise NotFormerYet()
    return record(session, draft, by=by, now=now)


def move_unit(
    session: Session, *, unit: Institution, area: str, day: dt.date, by: Person | None, now: dt.datetime
) -> UnitEvent:
    """The unit belongs to another centre from a day on, with the houses and departments that its head leads."""
    area = one_line(area, longest=120)
    _hold(session, [unit])
    draft = Draft(kind=EventKind.MOVED, day=day, parts=[(unit, Part.SUBJECT)])
    with_it = [one for one in _below(session, unit) if one.area == unit.area]
    draft.effects = [change(session, unit, "area", area)]
    draft.effects += [change(session, one, "area", area) for one in with_it if one.area != area]
    return record(session, draft, by=by, now=now)


def open_unit(
    session: Session, *, unit: Institution | NewUnit, day: dt.date, by: Person | None, now: dt.datetime
) -> UnitEvent:
    """A new unit opens on a day, or one that was closed opens again. Raises StillOpen, GoesOnInAnother."""
    check_day(day)
    if isinstance(unit, NewUnit):
        _require_new(session, unit, day)
        made = _make(session, unit, day, by=by, now=now)
        draft = Draft(kind=EventKind.OPENED, day=day, parts=[(made, Part.SUBJECT)], made=[made])
        return record(session, draft, by=by, now=now)
    _hold(session, [unit])
    if not unit.is_closed(day):
        raise StillOpen(name=unit.name)
    _require_not_gone_on(session, unit)
    draft = Draft(kind=EventKind.OPENED, day=day, parts=[(unit, Part.SUBJECT)])
    draft.effects = [dated(unit, "active_from", day), dated(unit, "active_to", None)]
    return record(session, draft, by=by, now=now)


def close_unit(session: Session, *, unit: Institution, day: dt.date, by: Person | None, now: dt.datetime) -> UnitEvent:
    """The unit is closed from a day on and nothing follows it. Its history stays; who heads it still answers for it."""
    _hold(session, [unit])
    _require_there(session, unit, day)
    draft = Draft(kind=EventKind.CLOSED, day=day, parts=[(unit, Part.SUBJECT)])
    draft.effects = [dated(unit, "active_to", day)]
    return record(session, draft, by=by, now=now)


def merge_units(
    session: Session,
    *,
    units: Sequence[Institution],
    into: Institution | NewUnit,
    day: dt.date,
    by: Person | None,
    now: dt.datetime,
    head: Person | None = None,
) -> UnitEvent:
    """Units go on in one from a day on: a new one, or one that is there, which may be among them. They close that day.

    Their houses and departments stand under it. `head` heads a new one; an old one keeps its own. Whoever heads a unit
    that closes still answers for what it said.
    """
    before = [unit for unit in units if unit is not into]
    _hold(session, [*units, *([into] if isinstance(into, Institution) else [])])
    _require_different(units)
    if len(before) < MERGED_AT_LEAST:
        raise TooFewUnits()
    for unit in before:
        _require_there(session, unit, day)
    successor = _unit_or_new(session, into, day, by=by, now=now)
    parts = [(unit, Part.BEFORE) for unit in before] + [(successor, Part.AFTER)]
    draft = Draft(kind=EventKind.MERGED, day=day, parts=parts)
    if isinstance(into, NewUnit):
        draft.made = [successor]
        draft.leadership = _appoint(session, successor, head, day, by=by, now=now)
    draft.effects = [dated(unit, "active_to", day) for unit in before]
    for unit in before:
        draft.effects += _passed_on(session, unit, [successor])
    draft.effects.append(_unknown(session, before, successor))
    return record(session, draft, by=by, now=now)


def split_unit(
    session: Session,
    *,
    unit: Institution,
    into: Sequence[Institution | NewUnit],
    goes_on: bool,
    day: dt.date,
    by: Person | None,
    now: dt.datetime,
) -> UnitEvent:
    """A unit goes on in several from a day on; or, where it `goes_on` itself, parts leave it and stand on their own.

    What stood under it and is now a part has a head of its own; the rest stands under the first part.
    """
    _hold(session, [unit, *(one for one in into if isinstance(one, Institution))])
    _require_there(session, unit, day)
    _require_different([unit, *(one for one in into if isinstance(one, Institution))])
    if len(into) + goes_on < SPLIT_AT_LEAST:
        raise TooFewUnits()
    _require_no_part_yet(session, unit, [one for one in into if isinstance(one, Institution)])
    after = [_unit_or_new(session, one, day, by=by, now=now) for one in into]
    parts = [(unit, Part.BEFORE), *((one, Part.AFTER) for one in after)]
    draft = Draft(kind=EventKind.SPLIT, day=day, parts=parts, goes_on=goes_on)
    draft.made = [one for one, asked in zip(after, into, strict=True) if isinstance(asked, NewUnit)]
    draft.effects = [] if goes_on else [dated(unit, "active_to", day)]
    draft.effects += [change(session, one, "head_id", None) for one in after if one.head_id is not None]
    if not goes_on:
        draft.effects += _passed_on(session, unit, after)
    draft.effects += [_unknown(session, [unit], one) for one in after]
    return record(session, draft, by=by, now=now)


def undo_event(session: Session, *, event_id: int, reason: str, by: Person | None, now: dt.datetime) -> UnitEvent:
    """The event never happened: every field is as it was, and the units that it made are gone.

    Raises ReasonNeeded, AlreadyUndone, LaterEvent, EventUsed (a choice was made with it) and MadeUnitUsed. A field that
    was corrected since keeps the correction.
    """
    if not reason.strip():
        raise ReasonNeeded()
    session.execute(select(UnitEvent.id).where(UnitEvent.id == event_id).with_for_update())
    event = queries.event(session, event_id)
    if event.undone_at is not None:
        raise AlreadyUndone()
    units = [part.institution for part in event.parts]
    later = queries.last_event(session, [unit.id for unit in units], after=event.id)
    if later is not None:
        raise later_event(later, units)
    year = choice_used(session, units, day=event.day, since=event.recorded_at, hold=True)
    if year is not None:
        raise EventUsed(year=year)
    take_back(session, event)
    event.undone_at, event.undone_by_id, event.undone_because = now, by.id if by else None, reason.strip()
    take_away_what_was_made(session, event)
    mapping_services.refresh(session)
    trail_event(session, event, "institutions.event-undone", by, now)
    return event


def _below(session: Session, unit: Institution) -> list[Institution]:
    query = select(Institution).where(Institution.head_id == unit.id).order_by(Institution.id)
    return list(session.scalars(query))


def _passed_on(session: Session, unit: Institution, after: Sequence[Institution]) -> Iterable[Effect]:
    """Who stood under a unit that closes stands under the (first) unit in which it goes on."""
    gone = {one.id for one in after}
    under = [one for one in _below(session, unit) if one.id not in gone]
    return [change(session, one, "head_id", after[0].id) for one in under]


def _unknown(session: Session, before: Sequence[Institution], after: Institution) -> Effect:
    """What is not known of the dialogues of one predecessor is not known of the unit in which it goes on."""
    years = [one.unknown_before for one in (*before, after) if one.unknown_before is not None]
    return change(session, after, "unknown_before", max(years, default=None))


def _unit_or_new(
    session: Session, asked: Institution | NewUnit, day: dt.date, *, by: Person | None, now: dt.datetime
) -> Institution:
    if isinstance(asked, NewUnit):
        return _make(session, asked, day, by=by, now=now)
    if asked.is_closed(day):
        raise NotThere(name=asked.name)
    return asked


def _make(session: Session, new: NewUnit, day: dt.date, *, by: Person | None, now: dt.datetime) -> Institution:
    """A unit of the state's register, if it has a number there already, else one of the house's own list."""
    check_day(day)
    number = " ".join(new.number.split()) or _free_number(session)
    return services.open_institution(
        session,
        number=number,
        name=new.name,
        kind=new.kind,
        ownership=new.ownership,
        area=new.area,
        municipality=new.municipality,
        register=register_of(number),
        from_day=day,
        by=by,
        now=now,
    )


def _free_number(session: Session) -> str:
    taken = set(session.scalars(select(Institution.number).where(Institution.register == OWN_LIST)))
    taken |= {number for keys in queries.former_keys(session).values() for _register, number in keys}
    return next(number for number in (f"N{place}" for place in range(1, len(taken) + 2)) if number not in taken)


def _appoint(
    session: Session, unit: Institution, head: Person | None, day: dt.date, *, by: Person | None, now: dt.datetime
) -> Leadership | None:
    if head is None:
        return None
    return services.set_head(session, institution=unit, person=head, from_day=day, by=by, now=now)


def _require_different(units: Sequence[Institution]) -> None:
    for place, unit in enumerate(units):
        if unit in units[:place]:
            raise UnitTwice(name=unit.name)


def _require_new(session: Session, new: NewUnit, day: dt.date) -> None:
    same = (Institution.name == " ".join(new.name.split()), Institution.kind == new.kind)
    if session.scalar(select(Institution.id).where(*same, Institution.active_from == day).limit(1)) is not None:
        raise AlreadyThere(name=new.name)


def _hold(session: Session, units: Iterable[Institution]) -> None:
    """Nobody else writes about these units meanwhile; they are read anew."""
    query = select(Institution).where(Institution.id.in_({unit.id for unit in units})).order_by(Institution.id)
    session.execute(query.with_for_update().execution_options(populate_existing=True)).all()


def _require_no_part_yet(session: Session, unit: Institution, parts: Sequence[Institution]) -> None:
    """A part leaves a unit once, however often the button is pressed."""
    left = select(Succession.successor_id).where(Succession.predecessor_id == unit.id)
    gone = set(session.scalars(left))
    for part in parts:
        if part.id in gone:
            raise UnitTwice(name=part.name)


def _require_not_gone_on(session: Session, unit: Institution) -> None:
    goes_on_in = session.scalars(
        select(Institution)
        .join(Succession, Succession.successor_id == Institution.id)
        .where(Succession.predecessor_id == unit.id, Succession.goes_on.is_(False))
    ).first()
    if goes_on_in is not None:
        raise GoesOnInAnother(name=unit.name, successor=goes_on_in.name)


def _require_there(session: Session, unit: Institution, day: dt.date) -> None:
    check_day(day)
    if unit.active_from is not None and day <= unit.active_from:
        raise DaysInDisorder()
    if unit.is_closed(day - DAY):  # one that closes on the day itself may be told what becomes of it
        raise NotThere(name=unit.name)
    _require_not_gone_on(session, unit)
