"""A judge of small pools that shares nothing with the engine but the solver of linear programs.

It writes out every set of institutions (never of types), applies the documented rules to them one by one, and finds the
fairest chances from the least to the largest by programs of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from ortools.linear_solver import pywraplp

from app.selection.lottery.pool import Bound, Pool

Panel = frozenset[str]
CLOSE = 1e-5


def missed(pool: Pool, bounds: Sequence[Bound], panel: Panel) -> dict[tuple[str, str, str], int]:
    """By how many seats a set misses each bound that it does not keep."""
    by: dict[tuple[str, str, str], int] = {}
    for bound in bounds:
        count = sum(pool.features[unit][bound.feature] == bound.value for unit in panel)
        if count < bound.lower:
            by[bound.feature, bound.value, "lower"] = bound.lower - count
        if count > bound.upper:
            by[bound.feature, bound.value, "upper"] = count - bound.upper
    return by


def panels(pool: Pool, seats: int, bounds: Sequence[Bound], steps: Sequence[int] | None) -> list[Panel]:
    """Every set that keeps the bounds and has as many of the first tier as any, then of the second, and so on."""
    found = [one for one in _sets(pool, seats) if not missed(pool, bounds, one)]
    for tier in _tiers(pool, seats, steps):
        most = max((len(tier & panel) for panel in found), default=0)
        found = [panel for panel in found if len(tier & panel) == most]
    return found


def smallest_changes(pool: Pool, seats: int, bounds: Sequence[Bound]) -> set[frozenset[tuple[Any, int]]]:
    """The changes of least sum, and of these the fewest, that let in some set: all of them."""
    ways = [missed(pool, bounds, panel) for panel in _sets(pool, seats)]
    least = min((sum(way.values()), len(way)) for way in ways)
    return {frozenset(way.items()) for way in ways if (sum(way.values()), len(way)) == least}


def fairest(found: Sequence[Panel]) -> dict[str, float]:
    """The chance of everyone who is in some set: the least as high as can be, then the next."""
    units, settled = sorted(frozenset[str]().union(*found)), dict[str, float]()
    while len(settled) < len(units):
        level, _ = _best(found, settled, set(units) - set(settled), "")
        floors = {**dict.fromkeys(units, level), **settled}
        raised = set[str]()
        for unit in (one for one in units if one not in settled):
            if unit not in raised:
                _, chances = _best(found, floors, set(), unit)
                raised |= {one for one in units if chances[one] > floors[one] + CLOSE}
        settled.update((unit, level) for unit in units if unit not in settled and unit not in raised)
    return settled


def _sets(pool: Pool, seats: int) -> list[Panel]:
    every = map(frozenset, itertools.combinations(sorted(pool.features), seats))
    return [panel for panel in every if pool.appointed <= panel]


def _tiers(pool: Pool, seats: int, steps: Sequence[int] | None) -> list[Panel]:
    """Who waited longer than one and a half rounds, in order of waiting; then each year, or each wide tier."""
    late = Fraction(3 * len(pool.features), 2 * seats)
    tiers: dict[tuple[bool, Fraction | int], set[str]] = {}
    for unit, years in (pool.waiting or {}).items():
        if unit not in pool.appointed:
            wide = years > late or steps is None
            tiers.setdefault((years > late, years if wide else sum(step <= years for step in steps or ())), set()).add(
                unit
            )
    return [frozenset(tiers[key]) for key in sorted(tiers, reverse=True)]


def _best(
    found: Sequence[Panel], floors: Mapping[str, float], level_of: Collection[str], unit_raised: str
) -> tuple[float, dict[str, float]]:
    """The lottery with the highest level of some, or else chance of one, in which the others keep their floors."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    shares = [solver.NumVar(0, 1, "") for _ in found]
    level = solver.NumVar(0, 1, "")
    solver.Add(sum(shares) == 1)
    inside = {
        unit: sum(share for share, panel in zip(shares, found, strict=True) if unit in panel)
        for unit in {*floors, *level_of}
    }
    for unit, floor in floors.items():
        solver.Add(inside[unit] >= floor - 1e-8)
    for unit in level_of:
        solver.Add(inside[unit] >= level)
    solver.Maximize(level if level_of else inside[unit_raised])
    assert solver.Solve() == solver.OPTIMAL
    numbers = [share.solution_value() for share in shares]
    reached = {
        unit: sum(number for number, panel in zip(numbers, found, strict=True) if unit in panel) for unit in floors
    }
    return level.solution_value(), reached
