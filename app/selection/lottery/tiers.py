"""Tiers by waiting, and how many seats each gets: the most that any set gives the first, then the next given that, ….

By turn every year of waiting is a tier of its own; by lot there are a few wide ones. Whoever waited more than one and a
half rounds is overdue and comes before all, in order of waiting. Engine: GLOP and CP-SAT (`linear`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from app.selection.lottery.linear import Points
from app.selection.lottery.problem import TIER, NoSuchSet, Problem, Row

OVERDUE = Fraction(3, 2)
"""Rounds (units per seat, in years) after which a unit is overdue."""


def overdue_after(units: int, seats: int) -> Fraction:
    """The years of waiting after which one of so many units is overdue: one and a half rounds."""
    return OVERDUE * units / seats


def tiers_of(waiting: Mapping[str, Fraction], late: Fraction, steps: Sequence[int] | None = None) -> dict[str, int]:
    """The tier of each unit, 1 the first. A wide tier begins at each of `steps`; None: each year its own.

    Whoever waited longer than `late` is overdue.
    """
    keys = {unit: _key(years, late, steps) for unit, years in waiting.items()}
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys.values())), start=1)}
    return {unit: ranks[key] for unit, key in keys.items()}


def _key(years: Fraction, late: Fraction, steps: Sequence[int] | None) -> tuple[int, Fraction]:
    if years > late:
        return 0, -years
    return 1, -years if steps is None else -Fraction(sum(step <= years for step in steps))


def with_tiers(problem: Problem, tiers: Sequence[tuple[int, ...]]) -> Problem:
    """The problem in which every set has exactly these counts; `tiers` are the places of each one's types, in order."""
    left = problem.seats - sum(row.upper for row in problem.rows if row.feature == TIER)
    for number, members in enumerate(tiers, start=1):
        most = min(left, _most(problem, members)) if left else 0
        problem = problem.with_row(Row(TIER, str(number), members, most, most))
        left -= most
    return problem


def _most(problem: Problem, members: tuple[int, ...]) -> int:
    inside = set(members)
    panel = Points(problem).best([1.0 if place in inside else 0.0 for place in range(len(problem.sizes))])
    if panel is None:
        raise NoSuchSet(seats=problem.seats)
    return sum(panel[place] for place in members)
