"""What the secretariat is told within a quarter of an hour: mails that have not left, mails that are held, no jobs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import at
from app.mail import front, services
from app.mail.domain import MessageState, Outcome
from app.mail.models import MailAttempt, OutboxMessage
from app.mail.outbox import stopping
from app.people.domain import Role
from app.people.models import Person
from app.trail import runs

NOW = at(dt.date(2027, 1, 12), 10)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def secretary(app: Flask, session: Session, add_person: Callable[..., Person]) -> Person:
    return add_person(Role.SECRETARIAT)


@pytest.fixture
def message(session: Session, secretary: Person) -> OutboxMessage:
    """A mail that is to leave now."""
    return services.enqueue_plain(
        session,
        once="a",
        kind="trial",
        thread="a",
        person=secretary,
        subject="Prøve",
        template="trial",
        context={"url": "x"},
        now=NOW,
    )


def told(session: Session, person: Person, minutes: int) -> list[str]:
    return [one.sentence for one in front.next_steps(session, person, None, NOW + minutes * MINUTE)]


LATE = ["En mail er ikke kommet af sted endnu"]


@pytest.mark.parametrize("state", [MessageState.WAITING, MessageState.CLAIMED])
def test_mail_that_should_have_left_a_quarter_of_an_hour_ago_is_told_of(
    session: Session, secretary: Person, message: OutboxMessage, state: MessageState
) -> None:
    session.execute(update(OutboxMessage).values(state=state))
    assert told(session, secretary, 15) == []
    assert told(session, secretary, 16) == LATE


def test_mail_that_is_tried_in_vain_is_told_of_though_its_next_try_lies_ahead(
    session: Session, secretary: Person, message: OutboxMessage
) -> None:
    tried = MailAttempt(outbox_id=message.id, number=1, at=NOW, outcome=Outcome.TRANSIENT, phase="connection", words="")
    session.add(tried)
    message.due_at = NOW + 60 * MINUTE
    session.flush()
    assert told(session, secretary, 15) == []
    assert told(session, secretary, 16) == LATE
    message.again_at = NOW + 10 * MINUTE  # a person has asked for it anew
    session.flush()
    assert told(session, secretary, 16) == []


@pytest.mark.parametrize("state", [MessageState.SENT, MessageState.SUPERSEDED, MessageState.TAKEN_BACK])
def test_mail_that_has_ended_is_not_told_of(
    session: Session, secretary: Person, message: OutboxMessage, state: MessageState
) -> None:
    session.execute(update(OutboxMessage).values(state=state))
    assert told(session, secretary, 60) == []


def test_mail_that_somebody_stopped_is_told_of_as_that(
    session: Session, secretary: Person, message: OutboxMessage
) -> None:
    stopping.stop(session, by=secretary, now=NOW)
    assert told(session, secretary, 60) == ["Al mail er stoppet"]


def test_held_mail_is_told_of_at_once(session: Session, secretary: Person, message: OutboxMessage) -> None:
    services.hold_waiting(session)
    assert told(session, secretary, 0) == ["En mail holdes tilbage"]


def test_jobs_that_have_not_shown_themselves_are_told_of(session: Session, secretary: Person) -> None:
    assert told(session, secretary, 60) == []  # none was ever started
    runs.beat(session, process="jobs", now=NOW)
    assert told(session, secretary, 15) == []
    assert told(session, secretary, 16) == ["Intet er gået af sig selv siden tirsdag 12. januar kl. 10.00, uge 2"]


def test_nobody_else_is_told(session: Session, message: OutboxMessage, add_person: Callable[..., Person]) -> None:
    assert told(session, add_person(Role.DIRECTOR), 60) == []
