"""Several who write at once, in threads and on connections of their own: nothing lost, nothing done twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.database import Database
from app.dialogues import queries, services
from app.dialogues.domain import AlreadyAnswered, ConfirmationAnswer, NoteState, StaleText
from app.dialogues.models import Confirmation, ConfirmedRevision, Note, Passage, PassageRevision
from app.dialogues.writing import passages, pasting
from app.insights import queries as insight_queries
from app.insights import services as insights
from app.insights.domain import About, Meaning, Quote, Tone
from app.people import services as people
from app.people.models import Person
from tests.dialogues.meetings import NOW, agree_dialogue, new_id, open_cycle, open_held_note, say

WRITERS, SAVES = 6, 5
T = TypeVar("T")


@pytest.fixture
def passage_id(own_database: Database) -> str:
    with own_database.write.begin() as session:
        note = open_held_note(session, open_cycle(session))
        for number in range(WRITERS):
            people.add_person(session, name=f"Skriver {number}", address=f"s{number}@example.dk", now=NOW)
        return say(session, note, "Først").id


def at_once(act: Callable[[int], T]) -> list[T]:
    """Runs something in as many threads as there are writers."""
    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(act, range(WRITERS)))


def writer(session: Session, number: int) -> Person:
    return session.scalars(select(Person).where(Person.address == f"s{number}@example.dk")).one()


def test_every_acknowledged_text_is_kept_when_all_save_one_passage(own_database: Database, passage_id: str) -> None:
    def write(number: int) -> None:
        for turn in range(SAVES):
            save(own_database, passage_id, number, f"Tekst {number}.{turn}")

    at_once(write)
    with own_database.read() as session:
        kept = session.scalars(select(PassageRevision.text).where(PassageRevision.passage_id == passage_id)).all()
        numbers = session.scalars(select(PassageRevision.number)).all()
    assert {f"Tekst {number}.{SAVES - 1}" for number in range(WRITERS)} <= set(kept)
    assert len(numbers) == len(set(numbers))


def save(database: Database, passage_id: str, number: int, text: str) -> None:
    """As the page does: a text that comes too late is kept in a transaction of its own."""
    with database.read() as session:
        base = queries.passage(session, passage_id).revision
    try:
        with database.write.begin() as session:
            found = queries.passage(session, passage_id)
            passages.save_passage(
                session, passage=found, text=text, base_revision=base, by=writer(session, number), now=NOW
            )
    except StaleText:
        with database.write.begin() as session:
            found = queries.passage(session, passage_id)
            passages.keep_late(session, passage=found, text=text, by=writer(session, number), now=NOW)


def test_same_create_sent_by_all_makes_one_passage(own_database: Database, passage_id: str) -> None:
    one = new_id()

    def create(_number: int) -> None:
        with own_database.write.begin() as session:
            note = queries.passage(session, passage_id).note
            passages.add_passage(session, note=note, passage_id=one, text="Ja", now=NOW)

    at_once(create)
    with own_database.read() as session:
        assert session.scalar(select(func.count(Passage.id))) == 2


def test_first_words_of_all_open_one_note(own_database: Database) -> None:
    with own_database.write.begin() as session:
        dialogue_id = agree_dialogue(session, open_cycle(session), name="Åkandens Børnehus").id

    def write(number: int) -> None:
        with own_database.write.begin() as session:
            dialogue = queries.dialogue(session, dialogue_id)
            pasting.write_down(session, dialogue=dialogue, passage_id=new_id(), text=f"Tekst {number}", now=NOW)

    at_once(write)
    with own_database.read() as session:
        assert session.scalar(select(func.count(Note.id))) == 1
        assert session.scalar(select(func.count(Passage.id))) == WRITERS


def test_of_many_answers_at_once_one_counts(app: Flask, own_database: Database, passage_id: str) -> None:
    with own_database.write.begin() as session:
        note = queries.passage(session, passage_id).note
        deadline = dt.date(2027, 3, 31)
        asked_id = services.ask_confirmation(session, note=note, deadline=deadline, by=None, now=NOW).id

    def answer(_number: int) -> bool:
        try:
            with own_database.write.begin() as session:
                asked = session.get_one(Confirmation, asked_id)
                services.answer_confirmation(session, confirmation=asked, answer=ConfirmationAnswer.RIGHT, now=NOW)
        except AlreadyAnswered:
            return False
        return True

    assert sorted(at_once(answer)) == [False] * (WRITERS - 1) + [True]
    with own_database.read() as session:
        assert session.scalars(select(Note.state)).one() is NoteState.CONFIRMED
        assert session.scalar(select(func.count()).select_from(ConfirmedRevision)) == 1


def test_words_cited_while_their_author_writes_on_are_the_words_that_stay(
    own_database: Database, passage_id: str
) -> None:
    def cite_or_write(number: int) -> tuple[int, str] | None:
        if number % 2:
            save(own_database, passage_id, 1, f"Tekst {number}")
            return None
        with own_database.write.begin() as session:
            insight = insights.add_insight(
                session,
                cycle=session.scalars(select(Cycle)).one(),
                meaning=Meaning(sentence="En.", about=About.PROCESS, tone=Tone.WISH),
                evidence=[Quote(revision_id=queries.passage(session, passage_id).current.id)],
                now=NOW,
            )
            return insight.evidence[0].id, insight.evidence[0].revision.text

    cited = dict(found for found in at_once(cite_or_write) if found)
    with own_database.read() as session:
        shown = {number: insight_queries.evidence(session, number).revision.text for number in cited}
    assert (len(cited), shown) == (WRITERS // 2, cited)
