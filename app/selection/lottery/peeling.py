"""Chances turned into whole tickets, and the tickets into sets: one set is peeled off after the other.

What is left of the tickets always lies within the bounds, scaled by the number of tickets left. A set that keeps every
bound that has become tight takes as many tickets as it can until another becomes tight, so that there are no more sets
than types and bounds. Where the quotas cross in three or more features there may be no such set at some point; the rest
is then left to `columns`. All of it is exact arithmetic over whole numbers. Engine: GLOP, seldom CP-SAT.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from app.selection.lottery.linear import Points
from app.selection.lottery.problem import TICKETS, Panel, Problem

NEAR = 1e-2
"""A number of tickets that is so near a whole one is that one; the linear program is exact to about a tenth of it."""


def whole_tickets(problem: Problem, chances: Sequence[float]) -> list[int] | None:
    """Tickets of each type, rounded up or down so that all bounds hold; those of the least chance up if possible."""
    exact = [chance * size * TICKETS for chance, size in zip(chances, problem.sizes, strict=True)]
    low = [floor(number + NEAR) for number in exact]
    tops = [int(top * size * TICKETS) for top, size in zip(problem.tops, problem.sizes, strict=True)]
    low = [min(number, top) for number, top in zip(low, tops, strict=True)]
    high = [min(max(ceil(number - NEAR), under), top) for number, under, top in zip(exact, low, tops, strict=True)]
    least = min((chance for chance in chances if chance), default=0.0)
    worth = [
        number - under + (1000 / size if chance <= least + 1e-7 else 0)
        for number, under, size, chance in zip(exact, low, problem.sizes, chances, strict=True)
    ]
    rows = []
    for row in problem.rows:
        given = sum(low[place] for place in row.members)
        rows.append((row.lower * TICKETS - given, row.upper * TICKETS - given))
    rounded_up = Points(problem).best(worth, [(0, top - under) for top, under in zip(high, low, strict=True)], rows)
    if rounded_up is None:
        return None
    return [under + up for under, up in zip(low, rounded_up, strict=True)]


@dataclass
class Peeling:
    """What is left: tickets, those of each type over its whole part (`over`), and those of each row."""

    problem: Problem
    left: int
    whole: list[int]
    over: list[int]
    sums: list[int]

    @classmethod
    def of(cls, problem: Problem, tickets: Sequence[int]) -> Peeling:
        whole = [number // TICKETS for number in tickets]
        over = [number % TICKETS for number in tickets]
        sums = [sum(tickets[place] for place in row.members) for row in problem.rows]
        return cls(problem, TICKETS, whole, over, sums)

    def run(self) -> tuple[dict[Panel, int], list[int]]:
        """Sets with their tickets, and the tickets of each type that no set was found for (all 0 when it is done)."""
        points, found = Points(self.problem), dict[Panel, int]()
        while self.left:
            panel = points.good(self._worth(), self._boxes(), self._rows())
            if panel is None:
                break
            step = self._step(panel)
            found[panel] = found.get(panel, 0) + step
            self._take(panel, step)
        return found, [whole * self.left + over for whole, over in zip(self.whole, self.over, strict=True)]

    def _boxes(self) -> list[tuple[int, int]]:
        return [
            (whole + (over == self.left), whole + (over > 0)) for whole, over in zip(self.whole, self.over, strict=True)
        ]

    def _rows(self) -> list[tuple[int, int]]:
        """A row takes no more than what is left to its bound, so that every step is a ticket at least."""
        return [
            (
                max(row.lower, row.upper - (row.upper * self.left - total)),
                min(row.upper, row.lower + (total - row.lower * self.left)),
            )
            for row, total in zip(self.problem.rows, self.sums, strict=True)
        ]

    def _worth(self) -> list[float]:
        """Who must soon be in every set, or soon in none, counts most: that makes the steps long."""
        shares = [over / self.left for over in self.over]
        return [(2 * share - 1) / (share * (1 - share) + 0.01) for share in shares]

    def _step(self, panel: Panel) -> int:
        steps = [self.left]
        for count, whole, over in zip(panel, self.whole, self.over, strict=True):
            if over:
                steps.append(over if count > whole else self.left - over)
        for row, total in zip(self.problem.rows, self.sums, strict=True):
            count = sum(panel[place] for place in row.members)
            if count > row.lower:
                steps.append((total - row.lower * self.left) // (count - row.lower))
            if count < row.upper:
                steps.append((row.upper * self.left - total) // (row.upper - count))
        return min(steps)

    def _take(self, panel: Panel, step: int) -> None:
        self.left -= step
        for place, count in enumerate(panel):
            self.over[place] -= step * (count - self.whole[place])
        for place, row in enumerate(self.problem.rows):
            self.sums[place] -= step * sum(panel[member] for member in row.members)
