"""Puts together what the pages show of events: a unit's life, and what follows from an event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.institutions import queries
from app.institutions.domain import NOT_GOVERNED, Ownership
from app.institutions.events import queries as event_queries
from app.institutions.events.life import EventKind, Part
from app.institutions.events.succession import Past, waits
from app.institutions.models import Institution, UnitEvent

TOLD = ("name", "area", "number")
"""The field whose values before and after the sentence of an event says."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """A unit as a sentence names it; one that an undone event had made has no page any more."""

    name: str
    id: int | None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event in the life of a unit. `part`: what the unit is to it; `made`: whether it came to be by it."""

    event: UnitEvent
    part: Part
    made: bool
    before: list[Named]
    after: list[Named]
    was: str
    becomes: str
    again: bool
    goes_on: bool
    coming: bool
    last: bool

    @property
    def others(self) -> list[Named]:
        """Those with whom the unit became part of another."""
        return self.before


@dataclass(frozen=True, kw_only=True)
class Life:
    """What happened to a unit and will, the latest first; what was undone; and whose history it has."""

    entries: list[Entry]
    undone: list[Entry]
    past: Past


def life_of(session: Session, institution: Institution, today: dt.date) -> Life:
    """The life of one unit, in a fixed number of queries."""
    found = event_queries.events_of(session, institution)
    standing = [event for event in found if event.undone_at is None]
    last = next((event for event in standing if event.kind is not EventKind.NUMBERED), None)
    return Life(
        entries=[entry_of(event, institution.id, today, last=event is last) for event in standing],
        undone=[entry_of(event, institution.id, today) for event in found if event.undone_at is not None],
        past=event_queries.pasts(session, today)[institution.id],
    )


def entry_of(event: UnitEvent, unit_id: int, today: dt.date, *, last: bool = False) -> Entry:
    """An event as the page of one of its units tells it."""
    effects = event_queries.effects_of(event)
    told = next((one for one in effects if one.unit == unit_id and one.field in TOLD), None)
    part = next((one.part for one in event.parts if one.institution_id == unit_id), Part.AFTER)
    return Entry(
        event=event,
        part=part,
        made=unit_id in event.details["made"],
        before=[one for one in _named(event, Part.BEFORE) if part is not Part.BEFORE or one.id != unit_id],
        after=_named(event, Part.AFTER),
        was=str(told.before) if told else "",
        becomes=str(told.after) if told else "",
        again=any(one.field == "active_to" for one in effects),
        goes_on=event.details["goes_on"],
        coming=event.day > today,
        last=last,
    )


def _named(event: UnitEvent, part: Part) -> list[Named]:
    there = [Named(name=one.institution.name, id=one.institution_id) for one in event.parts if one.part is part]
    if event.undone_at is None or part is not Part.AFTER:
        return there
    known = {one.institution_id for one in event.parts}
    gone = (unit for unit in event.details["made"] if unit not in known)
    return [*there, *(Named(name=event.details["names"][str(unit)], id=None) for unit in gone)]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A unit from the day of an event on: whether it is open, whether it can be chosen, and what it has behind it."""

    name: str
    new: bool
    is_open: bool
    alone: bool
    governed: bool
    owner_known: bool
    years: list[int]
    waited: int | None
    waited_before: int | None


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """What follows from an event: each unit from its day on, and who stands under whom."""

    kind: EventKind
    day: dt.date
    units: list[Standing]
    under: list[tuple[str, str]]
    moved_with: list[str]

    @property
    def set_back(self) -> list[Standing]:
        """Those that waited longer than the unit in which they go on will have."""
        became = [one.waited for one in self.units if one.is_open and one.waited is not None]
        if self.kind is not EventKind.MERGED or not became:
            return []
        return [one for one in self.units if (one.waited_before or 0) > min(became)]


def consequences(session: Session, event: UnitEvent, before: Mapping[int, Past]) -> Consequences:
    """What the event changes, as the tables have it now; `before` is the history of every unit without it."""
    after, since = event_queries.pasts(session, event.day), queries.known_since(session)
    coming = event_queries.on_day(session, event.day)
    names = dict(session.execute(select(Institution.id, Institution.name)).all())
    subjects = {part.institution_id for part in event.parts}

    def standing(unit: Institution) -> Standing:
        new = unit.id in event.details["made"]
        earlier = before.get(unit.id)
        year = event.day.year
        return Standing(
            name=coming[unit.id].name,
            new=new,
            is_open=unit.is_open(event.day),
            alone=not coming[unit.id].department and not unit.pseudo,
            governed=unit.ownership not in NOT_GOVERNED,
            owner_known=unit.ownership is not Ownership.UNKNOWN,
            years=sorted(set(after[unit.id].visits)),
            waited=waits(after[unit.id], year=year, known_since=since),
            waited_before=waits(earlier, year=year, known_since=since) if earlier and not new else None,
        )

    effects = event_queries.effects_of(event)
    return Consequences(
        kind=event.kind,
        day=event.day,
        units=[standing(part.institution) for part in event.parts],
        under=[
            (names[one.unit], names[int(str(one.after))])
            for one in effects
            if one.field == "head_id" and one.after is not None
        ],
        moved_with=[names[one.unit] for one in effects if one.field == "area" and one.unit not in subjects],
    )
