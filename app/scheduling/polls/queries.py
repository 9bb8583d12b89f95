"""Named reads of the polls: who was asked what, and what answers are still good for a plan."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from app.cycle.models import Cycle
from app.domain import N_, NotFound
from app.people import queries as people
from app.people.models import Person
from app.scheduling.instants import naive
from app.scheduling.models import Poll, PollPerson
from app.scheduling.polls.domain import Can

LINK_PURPOSE = "poll"


def _polls() -> Select[Poll]:
    asked = selectinload(Poll.asked)
    return select(Poll).options(
        joinedload(Poll.cycle),
        selectinload(Poll.slots),
        asked.joinedload(PollPerson.person),
        asked.selectinload(PollPerson.answers),
    )


def polls_of(session: Session, cycle: Cycle) -> list[Poll]:
    """The year's polls, the newest first, with all that was asked and answered."""
    found = session.scalars(_polls().where(Poll.cycle_id == cycle.id).order_by(Poll.id.desc()))
    return [_whole(one) for one in found]


def _whole(poll: Poll) -> Poll:
    """Each who is asked knows her poll, however she is come by."""
    for one in poll.asked:
        set_committed_value(one, "poll", poll)
    return poll


def poll(session: Session, poll_id: int) -> Poll:
    """One poll with everything in it; raises NotFound."""
    found = session.scalars(_polls().where(Poll.id == poll_id)).one_or_none()
    if found is None:
        raise NotFound(N_("Rundspørgen"), poll_id)
    return _whole(found)


def asked(session: Session, asked_id: int) -> PollPerson:
    """One who is asked, with the whole poll; raises NotFound."""
    poll_id = session.scalar(select(PollPerson.poll_id).where(PollPerson.id == asked_id))
    if poll_id is None:
        raise NotFound(N_("Svaret"), asked_id)
    return next(one for one in poll(session, poll_id).asked if one.id == asked_id)


def asked_behind(session: Session, *, token: str, now: dt.datetime) -> PollPerson:
    """Who holds the link from her mail; raises LinkDead or NotFound. Looking changes nothing."""
    link = people.follow_link(session, token=token, purpose=LINK_PURPOSE, now=now)
    found = asked(session, link.subject_id)
    if found.person_id != link.person_id:
        raise NotFound()
    return found


def open_polls(session: Session, today: dt.date) -> list[Poll]:
    """The polls that take answers."""
    found = session.scalars(_polls().where(Poll.closed_at.is_(None), Poll.deadline >= today).order_by(Poll.id))
    return [_whole(one) for one in found]


@dataclass
class Told:
    """What somebody has said of her times: local start, local end, answer; and whether she was asked at all."""

    times: list[tuple[dt.datetime, dt.datetime, Can]] = field(default_factory=list)
    asked: bool = False


def told_by(session: Session, persons: Iterable[Person], *, since: dt.datetime) -> dict[int, Told]:
    """For each who was asked since then, what she has said; of two answers about one time the newer counts."""
    query = (
        select(PollPerson)
        .join(PollPerson.poll)
        .options(contains_eager(PollPerson.poll).selectinload(Poll.slots), selectinload(PollPerson.answers))
        .where(PollPerson.person_id.in_([person.id for person in persons]))
        .where((PollPerson.answered_at >= since) | (PollPerson.answered_at.is_(None) & (Poll.started_at >= since)))
    )
    found: dict[int, Told] = defaultdict(Told)
    newest: dict[int, dict[dt.datetime, tuple[dt.datetime, Can]]] = defaultdict(dict)
    rows = list(session.scalars(query))
    for one in sorted(rows, key=lambda row: (row.answered_at or since, row.id)):
        found[one.person_id].asked = True
        slots = {slot.id: slot for slot in one.poll.slots}
        for answer in one.answers:
            slot = slots[answer.slot_id]
            newest[one.person_id][slot.starts_at] = (slot.ends_at, answer.can)
    for person_id, times in newest.items():
        found[person_id].times = [
            (naive(start), naive(end), can) for start, (end, can) in sorted(times.items(), key=lambda pair: pair[0])
        ]
    return dict(found)


def answers_of(one: PollPerson) -> dict[int, Can]:
    """What somebody has said, by the number of the time."""
    return {answer.slot_id: answer.can for answer in one.answers}
