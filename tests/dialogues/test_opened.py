"""Who opened which note, and when: once an hour for a person and a note, by ids only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.cycle.models import Cycle
from app.database import Database
from app.dialogues.domain import PassageKind
from app.dialogues.models import Note
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from app.trail import services as trail
from app.trail.models import TrailEntry
from app.web import TRAILED_WITHIN
from tests.conftest import NOW
from tests.dialogues.meetings import head_of, open_cycle, open_held_note, say, themes
from tests.dialogues.test_views import ask

Client = Callable[[Person | None], FlaskClient]


@pytest.fixture
def note(session: Session) -> Note:
    note = open_held_note(session, open_cycle(session))
    say(session, note, "Kanariefugl", edition_id=themes(session)[0].id)
    say(session, note, "Egen", kind=PassageKind.OWN)
    return note


@pytest.fixture
def secretary(add_person: Callable[..., Person]) -> Person:
    return add_person(Role.SECRETARIAT)


def opened(session: Session) -> list[tuple[int | None, str, object]]:
    """Who opened what, by which way."""
    session.expire_all()
    query = select(TrailEntry).where(TrailEntry.action == "notes.opened").order_by(TrailEntry.id)
    return [(one.person_id, one.thing, one.details) for one in session.scalars(query)]


@pytest.mark.parametrize("page", ["", "/referat", "/gennemlaes"])
def test_staff_who_open_a_note_are_trailed(
    client_of: Client, session: Session, note: Note, secretary: Person, page: str
) -> None:
    assert client_of(secretary).get(f"/dialoger/dialog/{note.dialogue_id}{page}").status_code == 200
    assert opened(session) == [(secretary.id, f"note:{note.id}", {"way": "signed-in"})]


def test_words_of_a_theme_are_trailed_note_by_note(
    client_of: Client, session: Session, note: Note, secretary: Person
) -> None:
    other = open_held_note(session, session.get_one(Cycle, note.cycle_id), name="Engvejens Skole")
    say(session, other, "Også sagt", edition_id=themes(session)[0].id)
    client_of(secretary).get("/indsigter/2027/tema/1")
    assert [thing for _who, thing, _way in opened(session)] == [f"note:{note.id}", f"note:{other.id}"]
    client_of(secretary).get("/indsigter/2027/tema/2")
    assert len(opened(session)) == 2


def test_head_is_trailed_on_her_page_and_by_her_link(client_of: Client, session: Session, note: Note) -> None:
    link, head = ask(session, note), head_of(session, note)
    assert client_of(None).head(link).status_code == 200
    assert opened(session) == []
    client_of(None).get(link)
    assert opened(session) == [(head.id, f"note:{note.id}", {"way": "link"})]
    session.execute(update(TrailEntry).values(at=clock.now() - TRAILED_WITHIN))
    client_of(head).get(f"/dialoger/dialog/{note.dialogue_id}/bekraeft")
    assert opened(session)[1:] == [(head.id, f"note:{note.id}", {"way": "signed-in"})]


def test_an_hour_holds_one_entry_for_each_person(
    client_of: Client, session: Session, note: Note, secretary: Person, add_person: Callable[..., Person]
) -> None:
    page, director = f"/dialoger/dialog/{note.dialogue_id}", add_person(Role.DIRECTOR)
    for person in (secretary, secretary, director, secretary):
        client_of(person).get(page)
    assert [who for who, _thing, _way in opened(session)] == [secretary.id, director.id]
    session.execute(update(TrailEntry).values(at=clock.now() - TRAILED_WITHIN))
    session.commit()
    client_of(secretary).get(page)
    assert [who for who, _thing, _way in opened(session)] == [secretary.id, director.id, secretary.id]


def test_nothing_is_trailed_where_nothing_is_shown(client_of: Client, session: Session, note: Note) -> None:
    other = open_held_note(session, session.get_one(Cycle, note.cycle_id), name="Engvejens Skole")
    stranger = client_of(head_of(session, other))
    assert stranger.get(f"/dialoger/dialog/{note.dialogue_id}").status_code == 404
    client_of(head_of(session, note)).get(f"/dialoger/dialog/{note.dialogue_id}")  # nobody has asked her yet
    assert opened(session) == []


def test_two_who_are_trailed_at_once_make_one_entry(own_database: Database) -> None:
    with own_database.write.begin() as session:
        person = people.add_person(session, name="Lene", address="lene@example.dk", now=NOW)

    def look(_number: int) -> None:
        with own_database.write.begin() as session:
            trail.record_opened(session, {(person.id, 1)}, way="link", within=dt.timedelta(hours=1), now=NOW)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(look, range(8)))
    with own_database.read() as session:
        assert len(session.scalars(select(TrailEntry).where(TrailEntry.thing == "note:1")).all()) == 1
