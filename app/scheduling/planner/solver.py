"""The year's meetings laid into full calendars, together: as many as can be, then as near to the wish as can be.

The same problem gives the same plan: sorted input, one worker, a fixed seed, and a limit in deterministic time instead
of seconds. To some hundred meetings the best plan is proven; beyond that a first plan is made better, and the gap told.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace

from app.scheduling.domain import Meeting, Placed, Plan, Problem, Unplaced
from app.scheduling.planner.columns import Grid
from app.scheduling.planner.conflicts import in_two_places, rooms_of
from app.scheduling.planner.explain import conflict, what_would_open
from app.scheduling.planner.greedy import LEFT_OUT, Standing, first_choice, improve
from app.scheduling.planner.openings import Board
from app.scheduling.planner.roomfit import Taken, seat
from app.scheduling.planner.search import Chosen, Effort, Found, minimise, whole
from app.scheduling.planner.standing import standing

PROVABLE = 100
EFFORT = 12.0
EACH = 1.0
"""Of the effort, what a neighbourhood may take."""
EACH_COLUMN = 4e-5
"""Of the effort, what it takes to write a column down and to relax it."""
FEW = 30
FEW_EFFORT = 0.5
"""Beyond PROVABLE meetings each knows of its FEW cheapest starts, and less is spent."""


def solve(problem: Problem, *, effort: float | None = None) -> Plan:
    """The best plan: fewest unplaced, then least cost (Σ working days from the wish + 3 for each required person with
    a tentative overlap + 10 for each who was asked for her times and has not named this one + 2 for each absent
    optional + 1 for each meeting that changes room + the price of each soft rule that is broken).

    `effort` limits the search, in CP-SAT's deterministic seconds. Pinned meetings keep their time and room; one that
    has no room gets one. `bound` and `unplaced_bound` hold for every plan that keeps the pins.
    """
    problem = _sorted(problem)
    board = Board(problem)
    meetings = _to_place(board)
    large = len(meetings) > PROVABLE
    left = Effort(effort or (FEW_EFFORT if large else EFFORT))
    clashing: frozenset[tuple[str, str]] = frozenset()
    few = {meeting.id: FEW for meeting in meetings} if large else {}
    while True:
        grid = Grid(board, meetings, clashing, few)
        first = first_choice(grid)
        if short := few.keys() & {grid.meetings[place].id for place in _without(grid, first.chosen)}:
            few = {id: most for id, most in few.items() if id not in short}
            continue
        unplaced, found = _improved(grid, first, left) if large else _best(grid, first, left)
        clashes = in_two_places(grid, found.chosen) - clashing
        if not clashes:
            return _plan(grid, unplaced, found)
        clashing |= clashes


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


def _best(grid: Grid, standing: Standing, effort: Effort) -> tuple[Found, Found]:
    """The fewest without a time, and then the least cost with no more than those."""
    if _without(grid, standing.chosen):
        improve(standing, effort.share(effort.left / 5), floor=LEFT_OUT - 1)
    unplaced = Found(len(_without(grid, standing.chosen)), _lonely(grid), standing.chosen)
    missing = whole(grid, [int(column.start is None) for column in grid.columns])
    unplaced = minimise(missing, unplaced, effort.share(effort.left * 0.75))
    grid.most[0] = unplaced.value
    return unplaced, _cheapest(grid, unplaced.chosen, effort)


def _cheapest(grid: Grid, chosen: Chosen, effort: Effort) -> Found:
    """The least cost: by the relaxation, if it lies near. Where everybody wants the same days it does not, and what
    else can be had is a plan that neighbourhoods made better, and how far it can be from the best."""
    effort.spend(EACH_COLUMN * len(grid.columns))
    part = whole(grid, [column.cost for column in grid.columns])
    found = minimise(part, Found(_cost(grid, chosen), 0, chosen), effort.share(effort.left / 10))
    if found.value == found.bound:
        return found
    standing = Standing(grid, found.chosen, part.relaxed.rise)
    improve(standing, effort.share(effort.left * 0.8), floor=found.bound, each=EACH)
    chosen = standing.chosen
    return minimise(part, Found(_cost(grid, chosen), found.bound, chosen), effort)


def _improved(grid: Grid, standing: Standing, effort: Effort) -> tuple[Found, Found]:
    """What neighbourhoods come to, beside what it would cost if each meeting could choose alone."""
    improve(standing, effort)
    columns, chosen = grid.columns, standing.chosen
    missing, cost = len(_without(grid, chosen)), _cost(grid, chosen)
    alone = sorted(min((columns[one].cost for one in ways if columns[one].start), default=0) for ways in grid.of)
    bound = min(cost, sum(alone[: len(alone) - missing]))
    return Found(missing, _lonely(grid), chosen), Found(cost, bound, chosen)


def _lonely(grid: Grid) -> int:
    """How many meetings have no start at all."""
    return sum(grid.columns[numbers[0]].start is None for numbers in grid.of)


def _cost(grid: Grid, chosen: Chosen) -> int:
    return sum(grid.columns[number].cost for number in chosen.values())


def _without(grid: Grid, chosen: Chosen) -> list[int]:
    """The places of the meetings that have no time."""
    return [place for place, number in chosen.items() if grid.columns[number].start is None]


def _plan(grid: Grid, unplaced: Found, found: Found) -> Plan:
    problem = grid.board.problem
    here = {meeting.id for meeting in grid.meetings}
    stands = [
        (one, standing(grid.board, one, one.pinned)) for one in problem.meetings if one.pinned and one.id not in here
    ]
    pinned = [
        replace(_placed(grid.board, one, start.at, one.room), tentative=start.tentative, absent=start.absent)
        for one, start in stands
    ]
    placed = [*pinned, *placed_of(grid, found.chosen)]
    placed.sort(key=lambda one: (one.start, one.meeting))
    fixed = sum(start.cost for _one, start in stands)
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


def placed_of(grid: Grid, chosen: Chosen) -> list[Placed]:
    """The times and rooms of a choice."""
    rooms = rooms_of(grid, chosen)
    columns = ((place, grid.columns[number]) for place, number in chosen.items())
    return [
        replace(
            _placed(grid.board, grid.meetings[place], column.start.at, rooms.get(place)),
            tentative=column.start.tentative,
            rules=column.start.rules,
            unknown=column.start.unknown,
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
        Unplaced(
            meeting.id,
            open=alone.open(meeting).bit_count(),
            without=what_would_open(around, meeting),
            together=conflict(around, meeting),
        )
        for meeting in missing
    )
