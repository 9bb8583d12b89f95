"""The head is reminded once by itself, some working days before the deadline."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import at
from app.dialogues import services
from app.dialogues.domain import ConfirmationAnswer
from app.dialogues.minutes import reminders
from app.dialogues.models import Confirmation, Note
from app.mail.models import OutboxMessage
from jobs.planned import run_due
from jobs.plans import PLANS
from tests.dialogues.meetings import DAY, NOW, open_cycle, open_held_note, say

DEADLINE = dt.date(2027, 4, 9)
FIRST = dt.date(2027, 4, 6)
"""Three working days before the deadline, a Friday."""


@pytest.fixture
def note(app: Flask, session: Session) -> Note:
    note = open_held_note(session, open_cycle(session))
    say(session, note, "Ja")
    return note


def ask(session: Session, note: Note, deadline: dt.date = DEADLINE, now: dt.datetime = NOW) -> Confirmation:
    return services.ask_confirmation(session, note=note, deadline=deadline, by=None, now=now)


def reminded(session: Session, first: dt.date, days: int) -> list[dt.date]:
    """The days on which the job wrote a mail; it runs twice on each."""
    found = []
    for number in range(days):
        day = first + dt.timedelta(days=number)
        for now in (at(day, 7), at(day, 8)):
            notes = reminders.to_remind(session, now)
            found += [day for note in notes if reminders.remind_head(session, note, now=now)]
    return found


def test_head_is_reminded_once_three_working_days_before(session: Session, note: Note) -> None:
    ask(session, note)
    assert reminded(session, DAY, 40) == [FIRST]
    subjects = session.scalars(select(OutboxMessage.subject).order_by(OutboxMessage.id)).all()
    assert subjects == ["Har vi skrevet det, I sagde?", "Påmindelse: Har vi skrevet det, I sagde?"]


@pytest.mark.parametrize("answer", list(ConfirmationAnswer))
def test_head_who_has_answered_is_left_in_peace(session: Session, note: Note, answer: ConfirmationAnswer) -> None:
    word = "Nej" if answer is ConfirmationAnswer.CORRECTION else ""
    services.answer_confirmation(session, confirmation=ask(session, note), answer=answer, word=word, now=NOW)
    assert reminded(session, DAY, 40) == []


def test_minutes_that_were_taken_back_remind_nobody(session: Session, note: Note) -> None:
    ask(session, note)
    services.take_back(session, note=note, by=None, now=NOW)
    assert reminded(session, DAY, 40) == []


def test_short_deadline_reminds_the_working_day_after_the_question(session: Session, note: Note) -> None:
    ask(session, note, DAY + dt.timedelta(days=2))
    assert reminded(session, DAY, 10) == [DAY + dt.timedelta(days=1)]


def test_nobody_is_reminded_after_the_deadline(session: Session, note: Note) -> None:
    ask(session, note)
    assert reminded(session, DEADLINE + dt.timedelta(days=1), 20) == []


def test_asked_again_she_is_reminded_of_the_new_question(session: Session, note: Note) -> None:
    ask(session, note)
    assert reminded(session, FIRST, 1) == [FIRST]
    services.take_back(session, note=note, by=None, now=at(FIRST, 9))
    ask(session, note, DEADLINE + dt.timedelta(days=14), now=at(FIRST, 10))
    assert reminded(session, FIRST, 30) == [dt.date(2027, 4, 20)]


def test_day_on_which_a_person_has_reminded_her_has_no_second_mail(session: Session, note: Note) -> None:
    ask(session, note)
    assert services.remind(session, note=note, by=None, now=at(FIRST, 6))
    assert reminded(session, FIRST, 1) == []


def test_daily_job_reminds(session: Session, note: Note) -> None:
    ask(session, note)
    session.commit()
    for _ in range(2):
        run_due({"remind-heads": PLANS["remind-heads"]}, now=at(FIRST, 12))
    assert len(session.scalars(select(OutboxMessage.id)).all()) == 2
