"""A mail that was taken, and came back later: the outbox learns what the server said too early."""

from __future__ import annotations

import datetime as dt

from flask import current_app
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.mail.domain import Delivery, MessageState, Outcome, Phase
from app.mail.models import MailAttempt, OutboxMessage
from app.mail.ports import HANDLERS, Handler


def note_returned(session: Session, *, message: OutboxMessage, words: str, now: dt.datetime) -> bool:
    """Marks a message that was sent as failed, and tells its room; false if that is known, or it was never sent."""
    ending = (
        update(OutboxMessage)
        .where(OutboxMessage.id == message.id, OutboxMessage.state == MessageState.SENT)
        .values(state=MessageState.FAILED, finished_at=now)
        .returning(OutboxMessage.id)
    )
    if session.scalar(ending) is None:
        return False
    session.add(
        MailAttempt(
            outbox_id=message.id,
            number=message.attempt,
            at=now,
            outcome=Outcome.PERMANENT,
            phase=Phase.RETURNED.value,
            words=words,
        )
    )
    handlers: dict[str, Handler] = current_app.extensions.get(HANDLERS, {})
    if message.kind in handlers:
        told = Delivery(
            message_id=message.id,
            kind=message.kind,
            thread=message.thread,
            person_id=message.person_id,
            address=message.address,
            sent=False,
            words=words,
        )
        handlers[message.kind].function(session, told, now)
    session.flush()
    return True
