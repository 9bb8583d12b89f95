"""The files of the communication, read again by others' readers: the paper as PDF and Word, the slides."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import docx
import pikepdf
import pptx
import pytest
from sqlalchemy.orm import Session

from app.communication import pages, printing, slides, texts
from app.guidance import queries as guidances
from app.paper import MADE_UP
from tests.communication import telling
from tests.communication.telling import BODY

MOMENT = dt.datetime(2027, 11, 1, 7, 0, tzinfo=dt.UTC)
URL = "https://led.example.dk/ledetraad/2028"
THEME = {
    "number": 1,
    "title": "Effekt for borgerne",
    "summary": "Vi gør det, der virker.",
    "kind": "new",
    "forerunners": [],
    "messages": [{"level": "citizens", "text": "Borgerne bliver spurgt. Hver gang."}],
    "questions": [{"questions": ["Hvad gør I?"]}],
}


def content(themes: int) -> dict[str, object]:
    found = [{**THEME, "number": number, "title": f"Tema {number}"} for number in range(1, themes + 1)]
    return {"year": 2028, "introduction": "Kære alle.", "themes": found, "ahead": []}


def tags(node: object) -> list[str]:
    """The kinds of the structure elements of a PDF, in the order of reading."""
    found = [str(node.S)[1:]] if isinstance(node, pikepdf.Dictionary) and "/S" in node else []
    kids: Any = node.get("/K", []) if isinstance(node, pikepdf.Dictionary) else []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += tags(kid)
    return found


pytestmark = pytest.mark.starts_from(make=telling.publish)


@pytest.fixture
def paper(session: Session, app):
    return printing.content_of(telling.told(session), body=BODY)


def test_pdf_is_tagged_with_headings_and_tables(paper) -> None:
    with pikepdf.open(io.BytesIO(printing.as_pdf(paper))) as pdf:
        assert (bool(pdf.Root.MarkInfo.Marked), str(pdf.Root.Lang)) == (True, "da")
        assert str(pdf.docinfo["/Title"]) == "Direktionens Ledetråd 2028, sag til Økonomiudvalget"
        found = tags(pdf.Root.StructTreeRoot)
    assert [found.count(tag) for tag in ("H1", "H2", "H3", "Table")] == [1, 7, 4, 3]
    assert found.count("TH") == 6


def test_pdf_and_word_have_the_same_bytes_for_the_same_paper(paper) -> None:
    assert printing.as_pdf(paper) == printing.as_pdf(paper)
    assert printing.as_word(paper) == printing.as_word(paper)


def test_word_file_has_the_fixed_headings_as_styles(paper) -> None:
    document = docx.Document(io.BytesIO(printing.as_word(paper)))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 2"]
    assert headings == [
        "Beslutningstema",
        "Sagsfremstilling og økonomi",
        "Bevilling",
        "Kompetence",
        "Kommunikation",
        "Indstilling",
        "Beslutning",
    ]
    assert [one.text for one in document.paragraphs if one.style.name == "Heading 3"] == [
        "Sådan blev ledetråden til",
        "Årets temaer",
        "Fra ord til handling",
        "Økonomi",
    ]
    assert document.core_properties.language == "da-DK"
    assert 'w:lang w:val="da-DK"' in document.styles.element.xml
    forums = document.tables[0]
    assert "w:tblHeader" in forums.rows[0]._tr.xml
    assert [cell.text for cell in forums.rows[3].cells] == ["9. september 2027", "Lederforum: Drøftelse af udkastet"]


def test_file_of_a_paper_stands_what_people_write(paper) -> None:
    odd = {**paper, "decision": ["#heading[x] <b>&\x0b", "Ja\n\nOg nej."], "heading": "#let x = 1 *"}
    document = docx.Document(io.BytesIO(printing.as_word(odd)))
    assert [one.text for one in document.paragraphs][-3:] == ["#heading[x] <b>&", "Ja", "Og nej."]
    assert printing.as_pdf({**odd, "decision": ["#heading[x] <b>&"]}).startswith(b"%PDF")


def test_slides_are_five_in_real_placeholders_with_language_and_notes(session: Session, app) -> None:
    year = telling.publish(session)
    made = pptx.Presentation(io.BytesIO(pages.slide_show(session, guidances.of_year(session, 2028), body=BODY)))
    assert year.guidance.year == 2028
    assert [one.shapes.title.text for one in made.slides] == [
        "Direktionens Ledetråd 2028",
        "Effekt for borgerne",
        "Samarbejde på tværs",
        "Faglighed i udvikling",
        "Det sker nu",
    ]
    assert made.core_properties.language == "da-DK"
    assert made.slide_width / made.slide_height == pytest.approx(16 / 9)
    for slide in made.slides:
        assert [one.placeholder_format.idx for one in slide.placeholders] == [0, 1]
        assert slide.notes_slide.notes_text_frame.text
        for page in (slide, slide.notes_slide):
            runs = [one for one in page.element.iter("{*}rPr") if one.getparent().tag.endswith("}r")]
            assert {one.get("lang") for one in runs} == {"da-DK"}
    assert "Hvad gør I ved tema 1?" in made.slides[1].notes_slide.notes_text_frame.text
    drawn = [one for slide in made.slides for one in slide.shapes if not one.is_placeholder]
    assert [one._element.nvCxnSpPr.cNvPr.get("descr") for one in drawn] == [
        f"Tråden for tema {number}" for number in (1, 2, 3)
    ]


def test_slides_of_a_demonstration_say_that_they_are_made_up(app, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = texts.slides_of(content(1), body=BODY, url=URL)
    monkeypatch.setitem(app.config, MADE_UP, True)
    marked = texts.slides_of(content(1), body=BODY, url=URL)
    assert marked[0].lines == (*plain[0].lines, "Opdigtet: menneskene og det, de siger, findes ikke.")
    assert marked[1:] == plain[1:]


def test_slides_have_the_same_bytes_for_the_same_content(app) -> None:
    def made() -> bytes:
        found = texts.slides_of(content(3), body=BODY, url=URL)
        return slides.presentation(found, title="Ledetråd", author=BODY, moment=MOMENT)

    assert made() == made()


@pytest.mark.parametrize(
    ("themes", "titles"),
    [
        (2, ["Direktionens Ledetråd 2028", "Tema 1", "Tema 2", "Det sker nu"]),
        (5, ["Direktionens Ledetråd 2028", "Tema 1", "Tema 2", "Tema 3, Tema 4 og Tema 5", "Det sker nu"]),
    ],
)
def test_no_theme_is_left_out_of_the_slides(app, themes: int, titles: list[str]) -> None:
    found = texts.slides_of(content(themes), body=BODY, url=URL)
    assert [one.title for one in found] == titles
    assert "Borgerne: Borgerne bliver spurgt." in found[1].lines
    assert "Hver gang." in found[1].notes
    if themes == 5:
        assert "Tema 5: Vi gør det, der virker." in found[3].lines


def test_portal_text_is_plain_and_leads_to_the_guidance(app) -> None:
    text = texts.portal_text(content(2), body=BODY, url=URL)
    assert text == (
        "Ledetråd 2028 er her\n\nKære alle.\n\nÅrets temaer:\n• Tema 1: Vi gør det, der virker.\n"
        f"• Tema 2: Vi gør det, der virker.\n\nLæs hele ledetråden og spørgsmålene til jer selv: {URL}"
    )
