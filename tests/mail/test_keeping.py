"""How long raw mails are kept, those that came and those that were sent: until their time is over, and as long as
somebody has something to do about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session, undefer

from app.clock import at
from app.invitations import services
from app.invitations.domain import Answer
from app.mail import keeping
from app.mail import services as outbox
from app.mail.domain import InboxOutcome, MessageState, Outcome, TextForgotten
from app.mail.inbox import queries as inbox_queries
from app.mail.inbox import services as inbox
from app.mail.models import MailAttempt, OutboxMessage
from app.people.domain import Role
from app.people.models import Person
from app.settings import SETTINGS
from app.trail.models import TrailEntry
from jobs.plans import PLANS
from tests.invitations.answering import IGNORED, came_to, mail, reply, take, text
from tests.invitations.conftest import NOW, Year, make_year

DAYS = 400
DAY = dt.timedelta(days=1)
OVER = NOW + (DAYS + 1) * DAY


@pytest.fixture
def sent(app: Flask, session: Session) -> Year:
    """A year whose invitations have been sent."""
    found = make_year(session)
    services.prepare_from_plan(session, cycle=found.cycle, by=None, now=NOW)
    found.send()
    return found


def run(given: Year, now: dt.datetime, name: str = "forget-mails") -> list[int]:
    """The planned job, as the process runs it."""
    job = PLANS[name]
    found = list(job.items(given.session, now))
    for number in found:
        job.effect(given.session, number, now)
    given.session.flush()
    given.session.expire_all()
    return found


def test_mail_is_kept_until_its_time_is_over_and_then_forgotten(sent: Year) -> None:
    raw = reply(sent.invitation(), sent.heads[0].address, "ACCEPTED", "COMMENT:Vi glæder os")
    number = take(sent, raw).id
    assert run(sent, NOW + DAYS * DAY) == []
    assert run(sent, OVER) == [number]
    forgotten = inbox_queries.message(sent.session, number)
    assert (forgotten.raw, forgotten.subject, forgotten.details, forgotten.raw_kept) == (b"", "", {}, False)
    assert came_to(forgotten) == (InboxOutcome.APPLIED, "answered")
    assert sent.part_of(sent.heads[0]).answer is Answer.ACCEPTED
    assert sent.session.query(TrailEntry).filter_by(action="inbox.forgotten").one().thing == f"inbox:{number}"
    assert run(sent, OVER) == []


def test_same_bytes_are_known_again_when_they_are_forgotten(sent: Year) -> None:
    raw = reply(sent.invitation(), sent.heads[0].address)
    take(sent, raw)
    run(sent, OVER)
    assert came_to(take(sent, raw, now=OVER)) == (IGNORED, "duplicate")


def test_mail_that_waits_for_a_person_is_kept(sent: Year) -> None:
    message = take(sent, mail("Ole <ole@example.com>", text("Kan vi tales ved?")))
    assert run(sent, OVER) == []
    assert inbox_queries.message(sent.session, message.id).raw


def test_mail_that_nobody_has_processed_or_filed_yet_is_kept(sent: Year) -> None:
    place = inbox.Place(mailbox="INBOX", uidvalidity=1, uid=1)
    inbox.store(sent.session, raw=b"From: a@example.dk\r\n\r\nHej\r\n", received_at=NOW, now=NOW, place=place)
    assert keeping.to_forget(sent.session, OVER) == []


def test_all_are_kept_where_the_setting_says_so(app: Flask, sent: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    take(sent, reply(sent.invitation(), sent.heads[0].address))
    monkeypatch.setitem(app.extensions, SETTINGS, replace(app.extensions[SETTINGS], inbox_keep_days=0))
    assert keeping.to_forget(sent.session, at(dt.date(2099, 1, 1), 0)) == []


SENT_JOB = "forget-sent-mails"
ENDS = (MessageState.SENT, MessageState.FAILED, MessageState.SUPERSEDED, MessageState.TAKEN_BACK)


def end(given: Year, state: MessageState, at: dt.datetime = NOW) -> OutboxMessage:
    """The first of the mails has ended; the others are on their way."""
    row = first(given)
    given.session.execute(
        update(OutboxMessage).where(OutboxMessage.id == row.id).values(state=state, attempt=1, finished_at=at)
    )
    given.session.add(
        MailAttempt(outbox_id=row.id, number=1, at=at, outcome=Outcome.ACCEPTED, phase="accepted", words="250 ok")
    )
    given.session.flush()
    given.session.expire_all()
    return row


def first(given: Year) -> OutboxMessage:
    query = given.session.query(OutboxMessage).options(undefer(OutboxMessage.raw)).order_by(OutboxMessage.id)
    return query.populate_existing().limit(1).one()


@pytest.mark.parametrize("state", ENDS)
def test_mail_that_has_ended_is_forgotten_after_its_time_and_its_row_stays(sent: Year, state: MessageState) -> None:
    row = end(sent, state)
    told = (row.subject, row.address, row.state, row.created_at, row.finished_at, row.message_id)
    assert run(sent, NOW + DAYS * DAY, SENT_JOB) == []
    assert run(sent, OVER, SENT_JOB) == [row.id]
    kept = first(sent)
    assert (kept.raw, kept.forgotten_at) == (b"", OVER)
    assert (kept.subject, kept.address, kept.state, kept.created_at, kept.finished_at, kept.message_id) == told
    assert [one.words for one in sent.session.query(MailAttempt)] == ["250 ok"]
    assert sent.session.query(TrailEntry).filter_by(action="mail.forgotten").one().thing == f"message:{row.id}"
    assert run(sent, OVER, SENT_JOB) == []


@pytest.mark.parametrize("state", [MessageState.WAITING, MessageState.HELD, MessageState.CLAIMED])
def test_mail_that_is_still_to_leave_is_kept(sent: Year, state: MessageState) -> None:
    sent.session.execute(update(OutboxMessage).values(state=state))
    assert run(sent, OVER, SENT_JOB) == []
    assert first(sent).raw


def test_mail_that_is_asked_for_again_in_the_meantime_is_kept(sent: Year) -> None:
    row = end(sent, MessageState.SENT)
    found = keeping.sent_to_forget(sent.session, OVER)
    assert outbox.send_again(sent.session, message_id=row.id, now=OVER)
    for number in found:
        keeping.forget_sent(sent.session, message_id=number, now=OVER)
    assert first(sent).raw


def test_forgotten_mail_is_not_sent_again(sent: Year) -> None:
    row = end(sent, MessageState.SENT)
    run(sent, OVER, SENT_JOB)
    part = sent.part_of(sent.heads[0])
    with pytest.raises(TextForgotten):
        services.resend(sent.session, participant=part, message_id=row.id, by=None, now=OVER)
    assert not outbox.send_again(sent.session, message_id=row.id, now=OVER)
    assert first(sent).state is MessageState.SENT


def test_calendar_that_asks_for_a_forgotten_invitation_is_left_to_a_person(
    app: Flask, sent: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, SETTINGS, replace(app.extensions[SETTINGS], outbox_keep_days=7))
    end(sent, MessageState.SENT)
    later = NOW + 8 * DAY
    run(sent, later, SENT_JOB)
    asked = take(sent, reply(sent.invitation(), sent.heads[0].address, method="REFRESH"), now=later)
    assert came_to(asked) == (InboxOutcome.NEEDS_PERSON, "refresh-forgotten")


def test_page_of_a_forgotten_mail_says_since_when_and_shows_the_rest(
    sent: Year, add_person: Callable[..., Person], client_of: Callable[[Person], FlaskClient]
) -> None:
    row, secretary = end(sent, MessageState.SENT), client_of(add_person(Role.SECRETARIAT))
    assert "/side" in secretary.get(f"/mails/{row.id}").text
    run(sent, OVER, SENT_JOB)
    page = secretary.get(f"/mails/{row.id}").text
    assert "Mailens tekst er ikke gemt mere. Den blev slettet torsdag 17. februar 2028." in page
    assert "250 ok" in page
    assert "iframe" not in page
    gone = [secretary.get(f"/mails/{row.id}/side"), secretary.post(f"/mails/{row.id}/raa")]
    assert [answer.status_code for answer in gone] == [404, 404]


def test_all_sent_are_kept_where_the_setting_says_so(app: Flask, sent: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    end(sent, MessageState.SENT)
    monkeypatch.setitem(app.extensions, SETTINGS, replace(app.extensions[SETTINGS], outbox_keep_days=0))
    assert run(sent, at(dt.date(2099, 1, 1), 0), SENT_JOB) == []
