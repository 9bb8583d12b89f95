"""Which sets of units meet the quotas: feasibility, the smallest relaxation, and the most of the longest waiting.

Engine: OR-tools CP-SAT over *types* (units with the same features and waiting are interchangeable), so that the size of
the register hardly matters. Only optimal values and yes or no are taken from the solver, never the solution it happened
to find: the answers are the same on every machine and for every hash salt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.selection.domain import Quota, Relaxation, Unit

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

DIMENSIONS = ("area", "kind")
Type = tuple[tuple[str, ...], int]
"""The unit's group in each dimension, and the years it has waited."""


def type_of(unit: Unit, waited: int) -> Type:
    """The type of a unit that has waited so many years."""
    return tuple(unit.feature(dimension) for dimension in DIMENSIONS), waited


@dataclass(frozen=True)
class Panels:
    """All sets of `seats` units from a pool of types that meet the quotas, and those conditions that were added since.

    `least` and `most` bound a type's number in the set; `tiers` fix how many have waited a number of years.
    """

    seats: int
    pool: Mapping[Type, int]
    quotas: tuple[Quota, ...]
    tiers: Mapping[int, int] = field(default_factory=dict)
    least: Mapping[Type, int] = field(default_factory=dict)
    most: Mapping[Type, int] = field(default_factory=dict)

    def feasible(self) -> bool:
        """Whether there is such a set at all."""
        model, _ = self.as_model()
        return _optimum(model) is not None

    def tier_counts(self) -> dict[int, int]:
        """{years waited: how many of the set}: first the most of those who waited longest, then of the next, …"""
        found: dict[int, int] = {}
        for years in sorted({waited for _, waited in self.pool}, reverse=True):
            model, count = replace(self, tiers=found).as_model()
            model.maximize(sum(count[kind] for kind in self.pool if kind[1] == years))
            best = _optimum(model)
            if best is None:
                raise ValueError("no set meets the quotas")
            found[years] = best
            if sum(found.values()) == self.seats:
                break
        return found

    def as_model(self) -> tuple[cp_model.CpModel, dict[Type, Any]]:
        """The set as a model, with the variable that counts each type."""
        model, count = _counts(self.seats, self.pool)
        for quota in self.quotas:
            model.add_linear_constraint(_within(quota, count), quota.lower, quota.upper)
        for years, number in self.tiers.items():
            model.add(sum(count[kind] for kind in self.pool if kind[1] == years) == number)
        for kind, number in self.least.items():
            model.add(count[kind] >= number)
        for kind, number in self.most.items():
            model.add(count[kind] <= number)
        return model, count


def pool_of(types: Iterable[Type]) -> dict[Type, int]:
    """How many units there are of each type, in a fixed order."""
    return dict(sorted(Counter(types).items()))


def relax(seats: int, pool: Mapping[Type, int], quotas: tuple[Quota, ...], by: int) -> tuple[Relaxation, ...] | None:
    """The smallest change of bounds, each by at most `by`, with which there is a set; None if there is none.

    Lower bounds give way first, in as small a total as possible; upper bounds only if that is not enough. Among equal
    totals the bounds that come first (by dimension, then value) are kept.
    """
    for upper_too in (False, True):
        loosening = _Loosening.of(seats, pool, quotas, by, upper_too=upper_too)
        slacks = loosening.smallest()
        if slacks is not None:
            return tuple(_given_way(slacks, quotas))
    return None


def relaxed(quotas: tuple[Quota, ...], relaxations: Iterable[Relaxation]) -> tuple[Quota, ...]:
    """The quotas with the bounds that gave way."""
    changed = {(one.dimension, one.value, one.side): one.after for one in relaxations}
    return tuple(
        replace(
            quota,
            lower=changed.get((quota.dimension, quota.value, "lower"), quota.lower),
            upper=changed.get((quota.dimension, quota.value, "upper"), quota.upper),
        )
        for quota in quotas
    )


Slack = tuple[str, int]
"""The side and the quota (by its place) that a slack belongs to."""


@dataclass(frozen=True)
class _Loosening:
    """The model in which every bound may give way a little, and the variables that say by how much."""

    model: cp_model.CpModel
    slacks: dict[Slack, Any]

    @classmethod
    def of(
        cls, seats: int, pool: Mapping[Type, int], quotas: tuple[Quota, ...], by: int, *, upper_too: bool
    ) -> _Loosening:
        model, count = _counts(seats, pool)
        slacks: dict[Slack, Any] = {}
        for place, quota in enumerate(quotas):
            low = slacks["lower", place] = model.new_int_var(0, min(by, quota.lower), f"lower {place}")
            high = slacks["upper", place] = model.new_int_var(0, by if upper_too else 0, f"upper {place}")
            model.add(_within(quota, count) + low >= quota.lower)
            model.add(_within(quota, count) - high <= quota.upper)
        return cls(model, slacks)

    def smallest(self) -> dict[Slack, int] | None:
        """Total of the upper bounds, total of the lower ones, then each by itself from the first bound on."""
        uppers = [slack for (side, _), slack in self.slacks.items() if side == "upper"]
        lowers = [slack for (side, _), slack in self.slacks.items() if side == "lower"]
        if self._settle(sum(uppers)) is None or self._settle(sum(lowers)) is None:
            return None
        return {which: self._settle(slack) or 0 for which, slack in self.slacks.items()}

    def _settle(self, total: Any) -> int | None:
        self.model.minimize(total)
        best = _optimum(self.model)
        if best is not None:
            self.model.add(total == best)
        return best


def _given_way(slacks: Mapping[Slack, int], quotas: tuple[Quota, ...]) -> Iterable[Relaxation]:
    for (side, place), slack in slacks.items():
        quota = quotas[place]
        before = quota.lower if side == "lower" else quota.upper
        after = before - slack if side == "lower" else before + slack
        if slack:
            yield Relaxation(side=side, dimension=quota.dimension, value=quota.value, before=before, after=after)


def _counts(seats: int, pool: Mapping[Type, int]) -> tuple[cp_model.CpModel, dict[Type, Any]]:
    from ortools.sat.python import cp_model  # heavy: only when a choice is made

    model = cp_model.CpModel()
    count = {kind: model.new_int_var(0, number, f"{kind}") for kind, number in pool.items()}
    model.add(sum(count.values()) == seats)
    return model, count


def _within(quota: Quota, count: Mapping[Type, Any]) -> Any:
    place = DIMENSIONS.index(quota.dimension)
    return sum(variable for (groups, _), variable in count.items() if groups[place] == quota.value)


def _optimum(model: cp_model.CpModel) -> int | None:
    """The optimal value (0 where nothing is optimised), or None if nothing is feasible."""
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False  # Ctrl-C is Python's, then and afterwards
    solver.parameters.random_seed = 1
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    if status != cp_model.OPTIMAL:
        raise RuntimeError(f"the solver gave up: {solver.status_name(status)}")
    return round(solver.objective_value)
