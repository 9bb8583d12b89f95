"""The fairest chances that the relaxation allows: the least as high as can be, then the next, and so on (leximin).

Every chance found here is an upper bound for the lottery over sets; mostly a lottery over sets reaches them all
(`peeling`), otherwise `columns` finds what sets reach. Engine: GLOP.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from app.selection.lottery.linear import new_solver, solved
from app.selection.lottery.problem import Problem

NOTHING = 1e-9
RAISED = 3e-6
"""More than the solver's rounding, less than the search below raises."""
A_LITTLE = 1e-4
"""By so much at most is a type raised in the search for those that can be, so that many are at once."""
SLACKS = (1e-11, 1e-9, 1e-7)
"""By so little the chances that are known may give way to the solver's own rounding: the least that lets it go on."""


@dataclass(frozen=True)
class Leximin:
    """The chance of each type (by place); the weight of one unit of each type that proves the least one.

    Types of which no point of the relaxation holds anything stand in `impossible`, with chance 0 and no weight. Where
    no chance may be above a cap, `caps` has the price of the cap for one unit of each type that it holds down.
    """

    chances: tuple[float, ...]
    weights: tuple[float, ...]
    impossible: frozenset[int]
    caps: Mapping[int, float]


def leximin(problem: Problem) -> Leximin | None:
    """The chances; None if no point is feasible."""
    everyone = list(range(len(problem.sizes)))
    level, weights, capped = _raise_all(problem, everyone, {})
    if weights is None:
        return None
    impossible = _stuck(problem, {}, everyone, 0.0) if level < RAISED else set()
    known: dict[int, float] = dict.fromkeys(impossible, 0.0)
    first, caps = ({}, {}) if impossible else (weights, capped)
    while len(known) < len(everyone):
        types = [place for place in everyone if place not in known]
        level, weights, capped = _raise_all(problem, types, known)
        if not first and level > RAISED:
            first, caps = weights or {}, capped
        stuck = _stuck(problem, known, types, level) or {max(types, key=(weights or {}).__getitem__)}
        known.update(dict.fromkeys(stuck, level if level > RAISED else 0.0))
    impossible = {place for place, chance in known.items() if not chance}
    chances = tuple(known[place] for place in everyone)
    return Leximin(chances, tuple(first.get(place, 0.0) for place in everyone), frozenset(impossible), caps)


def lowest_cap(problem: Problem) -> float:
    """No lottery keeps every chance below this; where the relaxation is loose, not even at it."""
    solver, numbers, _ = _floors(replace(problem, cap=Fraction(1)), {}, 0.0)
    top = solver.NumVar(0, 1, "")
    solver.Objective().SetCoefficient(top, -1)
    for place, number in numbers.items():
        if place not in problem.certain:
            row = solver.Constraint(-solver.infinity(), 0)
            row.SetCoefficient(number, 1)
            row.SetCoefficient(top, -problem.sizes[place])
    return float(top.solution_value()) if solved(solver) else 1.0


def _raise_all(
    problem: Problem, types: list[int], known: Mapping[int, float]
) -> tuple[float, dict[int, float] | None, dict[int, float]]:
    """The highest level that all these types reach together, the price of each one's claim (None if infeasible), and
    that of each cap.

    A type's number is its size times (level + what it has above it), so that no claim needs a row of its own. Only a
    chance that would pass what it may be gets one, when it does.
    """
    for slack in SLACKS if known else SLACKS[:1]:
        program = _Levelled(problem, types, known, slack)
        while solved(program.solver):
            if not program.cap():
                return program.level.solution_value(), program.prices(), program.cap_prices()
    return 0.0, None, {}


