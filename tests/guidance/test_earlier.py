"""The guidance of an earlier year from a Word file or a pasted text: proposals, and a person who points."""

from __future__ import annotations

import html
import io
import re
from typing import Any

import docx
import pytest
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from app.guidance import queries
from app.guidance.domain import PieceWithoutTheme, TooManyPieces, TooManyThemes
from app.guidance.drafting import drafts
from app.guidance.earlier import Part, gathered, of_file, of_text
from app.people.domain import Role
from tests.guidance.drafting import making as drafting

PASTED = """Kære ledere og medarbejdere
Vi har talt med seks arbejdspladser om det, der virker.

Effekt for borgerne

Vi vil vide, om det hjælper.

For borgerne

Du bliver spurgt, om det hjalp dig.

Til medarbejderne:

Spørg, før du går.

Spørgsmål til jer selv

Hvordan ved I det?
Hvem spørger I?"""


def written_in_word() -> bytes:
    document = docx.Document()
    document.add_heading("Ledetråd 2018", level=1)
    document.add_paragraph("Vi har talt med seks arbejdspladser.")
    for title in ("Effekt for borgerne", "Faglighed"):
        document.add_heading(title, level=2)
        document.add_paragraph(f"Kernen i {title}.")
        document.add_heading("For organisationen", level=3)
        document.add_paragraph("Vi måler det, der hjælper.", style="List Bullet")
        document.add_paragraph("Refleksionsspørgsmål").runs[0].bold = True
        document.add_paragraph("Hvad virker?")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_headings_are_themes_and_labels_lead_to_what_follows() -> None:
    parts = [(piece.part, piece.text) for piece in of_file(written_in_word())]
    assert parts[:7] == [
        (Part.SKIP, "Ledetråd 2018"),
        (Part.INTRODUCTION, "Vi har talt med seks arbejdspladser."),
        (Part.THEME, "Effekt for borgerne"),
        (Part.SUMMARY, "Kernen i Effekt for borgerne."),
        (Part.SKIP, "For organisationen"),
        (Part.ORGANISATION, "Vi måler det, der hjælper."),
        (Part.SKIP, "Refleksionsspørgsmål"),
    ]
    assert [text for part, text in parts if part is Part.THEME] == ["Effekt for borgerne", "Faglighed"]


def test_pasted_text_is_proposed_by_known_names_and_labels() -> None:
    pieces = of_text(PASTED, ["Effekt for borgerne"])
    assert [piece.part for piece in pieces] == [
        Part.SKIP,
        Part.INTRODUCTION,
        Part.THEME,
        Part.SUMMARY,
        Part.SKIP,
        Part.CITIZENS,
        Part.SKIP,
        Part.EMPLOYEES,
        Part.SKIP,
        Part.QUESTION,
        Part.QUESTION,
    ]


def test_pieces_are_gathered_under_their_theme() -> None:
    found = gathered([(piece.text, piece.part) for piece in of_text(PASTED, ["Effekt for borgerne"])])
    assert found.introduction == "Vi har talt med seks arbejdspladser om det, der virker."
    (theme,) = found.themes
    assert theme.texts[Part.QUESTION] == "Hvordan ved I det?\nHvem spørger I?"
    assert theme.texts[Part.CITIZENS] == "Du bliver spurgt, om det hjalp dig."


def test_piece_before_a_theme_and_a_sixth_theme_are_refused() -> None:
    with pytest.raises(PieceWithoutTheme):
        gathered([("Spørg, før du går.", Part.EMPLOYEES)])
    with pytest.raises(TooManyThemes):
        gathered([(str(number), Part.THEME) for number in range(6)])
    with pytest.raises(TooManyPieces):
        of_text("Et stykke.\n\n" * 301)


@pytest.mark.usefixtures("app")
class TestPages:
    """From the file to the history, with a person who points."""

    @pytest.fixture
    def client(self, client_of, add_person):
        return client_of(add_person(Role.SECRETARIAT))

    def test_file_is_pointed_at_seen_and_kept(self, session: Session, client) -> None:
        drafting.last_years_guidance(session)
        session.commit()
        given = {"kilde-year": "2028", "kilde-file": (io.BytesIO(written_in_word()), "2028.docx")}
        page = client.post("/ledetraad/tidligere/tekst", data=given)
        assert page.status_code == 200
        assert "Hvad er hvad i Ledetråd 2028?" in page.text
        form = fields(page.text)
        form["part"][form["text"].index("Kernen i Faglighed.")] = "employees"
        whole = client.post("/ledetraad/tidligere/udpeg", data=form)
        assert whole.status_code == 200
        assert 'name="themes-0-before" type="text" value="Effekt for borgerne"' in whole.text
        assert queries.is_begun(session, 2028) is False
        kept = client.post("/ledetraad/tidligere", data=typed(whole.text))
        assert kept.headers["Location"] == "/ledetraad/2028"
        session.expire_all()
        first, second = drafts.draft_of(session, queries.of_year(session, 2028)).themes
        assert queries.forerunner_titles(first.edition) == ["Effekt for borgerne"]
        messages = {row.element.level: row.text for row in second.rows}
        assert messages[Level.EMPLOYEES] == "Kernen i Faglighed."
        assert messages[None] == "Hvad virker?"

    def test_nothing_or_nonsense_is_told_on_the_page(self, client) -> None:
        nothing = client.post("/ledetraad/tidligere/tekst", data={"kilde-year": "2017"})
        assert (nothing.status_code, "Vælg en fil, eller indsæt teksten." in nothing.text) == (422, True)
        broken = {"kilde-year": "2017", "kilde-file": (io.BytesIO(b"PK\x03\x04 nej"), "2017.docx")}
        assert client.post("/ledetraad/tidligere/tekst", data=broken).status_code == 422
        early = client.post("/ledetraad/tidligere/udpeg", data={"year": 2017, "text": ["Spørg."], "part": ["citizens"]})
        assert (early.status_code, "“Spørg.” står før det første tema." in early.text) == (422, True)


def fields(page: str) -> dict[str, Any]:
    """What the page on which one points would send."""
    texts = [html.unescape(one) for one in re.findall(r'name="text" value="([^"]*)"', page)]
    parts = re.findall(r'<option value="([^"]+)" selected', page)
    return {"year": "2028", "text": texts, "part": parts}


def typed(page: str) -> dict[str, str]:
    """What the form for the whole would send."""
    areas = dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?([^<]*)</textarea>', page))
    inputs = dict(re.findall(r'name="([^"]+)"[^>]*type="(?:text|number)" value="([^"]*)"', page))
    kinds = dict.fromkeys(re.findall(r'<select[^>]*name="(themes-\d-kind)"', page), "continued")
    return {name: html.unescape(value) for name, value in {**areas, **inputs, **kinds}.items()}
