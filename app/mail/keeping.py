"""How long mails are kept: after their time the bytes and the words go; what became of each stays.

Of what came in, the subject goes as well, since a stranger wrote it. Of what was sent, the row stays as the page of the
mails shows it: to whom, about what, when, and how each try went.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.mail.domain import ENDED
from app.mail.inbox import queries
from app.mail.models import InboxMessage, OutboxMessage
from app.settings import settings
from app.trail import services as trail


def to_forget(session: Session, now: dt.datetime) -> list[int]:
    """The mails that came in and whose time is over: each is forgotten on its own. One that waits for a person is kept
    as long as it waits; with `inbox_keep_days` at 0 all are kept."""
    days = settings().inbox_keep_days
    if not days:
        return []
    before = now - dt.timedelta(days=days)
    done = (InboxMessage.outcome.is_not(None), InboxMessage.waits.is_(False), InboxMessage.filed_at.is_not(None))
    query = select(InboxMessage.id).where(*done, InboxMessage.size > 0, InboxMessage.received_at < before)
    return list(session.scalars(query.order_by(InboxMessage.id)))


def forget(session: Session, *, message_id: int, now: dt.datetime) -> None:
    """The bytes, the subject and what was quoted from it go, for good. Its outcome stays, and so does the hash by
    which the same bytes would be known again."""
    message = queries.message(session, message_id, lock=True)
    message.raw, message.size, message.subject, message.details = b"", 0, "", {}
    trail.record(session, by=None, action="inbox.forgotten", thing=f"inbox:{message_id}", now=now)


def sent_to_forget(session: Session, now: dt.datetime) -> list[int]:
    """The same for mails that were written here: those that ended so long ago, sent or not. With `outbox_keep_days` at
    0 all are kept."""
    if not settings().outbox_keep_days:
        return []
    return list(session.scalars(select(OutboxMessage.id).where(*_long_ended(now)).order_by(OutboxMessage.id)))


def forget_sent(session: Session, *, message_id: int, now: dt.datetime) -> None:
    """Its bytes go, for good; one that somebody has just asked to have sent again is kept."""
    forgetting = (
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, *_long_ended(now))
        .values(raw=b"", forgotten_at=now)
        .returning(OutboxMessage.id)
    )
    if session.scalar(forgetting) is not None:
        trail.record(session, by=None, action="mail.forgotten", thing=f"message:{message_id}", now=now)


def _long_ended(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    before = now - dt.timedelta(days=settings().outbox_keep_days)
    return OutboxMessage.state.in_(ENDED), OutboxMessage.finished_at < before, OutboxMessage.forgotten_at.is_(None)
