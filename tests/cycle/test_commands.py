"""`flask cycle …`"""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.cycle import queries, services
from tests.conftest import NOW


def test_year_is_opened_and_told_about(app: Flask) -> None:
    runner = app.test_cli_runner()
    opened = runner.invoke(args=["cycle", "open", "2029", "--json"])
    assert opened.exit_code == 0
    told = json.loads(runner.invoke(args=["cycle", "status", "2029", "--json"]).stdout)
    assert (told["year"], told["state"], told["milestones"]["sent"]) == (2029, "open", "2029-11-01")
    assert list(told["phases"]) == sorted(told["phases"])


def test_year_that_owes_something_stays_open_and_a_closed_one_opens_again(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["cycle", "open", "2029"])
    refused = runner.invoke(args=["cycle", "close", "2029"])
    sentence = "Ledetråd 2030 er ikke udsendt endnu. 2029 kan lukkes, når den er.\n"
    assert (refused.exit_code, refused.stderr) == (1, sentence)
    services.close_year(session, cycle=queries.by_year(session, 2029), gates=(), by=None, now=NOW)
    session.commit()
    assert runner.invoke(args=["cycle", "reopen", "2029"]).stdout == "Reopened 2029.\n"
    assert json.loads(runner.invoke(args=["cycle", "status", "2029", "--json"]).stdout)["state"] == "open"


def test_unknown_year_is_refused_with_a_sentence(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["cycle", "status", "2050"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Året 2050 er ikke åbnet endnu. Åbn det på forsiden.\n"


@pytest.mark.parametrize("year", ["12", "to tusind"])
def test_what_is_no_year_is_wrong_usage(app: Flask, year: str) -> None:
    assert app.test_cli_runner().invoke(args=["cycle", "open", year]).exit_code == 2


def test_days_are_given_and_moved(app: Flask) -> None:
    runner = app.test_cli_runner()
    opened = json.loads(runner.invoke(args=["cycle", "open", "2029", "--day", "sent=2029-11-05", "--json"]).stdout)
    assert opened["milestones"]["sent"] == "2029-11-05"
    moved = runner.invoke(args=["cycle", "days", "2029", "--day", "sent=2029-11-06", "--day", "coded=2029-07-02"])
    assert (moved.exit_code, moved.stdout) == (0, "Moved 2 days of 2029.\n")
    told = json.loads(runner.invoke(args=["cycle", "status", "2029", "--json"]).stdout)["milestones"]
    assert (told["sent"], told["coded"], told["chosen"]) == ("2029-11-06", "2029-07-02", "2029-02-01")
    assert runner.invoke(args=["cycle", "days", "2029", "--day", "sent=i morgen"]).exit_code == 2
