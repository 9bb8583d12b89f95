"""Quotas from what each group should have had over the years, less what it had."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from app.institutions.domain import Kind
from app.selection.domain import GivenBound, PoolRequest, Quota, verdicts
from app.selection.lottery.quotas import quotas, targets
from app.selection.refusals import GroupUnknown
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
    half: dict[str, Any] = {"members": 4, "share": "1/2", "entitled": "3/2"}
    assert quotas(asked, verdicts(asked, 1)) == (
        Quota(dimension="area", value="Nord", eligible=3, had=1, deficit="1/2", target="1/2", lower=0, upper=1, **half),
        Quota(dimension="area", value="Syd", eligible=4, had=0, deficit="3/2", target="3/2", lower=1, upper=2, **half),
        Quota(
            dimension="kind", value="day-care", eligible=4, had=0, deficit="3/2", target="3/2", lower=1, upper=2, **half
        ),
        Quota(
            dimension="kind", value="school", eligible=3, had=1, deficit="1/2", target="1/2", lower=0, upper=1, **half
        ),
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


def test_bound_of_a_person_stands_instead_and_brings_its_dimension() -> None:
    units = [unit(number, Kind.SCHOOL, "Nord", district=("Øst", "Vest")[number % 2]) for number in range(6)]
    bounds = (
        GivenBound(dimension="kind", value="school", lower=1, upper=9),
        GivenBound(dimension="district", value="Øst", lower=1, upper=1),
    )
    asked = request(*units, seats=2, bounds=bounds)
    told = {(one.dimension, one.value): (one.lower, one.upper, one.given) for one in quotas(asked, verdicts(asked, 0))}
    assert told == {
        ("area", "Nord"): (2, 2, False),
        ("kind", "school"): (1, 9, True),
        ("district", "Øst"): (1, 1, True),
    }
    nobody = request(*units, bounds=(GivenBound(dimension="area", value="Syd", lower=0, upper=1),))
    with pytest.raises(GroupUnknown):
        quotas(nobody, verdicts(nobody, 0))
