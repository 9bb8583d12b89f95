"""What a writing page is told when it asks again, the way back from a paste, and promises in their place."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from app import clock
from app.dialogues import queries, services
from app.dialogues.domain import Keep, StaleText
from app.dialogues.models import Action, Note, Passage
from app.dialogues.pages import dialogue_page
from app.dialogues.writing import passages, pasting, texts
from app.dialogues.writing.following import changes_since
from app.domain import NotFound
from app.people.access import TOKEN
from app.people.domain import Role
from app.people.models import Person, SignIn
from tests.dialogues.meetings import NOW, head_of, new_id, open_cycle, open_held_note, say, themes

Persons = Callable[..., Person]
Client = Callable[[Person | None], FlaskClient]
JSON = {"Accept": "application/json"}


@pytest.fixture
def note(session: Session) -> Note:
    return open_held_note(session, open_cycle(session))


@pytest.fixture
def me(add_person: Persons) -> Person:
    return add_person(Role.SECRETARIAT, name="Birgitte Nørgaard")


@pytest.fixture
def jonas(add_person: Persons) -> Person:
    return add_person(Role.SECRETARIAT, name="Jonas Friis")


def news(session: Session, note: Note, me: Person, since: int) -> tuple[list[str], list[str]]:
    """What stands and what is gone since a mark."""
    found = changes_since(session, {"dialogue_id": note.dialogue_id or 0}, since, me, NOW)
    return [one.current.text for one in found.standing], list(found.removed)


def test_each_change_is_told_once(session: Session, note: Note, me: Person, jonas: Person) -> None:
    first, second = say(session, note, "Et", by=jonas), say(session, note, "To", by=jonas)
    acts: list[tuple[Callable[[], object], tuple[list[str], list[str]]]] = [
        (
            lambda: passages.save_passage(session, passage=first, text="Et!", base_revision=1, by=jonas, now=NOW),
            (["Et!"], []),
        ),
        (lambda: passages.move_passage(session, passage=first, after=second.id), (["Et!"], [])),
        (
            lambda: passages.classify_passage(session, passage=second, edition_id=themes(session)[0].id, level=None),
            (["To"], []),
        ),
        (lambda: passages.remove_passage(session, passage=first, now=NOW), ([], [first.id])),
    ]
    assert news(session, note, me, 0) == (["Et", "To"], [])
    for act, told in acts:
        mark = note.mark
        act()
        assert news(session, note, me, mark) == told
        assert news(session, note, me, note.mark) == ([], [])


def test_two_texts_and_the_choice_between_them_are_told(session: Session, note: Note, me: Person) -> None:
    passage = say(session, note, "Før")
    mark = note.mark
    late = passages.keep_late(session, passage=passage, text="Min", by=me, now=NOW)
    found = changes_since(session, {"dialogue_id": note.dialogue_id or 0}, mark, me, NOW)
    assert [[one.late.text for one in two] for two in found.clashes.values()] == [["Min"]]
    mark = note.mark
    passages.choose_text(session, late=late, keep=Keep.THEIRS, base_revision=1, by=me, now=NOW)
    found = changes_since(session, {"dialogue_id": note.dialogue_id or 0}, mark, me, NOW)
    assert ([one.id for one in found.standing], found.clashes) == ([passage.id], {})


def test_nothing_new_costs_two_queries(session: Session, note: Note, me: Person, jonas: Person) -> None:
    for number in range(3):
        say(session, note, f"Afsnit {number}", by=jonas)
    asked: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
    found = changes_since(session, {"dialogue_id": note.dialogue_id or 0}, note.mark, me, NOW)
    assert (len(asked), [one.name for one in found.writers], found.side) == (2, ["Jonas Friis"], None)


def test_writer_is_named_for_ten_minutes(session: Session, note: Note, me: Person, jonas: Person) -> None:
    say(session, note, "Et", by=jonas)
    later = NOW + dt.timedelta(minutes=11)
    assert changes_since(session, {"dialogue_id": note.dialogue_id or 0}, 0, me, later).writers == []


def ask(client: FlaskClient, note: Note, since: int = 0) -> Any:
    return client.get(f"/dialoger/dialog/{note.dialogue_id}/aendringer?siden={since}", headers=JSON)


def test_page_is_told_what_is_new_as_it_shows_it(
    client_of: Client, session: Session, note: Note, me: Person, jonas: Person
) -> None:
    dialogue = queries.dialogue(session, note.dialogue_id)
    moment = clock.now()
    theme = themes(session)[1].id
    passage = passages.add_passage(
        session, note=note, passage_id=new_id(), text="Hver <tirsdag>", edition_id=theme, by=jonas, now=moment
    )
    services.add_action(session, dialogue=dialogue, text="Send listen", owner=None, due=None, edition_id=theme, now=NOW)
    told = ask(client_of(me), note).json
    assert (told["me"], told["mark"], told["removed"]) == (me.id, note.mark, [])
    [said, promised] = told["items"]
    assert (said["id"], said["theme"], said["by"], said["revision"]) == (passage.id, theme, "Jonas Friis", 1)
    assert all(words in said["html"] for words in ("Jonas Friis, for lidt siden", "Hver &lt;tirsdag&gt;"))
    assert "<strong>Aftalt:</strong> Send listen" in promised["html"]
    assert said["place"] < promised["place"]
    assert "Aftalt i mødet (1)" in told["side"]["deals"]
    assert "Jonas Friis skriver med" in told["writers"]
    assert ask(client_of(me), note, note.mark).json["items"] == []


def test_page_whose_session_ran_out_is_told_so_and_the_head_nothing(
    client_of: Client, session: Session, note: Note, add_person: Persons
) -> None:
    answers = [ask(client_of(one), note) for one in (None, head_of(session, note), add_person(Role.DIRECTOR))]
    assert [answer.status_code for answer in answers] == [401, 404, 404]


def test_asking_keeps_no_session_alive(client_of: Client, session: Session, note: Note, me: Person) -> None:
    client = client_of(me)
    with client.session_transaction() as cookie:
        cookie["seen"] = 0
        assert cookie[TOKEN]
    session.execute(update(SignIn).values(last_seen_at=clock.now() - dt.timedelta(minutes=20)))
    session.commit()
    before = session.scalars(select(SignIn.last_seen_at)).all()
    ask(client, note)
    session.expire_all()
    assert session.scalars(select(SignIn.last_seen_at)).all() == before
    client.get(f"/dialoger/dialog/{note.dialogue_id}/referat")
    session.expire_all()
    assert session.scalars(select(SignIn.last_seen_at)).all() != before


def test_note_that_nobody_has_opened_has_nothing_new(
    client_of: Client, session: Session, note: Note, me: Person
) -> None:
    session.delete(note)
    session.flush()
    assert ask(client_of(me), note).json["items"] == []


# ---- a create that comes twice, and text that came as several passages ----
def test_create_that_comes_again_with_other_words_is_no_repeat(session: Session, note: Note) -> None:
    passage = say(session, note, "Vi ringer")
    for text in (" Vi  ringer ", "Vi ringer"):
        passages.add_passage(session, note=note, passage_id=passage.id, text=text, now=NOW)
    with pytest.raises(StaleText):
        passages.add_passage(session, note=note, passage_id=passage.id, text="Vi venter", now=NOW)


def test_script_and_form_lose_no_words_of_a_second_create(
    client_of: Client, session: Session, note: Note, me: Person
) -> None:
    client, at = client_of(me), f"/dialoger/dialog/{note.dialogue_id}/afsnit"
    fields = {"passage_id": str(uuid.uuid4()), "kind": "minutes"}
    client.post(at, data={**fields, "text": "Vi ringer"})
    for _ in range(2):
        late = client.post(at, data={**fields, "text": "Vi venter", "save_key": fields["passage_id"]}, headers=JSON)
        assert (late.status_code, late.json and late.json["error"]) == (409, "stale-text")
    client.post(at, data={**fields, "text": "Vi går"})
    session.expire_all()
    assert [one.text for one in texts.unsettled_texts(session, note)] == ["Vi venter"]
    assert [one.current.text for one in queries.all_passages(session, note)] == ["Vi ringer", "Vi går"]


def test_text_that_was_divided_is_gathered_and_knows_where_its_words_came_from(session: Session, note: Note) -> None:
    first, dialogue = new_id(), queries.dialogue(session, note.dialogue_id)
    made = pasting.write_down(session, dialogue=dialogue, passage_id=first, text="En\nTo\nTre", now=NOW)
    passages.remove_passage(session, passage=made[1], now=NOW)
    whole = pasting.gather(session, note=note, passage_id=first, count=3, by=None, now=NOW)
    assert [one.current.text for one in queries.all_passages(session, note)] == ["En Tre"]
    assert [parent.text for _, parent in texts.origins(session, whole)] == ["Tre"]
    with pytest.raises(NotFound):
        pasting.gather(session, note=note, passage_id=new_id(), count=3, by=None, now=NOW)


def test_gathering_what_is_not_there_is_not_found(client_of: Client, note: Note, me: Person) -> None:
    client, at = client_of(me), f"/dialoger/dialog/{note.dialogue_id}/saml-igen"
    assert client.post(at, data={"passage_id": "ikke et id", "count": 2}).status_code == 404
    assert client.post(at, data={"passage_id": new_id(), "count": 2}).status_code == 404


# ---- promises ----
def test_promise_stands_where_it_was_made_and_is_made_once(session: Session, note: Note, me: Person) -> None:
    dialogue, theme = queries.dialogue(session, note.dialogue_id), themes(session)[0].id
    say(session, note, "Før", edition_id=theme)
    key = new_id()
    for _ in range(2):
        services.add_action(
            session, dialogue=dialogue, text="Send", owner=None, due=None, edition_id=theme, save_key=key, now=NOW
        )
    say(session, note, "Efter", edition_id=theme)
    section = dialogue_page(session, dialogue.id, me, NOW).sections[0]
    assert [one.text if isinstance(one, Action) else one.current.text for one in section.entries] == [
        "Før",
        "Send",
        "Efter",
    ]


def test_promise_of_a_script_is_answered_in_json(client_of: Client, note: Note, me: Person) -> None:
    client, at = client_of(me), f"/dialoger/dialog/{note.dialogue_id}/aftale"
    done = client.post(at, data={"text": "Send listen", "owner": 0}, headers=JSON)
    refused = client.post(at, data={"text": "Hun har fået en advarsel.", "owner": 0}, headers=JSON)
    empty = client.post(at, data={"text": "", "owner": 0}, headers=JSON)
    assert (done.status_code, refused.status_code, empty.status_code) == (200, 422, 422)
    assert refused.json and "personalesag" in refused.json["sentence"]
    assert empty.json == {"error": "refused", "sentence": "Skriv, hvad der er aftalt."}


def test_removing_by_script_leaves_no_message_for_the_next_page(
    client_of: Client, session: Session, note: Note, me: Person
) -> None:
    passage, client = say(session, note, "Væk"), client_of(me)
    assert client.post(f"/dialoger/afsnit/{passage.id}/slet", headers=JSON).json == {"id": passage.id}
    assert "Afsnittet er slettet." not in client.get("/").text
    session.expire_all()
    assert session.get_one(Passage, passage.id).removed_at is not None
