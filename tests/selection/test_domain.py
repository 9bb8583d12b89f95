"""Who can be chosen and why not; how long each has waited; the pause after a dialogue."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from app.institutions.domain import NOT_GOVERNED, Kind, Ownership
from app.selection.domain import (
    OWNERS_OUT,
    DrawSettings,
    GivenBound,
    Named,
    Verdict,
    Way,
    longest_cool_down,
    standing,
    verdicts,
    waited,
    withdrew_twice,
)
from tests.selection.units import YEAR, request, unit


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({}, Verdict.ELIGIBLE),
        ({"pseudo": True}, Verdict.NO_UNIT),
        ({"active_to": dt.date(2027, 2, 1)}, Verdict.CLOSED),
        ({"active_to": dt.date(2027, 2, 2)}, Verdict.ELIGIBLE),
        ({"active_from": dt.date(2027, 8, 1)}, Verdict.NOT_OPEN_YET),
        ({"department": True}, Verdict.DEPARTMENT),
        ({"ownership": Ownership.UNKNOWN}, Verdict.OWNERSHIP_UNKNOWN),
        ({"ownership": Ownership.PRIVATE}, Verdict.PRIVATE),
        ({"ownership": Ownership.OTHER}, Verdict.OTHER_OWNER),
        ({"ownership": Ownership.SELF_GOVERNING}, Verdict.SELF_GOVERNING),
        ({"pseudo": True, "ownership": Ownership.PRIVATE}, Verdict.NO_UNIT),
    ],
)
def test_standing_names_the_first_rule_that_keeps_a_unit_out(facts: dict[str, Any], verdict: Verdict) -> None:
    one = unit(1, **facts)
    assert standing(one, request(one)) is verdict


def test_self_governing_units_are_in_when_the_setting_says_so() -> None:
    one = unit(1, ownership=Ownership.SELF_GOVERNING)
    assert standing(one, request(one, self_governing=True)) is Verdict.ELIGIBLE


def test_unit_rests_for_the_years_of_the_cool_down() -> None:
    last_year, before = unit(1, Kind.SCHOOL, "Nord", 2026), unit(2, Kind.SCHOOL, "Nord", 2025)
    asked = request(last_year, before)
    assert verdicts(asked, 1) == {"own:001": Verdict.COOL_DOWN, "own:002": Verdict.ELIGIBLE}
    assert verdicts(asked, 2) == {"own:001": Verdict.COOL_DOWN, "own:002": Verdict.COOL_DOWN}


@pytest.mark.parametrize(
    ("visits", "opened", "years"),
    [
        ((2019, 2024), None, 3),
        ((), None, 11),
        ((), dt.date(1954, 8, 1), 11),
        ((), dt.date(2020, 8, 1), 7),
        ((2027,), dt.date(2020, 8, 1), 7),
    ],
)
def test_waiting_counts_from_the_last_dialogue_else_from_what_is_known(
    visits: tuple[int, ...], opened: dt.date | None, years: int
) -> None:
    one = unit(1, Kind.SCHOOL, "Nord", *visits, active_from=opened)
    assert waited(one, request(one, known_since=2017)) == years
    assert waited(unit(2, unknown_before=2022), request(known_since=2017)) == 6


def test_record_begins_with_the_first_visit_unless_a_person_says_otherwise() -> None:
    one = unit(1, Kind.SCHOOL, "Nord", 2019, 2024)
    assert request(one, known_since=None).known_since == 2019
    assert request(one, known_since=2001).known_since == 2001
    assert request(unit(1), known_since=None).known_since == 2027


def test_longest_cool_down_leaves_twice_as_many_as_seats() -> None:
    units = [unit(number, Kind.SCHOOL, "Nord", 2026 - number) for number in range(10)]
    assert longest_cool_down(units, request(*units, seats=3)) == 4
    assert longest_cool_down(units, request(*units, seats=6)) == 0


def test_excluded_rest_and_the_appointed_do_not() -> None:
    resting, named = unit(1, Kind.SCHOOL, "Nord", 2026), unit(2)
    settings = {
        "appointed": (Named(id="own:001", reason="theme"),),
        "excluded": (Named(id="own:002", reason="closing"),),
    }
    assert verdicts(request(resting, named, **settings), 1) == {
        "own:001": Verdict.ELIGIBLE,
        "own:002": Verdict.EXCLUDED,
    }


@pytest.mark.parametrize(
    ("visits", "withdrawals", "twice"),
    [
        ((), (2024,), None),
        ((), (2024, 2026), 2026),
        ((2025,), (2024, 2026), None),
        ((2023,), (2024, 2025), 2025),
        ((), (2020, 2021, 2026), 2021),
        ((), (2024, 2027), None),
    ],
)
def test_withdrawing_twice_in_a_row_counts_until_a_dialogue_is_held(
    visits: tuple[int, ...], withdrawals: tuple[int, ...], twice: int | None
) -> None:
    assert withdrew_twice(unit(1, Kind.SCHOOL, "Nord", *visits, withdrawals=withdrawals), YEAR) == twice


def test_who_withdraws_keeps_its_waiting_once_and_then_pauses() -> None:
    once = unit(1, Kind.SCHOOL, "Nord", 2019, withdrawals=(2025,))
    again = unit(2, Kind.SCHOOL, "Nord", 2019, withdrawals=(2023, 2025))
    asked = request(once, again)
    assert (waited(once, asked), waited(again, asked)) == (8, 2)
    assert verdicts(asked, 0) == {"own:001": Verdict.ELIGIBLE, "own:002": Verdict.WITHDREW_TWICE}
    assert verdicts(request(once, again, pause=1), 0)["own:002"] is Verdict.ELIGIBLE


def test_settings_survive_being_written() -> None:
    told = DrawSettings(
        way=Way.BY_PUBLIC_LOT,
        cap=40,
        bounds=(GivenBound(dimension="kind", value="school", lower=1, upper=2),),
        appointed=(Named(id="a", reason="theme"),),
    )
    assert DrawSettings.of_data(json.loads(json.dumps(told.as_data()))) == told
    assert DrawSettings.of_data({"seats": 4, "horizon": 8}) == DrawSettings(seats=4)


def test_choice_keeps_out_whom_the_directorate_does_not_govern_and_whose_owner_nobody_knows() -> None:
    assert set(OWNERS_OUT) == {*NOT_GOVERNED, Ownership.UNKNOWN}
