"""Emptying the outbox: claim, deliver, finish. Any number of workers may do it at once.

A claim is one statement with a lease; finishing is fenced on the owner and the attempt, so a worker that was thought
dead cannot overwrite what its successor did. No transaction is open while a server is talked to. Exactly once is not
to be had over SMTP: none is lost, and what is sent again after a crash is the same to the byte.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Self, cast

from flask import Flask
from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from app import clock, logs
from app.database import UtcDateTime
from app.mail.domain import UNSENT, Delivery, MessageState, Outcome
from app.mail.models import MailAttempt, OutboxMessage
from app.mail.ports import HANDLERS, Handler
from app.mail.smtp import TOTAL_SECONDS, Phase, Result, Transport
from config import Settings

LEASE_SECONDS = 180
BATCH = 50
LONGEST_PAUSE_MINUTES = 60
AFTER_AMBIGUOUS = dt.timedelta(minutes=30)
GIVE_UP_AFTER = dt.timedelta(hours=72)
LOST = "lost"  # to another worker, since this one took longer than its lease

OpenTransaction = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A message that this worker may send until its lease runs out; `attempt` is the fence."""

    id: int
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


def worker_of(settings: Settings, *, app: Flask, stopping: Callable[[], bool] = lambda: False) -> Worker:
    """A worker of this process, within the installation's limits, with the handlers that wiring has registered."""
    return Worker(
        name=f"{socket.gethostname()}:{os.getpid()}",
        per_hour=settings.mail_per_hour,
        paused=settings.mail_paused,
        handlers=app.extensions.get(HANDLERS, {}),
        stopping=stopping,
    )


def deliver_due(
    open_transaction: OpenTransaction,
    *,
    transport: Transport,
    worker: Worker,
    now: dt.datetime,
    open_record: OpenTransaction | None = None,
) -> Counter[str]:
    """Delivers what is due until nothing is left; counts messages by the state in which the try left them.

    The entrypoint's transaction() is handed in, since there are many short ones. `open_record` may be one that does not
    wait for the disk, for what became of a mail: lost at a power cut, the same bytes are sent once more. With it, what
    became of one is noted while the next conversation begins.
    """
    reachable = True
    with _Notes(open_record or open_transaction, worker, now, beside=open_record is not None) as notes:
        while reachable and not worker.paused and not worker.stopping():
            deadline = time.monotonic() + LEASE_SECONDS - TOTAL_SECONDS
            with open_transaction() as session:
                untried = deque(claim(session, worker=worker, now=now))
            if not untried:
                break
            while untried and reachable and time.monotonic() < deadline and not worker.stopping():
                one = untried.popleft()
                result = transport.deliver(
                    envelope_from=one.envelope_from, recipient=one.address, content=one.raw, before_body=notes.wait
                )
                notes.take(one, result)
                reachable = result.phase is not Phase.CONNECTION
            notes.wait()
            if untried:
                with open_transaction() as session:
                    release(session, claims=untried, worker=worker)
    return notes.tally


class _Notes:
    """Notes what became of each mail: `beside` the next conversation, in a thread of its own, or at once.

    At most one mail is without its note at any moment: the next one's body leaves only when the note stands. So a
    worker that is killed leaves at most one that has to be sent again.
    """

    def __init__(self, open_record: OpenTransaction, worker: Worker, now: dt.datetime, *, beside: bool) -> None:
        self.tally: Counter[str] = Counter()
        self._open_record, self._worker, self._now = open_record, worker, now
        self._thread = ThreadPoolExecutor(1, "mail-notes") if beside else None
        self._pending: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._thread is not None:
            self._thread.shutdown()

    def take(self, one: Claim, result: Result) -> None:
        """Notes one; the one before stands already."""
        self.wait()
        if self._thread is None:
            self._write(one, result)
        else:
            self._pending = self._thread.submit(copy_context().run, self._write, one, result)

    def wait(self) -> None:
        """Until the last note stands; what went wrong with it is raised here."""
        pending, self._pending = self._pending, None
        if pending is not None:
            pending.result()

    def _write(self, one: Claim, result: Result) -> None:
        with self._open_record() as session:
            state = finish(session, claim=one, worker=self._worker, result=result, now=self._now)
        self.tally[state.value if state else LOST] += 1


def claim(session: Session, *, worker: Worker, now: dt.datetime) -> list[Claim]:
    """Takes the messages that are due, or whose worker has been silent for longer than its lease; oldest first."""
    lease_now = clock.lease_now(session)
    limit = min(BATCH, worker.per_hour - _used_this_hour(session, now))
    if limit <= 0:
        return []
    taking = (
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(_due(now, lease_now).limit(limit).with_for_update(skip_locked=True)))
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
    ids -= _supersede(session, ids, now)
    fields = (
        OutboxMessage.id,
        OutboxMessage.attempt,
        OutboxMessage.address,
        OutboxMessage.envelope_from,
        OutboxMessage.raw,
    )
    rows = session.execute(
        select(*fields).where(OutboxMessage.id.in_(ids)).order_by(OutboxMessage.due_at, OutboxMessage.id)
    )
    return [
        Claim(id=row.id, attempt=row.attempt, address=row.address, envelope_from=row.envelope_from, raw=row.raw)
        for row in rows
    ]


