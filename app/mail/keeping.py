"""How long what came in is kept: after its time the bytes and the words of a mail go; what became of it stays."""

from __future__ import annotations

import datetime as dt

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.mail import inbox_queries as queries
from app.mail.models import InboxMessage
from app.trail import services as trail
from config import Settings


def to_forget(session: Session, now: dt.datetime) -> list[int]:
    """The mails whose time is over: each is forgotten on its own. One that waits for a person is kept as long as it
    waits; with `inbox_keep_days` at 0 all are kept."""
    settings: Settings = current_app.extensions["ledetraad.settings"]
    if not settings.inbox_keep_days:
        return []
    before = now - dt.timedelta(days=settings.inbox_keep_days)
    done = (InboxMessage.outcome.is_not(None), InboxMessage.waits.is_(False), InboxMessage.filed_at.is_not(None))
    query = select(InboxMessage.id).where(*done, InboxMessage.size > 0, InboxMessage.received_at < before)
    return list(session.scalars(query.order_by(InboxMessage.id)))


def forget(session: Session, *, message_id: int, now: dt.datetime) -> None:
    """The bytes, the subject and what was quoted from it go, for good. Its outcome stays, and so does the hash by
    which the same bytes would be known again."""
    message = queries.message(session, message_id, lock=True)
    message.raw, message.size, message.subject, message.details = b"", 0, "", {}
    trail.record(session, by=None, action="inbox.forgotten", thing=f"inbox:{message_id}", now=now)
