"""The year's list against every set there is: smallest relaxation, longest waiting first; what a person gave holds."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import Refused
from app.institutions.domain import Kind, Ownership
from app.selection import verify
from app.selection.domain import (
    GivenBound,
    Named,
    PoolRequest,
    Quota,
    Relaxation,
    Unit,
    Verdict,
    Way,
    verdicts,
)
from app.selection.lottery.listing import as_data, read_list
from app.selection.lottery.problem import Problem, Row, seats_row
from app.selection.lottery.quotas import quotas
from app.selection.lottery.record import record_of, with_value, year_record
from app.selection.lottery.relaxing import give_way
from app.selection.lottery.spelling import readable
from app.selection.lottery.year import DrawList, make_list
from app.selection.refusals import (
    BoundsCollide,
    CannotBeAppointed,
    NamedTwice,
    ReasonUnknown,
    SettingsImpossible,
    TooFewEligible,
    TooLongCoolDown,
    TooManyAppointed,
    UnitUnknown,
)
from tests.selection.units import request, requests, unit

VALUE = "417205883016"


def _misses(bounds: Iterable[Quota], panel: Iterable[Unit]) -> list[tuple[str, int]]:
    """(side, by how many) of each bound that a set misses."""
    found = []
    for quota in bounds:
        count = sum(one.feature(quota.dimension) == quota.value for one in panel)
        found += [("lower", quota.lower - count)] if count < quota.lower else []
        found += [("upper", count - quota.upper)] if count > quota.upper else []
    return found


def _sets(made: DrawList) -> list[tuple[Unit, ...]]:
    panels = itertools.combinations(made.eligible, made.request.settings.seats)
    return [panel for panel in panels if not _misses(made.bounds, panel)]


def _counts(made: DrawList, panel: Iterable[Unit]) -> list[int]:
    """How many of each waiting, the longest first."""
    found = Counter(made.waited[one.id] for one in panel)
    return [found[years] for years in sorted(set(made.waited.values()), reverse=True)]


@given(requests())
def test_by_turn_every_set_has_the_longest_waiting_that_the_quotas_allow(asked: PoolRequest) -> None:
    made = make_list(asked)
    record = with_value(record_of(made), VALUE)
    units = {one.id: one for one in made.eligible}
    chosen = [units[one] for one in record["result"]["chosen"]]
    assert not _misses(made.bounds, chosen)
    assert _counts(made, chosen) == max(_counts(made, panel) for panel in _sets(made))
    assert verify.Check(record).run() == []
    assert record["proven"]
    waits = [made.waited[one] for one in record["result"]["reserves"]]
    assert waits == sorted(waits, reverse=True)


@given(requests(), st.sampled_from(Way))
def test_record_of_every_way_holds_and_survives_being_written(asked: PoolRequest, way: Way) -> None:
    asked = request(*asked.units, way=way, seats=asked.settings.seats, tiers=(2, 5))
    made = make_list(asked)
    record = with_value(record_of(made), VALUE)
    assert verify.Check(record).run() == []
    assert read_list(record) == made
    assert sum(panel["tickets"] for panel in record["panels"]) == 1_000_000
    assert abs(sum(record["chances"].values()) - asked.settings.seats) < 1e-9


@given(requests())
def test_relaxation_is_the_smallest_there_is(asked: PoolRequest) -> None:
    made = make_list(asked)
    if made.cool_down or any(one.side == "cool-down" for one in made.relaxations):
        return
    costs = [
        _cost(_misses(made.quotas, panel)) for panel in itertools.combinations(made.eligible, asked.settings.seats)
    ]
    one_step = [cost for cost, widest in costs if widest <= 1]
    steps = [(one.side, abs(one.after - one.before)) for one in made.relaxations]
    assert _cost(steps)[0] == min(one_step or [cost for cost, _ in costs])


def _cost(steps: list[tuple[str, int]]) -> tuple[tuple[int, int], int]:
    """(total of the upper bounds, total of the lower ones), and the widest single change."""
    upper, lower = (sum(step for side, step in steps if side == which) for which in ("upper", "lower"))
    return (upper, lower), max((step for _, step in steps), default=0)


def test_lower_bounds_give_way_before_upper_ones_and_the_last_before_the_first() -> None:
    rows = (seats_row(2, 3), *(Row("area", str(place), (place,), 1, 2) for place in range(3)))
    assert give_way(Problem((3, 3, 3), rows), [1, 2, 3], by=1) == {("lower", 3): 1}
    assert give_way(Problem((3, 3, 3), rows), [3, 2, 1], by=1) == {("lower", 1): 1}
    assert give_way(Problem((3, 3, 3), rows[:3]), [1, 2], by=1) == {}


def test_upper_bounds_give_way_when_lower_ones_are_not_enough() -> None:
    rows = (seats_row(2, 1), Row("area", "Nord", (0,), 0, 1), Row("kind", "school", (0,), 0, 1))
    assert give_way(Problem((3,), rows), [1, 2], by=1) == {("upper", 1): 1, ("upper", 2): 1}
    assert give_way(Problem((3,), rows), [1], by=1) is None
    assert give_way(Problem((3,), (seats_row(3, 1), *rows[1:])), [1, 2], by=1) is None


def test_default_cool_down_gives_way_when_bounds_cannot() -> None:
    resting = [unit(number, Kind.SCHOOL, "Nord", 2020) for number in range(6)]
    others = [unit(number, Kind.DAY_CARE, "Syd") for number in range(6, 12)]
    made = make_list(request(*resting, *others, seats=6, horizon=0, known_since=2015))
    assert made.cool_down == 0
    assert make_list(request(*resting, *others, seats=3, horizon=0)).cool_down == 7


def test_cool_down_of_a_person_never_gives_way() -> None:
    resting = [unit(number, Kind.SCHOOL, "Nord", 2024 + number % 3) for number in range(9)]
    with pytest.raises(TooLongCoolDown) as caught:
        make_list(request(*resting, seats=4, cool_down=3))
    assert caught.value.data == {"cool_down": 3, "longest": 1}
    assert make_list(request(*resting, seats=4, cool_down=1)).cool_down == 1


def test_default_cool_down_leaves_a_pool_of_twice_the_seats() -> None:
    units = [unit(number, Kind.SCHOOL, "Nord", 2017 + number % 10) for number in range(40)]
    made = make_list(request(*units))
    assert (made.cool_down, len(made.eligible)) == (7, 12)


def test_too_few_eligible_is_refused_with_the_numbers() -> None:
    with pytest.raises(TooFewEligible) as caught:
        make_list(request(unit(1), unit(2, ownership=Ownership.PRIVATE), seats=2))
    assert caught.value.data == {"eligible": 1, "seats": 2}


BOUND = GivenBound(dimension="kind", value="school", lower=1, upper=2)


@pytest.mark.parametrize(
    "settings",
    [
        {"seats": 0},
        {"horizon": -1},
        {"cool_down": -1},
        {"pause": -1},
        {"tiers": (8, 4)},
        {"cap": 0},
        {"cap": 101},
        {"dimensions": ("area", "colour")},
        {"dimensions": ("area", "area")},
        {"bounds": (BOUND, BOUND)},
        {"bounds": (GivenBound(dimension="kind", value="school", lower=2, upper=1),)},
    ],
)
def test_settings_that_mean_nothing_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(SettingsImpossible):
        make_list(request(unit(1), **{"seats": 1, **settings}))


def _named(number: int, reason: str = "theme") -> Named:
    return Named(id=f"own:{number:03}", reason=reason)


@pytest.mark.parametrize(
    ("settings", "refusal"),
    [
        ({"appointed": (_named(77),)}, UnitUnknown),
        ({"appointed": (_named(1), _named(1))}, NamedTwice),
        ({"appointed": (_named(1),), "excluded": (_named(1, "closing"),)}, NamedTwice),
        ({"appointed": (_named(1, "liked"),)}, ReasonUnknown),
        ({"excluded": (_named(1, "theme"),)}, ReasonUnknown),
        ({"appointed": (_named(9),)}, CannotBeAppointed),
        ({"appointed": (_named(1), _named(2), _named(3))}, TooManyAppointed),
    ],
)
def test_whom_a_person_names_must_be_there_once_with_a_reason(settings: Any, refusal: type[Refused]) -> None:
    units = [*(unit(number) for number in range(6)), unit(9, ownership=Ownership.PRIVATE)]
    with pytest.raises(refusal):
        make_list(request(*units, seats=2, **settings))


@pytest.mark.parametrize("way", Way)
def test_appointed_sit_in_every_set_and_count_in_the_quotas(way: Way) -> None:
    units = [unit(number, (Kind.SCHOOL, Kind.DAY_CARE)[number % 2], "Nord", 2026 - number) for number in range(8)]
    record = with_value(year_record(request(*units, way=way, seats=3, appointed=(_named(0),), horizon=0)), VALUE)
    assert record["result"]["chosen"][0] == "own:000"
    assert record["chances"]["own:000"] == 1
    assert record["tiers"][0] == {"tier": 0, "seats": 1}
    assert verify.Check(record).run() == []


def test_excluded_are_in_no_set_and_keep_their_groups_due() -> None:
    units = [unit(number, Kind.SCHOOL, "Nord") for number in range(4)]
    made = make_list(request(*units, seats=2, excluded=(_named(3, "closing"),)))
    assert made.verdicts["own:003"] is Verdict.EXCLUDED
    assert {quota.members for quota in made.quotas} == {4}


def test_bounds_of_a_person_never_give_way_and_name_the_smallest_alternatives() -> None:
    units = [unit(number, (Kind.SCHOOL, Kind.DAY_CARE)[number % 2]) for number in range(8)]
    bounds = tuple(GivenBound(dimension="kind", value=value, lower=2, upper=3) for value in ("school", "day-care"))
    made = make_list(request(*units, seats=5, bounds=bounds, horizon=0))
    assert {(one.lower, one.upper) for one in made.bounds if one.given} == {(2, 3)}
    with pytest.raises(BoundsCollide) as caught:
        make_list(request(*units, seats=3, bounds=bounds))
    assert caught.value.data["alternatives"] == [
        [{"feature": "kind", "value": value, "side": "lower", "from": 2, "to": 1}] for value in ("day-care", "school")
    ]


def test_what_was_worked_out_gives_way_to_what_a_person_gave() -> None:
    units = [unit(number, (Kind.SCHOOL, Kind.DAY_CARE)[number % 2]) for number in range(8)]
    bounds = (GivenBound(dimension="kind", value="school", lower=4, upper=4),)
    made = make_list(request(*units, seats=4, bounds=bounds, horizon=0))
    assert made.relaxations == (Relaxation(side="lower", dimension="kind", value="day-care", before=2, after=0),)


def test_order_of_the_register_does_not_matter() -> None:
    units = [unit(number, Kind.SCHOOL, "Nord", 2010 + number % 3) for number in range(9)]
    forwards, backwards = request(*units, seats=3), request(*reversed(units), seats=3)
    assert readable(year_record(forwards)) == readable(year_record(backwards))


def test_every_tied_unit_is_chosen_by_some_value() -> None:
    record = year_record(request(*(unit(number) for number in range(5)), seats=1))
    chosen = {with_value(record, str(value))["result"]["chosen"][0] for value in range(60)}
    assert chosen == set(record["chances"])


def test_list_of_quotas_is_that_of_the_verdicts_in_it() -> None:
    asked = request(*(unit(number, Kind.SCHOOL, "Nord", 2015 + number) for number in range(12)), seats=2)
    made = make_list(asked)
    assert made.quotas == quotas(made.request, verdicts(made.request, made.cool_down))
    assert as_data(made)["units"][0]["verdict"] == made.verdicts["own:000"].value
