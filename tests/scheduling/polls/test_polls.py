"""Polls: asked by mail, answered by a link that a scanner may follow, told once, and kept in mind by the plan."""

from __future__ import annotations

import datetime as dt
import re
from email import message_from_bytes, policy
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.mail.domain import Delivery
from app.mail.models import OutboxMessage
from app.people import services as people
from app.people.domain import LinkDead, Role
from app.people.models import AccessLink, Person
from app.scheduling import front, services
from app.scheduling.domain import Strength
from app.scheduling.instants import instant, naive
from app.scheduling.models import Poll, PollPerson
from app.scheduling.planner import solver
from app.scheduling.polls import queries as poll_queries
from app.scheduling.polls import services as polls
from app.scheduling.polls.domain import (
    AnswersMissing,
    Can,
    DeadlinePassed,
    NobodyAsked,
    NoTimesToAsk,
    PollClosed,
    apart,
    reminder_day,
    spread_out,
)
from app.scheduling.polls.slots import candidates
from tests.scheduling.calendars.feeding import add_source
from tests.scheduling.conftest import FEBRUARY, Year, mark_busy

DEADLINE = dt.date(2027, 2, 8)
TIMES = [dt.datetime(2027, 3, 30, 9), dt.datetime(2027, 3, 31, 9), dt.datetime(2027, 4, 1, 9)]
YES, MAYBE, NO = Can.YES, Can.IF_NEED_BE, Can.NO
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def by(session: Session) -> Person:
    """Who asks."""
    return people.add_person(
        session, name="Mette Sekretær", address="mette@example.dk", roles=[Role.SECRETARIAT], now=FEBRUARY
    )


def start(session: Session, year: Year, by: Person | None, *persons: Person) -> Poll:
    return polls.start_poll(
        session,
        cycle=year.cycle,
        persons=persons or (year.heads[0], year.heads[1]),
        starts=TIMES,
        deadline=DEADLINE,
        word="Vi håber på en af de tre.",
        by=by,
        now=FEBRUARY,
    )


def say(
    session: Session, poll: Poll, place: int, *cans: Can, at: dt.datetime = FEBRUARY, by: Person | None = None
) -> None:
    one = poll_queries.asked(session, poll_queries.poll(session, poll.id).asked[place].id)
    given = dict(zip([slot.id for slot in one.poll.slots], cans, strict=False))
    polls.answer(session, asked=one, given=given, word="", now=at, by=by)


def mails(session: Session, kind: str) -> list[OutboxMessage]:
    return list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)))


def text_of_mail(mail: OutboxMessage) -> str:
    return str(message_from_bytes(mail.raw, policy=policy.default).get_body(("plain",)).get_content())


def link_in(mail: OutboxMessage) -> str:
    (token,) = re.findall(r"/tider/svar/(\S+)", text_of_mail(mail))
    return str(token)


def test_each_who_is_asked_gets_a_mail_with_a_link_of_her_own(
    app: Flask, session: Session, year: Year, by: Person
) -> None:
    poll = start(session, year, by)
    sent = mails(session, "poll")
    assert [one.person_id for one in sent] == [one.id for one in year.heads[:2]]
    tokens = [link_in(one) for one in sent]
    assert len(set(tokens)) == 2
    assert all(len(token) >= 32 for token in tokens)
    stored = session.scalars(select(AccessLink.token_hash).where(AccessLink.purpose == "poll")).all()
    assert not set(tokens) & set(stored)
    for token, one in zip(tokens, poll.asked, strict=True):
        assert poll_queries.asked_behind(session, token=token, now=FEBRUARY).id == one.id
    with pytest.raises(LinkDead):
        poll_queries.asked_behind(session, token="another", now=FEBRUARY)
    assert "Vi håber på en af de tre." in text_of_mail(sent[0])


def test_what_a_poll_cannot_be_is_refused(app: Flask, session: Session, year: Year) -> None:
    given: dict[str, Any] = {"cycle": year.cycle, "word": "", "by": None, "now": FEBRUARY}
    head = [year.heads[0]]
    with pytest.raises(NobodyAsked):
        polls.start_poll(session, persons=[], starts=TIMES, deadline=DEADLINE, **given)
    for starts in ([], [dt.datetime(2027, 1, 4, 9)], [TIMES[0] + n * HOUR for n in range(25)]):
        with pytest.raises(NoTimesToAsk):
            polls.start_poll(session, persons=head, starts=starts, deadline=DEADLINE, **given)
    for day in (dt.date(2027, 1, 31), TIMES[0].date()):
        with pytest.raises(DeadlinePassed):
            polls.start_poll(session, persons=head, starts=TIMES, deadline=day, **given)
    assert mails(session, "poll") == []


