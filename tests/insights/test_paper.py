"""The reading edition, the years, the files, and the pages on which insights are merged and divided."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.dialogues.domain import PassageKind
from app.dialogues.models import Note
from app.insights import merging, pages, queries
from app.insights.domain import Stance
from app.insights.models import Insight
from app.people.domain import Role
from app.people.models import Person
from tests.counting import count_queries
from tests.dialogues.meetings import NOW, open_cycle, open_held_note
from tests.insights.coding import learn, speak, theme_id, whole, words_behind

Client = Callable[[Person | None], FlaskClient]
CANARY = "KANARIEFUGL i egne noter"


@pytest.fixture
def cycle(session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def note(session: Session, cycle: Cycle) -> Note:
    return open_held_note(session, cycle)


@pytest.fixture
def client(client_of: Client, add_person: Callable[..., Person]) -> FlaskClient:
    return client_of(add_person(Role.SECRETARIAT))


def described(session: Session, **given: object) -> dict[str, object]:
    about = {"about": "theme", "edition_id": theme_id(session), "tone": "barrier", "level": "", "chain": "result"}
    return {"sentence": "Den nye.", **about, **given}


def test_edition_has_the_strongest_first_with_words_and_voices(
    client_of: Client, session: Session, cycle: Cycle, note: Note, add_person: Callable[..., Person]
) -> None:
    school = open_held_note(session, cycle, name="Skovbrynets Skole")
    one, two = speak(session, note, "Et af os.", "To af os.")
    [three] = speak(session, school, "Tre imod.")
    learn(session, cycle, one, sentence="Svag.")
    learn(session, cycle, one, two, *speak(session, school, "Fire."), whole(three, Stance.AGAINST), sentence="Stærk.")
    [own] = speak(session, note, CANARY, kind=PassageKind.OWN)
    learn(session, cycle, own, sentence="Lukket.")
    page = client_of(add_person(Role.DIRECTOR)).get("/indsigter/2027/laes").text
    assert page.index("Stærk.") < page.index("Svag.")
    assert page.count("<dt>Åkandens Børnehus</dt>") == 3
    assert "<dt>Taler imod · Skovbrynets Skole</dt>\n<dd><q>Tre imod.</q></dd>" in page
    assert (CANARY in page, 'class="insight passage-own"' in page) == (False, True)


def test_edition_without_insights_says_so(client: FlaskClient, cycle: Cycle) -> None:
    assert "Ingen indsigter endnu" in client.get("/indsigter/2027/laes").text


def test_years_lead_to_the_themes(client: FlaskClient, session: Session, cycle: Cycle, note: Note) -> None:
    learn(session, cycle, *speak(session, note, "Et"))
    session.commit()
    page = client.get("/indsigter/aar").text
    assert '<a class="cell" href="/indsigter/2027/tema/2">1 af 1</a>' in page
    assert '<a class="cell" href="/indsigter/2027/tema/0">0 af 1</a>' in page


def test_years_before_the_first_say_so(client: FlaskClient) -> None:
    assert "Intet år er åbnet endnu." in client.get("/indsigter/aar").text


def test_files_are_fetched_under_their_names(client: FlaskClient, session: Session, cycle: Cycle, note: Note) -> None:
    learn(session, cycle, *speak(session, note, "Et"))
    [own] = speak(session, note, CANARY, kind=PassageKind.OWN)
    learn(session, cycle, own)
    session.commit()
    names = {}
    for path in (
        *("/indsigter/2027/hent", "/indsigter/2027/hent?som=xlsx", "/indsigter/2027/hent?som=json"),
        *("/indsigter/2027/hent?hvad=matrix&vis=ukodet", "/indsigter/aar/hent?som=xlsx"),
    ):
        answer = client.get(path)
        names[path] = answer.headers["Content-Disposition"].partition("filename=")[2]
        assert CANARY.encode() not in answer.data
    assert list(names.values()) == [
        *('"indsigter-2027.csv"', '"indsigter-2027.xlsx"', '"indsigter-2027.json"'),
        *('"matrix-2027.csv"', '"indsigter-over-aarene.xlsx"'),
    ]
    assert client.get("/indsigter/2027/hent?som=exe").status_code == 404
    assert client.get("/indsigter/aar/hent?som=json").status_code == 404


def test_two_insights_are_compared_and_merged(client: FlaskClient, session: Session, cycle: Cycle, note: Note) -> None:
    first, second = (
        learn(session, cycle, one, sentence=f"Om {one.current.text}.") for one in speak(session, note, "A", "B")
    )
    session.commit()
    at = f"/indsigter/indsigt/{first.id}/saml"
    assert f'href="{at}?med={second.id}"' in client.get(at).text
    page = client.get(f"{at}?med={second.id}").text
    assert [word in page for word in ("Siger de det samme?", "Om A.", "Om B.", "<q>B</q>")] == [True] * 4
    made = client.post(at, data={"med": second.id})
    assert made.location == f"/indsigter/2027/tema/2?indsigt={first.id}#laes"
    assert words_behind(session, first) == ["A", "B"]
    again = client.post(at, data={"med": second.id})
    assert (again.status_code, "blevet en del af en anden" in again.text) == (409, True)
    assert client.get(f"/indsigter/indsigt/{second.id}").location == f"/indsigter/indsigt/{first.id}"
    assert "“Om B.” er nu en del af den." in client.get(f"/indsigter/indsigt/{first.id}").text


def test_insight_is_divided(client: FlaskClient, session: Session, cycle: Cycle, note: Note) -> None:
    insight = learn(session, cycle, *speak(session, note, "A", "B"))
    one, two = (each.id for each in insight.evidence)
    session.commit()
    at = f"/indsigter/indsigt/{insight.id}/del"
    assert client.get(at).text.count('name="ord"') == 2
    empty = client.post(at, data=described(session, sentence=" ", ord=[two]))
    assert (f'value="{two}" checked' in empty.text, "som én sætning." in empty.text) == (True, True)
    refused = client.post(at, data=described(session, ord=[one, two]))
    assert (refused.status_code, "mindst ét afsnit, der støtter dem" in refused.text) == (422, True)
    client.post(at, data=described(session, ord=[two]))
    session.expire_all()
    part = session.scalars(select(Insight).where(Insight.split_from_id == insight.id)).one()
    assert (words_behind(session, insight), words_behind(session, part)) == (["A"], ["B"])
    page = client.get(f"/indsigter/2027/tema/2?indsigt={part.id}").text
    assert "Barriere · led i effektkæden: resultat" in page


def test_suggestions_can_be_tied_and_compared(client: FlaskClient, session: Session, cycle: Cycle, note: Note) -> None:
    speak(session, note, "Maden er god.", "Telefonen ringer.")
    learn(session, cycle, *speak(session, note, "Sagen har ingen ejer."), sentence="Ingen ejer sagen.")
    twin = learn(session, cycle, *speak(session, note, "Sager uden ejer."), sentence="Sagerne mangler en ejer.")
    [near] = speak(session, note, "Hvem ejer sagen?")
    session.commit()
    page = client.get("/indsigter/2027/tema/2").text
    assert "fundet ved ordlighed – du vælger" in page
    assert f'<input type="hidden" name="ord" value="{near.current.id}">' in page
    assert f"/saml?med={twin.id}" in page
    offered = client.post("/indsigter/2027/ny", data={"ord": near.current.id}).text
    assert f'formaction="/indsigter/indsigt/{twin.id}/knyt"' in offered


def test_director_is_offered_no_suggestions(
    client_of: Client, session: Session, cycle: Cycle, note: Note, add_person: Callable[..., Person]
) -> None:
    learn(session, cycle, *speak(session, note, "Sagen har ingen ejer."))
    speak(session, note, "Hvem ejer sagen?")
    page = client_of(add_person(Role.DIRECTOR)).get("/indsigter/2027/tema/2").text
    assert ("Forslag" in page, "Læseudgave til direktionen" in page) == (False, True)


def test_who_wrote_changed_and_tied_is_told(
    client: FlaskClient, session: Session, cycle: Cycle, note: Note, add_person: Callable[..., Person]
) -> None:
    author = add_person(Role.SECRETARIAT, name="Jonas Friis")
    insight = learn(session, cycle, *speak(session, note, "Et"), by=author)
    session.commit()
    assert "Knyttet af Jonas Friis 16. marts" in client.get(f"/indsigter/indsigt/{insight.id}").text
    client.post(f"/indsigter/indsigt/{insight.id}", data=described(session))
    page = client.get("/indsigter/2027/tema/2").text
    assert "Skrevet af Jonas Friis 16. marts, rettet af Person " in page


def test_filters_narrow_matrix_words_and_list(client: FlaskClient, session: Session, cycle: Cycle, note: Note) -> None:
    learn(session, cycle, *speak(session, note, "Kodet."), sentence="En barriere.")
    speak(session, note, "Ukodet.")
    session.commit()
    overview = client.get("/indsigter/2027?siger=wish").text
    assert ("En barriere." in overview, "drøftet, ingen af den slags" in overview) == (False, True)
    assert 'href="/indsigter/2027/tema/2?siger=wish#dialog-' in overview
    uncoded = client.get("/indsigter/2027?vis=ukodet").text
    assert 'aria-label="1 afsnit fra Åkandens Børnehus er ikke kodet. Se dem"' in uncoded
    words = client.get("/indsigter/2027/tema/2?siger=barrier").text
    assert ('value="' in words, words.count('name="ord"')) == (True, 1)


def test_new_pages_send_as_many_queries_for_many_as_for_one(
    client: FlaskClient, session: Session, cycle: Cycle
) -> None:
    counts = {}
    for size in (1, 3):
        for place in range(size):
            note = open_held_note(session, cycle, name=f"Hus {size}{place}")
            first = learn(session, cycle, *speak(session, note, "Et ord", "To ord"))
            merging.merge_insights(
                session, first=first, second=learn(session, cycle, *speak(session, note, "Tre")), now=NOW
            )
        learn(session, cycle, *speak(session, note, "Fire"))
        session.commit()
        paths = (
            *("/indsigter/2027/laes", "/indsigter/aar", "/indsigter/2027/hent", "/indsigter/2027/hent?hvad=matrix"),
            *(f"/indsigter/indsigt/{first.id}{what}" for what in ("", "/saml", "/del")),
            f"/ledetraad/afsnit/{queries.insight(session, first.id).evidence[0].revision.passage_id}",
        )
        counts[size] = [count_queries(session, partial(client.get, path)) for path in paths]
    assert counts[1] == counts[3]


def test_long_dialogue_shows_its_first_words_what_is_tied_and_a_link_to_the_rest(
    client: FlaskClient, session: Session, cycle: Cycle, note: Note
) -> None:
    words = speak(session, note, *(f"Ord {number}." for number in range(pages.FIRST + 3)))
    learn(session, cycle, words[-1])
    session.commit()
    page = client.get("/indsigter/2027/tema/2").text
    assert page.count('name="ord"') == pages.FIRST + 1
    for told in ("Ord 0.", f'id="afsnit-{words[-1].id}"', f"{pages.FIRST + 3} afsnit fra"):
        assert told in page
    [link] = re.findall(r'href="([^"]+)">Vis 2 afsnit mere fra Åkandens Børnehus<', page)
    assert link.endswith(f"hele={note.id}#dialog-{note.dialogue_id}")
    whole = client.get(link.replace("&amp;", "&")).text
    assert (whole.count('name="ord"'), "afsnit mere fra" in whole) == (pages.FIRST + 3, False)
