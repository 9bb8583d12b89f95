"""The way through Word from the command line: nothing is guessed, and what is to be decided is exit 1."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from app.guidance import queries
from app.guidance.domain import TieKind
from app.guidance.drafting import ties
from app.guidance.editions import publishing
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW
from tests.guidance.word.test_roundtrip import cell_of, edited, row_of

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.begin)]


@pytest.fixture
def run(app, session: Session):
    """Runs a command on what the test has written so far."""

    def run(*arguments: object):
        session.commit()
        done = app.test_cli_runner().invoke(args=[str(one) for one in arguments])
        session.expire_all()
        return done

    return run


@pytest.mark.starts_from(make=None)
def test_draft_is_begun_and_written_with_one_command(session: Session, run, tmp_path: Path) -> None:
    publishing.open_year(session, guidance=drafting.last_years_guidance(session), by=None, now=NOW)
    assert run("guidance", "draft", 2028, "--out", tmp_path / "a.docx").exit_code == 0
    assert run("guidance", "draft", 2028, "--out", tmp_path / "b.docx").exit_code == 0
    assert (tmp_path / "b.docx").read_bytes().startswith(b"PK")
    assert run("guidance", "draft", 2028).exit_code == 1


def test_file_comes_back_as_a_revision(session: Session, run, tmp_path: Path) -> None:
    year, file = drafting.begin(session), tmp_path / "udkast.docx"
    element = drafting.write(session, year, 2, Level.ORGANISATION, "Én af os.")
    run("guidance", "draft", 2028, "--out", file)

    def edit(document) -> None:
        cell_of(document, element).paragraphs[0].text = "Én af jer."
        document.add_paragraph("Husk de frivillige.")

    file.write_bytes(edited(file.read_bytes(), edit))
    done = run("guidance", "return", file)
    assert done.exit_code == 0
    assert done.stdout == (
        "1 texts changed, 0 emptied, 0 comments kept.\n"
        "Not taken, for it stands outside of the texts: Husk de frivillige.\n"
    )
    assert queries.revisions_of(session, element)[0].text == "Én af jer."


def test_lost_rows_and_texts_changed_here_too_are_told_and_decided(session: Session, run, tmp_path: Path) -> None:
    year, file = drafting.begin(session), tmp_path / "udkast.docx"
    element = drafting.write(session, year, 2, Level.ORGANISATION, "Én af os.")
    lost = drafting.write(session, year, 1, Level.CITIZENS, "Bliver stående.")
    run("guidance", "draft", 2028, "--out", file)

    def edit(document) -> None:
        cell_of(document, element).paragraphs[0].text = "Fra filen."
        row = row_of(document, lost)._tr
        row.getparent().remove(row)

    file.write_bytes(edited(file.read_bytes(), edit))
    assert run("guidance", "return", file).stdout == f"{lost.id:>6} is not in the file.\n"
    drafting.write(session, year, 2, Level.ORGANISATION, "Herfra.")
    refused = run("guidance", "return", file, "--keep-lost", "--json")
    answer = json.loads(refused.stdout)
    assert (refused.exit_code, answer["code"]) == (1, "word-undecided")
    changed = {"element": element.id, "before": "Herfra.", "after": "Fra filen.", "undecided": True}
    assert answer["changed"] == [changed]
    assert run("guidance", "return", file, "--choose", "word").exit_code == 1
    assert run("guidance", "return", file, "--keep-lost", "--empty-lost").exit_code == 2
    assert run("guidance", "return", file, "--keep-lost", "--choose", "word").exit_code == 0
    assert [one.text for one in queries.revisions_of(session, element)] == ["Fra filen.", "Herfra.", "Én af os.", ""]
    assert queries.revisions_of(session, lost)[0].text == "Bliver stående."


def test_shown_evidence_has_its_sentence_and_strength(session: Session, run) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, "Én af os.")
    ties.tie(session, element=element, insight=year.owner, kind=TieKind.BASED_ON, by=None, now=NOW)
    shown = json.loads(run("guidance", "show", 2028, "--json").stdout)["elements"]
    (found,) = [one["evidence"] for one in shown if one["id"] == element.id]
    assert found == [
        {
            "insight": year.owner.id,
            "tie": "based-on",
            "revision": 2,
            "sentence": "Når flere er med, ejer ingen sagen.",
            "institutions": 2,
        }
    ]
