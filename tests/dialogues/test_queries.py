"""Scope stands in SQL: staff see everything, a head her own institution's minutes when she has been asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.dialogues import queries, services
from app.dialogues.domain import NoteState, PassageKind
from app.dialogues.models import Note
from app.domain import NotFound
from app.institutions.models import Leadership
from app.people.domain import Role
from app.people.models import Person
from tests.counting import count_queries
from tests.dialogues.meetings import DAY, NOW, head_of, open_cycle, open_held_note, say

DEADLINE = dt.date(2027, 3, 31)


@pytest.fixture
def cycle(session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def note(session: Session, cycle: Cycle) -> Note:
    note = open_held_note(session, cycle)
    say(session, note, "I referatet")
    say(session, note, "Vores eget", kind=PassageKind.OWN)
    return note


def read(session: Session, note: Note, person: Person) -> list[str]:
    return [one.current.text for one in queries.passages_for(session, note, person, DAY)]


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.DIRECTOR])
def test_staff_read_everything(session: Session, note: Note, add_person: Callable[..., Person], role: Role) -> None:
    assert read(session, note, add_person(role)) == ["I referatet", "Vores eget"]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (NoteState.OPEN, []),
        (NoteState.ASKED, ["I referatet"]),
        (NoteState.CONFIRMED, ["I referatet"]),
        (NoteState.DISPUTED, ["I referatet"]),
    ],
)
def test_head_reads_her_own_minutes_once_asked(
    session: Session, note: Note, state: NoteState, expected: list[str]
) -> None:
    note.state = state
    session.flush()
    assert read(session, note, head_of(session, note)) == expected


def test_another_head_sees_neither_dialogue_nor_words(session: Session, note: Note, cycle: Cycle) -> None:
    note.state = NoteState.CONFIRMED
    other = head_of(session, open_held_note(session, cycle, name="Skovbrynets Skole"))
    session.flush()
    assert read(session, note, other) == []
    with pytest.raises(NotFound):
        queries.dialogue_for(session, note.dialogue_id, other, DAY)
    assert [one.id for one in queries.dialogues_of_head(session, head_of(session, note), DAY)] == [note.dialogue_id]


def test_former_head_sees_nothing(session: Session, note: Note) -> None:
    head = head_of(session, note)
    session.scalars(select(Leadership)).one().to_day = DAY - dt.timedelta(days=1)
    session.flush()
    with pytest.raises(NotFound):
        queries.dialogue_for(session, note.dialogue_id, head, DAY)


def test_person_without_a_role_sees_nothing(session: Session, note: Note, add_person: Callable[..., Person]) -> None:
    assert read(session, note, add_person()) == []
    assert queries.dialogues_of_head(session, add_person(), DAY) == []


def test_question_to_one_head_is_not_anothers(app: Flask, session: Session, note: Note, cycle: Cycle) -> None:
    asked = services.ask_confirmation(session, note=note, deadline=DEADLINE, by=None, now=NOW)
    other = head_of(session, open_held_note(session, cycle, name="Skovbrynets Skole"))
    assert queries.confirmation_of(session, note.id, head_of(session, note)) is asked
    assert queries.questions_to(session, head_of(session, note)) == [asked]
    with pytest.raises(NotFound):
        queries.confirmation_of(session, note.id, other)


def test_reading_a_note_takes_as_many_queries_for_many_passages_as_for_one(
    session: Session, cycle: Cycle, add_person: Callable[..., Person]
) -> None:
    secretary, counts = add_person(Role.SECRETARIAT), []
    for size in (1, 3):
        note = open_held_note(session, cycle, name=f"Hus {size}")
        for _ in range(size):
            say(session, note, "Ord", by=secretary)
        counts.append(count_queries(session, partial(read, session, note, secretary)))
    assert counts == [2, 2]