def test_an_answer_says_something_of_every_time_and_can_be_changed(app: Flask, session: Session, year: Year) -> None:
    poll = start(session, year, None)
    mine = poll.asked[0].id
    with pytest.raises(AnswersMissing):
        say(session, poll, 0, YES, NO)
    say(session, poll, 0, YES, MAYBE, NO)
    say(session, poll, 0, NO, NO, YES)
    one = poll_queries.asked(session, mine)
    assert list(poll_queries.answers_of(one).values()) == [NO, NO, YES]
    assert one.answered_by_id is None


def test_who_asked_is_told_once_when_the_last_has_answered(
    app: Flask, session: Session, year: Year, by: Person
) -> None:
    poll = start(session, year, by)
    say(session, poll, 0, YES, YES, YES)
    assert mails(session, "poll-answered") == []
    assert front.next_steps(session, by, year.cycle, FEBRUARY)[-1].endpoint != "scheduling.poll_page"
    say(session, poll, 1, YES, YES, NO, by=by)
    say(session, poll, 1, NO, YES, NO)
    assert [one.person_id for one in mails(session, "poll-answered")] == [by.id]
    steps = [
        one for one in front.next_steps(session, by, year.cycle, FEBRUARY) if one.endpoint == "scheduling.poll_page"
    ]
    assert [one.sentence for one in steps] == ["Alle har svaret på rundspørgen"]
    polls.close_poll(session, poll=poll_queries.poll(session, poll.id), by=by, now=FEBRUARY)
    assert not [one for one in front.next_steps(session, by, year.cycle, FEBRUARY) if "poll" in one.endpoint]


def test_after_the_last_day_only_the_secretariat_can_enter_an_answer(
    app: Flask, session: Session, year: Year, by: Person
) -> None:
    poll, late = start(session, year, by), clock.at(dt.date(2027, 2, 9), 8)
    mine = poll.asked[0].id
    with pytest.raises(PollClosed):
        say(session, poll, 0, YES, YES, YES, at=late)
    say(session, poll, 0, YES, YES, YES, at=late, by=by)
    assert poll_queries.asked(session, mine).answered_by_id == by.id
    polls.reopen_poll(session, poll=poll_queries.poll(session, poll.id), deadline=dt.date(2027, 2, 20), by=by, now=late)
    say(session, poll, 1, YES, YES, YES, at=late)
    polls.close_poll(session, poll=poll_queries.poll(session, poll.id), by=by, now=late)
    with pytest.raises(PollClosed):
        say(session, poll, 1, NO, NO, NO, at=late)
    with pytest.raises(DeadlinePassed):
        polls.reopen_poll(
            session, poll=poll_queries.poll(session, poll.id), deadline=dt.date(2027, 5, 1), by=by, now=late
        )


def test_who_is_silent_is_reminded_once_before_the_last_day(app: Flask, session: Session, year: Year) -> None:
    poll = start(session, year, None)
    say(session, poll, 0, YES, YES, YES)
    days = {day: clock.at(dt.date(2027, 2, day), 7, 30) for day in (5, 6, 7, 9)}
    assert polls.to_remind(session, days[5]) == []
    assert polls.to_remind(session, days[6]) == [poll.id]
    assert polls.remind(session, poll_id=poll.id, now=days[6]) == 1
    assert polls.remind(session, poll_id=poll.id, now=days[7]) == 0
    assert [one.person_id for one in mails(session, "poll-reminder")] == [year.heads[1].id]
    assert polls.remind(session, poll_id=poll.id, now=days[7], again=True) == 1
    assert polls.remind(session, poll_id=poll.id, now=days[7], again=True) == 0
    assert polls.to_remind(session, days[9]) == []
    assert reminder_day(started=DEADLINE, deadline=DEADLINE) > DEADLINE
    token = link_in(mails(session, "poll-reminder")[0])
    assert poll_queries.asked_behind(session, token=token, now=days[7]).person_id == year.heads[1].id


def test_a_mail_that_came_back_is_told_of(app: Flask, session: Session, year: Year) -> None:
    poll = start(session, year, None)
    one = poll.asked[0]
    delivery = Delivery(
        message_id=1, kind="poll", thread=f"poll:{one.id}", person_id=one.person_id, address="x", sent=False, words=""
    )
    polls.mark_bounced(session, delivery, FEBRUARY)
    assert session.get_one(PollPerson, one.id).bounced_at == FEBRUARY


