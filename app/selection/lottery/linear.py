"""Sets of seats as points of a linear program: the best one, whole numbers where whole numbers are asked for.

Engine: OR-tools GLOP; CP-SAT (a second and 60 MB to import) only where a vertex of the program is no set. One worker, a
fixed seed and no clock: the same question gets the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.selection.lottery.problem import Panel, Problem, Row

WHOLE = 1e-6
SCALE = 10**9
OTHERWISE = ("use_preprocessing: false", "use_preprocessing: false use_dual_simplex: true")
"""How a program is solved when rounding has led the solver astray."""
Bounds = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Vertex:
    """An optimal point of the program: its value, the numbers of the types, and the price of each row."""

    value: float
    numbers: list[float]
    prices: list[float]

    @property
    def panel(self) -> Panel | None:
        """The point as a set, if its numbers are whole."""
        whole = [round(number) for number in self.numbers]
        near = all(abs(number - one) < WHOLE for number, one in zip(self.numbers, whole, strict=True))
        return tuple(whole) if near else None


class Program:
    """The relaxation: numbers of types that need not be whole, within boxes and rows.

    With a `penalty` every row may be broken at that price, so that there always is an optimum with its prices.
    """

    def __init__(self, problem: Problem, penalty: float = 0) -> None:
        self.solver = new_solver()
        self.numbers = [self.solver.NumVar(0, size, "") for size in problem.sizes]
        self.rows = [self.solver.Constraint(row.lower, row.upper) for row in problem.rows]
        for row, constraint in zip(problem.rows, self.rows, strict=True):
            for place in row.members:
                constraint.SetCoefficient(self.numbers[place], 1)
        self.solver.Objective().SetMaximization()
        for constraint in self.rows if penalty else ():
            for sign in (1, -1):
                slack = self.solver.NumVar(0, self.solver.infinity(), "")
                constraint.SetCoefficient(slack, sign)
                self.solver.Objective().SetCoefficient(slack, -penalty)

    def best(self, worth: Sequence[float], boxes: Bounds | None = None, rows: Bounds | None = None) -> Vertex | None:
        """The point of the highest worth; None if there is no point at all."""
        objective = self.solver.Objective()
        for variable, one in zip(self.numbers, worth, strict=True):
            objective.SetCoefficient(variable, one)
        for variable, (low, high) in zip(self.numbers, boxes or (), strict=boxes is not None):
            variable.SetBounds(low, high)
        for constraint, (low, high) in zip(self.rows, rows or (), strict=rows is not None):
            constraint.SetBounds(low, high)
        return self._solved() if solved(self.solver) else None

    def _solved(self) -> Vertex:
        return Vertex(
            self.solver.Objective().Value(),
            [variable.solution_value() for variable in self.numbers],
            [constraint.dual_value() for constraint in self.rows],
        )


@dataclass
class Points:
    """The best set for a worth of each type: a vertex of the relaxation if that is a set, else by CP-SAT."""

    problem: Problem

    @cached_property
    def program(self) -> Program:
        return Program(self.problem)

    @cached_property
    def exact(self) -> _Exact:
        return _Exact(self.problem)

    def best(self, worth: Sequence[float], boxes: Bounds | None = None, rows: Bounds | None = None) -> Panel | None:
        """The set of the highest worth; None if no set is within the boxes and rows (whose bounds are those meant)."""
        vertex = self.program.best(worth, boxes, rows)
        if vertex is None:
            return None
        return vertex.panel or self.exact.best(worth, boxes, rows)

    def good(self, worth: Sequence[float], boxes: Bounds, rows: Bounds) -> Panel | None:
        """A set within the boxes and rows whose worth is high: the vertex, mended where it is not whole.

        What is whole stays as it is, but for the types that are worth least either way; more of them are freed until
        there is a set. None if there is none at all.
        """
        vertex = self.program.best(worth, boxes, rows)
        if vertex is None or vertex.panel:
            return vertex.panel if vertex else None
        open_types = [place for place, (low, high) in enumerate(boxes) if low < high]
        open_types.sort(
            key=lambda place: (abs(vertex.numbers[place] % 1 - 0.5) > 0.5 - WHOLE, abs(worth[place]), place)
        )
        for share in (16, 4):
            panel = self._mended(vertex, open_types[: 30 + len(open_types) // share], worth, boxes, rows)
            if panel:
                return panel
        return self.exact.best(worth, boxes, rows)

    def _mended(
        self, vertex: Vertex, free: list[int], worth: Sequence[float], boxes: Bounds, rows: Bounds
    ) -> Panel | None:
        """The best set that differs from the vertex in the free types only."""
        panel = [round(number) for number in vertex.numbers]
        for place in free:
            panel[place] = 0
        within = {place: number for number, place in enumerate(sorted(free))}
        part = Problem(
            tuple(self.problem.sizes[place] for place in within),
            tuple(
                Row(
                    row.feature,
                    row.value,
                    tuple(within[place] for place in row.members if place in within),
                    low - sum(panel[place] for place in row.members),
                    high - sum(panel[place] for place in row.members),
                )
                for row, (low, high) in zip(self.problem.rows, rows, strict=True)
            ),
        )
        if any(not row.members and not row.lower <= 0 <= row.upper for row in part.rows):
            return None
        found = _Exact(part).best([worth[place] for place in within], [boxes[place] for place in within], None)
        for place, count in zip(within, found or (), strict=found is not None):
            panel[place] = count
        return tuple(panel) if found else None


class _Exact:
    """The same question to CP-SAT; the worth is rounded to 1e-9 of the largest."""

    def __init__(self, problem: Problem) -> None:
        from ortools.sat.python import cp_model  # heavy, and rarely needed

        self.library, self.problem, self.model = cp_model, problem, cp_model.CpModel()
        self.numbers = [self.model.new_int_var(0, size, "") for size in problem.sizes]
        self.rows = [
            self.model.add_linear_constraint(sum(self.numbers[place] for place in row.members), row.lower, row.upper)
            for row in problem.rows
            if row.members
        ]
        self.filled = [place for place, row in enumerate(problem.rows) if row.members]

    def best(self, worth: Sequence[float], boxes: Bounds | None, rows: Bounds | None) -> Panel | None:
        for number, (low, high) in zip(self.numbers, boxes or (), strict=boxes is not None):
            number.proto.domain[0], number.proto.domain[1] = low, high
        if rows is not None:
            for constraint, place in zip(self.rows, self.filled, strict=True):
                domain = constraint.proto.linear.domain
                domain[0], domain[1] = rows[place]
        top = max(map(abs, worth), default=0) or 1
        self.model.clear_objective()  # type: ignore[no-untyped-call]
        self.model.maximize(
            self.library.LinearExpr.weighted_sum(self.numbers, [round(one * SCALE / top) for one in worth])
        )
        return self._answer()

    def _answer(self) -> Panel | None:
        solver = quiet_solver()
        status = solver.solve(self.model)
        if status == self.library.INFEASIBLE:
            return None
        if status != self.library.OPTIMAL:
            raise RuntimeError(f"the solver gave up: {solver.status_name(status)}")
        return tuple(solver.value(number) for number in self.numbers)


def new_solver() -> Any:
    """A linear program for GLOP, empty."""
    from ortools.linear_solver import pywraplp

    return pywraplp.Solver.CreateSolver("GLOP")


def solved(solver: Any) -> bool:
    """Solves; whether there is an optimum. Raises if the solver cannot tell, asked in another way too."""
    status = solver.Solve()
    for otherwise in OTHERWISE:
        if status in (solver.OPTIMAL, solver.INFEASIBLE):
            break
        solver.SetSolverSpecificParametersAsString(otherwise)
        status = solver.Solve()
    if status not in (solver.OPTIMAL, solver.INFEASIBLE):
        raise RuntimeError(f"the linear solver gave up: {status}")
    return bool(status == solver.OPTIMAL)


def quiet_solver() -> Any:
    """CP-SAT with one worker, a fixed seed, and Ctrl-C left to Python."""
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.catch_sigint_signal = False
    return solver
