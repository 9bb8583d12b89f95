"""What became of a try: written down, and what follows from it.

Finishing is fenced on the owner and the attempt, so a worker that was thought dead cannot overwrite what its successor
did. Whoever finishes hears at once whether somebody has stopped all mail, so that the next one stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, bindparam, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from app import logs
from app.database import Prepared, Recorder, UtcDateTime
from app.mail.domain import Delivery, MessageState, Outcome
from app.mail.models import MailAttempt, MailStop, OutboxMessage
from app.mail.outbox.claiming import MESSAGE, OURS, Claim, Worker, fence
from app.mail.outbox.smtp import Result
from app.mail.ports import Handler

LONGEST_PAUSE_MINUTES = 60
AFTER_AMBIGUOUS = dt.timedelta(minutes=30)
GIVE_UP_AFTER = dt.timedelta(hours=72)


@dataclass(frozen=True)
class Finished:
    """The state in which a try has left its message: None if the lease had run out and another worker has it."""

    state: MessageState | None
    stopped: bool = False


def finish(session: Session, *, claim: Claim, worker: Worker, result: Result, now: dt.datetime) -> Finished:
    """Records the try and what follows from it, and tells the room that the mail is of."""
    state, due_at = _after(session, claim, result, now)
    connection = session.connection()  # past the session's own bookkeeping
    row = _finish(connection, _values(claim, worker, result, now) | {"its_state": state, "due": due_at})
    if row is None:
        return Finished(None)
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
    return Finished(state, row.stopped)


def is_plain(claim: Claim, *, worker: Worker, result: Result) -> bool:
    """Whether nothing follows from a try but that the mail has left: no earlier tries to weigh, no room to tell."""
    return result.outcome is Outcome.ACCEPTED and claim.kind not in worker.handlers


def finish_plain(recorder: Recorder, *, claim: Claim, worker: Worker, result: Result, now: dt.datetime) -> Finished:
    """As finish(), for a plain one: two statements, or one where the database can, and no session around them."""
    values = _values(claim, worker, result, now) | {"its_state": MessageState.SENT, "due": None, "ended": now}
    row = recorder.run(_AT_ONCE if recorder.dialect == "postgresql" else _ONE_BY_ONE, values)
    return Finished(None) if row is None else Finished(MessageState.SENT, bool(row[-1]))


def _values(claim: Claim, worker: Worker, result: Result, now: dt.datetime) -> dict[str, Any]:
    words = f"{result.code or ''} {result.words}".strip()
    tried = {"tried_at": now, "outcome": result.outcome, "phase": result.phase.value, "words": words}
    return fence(claim, worker) | tried


def _finish(connection: Connection, values: dict[str, Any]) -> Row[Any] | None:
    """The try is kept even where the fence holds: it took place."""
    values["ended"] = None if values["due"] else values["tried_at"]
    connection.execute(_TRIED, values)
    return connection.execute(_FINISHED, values).one_or_none()


def pause_after(attempt: int) -> dt.timedelta:
    """How long a message waits after a passing failure: 1, 2, 4, … minutes, at most an hour."""
    return dt.timedelta(minutes=min(2 ** min(attempt - 1, 10), LONGEST_PAUSE_MINUTES))


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


# Made once, since making a statement costs more than a database needs to answer it.
_TRIED = insert(cast(Table, MailAttempt.__table__)).values(
    outbox_id=bindparam("message"),
    number=bindparam("number"),
    at=bindparam("tried_at"),
    outcome=bindparam("outcome"),
    phase=bindparam("phase"),
    words=bindparam("words"),
)
_FINISHED = (
    update(MESSAGE)
    .where(*OURS)
    .values(
        state=bindparam("its_state"),
        due_at=func.coalesce(bindparam("due", type_=UtcDateTime), MESSAGE.c.due_at),
        claimed_by=None,
        claimed_until=None,
        finished_at=bindparam("ended"),
    )
    .returning(MESSAGE.c.kind, MESSAGE.c.thread, MESSAGE.c.person_id, exists(select(MailStop.id)).label("stopped"))
)
_ONE_BY_ONE = (Prepared(_TRIED), Prepared(_FINISHED))
_AT_ONCE = (Prepared(_FINISHED.add_cte(_TRIED.cte("tried"))),)
"""One way there and back, where the database is not in this process; SQLite writes one table at a time."""


def _tell(session: Session, handler: Handler, delivery: Delivery, now: dt.datetime) -> None:
    """A room's fault must not undo the record that a mail has left: it would be sent again and again."""
    try:
        with session.begin_nested():
            handler.function(session, delivery, now)
    except Exception as error:
        logs.fault("mail-handler-failed", error, message=delivery.message_id, kind=delivery.kind)
