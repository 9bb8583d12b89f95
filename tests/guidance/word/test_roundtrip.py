"""The draft goes to Word and comes back: what was written there becomes revisions and comments, and nothing is guessed.

The files are edited as Word edits them: with python-docx, and in the XML where that has no words for it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from app.dialogues.domain import DocumentUnknown, DocumentWithMacros
from app.domain import Refused
from app.guidance import queries, services
from app.guidance.domain import (
    CommentSource,
    GuidanceFrozen,
    GuidanceState,
    StaleElement,
    TieKind,
    WordForeign,
    WordOtherYear,
    WordRowsLost,
    WordRowTwice,
    WordRowUnknown,
    WordUndecided,
    WordUnreadable,
)
from app.guidance.drafting import ties
from app.guidance.models import Comment, Element
from app.guidance.word import reading as word_reading
from app.guidance.word import roundtrip
from app.guidance.word.roundtrip import Choice, LostRow
from app.guidance.wording import blocks
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW, Year

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.begin)]
TEXT = "Vi lover to ting:\n\n• Vi ringer først.\n• Vi svarer.\n\nResten er jeres."
Edit = Callable[[Any], object]


@pytest.fixture(autouse=True)
def danish(app):
    """The file is in the words of a reader."""
    with app.test_request_context():
        yield


@pytest.fixture
def year(session: Session) -> Year:
    year = drafting.begin(session)
    element = drafting.element(session, year.guidance, 2, Level.ORGANISATION)
    facts: dict[str, Any] = {"element": element, "by": None, "now": NOW}
    services.write_element(session, text=TEXT, bold=["ringer først"], base_revision=1, **facts)
    ties.tie(session, insight=year.owner, kind=TieKind.BASED_ON, **facts)
    return year


def text_of(session: Session, year: Year) -> Element:
    return drafting.element(session, year.guidance, 2, Level.ORGANISATION)


def sent(session: Session, year: Year) -> bytes:
    return roundtrip.draft_file(session, queries.of_year(session, year.guidance.year), body="Eksempel Kommune")


def edited(content: bytes, edit: Edit) -> bytes:
    document = docx.Document(io.BytesIO(content))
    edit(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def row_of(document: Any, element: Element) -> Any:
    mark = f":{element.id}:r"
    return next(row for table in document.tables for row in table.rows if mark in row.cells[0].text)


def cell_of(document: Any, element: Element) -> Any:
    return row_of(document, element).cells[1]


def planned(session: Session, year: Year, content: bytes) -> roundtrip.Return:
    guidance = queries.of_year(session, year.guidance.year)
    return roundtrip.plan_return(session, guidance=guidance, file=word_reading.read(content))


def take(session: Session, year: Year, content: bytes, chosen: Any = None, lost: Any = None) -> roundtrip.Taken:
    return roundtrip.take_return(
        session,
        guidance=queries.of_year(session, year.guidance.year),
        file=word_reading.read(content),
        chosen=chosen or {},
        lost=lost or {},
        by=None,
        now=NOW,
    )


def test_unchanged_file_changes_nothing(session: Session, year: Year) -> None:
    found = planned(session, year, edited(sent(session, year), lambda _document: None))
    assert (found.changes, found.comments, found.lost, found.other) == ([], [], [], ())


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        ("Hvem & hvad? <b>Intet</b> er opmærkning – *heller* ikke _her_.", ["*heller*", "& hvad?"]),
        ("• Først et punkt.\n\nSå et afsnit\nmed et linjeskift.\n• Og et punkt til.", ["linjeskift.", "punkt"]),
        ("Tal: 1.000 kr. og 50 %\n\n• [[ledetraad:2028:1:r1]]\n• “Citat” …", ["1.000 kr."]),
        ("-5 grader er koldt; vi — og I — ved det 🙂", ["vi — og I"]),
        ("Bold\x01 med\x7f usynlige tegn.", ["Bold med"]),
    ],
)
def test_whatever_is_written_comes_back_as_it_was(session: Session, year: Year, text: str, bold: list[str]) -> None:
    element = text_of(session, year)
    services.write_element(session, element=element, text=text, bold=bold, base_revision=2, by=None, now=NOW)
    assert planned(session, year, edited(sent(session, year), lambda _document: None)).changes == []
    touched = edited(sent(session, year), lambda one: cell_of(one, element).add_paragraph("Mere."))
    (change,) = planned(session, year, touched).changes
    assert blocks(*change.after)[:-1] == blocks(*change.before)[: len(blocks(*change.after)) - 1]


def test_file_shows_each_text_with_its_evidence_and_no_names(session: Session, year: Year) -> None:
    content = sent(session, year)
    row = row_of(docx.Document(io.BytesIO(content)), text_of(session, year))
    paragraphs = row.cells[1].paragraphs
    assert [one.style.name for one in paragraphs] == ["Normal", "List Bullet", "List Bullet", "Normal"]
    assert [run.text for run in paragraphs[1].runs if run.bold] == ["ringer først"]
    assert row.cells[2].text.startswith("Når flere er med, ejer ingen sagen. (2 institutioner)")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
    assert not any(word in everything for word in ("Åkanden", "Skovbryn", "Havblik", drafting.SECRET, "kørte"))
    assert '<w:lang w:val="da-DK"' in everything


def test_marks_are_hidden_and_the_head_of_each_table_is_repeated(session: Session, year: Year) -> None:
    document = docx.Document(io.BytesIO(sent(session, year)))
    marks = [run for run in row_of(document, text_of(session, year)).cells[0].paragraphs[0].runs if "[[" in run.text]
    assert [run.font.hidden for run in marks] == [True, True]
    assert all(table.rows[0]._tr.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None for table in document.tables)


def test_changed_words_become_a_revision_with_lists_and_bold(session: Session, year: Year) -> None:
    element = text_of(session, year)

    def edit(document: Any) -> None:
        first, second, *_rest = cell_of(document, element).paragraphs
        first.text = "Vi lover tre ting:"
        added = deepcopy(second._p)
        second._p.addnext(added)
        second.runs[-1].text = " altid."
        cell_of(document, element).paragraphs[-1].runs[0].bold = True

    content = edited(sent(session, year), edit)
    (change,) = planned(session, year, content).changes
    assert ("added", "tre ") in change.parts
    assert take(session, year, content) == roundtrip.Taken(1, 0, 0)
    newest = queries.revisions_of(session, element)[0]
    assert newest.text == (
        "Vi lover tre ting:\n\n• Vi ringer først altid.\n• Vi ringer først.\n• Vi svarer.\n\nResten er jeres."
    )
    assert newest.bold == ["ringer først", "Resten er jeres."]


def test_split_runs_and_reordered_rows_change_nothing(session: Session, year: Year) -> None:
    element = text_of(session, year)

    def edit(document: Any) -> None:
        paragraph = cell_of(document, element).paragraphs[0]
        paragraph.text = ""
        for part in ("Vi l", "over t", "o ting", ":"):
            paragraph.add_run(part)
        for run in row_of(document, element).cells[0].paragraphs[0].runs:
            run.text, rest = run.text[:7], run.text[7:]
            later = deepcopy(run._r)
            run._r.addnext(later)
            later.find(qn("w:t")).text = rest
        last = document.tables[-1].rows[-1]._tr
        document.tables[1]._tbl.append(last)

    assert planned(session, year, edited(sent(session, year), edit)).changes == []


def test_insertions_count_and_deletions_do_not(session: Session, year: Year) -> None:
    element = text_of(session, year)
    by = 'w:id="9" w:author="Jens" w:date="2027-09-01T10:00:00Z"'

    def edit(document: Any) -> None:
        paragraph = cell_of(document, element).paragraphs[0]
        paragraph.text = "Vi "
        for inner in (
            f"<w:del {nsdecls('w')} {by}><w:r><w:delText>lover </w:delText></w:r></w:del>",
            f'<w:ins {nsdecls("w")} {by}><w:r><w:t xml:space="preserve">holder </w:t></w:r></w:ins>',
            f"<w:moveFrom {nsdecls('w')} {by}><w:r><w:t>alt andet </w:t></w:r></w:moveFrom>",
            f"<w:moveTo {nsdecls('w')} {by}><w:r><w:t>to ting:</w:t></w:r></w:moveTo>",
        ):
            paragraph._p.append(parse_xml(inner))
        gone = f"<w:rPr {nsdecls('w')}><w:del {by}/></w:rPr>"  # the end of the last item is deleted: one paragraph
        cell_of(document, element).paragraphs[2]._p.get_or_add_pPr().append(parse_xml(gone))

    (change,) = planned(session, year, edited(sent(session, year), edit)).changes
    assert change.after[0] == "Vi holder to ting:\n\n• Vi ringer først.\n• Vi svarer.Resten er jeres."


def test_comments_of_word_come_once_with_their_writer_and_words(session: Session, year: Year) -> None:
    element = text_of(session, year)

    def edit(document: Any) -> None:
        paragraphs = cell_of(document, element).paragraphs
        document.add_comment(paragraphs[1].runs[1], "Skriver vi ikke?", author="Jens Lauridsen", initials="JL")
        document.add_comment(document.paragraphs[0].runs[0], "Den er lang.", author="Jens Lauridsen")

    content = edited(sent(session, year), edit)
    assert take(session, year, content).comments == 2
    assert planned(session, year, content).known == 2
    assert take(session, year, content).comments == 0
    on_text, on_whole = session.scalars(select(Comment).order_by(Comment.element_id.is_(None)))
    assert (on_text.element_id, on_text.revision, on_text.name) == (element.id, 2, "Jens Lauridsen")
    assert (on_text.text, on_text.source) == ("Om “ringer først”: Skriver vi ikke?", CommentSource.WORD)
    assert (on_whole.element_id, on_whole.text) == (None, "Den er lang.")


def test_text_that_was_changed_here_too_waits_for_a_choice(session: Session, year: Year) -> None:
    element = text_of(session, year)
    content = edited(sent(session, year), lambda one: setattr(cell_of(one, element).paragraphs[0], "text", "Fra Word."))
    drafting.write(session, year, 2, Level.ORGANISATION, "Herfra.")
    (change,) = planned(session, year, content).changes
    assert (change.undecided, change.before[0], change.after[0].split("\n")[0]) == (True, "Herfra.", "Fra Word.")
    with pytest.raises(WordUndecided):
        take(session, year, content)
    assert take(session, year, content, {element.id: (Choice.STANDING, 3)}).changed == 0
    drafting.write(session, year, 2, Level.ORGANISATION, "Herfra igen.")
    with pytest.raises(StaleElement):
        take(session, year, content, {element.id: (Choice.WORD, 3)})
    assert take(session, year, content, {element.id: (Choice.WORD, 4)}).changed == 1
    texts = [one.text.split("\n")[0] for one in queries.revisions_of(session, element)]
    assert texts == ["Fra Word.", "Herfra igen.", "Herfra.", "Vi lover to ting:", ""]


def test_text_that_was_changed_here_alone_stays(session: Session, year: Year) -> None:
    content = sent(session, year)
    drafting.write(session, year, 2, Level.ORGANISATION, "Herfra.")
    assert planned(session, year, content).changes == []


def test_lost_rows_are_asked_about(session: Session, year: Year) -> None:
    element = text_of(session, year)

    def edit(document: Any) -> None:
        row = row_of(document, element)._tr
        row.getparent().remove(row)
        other = document.tables[0].rows[1]._tr
        other.get_or_add_trPr().append(parse_xml(f'<w:del {nsdecls("w")} w:id="8" w:author="Jens"/>'))

    content = edited(sent(session, year), edit)
    found = planned(session, year, content).lost
    assert [one.id for one in found] == [drafting.element(session, year.guidance, 0, None).id, element.id]
    with pytest.raises(WordRowsLost) as refused:
        take(session, year, content, lost={element.id: LostRow.KEEP})
    assert refused.value.data["names"] == "Indledningen"
    taken = take(session, year, content, lost={found[0].id: LostRow.KEEP, element.id: LostRow.EMPTY})
    assert taken == roundtrip.Taken(0, 0, 1)
    assert [one.text for one in queries.revisions_of(session, element)] == ["", TEXT, ""]


def test_theme_that_came_later_is_not_lost(session: Session, year: Year) -> None:
    content = sent(session, year)
    services.set_theme(session, guidance=year.guidance, title="Et fjerde", by=None, now=NOW)
    assert planned(session, year, content).lost == []


def test_words_outside_of_the_texts_are_named(session: Session, year: Year) -> None:
    element = text_of(session, year)

    def edit(document: Any) -> None:
        document.add_paragraph("Husk at nævne de frivillige.")
        row_of(document, element).cells[2].add_paragraph("Det passer ikke.")
        document.paragraphs[0].runs[0].text = "Ledetråd for alle"

    found = planned(session, year, edited(sent(session, year), edit))
    assert sorted(found.other) == ["Det passer ikke.", "Husk at nævne de frivillige.", "Ledetråd for alle"]
    assert found.changes == []


def test_empty_row_empties_the_text_and_questions_stay_lines(session: Session, year: Year) -> None:
    questions = drafting.write(session, year, 2, None, "Hvem ringer?\nHvem svarer?")
    element = text_of(session, year)

    def edit(document: Any) -> None:
        for paragraph in cell_of(document, element).paragraphs:
            paragraph.text = ""
        cell_of(document, questions).add_paragraph("Hvem venter?")

    assert take(session, year, edited(sent(session, year), edit)).changed == 2
    assert queries.revisions_of(session, element)[0].text == ""
    assert queries.revisions_of(session, questions)[0].text == "Hvem ringer?\nHvem svarer?\nHvem venter?"


def renumbered(element: Element, new: str) -> Edit:
    def edit(document: Any) -> None:
        for run in row_of(document, element).cells[0].paragraphs[0].runs:
            run.text = run.text.replace(f":{element.id}:r2", new)

    return edit


def test_rows_that_make_no_sense_are_refused(session: Session, year: Year) -> None:
    element, content = text_of(session, year), sent(session, year)

    def double(document: Any) -> None:
        row = row_of(document, element)._tr
        row.addnext(deepcopy(row))

    for edit, refusal in (
        (renumbered(element, ":99999:r2"), WordRowUnknown),
        (renumbered(element, f":{element.id}:r7"), WordRowUnknown),
        (double, WordRowTwice),
    ):
        with pytest.raises(refusal):
            planned(session, year, edited(content, edit))
    assert element.revision == 2


def test_file_of_another_year_or_of_an_adopted_guidance_is_refused(session: Session, year: Year) -> None:
    content = sent(session, year)
    file = word_reading.read(content)
    with pytest.raises(WordOtherYear):
        roundtrip.plan_return(session, guidance=queries.of_year(session, 2027), file=file)
    year.guidance.state = GuidanceState.ADOPTED
    session.flush()
    with pytest.raises(GuidanceFrozen):
        planned(session, year, content)


def altered(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as result:
        for name in source.namelist():
            data = change(name, source.read(name))
            if data is not None:
                result.writestr(name, data)
    return target.getvalue()


def without_body(name: str, data: bytes) -> bytes | None:
    return b"<w:document/>" if name == "word/document.xml" else data


def with_entities(name: str, data: bytes) -> bytes | None:
    return data.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1) if name == "word/document.xml" else data


def with_macros(name: str, data: bytes) -> bytes | None:
    return data.replace(b"</Types>", b'<Default Extension="bin" ContentType="x.vbaProject"/></Types>')


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (without_body, WordUnreadable),
        (with_entities, WordUnreadable),
        (with_macros, DocumentWithMacros),
        (lambda name, data: None if name == "word/document.xml" else data, WordUnreadable),
    ],
)
def test_file_that_cannot_be_trusted_is_not_read(
    session: Session, year: Year, change: Callable[[str, bytes], bytes | None], refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        word_reading.read(altered(sent(session, year), change))


def test_other_files_are_refused_in_words_of_their_own() -> None:
    plain = io.BytesIO()
    docx.Document().save(plain)
    with pytest.raises(WordForeign):
        word_reading.read(plain.getvalue())
    with pytest.raises(WordUnreadable):
        word_reading.read(b"%PDF-1.7 ...")
    with pytest.raises(DocumentUnknown):
        word_reading.read(b"hej")
