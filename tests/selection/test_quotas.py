"""Quotas from what each group should have had over the years, less what it had."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from hypothesis import given

from app.institutions.domain import Kind
from app.selection.domain import PoolRequest, Quota, verdicts
from app.selection.quotas import quotas, targets
from tests.selection.units import request, requests, unit


def test_target_is_the_share_by_number_when_nothing_is_on_record() -> None:
    assert targets(Counter(Nord=10, Syd=20), Counter(), 6) == {"Nord": 2, "Syd": 4}


def test_group_that_had_more_than_its_share_is_due_less() -> None:
    assert targets(Counter(Nord=10, Syd=10), Counter(Nord=6, Syd=0), 6) == {"Nord": 0, "Syd": 6}
    assert targets(Counter(Nord=10, Syd=20), Counter(Nord=4, Syd=2), 6) == {"Nord": 0, "Syd": 6}
    assert targets(Counter(Nord=10, Syd=20), Counter(Nord=2, Syd=3), 6) == {
        "Nord": Fraction(5, 3),
        "Syd": Fraction(13, 3),
    }


def test_quota_shows_what_it_is_made_of() -> None:
    units = [unit(number, Kind.SCHOOL, "Nord", *([2026] if number == 0 else [])) for number in range(4)]
    units += [unit(number, Kind.DAY_CARE, "Syd") for number in range(4, 8)]
    asked = request(*units, seats=2)
    assert quotas(asked, verdicts(asked, 1)) == (
        Quota(dimension="area", value="Nord", members=4, eligible=3, had=1, target="1/2", lower=0, upper=1),
        Quota(dimension="area", value="Syd", members=4, eligible=4, had=0, target="3/2", lower=1, upper=2),
        Quota(dimension="kind", value="day-care", members=4, eligible=4, had=0, target="3/2", lower=1, upper=2),
        Quota(dimension="kind", value="school", members=4, eligible=3, had=1, target="1/2", lower=0, upper=1),
    )


def test_visits_before_the_horizon_do_not_count() -> None:
    old, new = unit(1, Kind.SCHOOL, "Nord", 2018), unit(2, Kind.SCHOOL, "Nord", 2019)
    asked = request(old, new, seats=1, horizon=8)
    assert {quota.had for quota in quotas(asked, verdicts(asked, 0))} == {1}


def test_bounds_are_clipped_to_who_can_be_chosen() -> None:
    resting = [unit(number, Kind.SCHOOL, "Nord", 2026) for number in range(6)]
    asked = request(*resting, *(unit(number, Kind.SCHOOL, "Syd") for number in range(6, 8)), seats=4, horizon=0)
    bounds = {quota.value: (quota.target, quota.lower, quota.upper) for quota in quotas(asked, verdicts(asked, 1))}
    assert bounds == {"Nord": ("3", 0, 0), "Syd": ("1", 1, 1), "school": ("4", 2, 2)}


@given(requests())
def test_targets_of_a_dimension_sum_to_the_seats(asked: PoolRequest) -> None:
    found = quotas(asked, verdicts(asked, 0))
    for dimension in ("area", "kind"):
        assert sum(Fraction(quota.target) for quota in found if quota.dimension == dimension) == asked.settings.seats
    assert all(0 <= quota.lower <= quota.upper <= quota.eligible for quota in found)
