"""How long raw mails are kept: until their time is over, and as long as somebody has something to do about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import at
from app.invitations import services
from app.invitations.domain import Answer
from app.mail import inbox, inbox_queries, keeping
from app.mail.domain import InboxOutcome
from app.trail.models import TrailEntry
from app.web import SETTINGS
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


def run(given: Year, now: dt.datetime) -> list[int]:
    """The planned job, as the process runs it."""
    job = PLANS["forget-mails"]
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
