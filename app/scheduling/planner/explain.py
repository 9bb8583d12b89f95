"""Why there are no more times: what stands in the way of one meeting, and what would help."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.scheduling.domain import Blocker, Cause, Interval, Meeting, NearMiss, Start, Strength, Without
from app.scheduling.planner.openings import Board, bits, interval_of

NEAR_MISSES = 3


@dataclass(frozen=True, slots=True)
class Explanation:
    """One meeting's open starts, what else would open, and what was nearly open."""

    starts: tuple[Start, ...]
    without: tuple[Without, ...]
    near: tuple[NearMiss, ...]


def explain(board: Board, meeting: Meeting) -> Explanation:
    """Everything that can be said of one meeting while all pinned ones stand. Asks nothing of a solver."""
    return Explanation(tuple(board.starts(meeting)), what_would_open(board, meeting), near_misses(board, meeting))


def offers(starts: Iterable[Start], most: int = 3) -> tuple[Start, ...]:
    """The best starts, at most one a day, so that they are a choice."""
    return tuple(sorted(best_of_each_day(starts), key=lambda one: (one.cost, one.at))[:most])


def best_of_each_day(starts: Iterable[Start]) -> list[Start]:
    """The cheapest start of each day, the earliest of equals; in order of time."""
    best: dict[dt.date, Start] = {}
    for start in sorted(starts, key=lambda one: (one.cost, one.at)):
        best.setdefault(start.at.date(), start)
    return sorted(best.values(), key=lambda one: one.at)


def what_would_open(board: Board, meeting: Meeting) -> tuple[Without, ...]:
    """How many starts each single blocker holds shut on its own, the most first."""
    alone = {blocker: mask.bit_count() for blocker, mask in _alone(board, meeting).items()}
    found = [Without(blocker, opens) for blocker, opens in alone.items() if opens]
    return tuple(sorted(found, key=lambda one: (-one.opens, one.blocker.cause.value, one.blocker.id)))


def at_slot(board: Board, meeting: Meeting, at: dt.datetime) -> tuple[Blocker, ...]:
    """Everything that stands in the way of one start; none for an open one."""
    bit = board.bit(at) & board.fitting(meeting)
    if not bit:
        return (Blocker(Cause.HOURS),)
    return tuple(blocker for blocker, mask in board.blockers(meeting).items() if mask & bit)


def conflict(board: Board, meeting: Meeting) -> tuple[Blocker, ...]:
    """Of a meeting without an open start, a smallest set of blockers that shut them all: without any one of these
    there would be some. Rules that people made are left out first, so that it speaks of calendars where it can.
    Where no day is open, or long enough, nothing else needs to stand in the way."""
    wanted, blockers = board.fitting(meeting), board.blockers(meeting)
    if not wanted:
        return (Blocker(Cause.HOURS),)
    kept = dict(blockers)
    for blocker in sorted(blockers, key=lambda one: (one.cause is Cause.PERSON, one.cause.value, one.id)):
        rest = [mask for other, mask in kept.items() if other != blocker]
        if not wanted & ~_union(rest):
            del kept[blocker]
    return () if wanted & ~_union(kept.values()) else tuple(kept)


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def near_misses(board: Board, meeting: Meeting, most: int = NEAR_MISSES) -> tuple[NearMiss, ...]:
    """Starts that one appointment of one person stands in the way of: the shortest appointments first, one a day."""
    found = []
    for blocker, mask in _alone(board, meeting).items():
        if blocker.cause is Cause.PERSON:
            for at in map(board.at, bits(mask)):
                busy = _in_the_way(board, blocker.id, interval_of(meeting, at))
                if len(busy) == 1:
                    found.append(NearMiss(at, blocker.id, busy[0]))
    best: dict[dt.date, NearMiss] = {}
    for one in sorted(found, key=lambda one: (one.busy.end - one.busy.start, one.at, one.person)):
        best.setdefault(one.at.date(), one)
    return tuple(list(best.values())[:most])


def _alone(board: Board, meeting: Meeting) -> dict[Blocker, int]:
    """For each blocker the starts that nothing but it stands in the way of."""
    once, twice = 0, 0
    blockers = board.blockers(meeting)
    for mask in blockers.values():
        twice |= once & mask
        once |= mask
    fitting = board.fitting(meeting)
    return {blocker: mask & ~twice & fitting for blocker, mask in blockers.items()}


def _in_the_way(board: Board, person: str, wanted: Interval) -> list[Interval]:
    diary = board.persons.get(person)
    air = dt.timedelta(minutes=board.problem.rules.buffer_minutes)
    return [
        one
        for one in (diary.busy if diary else ())
        if one.strength is not Strength.TENTATIVE and one.start < wanted.end + air and one.end > wanted.start - air
    ]
