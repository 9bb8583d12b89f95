"""The list in words: who is certain goes by name, who is not by group; and the steps to the six."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.institutions.domain import Kind
from app.selection.domain import ExcludedFor, Named, Way
from app.selection.lottery.record import with_value, year_record
from app.selection.public import public_record
from app.selection.showing import show_list, show_steps
from tests.selection.units import request, unit


@pytest.fixture(scope="module")
def record() -> dict[str, Any]:
    schools = [unit(number, Kind.SCHOOL, "Nord") for number in range(4)]
    others = [unit(4, Kind.CENTRE, "Nord"), unit(5, Kind.CARE_HOME, "Syd"), unit(6, Kind.CENTRE, "Syd")]
    excluded = (Named(id="own:006", reason=ExcludedFor.CLOSING.value),)
    asked = request(*schools, *others, seats=3, way=Way.BY_LOT_IN_HOUSE, dimensions=("kind",), excluded=excluded)
    return year_record(asked)


@pytest.mark.usefixtures("app")
def test_columns_are_the_kinds_that_can_be_chosen(record: dict[str, Any]) -> None:
    shown = show_list(record)
    assert shown.columns == ("Skoler", "Plejehjem", "Centre")
    assert shown.lines[0].first == "000.000"
    assert shown.lines[-1].last == "999.999"
    assert shown.kept_out == (("Enhed 6", "Lukker eller lægges sammen i år"),)


@pytest.mark.usefixtures("app")
def test_group_of_which_some_are_taken_goes_by_number(record: dict[str, Any]) -> None:
    shown = show_list(record)
    (group,) = shown.groups
    assert group.members == ("Enhed 0", "Enhed 1", "Enhed 2", "Enhed 3")
    assert group.about == "Skoler · ventet 11 år"
    for line in shown.lines:
        assert line.cells[0] in ((f"én fra gruppe {group.number}",), (f"to fra gruppe {group.number}",))
        assert set(line.cells[2]) <= {"Enhed 4"}


@pytest.mark.usefixtures("app")
def test_chances_stand_for_everyone_who_can_be_chosen(record: dict[str, Any]) -> None:
    assert [name for name, _ in show_list(record).chances] == [f"Enhed {number}" for number in range(6)]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("value", ["417205883016", "417205", "Lotto 4, 8, 15"])
def test_steps_lead_from_the_value_to_the_chosen(record: dict[str, Any], value: str) -> None:
    drawn = with_value(record, value)
    steps = show_steps(drawn)
    assert steps
    assert steps.digits == (value if value.isdigit() else "")
    assert steps.line in steps.near
    taken = {one.name for group in steps.lots for one in group.chosen}
    certain = {name for cell in steps.line.cells for name in cell if name.startswith("Enhed")}
    assert taken | certain == set(steps.chosen)
    for group in steps.lots:
        assert max(one.start for one in group.chosen) <= min(one.start for one in group.others)
        assert [one.name for one in group.others] == sorted(one.name for one in group.others)


def test_before_the_value_there_are_no_steps(record: dict[str, Any], app: Flask) -> None:
    assert show_steps(record) is None


def test_public_record_tells_no_order_of_reserves_and_nothing_else_less(record: dict[str, Any]) -> None:
    drawn = with_value(record, "417205")
    public = public_record(drawn)
    assert public["result"] == {**drawn["result"], "reserves": None}
    assert {key: value for key, value in public.items() if key != "result"} == {
        key: value for key, value in drawn.items() if key != "result"
    }
    assert public_record(record) == record
