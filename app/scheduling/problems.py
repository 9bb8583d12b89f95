"""Puts together what the planner is asked: seats, people, diaries, rooms and days, as pure data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.cycle.domain import MilestoneKind
from app.cycle.models import Cycle
from app.institutions import queries as institutions
from app.people.models import Person
from app.scheduling import bookings, places, queries
from app.scheduling.calendars.freebusy import merge
from app.scheduling.days import whole_days
from app.scheduling.domain import DialogueState, Diary, Interval, Meeting, Placed, Problem, Strength
from app.scheduling.instants import instant, naive
from app.scheduling.models import Dialogue
from app.scheduling.polls import queries as poll_queries
from app.scheduling.polls.domain import as_diary
from app.scheduling.polls.queries import Told
from app.scheduling.rules import working_time
from app.scheduling.rules.domain import COMPANIONS, RuleKind
from app.scheduling.rules.ruled import Ruled
from app.selection.models import Seat

BEFORE_CODED = dt.timedelta(weeks=1)
__all__ = ["Asked", "certain", "doubted_at", "instant", "latest_day", "lost_time", "naive", "problem_of"]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A seat that needs a time, between which days, and near which one."""

    seat: Seat
    earliest: dt.date | None
    latest: dt.date | None
    wish: dt.date | None = None
    declined: tuple[Interval, ...] = ()


def latest_day(cycle: Cycle) -> dt.date:
    """The last day for a dialogue: within the period, and a week before the insights are to be written."""
    return min(cycle.day(MilestoneKind.DIALOGUES_TO), cycle.day(MilestoneKind.CODED) - BEFORE_CODED)


def problem_of(
    session: Session,
    *,
    cycle: Cycle,
    asked: Iterable[Asked],
    pins: Iterable[Dialogue],
    first: dt.date,
    last: dt.date,
    now: dt.datetime,
    ruled: Iterable[Ruled] = (),
) -> Problem:
    """The meetings wanted and those that stand, the rooms that hold them, and the diaries of those who must be free.

    The heads of meetings that stand need no diary: they have the time already. `ruled` is added to working time.
    """
    asked, pins = list(asked), list(pins)
    frame = working_time.frame_of(session, cycle, first, last)
    cast = _cast_of(session, cycle, [one.seat for one in asked], [pin.seat for pin in pins], first)
    standing = [_standing(pin, pin.starts_at, pin.ends_at, cast) for pin in pins if pin.starts_at and pin.ends_at]
    rooms = queries.rooms(session, seats=len(queries.directors(session)) + COMPANIONS)
    wanted = [_wanted(one, cast, most=max((room.seats for room in rooms), default=0)) for one in asked]
    return Problem(
        first=first,
        last=last,
        opens=frame.opens,
        closes=frame.closes,
        closed=frame.closed,
        ruled=(*frame.ruled, *ruled),
        rules=frame.limits,
        persons=diaries_of(session, cycle, cast.people, first, last, now=now),
        rooms=tuple(bookings.diaries_of(session, rooms, first, last)),
        meetings=(*wanted, *standing),
    )


def diaries_of(
    session: Session, cycle: Cycle, people: Sequence[Person], first: dt.date, last: dt.date, *, now: dt.datetime
) -> tuple[Diary, ...]:
    """When these are busy: their calendars, and what they have said in polls while that is not too old.

    Of somebody who was asked and has no calendar, or one that has not been read for too long, nothing is known but
    what she has answered.
    """
    days = queries.busy_days(session, people, first, last)
    told = _told_by(session, cycle, people, now)
    stale = queries.unknown_of(session, [person for person in people if person.id in told], now=now)
    found = []
    for person in people:
        diary = queries.diary_of(person, days[person.id], first, last)
        if person.id in told:
            busy, known = as_diary(told[person.id].times)
            both = merge([*diary.busy, *busy], *whole_days(first, last))
            fresh = days[person.id] and person.id not in stale
            diary = replace(diary, busy=both, known=None if fresh else tuple(known))
        found.append(diary)
    return tuple(found)


def _told_by(session: Session, cycle: Cycle, people: Sequence[Person], now: dt.datetime) -> dict[int, Told]:
    age = dt.timedelta(days=working_time.rule_of(session, cycle, RuleKind.POLL_AGE).number)
    return poll_queries.told_by(session, people, since=now - age)


