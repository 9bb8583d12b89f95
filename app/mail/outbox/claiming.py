"""Taking messages out of the outbox, so that nobody else sends them: one statement with a lease.

What is due is looked up once for a whole run; a batch is then claimed by its ids, where all that decides is asked once
more: whether a message is still due, whether another to the same person is under way, whether a newer one has overtaken
it, whether the hour has room, and whether somebody has stopped all mail.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from app import clock
from app.mail import queries
from app.mail.domain import UNSENT, MessageState
from app.mail.models import MailAttempt, OutboxMessage
from app.mail.outbox.smtp import TOTAL_SECONDS
from app.mail.ports import Handler

LEASE_SECONDS = 180
SECONDS_TO_SEND = LEASE_SECONDS - TOTAL_SECONDS  # so that the last of a batch ends before its lease
BATCH = 50


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A message that this worker may send until its lease runs out; `attempt` is the fence."""

    id: int
    kind: str
    attempt: int
    address: str
    envelope_from: str
    raw: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Worker:
    """Who delivers, and within which limits. `stopping` is asked between two mails."""

    name: str
    per_hour: int
    paused: bool = False
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    stopping: Callable[[], bool] = lambda: False


def due(session: Session, *, worker: Worker, now: dt.datetime) -> list[int]:
    """The messages that may be taken now, oldest first; no more than the hour has room for, none while mail is stopped.

    One look for a run of thousands: to sort them anew for each batch would cost more than to send them.
    """
    ids = _due(now, clock.lease_now(session)).limit(_room(session, worker, now))
    return list(session.scalars(ids))


def claim(session: Session, *, worker: Worker, now: dt.datetime, among: Sequence[int] | None = None) -> list[Claim]:
    """Takes the messages that are due, or whose worker has been silent for longer than its lease; oldest first.

    `among`: only of these; without them, a batch of all.
    """
    lease_now, room = clock.lease_now(session), _room(session, worker, now)
    if room <= 0:
        return []
    wanted = _due(now, lease_now) if among is None else _due(now, lease_now).where(OutboxMessage.id.in_(among))
    wanted = wanted.limit(min(room, BATCH if among is None else len(among)))
    taking = (
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(wanted.with_for_update(skip_locked=True)))
        .values(
            state=MessageState.CLAIMED,
            claimed_by=worker.name,
            claimed_until=lease_now + dt.timedelta(seconds=LEASE_SECONDS),
            attempt=OutboxMessage.attempt + 1,
        )
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    ids = set(session.scalars(taking))
    return _claims(session, ids - _supersede(session, ids, now))


def _claims(session: Session, ids: Collection[int]) -> list[Claim]:
    message = OutboxMessage
    fields = (message.id, message.kind, message.attempt, message.address, message.envelope_from, message.raw)
    query = select(*fields).where(message.id.in_(ids)).order_by(message.due_at, message.id)
    return [Claim(**row._asdict()) for row in session.execute(query)] if ids else []


def release(session: Session, *, claims: Collection[Claim], worker: Worker) -> None:
    """Gives back what was claimed and not tried: it stays due, and the attempt does not count."""
    if claims:
        session.connection().execute(_RELEASED, [fence(one, worker) for one in claims])


def fence(claim: Claim, worker: Worker) -> dict[str, object]:
    """The values for OURS."""
    return {"message": claim.id, "worker": worker.name, "number": claim.attempt}


def _room(session: Session, worker: Worker, now: dt.datetime) -> int:
    """How many may leave: what the hour has left, and nothing while mail is stopped."""
    return 0 if queries.stopped(session) else max(0, worker.per_hour - _used_this_hour(session, now))


def _due(now: dt.datetime, lease_now: dt.datetime) -> Select[int]:
    """What may be taken; never a message while another to the same person in the same thread is under way."""
    message, other = OutboxMessage, aliased(OutboxMessage)
    waiting = and_(message.state == MessageState.WAITING, message.due_at <= now)
    abandoned = and_(message.state == MessageState.CLAIMED, message.claimed_until < lease_now)
    under_way = exists().where(
        other.id != message.id,
        _same_recipient(other),
        other.state == MessageState.CLAIMED,
        other.claimed_until >= lease_now,
    )
    return select(message.id).where(or_(waiting, abandoned), ~under_way).order_by(message.due_at, message.id)


def _same_recipient(other: type[OutboxMessage]) -> ColumnElement[bool]:
    message = OutboxMessage
    return and_(
        other.thread == message.thread,
        or_(other.address == message.address, other.person_id == message.person_id),
    )


def _supersede(session: Session, ids: set[int], now: dt.datetime) -> set[int]:
    """Ends those of the claimed that a newer one for the same person has overtaken."""
    newer = aliased(OutboxMessage)
    overtaken = exists().where(
        _same_recipient(newer),
        newer.sequence > OutboxMessage.sequence,
        newer.state.not_in((MessageState.FAILED, *UNSENT)),
    )
    ending = (
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(ids), overtaken)
        .values(state=MessageState.SUPERSEDED, claimed_by=None, claimed_until=None, finished_at=now)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    return set(session.scalars(ending)) if ids else set()


def _used_this_hour(session: Session, now: dt.datetime) -> int:
    tried = select(func.count(MailAttempt.id)).where(
        MailAttempt.at > now - dt.timedelta(hours=1), MailAttempt.at <= now
    )
    under_way = select(func.count(OutboxMessage.id)).where(OutboxMessage.state == MessageState.CLAIMED)
    return (session.scalar(tried) or 0) + (session.scalar(under_way) or 0)


MESSAGE = cast(Table, OutboxMessage.__table__)
OURS = (
    MESSAGE.c.id == bindparam("message"),
    MESSAGE.c.state == MessageState.CLAIMED,
    MESSAGE.c.claimed_by == bindparam("worker"),
    MESSAGE.c.attempt == bindparam("number"),
)
"""The fence: nobody else has taken the message since."""
_RELEASED = (
    update(MESSAGE)
    .where(*OURS)
    .values(state=MessageState.WAITING, claimed_by=None, claimed_until=None, attempt=MESSAGE.c.attempt - 1)
)
