"""What the dialogues ask of each role on the front page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import at
from app.cycle.domain import MilestoneKind
from app.cycle.models import Cycle
from app.dialogues import queries, services
from app.dialogues.before import plans
from app.dialogues.domain import ConfirmationAnswer
from app.dialogues.front import next_steps
from app.dialogues.models import Note
from app.dialogues.writing import passages
from app.people.domain import Role
from app.people.models import Person
from app.scheduling.domain import DialogueState
from tests.dialogues.meetings import DAY, NOW, agree_dialogue, head_of, open_cycle, open_held_note, say, tell

DEADLINE = dt.date(2027, 3, 31)


@pytest.fixture
def cycle(app: Flask, session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def secretary(add_person: Callable[..., Person]) -> Person:
    return add_person(Role.SECRETARIAT)


def told(session: Session, person: Person, cycle: Cycle | None, now: dt.datetime = NOW) -> list[tuple[str, str]]:
    """The sentences and where their buttons lead."""
    return [(step.sentence, step.endpoint) for step in next_steps(session, person, cycle, now)]


def ask(session: Session, note: Note) -> None:
    say(session, note, "Ja")
    services.ask_confirmation(session, note=note, deadline=DEADLINE, by=None, now=NOW)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-60, []),
        (-45, [("Indkaldelsen til Åkandens Børnehus er ikke sendt", "invitations.preview")]),
        (
            -10,
            [
                ("Dialogen med Åkandens Børnehus mangler en dagsorden", "dialogues.show"),
                ("Indkaldelsen til Åkandens Børnehus er ikke sendt", "invitations.preview"),
                ("Årsplanen fra Åkandens Børnehus mangler", "dialogues.plan"),
            ],
        ),
        (0, [("Dialogen med Åkandens Børnehus", "dialogues.write")]),
        (1, [("Blev dialogen med Åkandens Børnehus holdt?", "dialogues.show")]),
    ],
)
def test_secretariat_is_told_what_a_meeting_needs(
    session: Session, cycle: Cycle, secretary: Person, days: int, expected: list[tuple[str, str]]
) -> None:
    agree_dialogue(session, cycle, name="Åkandens Børnehus")
    assert told(session, secretary, cycle, at(DAY + dt.timedelta(days=days), 8)) == expected


def test_secretariat_is_told_how_far_the_minutes_have_come(session: Session, cycle: Cycle, secretary: Person) -> None:
    note = open_held_note(session, cycle)
    place = "dialogues.review"
    assert told(session, secretary, cycle) == [("Referatet fra Åkandens Børnehus er ikke læst igennem", place)]
    ask(session, note)
    [step] = next_steps(session, secretary, cycle, NOW)
    assert (step.sentence, step.due) == ("Referatet fra Åkandens Børnehus venter på lederen", DEADLINE)
    assert (step.otherwise, step.waits) == ("Ellers står det som “intet svar” – aldrig som godkendt.", True)
    confirmation = queries.confirmation(session, note)
    assert confirmation is not None
    services.answer_confirmation(
        session, confirmation=confirmation, answer=ConfirmationAnswer.CORRECTION, word="Nej", now=NOW
    )
    assert told(session, secretary, cycle) == [("Åkandens Børnehus har en rettelse til referatet", place)]


def test_confirmed_minutes_ask_nothing_more(session: Session, cycle: Cycle, secretary: Person) -> None:
    note = open_held_note(session, cycle)
    ask(session, note)
    confirmation = queries.confirmation(session, note)
    assert confirmation is not None
    services.answer_confirmation(session, confirmation=confirmation, answer=ConfirmationAnswer.RIGHT, now=NOW)
    assert told(session, secretary, cycle) == []
    assert told(session, head_of(session, note), cycle) == []


def test_head_is_asked_about_her_minutes_and_nobody_elses(session: Session, cycle: Cycle) -> None:
    note = open_held_note(session, cycle)
    other = head_of(session, open_held_note(session, cycle, name="Skovbrynets Skole"))
    ask(session, note)
    [step] = next_steps(session, head_of(session, note), cycle, NOW)
    assert (step.sentence, step.endpoint, step.due) == (
        "Har vi skrevet det, I sagde?",
        "dialogues.confirm",
        DEADLINE,
    )
    assert told(session, other, cycle) == []


def test_head_and_director_are_told_of_the_next_meeting(
    session: Session, cycle: Cycle, add_person: Callable[..., Person]
) -> None:
    first = agree_dialogue(session, cycle, name="Åkandens Børnehus")
    second = agree_dialogue(session, cycle, name="Skovbrynets Skole", day=DAY + dt.timedelta(days=7))
    before, director = at(DAY - dt.timedelta(days=30), 8), add_person(Role.DIRECTOR)
    assert told(session, director, cycle, before) == []
    tell(session, first), tell(session, second)
    briefing = ("Din næste dialog er med Åkandens Børnehus", "dialogues.briefing")
    assert told(session, director, cycle, before) == [briefing]
    head = head_of(session, passages.open_note(session, dialogue=first, now=NOW))
    meeting, plan = next_steps(session, head, cycle, before)
    assert (meeting.sentence, meeting.endpoint) == ("I skal tale med direktionen", "dialogues.show")
    assert (plan.sentence, plan.endpoint) == ("Send jeres årsplan", "dialogues.plan")
    assert plan.due == DAY - dt.timedelta(days=14)


def test_head_whose_meeting_has_no_time_is_asked_for_her_plan_by_the_years_day(session: Session, cycle: Cycle) -> None:
    dialogue = agree_dialogue(session, cycle, name="Åkandens Børnehus")
    head = head_of(session, passages.open_note(session, dialogue=dialogue, now=NOW))
    dialogue.state, dialogue.starts_at, dialogue.ends_at = DialogueState.WITHOUT_TIME, None, None
    session.flush()
    [plan] = next_steps(session, head, cycle, NOW)
    assert (plan.sentence, plan.due) == ("Send jeres årsplan", cycle.day(MilestoneKind.ANNUAL_PLANS))
    plans.hand_in_plan(session, dialogue=dialogue, document=None, link="https://x.dk", takes_up=None, by=head, now=NOW)
    assert next_steps(session, head, cycle, NOW) == []


def test_agenda_that_is_ready_but_not_sent_is_asked_for(session: Session, cycle: Cycle, secretary: Person) -> None:
    dialogue = agree_dialogue(session, cycle, name="Åkandens Børnehus")
    dialogue.taken_over = True
    services.prepare_agenda(session, dialogue=dialogue, now=NOW)
    plans.hand_in_plan(
        session, dialogue=dialogue, document=None, link="https://x.dk", takes_up=None, by=None, now=at(DAY, 0)
    )
    waiting = [
        (step.sentence, step.due, step.waits)
        for days in (15, 8, 6)
        for step in next_steps(session, secretary, cycle, at(DAY - dt.timedelta(days=days), 8))
    ]
    sentence, by = "Dagsordenen til Åkandens Børnehus er ikke sendt", DAY - dt.timedelta(days=7)
    assert waiting == [(sentence, by, False), (sentence, by, True)]


def test_without_a_year_nothing_is_asked(session: Session, cycle: Cycle, secretary: Person) -> None:
    assert told(session, secretary, None) == []


def test_secretariat_is_told_of_a_deadline_that_brought_no_answer(
    session: Session, cycle: Cycle, secretary: Person
) -> None:
    ask(session, open_held_note(session, cycle))
    waits = ("Referatet fra Åkandens Børnehus venter på lederen", "dialogues.review")
    none = ("Intet svar på referatet fra Åkandens Børnehus", "dialogues.review")
    assert waits in told(session, secretary, cycle, at(DEADLINE, 20))
    assert none in told(session, secretary, cycle, at(DEADLINE + dt.timedelta(days=1), 8))
