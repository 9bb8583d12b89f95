"""Which bounds give way where no set keeps them all: in a fixed order, and as little as can be.

Lower bounds give way first, in as small a total as possible; upper ones only if that is not enough. Among equal totals
the bounds that come first are kept. What a person gave, and the appointed, never give way. Engine: GLOP tells whether
anything must give way; CP-SAT, of which only optimal values are taken, never the solution that it happened to find: the
answers are the same on every machine and for every hash salt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.selection.lottery.linear import Points, quiet_solver
from app.selection.lottery.problem import Problem

Slack = tuple[str, int]
"""The side and the row (by its place) that gives way."""


def give_way(problem: Problem, places: Sequence[int], by: int) -> dict[Slack, int] | None:
    """By how much the rows in `places` (in the order in which they are kept) give way, each by at most `by`.

    Empty where there is a set as it is; None if there is none even so.
    """
    if Points(problem).best([0.0] * len(problem.sizes)) is not None:
        return {}
    for upper_too in (False, True):
        found = _Loosening.of(problem, places, by, upper_too=upper_too).smallest()
        if found is not None:
            return {which: slack for which, slack in found.items() if slack}
    return None


@dataclass(frozen=True)
class _Loosening:
    """The sets, where rows may give way a little, and the variables that say by how much."""

    model: Any
    slacks: Mapping[Slack, Any]

    @classmethod
    def of(cls, problem: Problem, places: Sequence[int], by: int, *, upper_too: bool) -> _Loosening:
        from ortools.sat.python import cp_model  # heavy, and only where something must give way

        model = cp_model.CpModel()
        numbers = [model.new_int_var(0, size, "") for size in problem.sizes]
        slacks: dict[Slack, Any] = {}
        for place in places:
            slacks["lower", place] = model.new_int_var(0, min(by, problem.rows[place].lower), "")
            slacks["upper", place] = model.new_int_var(0, by if upper_too else 0, "")
        for place, row in enumerate(problem.rows):
            count = sum(numbers[member] for member in row.members)
            model.add(count + slacks.get(("lower", place), 0) >= row.lower)
            model.add(count - slacks.get(("upper", place), 0) <= row.upper)
        return cls(model, slacks)

    def smallest(self) -> dict[Slack, int] | None:
        """Total of the upper bounds, total of the lower ones, then each by itself from the first bound on."""
        for side in ("upper", "lower"):
            if self._settle(sum(slack for (which, _), slack in self.slacks.items() if which == side)) is None:
                return None
        return {which: self._settle(slack) or 0 for which, slack in self.slacks.items()}

    def _settle(self, total: Any) -> int | None:
        from ortools.sat.python import cp_model

        self.model.minimize(total)
        solver = quiet_solver()
        if solver.solve(self.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        best = round(solver.objective_value)
        self.model.add(total == best)
        return best
