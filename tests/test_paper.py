"""The printed pages: readable by machine and screen reader, the same bytes for the same content."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from flask import Flask

from app.domain import Unprintable
from app.paper import MADE_UP, render_pdf
from tests.people.reading_answers import letters, letters_of_pdf

MOMENT = dt.datetime(2027, 11, 1, 7, 0, tzinfo=dt.UTC)


def said(*paragraphs: str) -> list[dict[str, Any]]:
    """Paragraphs as the templates take them: lines of words, each bold or not."""
    return [{"is_list": False, "lines": [[[one, False]]]} for one in paragraphs]


PUBLICATION: dict[str, Any] = {
    "title": "Ledetråd 2028, Eksempel Kommune",
    "author": "Direktionen, Eksempel Kommune",
    "footer": "Eksempel Kommune, Ledetråd 2028, 1. udgave, 1. november 2027",
    "sender": "Fra direktionen i Eksempel Kommune, mandag 1. november 2027",
    "heading": "Ledetråd 2028",
    "lead": "Direktionens brev til alle ledere og medarbejdere om retningen for det kommende år.",
    "corrections": ["2. udgave, rettet 3. december 2027: Årstallet var forkert."],
    "introduction": [
        {"is_list": False, "lines": [[["Ledetråden siger ikke, ", False], ["hvad I skal lave.", True]]]},
        {"is_list": True, "lines": [[["Den siger, hvad vi beder jer have for øje.", False]], [["Mere ikke.", False]]]},
    ],
    "picture": {
        "svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>',
        "alt": "Et billede",
        "made": True,
    },
    "themes": [
        {
            "name": "Effekt for borgerne",
            "name_lang": "da",
            "core_lang": "da",
            "questions_lang": "da",
            "core": "Vi gør det, der virker, og vi ser efter, om det virker.",
            "lineage": "Videreført fra 2027",
            "messages": [
                {"level": "Borgerne", "text": said("Borgerne bliver spurgt, om indsatsen hjælper dem.")},
                {"level": "Organisationen", "text": said("Hvert center vælger få mål.", "Vi følger dem hele året.")},
                {"level": "Medarbejderne", "text": said("Medarbejderne ser på virkningen sammen.")},
            ],
            "questions": ["Hvad gør I i dag, som ingen ville savne?"],
        },
        {
            "name": "Trygge overgange",
            "name_lang": "da",
            "core_lang": "da",
            "questions_lang": "da",
            "core": "",
            "lineage": "Nyt tema",
            "messages": [{"level": "Borgerne", "text": said("Der er én kontaktperson med navn og nummer.")}],
            "questions": [],
        },
    ],
    "lineage": [
        {
            "from": "Effekt for borgerne",
            "how": "videreført",
            "kind": "continued",
            "to": "Effekt for borgerne",
            "why": "Arbejdet er ikke færdigt.",
            "strand": 0,
        },
        {"from": "", "how": "nyt", "kind": "new", "to": "Trygge overgange", "why": "Her knækker det.", "strand": 1},
        {"from": "Faglighed", "how": "slut", "kind": "ended", "to": "", "why": "Det er blevet hverdag.", "strand": 2},
    ],
    "roads": [
        {
            "heading": "Sådan blev den til",
            "rows": [{"when": "19. oktober", "what": "Vedtaget af direktionen, punkt 4"}],
        },
        {"heading": "Fra ord til handling", "rows": [{"when": "8. december 2027", "what": "Ledelsesseminar"}]},
    ],
    "words": {
        "page": "Side",
        "of": "af",
        "greeting": "Kære ledere og medarbejdere",
        "signature": "Direktionen",
        "questions": "Spørgsmål til jer selv",
        "lineage": "Fra 2027 til 2028",
        "lineage_columns": ["2027", "Hvordan", "2028", "Hvorfor"],
        "picture": "Temaerne er tråde i ét reb.",
    },
}

LETTER: dict[str, Any] = {
    "title": "Det blev jeres ord til: Åkandens Børnehus",
    "author": "Direktionen, Eksempel Kommune",
    "footer": "Eksempel Kommune, Direktionen",
    "body": "Eksempel Kommune",
    "unit": "Direktionen",
    "lines": ["Mandag 1. november 2027", "sekretariatet@example.dk"],
    "recipient": ["Åkandens Børnehus", "Mette Holm"],
    "heading": "Det blev jeres ord til",
    "introduction": ["Kære Mette Holm", "Tirsdag 16. marts 2027 talte vi sammen."],
    "account": [{"count": 1, "what": "blev til en sætning"}, {"count": 1, "what": "kom ikke med i år"}],
    "pairs": [
        {
            "said": "Vi tæller, hvor mange samtaler vi holder. Ingen har spurgt, om de hjalp.",
            "place": "Effekt for borgerne, organisationen",
            "became": [
                {"change": "same", "text": "Hvert center vælger "},
                {"change": "removed", "text": "mange "},
                {"change": "added", "text": "få "},
                {"change": "same", "text": "mål."},
            ],
        }
    ],
    "rest": [{"fate": "Ikke i år", "said": "Giv os to faste vikarer.", "why": "Det afgøres i budgettet."}],
    "promises": [{"who": "Vi", "what": "Kontaktliste", "due": "15. august 2027", "state": "Gjort"}],
    "closing": "Tak, fordi I sagde det ligeud.",
    "regards": ["Venlig hilsen", "Direktionen"],
    "words": {
        "page": "Side",
        "of": "af",
        "pairs": "Det ændrede en sætning",
        "reading": [{"change": "added", "text": "Understreget"}, {"change": "same", "text": " er kommet til."}],
        "pair_columns": ["Jeres ord", "Sætningen i Ledetråd 2028"],
        "rest": "Det kom ikke med, og derfor",
        "rest_columns": ["Hvad skete", "Jeres ord", "Hvorfor"],
        "promises": "Det har vi lovet hinanden",
        "promise_columns": ["Hvem", "Hvad", "Hvornår", "Hvor langt"],
    },
}

DOCUMENTS = [("publication", PUBLICATION), ("letter", LETTER)]


def read(rendered: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(rendered))


def structure(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Every structure element beneath a node, in reading order."""
    kids: Any = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from structure(kid)


