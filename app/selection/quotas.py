"""How many of the seats each area and each kind is due: what it should have had over the years, less what it had.

Engine: standard library only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor

from app.selection.domain import PoolRequest, Quota, Unit, Verdict


def quotas(request: PoolRequest, verdicts: dict[str, Verdict]) -> tuple[Quota, ...]:
    """The quotas of every group, by dimension and then by value: floor and ceiling of its target.

    Both are clipped to the eligible units of the group: nobody can be due a seat that nobody can take.
    """
    members = [unit for unit in request.units if verdicts[unit.id] in (Verdict.ELIGIBLE, Verdict.COOL_DOWN)]
    return tuple(
        quota
        for dimension in request.settings.dimensions
        for quota in _of_dimension(dimension, members, request, verdicts)
    )


def _of_dimension(
    dimension: str, members: list[Unit], request: PoolRequest, verdicts: dict[str, Verdict]
) -> Iterable[Quota]:
    size = Counter(unit.feature(dimension) for unit in members)
    eligible = Counter(unit.feature(dimension) for unit in members if verdicts[unit.id] is Verdict.ELIGIBLE)
    had: Counter[str] = Counter()
    for unit in request.units:
        had[unit.feature(dimension)] += _visits_within(unit, request)
    due = targets(size, had, request.settings.seats)
    for value in sorted(size):
        yield Quota(
            dimension=dimension,
            value=value,
            members=size[value],
            eligible=eligible[value],
            had=had[value],
            target=str(due[value]),
            lower=min(floor(due[value]), eligible[value]),
            upper=min(ceil(due[value]), eligible[value]),
        )


def targets(size: Counter[str], had: Counter[str], seats: int) -> dict[str, Fraction]:
    """The seats each group is due this year, summing to `seats`.

    A group is entitled to its share (by number of members) of all seats of the horizon and of this year. What it lacks
    of that, never less than nothing, is scaled to the seats there are.
    """
    everyone, pot = sum(size.values()), sum(had[value] for value in size) + seats
    lacks = {value: max(Fraction(0), Fraction(pot * size[value], everyone) - had[value]) for value in size}
    whole = sum(lacks.values(), Fraction(0))
    return {value: seats * lack / whole for value, lack in lacks.items()}


def _visits_within(unit: Unit, request: PoolRequest) -> int:
    first = request.year - request.settings.horizon
    return sum(first <= year < request.year for year in unit.visits)
