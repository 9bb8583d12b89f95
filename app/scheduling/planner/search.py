"""The exact search: the linear relaxation says which columns a good plan can hold, and CP-SAT chooses among those.

A relaxation of this kind bounds every plan from below, and its reduced costs say by how much the bound rises if one
column is taken. So a plan that costs at most `target` holds no column whose rise goes beyond it: of some thousands a
few hundred are left, and what is found among them is the best of all (reduced cost fixing; Dantzig, Fulkerson and
Johnson 1954). Finds nothing: the bound is above `target`, and the next one is wider.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.scheduling.planner.columns import Cut, Grid
from app.scheduling.planner.conflicts import new_cuts

SEED = 20170
SCALE = 1_000_000
Chosen = dict[int, int]
"""The column of each meeting, by their places."""


class Effort:
    """What may still be spent, in CP-SAT's deterministic seconds: the same on every machine. What is spent of a share
    is spent of the whole."""

    def __init__(self, seconds: float, whole: Effort | None = None) -> None:
        self.left, self._whole = seconds, whole

    def __bool__(self) -> bool:
        return self.left > 0.001

    def share(self, seconds: float) -> Effort:
        """At most so much of it."""
        return Effort(min(seconds, self.left), self)

    def spend(self, seconds: float) -> None:
        """Takes it from here, and from what this is a share of."""
        self.left -= seconds
        if self._whole:
            self._whole.spend(seconds)


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What no choice can get below, and by how much each column lifts that; both in millionths, and exact."""

    bound: int
    rise: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """The best choice known and what none can get below."""

    value: int
    bound: int
    chosen: Chosen


@dataclass
class Part:
    """The meetings that are free while the rest stands: their columns, and how much of each row is left for them."""

    grid: Grid
    costs: Sequence[int]
    columns: list[int]
    of: dict[int, list[int]]
    left: Mapping[int, int] = field(default_factory=dict)
    standing: Chosen = field(default_factory=dict)

    def __post_init__(self) -> None:
        taking: dict[int, list[int]] = defaultdict(list)
        for number in self.columns:
            for row in self.grid.columns[number].rows:
                taking[row].append(number)
        self.rows = {row: found for row, found in taking.items() if len(found) > self.most(row)}

    @cached_property
    def relaxed(self) -> Relaxed:
        """Its linear relaxation."""
        return relax(self)

    def most(self, row: int) -> int:
        """How many columns of a row can be taken."""
        return self.left.get(row, self.grid.most[row])

    def among(self, kept: Collection[int]) -> Part:
        """The same with fewer columns."""
        of = {meeting: [one for one in numbers if one in kept] for meeting, numbers in self.of.items()}
        return Part(self.grid, self.costs, [one for one in self.columns if one in kept], of, self.left, self.standing)


def whole(grid: Grid, costs: Sequence[int]) -> Part:
    """Every meeting is free."""
    return Part(grid, costs, list(range(len(grid.columns))), dict(enumerate(grid.of)))


