"""Pages of the insights: the matrix, the words of a theme, and what plain forms do."""

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
from app.dialogues.models import Note, Passage
from app.dialogues.writing import passages as dialogues_passages
from app.insights import queries, services
from app.insights.domain import About, Meaning, Quote, Stance, Tone
from app.insights.models import Evidence, Insight
from app.people.domain import Role
from app.people.models import Person
from tests.counting import count_queries
from tests.dialogues.meetings import NOW, agree_dialogue, open_cycle, open_held_note, say, tell, themes

Client = Callable[[Person | None], FlaskClient]
AT = "/indsigter/2027/tema/2"


@pytest.fixture
def cycle(session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def note(session: Session, cycle: Cycle) -> Note:
    return open_held_note(session, cycle)


@pytest.fixture
def passage(session: Session, note: Note) -> Passage:
    return say(session, note, "Alle syv tror, at en anden har bolden.", edition_id=themes(session)[1].id)


@pytest.fixture
def secretary(add_person: Callable[..., Person]) -> Person:
    return add_person(Role.SECRETARIAT)


def learn(session: Session, cycle: Cycle, *passages: Passage, sentence: str = "Ingen ejer sagen.") -> Insight:
    return services.add_insight(
        session,
        cycle=cycle,
        meaning=Meaning(sentence=sentence, about=About.THEME, edition_id=themes(session)[1].id, tone=Tone.BARRIER),
        evidence=[Quote(revision_id=one.current.id) for one in passages],
        now=NOW,
    )


def described(session: Session, **given: object) -> dict[str, object]:
    """The fields of the form."""
    about = {"about": "theme", "edition_id": themes(session)[1].id, "tone": "barrier", "level": "citizens"}
    return {"sentence": "Ingen ejer sagen.", **about, **given}


def test_matrix_says_in_words_what_its_cells_mean(
    client_of: Client, session: Session, cycle: Cycle, passage: Passage, secretary: Person
) -> None:
    tell(session, agree_dialogue(session, cycle, name="Engvejens Skole"))
    learn(session, cycle, passage)
    page = client_of(secretary).get("/indsigter").text
    assert "1 af 2 dialoger er holdt · 1 afsnit, heraf 1 kodet · 1 indsigt" in page
    assert 'aria-label="1 indsigt med ord fra Åkandens Børnehus. Se dem"' in page
    assert page.count('<span class="sr-only">ikke drøftet</span>') == 3
    assert "tirsdag 16. marts" in page


def test_cell_leads_to_its_words(client_of: Client, session: Session, passage: Passage, secretary: Person) -> None:
    client = client_of(secretary)
    found = re.search(r'class="cell cell-zero" href="([^"]+)"', client.get("/indsigter").text)
    assert found
    address, _, anchor = found[1].partition("#")
    page = client.get(address).text
    assert (f'id="{anchor}"' in page, passage.current.text in page) == (True, True)


def test_words_are_shown_tied_to_the_insight_that_lies_open(
    client_of: Client, session: Session, cycle: Cycle, note: Note, passage: Passage, secretary: Person
) -> None:
    other = say(session, note, "Ukodet.", edition_id=themes(session)[1].id)
    first, second = learn(session, cycle, passage), learn(session, cycle, passage, sentence="En anden.")
    client = client_of(secretary)
    page = client.get(f"{AT}?indsigt={second.id}").text
    assert f'<h3 id="indsigt-{second.id}">En anden.</h3>' in page
    assert page.count('class="said said-tied"') == 1
    assert f'id="indsigt-{first.id}"' not in page
    assert "Ikke kodet (1)" in page
    uncoded = client.get(f"{AT}?vis=ukodet").text
    assert (other.current.text in uncoded, f'value="{passage.current.id}"' in uncoded) == (True, False)


def test_words_changed_since_they_were_tied_are_said_to_be(
    client_of: Client, session: Session, cycle: Cycle, passage: Passage, secretary: Person
) -> None:
    learn(session, cycle, passage)
    dialogues_passages.save_passage(session, passage=passage, text="Rettet.", base_revision=1, now=NOW)
    page = client_of(secretary).get(AT).text
    assert "ordene er ændret, siden de blev knyttet" in page
    assert "Alle syv tror, at en anden har bolden." in page


def test_own_notes_are_marked_and_close_what_they_stand_behind(
    client_of: Client, session: Session, cycle: Cycle, note: Note, secretary: Person
) -> None:
    own = say(session, note, "Mellem os.", kind=PassageKind.OWN, edition_id=themes(session)[1].id)
    learn(session, cycle, own)
    page = client_of(secretary).get(AT).text
    assert ("egne noter" in page, "bygger på egne noter, kan ikke citeres" in page) == (True, True)


def test_director_reads_and_does_not_code(
    client_of: Client, session: Session, cycle: Cycle, passage: Passage, add_person: Callable[..., Person]
) -> None:
    insight = learn(session, cycle, passage)
    client = client_of(add_person(Role.DIRECTOR))
    page = client.get(AT).text
    assert (passage.current.text in page, 'name="ord"' in page) == (True, False)
    assert client.post("/indsigter/2027/ny", data={"ord": passage.current.id}).status_code == 404
    assert client.get(f"/indsigter/indsigt/{insight.id}").status_code == 404


def test_insight_is_made_of_the_words_that_were_ticked(
    client_of: Client, session: Session, note: Note, passage: Passage, secretary: Person
) -> None:
    client, one = client_of(secretary), passage.current.id
    blank = client.post("/indsigter/2027/ny", data={"ord": one}).text
    assert (passage.current.text in blank, 'name="sentence"' in blank) == (True, True)
    fields = {"ord": one, **described(session, **{f"quote-{one}": "Alle syv"})}
    made = client.post("/indsigter/2027/ny", data=fields)
    [insight] = session.scalars(select(Insight))
    assert made.location == f"{AT}?indsigt={insight.id}#laes"
    assert [each.words for each in queries.insight(session, insight.id).evidence] == ["Alle syv"]


def test_form_keeps_what_was_written_when_it_is_refused(
    client_of: Client, session: Session, passage: Passage, secretary: Person
) -> None:
    client, one = client_of(secretary), passage.current.id
    fields = {"ord": one, **described(session, **{f"quote-{one}": "seks voksne"})}
    refused = client.post("/indsigter/2027/ny", data=fields)
    assert (refused.status_code, "Ingen ejer sagen." in refused.text) == (422, True)
    assert "Ordene “seks voksne” står ikke i afsnittet." in refused.text
    none = client.post("/indsigter/2027/ny", data=described(session))
    assert "Der er ikke valgt nogen ord." in none.text
    assert session.scalars(select(Insight)).all() == []


def test_ticked_words_are_tied_for_or_against(
    client_of: Client, session: Session, cycle: Cycle, note: Note, passage: Passage, secretary: Person
) -> None:
    against = say(session, note, "Hos os virker det.", edition_id=themes(session)[1].id)
    insight, client = learn(session, cycle, passage), client_of(secretary)
    at = f"/indsigter/indsigt/{insight.id}/knyt"
    client.post(at, data={"ord": against.current.id, "stance": "against"})
    client.post(at, data={"stance": "supports"})
    stances = {one.revision_id: one.stance for one in session.scalars(select(Evidence))}
    assert stances == {passage.current.id: Stance.SUPPORTS, against.current.id: Stance.AGAINST}


def test_insight_and_its_words_are_changed(
    client_of: Client, session: Session, cycle: Cycle, note: Note, passage: Passage, secretary: Person
) -> None:
    second = say(session, note, "Ingen af os vidste det.", edition_id=themes(session)[1].id)
    insight, client = learn(session, cycle, passage, second), client_of(secretary)
    first_tie, second_tie = session.scalars(select(Evidence.id).order_by(Evidence.id)).all()
    at = f"/indsigter/indsigt/{insight.id}"
    client.post(at, data=described(session, sentence="Rettet."))
    client.post(f"/indsigter/ord/{first_tie}", data={"quote": "Alle syv", "stance": "supports"})
    client.post(f"/indsigter/ord/{second_tie}/loesn")
    last = client.post(f"/indsigter/ord/{first_tie}/loesn")
    assert (last.status_code, "mindst ét afsnit bag sig" in last.text) == (422, True)
    wrong = client.post(f"/indsigter/ord/{first_tie}", data={"quote": "otte", "stance": "supports"})
    assert wrong.status_code == 422
    session.expire_all()
    changed = queries.insight(session, insight.id)
    assert (changed.sentence, [one.words for one in changed.evidence]) == ("Rettet.", ["Alle syv"])


def test_pages_send_as_many_queries_for_many_dialogues_as_for_one(
    client_of: Client, session: Session, cycle: Cycle, secretary: Person
) -> None:
    client, counts = client_of(secretary), {}
    for size in (1, 3):
        for place in range(size):
            note = open_held_note(session, cycle, name=f"Hus {size}{place}")
            words = [say(session, note, text, edition_id=themes(session)[1].id) for text in ("Et", "To")]
            learn(session, cycle, *words)
        session.commit()
        counts[size] = [count_queries(session, partial(client.get, at)) for at in ("/indsigter", AT)]
    assert counts[1] == counts[3]


def test_year_without_dialogues_says_what_will_be_here(client_of: Client, cycle: Cycle, secretary: Person) -> None:
    assert "Ingen dialoger endnu" in client_of(secretary).get("/indsigter").text
    assert client_of(secretary).get("/indsigter/2027/tema/9").status_code == 404


@pytest.mark.parametrize(
    ("words", "said"), [("ord " * 600, "Noget mangler at blive rettet"), ("Ingen sagde det.", "står ikke i afsnittet")]
)
def test_words_that_cannot_be_taken_are_not_lost(
    client_of: Client, session: Session, cycle: Cycle, passage: Passage, secretary: Person, words: str, said: str
) -> None:
    [evidence] = queries.insight(session, learn(session, cycle, passage).id).evidence
    answer = client_of(secretary).post(f"/indsigter/ord/{evidence.id}", data={"quote": words, "stance": "supports"})
    kept = f'id="quote-{evidence.id}"' in answer.text and f'value="{words}"' in answer.text
    assert (answer.status_code, said in answer.text, kept) == (422, True, True)
