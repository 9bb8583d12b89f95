"""Named reads of what happened to units: the events, former names, and every unit as it counts on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain import N_, NotFound
from app.institutions.domain import OWN_LIST
from app.institutions.events.life import DATED, Effect, EventKind
from app.institutions.events.succession import Past, Step, lines_on, pasts_on
from app.institutions.models import Institution, Succession, UnitEvent, UnitEventPart, Visit

STANDING = UnitEvent.undone_at.is_(None)


def events_of(session: Session, institution: Institution) -> list[UnitEvent]:
    """Everything that happened to a unit or will, the undone too, the latest first."""
    about = select(UnitEventPart.event_id).where(UnitEventPart.institution_id == institution.id)
    query = _events().where(UnitEvent.id.in_(about)).order_by(UnitEvent.day.desc(), UnitEvent.id.desc())
    return list(session.scalars(query))


def event(session: Session, event_id: int) -> UnitEvent:
    """One event with its units; raises NotFound."""
    query = _events().where(UnitEvent.id == event_id).execution_options(populate_existing=True)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(N_("Hændelsen"), event_id)
    return found


def _events() -> Select[UnitEvent]:
    return select(UnitEvent).options(
        selectinload(UnitEvent.parts).joinedload(UnitEventPart.institution),
        joinedload(UnitEvent.recorded_by),
        joinedload(UnitEvent.undone_by),
    )


def last_event(session: Session, institution_ids: Collection[int], *, after: int = 0) -> UnitEvent | None:
    """The last event that stands for any of the units; `after`: of those written down after that one.

    A number that was given to a unit is not in this order.
    """
    about = select(UnitEventPart.event_id).where(UnitEventPart.institution_id.in_(institution_ids))
    in_order = UnitEvent.kind != EventKind.NUMBERED
    query = _events().where(STANDING, in_order, UnitEvent.id.in_(about), UnitEvent.id > after)
    return session.scalars(query.order_by(UnitEvent.day.desc(), UnitEvent.id.desc()).limit(1)).one_or_none()


def changed_since(session: Session, since: dt.datetime, *, day: dt.date) -> str | None:
    """What a unit is called of which something was written down or undone since then that counts by `day`, if any."""
    written = (UnitEvent.recorded_at > since) & STANDING
    query = select(UnitEvent.details).where(UnitEvent.day <= day, written | (UnitEvent.undone_at > since))
    details = session.scalar(query.order_by(UnitEvent.id).limit(1))
    return next(iter(details["names"].values())) if details else None


def effects_of(found: UnitEvent) -> list[Effect]:
    """What an event changes, in the order in which it does."""
    return [_effect(**one) for one in found.details["effects"]]


def _effect(unit: int, field: str, before: object, after: object, **_more: object) -> Effect:
    if field in DATED:
        before, after = (dt.date.fromisoformat(str(day)) if day else None for day in (before, after))
    return Effect(unit=unit, field=field, before=before, after=after)


def pending(session: Session, *, day: dt.date | None = None) -> list[UnitEvent]:
    """Events whose fields are not put in yet, in their order; with a day, those that are due by then."""
    query = select(UnitEvent).where(STANDING, UnitEvent.in_force_at.is_(None))
    if day is not None:
        query = query.where(UnitEvent.day <= day)
    return list(session.scalars(query.order_by(UnitEvent.day, UnitEvent.id)))


def coming_values(events: Iterable[UnitEvent]) -> dict[tuple[int, str], object]:
    """{(unit, field): value} of what waits for its day."""
    waiting = (one for found in events for one in effects_of(found) if one.waits)
    return {(one.unit, one.field): one.after for one in waiting}


@dataclass(frozen=True, kw_only=True)
class FormerName:
    """What a unit, or one that is part of it now, was called until a day."""

    name: str
    until: dt.date


def former_names(session: Session) -> dict[int, list[FormerName]]:
    """The former names of every unit that has any: its own, and those of the units that it came from."""
    found: dict[int, list[FormerName]] = defaultdict(list)
    renamed = select(UnitEvent).where(STANDING, UnitEvent.kind == EventKind.RENAMED, UnitEvent.in_force_at.is_not(None))
    for one in session.scalars(renamed.order_by(UnitEvent.day, UnitEvent.id)):
        for effect in effects_of(one):
            if effect.field == "name":
                found[effect.unit].append(FormerName(name=str(effect.before), until=one.day))
    came = (
        select(Succession.successor_id, Institution.name, Succession.day)
        .join(Institution, Institution.id == Succession.predecessor_id)
        .where(Succession.goes_on.is_(False))
        .order_by(Succession.day, Institution.name)
    )
    for successor, name, day in session.execute(came):
        found[successor].append(FormerName(name=name, until=day))
    return found


def made_here(session: Session) -> set[int]:
    """The units that came to be by an event that stands."""
    makes = (EventKind.OPENED, EventKind.MERGED, EventKind.SPLIT)
    events = session.scalars(select(UnitEvent).where(STANDING, UnitEvent.kind.in_(makes)))
    return {unit for one in events for unit in one.details["made"]}


def former_keys(session: Session) -> dict[int, list[tuple[str, str]]]:
    """The (register, number) that a unit had before a register knew it, of every unit that was given a number."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    given = select(UnitEvent).where(STANDING, UnitEvent.kind == EventKind.NUMBERED).order_by(UnitEvent.id)
    for one in session.scalars(given):
        before = {effect.field: effect for effect in effects_of(one)}
        register = str(before["register"].before) if "register" in before else OWN_LIST
        found[before["number"].unit].append((register, str(before["number"].before)))
    return found


