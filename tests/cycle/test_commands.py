"""`flask cycle …`"""

from __future__ import annotations

import json

import pytest
from flask import Flask


def test_year_is_opened_and_told_about(app: Flask) -> None:
    runner = app.test_cli_runner()
    opened = runner.invoke(args=["cycle", "open", "2029", "--json"])
    assert opened.exit_code == 0
    told = json.loads(runner.invoke(args=["cycle", "status", "2029", "--json"]).stdout)
    assert (told["year"], told["state"], told["milestones"]["sent"]) == (2029, "open", "2029-11-01")
    assert list(told["phases"]) == sorted(told["phases"])


def test_unknown_year_is_refused_with_a_sentence(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["cycle", "status", "2050"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Året 2050 er ikke åbnet endnu. Åbn det på forsiden.\n"


@pytest.mark.parametrize("year", ["12", "to tusind"])
def test_what_is_no_year_is_wrong_usage(app: Flask, year: str) -> None:
    assert app.test_cli_runner().invoke(args=["cycle", "open", year]).exit_code == 2
