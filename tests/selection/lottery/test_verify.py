"""The verifier by itself: what holds passes, and whatever is altered is named with its reason and its line."""

from __future__ import annotations

import contextlib
import copy
import json
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.selection import verify
from app.selection.domain import Way
from app.selection.lottery.asked import faults_of, text_of
from app.selection.lottery.drawing import standing, withdraw
from app.selection.lottery.record import fingerprint
from app.selection.refusals import RecordUnreadable
from tests.selection.lottery.pools import capped_record, crossed_record, example
from tests.selection.lottery.years import drawn

VERIFIER = Path(verify.__file__)


def _text(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1)


def _codes(record: dict[str, Any]) -> set[str]:
    return {fault.code for fault in verify.Check(record).run()}


def _withdrawn() -> dict[str, Any]:
    record = example()
    for _ in range(3):
        record = withdraw(record, standing(record)[0][0])
    return record


RECORD = _withdrawn()


def test_record_holds_before_and_after_the_draw_and_after_withdrawals() -> None:
    assert [_codes(record) for record in (example(None), example(), RECORD)] == [set(), set(), set()]


@pytest.mark.parametrize("way", Way)
def test_record_of_each_way_holds_with_appointed_seats_withdrawals_and_what_gave_way(way: Way) -> None:
    for withdrawals in range(5):
        assert _codes(drawn(way, withdrawals)) == set()
    record = drawn(way)
    assert record["proven"]
    assert record["year"]["relaxations"]
    assert record["appointed"]
    assert any(one["gave_way"] for one in record["withdrawals"])


def test_tier_without_a_proof_leaves_the_list_unproven_and_the_record_says_so() -> None:
    record = copy.deepcopy(drawn(Way.BY_TURN))
    record["certificate"]["tiers"].popitem()
    assert "proven" in _codes(record)
    record["proven"] = False
    assert _codes(record) <= {"commitment", "ticket", "chosen", "reserves"}


def test_record_that_does_not_tell_the_reserves_holds() -> None:
    record = copy.deepcopy(drawn(Way.BY_PUBLIC_LOT))
    record["result"]["reserves"] = None
    assert _codes(record) == set()
    record["withdrawals"][0]["successor"] = record["withdrawals"][1]["successor"]
    assert _codes(record) == {"withdrawals"}


def test_cap_is_held_and_its_price_is_part_of_the_proof() -> None:
    record = capped_record()
    assert record["certificate"]["caps"]
    assert (record["min"], record["max"]) == (0.04, 0.4)
    assert (_codes(record), record["proven"]) == (set(), True)
    without = copy.deepcopy(record)
    without["certificate"]["caps"] = {}
    assert "bound" in _codes(without)
    without["cap"] = record["cap"] // 2
    assert "cap" in _codes(without)


def test_proof_by_cases_is_part_of_a_record() -> None:
    record = crossed_record()
    assert set(record["certificate"]["proof"]) == {"type", "most", "if", "else"}
    assert (_codes(record), record["proven"]) == (set(), True)
    record["certificate"]["proof"]["most"] += 1
    assert "bound" in _codes(record)


def test_verifier_runs_where_there_is_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    alone = tmp_path / "verify.py"
    alone.write_bytes(VERIFIER.read_bytes())
    file.write_text(_text(RECORD), encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(alone), str(file)]
    good = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (good.returncode, good.stdout, good.stderr) == (0, "All of it holds.\n", "")
    altered = {**RECORD, "min": 0.5}
    file.write_text(_text(altered), encoding="utf-8")
    bad = subprocess.run(command, capture_output=True, text=True, check=False)
    line = next(number for number, text in enumerate(_text(altered).splitlines(), 1) if text.startswith(' "min":'))
    assert bad.returncode == 1
    assert bad.stderr.startswith(f"line {line}: min is ")


@pytest.mark.parametrize(
    "text",
    [
        *["", "[]", "{}", "nothing", '{"schema": "ledetraad-lottery/9"}', '{"a": 1, "a": 2}', "\ufeff{}"],
        *["null", '"x"', "0.0", "true", "NaN", "[" * 900 + "]" * 900, "[" * 10_000, '{"a":' * 5000 + "1" + "}" * 5000],
    ],
)
def test_what_is_no_record_is_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "record.json"
    file.write_text(text, encoding="utf-8")
    assert verify.main([str(file)]) == 1
    assert capsys.readouterr().err


Alteration = Callable[[dict[str, Any], random.Random], None]


def _tickets(record: dict[str, Any], chance: random.Random) -> None:
    chance.choice(record["panels"])["tickets"] += chance.choice([-1, 1, 17])


def _moved_tickets(record: dict[str, Any], chance: random.Random) -> None:
    giver, taker = chance.sample(record["panels"], 2)
    giver["tickets"] -= 9
    taker["tickets"] += 9


def _count(record: dict[str, Any], chance: random.Random) -> None:
    counts = chance.choice(record["panels"])["counts"]
    counts[chance.choice(sorted(counts))] += 1


