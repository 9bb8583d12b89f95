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


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--seats", "25"], "too-few-eligible"),
        (["--seats", "0"], "seats-impossible"),
        (["--seats", "6", "--quota", "colour:red:1-2"], "feature-unknown"),
        (["--seats", "6", "--quota", "kind:a:3-1"], "quota-unreadable"),
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
