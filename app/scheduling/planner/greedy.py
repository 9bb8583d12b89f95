"""A first plan, one meeting at a time, made better a neighbourhood at a time: for years too large to prove."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from app.scheduling.planner.columns import Grid
from app.scheduling.planner.roomfit import seat
from app.scheduling.planner.search import SEED, Chosen, Effort, Part, choose

FREE = 40
NEAR = 30
PATIENCE = 40
WAIT = 4
"""It ends after so many neighbourhoods that helped nothing, or so many times what one of them may take."""
EACH = 0.001  # of effort: what it takes to write a neighbourhood down
LEFT_OUT = 100_000
"""What a meeting without a time costs in a neighbourhood: more than all the others together."""


class Standing:
    """A choice as it is being made: how much of each row is left, and who has a room on each day."""

    def __init__(self, grid: Grid, chosen: Chosen | None = None, rise: Mapping[int, int] | None = None) -> None:
        """`rise` says by how much a column lifts the bound: what is cheap but in everybody's way is no likely place."""
        self.grid = grid
        self.costs = costs = [column.cost if column.start else LEFT_OUT for column in grid.columns]
        self.ways = [sorted(numbers, key=lambda number: (costs[number], number)) for numbers in grid.of]
        self.likely = [sorted(numbers, key=rise.__getitem__) for numbers in self.ways] if rise else self.ways
        self.left = list(grid.most)
        self.chosen: Chosen = {}
        self._rooms: dict[dt.date, list[int]] = defaultdict(list)
        for number in (chosen or {}).values():
            self.put(number)

    @property
    def value(self) -> int:
        """What the choice costs."""
        return sum(self.costs[number] for number in self.chosen.values())

    def put(self, number: int) -> None:
        """Takes a column."""
        column = self.grid.columns[number]
        self.chosen[column.meeting] = number
        for row in column.rows:
            self.left[row] -= 1
        if column.start and column.rooms:
            self._rooms[column.start.at.date()].append(number)

    def lift(self, meeting: int) -> None:
        """Gives a meeting's column back."""
        number = self.chosen.pop(meeting)
        column = self.grid.columns[number]
        for row in column.rows:
            self.left[row] += 1
        if column.start and column.rooms:
            self._rooms[column.start.at.date()].remove(number)

    def fits(self, number: int) -> bool:
        """Whether a column breaks no row and finds a room."""
        column = self.grid.columns[number]
        if not self._has_rows(number):
            return False
        if not (column.start and column.rooms):
            return True
        day = [*self._rooms[column.start.at.date()], number]
        return seat([taken for one in day if (taken := self.grid.taken(one))]) is not None

    def _has_rows(self, number: int) -> bool:
        return all(map(self.left.__getitem__, self.grid.columns[number].rows))

    def part(self, before: Chosen) -> Part:
        """The problem of some meetings, which were lifted from `before`, while the others stand."""
        of = {
            one: sorted({*islice(filter(self._has_rows, self.likely[one]), NEAR), now}) for one, now in before.items()
        }
        columns = [number for numbers in of.values() for number in numbers]
        rows = {row for number in columns for row in self.grid.columns[number].rows}
        return Part(self.grid, self.costs, columns, of, {row: self.left[row] for row in rows}, dict(self.chosen))


def first_choice(grid: Grid) -> Standing:
    """Whoever has least to choose from chooses first, the cheapest that still fits."""
    standing = Standing(grid)
    for meeting in sorted(range(len(grid.of)), key=lambda one: (len(grid.of[one]), one)):
        ways = standing.ways[meeting]
        standing.put(next((number for number in ways if standing.fits(number)), ways[-1]))
    return standing


def improve(standing: Standing, effort: Effort, *, floor: int = 0, each: float = 0.1) -> None:
    """Frees some meetings at a time and lets CP-SAT place them anew, as long as that helps now and then."""
    idle, since = 0, effort.left
    for free in _neighbourhoods(standing):
        if not effort or idle >= PATIENCE or since - effort.left > WAIT * each or standing.value <= floor:
            return
        if _placed_anew(standing, free, effort.share(each)):
            idle, since = 0, effort.left
        else:
            idle += 1


def _placed_anew(standing: Standing, free: list[int], effort: Effort) -> bool:
    """Whether these meetings can lie better while the others stand; if so, they do."""
    before, old = {meeting: standing.chosen[meeting] for meeting in free}, standing.value
    _put_instead(standing, free, [])
    found = choose(standing.part(before), None, effort, before)
    effort.spend(EACH)
    _put_instead(standing, [], (found.chosen or before).values())
    if standing.value > old:
        _put_instead(standing, free, before.values())
    return standing.value < old


def _put_instead(standing: Standing, lifted: Iterable[int], numbers: Iterable[int]) -> None:
    for meeting in lifted:
        standing.lift(meeting)
    for number in numbers:
        standing.put(number)


def _neighbourhoods(standing: Standing) -> Iterator[list[int]]:
    """By turns those that share people with one that could lie better, and the meetings around where it should lie
    and where it does."""
    chance, grid = random.Random(SEED), standing.grid  # noqa: S311, a plan is no secret
    places = [place for place, meeting in enumerate(grid.meetings) if not meeting.pinned]
    size = min(FREE, len(places))
    number = 0
    while True:
        number += 1
        dear = sorted(places, key=lambda one: (-_regret(standing, one) * chance.random(), one))
        if number % 3 == 1 and dear:
            people = set(grid.meetings[dear[0]].required)
            near = sorted(places, key=lambda one: (-len(people & set(grid.meetings[one].required)), chance.random()))
            yield [dear[0], *[one for one in near if one != dear[0]][: size - 1]]
        else:
            best = standing.ways[dear[0]][0] if number % 3 else standing.chosen[dear[0]]
            yield _in_time(standing, places, dear[0], best, size)


def _regret(standing: Standing, meeting: int) -> int:
    """What a meeting costs beyond the best it could have."""
    return standing.costs[standing.chosen[meeting]] - standing.costs[standing.ways[meeting][0]]


def _in_time(standing: Standing, places: list[int], middle: int, best: int, size: int) -> list[int]:
    """The meetings that lie nearest to a column of one of them."""
    grid = standing.grid
    start = grid.columns[best].start
    wanted = start.at if start else None

    def away(place: int) -> float:
        mine = grid.columns[standing.chosen[place]].start
        return abs((mine.at - wanted).total_seconds()) if mine and wanted else 0.0

    return sorted(places, key=lambda one: (one != middle, away(one), one))[:size]