def test_answers_are_in_the_plan_while_they_are_not_too_old(app: Flask, session: Session, year: Year) -> None:
    poll = start(session, year, None)
    say(session, poll, 0, YES, MAYBE, NO)
    asked = services.plan_request(session, cycle=year.cycle, now=FEBRUARY)
    diaries = {one.id: one for one in asked.persons}
    mine, silent = (diaries[str(one.id)] for one in year.heads[:2])
    assert [(one.start, one.strength) for one in mine.busy] == [
        (TIMES[1], Strength.TENTATIVE),
        (TIMES[2], Strength.BUSY),
    ]
    assert [one.start for one in mine.known or ()] == TIMES
    assert (silent.busy, silent.known) == ((), ())
    assert diaries[str(year.heads[2].id)].known is None
    plan = solver.solve(asked)
    placed = {one.meeting: one for one in plan.placed}
    first = placed[str(year.seats[0].id)]
    assert first.start == TIMES[0]
    assert first.unknown == ()
    assert placed[str(year.seats[1].id)].unknown == (str(year.heads[1].id),)
    later = clock.at(dt.date(2027, 4, 3), 9)  # 61 days after
    old = {one.id: one for one in services.plan_request(session, cycle=year.cycle, now=later).persons}
    assert (old[str(year.heads[0].id)].busy, old[str(year.heads[0].id)].known) == ((), None)


def test_a_stale_calendar_is_no_more_known_than_what_was_answered(app: Flask, session: Session, year: Year) -> None:
    head = year.heads[0]
    poll = start(session, year, None)
    say(session, poll, 0, NO, YES, NO)
    mark_busy(session, head, TIMES[0].date())
    source = add_source(session, head, "https://kalender.example/a.ics", commit=False)
    source.read_at = FEBRUARY - dt.timedelta(days=2)
    session.flush()
    asked = services.plan_request(session, cycle=year.cycle, now=FEBRUARY)
    mine = next(one for one in asked.persons if one.id == str(head.id))
    assert [one.start for one in mine.known or ()] == TIMES
    stored = services.store_plan(session, cycle=year.cycle, result=solver.solve(asked), by=None, now=FEBRUARY)
    first = next(one for one in stored if one.seat_id == year.seats[0].id)
    assert (first.starts_at, f"unknown:{head.id}" in first.why) == (instant(TIMES[1]), False)
    source.read_at = FEBRUARY
    session.flush()
    fresh = services.plan_request(session, cycle=year.cycle, now=FEBRUARY)
    assert next(one for one in fresh.persons if one.id == str(head.id)).known is None


def test_the_newer_of_two_answers_counts_and_a_calendar_is_known_all_over(
    app: Flask, session: Session, year: Year
) -> None:
    say(session, start(session, year, None, year.heads[0]), 0, NO, NO, NO)
    say(session, start(session, year, None, year.heads[0]), 0, YES, NO, YES, at=FEBRUARY + HOUR)
    told = poll_queries.told_by(session, [year.heads[0]], since=FEBRUARY - HOUR)[year.heads[0].id]
    assert [can for _start, _end, can in told.times] == [YES, NO, YES]
    mark_busy(session, year.heads[0], dt.date(2027, 5, 3), (0, 1440, Strength.BUSY))
    asked = services.plan_request(session, cycle=year.cycle, now=FEBRUARY + HOUR)
    diary = next(one for one in asked.persons if one.id == str(year.heads[0].id))
    assert diary.known is None
    assert len(diary.busy) == 2


def test_the_times_asked_about_are_open_for_all_others(app: Flask, session: Session, year: Year) -> None:
    mark_busy(session, year.directors[0], dt.date(2027, 4, 6), (0, 1440, Strength.BUSY))
    mark_busy(session, year.heads[0], dt.date(2027, 4, 7), (0, 1440, Strength.BUSY))
    found = candidates(session, cycle=year.cycle, persons=[year.heads[0]], now=FEBRUARY)
    assert 1 < len(found) <= 24
    assert sum(one.suggested for one in found) == 10
    days = {one.start.at.date() for one in found}
    assert dt.date(2027, 4, 6) not in days
    assert all(later.start.at - one.start.at >= dt.timedelta(minutes=90) for one, later in pairwise(found))
    board = candidates(session, cycle=year.cycle, persons=[year.directors[0]], now=FEBRUARY)
    assert board


def test_times_are_spread_and_lie_apart(app: Flask, session: Session, year: Year) -> None:
    found = candidates(session, cycle=year.cycle, persons=[year.heads[0]], now=FEBRUARY)
    starts = [one.start for one in found]
    assert apart(starts, 90) == starts
    assert len(spread_out(starts, 3)) == 3
    assert naive(instant(starts[0].at)) == starts[0].at
