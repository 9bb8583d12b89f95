"""From the value to the six as a layman follows it; turns forecast; a list made anew from its facts."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from typing import Any

import pytest

from app.institutions.domain import Kind
from app.selection.domain import Named, Way
from app.selection.lottery.forecast import Turn, forecast
from app.selection.lottery.making import faults_of_making
from app.selection.lottery.record import with_value
from app.selection.lottery.steps import lines, steps
from app.selection.refusals import TooFewEligible
from tests.selection.lottery.pools import example
from tests.selection.lottery.years import VALUE, drawn
from tests.selection.units import request, unit


@pytest.mark.parametrize("record", [example(), *(drawn(way, 0) for way in Way)])
def test_lines_hold_every_ticket_once_in_order(record: dict[str, Any]) -> None:
    every = lines(record)
    assert [line.number for line in every] == list(range(1, len(every) + 1))
    assert (every[0].first, every[-1].last) == (0, 999_999)
    assert all(after.first == line.last + 1 for line, after in itertools.pairwise(every))
    assert {sum(count for _, count in line.seats) for line in every} == {record["seats"]}


@pytest.mark.parametrize("way", Way)
def test_steps_lead_from_the_value_to_the_chosen(way: Way) -> None:
    told = steps(drawn(way, 0))
    assert (told.value, told.digits, told.ticket) == (VALUE, VALUE, 417205)
    assert told.line.first <= told.ticket <= told.line.last
    assert told.line in told.around
    assert sorted(told.chosen) == sorted(unit for one in told.within for unit in one.chosen)
    for one in told.within:
        lots = [lot for _, lot in one.order]
        assert lots == sorted(lots)
        assert one.alone == (one.seats == len(one.group.members))
        assert one.group.waited is not None


def test_ticket_of_a_text_is_its_hash_and_has_no_digits_to_show() -> None:
    record = drawn(Way.BY_PUBLIC_LOT, 0)
    told = steps(with_value(record, "Onsdagslotto uge 4: 3 11 17 20 31 40"))
    assert (told.reads_its_ticket, told.digits) == (False, "")
    assert told.line.first <= told.ticket <= told.line.last


def test_turns_come_in_order_of_waiting_and_the_same_seed_gives_the_same() -> None:
    units = [unit(number, Kind.SCHOOL, "Nord", 2020 + number // 2) for number in range(12)]
    asked = request(*units, seats=2, cool_down=0)
    told = forecast(asked)
    assert told == forecast(asked)
    assert (told.first, told.runs, told.seed) == (2027, 3, 1)
    assert [told.turns[one.id].likely for one in units] == [2027 + number // 2 for number in range(12)]


def test_forecast_lets_ties_differ_and_knows_what_it_does_not_reach() -> None:
    units = [unit(number) for number in range(6)]
    told = forecast(request(*units, seats=2, cool_down=0), runs=8, seed=3)
    assert {turn.soonest for turn in told.turns.values()} == {2027}
    assert max(turn.latest or 0 for turn in told.turns.values()) == 2029
    kept_out = request(*units, seats=5, excluded=(Named(id="own:005", reason="closing"),))
    assert forecast(kept_out).turns["own:005"].soonest == 2028
    assert Turn(soonest=2027, likely=None, latest=None).likely is None
    with pytest.raises(TooFewEligible):
        forecast(request(*units, seats=7))


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
