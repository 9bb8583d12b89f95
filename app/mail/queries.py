"""Named reads of the outbox."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload, undefer

from app.mail.domain import MessageState
from app.mail.models import OutboxMessage


def count_by_state(session: Session) -> dict[str, int]:
    """How many messages stand in each state; all states are named."""
    rows = session.execute(select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state))
    found = {row.state: row[1] for row in rows}
    return {state.value: found.get(state, 0) for state in MessageState}


def of_thread(session: Session, thread: str) -> list[OutboxMessage]:
    """Every message about one thing, with its tries; the newest first."""
    query = select(OutboxMessage).where(OutboxMessage.thread == thread).order_by(OutboxMessage.id.desc())
    return list(session.scalars(query.options(selectinload(OutboxMessage.attempts))))


def with_bytes(session: Session, message_id: int) -> OutboxMessage | None:
    """One message with its bytes and its tries."""
    query = select(OutboxMessage).where(OutboxMessage.id == message_id)
    options = (undefer(OutboxMessage.raw), selectinload(OutboxMessage.attempts))
    return session.scalars(query.options(*options)).one_or_none()


def in_state(session: Session, state: MessageState) -> list[OutboxMessage]:
    """The messages that stand in one state, the oldest first."""
    query = select(OutboxMessage).where(OutboxMessage.state == state).order_by(OutboxMessage.id)
    return list(session.scalars(query.options(selectinload(OutboxMessage.attempts))))
