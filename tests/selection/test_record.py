"""The record: all it takes to make the choice anew, and what the check says of one that was altered."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from app.institutions.domain import Kind, Ownership
from app.selection.domain import Fault, PoolRequest
from app.selection.lottery import canonical, draw, make_list
from app.selection.record import drawn_record, fingerprint, prepared_record, read_list, read_record, verify
from app.selection.refusals import RecordUnreadable
from tests.selection.units import request, requests, unit

VALUE = "417205883016"


def _record(asked: PoolRequest, value: str = VALUE) -> dict[str, Any]:
    made = make_list(asked)
    prepared = prepared_record(made)
    return drawn_record(made, draw(made, prepared["commitment"], value), value)


def _example() -> dict[str, Any]:
    kinds = (Kind.SCHOOL, Kind.DAY_CARE, Kind.CENTRE)
    units = [unit(number, kinds[number % 3], "NSV"[number % 2], 2016 + number % 8) for number in range(20)]
    return _record(request(*units, unit(20, ownership=Ownership.PRIVATE), seats=4))


@given(requests())
def test_every_record_holds_and_survives_being_written(asked: PoolRequest) -> None:
    record = read_record(canonical(_record(asked)))
    assert verify(record) == []
    assert read_list(record) == make_list(asked)


def test_prepared_record_without_a_value_holds() -> None:
    record = {part: _example()[part] for part in ("schema", "method", "list", "commitment", "names")}
    assert verify(record) == []


def test_names_are_outside_the_hashed_part() -> None:
    record = _example()
    assert record["names"]["own:000"] == "Enhed 0"
    assert "Enhed" not in canonical(record["list"])
    assert record["commitment"] == fingerprint(record["list"])


def _other_value(record: dict[str, Any]) -> None:
    record["value"] = "417205883017"


def _swap_chosen(record: dict[str, Any]) -> None:
    record["result"]["chosen"].reverse()


def _add_visit(record: dict[str, Any]) -> None:
    record["list"]["units"][3]["visits"] = [2026]


def _raise_quota(record: dict[str, Any]) -> None:
    record["list"]["quotas"][0]["upper"] += 1
    record["commitment"] = fingerprint(record["list"])


def _admit_private(record: dict[str, Any]) -> None:
    record["list"]["units"][20]["verdict"] = "eligible"


def _move_reserve(record: dict[str, Any]) -> None:
    record["result"]["reserves"].append(record["result"]["reserves"].pop(0))


def _more_seats(record: dict[str, Any]) -> None:
    record["list"]["settings"]["seats"] = 200


@pytest.mark.parametrize(
    ("alter", "where"),
    [
        (_swap_chosen, {"result.chosen"}),
        (_move_reserve, {"result.reserves"}),
        (_raise_quota, {"list.quotas"}),
        (_admit_private, {"list.units", "commitment"}),
        (_more_seats, {"list.settings"}),
    ],
)
def test_altered_record_is_told_by_its_place(alter: Callable[[dict[str, Any]], None], where: set[str]) -> None:
    record = _example()
    alter(record)
    assert {fault.where for fault in verify(record)} == where


@pytest.mark.parametrize("alter", [_other_value, _add_visit])
def test_altered_source_gives_another_choice(alter: Callable[[dict[str, Any]], None]) -> None:
    record = _example()
    alter(record)
    assert verify(record) != []


def test_fault_has_code_and_place() -> None:
    record = _example()
    record["commitment"] = "0" * 64
    assert verify(record)[0] == Fault(code="fingerprint", where="commitment")


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"schema":"ledetraad-draw/1","method":"fair"}', "nothing at all"],
)
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(RecordUnreadable):
        read_record(text)


@pytest.mark.parametrize("part", ["year", "settings", "units", "quotas", "tiers"])
def test_record_with_a_part_missing_is_refused(part: str) -> None:
    record = json.loads(canonical(_example()))
    del record["list"][part]
    with pytest.raises(RecordUnreadable):
        verify(record)


def test_unit_that_stands_twice_is_refused() -> None:
    record = _example()
    record["list"]["units"].append(record["list"]["units"][0])
    with pytest.raises(RecordUnreadable):
        verify(record)


def test_reasons_of_chosen_and_reserves_are_codes() -> None:
    record = _example()
    first = record["result"]["chosen"][0]["reason"]
    assert set(first) == {"waited", "last", "opened", "known_since", "longest", "lot_of", "fills"}
    assert {reserve["reason"]["because"] for reserve in record["result"]["reserves"]} <= {
        "lot",
        "shorter",
        "full",
        "due-elsewhere",
    }