def _order(record: dict[str, Any], chance: random.Random) -> None:
    record["panels"].reverse()


def _quota(record: dict[str, Any], chance: random.Random) -> None:
    quota = chance.choice(record["quotas"])
    quota["lower"] = quota["upper"] + 1


def _member(record: dict[str, Any], chance: random.Random) -> None:
    one, other = chance.sample(record["types"], 2)
    one["members"] = sorted([*one["members"], other["members"][0]])


def _tier(record: dict[str, Any], chance: random.Random) -> None:
    chance.choice(record["tiers"])["seats"] += 1


def _chance(record: dict[str, Any], chance: random.Random) -> None:
    record["chances"][chance.choice(sorted(record["chances"]))] += chance.choice([1e-6, -1e-6, 0.1])


def _least(record: dict[str, Any], chance: random.Random) -> None:
    record["min"] += 1e-6


def _bound(record: dict[str, Any], chance: random.Random) -> None:
    record["bound"] -= chance.choice([1e-9, 1e-3])


def _proven(record: dict[str, Any], chance: random.Random) -> None:
    record["proven"] = not record["proven"]


def _weight(record: dict[str, Any], chance: random.Random) -> None:
    weights = record["certificate"]["weights"]
    weights[chance.choice(sorted(weights))] += 10**13


def _left_out(record: dict[str, Any], chance: random.Random) -> None:
    record["certificate"]["impossible"][max(record["panels"][0]["counts"])] = {"prices": {}}


def _value(record: dict[str, Any], chance: random.Random) -> None:
    record["value"] = f"{(int(record['result']['ticket']) + chance.randrange(1, 10**6)) % 10**6:06}883016"


def _chosen(record: dict[str, Any], chance: random.Random) -> None:
    place, other = (
        chance.randrange(len(record["result"]["chosen"])),
        chance.randrange(len(record["result"]["reserves"])),
    )
    chosen, reserves = record["result"]["chosen"], record["result"]["reserves"]
    chosen[place], reserves[other] = reserves[other], chosen[place]


def _reserves(record: dict[str, Any], chance: random.Random) -> None:
    reserves = record["result"]["reserves"]
    one, other = chance.sample(range(len(reserves)), 2)
    reserves[one], reserves[other] = reserves[other], reserves[one]


def _successor(record: dict[str, Any], chance: random.Random) -> None:
    entry = chance.choice(record["withdrawals"])
    entry["successor"] = chance.choice(
        [
            unit
            for unit in record["result"]["reserves"]
            if unit not in {one["successor"] for one in record["withdrawals"]}
        ]
    )


def _missed(record: dict[str, Any], chance: random.Random) -> None:
    entry = chance.choice(record["withdrawals"])
    group = {"feature": "kind", "value": "school", "side": "upper", "from": 1, "to": 2}
    entry["gave_way"] = [] if entry["gave_way"] else [group]


def _tier_proof(record: dict[str, Any], chance: random.Random) -> None:
    proofs = record["certificate"]["tiers"]
    proofs[chance.choice(sorted(proofs))] = {"prices": {"0": 10 * record["certificate"]["scale"]}}


def _appointed(record: dict[str, Any], chance: random.Random) -> None:
    record["appointed"] = chance.choice([[], [{"id": record["result"]["reserves"][0], "reason": "theme"}]])


def _reason(record: dict[str, Any], chance: random.Random) -> None:
    record["appointed"][0]["reason"] = record["year"]["settings"]["appointed"][0]["reason"] = "liked"


def _verdict(record: dict[str, Any], chance: random.Random) -> None:
    unit = chance.choice(record["year"]["units"])
    unit["verdict"] = "closed" if unit["verdict"] == "eligible" else "eligible"


def _group(record: dict[str, Any], chance: random.Random) -> None:
    unit = chance.choice([unit for unit in record["year"]["units"] if unit["verdict"] == "eligible"])
    unit["area"] = chance.choice([area for area in ("Nord", "Syd", "Øst", "") if area != unit["area"]])


def _seats(record: dict[str, Any], chance: random.Random) -> None:
    record["year"]["settings"]["seats"] += 1


def _cap(record: dict[str, Any], chance: random.Random) -> None:
    record["cap"] = chance.randrange(1, 1000)


def _due(record: dict[str, Any], chance: random.Random) -> None:
    quota = chance.choice(record["year"]["quotas"])
    quota[chance.choice(["lower", "upper"])] += 1


def _gave_way(record: dict[str, Any], chance: random.Random) -> None:
    chance.choice(record["year"]["relaxations"])[chance.choice(["before", "after"])] += 1


def _given(record: dict[str, Any], chance: random.Random) -> None:
    for quota in record["year"]["quotas"]:
        quota["given"] = True


