"""Where no set keeps every bound: the smallest sets of changes with which there is one.

Smallest in the sum of all changes, then in the number of bounds; every other such set of changes is named as well, up
to a number. Engine: CP-SAT.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.selection.lottery.linear import quiet_solver
from app.selection.lottery.problem import SEATS, TIER, Problem

ALTERNATIVES = 10


@dataclass(frozen=True, order=True)
class Change:
    """One bound that would have to give way. `side` is lower or upper."""

    feature: str
    value: str
    side: str
    before: int
    after: int

    def as_data(self) -> dict[str, Any]:
        """As the command prints it."""
        return {
            "feature": self.feature,
            "value": self.value,
            "side": self.side,
            "from": self.before,
            "to": self.after,
        }


def smallest_changes(problem: Problem) -> list[tuple[Change, ...]]:
    """The alternatives, each a set of changes; in order of feature, value and side. Empty if no change helps."""
    loosening = _Loosening(problem)
    if not loosening.least():
        return []
    found: list[tuple[Change, ...]] = []
    while len(found) < ALTERNATIVES and (slacks := loosening.next()):
        found.append(tuple(sorted(loosening.change(which, by) for which, by in slacks.items())))
    return sorted(found)


class _Loosening:
    """The sets of the problem, with a slack for each side of each bound but the number of seats."""

    def __init__(self, problem: Problem) -> None:
        from ortools.sat.python import cp_model

        self.library, self.problem, self.model = cp_model, problem, cp_model.CpModel()
        numbers = [self.model.new_int_var(0, size, "") for size in problem.sizes]
        self.slacks: dict[tuple[int, str], Any] = {}
        self.used: dict[tuple[int, str], Any] = {}
        for place, row in enumerate(problem.rows):
            count = sum(numbers[member] for member in row.members)
            hard = row.feature in (SEATS, TIER)
            room = {} if hard else {"lower": row.lower, "upper": max(0, problem.seats - row.upper)}
            low, high = (self._slack(place, side, room.get(side, 0)) for side in ("lower", "upper"))
            self.model.add(count + low >= row.lower)
            self.model.add(count - high <= row.upper)

    def _slack(self, place: int, side: str, room: int) -> Any:
        if not room:
            return 0
        slack = self.slacks[place, side] = self.model.new_int_var(0, room, "")
        used = self.used[place, side] = self.model.new_bool_var("")
        self.model.add(slack <= room * used)
        self.model.add(slack >= used)
        return slack

    def least(self) -> bool:
        """Settles the smallest sum, and with it the smallest number of bounds; whether there is any."""
        for total in (sum(self.slacks.values()), sum(self.used.values())):
            self.model.minimize(total)
            solver = self._solved()
            if solver is None:
                return False
            self.model.add(total == round(solver.objective_value))
        self.model.clear_objective()  # type: ignore[no-untyped-call]
        return True

    def next(self) -> dict[tuple[int, str], int] | None:
        """Another set of changes, which is not found again."""
        solver = self._solved()
        if solver is None:
            return None
        found = {which: solver.value(slack) for which, slack in self.slacks.items() if solver.value(slack)}
        if not found:
            return None
        self.model.add_forbidden_assignments(
            list(self.slacks.values()), [[found.get(which, 0) for which in self.slacks]]
        )
        return found

    def change(self, which: tuple[int, str], by: int) -> Change:
        place, side = which
        row = self.problem.rows[place]
        before, after = (row.lower, row.lower - by) if side == "lower" else (row.upper, row.upper + by)
        return Change(row.feature, row.value, side, before, after)

    def _solved(self) -> Any:
        solver = quiet_solver()
        status = solver.solve(self.model)
        return solver if status in (self.library.OPTIMAL, self.library.FEASIBLE) else None
