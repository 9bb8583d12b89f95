"""Consultation from the command line: comments, answers, rounds with their report, examples; refusals as exit 1."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from tests.guidance.consultation.test_examples import SENTENCE, TEXT
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import Year

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.finished)]


@pytest.fixture
def run(app, session: Session):
    """Runs a command on what the test has written so far."""

    def run(*arguments: object, given: str | None = None):
        session.commit()
        return app.test_cli_runner().invoke(args=["guidance", *(str(one) for one in arguments)], input=given)

    return run


@pytest.fixture
def year(session: Session) -> Year:
    return drafting.finished(session)


def gates(run) -> list[str]:
    return [one["gate"] for one in json.loads(run("gates", 2028, "--json").stdout)["open"]]


def test_comment_is_kept_and_answered(session: Session, run, year: Year) -> None:
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    kept = run("comment", 2028, "-", "--element", element.id, "--name", "Jens", given="Uklart.\n")
    (number,) = re.findall(r"Comment (\d+) waits", kept.stdout)
    assert gates(run) == ["comments"]
    early = run("answer", number, "Fordi.", "--changed", 2)
    assert (early.exit_code, early.stderr.startswith("Teksten er ikke ændret siden kommentaren.")) == (1, True)
    assert run("answer", number, "Den er klar nok.").exit_code == 0
    assert run("answer", number, "Igen.").exit_code == 1
    assert gates(run) == []


def test_round_goes_from_its_opening_to_its_report(session: Session, run, year: Year, tmp_path) -> None:
    opened = run(
        "round", "open", 2028, "joint-committee", "Hovedudvalget", "--deadline", "2099-01-01", "--mail", "x@y.dk"
    )
    (number,) = re.findall(r"Round (\d+) is open: http\S+/ledetraad/i-hoering/", opened.stdout)
    entered = run("round", "minute", number, "Punkt 6", "-", given="Udvalget bakker op.")
    assert run("round", "minute", number, "Punkt 6", "-", given="Igen.").exit_code == 1
    (item,) = re.findall(r"Comment (\d+)", entered.stdout)
    run("answer", item, "Tak.")
    assert run("round", "close", number).exit_code == 0
    told = json.loads(run("round", "report", number, "--json", "--out", tmp_path / "svar.pdf").stdout)
    assert [(row["who"], row["said"], row["why"]) for row in told["rows"]] == [
        ("Punkt 6", "Udvalget bakker op.", "Tak.")
    ]
    assert (tmp_path / "svar.pdf").read_bytes().startswith(b"%PDF-")
    assert "Udvalget bakker op." in run("round", "report", number, "--out", tmp_path / "svar.csv").stdout
    assert run("round", "report", number, "--out", tmp_path / "svar.txt").exit_code == 2
    assert run("round", "report", 99, "--json").exit_code == 1


def test_round_that_is_over_is_not_opened(run, year: Year) -> None:
    refused = run("round", "open", 2028, "other", "Andre", "--deadline", "2020-01-01")
    assert (refused.exit_code, refused.stderr) == (1, "Vælg en frist, der ikke er gået.\n")


def test_example_is_asked_about_and_answered(session: Session, run, year: Year) -> None:
    element = drafting.write(session, year, 1, Level.CITIZENS, TEXT)
    assert gates(run) == ["named"]
    asked = run("example", "ask", element.id, year.notes[1].dialogue_id, SENTENCE)
    (number,) = re.findall(r"Example (\d+)", asked.stdout)
    assert gates(run) == ["named", "example"]
    assert run("example", "answer", number, "yes").exit_code == 0
    assert gates(run) == []
    run("example", "answer", number, "no")
    assert gates(run) == ["named", "example"]
    assert run("example", "ask", element.id, year.notes[1].dialogue_id, "En anden sætning.").exit_code == 1
