"""The year's list as a problem of the lottery: its pool, its bounds as they stand, its waiting as tiers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

DIMENSIONS = ("area", "kind")
from app.selection.fair.pool import Bound, Pool
from app.selection.lottery import DrawList


def pool_of_year(listed: DrawList) -> Pool:
    """Everyone who can be chosen, with area, kind and years waited."""
    return Pool(
        DIMENSIONS,
        {unit.id: {name: unit.feature(name) for name in DIMENSIONS} for unit in listed.eligible},
        {unit: Fraction(years) for unit, years in listed.waited.items()},
    )


def bounds_of_year(listed: DrawList) -> Sequence[Bound]:
    """The quotas with what gave way."""
    return [Bound(quota.dimension, quota.value, quota.lower, quota.upper) for quota in listed.bounds]
