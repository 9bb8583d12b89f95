"""The record: names are not hashed, a value has one spelling, six digits are a ticket, the same bytes everywhere."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
import sys

import pytest

from app.institutions.domain import Kind
from app.selection.domain import Way
from app.selection.lottery.drawing import ticket_of
from app.selection.lottery.record import fingerprint, read_record, with_value, year_record
from app.selection.lottery.spelling import canonical, lot, readable, tidy_value
from app.selection.reasons import reasons_of
from app.selection.refusals import RecordUnreadable, ValueEmpty
from tests.selection.lottery.years import VALUE, drawn
from tests.selection.units import YEAR, request, unit


def test_names_are_outside_the_hashed_part() -> None:
    record = drawn(Way.BY_TURN)
    assert record["names"]["own:000"] == "Enhed 0"
    assert "Enhed" not in canonical({key: told for key, told in record.items() if key != "names"})
    assert fingerprint({**record, "names": {}}) == record["commitment"]


def test_lot_is_the_documented_hash() -> None:
    assert lot("9c41", " 4172 0588 3016\n", "stil:280119") == (
        hashlib.sha256('["ledetråd-1","9c41","417205883016","stil:280119"]'.encode()).hexdigest()
    )


@pytest.mark.parametrize(
    ("written", "counts"),
    [("4172 0588 3016", "417205883016"), (" Æblegrød ", "Æblegrød"), ("A\u030a 12", "Å 12"), ("12 a", "12 a")],
)
def test_value_has_one_spelling(written: str, counts: str) -> None:
    assert tidy_value(written) == counts


def test_six_digits_or_the_first_six_of_twelve_are_the_ticket_and_all_of_them_order_the_units() -> None:
    assert ticket_of("f", "417205") == ticket_of("f", "417205883016") == 417205
    assert ticket_of("f", "4172058") != 417205
    record = drawn(Way.BY_PUBLIC_LOT, 0)
    short, long = with_value(record, "417205"), with_value(record, "417205883016")
    assert short["result"]["panel"] == long["result"]["panel"]
    assert short["result"]["reserves"] != long["result"]["reserves"]
    with pytest.raises(ValueEmpty):
        ticket_of("f", "")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema":"ledetraad-draw/1","method":"plain"}', "nothing at all"])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(RecordUnreadable):
        read_record(text)


def test_reasons_are_codes_with_figures() -> None:
    record = drawn(Way.BY_LOT_IN_HOUSE, 0)
    reasons = reasons_of(record)
    first, *others = record["result"]["chosen"]
    assert reasons[first]["appointed"] == "theme"
    assert {reasons[unit]["appointed"] for unit in others} == {None}
    assert all(0 < reasons[unit]["chance"] <= 1 for unit in others)
    because = {reasons[unit]["because"] for unit in record["result"]["reserves"]}
    assert because <= {"lot", "shorter", "full", "due-elsewhere"}
    assert all(
        (reasons[unit]["because"] == "lot") == (record["chances"][unit] > 0) for unit in record["result"]["reserves"]
    )
    before = reasons_of({key: told for key, told in record.items() if key not in ("value", "result", "withdrawals")})
    assert set(before[first]) == {"waited", "last", "opened", "known_since", "chance"}


def test_what_is_the_same_for_all_is_nobodys_reason() -> None:
    units = [unit(number, Kind.SCHOOL if number % 2 else Kind.CENTRE, "") for number in range(8)]
    record = with_value(year_record(request(*units, seats=4)), VALUE)
    reasons = reasons_of(record)
    assert {one["feature"] for one in record["quotas"]} == {"area", "kind"}
    for chosen in record["result"]["chosen"]:
        assert [fill["dimension"] for fill in reasons[chosen]["fills"]] == ["kind"]


def test_nothing_is_known_before_the_first_dialogue_on_record() -> None:
    units = [unit(number) for number in range(3)] + [unit(3, active_from=dt.date(YEAR, 1, 1))]
    reasons = reasons_of(year_record(request(*units, seats=2, known_since=None)))
    assert {reasons[one.id]["known_since"] for one in units[:3]} == {None}
    assert reasons[units[3].id]["opened"] == YEAR


PRINT_A_YEAR = """
from app.selection.domain import Way
from app.selection.lottery.spelling import readable
from tests.selection.lottery.years import drawn
for way in Way:
    print(readable(drawn(way)))
"""


def test_same_input_gives_the_same_bytes_whatever_the_hash_salt() -> None:
    def printed(salt: str) -> str:
        environ = {**os.environ, "PYTHONHASHSEED": salt, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", PRINT_A_YEAR]
        return subprocess.run(command, env=environ, capture_output=True, check=True, text=True).stdout

    first = printed("1")
    assert first == printed("2027")
    assert first == "".join(readable(drawn(way)) + "\n" for way in Way)