def tags(rendered: bytes) -> list[str]:
    with read(rendered) as pdf:
        return [str(element.S) for element in structure(pdf.Root.StructTreeRoot)]


@pytest.mark.parametrize(("template", "data"), DOCUMENTS)
def test_pdf_names_itself_and_its_language(template: str, data: dict[str, Any]) -> None:
    pdf = read(render_pdf(template, data, moment=MOMENT, language="da"))
    metadata = pdf.open_metadata()
    assert str(pdf.Root.Lang) == "da"
    assert bool(pdf.Root.MarkInfo.Marked) is True
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
    assert metadata["dc:title"] == data["title"]
    assert metadata["pdfuaid:part"] == "1"
    assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


def test_language_is_the_readers_when_english_is_asked_for() -> None:
    pdf = read(render_pdf("publication", PUBLICATION, moment=MOMENT, language="en"))
    assert str(pdf.Root.Lang) == "en"


def test_publication_reads_from_the_title_down_to_the_roads() -> None:
    found = tags(render_pdf("publication", PUBLICATION, moment=MOMENT, language="da"))
    headings = [tag for tag in found if tag in {"/H1", "/H2", "/H3"}]
    assert headings == ["/H1", "/H2", "/H2", "/H3", "/H2", "/H2", "/H2", "/H2"]
    assert found.count("/Table") == 1
    assert found.count("/TH") == 4
    assert (found.count("/L"), found.count("/LI"), found.count("/Strong"), found.count("/Figure")) == (1, 2, 1, 1)


def test_letter_has_its_three_tables_with_headed_columns() -> None:
    found = tags(render_pdf("letter", LETTER, moment=MOMENT, language="da"))
    assert found.count("/Table") == 3
    assert found.count("/TH") == 2 + 3 + 4


@pytest.mark.parametrize(("template", "data"), DOCUMENTS)
def test_every_figure_has_a_text_in_its_place(template: str, data: dict[str, Any]) -> None:
    pdf = read(render_pdf(template, data, moment=MOMENT, language="da"))
    figures = [element for element in structure(pdf.Root.StructTreeRoot) if str(element.S) == "/Figure"]
    assert [str(figure.get("/Alt", "")) for figure in figures if not str(figure.get("/Alt", ""))] == []


@pytest.mark.parametrize(("template", "data"), DOCUMENTS)
def test_headings_go_down_one_level_at_a_time(template: str, data: dict[str, Any]) -> None:
    found = tags(render_pdf(template, data, moment=MOMENT, language="da"))
    levels = [int(tag[2:]) for tag in found if tag.startswith("/H") and tag[2:].isdecimal()]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(("template", "data"), DOCUMENTS)
def test_same_content_gives_the_same_bytes(template: str, data: dict[str, Any]) -> None:
    first = render_pdf(template, data, moment=MOMENT, language="da")
    reordered = dict(reversed(list(data.items())))
    assert render_pdf(template, reordered, moment=MOMENT, language="da") == first
    assert render_pdf(template, data, moment=MOMENT + dt.timedelta(days=1), language="da") != first


def test_typed_markup_stays_text() -> None:
    hostile = '#read("/etc/passwd") *fed* $x$ = Overskrift "\\ <mærke> @kilde'
    plain = render_pdf("letter", {**LETTER, "closing": "Tak."}, moment=MOMENT, language="da")
    typed = render_pdf("letter", {**LETTER, "closing": hostile}, moment=MOMENT, language="da")
    assert tags(typed) == tags(plain)


def test_blacked_out_words_can_be_printed() -> None:
    data = {**LETTER, "rest": [{"fate": "Ikke i år", "said": "▮", "why": "Ordene er slettet."}]}
    assert read(render_pdf("letter", data, moment=MOMENT, language="da")).Root.Lang == "da"


def test_character_without_a_glyph_is_refused_by_name() -> None:
    with pytest.raises(Unprintable) as refusal:
        render_pdf("letter", {**LETTER, "closing": "Tak 漢"}, moment=MOMENT, language="da")
    assert refusal.value.data == {"character": "漢"}


def test_paper_of_a_demonstration_says_that_it_is_made_up(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = render_pdf("letter", LETTER, moment=MOMENT, language="da")
    with app.app_context():
        assert render_pdf("letter", LETTER, moment=MOMENT, language="da") == plain
        monkeypatch.setitem(app.config, MADE_UP, True)
        marked = render_pdf("letter", LETTER, moment=MOMENT, language="da")
    assert letters("Opdigtet: menneskene og det, de siger, findes ikke.") in letters_of_pdf(marked)
    assert letters("Opdigtet") not in letters_of_pdf(plain)
