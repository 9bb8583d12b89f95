"""The draft goes to LibreOffice as a Word file, is written in there, and comes back with the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from app.guidance import queries, services
from app.guidance.domain import CommentSource, TieKind
from app.guidance.drafting import ties
from app.guidance.models import Comment, Element
from app.guidance.word import reading as word_reading
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW, Year
from tests.office import Office

pytestmark = pytest.mark.usefixtures("app")
TEXT = "Vi lover to ting:\n\n• Vi ringer først.\n• Vi svarer.\n\nResten er jeres."
QUESTIONS = "Hvem ringer?\nHvem svarer?"


@pytest.fixture
def run(app, session: Session):
    """Runs a command on what the test has written so far."""

    def run(*arguments: object):
        session.commit()
        done = app.test_cli_runner().invoke(args=[str(one) for one in arguments])
        session.expire_all()
        return done

    return run


@pytest.fixture
def year(session: Session) -> Year:
    year = drafting.begin(session)
    found = drafting.element(session, year.guidance, 2, Level.ORGANISATION)
    services.write_element(session, element=found, text=TEXT, bold=["ringer først"], base_revision=1, by=None, now=NOW)
    ties.tie(session, element=found, insight=year.owner, kind=TieKind.BASED_ON, by=None, now=NOW)
    drafting.write(session, year, 2, None, QUESTIONS)
    drafting.write(session, year, 1, Level.CITIZENS, "Bliver stående.")
    return year


@pytest.fixture
def sent(year: Year, run, office_folder: Path) -> Path:
    file = office_folder / "udkast.docx"
    assert run("guidance", "draft", 2028, "--out", file).exit_code == 0
    return file


def text_of(session: Session, year: Year) -> Element:
    return drafting.element(session, year.guidance, 2, Level.ORGANISATION)


def test_file_that_was_only_saved_changes_nothing(year: Year, sent: Path, run, office: Office) -> None:
    saved = office.edit(sent, [])
    before, after = (word_reading.read(file.read_bytes()) for file in (sent, saved))
    assert after == before
    done = run("guidance", "return", saved, "--json")
    answer = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (answer["changed"], answer["comments"], answer["lost"], answer["outside"]) == ([], [], [], [])


def test_words_bold_and_items_become_revisions(session: Session, year: Year, sent: Path, run, office: Office) -> None:
    written = office.edit(
        sent,
        [
            {"do": "replace", "old": "lover to ting", "new": "holder tre løfter"},
            {"do": "item", "after": "Vi svarer.", "text": "Vi ringer tilbage."},
            {"do": "bold", "words": "er jeres"},
            {"do": "item", "after": "Hvem svarer?", "text": "Hvem venter?"},
        ],
    )
    assert run("guidance", "return", written).stdout == "2 texts changed, 0 emptied, 0 comments kept.\n"
    newest = queries.revisions_of(session, text_of(session, year))[0]
    assert newest.text == (
        "Vi holder tre løfter:\n\n• Vi ringer først.\n• Vi svarer.\n• Vi ringer tilbage.\n\nResten er jeres."
    )
    assert newest.bold == ["ringer først", "er jeres"]
    questions = drafting.element(session, year.guidance, 2, None)
    assert queries.revisions_of(session, questions)[0].text == f"{QUESTIONS}\nHvem venter?"


def test_recorded_changes_count_as_made(session: Session, year: Year, sent: Path, run, office: Office) -> None:
    written = office.edit(
        sent,
        [{"do": "track"}, {"do": "replace", "old": "to ting", "new": "tre løfter"}],
    )
    assert run("guidance", "return", written).exit_code == 0
    newest = queries.revisions_of(session, text_of(session, year))[0]
    assert newest.text == TEXT.replace("to ting", "tre løfter")


def test_comments_come_once_with_their_writer(session: Session, year: Year, sent: Path, run, office: Office) -> None:
    note = {"do": "comment", "author": "Jens Lauridsen"}
    written = office.edit(
        sent,
        [
            {**note, "words": "ringer først", "text": "Skriver vi ikke?"},
            {**note, "words": "Ret i den midterste kolonne", "text": "Den er lang."},
        ],
    )
    assert run("guidance", "return", written).stdout == "0 texts changed, 0 emptied, 2 comments kept.\n"
    assert run("guidance", "return", written).stdout == "0 texts changed, 0 emptied, 0 comments kept.\n"
    on_text, on_whole = session.scalars(select(Comment).order_by(Comment.element_id.is_(None)))
    assert (on_text.element_id, on_text.revision) == (text_of(session, year).id, 2)
    assert (on_text.text, on_text.name) == ("Om “ringer først”: Skriver vi ikke?", "Jens Lauridsen")
    assert (on_whole.element_id, on_whole.text) == (None, "Den er lang.")
    assert {on_text.source, on_whole.source} == {CommentSource.WORD}


@pytest.mark.parametrize("before", [[], [{"do": "track"}]], ids=["at once", "recorded"])
def test_lost_row_is_asked_about(
    session: Session, year: Year, sent: Path, run, office: Office, before: list[dict[str, str]]
) -> None:
    lost = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    written = office.edit(sent, [*before, {"do": "drop-row", "words": "Bliver stående."}])
    asked = run("guidance", "return", written)
    assert (asked.exit_code, asked.stdout) == (1, f"{lost.id:>6} is not in the file.\n")
    assert run("guidance", "return", written, "--keep-lost").exit_code == 0
    assert queries.revisions_of(session, lost)[0].text == "Bliver stående."
    assert run("guidance", "return", written, "--empty-lost").exit_code == 0
    assert queries.revisions_of(session, lost)[0].text == ""


def test_words_outside_of_the_texts_are_told(year: Year, sent: Path, run, office: Office) -> None:
    written = office.edit(sent, [{"do": "replace", "old": "når du er færdig", "new": "inden fredag"}])
    assert run("guidance", "return", written).stdout == (
        "0 texts changed, 0 emptied, 0 comments kept.\n"
        "Not taken, for it stands outside of the texts: Send filen tilbage til sekretariatet, inden fredag.\n"
    )