def doubted_at(
    session: Session, *, cycle: Cycle, seats: Sequence[Seat], placed: Mapping[int, Placed], now: dt.datetime
) -> dict[int, list[int]]:
    """For each seat, the ids of those whose calendar has not been read for too long and who have not said themselves
    that they can at the time where it is placed."""
    unknown = queries.unknown_at(session, seats, now=now)
    people = [session.get_one(Person, one) for one in sorted({one for some in unknown.values() for one in some})]
    told = _told_by(session, cycle, people, now) if people else {}
    silent = {seat: set(one.unknown) for seat, one in placed.items()}
    return {
        seat: [one for one in some if one not in told or str(one) in silent.get(seat, set())]
        for seat, some in unknown.items()
    }


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who has to meet whom, and how long the directors travel to each institution.

    `attending` are the directors of each seat's dialogue; where the year has a `quorum`, so many of them are enough.
    """

    attending: dict[int, list[Person]]
    quorum: int
    heads: dict[int, Person]
    people: list[Person]
    away: set[int]
    minutes: dict[int, int]

    def required(self, seat: Seat) -> tuple[str, ...]:
        """The head, and the directors unless a number of them is enough."""
        head = self.heads.get(seat.institution_id)
        directors = () if self.quorum else self.attending[seat.id]
        return tuple(dict.fromkeys(str(person.id) for person in (*directors, *([head] if head else []))))

    def optional(self, seat: Seat) -> tuple[str, ...]:
        """The directors, where a number of them is enough."""
        directors = self.attending[seat.id] if self.quorum else ()
        return tuple(str(person.id) for person in directors if person != self.heads.get(seat.institution_id))

    def enough(self, seat: Seat) -> int:
        """How many of the optional must come: a head who is a director counts as one of them."""
        lacking = self.quorum - (len(self.attending[seat.id]) - len(self.optional(seat)))
        return max(0, min(lacking, len(self.optional(seat)))) if self.quorum else 0

    def travel(self, seat: Seat) -> tuple[tuple[str, int], ...]:
        """What the way to the institution takes each director; the head is there."""
        head, minutes = self.heads.get(seat.institution_id), self.minutes.get(seat.institution_id, 0)
        return tuple((str(one.id), minutes) for one in self.attending[seat.id] if minutes and one != head)


def _cast_of(session: Session, cycle: Cycle, asked: list[Seat], pins: list[Seat], day: dt.date) -> Cast:
    seats = [*asked, *pins]
    attending = queries.attending(session, [seat.id for seat in seats])
    directors = dict.fromkeys(person for persons in attending.values() for person in persons)
    heads = institutions.heads_of(session, [seat.institution_id for seat in seats], day)
    asked_heads = [heads[seat.institution_id] for seat in asked if seat.institution_id in heads]
    return Cast(
        attending=attending,
        quorum=working_time.rule_of(session, cycle, RuleKind.QUORUM).number,
        heads=heads,
        people=list(dict.fromkeys([*directors, *asked_heads])),
        away=places.away_from_home(session, cycle, asked),
        minutes=places.travel_to(session, cycle, [seat.institution for seat in seats]),
    )


def _wanted(one: Asked, cast: Cast, *, most: int) -> Meeting:
    """`most` is what the largest room holds: a meeting that fits nowhere gets a time and no room."""
    required, optional = cast.required(one.seat), cast.optional(one.seat)
    seats, away = len(required) + len(optional) + COMPANIONS, one.seat.id in cast.away
    return Meeting(
        str(one.seat.id),
        required,
        optional,
        quorum=cast.enough(one.seat),
        earliest=one.earliest,
        latest=one.latest,
        target=one.wish,
        declined=one.declined,
        needs_room=not away and seats <= most,
        seats=seats,
        travel=cast.travel(one.seat) if away else (),
    )


def certain(problem: Problem) -> Problem:
    """The problem in which a tentative appointment is as good as a firm one."""
    persons = tuple(
        replace(one, busy=tuple(replace(span, strength=Strength.BUSY) for span in one.busy)) for one in problem.persons
    )
    return replace(problem, persons=persons)


def lost_time(dialogue: Dialogue) -> Interval | None:
    """The time that somebody has said no to."""
    if dialogue.state is not DialogueState.NEEDS_TIME or dialogue.starts_at is None or dialogue.ends_at is None:
        return None
    return Interval(naive(dialogue.starts_at), naive(dialogue.ends_at))


def _standing(dialogue: Dialogue, starts_at: dt.datetime, ends_at: dt.datetime, cast: Cast) -> Meeting:
    away = dialogue.room is not None and dialogue.room.institution_id is not None
    return Meeting(
        str(dialogue.seat_id),
        cast.required(dialogue.seat),
        cast.optional(dialogue.seat),
        minutes=int((ends_at - starts_at) / dt.timedelta(minutes=1)),
        pinned=naive(starts_at),
        room=str(dialogue.room_id) if dialogue.room_id else None,
        needs_room=dialogue.room_id is not None,
        travel=cast.travel(dialogue.seat) if away else (),
    )
