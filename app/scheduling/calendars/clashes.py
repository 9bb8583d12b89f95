"""A hard appointment that a new reading of a calendar finds on top of a dialogue: told, and nothing is moved by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.clock import local_day
from app.cycle.models import Cycle
from app.institutions import queries as institutions
from app.people.models import Person
from app.scheduling import queries
from app.scheduling.domain import AT_A_TIME, DialogueState, Interval, Strength
from app.scheduling.models import CalendarClash, Dialogue
from app.scheduling.problems import naive
from app.trail import services as trail

MEETING = (DialogueState.AGREED, DialogueState.NEEDS_TIME, DialogueState.HELD)


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Whose appointment, since when we know of it, and the dialogue."""

    dialogue: Dialogue
    person: Person
    since: dt.datetime


def meetings_of(session: Session, person: Person, *, cycle: Cycle | None, now: dt.datetime) -> list[Dialogue]:
    """The year's dialogues with a time that a person has to be at: a director at all of them, a head at her own."""
    timed = [one for one in queries.dialogues_of(session, cycle) if one.starts_at and one.ends_at] if cycle else []
    if person in queries.directors(session):
        return timed
    heads = institutions.heads_of(session, [one.seat.institution_id for one in timed], local_day(now))
    return [one for one in timed if heads.get(one.seat.institution_id) == person]


def ours(meetings: Iterable[Dialogue]) -> tuple[Interval, ...]:
    """Those that stand in their people's calendars because of us."""
    return tuple(
        Interval(naive(one.starts_at), naive(one.ends_at))
        for one in meetings
        if one.state in MEETING and one.starts_at and one.ends_at
    )


def _ahead(meetings: Iterable[Dialogue], now: dt.datetime) -> dict[int, Interval]:
    return {
        one.id: Interval(naive(one.starts_at), naive(one.ends_at))
        for one in meetings
        if one.state in AT_A_TIME and one.starts_at and one.ends_at and one.starts_at > now
    }


def overlapped(session: Session, person: Person, meetings: Iterable[Dialogue], now: dt.datetime) -> set[int]:
    """The ids of the meetings ahead on which a hard appointment of hers lies, as far as her calendars are known."""
    ahead = _ahead(meetings, now)
    if not ahead:
        return set()
    window = (
        min(one.start.date() for one in ahead.values()),
        max(one.end.date() for one in ahead.values()),
    )
    busy = queries.diary_of(person, queries.busy_days(session, [person], *window)[person.id], *window).busy
    hard = [one for one in busy if one.strength is not Strength.TENTATIVE]
    return {
        dialogue_id
        for dialogue_id, meeting in ahead.items()
        if any(one.start < meeting.end and one.end > meeting.start for one in hard)
    }


def note(
    session: Session, *, person: Person, meetings: Collection[Dialogue], before: set[int], now: dt.datetime
) -> None:
    """Keeps what the last reading has found that was not there before it, and forgets what has gone.

    An appointment that was known when the time was agreed is nobody's news: a person decided so.
    """
    after = overlapped(session, person, meetings, now)
    times = {one.id: one.starts_at for one in meetings}
    for clash in session.scalars(select(CalendarClash).where(CalendarClash.person_id == person.id)).all():
        if clash.dialogue_id not in after or clash.starts_at != times.get(clash.dialogue_id):
            session.delete(clash)
            before = before | ({clash.dialogue_id} if clash.dialogue_id in after else set())
    session.flush()
    known = set(session.scalars(select(CalendarClash.dialogue_id).where(CalendarClash.person_id == person.id)))
    for dialogue_id in sorted(after - before - known):
        session.add(
            CalendarClash(dialogue_id=dialogue_id, person_id=person.id, starts_at=times[dialogue_id], since=now)
        )
        trail.record(session, by=None, action="dialogue.clash-found", thing=f"dialogue:{dialogue_id}", now=now)
    session.flush()


def standing(session: Session, cycle: Cycle | None, *, now: dt.datetime) -> list[Clash]:
    """The clashes with the year's meetings ahead, in the order of their times."""
    if cycle is None:
        return []
    dialogues = {one.id: one for one in queries.dialogues_of(session, cycle)}
    rows = session.scalars(
        select(CalendarClash)
        .where(CalendarClash.dialogue_id.in_(dialogues))
        .options(joinedload(CalendarClash.person))
        .order_by(CalendarClash.starts_at, CalendarClash.id)
    )
    return [
        Clash(dialogue=dialogues[row.dialogue_id], person=row.person, since=row.since)
        for row in rows
        if _holds(row, dialogues, now)
    ]


def _holds(row: CalendarClash, dialogues: Mapping[int, Dialogue], now: dt.datetime) -> bool:
    dialogue = dialogues[row.dialogue_id]
    return dialogue.state in AT_A_TIME and dialogue.starts_at == row.starts_at and row.starts_at > now
