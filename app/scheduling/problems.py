"""Puts together what the planner is asked: seats, people, diaries, rooms and days, as pure data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.clock import ZONE, local
from app.cycle.domain import MilestoneKind
from app.cycle.models import Cycle
from app.institutions import queries as register
from app.scheduling import queries
from app.scheduling.closed import closed_days
from app.scheduling.domain import DialogueState, Diary, Interval, Meeting, Problem, Strength
from app.scheduling.models import Dialogue
from app.selection.models import Seat

BEFORE_CODED = dt.timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A seat that needs a time, between which days, and near which one."""

    seat: Seat
    earliest: dt.date
    latest: dt.date
    wish: dt.date | None = None
    declined: tuple[Interval, ...] = ()


def latest_day(cycle: Cycle) -> dt.date:
    """The last day for a dialogue: within the period, and a week before the insights are to be written."""
    return min(cycle.day(MilestoneKind.DIALOGUES_TO), cycle.day(MilestoneKind.CODED) - BEFORE_CODED)


def problem_of(
    session: Session, *, asked: Iterable[Asked], pins: Iterable[Dialogue], first: dt.date, last: dt.date
) -> Problem:
    """The meetings wanted and those that stand, the rooms that hold them, and the diaries of those who must be free.

    The heads of meetings that stand need no diary: they have the time already.
    """
    asked, pins = list(asked), list(pins)
    attending = queries.attending(session, [one.seat.id for one in asked] + [pin.seat_id for pin in pins])
    directors = list(dict.fromkeys(person for persons in attending.values() for person in persons))
    institutions = [one.seat.institution_id for one in asked] + [pin.seat.institution_id for pin in pins]
    heads = register.heads_of(session, institutions, first)
    asked_heads = [heads[one.seat.institution_id] for one in asked if one.seat.institution_id in heads]
    people = list(dict.fromkeys([*directors, *asked_heads]))
    days = queries.busy_days(session, people, first, last)

    def required(seat: Seat) -> tuple[str, ...]:
        head = heads.get(seat.institution_id)
        return tuple(dict.fromkeys(str(person.id) for person in (*attending[seat.id], *([head] if head else []))))

    standing = [
        _standing(pin, pin.starts_at, pin.ends_at, required(pin.seat)) for pin in pins if pin.starts_at and pin.ends_at
    ]
    wanted = [_wanted(one, required(one.seat)) for one in asked]
    return Problem(
        first=first,
        last=last,
        closed=frozenset(closed_days(first, last)),
        persons=tuple(queries.diary_of(person, days[person.id], first, last) for person in people),
        rooms=tuple(Diary(str(room.id)) for room in queries.rooms(session, seats=len(queries.directors(session)) + 1)),
        meetings=(*wanted, *standing),
    )


def _wanted(one: Asked, required: tuple[str, ...]) -> Meeting:
    return Meeting(
        str(one.seat.id),
        required,
        earliest=one.earliest,
        latest=one.latest,
        target=one.wish,
        declined=one.declined,
    )


def certain(problem: Problem) -> Problem:
    """The problem in which a tentative appointment is as good as a firm one."""
    persons = tuple(
        replace(one, busy=tuple(replace(span, strength=Strength.BUSY) for span in one.busy)) for one in problem.persons
    )
    return replace(problem, persons=persons)


def instant(moment: dt.datetime) -> dt.datetime:
    """A planner's local time as an instant."""
    return moment.replace(tzinfo=ZONE).astimezone(dt.UTC)


def naive(moment: dt.datetime) -> dt.datetime:
    """An instant as the planner's local time."""
    return local(moment).replace(tzinfo=None)


def lost_time(dialogue: Dialogue) -> Interval | None:
    """The time that somebody has said no to."""
    if dialogue.state is not DialogueState.NEEDS_TIME or dialogue.starts_at is None or dialogue.ends_at is None:
        return None
    return Interval(naive(dialogue.starts_at), naive(dialogue.ends_at))


def _standing(dialogue: Dialogue, starts_at: dt.datetime, ends_at: dt.datetime, required: tuple[str, ...]) -> Meeting:
    return Meeting(
        str(dialogue.seat_id),
        required,
        minutes=int((ends_at - starts_at) / dt.timedelta(minutes=1)),
        pinned=naive(starts_at),
        room=str(dialogue.room_id) if dialogue.room_id else None,
        needs_room=dialogue.room_id is not None,
    )
