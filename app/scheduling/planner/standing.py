"""Meetings that stand already: what they cost where they are, and whether that is a place of the problem's own."""

from __future__ import annotations

import datetime as dt

from app.scheduling.domain import Interval, Meeting, Problem, Start, Strength
from app.scheduling.planner.openings import (
    ABSENT_COST,
    TENTATIVE_COST,
    Board,
    interval_of,
    is_open,
    overlap,
    travel_of,
)


def standing(board: Board, meeting: Meeting, at: dt.datetime) -> Start:
    """The start at which a meeting is pinned. It stands whatever it costs, and costs what it would elsewhere."""
    away, wanted = board.away(meeting, at.date()), interval_of(meeting, at)
    tentative = tuple(one for one in meeting.required if _meets(board, one, meeting, wanted, soft=True))
    absent = tuple(
        one
        for one in meeting.optional
        if _meets(board, one, meeting, wanted, soft=False) or _is_elsewhere(board.problem, one, meeting, wanted)
    )
    cost = away + TENTATIVE_COST * len(tentative) + ABSENT_COST * len(absent)
    return Start(at, cost, away, tentative, absent)


def _meets(board: Board, person: str, meeting: Meeting, wanted: Interval, *, soft: bool) -> bool:
    """Whether something of a person's diary lies in these minutes, or too near to them."""
    diary = board.persons.get(person)
    air = dt.timedelta(minutes=board.problem.rules.buffer_minutes + travel_of(meeting, person))
    wide = Interval(wanted.start - air, wanted.end + air)
    busy = diary.busy if diary else ()
    return any(overlap(one, wide) for one in busy if (one.strength is Strength.TENTATIVE) is soft)


def _is_elsewhere(problem: Problem, person: str, meeting: Meeting, wanted: Interval) -> bool:
    """Whether an optional person is needed in another pinned meeting then, or already comes to one."""
    return any(
        overlap(interval_of(pin, pin.pinned), wanted)
        for pin in problem.meetings
        if pin.pinned and pin.id != meeting.id
        if person in pin.required or (person in pin.optional and (pin.pinned, pin.id) < (wanted.start, meeting.id))
    )


def stands_outside(problem: Problem, meeting: Meeting, at: dt.datetime) -> bool:
    """Whether a start is none of the problem's own: on another day, outside of the hours or beside the grid."""
    after = at - dt.datetime.combine(at.date(), problem.opens)
    left = dt.datetime.combine(at.date(), problem.closes) - at
    inside = after >= dt.timedelta(0) and left >= dt.timedelta(minutes=meeting.minutes)
    on_grid = not after % dt.timedelta(minutes=problem.grid_minutes)
    day = at.date()
    return not (problem.first <= day <= problem.last and is_open(problem, day) and inside and on_grid)
