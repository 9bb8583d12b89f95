"""How long one can wait by turn: what is proven (docs/adr/0016), and where the proof ends."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.institutions.domain import Kind
from app.selection.domain import PoolRequest, Unit
from app.selection.lottery.record import solved_record, with_value, year_record
from app.selection.lottery.simulation import Course, simulate
from tests.selection.lottery.pools import asked
from tests.selection.units import YEAR, request, unit


@st.composite
def without_quotas(draw: st.DrawFn) -> PoolRequest:
    """Any history of a few units, and no groups that are due anything."""
    seats = draw(st.integers(1, 3))
    past = st.sets(st.integers(2017, YEAR - 1), max_size=3)
    units = [unit(number, Kind.SCHOOL, "Nord", *sorted(draw(past))) for number in range(draw(st.integers(seats, 7)))]
    return request(*units, seats=seats, dimensions=())


def _chosen(asked_for: PoolRequest, value: str) -> tuple[PoolRequest, set[str]]:
    """The next year's request, and who was chosen in this one."""
    chosen = set(with_value(year_record(asked_for), value)["result"]["chosen"])
    year = asked_for.year
    units = tuple(replace(one, visits=(*one.visits, year)) if one.id in chosen else one for one in asked_for.units)
    return replace(asked_for, year=year + 1, day=asked_for.day.replace(year=year + 1), units=units), chosen


@settings(max_examples=15)
@given(without_quotas(), st.integers(0, 10**12 - 1))
def test_without_quotas_everyone_is_chosen_within_a_round(start: PoolRequest, value: int) -> None:
    years = ceil(len(start.units) / start.settings.seats)
    seen: set[str] = set()
    for _ in range(years):
        start, chosen = _chosen(start, f"{value:012d}")
        seen |= chosen
    assert seen == {one.id for one in start.units}


@given(asked())
def test_nobody_is_chosen_while_an_equal_has_waited_longer(question: dict[str, Any]) -> None:
    record = solved_record(question["pool"], **{key: question[key] for key in ("seats", "bounds", "steps")})
    types = record["types"]
    equals = [
        (before, after)
        for before in types
        for after in types
        if before["features"] == after["features"] and (before["tier"] or 0) < (after["tier"] or 0)
    ]
    for panel in record["panels"]:
        for before, after in equals:
            if panel["counts"].get(after["id"]):
                assert panel["counts"].get(before["id"]) == len(before["members"])


def test_with_quotas_a_wait_can_be_longer_than_a_round() -> None:
    """Fourteen units, three seats, areas and kinds; nobody opens, closes or withdraws, and no quota gives way."""
    told = simulate(Course(years=8, units=14, seats=3, withdraw=0, open_close=0, seed=8))
    assert (told.relaxed, told.longest_wait) == (0, [1, 2, 3, 4, 5, 5, 5, 6])
    assert ceil(14 / 3) == 5


def _passed_over() -> list[Unit]:
    """A school that was never heard; its two neighbours were, twice each; and nine day-care centres, some heard."""
    schools = [unit(0), unit(1, Kind.SCHOOL, "Nord", 2020, 2024), unit(2, Kind.SCHOOL, "Nord", 2021, 2025)]
    heard = [(2020,), (2021,), (2022,), (2023,), (2024,), (), (), (), ()]
    return [*schools, *(unit(3 + number, Kind.DAY_CARE, "Nord", *years) for number, years in enumerate(heard))]


def test_overdue_unit_is_passed_over_in_a_year_in_which_its_group_is_due_nothing() -> None:
    record = year_record(request(*_passed_over(), seats=3, dimensions=("kind",), known_since=2010))
    (due,) = [one for one in record["year"]["quotas"] if one["value"] == Kind.SCHOOL.value]
    assert (due["had"], due["entitled"], due["upper"]) == (4, "3", 0)
    assert record["year"]["units"][0]["waited"] > 1.5 * 12 / 3
    assert record["chances"]["own:000"] == 0
