"""The bare commands on other people's data: one JSON object, every refusal a sentence, no database and no secret."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.selection.lottery.pool import read_pool

POOL = "id;kind;area\n" + "".join(f"u{number:02};{'abb'[number % 3]};{'NSSØ'[number % 4]}\n" for number in range(24))


@pytest.fixture
def pool(tmp_path: Path) -> Path:
    file = tmp_path / "pool.csv"
    file.write_text(POOL, encoding="utf-8")
    return file


def _run(app: Flask, *args: object) -> Result:
    return app.test_cli_runner().invoke(args=["selection", *map(str, args)])


def test_list_is_one_object_and_holds(app: Flask, pool: Path, tmp_path: Path) -> None:
    done = _run(app, "solve", pool, "--seats", 6, "--quota", "kind:a:1-3", "--quota", "area:Ø:1-2", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert set(told["chances"]) == set(read_pool(POOL.encode()).features)
    assert abs(sum(told["chances"].values()) - 6) < 1e-9
    assert (told["proven"], round(told["min"], 5), round(told["bound"], 5)) == (True, 0.25, 0.25)
    assert sum(panel["tickets"] for panel in told["panels"]) == 1_000_000
    file = tmp_path / "record.json"
    file.write_text(done.stdout, encoding="utf-8")
    good = _run(app, "verify", file)
    assert (good.exit_code, good.stdout) == (0, "All of it holds.\n")
    file.write_text(done.stdout.replace('"bound": 0.25', '"bound": 0.2'), encoding="utf-8")
    bad = _run(app, "verify", file, "--json")
    assert bad.exit_code == 1
    assert [fault["code"] for fault in json.loads(bad.stdout)["faults"]] == ["bound"]
    assert "bound the weights and prices prove 0.25" in bad.stderr


def test_value_draws_as_well(app: Flask, pool: Path, tmp_path: Path) -> None:
    done = _run(app, "solve", pool, "--seats", 6, "--quota", "kind:a:1-3", "--value", "4172 0588 3016", "--json")
    told = json.loads(done.stdout)
    assert (told["value"], told["result"]["ticket"]) == ("417205883016", 417205)
    assert len(told["result"]["chosen"]) == 6
    file = tmp_path / "record.json"
    file.write_text(done.stdout, encoding="utf-8")
    assert _run(app, "verify", file).exit_code == 0


def test_appointed_excluded_and_a_cap(app: Flask, pool: Path, tmp_path: Path) -> None:
    named = ["--appoint", "u00", "--exclude", "u01", "--cap", 25]
    done = _run(app, "solve", pool, "--seats", 6, *named, "--quota", "kind:a:1-3", "--json")
    told = json.loads(done.stdout)
    assert (told["chances"]["u00"], "u01" in told["chances"], told["proven"]) == (1, False, True)
    assert max(chance for unit, chance in told["chances"].items() if unit != "u00") <= 0.25
    file = tmp_path / "record.json"
    file.write_text(done.stdout, encoding="utf-8")
    assert _run(app, "verify", file).exit_code == 0
    low = _run(app, "solve", pool, "--seats", 6, "--cap", 10, "--json")
    assert json.loads(low.stdout)["error"] == (
        "Ingen lodtrækning kan holde alle chancer under 10 ud af 100. Den mindste grænse er 25."
    )


def test_quotas_that_cannot_be_met_name_the_smallest_changes(app: Flask, pool: Path) -> None:
    done = _run(app, "solve", pool, "--seats", 3, "--quota", "kind:a:2-2", "--quota", "kind:b:2-3", "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told["code"] == "infeasible"
    assert told["relaxations"] == [
        [{"feature": "kind", "value": "a", "side": "lower", "from": 2, "to": 1}],
        [{"feature": "kind", "value": "b", "side": "lower", "from": 2, "to": 1}],
    ]


def test_quotas_that_cannot_be_met_are_told_with_a_cap_too(app: Flask, pool: Path) -> None:
    quotas = ["--quota", "kind:a:2-2", "--quota", "kind:b:2-3"]
    told = json.loads(_run(app, "solve", pool, "--seats", 3, *quotas, "--cap", 50, "--json").stdout)
    assert (told["code"], len(told["relaxations"])) == ("infeasible", 2)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--seats", "25"], "too-few-eligible"),
        (["--seats", "0"], "seats-impossible"),
        (["--seats", "6", "--quota", "colour:red:1-2"], "feature-unknown"),
        (["--seats", "6", "--quota", "kind:a:3-1"], "quota-unreadable"),
        (["--seats", "6", "--quota", "kind:a:-1-3"], "quota-unreadable"),
        (["--seats", "6", "--quota", "kind:d:0-2"], "value-unknown"),
        (["--seats", "6", "--quota", "kind:d:1-2"], "value-unknown"),
        (["--seats", "6", "--quota", "kind:a:1-2", "--quota", "kind:a:1-3"], "quota-twice"),
        (["--seats", "6", "--tiers", "8,4"], "tiers-unreadable"),
        (["--seats", "6", "--value", " "], "value-empty"),
        (["--seats", "6", "--appoint", "u77"], "unit-unknown"),
        (["--seats", "6", "--appoint", "u01", "--exclude", "u01"], "named-twice"),
        (["--seats", "1", "--appoint", "u01", "--appoint", "u02"], "too-many-appointed"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(app: Flask, pool: Path, options: list[str], code: str) -> None:
    done = _run(app, "solve", pool, *options, "--json")
    assert (done.exit_code, json.loads(done.stdout)["code"]) == (1, code)
    assert done.stderr.count("\n") == 1


def test_value_that_nobody_has_is_refused_with_those_that_somebody_has(app: Flask, pool: Path) -> None:
    done = _run(app, "solve", pool, "--seats", 6, "--quota", "area:Nrod:0-2", "--json")
    assert json.loads(done.stdout)["error"] == "Kravet nævner area “Nrod”, men i filen er der kun disse: N, S, Ø."


def test_value_of_those_who_are_left_out_is_still_one(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "pool.csv"
    file.write_text("id;kind\na;x\nb;y\nc;y\n", encoding="utf-8")
    assert _run(app, "solve", file, "--seats", 1, "--exclude", "a", "--quota", "kind:x:0-1", "--json").exit_code == 0


@pytest.mark.parametrize("name", ["seats", "tier", "waited"])
def test_column_of_any_name_can_have_quotas(app: Flask, tmp_path: Path, name: str) -> None:
    file = tmp_path / "pool.csv"
    file.write_text(f"id;{name};waiting\na;x;1\nb;y;2\nc;y;2\n", encoding="utf-8")
    done = _run(app, "solve", file, "--seats", 2, "--quota", f"{name}:x:1-1", "--json")
    assert (done.exit_code, json.loads(done.stdout)["chances"]) == (0, {"a": 1.0, "b": 0.5, "c": 0.5})
    none = _run(app, "solve", file, "--seats", 2, "--quota", f"{name}:x:2-2", "--json")
    assert json.loads(none.stdout)["relaxations"] == [
        [{"feature": name, "value": "x", "side": "lower", "from": 2, "to": 1}]
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "Linje 1: filen kan ikke læses som en liste over institutioner. Gem den som CSV."),
        ("id;kind\n", "Der er 0 at vælge imellem, og det er færre end de 1, der skal vælges."),
        ("navn;kind\na;x\n", "Linje 1: der skal være en kolonne, der hedder “id”."),
        ("id;kind;kind\na;x;y\n", "Linje 1: kolonnen “kind” står to gange. Giv hver sit navn."),
        ("id;kind\na;x\na;y\n", "Linje 3: “a” står to gange."),
        ("id;kind\n;x\n", "Linje 2 har ikke noget id."),
        ("id;kind\na\n", "Linje 2 har 1 felter og ikke 2."),
        ("id;waiting\na;\n", "Linje 2, “waiting”: “” er ikke et antal år. Skriv fx 3 eller 2,5."),
        ("id;waiting\na;-1\n", "Linje 2, “waiting”: “-1” er ikke et antal år. Skriv fx 3 eller 2,5."),
        ("id;waiting\na;1e999999999\n", "Linje 2, “waiting”: “1e999999999” er ikke et antal år. Skriv fx 3 eller 2,5."),
    ],
)
def test_file_that_cannot_be_meant_is_one_sentence(app: Flask, tmp_path: Path, content: str, sentence: str) -> None:
    file = tmp_path / "pool.csv"
    file.write_text(content, encoding="utf-8")
    done = _run(app, "solve", file, "--seats", 1, "--json")
    assert (done.exit_code, json.loads(done.stdout)["error"], done.stderr) == (1, sentence, f"{sentence}\n")


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffid;waiting\na;2,5\nb;1\n".encode(),
        "ID\tWaiting\t\t\na\t2.5\t\t\n\nb\t1\t\tset\n".encode("utf-16"),
        'id,waiting\r\n"a","2,5"\r\nb,1\r\n'.encode("cp1252"),
    ],
)
def test_files_as_spreadsheets_write_them_are_read(app: Flask, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "pool.csv"
    file.write_bytes(content)
    assert json.loads(_run(app, "solve", file, "--seats", 1, "--json").stdout)["chances"] == {"a": 1.0, "b": 0.0}


@pytest.mark.parametrize(
    "options", [[], ["--seats", "six"], ["--seats", "1", "--cap", "0"], ["--seats", "1", "--appoint", "b\udcff"]]
)
def test_wrong_usage_is_exit_2(app: Flask, pool: Path, options: list[str]) -> None:
    assert _run(app, "solve", pool, *options).exit_code == 2


def test_waiting_makes_tiers(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "pool.csv"
    file.write_text("id;waiting\na;1\nb;3\nc;3\nd;2\n", encoding="utf-8")
    told = json.loads(_run(app, "solve", file, "--seats", 1, "--json").stdout)
    assert told["chances"] == {"a": 0.0, "b": 0.5, "c": 0.5, "d": 0.0}
    assert (told["min"], told["min_all"], told["proven"]) == (0.5, 0.0, True)


def test_years_are_simulated_with_a_picture(app: Flask, tmp_path: Path) -> None:
    drawn = tmp_path / "years.svg"
    done = _run(app, "simulate", "--years", 5, "--withdraw", 0.02, "--open-close", 0.02, "--picture", drawn, "--json")
    assert json.loads(done.stdout)["years"] == 5
    assert drawn.read_text(encoding="utf-8").startswith("<svg")


def test_needs_no_database_and_no_secret(pool: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "flask", "--app", "app", "selection", "solve", str(pool), "--seats", "6", "--json"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["proven"] is True


def test_picture_that_cannot_be_written_is_no_fault_of_ours(app: Flask, tmp_path: Path) -> None:
    done = _run(app, "simulate", "--years", 1, "--picture", tmp_path / "nowhere" / "years.svg", "--json")
    assert (done.exit_code, done.stdout, "Could not open file" in done.stderr) == (1, "", True)


def test_reader_that_has_gone_is_no_fault_of_ours(pool: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "flask", "--app", "app", "selection", "solve", str(pool), "--seats", "6", "--json"]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        done = subprocess.run(command, env=environ, stdout=gone, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
