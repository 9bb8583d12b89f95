"""A new time after a no, or after a time was lost, with the fewest meetings moved: who has been told most, moves last.

A move weighs by what people know of it: accepted more than sent, sent more than a draft. First the least weight, then
the least cost with no more than that weight; both proven as a plan is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from app.scheduling.domain import Meeting, Placed, Problem
from app.scheduling.planner.columns import Column, Grid
from app.scheduling.planner.greedy import LEFT_OUT, Standing
from app.scheduling.planner.openings import Board, interval_of
from app.scheduling.planner.search import Effort, Found, choose, minimise, whole
from app.scheduling.planner.solver import placed_of

EFFORT = 6.0
MORE = 100_000
"""A point of weight goes before any cost."""


class Known(Enum):
    """How far a time is known to others; the value is what moving it weighs."""

    DRAFT = 1
    SENT = 3
    ACCEPTED = 9


@dataclass(frozen=True, slots=True)
class Replan:
    """The new times: of the meeting itself, and of the others that had to move for it. `weight` and `cost` are proven
    if they are their bounds; `placed` is empty if no plan gives the meeting a time."""

    placed: tuple[Placed, ...]
    moved: tuple[str, ...]
    weight: int
    weight_bound: int
    cost: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether no plan moves less, and none that moves as little costs less."""
        return (self.weight, self.cost) == (self.weight_bound, self.bound)


def replan(problem: Problem, meeting: str, known: Mapping[str, Known], *, effort: float = EFFORT) -> Replan:
    """A plan in which `meeting` gets another time than the one it is pinned to.

    If it can move alone, no other does; else the other pinned ones may move, each at the weight of what is `known` of
    it, and those of which nothing is known stay. Nobody's time is changed by this.
    """
    direct = _planned(problem, meeting, {}, effort)
    return direct if direct.placed or not known else _planned(problem, meeting, known, effort)


def _planned(problem: Problem, meeting: str, known: Mapping[str, Known], effort: float) -> Replan:
    stands = {one.id: (one.pinned, one.room) for one in problem.meetings if one.pinned and one.id in known}
    stands.pop(meeting, None)
    board = Board(replace(problem, meetings=tuple(_freed(one, meeting, known) for one in problem.meetings)))
    free = [one for one in board.problem.meetings if not one.pinned and (one.id == meeting or one.id in stands)]
    grid = Grid(board, free, stands=stands)
    weights = [_weight(grid, column, known) for column in grid.columns]
    left = Effort(effort)
    least = minimise(whole(grid, weights), _one_makes_way(grid, weights, meeting), left)
    if not least.chosen:
        return Replan((), (), 0, 0, 0, 0)
    both = [MORE * weight + column.cost for weight, column in zip(weights, grid.columns, strict=True)]
    now = Found(sum(both[number] for number in least.chosen.values()), MORE * least.bound, least.chosen)
    light = {number for number, weight in enumerate(weights) if weight <= least.value}
    better = choose(whole(grid, both).among(light), now.value - 1, left)
    found = Found(better.value, better.bound, better.chosen) if better.chosen else now
    found = replace(found, bound=min(max(better.bound, now.bound), found.value))
    cost = sum(grid.columns[number].cost for number in found.chosen.values())
    moved = [place for place, number in found.chosen.items() if weights[number]]
    return Replan(
        placed=tuple(sorted(placed_of(grid, found.chosen), key=lambda one: (one.start, one.meeting))),
        moved=tuple(free[place].id for place in moved),
        weight=least.value,
        weight_bound=least.bound,
        cost=cost,
        bound=max(0, cost - (found.value - found.bound)),
    )


def _one_makes_way(grid: Grid, weights: list[int], meeting: str) -> Found:
    """The lightest single meeting that can make way, as a first choice for the search; none, if no single one can."""
    place = next(place for place, one in enumerate(grid.meetings) if one.id == meeting)
    stays = {
        other: min(ways, key=lambda number: (weights[number], number))
        for other, ways in enumerate(grid.of)
        if other != place
    }
    standing = Standing(grid, stays)
    mine = [number for number in grid.of[place] if grid.columns[number].start]
    for other in sorted(stays, key=lambda other: (_lightest(grid, weights, other), other)):
        standing.lift(other)
        for number in filter(standing.fits, mine):
            standing.put(number)
            away = (way for way in grid.of[other] if 0 < weights[way] < LEFT_OUT and standing.fits(way))
            if way := next(away, None):
                standing.put(way)
                return Found(weights[way], 0, dict(standing.chosen))
            standing.lift(place)
        standing.put(stays[other])
    return Found(LEFT_OUT, 0, {})


def _lightest(grid: Grid, weights: list[int], place: int) -> int:
    return min((weights[number] for number in grid.of[place] if weights[number]), default=0)


def _freed(one: Meeting, meeting: str, known: Mapping[str, Known]) -> Meeting:
    """What may move has no pin; the time that was said no to is not offered again."""
    if one.pinned is None or one.id not in {meeting, *known}:
        return one
    lost = (interval_of(one, one.pinned),) if one.id == meeting else ()
    return replace(one, pinned=None, declined=(*one.declined, *lost))


def _weight(grid: Grid, column: Column, known: Mapping[str, Known]) -> int:
    """What it weighs to take a column: nothing for staying, and a meeting cannot lose its time for another's."""
    one = grid.meetings[column.meeting]
    if column.start is None:
        return LEFT_OUT
    if one.id not in grid.stands:
        return 0
    at, room = grid.stands[one.id]
    stays = column.start.at == at and (room is None or column.rooms == (room,))
    return 0 if stays else known[one.id].value
