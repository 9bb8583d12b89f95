"""How many of the seats each area and each kind is due: what it should have had over the years, less what it had.

Engine: standard library only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from app.selection.domain import CAN_EVER_BE_CHOSEN, GivenBound, PoolRequest, Quota, Unit, Verdict
from app.selection.refusals import GroupUnknown


def quotas(request: PoolRequest, verdicts: Mapping[str, Verdict]) -> tuple[Quota, ...]:
    """The quotas of every group, by dimension in the order of the settings and then by value: floor and ceiling of its
    target, or what a person gave.

    What was worked out is clipped to the eligible units of the group: nobody can be due a seat that nobody can take.
    Raises GroupUnknown for a bound of a group that has no members.
    """
    settings = request.settings
    given = {(one.dimension, one.value): one for one in settings.bounds}
    members = [unit for unit in request.units if verdicts[unit.id] in CAN_EVER_BE_CHOSEN]
    found: list[Quota] = []
    for dimension in dict.fromkeys((*settings.dimensions, *(one.dimension for one in settings.bounds))):
        due = [_with_given(one, given) for one in _of_dimension(dimension, members, request, verdicts)]
        found += due if dimension in settings.dimensions else [one for one in due if one.given]
    known = {(one.dimension, one.value) for one in found}
    for group in given:
        if group not in known:
            raise GroupUnknown(value=group[1])
    return tuple(found)


def _with_given(due: Quota, given: Mapping[tuple[str, str], GivenBound]) -> Quota:
    bound = given.get((due.dimension, due.value))
    return replace(due, lower=bound.lower, upper=bound.upper, given=True) if bound else due


def _of_dimension(
    dimension: str, members: list[Unit], request: PoolRequest, verdicts: Mapping[str, Verdict]
) -> Iterable[Quota]:
    size = Counter(unit.feature(dimension) for unit in members)
    eligible = Counter(unit.feature(dimension) for unit in members if verdicts[unit.id] is Verdict.ELIGIBLE)
    had: Counter[str] = Counter()
    for unit in request.units:
        had[unit.feature(dimension)] += _visits_within(unit, request)
    everyone, pot = sum(size.values()), sum(had[value] for value in size) + request.settings.seats
    due = targets(size, had, request.settings.seats)
    for value in sorted(size):
        entitled = Fraction(pot * size[value], everyone)
        yield Quota(
            dimension=dimension,
            value=value,
            members=size[value],
            eligible=eligible[value],
            had=had[value],
            share=str(Fraction(size[value], everyone)),
            entitled=str(entitled),
            deficit=str(max(Fraction(0), entitled - had[value])),
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