class _Levelled:
    """The relaxation with a level that all types have, and what each has above it."""

    def __init__(self, problem: Problem, types: list[int], known: Mapping[int, float], slack: float) -> None:
        self.problem, self.tops = problem, [float(top) for top in problem.tops]
        self.solver, _, rows = _floors(problem, known, slack, leaving_out=types)
        self.level = self.solver.NumVar(0, 1, "")
        self.solver.Objective().SetCoefficient(self.level, 1)
        self.above = {place: self.solver.NumVar(0, 1, "") for place in types}
        self.capped: dict[int, Any] = {}
        for row, constraint in zip(problem.rows, rows, strict=True):
            inside = [place for place in row.members if place in self.above]
            constraint.SetCoefficient(self.level, sum(problem.sizes[place] for place in inside))
            for place in inside:
                constraint.SetCoefficient(self.above[place], problem.sizes[place])

    def cap(self) -> bool:
        """Bars the chances that passed what they may be; whether there were any."""
        level = self.level.solution_value()
        reached = {place: level + above.solution_value() for place, above in self.above.items()}
        fresh = [place for place in reached if reached[place] > self.tops[place] + NOTHING and place not in self.capped]
        for place in fresh:
            row = self.capped[place] = self.solver.Constraint(-self.solver.infinity(), self.tops[place])
            row.SetCoefficient(self.level, 1)
            row.SetCoefficient(self.above[place], 1)
        return bool(fresh)

    def cap_prices(self) -> dict[int, float]:
        """The price of the cap for one unit, of the types that it holds down."""
        prices = {place: row.dual_value() / self.problem.sizes[place] for place, row in self.capped.items()}
        return {place: price for place, price in prices.items() if price > 0 and self.tops[place] < 1}

    def prices(self) -> dict[int, float]:
        """The price of one unit's claim; times the sizes they sum to one."""
        return {
            place: max(0.0, -above.reduced_cost()) / self.problem.sizes[place] for place, above in self.above.items()
        }


def _stuck(problem: Problem, known: Mapping[int, float], types: list[int], level: float) -> set[int]:
    """The types that stay at this level whatever else gives way: those that no point raises.

    The sum of what can be raised is raised, without those that were, until nothing more is.
    """
    floors = {**known, **dict.fromkeys(types, level)}
    solver, numbers, rows = _floors(problem, floors, SLACKS[0])
    above = {place: _room_above(solver, numbers[place], problem.sizes[place]) for place in types}
    for row, constraint in zip(problem.rows, rows, strict=True):
        for place in row.members:
            if place in above:
                constraint.SetCoefficient(above[place], 1)
    for place in types:
        solver.Objective().SetCoefficient(above[place], 1 / problem.sizes[place])
    left = set(types)
    while left and solved(solver):
        numbered = {place: numbers[place].solution_value() + above[place].solution_value() for place in left}
        raised = {place for place in left if numbered[place] > problem.sizes[place] * (level + RAISED)}
        if not raised:
            return left
        for place in raised:
            solver.Objective().SetCoefficient(above[place], 0)
        left -= raised
    return set()


def _room_above(solver: Any, number: Any, size: int) -> Any:
    """What a type gets above its floor in the search, taken out of its own room: no chance is raised past its top."""
    room = number.Ub() - number.Lb()
    most = min(size * A_LITTLE, room) if room > size * RAISED else 0.0
    number.SetUb(number.Ub() - most)
    return solver.NumVar(0, most, "")


def _floors(
    problem: Problem, known: Mapping[int, float], slack: float, leaving_out: Iterable[int] = ()
) -> tuple[Any, dict[int, Any], list[Any]]:
    """The relaxation, in which the types keep the chances that are known."""
    solver, out, tops = new_solver(), set(leaving_out), problem.tops
    solver.Objective().SetMaximization()
    most = [float(size * top) for size, top in zip(problem.sizes, tops, strict=True)]
    numbers = {
        place: solver.NumVar(min(max(0.0, size * known.get(place, 0.0) - slack), most[place]), most[place], "")
        for place, size in enumerate(problem.sizes)
        if place not in out
    }
    rows = [solver.Constraint(row.lower, row.upper) for row in problem.rows]
    for row, constraint in zip(problem.rows, rows, strict=True):
        for place in row.members:
            if place in numbers:
                constraint.SetCoefficient(numbers[place], 1)
    return solver, numbers, rows
