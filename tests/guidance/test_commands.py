"""The guidance from the command line: a whole draft to its publication, JSON alone on stdout, refusals as exit 1."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from app.guidance import queries
from app.guidance.editions import publishing
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.begin)]


@pytest.fixture
def run(app, session: Session):
    """Runs a command on what the test has written so far."""

    def run(*arguments: object, given: str | None = None):
        session.commit()
        return app.test_cli_runner().invoke(args=[str(one) for one in arguments], input=given)

    return run


SET = [
    "SHA256SUMS",
    "ledetraad-2028-aarsplan.docx",
    "ledetraad-2028-spoergsmaal-1.pdf",
    "ledetraad-2028-spoergsmaal-2.pdf",
    "ledetraad-2028-spoergsmaal-3.pdf",
    "ledetraad-2028-temabillede-smal.svg",
    "ledetraad-2028-temabillede.svg",
    "ledetraad-2028.docx",
    "ledetraad-2028.json",
    "ledetraad-2028.pdf",
]


@pytest.mark.starts_from(make=drafting.finished)
def test_draft_goes_from_command_to_command_until_it_is_published(session: Session, run, tmp_path) -> None:
    drafting.finished(session)
    assert json.loads(run("guidance", "gates", 2028, "--json").stdout) == {"open": []}
    assert run("guidance", "adopt", 2028, "--day", "2027-10-19", "--item", "4").exit_code == 0
    done = run("guidance", "publish", 2028, "--out", tmp_path)
    assert done.exit_code == 0
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(written) == SET
    assert run("guidance", "publish", 2028).exit_code == 2  # twice is once
    assert run("guidance", "publish", 2028, "--out", tmp_path / "again").exit_code == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == written
    shown = json.loads(run("guidance", "show", 2028, "--json").stdout)
    assert shown["status"] == "published"
    assert len(shown["elements"]) == 13


@pytest.mark.starts_from(make=None)
def test_draft_is_begun_written_and_marked(session: Session, run) -> None:
    publishing.open_year(session, guidance=drafting.last_years_guidance(session), by=None, now=NOW)
    assert run("guidance", "draft", 2028).exit_code == 0
    first = json.loads(run("guidance", "show", 2028, "--json").stdout)["elements"][0]
    assert (first["kind"], first["text"], first["evidence"]) == ("introduction", "", [])
    assert sorted(first) == ["evidence", "id", "kind", "level", "mark", "text", "theme"]
    written = run("guidance", "write", first["id"], "-", "--revision", 1, given="Kære ledere.\n")
    assert written.exit_code == 0
    run("guidance", "own", first["id"])
    first = json.loads(run("guidance", "show", 2028, "--json").stdout)["elements"][0]
    assert (first["text"], first["mark"]) == ("Kære ledere.", "own")
    assert json.loads(run("guidance", "trace", first["id"], "--json").stdout)["element"]["revision"] == 2
    stale = run("guidance", "write", first["id"], "-", "--revision", 1, given="For sent.")
    assert stale.exit_code == 1


def test_gates_are_told_with_thing_and_reason(session: Session, run) -> None:
    drafting.begin(session)
    found = json.loads(run("guidance", "gates", 2028, "--json").stdout)["open"]
    assert [one["gate"] for one in found] == ["text"] * 4 + ["fate"] * 3
    assert found[3]["why"] == "Indledningen er ikke skrevet endnu."
    assert run("guidance", "adopt", 2028, "--day", "2027-10-19").exit_code == 1


def test_tie_fate_and_trace_back_and_forward(session: Session, run) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, "Én af os har ansvaret.")
    assert run("guidance", "tie", element.id, year.owner.id).exit_code == 0
    assert run("guidance", "fate", year.counting.id, "--passed-on", "Center for Data").exit_code == 0
    assert run("guidance", "fate", year.counting.id).exit_code == 2
    back = json.loads(run("guidance", "trace", element.id, "--json").stdout)
    assert back["element"]["text"] == "Én af os har ansvaret."
    (insight,) = back["insights"]
    assert [one["words"] for one in insight["passages"]] == [drafting.SAID, drafting.COUNTED]
    assert insight["passages"][0]["dialogue"] == {
        "id": year.notes[0].dialogue_id,
        "institution": "Åkandens Børnehus",
        "date": "2027-03-16",
    }
    forward = json.loads(run("guidance", "trace", "--passage", year.passages[2].id, "--json").stdout)
    assert [(one["sentence"], one["fate"], len(one["elements"])) for one in forward["insights"]] == [
        ("Når flere er med, ejer ingen sagen.", "in-guidance", 1),
        ("Vi måler det, der er let.", "passed-on", 0),
    ]


def test_unknown_year_is_one_sentence_and_a_code(run) -> None:
    refused = run("guidance", "gates", 2050, "--json")
    assert refused.exit_code == 1
    assert "Der er ingen Ledetråd 2050 endnu." in refused.stderr


def test_earlier_year_is_taken_over_from_a_file_and_opened(run, tmp_path) -> None:
    file = tmp_path / "2017.json"
    file.write_text(json.dumps({"themes": [{"title": "Effekt", "messages": {"citizens": "Det virker."}}]}))
    assert run("guidance", "take-over", 2017, file, "--open").exit_code == 0
    shown = json.loads(run("guidance", "show", 2017, "--json").stdout)
    assert [one["text"] for one in shown["elements"] if one["level"] == "citizens"] == ["Det virker."]
    broken = tmp_path / "broken.json"
    broken.write_text("[]")
    assert run("guidance", "take-over", 2018, broken).exit_code == 2


def test_ties_and_themes_are_changed_by_commands(session: Session, run) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, "Én har ansvaret.")
    assert run("guidance", "tie", element.id, year.owner.id).exit_code == 0
    assert run("guidance", "affirm", element.id).exit_code == 0
    assert run("guidance", "untie", element.id, year.owner.id).exit_code == 0
    session.expire_all()
    assert queries.element(session, element.id).ties == []
    assert run("guidance", "theme", 2028, "Ét ansvar", "--number", 2, "--from", 2, "--developed").exit_code == 0
    assert run("guidance", "theme", 2028, "Noget nyt", "--number", 1).exit_code == 0
    session.expire_all()
    first, second, *_rest = drafting.editions(session, 2028)
    assert [first.title, second.title] == ["Noget nyt", "Ét ansvar"]
    assert run("guidance", "end-theme", 2028, 1, "Det er nået.").exit_code == 0
    assert run("guidance", "end-theme", 2028, 1, " ").exit_code == 1
    session.expire_all()
    assert drafting.editions(session, 2027)[0].ended_reason == "Det er nået."
    assert run("guidance", "theme", 2028, "Noget", "--number", 9).stderr == "Temaet “9” findes ikke.\n"
