"""A list made anew from its facts and settings: what comes out otherwise is told by its part."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from app.selection.domain import Way
from app.selection.lottery.making import faults_of_making
from tests.selection.lottery.pools import example
from tests.selection.lottery.years import drawn


def _visit(record: dict[str, Any]) -> None:
    next(unit for unit in record["year"]["units"] if not unit["visits"])["visits"] = [2026]


def _waited(record: dict[str, Any]) -> None:
    record["year"]["units"][0]["waited"] = 77


def _cool_down(record: dict[str, Any]) -> None:
    record["year"]["cool_down"] += 1


def _had(record: dict[str, Any]) -> None:
    record["year"]["quotas"][0]["had"] += 1


def _tiers(record: dict[str, Any]) -> None:
    record["tiers"][1]["seats"] -= 1


def _named(record: dict[str, Any]) -> None:
    record["year"]["settings"]["excluded"][0]["reason"] = "because"


@pytest.mark.parametrize("alter", [_visit, _waited, _cool_down, _had, _tiers, _named])
def test_list_that_its_facts_do_not_make_is_told(alter: Callable[[dict[str, Any]], None]) -> None:
    record = copy.deepcopy(drawn(Way.BY_LOT_IN_HOUSE, 0))
    assert faults_of_making(record) == []
    alter(record)
    assert {fault.code for fault in faults_of_making(record)} == {"making"}


def test_list_of_a_pool_is_made_of_nothing_else() -> None:
    assert faults_of_making(example()) == []
