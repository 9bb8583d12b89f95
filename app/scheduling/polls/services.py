"""Use cases of the polls: asking people at which times they could, and what they answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.domain import CycleState
from app.cycle.models import Cycle
from app.cycle.services import require_open
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.domain import Delivery
from app.mail.ports import Handler
from app.mail.writing import texts, words
from app.people import queries as people_queries
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from app.scheduling.instants import instant
from app.scheduling.models import Poll, PollAnswer, PollPerson, PollSlot
from app.scheduling.polls import queries as poll_queries
from app.scheduling.polls import texts as poll_texts
from app.scheduling.polls.domain import (
    MOST_SLOTS,
    AnswersMissing,
    Can,
    DeadlinePassed,
    NobodyAsked,
    NoTimesToAsk,
    PollClosed,
    is_open,
    reminder_day,
)
from app.scheduling.polls.queries import LINK_PURPOSE
from app.scheduling.polls.texts import ANSWERED, ASKED, REMINDER
from app.trail import services as trail

LENGTH = dt.timedelta(minutes=90)
LATE = dt.timedelta(days=14)
"""So long after the last time the link still shows what was answered."""


def start_poll(
    session: Session,
    *,
    cycle: Cycle,
    persons: Collection[Person],
    starts: Sequence[dt.datetime],
    deadline: dt.date,
    word: str,
    by: Person | None,
    now: dt.datetime,
    length: dt.timedelta = LENGTH,
) -> Poll:
    """Asks these persons about local `starts`, each with a mail of her own. Raises what a poll cannot be."""
    require_open(session, cycle=cycle)
    times = sorted(set(starts))
    if not persons:
        raise NobodyAsked()
    if not 1 <= len(times) <= MOST_SLOTS or times[0].date() <= local_day(now):
        raise NoTimesToAsk(most=MOST_SLOTS)
    _check_deadline(deadline, first=times[0].date(), today=local_day(now))
    poll = Poll(
        cycle_id=cycle.id,
        word=word.strip(),
        deadline=deadline,
        started_at=now,
        started_by_id=by.id if by else None,
        slots=[PollSlot(starts_at=instant(at), ends_at=instant(at) + length) for at in times],
        asked=[PollPerson(person_id=one.id) for one in sorted(persons, key=lambda one: one.id)],
    )
    session.add(poll)
    session.flush()
    trail.record(session, by=by, action="poll.started", thing=f"poll:{poll.id}", now=now)
    poll = _fresh(session, poll.id)
    for one in poll.asked:
        _post(session, one, kind=ASKED, once=f"{ASKED}:{one.id}", now=now)
    return poll


def _check_deadline(deadline: dt.date, *, first: dt.date, today: dt.date) -> None:
    if not today <= deadline < first:
        raise DeadlinePassed()


def answer(
    session: Session,
    *,
    asked: PollPerson,
    given: Mapping[int, Can],
    word: str,
    now: dt.datetime,
    by: Person | None = None,
) -> None:
    """Keeps what somebody says of every time, instead of what she said before. `by` enters it for her, at any time.

    When the last has answered, whoever asked is told, once.
    """
    poll_id = asked.poll_id
    session.execute(select(Poll.id).where(Poll.id == poll_id).with_for_update())  # two last answers: one is the last
    poll = _fresh(session, poll_id)
    if by is None and not is_open(deadline=poll.deadline, closed=poll.closed_at is not None, today=local_day(now)):
        raise PollClosed()
    if {slot.id for slot in poll.slots} - given.keys():
        raise AnswersMissing()
    mine = next(one for one in poll.asked if one.id == asked.id)
    session.execute(delete(PollAnswer).where(PollAnswer.asked_id == mine.id))
    session.add_all(PollAnswer(asked_id=mine.id, slot_id=slot.id, can=given[slot.id]) for slot in poll.slots)
    mine.answered_at, mine.word, mine.answered_by_id = now, word.strip(), by.id if by else None
    session.flush()
    thing = f"poll:{poll.id}"
    details = {"asked": mine.id, "way": "telephone" if by else "link"}
    trail.record(session, by=by or mine.person, action="poll.answered", thing=thing, details=details, now=now)
    if all(one.answered_at for one in poll.asked):
        _tell(session, poll, now=now)
    session.expire_all()


def _tell(session: Session, poll: Poll, *, now: dt.datetime) -> None:
    """Everybody has answered: whoever asked hears of it, or the secretariat, if she is here no longer."""
    telling = update(Poll).where(Poll.id == poll.id, Poll.told_at.is_(None)).values(told_at=now).returning(Poll.id)
    if session.scalar(telling.execution_options(synchronize_session=False)) is None:
        return
    starter = session.get(Person, poll.started_by_id) if poll.started_by_id else None
    there = starter is not None and starter.active
    for person in [starter] if starter and there else people_queries.with_role(session, Role.SECRETARIAT):
        with words.language_of(person):
            values = poll_texts.told_values(poll, person)
        written = texts.write(session, cycle_id=poll.cycle_id, kind=ANSWERED, person=person, values=values)
        once = f"{ANSWERED}:{poll.id}:{person.id}"
        mail.enqueue(session, once=once, kind=ANSWERED, thread=once, person=person, written=written, now=now)


def close_poll(session: Session, *, poll: Poll, by: Person | None, now: dt.datetime) -> None:
    """No more answers; what was said stays, and counts. Twice is no error."""
    if poll.closed_at is None:
        poll.closed_at = now
        for one in poll.asked:
            mail.take_back(session, thread=_thread(one), person=one.person, now=now)
        trail.record(session, by=by, action="poll.closed", thing=f"poll:{poll.id}", now=now)


def reopen_poll(session: Session, *, poll: Poll, deadline: dt.date, by: Person | None, now: dt.datetime) -> None:
    """Answers are taken again, to another last day; the links that people have open the same page."""
    first = min(slot.starts_at for slot in poll.slots)
    _check_deadline(deadline, first=local_day(first), today=local_day(now))
    poll.closed_at, poll.deadline = None, deadline
    trail.record(session, by=by, action="poll.reopened", thing=f"poll:{poll.id}", now=now)


def to_remind(session: Session, now: dt.datetime) -> list[int]:
    """The polls whose last day is near, and that somebody has not answered."""
    today = local_day(now)
    due = (
        poll
        for poll in poll_queries.open_polls(session, today)
        if poll.cycle.state is CycleState.OPEN
        and reminder_day(started=local_day(poll.started_at), deadline=poll.deadline) <= today
        and not all(one.answered_at for one in poll.asked)
    )
    return [poll.id for poll in due]


def remind(session: Session, *, poll_id: int, now: dt.datetime, again: bool = False) -> int:
    """Reminds who has not answered, once before each last day; `again`: because a person asks, at most once a day."""
    poll = poll_queries.poll(session, poll_id)
    if not is_open(deadline=poll.deadline, closed=poll.closed_at is not None, today=local_day(now)):
        return 0
    day = f"asked:{local_day(now)}" if again else f"before:{poll.deadline}"
    waiting = [one for one in poll.asked if one.answered_at is None and one.person.active]
    keys = [(one, f"{REMINDER}:{one.id}:{day}") for one in waiting]
    new = [(one, once) for one, once in keys if not outbox.is_written(session, once)]
    for one, once in new:
        _post(session, one, kind=REMINDER, once=once, now=now)
    return len(new)


def _post(session: Session, one: PollPerson, *, kind: str, once: str, now: dt.datetime) -> None:
    """A mail with a link of its own; links that were sent before open the same page."""
    poll, person = one.poll, one.person
    ends_at = max(slot.ends_at for slot in poll.slots) + LATE
    token = people.issue_link(session, person=person, purpose=LINK_PURPOSE, subject_id=one.id, ends_at=ends_at, now=now)
    with words.language_of(person):
        values = poll_texts.values_of(poll, person, url=words.absolute(f"/tider/svar/{token}"))
    written = texts.write(session, cycle_id=poll.cycle_id, kind=kind, person=person, values=values)
    mail.enqueue(session, once=once, kind=kind, thread=_thread(one), person=person, written=written, now=now)


def _thread(one: PollPerson) -> str:
    return f"{ASKED}:{one.id}"


def _fresh(session: Session, poll_id: int) -> Poll:
    session.flush()
    session.expire_all()
    return poll_queries.poll(session, poll_id)


def mark_bounced(session: Session, delivery: Delivery, now: dt.datetime) -> None:
    """The mail never arrived: whoever looks at the poll sees that it is not the person who is silent."""
    asked_id = delivery.thread.removeprefix(f"{ASKED}:")
    one = session.get(PollPerson, int(asked_id)) if asked_id.isdecimal() else None
    if one is not None:
        one.bounced_at = None if delivery.sent else now


HANDLERS = (Handler(ASKED, mark_bounced), Handler(REMINDER, mark_bounced))