def steps(session: Session) -> list[Step]:
    """Which unit came from which, as the rule of succession takes it."""
    return [
        Step(
            before=one.predecessor_id,
            after=one.successor_id,
            day=one.day,
            goes_on=one.goes_on,
            turn=one.event_id,
        )
        for one in session.scalars(select(Succession))
    ]


def pasts(session: Session, day: dt.date) -> dict[int, Past]:
    """The history of every unit as it counts on a day, by the rule of succession."""
    visits: dict[int, list[int]] = defaultdict(list)
    for unit, year in session.execute(select(Visit.institution_id, Visit.year).order_by(Visit.year)):
        visits[unit].append(year)
    opened = session.execute(select(Institution.id, Institution.active_from))
    own = {unit: Past(visits=tuple(visits[unit]), opened=first) for unit, first in opened}
    return pasts_on(day, own, steps(session))


def lineages(session: Session, institution_ids: Collection[int], day: dt.date) -> dict[int, Past]:
    """The history of those of the units that came from others or went on in others; the rest have their own alone."""
    found = steps(session)
    wanted = {unit for step in found for unit in (step.before, step.after)} & set(institution_ids)
    if not wanted:
        return {}
    everyone = pasts(session, day)
    return {unit: everyone[unit] for unit in wanted}


def given_up_by(session: Session, own: Mapping[int, Sequence[int]], day: dt.date) -> dict[int, list[tuple[int, ...]]]:
    """The years in which units gave a seat up, along each line of those that they came from; `own` without them."""
    return {**{unit: [tuple(years)] for unit, years in own.items()}, **lines_on(day, own, steps(session))}


@dataclass(frozen=True, kw_only=True)
class OnDay:
    """A unit as it counts on a day: what waits for that day is in force, and its history is that of its lineage.

    `active_from` is its own opening while that is still to come, and from then on the day since which it has waited.
    """

    name: str
    area: str
    department: bool
    active_from: dt.date | None
    visits: tuple[int, ...]


def on_day(session: Session, day: dt.date) -> dict[int, OnDay]:
    """Every unit as it counts on a day, by its id, in a fixed number of queries."""
    history, coming = pasts(session, day), coming_values(pending(session, day=day))
    fields = (Institution.id, Institution.name, Institution.area, Institution.head_id, Institution.active_from)
    return {
        unit: OnDay(
            name=str(coming.get((unit, "name"), name)),
            area=str(coming.get((unit, "area"), area)),
            department=coming.get((unit, "head_id"), head) is not None,
            active_from=opened if opened and opened > day else history[unit].opened,
            visits=history[unit].visits,
        )
        for unit, name, area, head, opened in session.execute(select(*fields))
    }