REASONS: list[tuple[Alteration, str]] = [
    (_tickets, "tickets"),
    (_moved_tickets, "chances"),
    (_count, "quotas|panels"),
    (_order, "panels"),
    (_quota, "rows"),
    (_member, "types"),
    (_tier, "quotas"),
    (_chance, "chances"),
    (_least, "min"),
    (_bound, "bound"),
    (_proven, "proven"),
    (_weight, "bound"),
    (_left_out, "certificate"),
    (_value, "ticket"),
    (_chosen, "chosen"),
    (_reserves, "reserves"),
    (_successor, "withdrawals"),
    (_missed, "withdrawals"),
]
OF_A_YEAR: list[tuple[Alteration, str]] = [
    (_appointed, "appointed|year"),
    (_reason, "appointed"),
    (_verdict, "year"),
    (_group, "year"),
    (_seats, "year"),
    (_cap, "year|cap"),
    (_due, "year"),
    (_gave_way, "year"),
    (_given, "year"),
    (_tier_proof, "proven"),
]
RECORDS: list[tuple[dict[str, Any], list[tuple[Alteration, str]]]] = [
    (RECORD, REASONS),
    *((drawn(way), [*REASONS, *OF_A_YEAR]) for way in Way),
]


def _hashed(record: dict[str, Any]) -> dict[str, Any]:
    return {key: record[key] for key in verify.HASHED}


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("which", range(4))
def test_alterations_are_rejected_for_the_right_reason(number: int, which: int) -> None:
    """More than two hundred in all: also where whoever altered the list has made its fingerprint anew."""
    chance = random.Random(number)
    original, reasons = RECORDS[which]
    for alter, reason in reasons:
        record = copy.deepcopy(original)
        alter(record, chance)
        codes = _codes(record)
        assert codes & set(reason.split("|")), (alter.__name__, codes)
        assert ("commitment" in codes) == (_hashed(record) != _hashed(original))
        record["commitment"] = fingerprint(record)
        assert _codes(record) & set(reason.split("|")), alter.__name__


def test_there_are_more_than_two_hundred_alterations() -> None:
    assert 3 * sum(len(reasons) for _, reasons in RECORDS) > 200


def test_fault_in_a_set_is_named_by_its_line() -> None:
    record = copy.deepcopy(RECORD)
    record["panels"][1]["tickets"] = 0
    text = _text(record)
    fault = next(one for one in verify.Check(record).run() if one.code == "tickets")
    line = int(verify.say(text, fault).partition(":")[0].removeprefix("line "))
    assert text.splitlines()[line - 1].strip() == '"tickets": 0'


def test_case_that_leaves_something_out_proves_nothing() -> None:
    """The two cases of a proof always meet; a record cannot say otherwise, only give prices that are too low."""
    record = copy.deepcopy(RECORD)
    name = record["types"][0]["id"]
    leaf = record["certificate"]["proof"]
    record["certificate"]["proof"] = {"type": name, "most": 0, "if": leaf, "else": {"prices": {"0": 0}}}
    assert "bound" in _codes(record)


@pytest.mark.parametrize(
    "path",
    [
        *[(), ("certificate",), ("result",), ("types", 1), ("quotas", 1), ("tiers", 0), ("panels", 1)],
        *[("appointed", 0), ("withdrawals", 0), ("year",)],
    ],
)
def test_key_that_is_not_documented_is_named_where_it_stands(path: tuple[str | int, ...]) -> None:
    record = copy.deepcopy(drawn(Way.BY_PUBLIC_LOT))
    part: Any = record
    for step in path:
        part = part[step]
    part["winner"] = "own:003"
    record["commitment"] = fingerprint(record)
    assert [fault.where for fault in verify.Check(record).run() if fault.code == "keys"] == [path or ("winner",)]


@pytest.mark.parametrize(
    ("path", "code"), [(("result", "ticket"), "ticket"), (("result", "panel"), "panel"), (("withdrawals",), "keys")]
)
def test_number_of_another_kind_or_an_object_for_a_list_is_a_fault(path: tuple[str, ...], code: str) -> None:
    record = copy.deepcopy(RECORD)
    part: Any = record
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = {} if isinstance(part[path[-1]], list) else float(part[path[-1]])
    assert _codes(record) == {code}


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "9" * 4000, "9" * 100_000, "[" * 800 + "]" * 800])
@pytest.mark.parametrize("part", ["seats", "total", "min", "ticket", "lower", "scale", "solver", "cap"])
def test_number_that_no_record_has_is_a_fault_and_no_accident(
    number: str, part: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "record.json"
    file.write_text(re.sub(f'"{part}": [^,\n]*', f'"{part}": {number}', _text(RECORD)), encoding="utf-8")
    assert verify.main([str(file)]) == 1
    assert capsys.readouterr().err
    with contextlib.suppress(RecordUnreadable):
        assert faults_of(text_of(file))


@pytest.mark.parametrize("part", [*verify.HASHED, "commitment", "chances", "min", "bound", "proven", "result", "value"])
@pytest.mark.parametrize("instead", [None, "x", -1, [], {}, [[]], {"a": {}}])
def test_part_of_another_shape_is_a_fault_and_no_accident(part: str, instead: object) -> None:
    if RECORD[part] != instead:
        assert _codes({**copy.deepcopy(RECORD), part: instead}) != set()
    assert _codes({key: told for key, told in RECORD.items() if key != part}) != set()
