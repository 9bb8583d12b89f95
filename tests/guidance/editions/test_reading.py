"""The set of an edition: tags, language, reading order and text alternatives; Word files re-read; the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from flask import Flask
from PIL import Image

from app.guidance.domain import ArtworkUnknown, Edition
from app.guidance.editions import artwork, reading
from app.guidance.editions.edition import Correction, corrected
from app.paper import MADE_UP, THREADS, made_up
from config import COLOURS
from tests.guidance import editing
from tests.test_paper import structure

pytestmark = pytest.mark.usefixtures("app")
NOW = dt.datetime(2027, 11, 1, 7, tzinfo=dt.UTC)


def made(content: dict[str, Any], own: bytes | None = None, now: dt.datetime = NOW) -> Edition:
    return reading.made_of(content, body=editing.BODY, artwork=own, now=now)


def file(edition: Edition, name: str) -> bytes:
    return next(one.content for one in edition.files if one.name == name)


def word(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def headings(document: Any) -> list[tuple[str, str]]:
    return [(one.style.name, one.text) for one in document.paragraphs if one.style.name.startswith("Heading")]


def in_order(rendered: bytes) -> Iterator[tuple[str, str]]:
    """Tag and text alternative of every structure element, as a screen reader meets them."""
    with pikepdf.open(io.BytesIO(rendered)) as pdf:
        for element in structure(pdf.Root.StructTreeRoot):
            yield str(element.S), str(element.get("/Alt", ""))


def test_set_has_every_file_and_the_same_bytes_again() -> None:
    edition, again = made(editing.content()), made(editing.content())
    assert edition == again
    assert [one.name for one in edition.files] == [
        "ledetraad-2028.docx",
        "ledetraad-2028-spoergsmaal-1.pdf",
        "ledetraad-2028-spoergsmaal-2.pdf",
        "ledetraad-2028-spoergsmaal-3.pdf",
        "ledetraad-2028-aarsplan.docx",
        "ledetraad-2028-temabillede.svg",
        "ledetraad-2028-temabillede-smal.svg",
    ]
    assert [one.name for one in made(editing.content(english=True)).files][7:] == [
        "ledetraad-2028-english.pdf",
        "ledetraad-2028-english.docx",
        "ledetraad-2028-english-temabillede.svg",
        "ledetraad-2028-english-temabillede-smal.svg",
    ]


def test_printed_pages_are_tagged_in_the_order_in_which_they_are_read() -> None:
    found = list(in_order(made(editing.content()).pdf))
    wanted = ["/H1", "/Figure", "/H2", *["/H2", "/L", "/L", "/L", "/H3"] * 3, "/H2", "/Table", "/H2", "/H2"]
    assert [tag for tag, _ in found if tag in {"/H1", "/H2", "/H3", "/Figure", "/L", "/Table"}] == wanted
    (alt,) = [alt for tag, alt in found if tag == "/Figure"]
    assert "Tråd 1, Effekt for borgerne: Borgerne: Vi lytter i tema 1; Organisationen: Vi lytter i tema 1" in alt
    assert [tag for tag, _ in found].count("/Strong") == 1 + 9


@pytest.mark.parametrize(
    ("name", "language", "title"),
    [
        ("", "da", "Ledetråd 2028, Eksempel Kommune"),
        ("ledetraad-2028-spoergsmaal-2.pdf", "da", "Spørgsmål til “Trygge overgange”, Ledetråd 2028"),
        ("ledetraad-2028-english.pdf", "en", ""),
    ],
)
def test_every_pdf_says_its_language_title_and_standards(name: str, language: str, title: str) -> None:
    edition = made(editing.content(english=True))
    with pikepdf.open(io.BytesIO(file(edition, name) if name else edition.pdf)) as pdf:
        metadata = pdf.open_metadata()
        assert str(pdf.Root.Lang) == language
        assert pdf.Root.MarkInfo.Marked
        assert title in metadata["dc:title"]
        assert (metadata["pdfuaid:part"], metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("1", "2", "A")


def test_leaflet_has_the_theme_as_its_title_and_each_question() -> None:
    found = [tag for tag, _ in in_order(file(made(editing.content()), "ledetraad-2028-spoergsmaal-1.pdf"))]
    assert [tag for tag in found if tag.startswith("/H")] == ["/H1", "/H2"]
    assert "/Figure" not in found  # the lines to write on are decoration


def test_word_file_has_real_headings_lists_table_language_and_alternative() -> None:
    document = word(file(made(editing.content()), "ledetraad-2028.docx"))
    assert headings(document)[:5] == [
        ("Heading 1", "Ledetråd 2028"),
        ("Heading 2", "Kære ledere og medarbejdere"),
        ("Heading 2", "1. Effekt for borgerne"),
        ("Heading 3", "Borgerne"),
        ("Heading 3", "Organisationen"),
    ]
    listed = [one.text for one in document.paragraphs if one.style.name == "List Bullet"]
    assert listed[:2] == ["sammen", "hver uge"]
    bold = [run.text for one in document.paragraphs for run in one.runs if run.bold]
    assert bold == ["vigtigt", "Direktionen", *["hver uge"] * 9]
    (language,) = document.styles.element.xpath("//w:rPrDefault//w:lang/@w:val")
    assert (language, document.core_properties.language) == ("da-DK", "da-DK")
    (alt,) = document.element.xpath("//wp:docPr/@descr")
    assert alt.startswith("Temaerne er tråde i ét reb.")
    assert len(document.element.xpath("//w:tblHeader")) == 1


def test_word_file_carries_the_day_of_the_edition_and_no_other() -> None:
    content = file(made(editing.content()), "ledetraad-2028.docx")
    core = word(content).core_properties
    assert (core.title, core.author) == ("Ledetråd 2028, Eksempel Kommune", "Direktionen, Eksempel Kommune")
    assert core.created == core.modified == NOW
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {one.date_time for one in package.infolist()} == {(2027, 11, 1, 7, 0, 0)}


def test_plan_template_has_messages_questions_and_fields_that_can_be_filled() -> None:
    document = word(file(made(editing.content()), "ledetraad-2028-aarsplan.docx"))
    assert headings(document)[:5] == [
        ("Heading 1", "Årsplan 2028"),
        ("Heading 2", "1. Effekt for borgerne"),
        ("Heading 3", "Det siger ledetråden"),
        ("Heading 3", "Spørgsmål til jer selv"),
        ("Heading 3", "Vores svar"),
    ]
    assert "Borgerne: Vi lytter i tema 1." in [one.text for one in document.paragraphs]
    names = document.element.xpath("//w:sdtPr/w:alias/@w:val")
    assert len(names) == 4 + 4 * 3 * 4
    assert names[4] == "Effekt for borgerne: Det vil vi gøre"
    assert all("Hvem" in table.rows[0].cells[1].text for table in document.tables)


def test_english_edition_falls_back_to_danish_that_is_marked_as_danish() -> None:
    edition = made(editing.content(english=True))
    document = word(file(edition, "ledetraad-2028-english.docx"))
    texts = [one.text for one in document.paragraphs]
    assert ("Dear all." in texts, "We listen." in texts, "1. Theme 1" in texts) == (True, True, True)
    assert "Vi lytter i tema 1." not in texts
    marked = {
        run.text: run._r.rPr.find(qn("w:lang")).get(qn("w:val"))
        for one in document.paragraphs
        for run in one.runs
        if run._r.rPr is not None and run._r.rPr.find(qn("w:lang")) is not None
    }
    assert marked["Trygge overgange"] == marked["Hvad gør I?"] == "da-DK"
    assert "Theme 1" not in marked


def test_half_a_translation_makes_no_english_edition() -> None:
    content = editing.content(english=True)
    content["themes"][2]["messages"][1]["english"] = ""
    assert [one.name for one in made(content).files if "english" in one.name] == []


def png() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(target, "PNG")
    return target.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" fill="teal"/></svg>'


@pytest.mark.parametrize(("own", "kind", "ending"), [(png(), "image/png", "png"), (SVG, "image/svg+xml", "svg")])
def test_designers_picture_stands_in_page_and_word_file_with_its_words(own: bytes, kind: str, ending: str) -> None:
    given = {"name": f"tema.{ending}", "media_type": kind, "alt": "Et tov", "sha256": ""}
    edition = made({**editing.content(), "illustration": given}, own)
    assert [one.name for one in edition.files if "temabillede" in one.name] == [f"ledetraad-2028-temabillede.{ending}"]
    assert file(edition, f"ledetraad-2028-temabillede.{ending}") == own
    assert [alt for tag, alt in in_order(edition.pdf) if tag == "/Figure"] == ["Et tov"]
    assert word(file(edition, "ledetraad-2028.docx")).element.xpath("//wp:docPr/@descr") == ["Et tov"]
    reading.print_on_trial(own, kind, alt="Et tov")


OWN = ("#7a1f3d", "#1f4e2c", "#34495e")


def painted(rendered: bytes) -> set[str]:
    """The colours of areas and lines on the pages of a PDF, as a stylesheet writes them."""
    with pikepdf.open(io.BytesIO(rendered)) as pdf:
        return {one for page in pdf.pages for one in _painted(page.obj)}


def _painted(place: Any) -> Iterator[str]:
    """Also in what stands on the page as a picture of lines (PDF 32000-1, 8.10)."""
    for step in pikepdf.parse_content_stream(place):
        if str(step.operator) in ("sc", "SC", "scn", "SCN", "rg", "RG") and len(step.operands) == 3:
            yield "#" + "".join(f"{round(float(one) * 255):02x}" for one in step.operands)
    for form in place.get("/Resources", {}).get("/XObject", {}).values():
        if form.get("/Subtype") == "/Form":
            yield from _painted(form)


def test_bodys_own_colours_are_in_every_file_of_the_set(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = made(editing.content())
    monkeypatch.setitem(app.config, THREADS, OWN)
    own = made(editing.content())
    house = set(COLOURS) - {COLOURS[0]}  # the first is also that of rules and headings
    assert painted(plain.pdf) >= set(COLOURS[:4])
    assert (painted(own.pdf) >= set(OWN), painted(own.pdf) & house) == (True, set())
    for number, colour in enumerate(OWN, start=1):
        leaflet = painted(file(own, f"ledetraad-2028-spoergsmaal-{number}.pdf"))
        assert (colour in leaflet, leaflet & house) == (True, set())
    for form in ("", "-smal"):
        drawn = file(own, f"ledetraad-2028-temabillede{form}.svg").decode()
        assert [colour in drawn for colour in (*OWN, *COLOURS)] == [True] * 3 + [False] * 5


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("ledetraad-2028.docx", "Opdigtet: menneskene og det, de siger, findes ikke."),
        ("ledetraad-2028-aarsplan.docx", "Opdigtet: menneskene og det, de siger, findes ikke."),
    ],
)
def test_word_file_of_a_demonstration_says_that_it_is_made_up(
    app: Flask, monkeypatch: pytest.MonkeyPatch, name: str, mark: str
) -> None:
    plain = foot(file(made(editing.content()), name))
    monkeypatch.setitem(app.config, MADE_UP, True)
    marked = file(made(editing.content(english=True)), name)
    assert foot(marked) == f"{plain}\n{mark}"
    assert "Opdigtet" not in plain


def test_english_word_file_of_a_demonstration_says_so_in_english(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, MADE_UP, True)
    last = foot(file(made(editing.content(english=True)), "ledetraad-2028-english.docx")).split("\n")[-1]
    assert last == made_up("en")
    assert last != made_up("da")


def foot(content: bytes) -> str:
    return str(word(content).sections[0].footer.paragraphs[0].text)


def test_picture_that_cannot_be_printed_is_told_before_it_is_kept() -> None:
    broken = artwork.examine("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="0"/>', alt="Et tov")
    with pytest.raises(ArtworkUnknown):
        reading.print_on_trial(broken.content, broken.media_type, alt=broken.alt)


def test_content_from_before_texts_had_bold_can_be_read() -> None:
    old = editing.content()
    for name in ("letter", "illustration", "corrections"):
        del old[name]
    for theme in old["themes"]:
        del theme["english"], theme["forerunners_english"]
        theme["messages"] = [{name: one[name] for name in ("element", "level", "text")} for one in theme["messages"]]
        theme["questions"] = [{name: one[name] for name in ("element", "questions")} for one in theme["questions"]]
    page = reading.reading_of(old, body=editing.BODY)
    assert page["introduction"] == [
        {"is_list": False, "lines": [[["Kære alle.", False]]]},
        {"is_list": False, "lines": [[["Det er vigtigt.", False]]]},
    ]
    assert made(old).pdf.startswith(b"%PDF-1.7")


def test_correction_changes_one_text_and_says_so_everywhere() -> None:
    content = editing.content()
    words: dict[str, Any] = {
        "element": 11,
        "text": "Vi lytter nu.",
        "bold": ["nu"],
        "english": "",
        "why": "Et ord manglede.",
    }
    after = corrected(content, Correction(**words, on=dt.date(2027, 12, 3), edition=2))
    assert content == editing.content()
    changed = after["themes"][0]["messages"].pop(1)
    assert (changed["text"], changed["bold"]) == ("Vi lytter nu.", ["nu"])
    content["themes"][0]["messages"].pop(1)
    said = {"edition": 2, "on": "2027-12-03", "why": "Et ord manglede."}
    assert after == {**content, "corrections": [said]}
    sentence = "2. udgave, rettet 3. december 2027: Et ord manglede."
    assert reading.reading_of(after, body=editing.BODY)["corrections"] == [sentence]
    assert f"Rettet udgave. {sentence}" in [
        one.text for one in word(file(made(after), "ledetraad-2028.docx")).paragraphs
    ]