def finish(session: Session, *, claim: Claim, worker: Worker, result: Result, now: dt.datetime) -> MessageState | None:
    """Records the try and what follows from it; None if the lease had run out and another worker has the message."""
    state, due_at = _after(session, claim, result, now)
    connection = session.connection()  # past the session's own bookkeeping: this is done once for each mail
    connection.execute(_TRIED, _attempt(claim, result, now))
    ending = {"its_state": state, "due": due_at, "ended": None if due_at else now}
    row = connection.execute(_FINISHED, ending | _fence(claim, worker)).one_or_none()
    if row is None:
        return None
    handler = worker.handlers.get(row.kind)
    if handler is not None and due_at is None:
        delivery = Delivery(
            message_id=claim.id,
            kind=row.kind,
            thread=row.thread,
            person_id=row.person_id,
            address=claim.address,
            sent=state is MessageState.SENT,
            words=result.words,
        )
        _tell(session, handler, delivery, now)
    return state


def release(session: Session, *, claims: Iterable[Claim], worker: Worker) -> None:
    """Gives back what was claimed and not tried: it stays due, and the attempt does not count."""
    for one in claims:
        session.connection().execute(_RELEASED, _fence(one, worker))


def pause_after(attempt: int) -> dt.timedelta:
    """How long a message waits after a passing failure: 1, 2, 4, … minutes, at most an hour."""
    return dt.timedelta(minutes=min(2 ** min(attempt - 1, 10), LONGEST_PAUSE_MINUTES))


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


def _after(session: Session, claim: Claim, result: Result, now: dt.datetime) -> tuple[MessageState, dt.datetime | None]:
    """The next state, and when to try again (None: never). Asked for by a person, a mail has its whole time anew.

    After an ambiguous end the same bytes go out once more, much later; ambiguous again, a person has to look.
    """
    if result.outcome is Outcome.ACCEPTED:
        return MessageState.SENT, None
    if result.outcome is Outcome.PERMANENT:
        return MessageState.FAILED, None
    earlier = _tries_that_count(session, claim)
    if result.outcome is Outcome.AMBIGUOUS:
        if any(row.outcome is Outcome.AMBIGUOUS for row in earlier):
            return MessageState.FAILED, None
        return MessageState.WAITING, now + AFTER_AMBIGUOUS
    first = min((row.at for row in earlier), default=now)
    if now - first >= GIVE_UP_AFTER:
        return MessageState.FAILED, None
    return MessageState.WAITING, now + pause_after(len(earlier) + 1)


def _tries_that_count(session: Session, claim: Claim) -> Sequence[Row[dt.datetime, Outcome]]:
    query = (
        select(MailAttempt.at, MailAttempt.outcome)
        .join(OutboxMessage, OutboxMessage.id == MailAttempt.outbox_id)
        .where(
            MailAttempt.outbox_id == claim.id,
            or_(OutboxMessage.again_at.is_(None), MailAttempt.at > OutboxMessage.again_at),
        )
        .order_by(MailAttempt.id)
    )
    return session.execute(query).all()


def _attempt(claim: Claim, result: Result, now: dt.datetime) -> dict[str, object]:
    return {
        "outbox_id": claim.id,
        "number": claim.attempt,
        "at": now,
        "outcome": result.outcome,
        "phase": result.phase.value,
        "words": f"{result.code or ''} {result.words}".strip(),
    }


_MESSAGE, _TRY = cast(Table, OutboxMessage.__table__), cast(Table, MailAttempt.__table__)
_OURS = (
    _MESSAGE.c.id == bindparam("message"),
    _MESSAGE.c.state == MessageState.CLAIMED,
    _MESSAGE.c.claimed_by == bindparam("worker"),
    _MESSAGE.c.attempt == bindparam("number"),
)
"""The fence: nobody else has taken the message since."""
# Made once, since making a statement costs more than a database needs to answer it.
_TRIED = insert(_TRY)
_FINISHED = (
    update(_MESSAGE)
    .where(*_OURS)
    .values(
        state=bindparam("its_state"),
        due_at=func.coalesce(bindparam("due", type_=UtcDateTime), _MESSAGE.c.due_at),
        claimed_by=None,
        claimed_until=None,
        finished_at=bindparam("ended"),
    )
    .returning(_MESSAGE.c.kind, _MESSAGE.c.thread, _MESSAGE.c.person_id)
)
_RELEASED = (
    update(_MESSAGE)
    .where(*_OURS)
    .values(state=MessageState.WAITING, claimed_by=None, claimed_until=None, attempt=_MESSAGE.c.attempt - 1)
)


def _fence(claim: Claim, worker: Worker) -> dict[str, object]:
    return {"message": claim.id, "worker": worker.name, "number": claim.attempt}


def _used_this_hour(session: Session, now: dt.datetime) -> int:
    tried = select(func.count(MailAttempt.id)).where(
        MailAttempt.at > now - dt.timedelta(hours=1), MailAttempt.at <= now
    )
    under_way = select(func.count(OutboxMessage.id)).where(OutboxMessage.state == MessageState.CLAIMED)
    return (session.scalar(tried) or 0) + (session.scalar(under_way) or 0)


def _tell(session: Session, handler: Handler, delivery: Delivery, now: dt.datetime) -> None:
    """A room's fault must not undo the record that a mail has left: it would be sent again and again."""
    try:
        with session.begin_nested():
            handler.function(session, delivery, now)
    except Exception as error:
        logs.fault("mail-handler-failed", error, message=delivery.message_id, kind=delivery.kind)
