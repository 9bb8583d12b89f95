"""The year's meetings laid into full calendars, together: as many as can be, then as near to the wish as can be.

The same problem gives the same plan: sorted input, one worker, a fixed seed, and a limit in deterministic time instead
of seconds. To some hundred meetings the best plan is proven; beyond that a first plan is made better, and the gap told.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace

from app.scheduling.columns import Grid
from app.scheduling.conflicts import in_two_places, rooms_of
from app.scheduling.domain import Meeting, Placed, Plan, Problem, Unplaced
from app.scheduling.explain import what_would_open
from app.scheduling.greedy import LEFT_OUT, Standing, first_choice, improve
from app.scheduling.openings import Board
from app.scheduling.roomfit import Taken, seat
from app.scheduling.search import Effort, Found, minimise, whole

PROVABLE = 100
EFFORT = 20.0


def solve(problem: Problem, *, effort: float = EFFORT) -> Plan:
    """The best plan: fewest unplaced, then least cost (Σ working days from the wish + 3 for each required person with
    a tentative overlap + 2 for each absent optional + 1 for each meeting that changes room).

    `effort` limits the search, in CP-SAT's deterministic seconds. Pinned meetings keep their time and room and cost
    their distance; one that has no room gets one. `bound` and `unplaced_bound` hold for every plan that keeps the pins.
    """
    problem = _sorted(problem)
    board = Board(problem)
    meetings = _to_place(board)
    left = Effort(effort)
    clashing: frozenset[tuple[str, str]] = frozenset()
    while True:
        grid = Grid(board, meetings, clashing)
        unplaced, found = _search(grid, left)
        new = in_two_places(grid, found.chosen) - clashing
        if not new:
            return _plan(grid, unplaced, found)
        clashing |= new


def _sorted(problem: Problem) -> Problem:
    return replace(
        problem,
        persons=tuple(sorted(problem.persons, key=lambda one: one.id)),
        rooms=tuple(sorted(problem.rooms, key=lambda one: one.id)),
        meetings=tuple(sorted(problem.meetings, key=lambda one: one.id)),
    )


def _to_place(board: Board) -> list[Meeting]:
    """The meetings without a time, and those with one that still lack a room and can all get one."""
    meetings = [meeting for meeting in board.problem.meetings if not meeting.pinned]
    days: dict[dt.date, list[Taken]] = defaultdict(list)
    for meeting in board.problem.meetings:
        if meeting.pinned and meeting.room is None and (rooms := board.free_rooms(meeting, meeting.pinned)):
            minute = meeting.pinned.hour * 60 + meeting.pinned.minute
            day = [*days[meeting.pinned.date()], Taken(minute, minute + meeting.minutes, rooms)]
            if seat(day) is not None:
                days[meeting.pinned.date()] = day
                meetings.append(meeting)
    return meetings


def _search(grid: Grid, effort: Effort) -> tuple[Found, Found]:
    """The fewest without a time, and then the least cost with no more than those."""
    costs = [column.cost if column.start else LEFT_OUT for column in grid.columns]
    absences = [int(column.start is None) for column in grid.columns]
    standing = first_choice(grid, costs)
    large = len(grid.meetings) > PROVABLE
    if large or _missing(standing):
        improve(standing, Effort(effort.left / 3), floor=LEFT_OUT - 1)
    lonely = sum(len(numbers) == 1 and grid.columns[numbers[0]].start is None for numbers in grid.of)
    unplaced = Found(_missing(standing), lonely, standing.chosen)
    if not large:
        unplaced = minimise(whole(grid, absences), unplaced, effort)
    grid.most[0] = unplaced.value
    costs = [column.cost for column in grid.columns]
    return unplaced, _cheapest(grid, costs, _again(grid, costs, unplaced.chosen), effort, large=large)


def _again(grid: Grid, costs: list[int], chosen: dict[int, int]) -> Standing:
    standing = Standing(grid, costs)
    for number in chosen.values():
        standing.put(number)
    return standing


def _missing(standing: Standing) -> int:
    return sum(standing.grid.columns[number].start is None for number in standing.chosen.values())


def _cheapest(grid: Grid, costs: list[int], standing: Standing, effort: Effort, *, large: bool) -> Found:
    if large:
        improve(standing, effort)
        least = [min(costs[number] for number in numbers) for numbers in grid.of]
        return Found(standing.value, sum(least), standing.chosen)
    found = Found(standing.value, 0, standing.chosen)
    return minimise(whole(grid, costs), found, effort)


def _plan(grid: Grid, unplaced: Found, found: Found) -> Plan:
    problem = grid.board.problem
    rooms, here = rooms_of(grid, found.chosen), {meeting.id for meeting in grid.meetings}
    pinned = [
        _placed(grid.board, one, one.pinned, one.room) for one in problem.meetings if one.pinned and one.id not in here
    ]
    placed = [*pinned, *_chosen(grid, found, rooms)]
    placed.sort(key=lambda one: (one.start, one.meeting))
    fixed = sum(one.away for one in pinned)
    return Plan(
        placed=tuple(placed),
        unplaced=_without_time(problem, placed),
        cost=found.value + fixed,
        bound=found.bound + fixed,
        unplaced_bound=unplaced.bound,
        proven=(unplaced.value, found.value) == (unplaced.bound, found.bound),
    )


def _placed(board: Board, meeting: Meeting, start: dt.datetime, room: str | None) -> Placed:
    end = start + dt.timedelta(minutes=meeting.minutes)
    return Placed(meeting.id, start, end, room, board.away(meeting, start.date()))


def _chosen(grid: Grid, found: Found, rooms: dict[int, str]) -> list[Placed]:
    columns = ((place, grid.columns[number]) for place, number in found.chosen.items())
    return [
        replace(
            _placed(grid.board, grid.meetings[place], column.start.at, rooms.get(place)),
            tentative=column.start.tentative,
            absent=column.absent,
        )
        for place, column in columns
        if column.start
    ]


def _without_time(problem: Problem, placed: list[Placed]) -> tuple[Unplaced, ...]:
    """The meetings that found no time, each with what would help once the others stand as they do."""
    done = {one.meeting for one in placed}
    missing = [meeting for meeting in problem.meetings if meeting.id not in done]
    if not missing:
        return ()
    alone, around = Board(problem), Board(problem.with_pins(placed))
    return tuple(
        Unplaced(meeting.id, open=alone.open(meeting).bit_count(), without=what_would_open(around, meeting))
        for meeting in missing
    )
