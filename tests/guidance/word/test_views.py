"""The pages of the way through Word: fetched, handed in, seen, and taken with one button."""

from __future__ import annotations

import html
import io
import re
from typing import Any

import docx
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from app.guidance import queries
from app.paper import MADE_UP
from app.people.domain import Role
from tests.guidance.drafting import making as drafting
from tests.guidance.word.test_roundtrip import cell_of, edited, row_of

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.begin)]


@pytest.fixture
def client(client_of, add_person):
    return client_of(add_person(Role.DIRECTOR, name="Jens Lauridsen"))


def fetch(client: Any) -> bytes:
    answer = client.get("/ledetraad/2028/udkast.docx")
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return answer.data


def hand_in(client: Any, content: bytes) -> Any:
    return client.post("/ledetraad/2028/word", data={"file": (io.BytesIO(content), "udkast.docx")})


def sealed(page: str) -> str:
    (found,) = re.findall(r'name="file" value="([^"]+)"', page)
    return html.unescape(found)


def test_draft_of_a_demonstration_says_that_it_is_made_up(
    session: Session, client, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafting.begin(session)
    session.commit()
    plain = docx.Document(io.BytesIO(fetch(client))).sections[0].footer.paragraphs[0].text
    monkeypatch.setitem(app.config, MADE_UP, True)
    marked = docx.Document(io.BytesIO(fetch(client))).sections[0].footer.paragraphs[0].text
    assert (plain, marked) == ("", "Opdigtet: menneskene og det, de siger, findes ikke.")


def test_file_is_fetched_seen_and_taken(session: Session, client) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, "Én af os har ansvaret.")
    assert "Hent som Word" in client.get("/ledetraad/2028/udkast").text

    def edit(document: Any) -> None:
        paragraph = cell_of(document, element).paragraphs[0]
        paragraph.text = "Én af jer har ansvaret."
        document.add_comment(paragraph.runs[0], "Hvem?", author="Pia Holm")

    page = hand_in(client, edited(fetch(client), edit))
    assert page.status_code == 200
    assert "Filen ændrer 1 tekst" in page.text
    assert "<del>os </del><ins>jer </ins>" in page.text
    assert [word in page.text for word in ("Pia Holm", "Hvem?")] == [True, True]
    session.expire_all()
    assert queries.element(session, element.id).revision == 2
    answer = client.post("/ledetraad/2028/word/laes-ind", data={"file": sealed(page.text)})
    assert answer.headers["Location"] == "/ledetraad/2028/udkast"
    assert "1 tekst er rettet, og 1 kommentar er kommet med." in client.get("/ledetraad/2028/udkast").text
    session.expire_all()
    assert queries.revisions_of(session, element)[0].text == "Én af jer har ansvaret."


def test_choice_and_lost_row_are_asked_for_and_kept_when_something_is_missing(session: Session, client) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, "Én af os.")
    lost = drafting.element(session, year.guidance, 1, Level.CITIZENS)

    def edit(document: Any) -> None:
        cell_of(document, element).paragraphs[0].text = "Fra filen."
        row = row_of(document, lost)._tr
        row.getparent().remove(row)

    content = edited(fetch(client), edit)
    drafting.write(session, year, 2, Level.ORGANISATION, "Skrevet her imens.")
    session.commit()
    page = hand_in(client, content).text
    assert [word in page for word in ("Skrevet her imens.", "Fra filen.", "Lad teksten stå")] == [True] * 3
    form = {"file": sealed(page), f"choice-{element.id}": "word", f"seen-{element.id}": 3}
    again = client.post("/ledetraad/2028/word/laes-ind", data=form)
    assert again.status_code == 409
    assert "Filen mangler Budskabet om borgerne i “Effekt for borgerne”." in again.text
    assert re.search(rf'name="choice-{element.id}" value="word" required checked', again.text)
    answer = client.post("/ledetraad/2028/word/laes-ind", data=form | {f"lost-{lost.id}": "keep"})
    assert answer.status_code == 302
    session.expire_all()
    assert queries.revisions_of(session, element)[0].text == "Fra filen."


def test_file_that_cannot_be_used_says_so_on_the_page(session: Session, client) -> None:
    drafting.begin(session)
    session.commit()
    plain = io.BytesIO()
    docx.Document().save(plain)
    page = hand_in(client, plain.getvalue())
    assert (page.status_code, "Filen er ikke et udkast, der er hentet her." in page.text) == (422, True)
    assert client.post("/ledetraad/2028/word", data={}).status_code == 422
    forged = client.post("/ledetraad/2028/word/laes-ind", data={"file": "noget"})
    assert (forged.status_code, "Filen kan ikke læses." in forged.text) == (422, True)