def minimise(part: Part, best: Found, effort: Effort, *, width: int = 1) -> Found:
    """The cheapest choice, and what is proven of it; `best` is one that is known, `width` that of the first window."""
    if best.value == best.bound:
        return best
    relaxed = part.relaxed
    lower = max(best.bound, -(-relaxed.bound // SCALE))
    value, chosen = best.value, best.chosen
    while lower < value and effort:
        target = min(lower + width - 1, value - 1)
        kept = {one for one, rise in relaxed.rise.items() if relaxed.bound + rise <= target * SCALE}
        found = choose(part.among(kept), target, effort)
        if found.chosen:
            value, chosen = found.value, found.chosen
        lower = max(lower, min(found.bound, target + 1))
        width *= 2
    return Found(value, min(lower, value), chosen)


def relax(part: Part) -> Relaxed:
    """The linear relaxation by GLOP. Its duals are rounded and the bound is worked out from them in whole numbers, so
    that it holds whatever the solver's tolerances are: a dual of any value bounds."""
    from ortools.linear_solver import pywraplp

    solver = pywraplp.Solver.CreateSolver("GLOP")
    solver.SetSolverSpecificParametersAsString("use_dual_simplex: true")
    places = {number: solver.NumVar(0, solver.infinity(), "") for number in part.columns}
    objective = solver.Objective()
    for number, variable in places.items():
        objective.SetCoefficient(variable, part.costs[number])
    for numbers in part.of.values():
        once = solver.Constraint(1, 1)
        for number in numbers:
            once.SetCoefficient(places[number], 1)
    limits = {row: solver.Constraint(-solver.infinity(), part.most(row)) for row in part.rows}
    for row, numbers in part.rows.items():
        for number in numbers:
            limits[row].SetCoefficient(places[number], 1)
    objective.SetMinimization()
    solved = solver.Solve() == pywraplp.Solver.OPTIMAL
    return _bound(part, {row: min(0, round(one.dual_value() * SCALE)) for row, one in limits.items()} if solved else {})


def _bound(part: Part, fines: Mapping[int, int]) -> Relaxed:
    """Weak duality: each meeting takes the column that costs least, with a fine for each row that it takes of."""
    columns = part.grid.columns
    priced = {
        number: part.costs[number] * SCALE - sum(fines.get(row, 0) for row in columns[number].rows)
        for number in part.columns
    }
    least = {meeting: min(priced[number] for number in numbers) for meeting, numbers in part.of.items()}
    bound = sum(least.values()) + sum(fine * part.most(row) for row, fine in fines.items())
    return Relaxed(bound, {number: cost - least[columns[number].meeting] for number, cost in priced.items()})


def choose(part: Part, target: int | None, effort: Effort, hint: Chosen | None = None) -> Found:
    """CP-SAT among these columns, none dearer in all than `target`. What the rooms forbid becomes a cut, and it is
    asked again. No choice at all is an empty one; its bound is `target + 1` if there is none."""
    if not all(part.of.values()):
        return Found(0, 0 if target is None else target + 1, {})
    model = _Model(part, target, hint)
    found = Found(0, 0, {})
    while effort:
        found = model.solve(effort)
        cuts = new_cuts(part.grid, {**part.standing, **found.chosen}) if found.chosen else []
        if not cuts:
            return found
        part.grid.cuts += cuts
        for cut in cuts:
            model.add_cut(cut)
    return Found(0, found.bound, {})


class _Model:
    """The CP-SAT model of a part."""

    def __init__(self, part: Part, target: int | None, hint: Chosen | None) -> None:
        from ortools.sat.python import cp_model

        self.part, self.target = part, target
        self.status = cp_model
        self.model = model = cp_model.CpModel()
        self.taken = {number: model.new_bool_var("") for number in part.columns}
        for numbers in part.of.values():
            model.add_exactly_one([self.taken[number] for number in numbers])
        for row, numbers in part.rows.items():
            self._limit(numbers, part.most(row))
        for cut in part.grid.cuts:
            self.add_cut(cut)
        self.cost = sum(part.costs[number] * taken for number, taken in self.taken.items() if part.costs[number])
        if target is not None:
            model.add(self.cost <= target)
        model.minimize(self.cost)
        for number in (hint or {}).values():
            if number in self.taken:
                model.add_hint(self.taken[number], 1)

    def _limit(self, numbers: Sequence[int], most: int) -> None:
        some = [self.taken[number] for number in numbers]
        if most == 1:
            self.model.add_at_most_one(some)
        else:
            self.model.add(sum(some) <= most)

    def add_cut(self, cut: Cut) -> None:
        """Less what the meetings that stand take of it."""
        numbers, most = cut
        standing = set(self.part.standing.values())
        self._limit([one for one in numbers if one in self.taken], most - sum(one in standing for one in numbers))

    def solve(self, effort: Effort) -> Found:
        """What it finds with the effort that is left."""
        solver = self.status.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = 1
        parameters.catch_sigint_signal = False  # Ctrl-C is Python's, then and afterwards
        parameters.random_seed = SEED
        parameters.linearization_level = 2
        parameters.max_deterministic_time = effort.left
        outcome = solver.solve(self.model)
        effort.spend(solver.response_proto.deterministic_time)
        if outcome == self.status.INFEASIBLE:
            return Found(0, 0 if self.target is None else self.target + 1, {})
        bound = max(0, math.ceil(solver.best_objective_bound - 1e-6))
        if outcome not in (self.status.OPTIMAL, self.status.FEASIBLE):
            return Found(0, bound, {})
        chosen = {
            meeting: number
            for meeting, numbers in self.part.of.items()
            for number in numbers
            if solver.value(self.taken[number])
        }
        return Found(round(solver.objective_value), bound, chosen)
