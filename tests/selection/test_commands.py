"""The choice from the command line, from list to record; exit codes and JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from app.cycle.services import open_year
from app.database import close_reading
from app.selection import verify
from app.selection.lottery.asked import faults_of
from tests.conftest import DATA, NOW


@pytest.fixture
def year(session: Session, app: Flask) -> Flask:
    """A register with nine centres, and an open year."""
    open_year(session, year=2027, subject=None, now=NOW)
    session.commit()
    app.test_cli_runner().invoke(args=["institutions", "import", str(DATA / "centre_fredensborg_2017.csv")])
    return app


def _run(app: Flask, *args: str) -> Result:
    """As a process of its own would: it has read nothing before."""
    close_reading()
    return app.test_cli_runner().invoke(args=["selection", *args])


def test_year_is_run_from_list_to_record(year: Flask, tmp_path: Path) -> None:
    prepared = _run(year, "prepare", "2027", "--seats", "3")
    assert prepared.exit_code == 0
    assert prepared.stdout.startswith(
        "9 of 9 can be chosen; rest 0 years.\nchances\t0.333333-0.333333\tproven true\narea\t-\t3-3 of 9\n"
    )
    out = tmp_path / "list.json"
    published = _run(year, "publish", "2027", "--out", str(out))
    assert published.stdout.strip() == json.loads(out.read_text(encoding="utf-8"))["commitment"]
    seats = json.loads(_run(year, "draw", "2027", "--value", "4172", "--json").stdout)
    assert [seat["seat"] for seat in seats] == [1, 2, 3]
    record = json.loads(_run(year, "record", "2027").stdout)
    assert [f"own:{seat['number']}" for seat in seats] == record["result"]["chosen"]
    assert faults_of(json.dumps(record)) == []


def test_list_whose_file_cannot_be_written_stays_open(year: Flask, tmp_path: Path) -> None:
    _run(year, "prepare", "2027", "--seats", "3")
    failed = _run(year, "publish", "2027", "--out", str(tmp_path / "nowhere" / "list.json"))
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert failed.stderr.startswith("Error: Could not open file ")
    assert _run(year, "publish", "2027", "--out", str(tmp_path / "list.json")).exit_code == 0


def test_public_lot_is_run_from_list_to_record(year: Flask, tmp_path: Path) -> None:
    options = ["--way", "by-public-lot", "--seats", "3", "--tiers", "2,5", "--cap", "50", "--appoint", "C01:theme"]
    told = json.loads(_run(year, "prepare", "2027", *options, "--exclude", "C02:closing", "--json").stdout)
    assert (told["year"]["settings"]["way"], told["cap"], told["max"]) == ("by-public-lot", 500_000, 1)
    assert told["appointed"] == [{"id": "own:C01", "reason": "theme"}]
    early = _run(year, "draw", "2027", "--public-value", "417205")
    assert (early.exit_code, early.stderr.startswith("Listen for 2027 er ikke offentliggjort")) == (1, True)
    out = tmp_path / "list.json"
    _run(year, "publish", "2027", "--out", str(out))
    alone = [sys.executable, "-I", "-S", verify.__file__, str(out)]
    assert subprocess.run(alone, capture_output=True, check=False).returncode == 0
    assert json.loads(_run(year, "draw", "2027", "--json").stdout)["code"] == "value-empty"
    drawn = _run(year, "draw", "2027", "--public-value", "417205", "--how", "Ti kugler", "--witnesses", "To", "--json")
    assert json.loads(drawn.stdout)[0]["kind"] == "appointed"
    out.write_text(_run(year, "record", "2027").stdout, encoding="utf-8")
    assert subprocess.run(alone, capture_output=True, check=False).returncode == 0


def test_bounds_that_collide_name_the_smallest_changes(year: Flask) -> None:
    bound = ["--bound", "kind:centre:1-2", "--seats", "3", "--json"]
    done = _run(year, "prepare", "2027", *bound)
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told["code"] == "bounds-collide"
    change = {"feature": "kind", "value": "centre", "side": "upper", "from": 2, "to": 3}
    assert told["relaxations"] == [[change]]
    assert _run(year, "draw", "2027").exit_code == 1


def test_turns_are_forecast_with_their_seed(year: Flask) -> None:
    told = json.loads(_run(year, "forecast", "2027", "--runs", "2", "--json").stdout)
    assert (told["runs"], told["seed"], len(told["turns"])) == (2, 1, 9)
    assert all(turn["likely"] for turn in told["turns"].values())
    _run(year, "prepare", "2027", "--seats", "3")
    _run(year, "draw", "2027")
    after = _run(year, "forecast", "2027").stdout.splitlines()
    assert after[0].startswith("years 2028-")
    assert len(after) == 10


def test_second_draw_is_refused_with_a_sentence(year: Flask) -> None:
    _run(year, "prepare", "2027", "--json")
    _run(year, "draw", "2027")
    again = _run(year, "draw", "2027")
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr == "De er allerede valgt for 2027. Der er ikke trukket igen.\n"


def test_year_that_nobody_opened_is_refused(year: Flask) -> None:
    assert _run(year, "prepare", "2031").exit_code == 1


def test_record_is_verified_from_a_file(year: Flask, tmp_path: Path) -> None:
    _run(year, "prepare", "2027")
    _run(year, "draw", "2027", "--value", "4172")
    file = tmp_path / "record.json"
    file.write_text(_run(year, "record", "2027").stdout, encoding="utf-8")
    good = _run(year, "verify", str(file))
    assert (good.exit_code, good.stdout) == (0, "All of it holds.\n")
    file.write_text(file.read_text(encoding="utf-8").replace('"value": "4172"', '"value": "4173"'), encoding="utf-8")
    bad = _run(year, "verify", str(file), "--json")
    assert bad.exit_code == 1
    told = json.loads(bad.stdout)
    assert {fault["where"] for fault in told["faults"]} == {"result.ticket"}
    assert (told["holds"], told["code"], told["error"]) == (False, "record-does-not-hold", bad.stderr.splitlines()[-1])
    file.write_text("{}", encoding="utf-8")
    assert _run(year, "verify", str(file)).exit_code == 1


def test_seat_is_given_on(year: Flask) -> None:
    _run(year, "prepare", "2027")
    first = json.loads(_run(year, "draw", "2027", "--value", "1", "--json").stdout)[0]
    done = _run(year, "withdraw", "2027", first["number"], "--reason", "Syg", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)[0]["kind"] == "reserve"
    again = _run(year, "withdraw", "2027", first["number"], "--reason", "Syg")
    assert again.stderr == f"{first['institution']} har ikke en plads, der venter på dialog.\n"


def test_year_is_taken_over(year: Flask) -> None:
    done = _run(year, "take-over", "2027", "C01", "Center for Job og Uddannelse")
    assert (done.exit_code, done.stdout) == (
        0,
        "1\tC01\tCenter for Politik og Organisation\n2\tC09\tCenter for Job og Uddannelse\n",
    )
    assert _run(year, "take-over", "2027", "C77").exit_code == 1
