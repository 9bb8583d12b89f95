"""What rows cannot say of a choice: that its rooms work out, and that no optional person is in two places."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations, combinations_with_replacement

from app.scheduling.planner.columns import Cut, Grid
from app.scheduling.planner.openings import travel_of
from app.scheduling.planner.roomfit import Taken, seat, smallest_clash


def new_cuts(grid: Grid, chosen: Mapping[int, int]) -> list[Cut]:
    """For each day whose meetings cannot all have a room, what forbids that; none for a choice that works."""
    cuts = []
    for day, numbers in _days(grid, chosen.values()).items():
        taken = [taken for number in numbers if (taken := grid.taken(number))]
        if seat(taken) is None:
            clash = smallest_clash(taken)
            cuts.append(_lifted(grid, day, [taken[place] for place in clash]) or _plain(numbers, clash))
    return cuts


def _plain(numbers: list[int], clash: list[int]) -> Cut:
    return tuple(numbers[place] for place in clash), len(clash) - 1


def _lifted(grid: Grid, day: dt.date, clash: list[Taken]) -> Cut | None:
    """Who meets is nothing to a room: the same hours clash for all, if any so many of them do."""
    kinds = sorted(set(clash), key=lambda one: (one.start, one.end, one.rooms))
    if any(seat(some) is not None for some in combinations_with_replacement(kinds, len(clash))):
        return None
    wanted = set(kinds)
    return tuple(number for number in grid.on(day) if grid.taken(number) in wanted), len(clash) - 1


def rooms_of(grid: Grid, chosen: Mapping[int, int]) -> dict[int, str]:
    """The room of each meeting that has one."""
    found: dict[int, str] = {}
    for numbers in _days(grid, chosen.values()).values():
        rooms = seat([taken for number in numbers if (taken := grid.taken(number))])
        for number, room in zip(numbers, rooms or [], strict=True):
            found[grid.columns[number].meeting] = room
    return found


def _days(grid: Grid, numbers: Iterable[int]) -> dict[dt.date, list[int]]:
    """The columns that take a room, by day."""
    found: dict[dt.date, list[int]] = defaultdict(list)
    for number in sorted(numbers):
        start = grid.columns[number].start
        if start and grid.columns[number].rooms:
            found[start.at.date()].append(number)
    return found


def in_two_places(grid: Grid, chosen: Mapping[int, int]) -> set[tuple[str, str]]:
    """(meeting, optional person) for each attendance that another meeting of the choice stands in the way of."""
    attending: dict[str, list[tuple[dt.datetime, dt.datetime, str, bool]]] = defaultdict(list)
    air = dt.timedelta(minutes=grid.board.problem.rules.buffer_minutes)
    for place, number in chosen.items():
        column, meeting = grid.columns[number], grid.meetings[place]
        if column.start and not meeting.pinned:
            end = column.start.at + dt.timedelta(minutes=meeting.minutes) + air
            for person in (*meeting.required, *meeting.optional):
                if person not in column.absent:
                    way = dt.timedelta(minutes=travel_of(meeting, person))
                    attending[person].append((column.start.at - way, end + way, meeting.id, person in meeting.optional))
    return {
        (meeting, person)
        for person, mine in attending.items()
        for one, other in combinations(sorted(mine), 2)
        if other[0] < one[1]
        for *_, meeting, optional in (one, other)
        if optional
    }
