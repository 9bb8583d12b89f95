"""The page of the search: hits with their place, filters, an empty state, pages, and addresses that make no sense."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.dialogues.domain import PassageKind
from app.dialogues.models import Note, Passage
from app.guidance import queries as guidance_queries
from app.guidance.editions import publishing
from app.people.domain import Role
from app.people.models import Person
from tests.counting import count_queries
from tests.dialogues import meetings
from tests.guidance.drafting import making as drafting


@pytest.fixture
def secretary(client_of: Callable[[Person | None], FlaskClient], add_person: Callable[..., Person]) -> FlaskClient:
    return client_of(add_person(Role.SECRETARIAT))


def test_a_hit_says_whose_words_about_what_when_and_where(
    session: Session, note: Note, client_of: Callable[..., FlaskClient], add_person: Callable[..., Person]
) -> None:
    theme = meetings.themes(session)[1]
    passage = meetings.say(session, note, "Vi savner <folkeskolen>.", edition_id=theme.id)
    own = meetings.say(session, note, "Skolen er træt.", kind=PassageKind.OWN)
    page = client_of(add_person(Role.DIRECTOR)).get("/soeg?q=skole").text
    assert 'Vi savner &lt;<mark class="picked">folkeskolen</mark>&gt;.' in page
    assert f'href="/dialoger/dialog/{note.dialogue_id}#afsnit-{passage.id}">Åkandens Børnehus</a>' in page
    assert "Samarbejde på tværs" in page and "tirsdag 16. marts 2027" in page
    assert page.index(own.id) < page.index(passage.id)
    assert page.count("sekretariatets egen note") == 1
    assert "2 steder." in page


def test_kind_and_year_narrow_what_is_found(
    session: Session, client_of: Callable[..., FlaskClient], add_person: Callable[..., Person]
) -> None:
    drafting.last_years_guidance(session)
    note = meetings.open_held_note(
        session,
        publishing.open_year(
            session, guidance=guidance_queries.of_year(session, 2027), by=None, now=drafting.LAST_YEAR
        ),
    )
    meetings.say(session, note, "Samarbejdet knirker.")
    client = client_of(add_person(Role.SECRETARIAT))
    places = {
        query: client.get(f"/soeg?q=samarbejde{query}").text.count('class="said ')
        for query in ("", "&art=passages", "&art=guidance", "&aar=2027", "&aar=2026", "&art=nothing&aar=long")
    }
    assert places == {
        "": 5,
        "&art=passages": 1,
        "&art=guidance": 4,
        "&aar=2027": 5,
        "&aar=2026": 0,
        "&art=nothing&aar=long": 5,
    }
    assert 'href="/ledetraad/2027#tema-2"' in client.get("/soeg?q=samarbejde&art=guidance").text


@pytest.mark.parametrize(
    ("address", "told"), [("/soeg", False), ("/soeg?q=", False), ("/soeg?q=%22", False), ("/soeg?q=elefant", True)]
)
def test_the_page_says_that_nothing_fits_only_when_something_was_asked(
    secretary: FlaskClient, address: str, told: bool
) -> None:
    answer = secretary.get(address)
    assert (answer.status_code, "Ingen ord passer til det" in answer.text) == (200, told)


@pytest.mark.parametrize(
    "question", ["*", '"', "a OR b", "NEAR(a b)", "keys:x", "') --", "a & !b", "\u0000", "x" * 5_000, "'"]
)
def test_signs_of_the_databases_own_languages_are_only_words(secretary: FlaskClient, question: str) -> None:
    assert secretary.get("/soeg", query_string={"q": question}).status_code == 200


def test_many_hits_stand_on_several_pages_and_cost_the_same(
    session: Session, said: list[Passage], client_of: Callable[..., FlaskClient], add_person: Callable[..., Person]
) -> None:
    client = client_of(add_person(Role.SECRETARIAT))
    first, last = (client.get(f"/soeg?q=er&page={page}").text for page in (1, 99))
    assert first.count('class="said ') == 20
    assert "Side 1 af 3" in first and "Side 3 af 3" in last
    few, many = (count_queries(session, lambda: client.get(f"/soeg?q={word}")) for word in ("havn", "er"))  # noqa: B023
    assert few == many
