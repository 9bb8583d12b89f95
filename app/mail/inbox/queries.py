"""Named reads of what came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, undefer

from app.domain import N_, NotFound
from app.mail.domain import Resolution
from app.mail.models import InboxMessage, MailboxState

SILENT_AFTER = dt.timedelta(minutes=15)


def message(session: Session, message_id: int, *, lock: bool = False) -> InboxMessage:
    """One mail with its bytes; raises NotFound."""
    query = select(InboxMessage).where(InboxMessage.id == message_id).options(undefer(InboxMessage.raw))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(N_("Mailen"), message_id)
    return found


def by_hash(session: Session, sha256: str) -> InboxMessage | None:
    """The mail with these bytes."""
    return session.scalars(select(InboxMessage).where(InboxMessage.sha256 == sha256)).one_or_none()


def last_uid(session: Session, *, mailbox: str, uidvalidity: int) -> int:
    """The highest UID that was fetched; 0 before the first."""
    highest = select(func.max(InboxMessage.uid)).where(
        InboxMessage.mailbox == mailbox, InboxMessage.uidvalidity == uidvalidity
    )
    return session.scalar(highest) or 0


def unprocessed(session: Session) -> list[int]:
    """What was stored and not processed, because the process ended in between; the oldest first."""
    return list(
        session.scalars(select(InboxMessage.id).where(InboxMessage.outcome.is_(None)).order_by(InboxMessage.id))
    )


def unfiled(session: Session, *, mailbox: str, uidvalidity: int) -> list[InboxMessage]:
    """What was processed and still lies in the mailbox."""
    query = select(InboxMessage).where(
        InboxMessage.mailbox == mailbox,
        InboxMessage.uidvalidity == uidvalidity,
        InboxMessage.outcome.is_not(None),
        InboxMessage.filed_at.is_(None),
    )
    return list(session.scalars(query.order_by(InboxMessage.uid)))


def mailed_since(session: Session, address: str, instant: dt.datetime) -> bool:
    """Whether we wrote to an address by ourselves, because of a mail, after an instant."""
    query = select(InboxMessage.id).where(InboxMessage.mailed == address, InboxMessage.processed_at > instant).limit(1)
    return session.scalar(query) is not None


def waiting(session: Session, *, most: int) -> list[InboxMessage]:
    """What a person has something to do about, the oldest first."""
    query = select(InboxMessage).where(InboxMessage.waits).options(joinedload(InboxMessage.person))
    return list(session.scalars(query.order_by(InboxMessage.received_at, InboxMessage.id).limit(most)))


def waiting_about(session: Session, dialogue_id: int, *, reason: str) -> list[InboxMessage]:
    """What waits for a reason and is about one meeting."""
    query = select(InboxMessage).where(InboxMessage.waits, InboxMessage.reason == reason)
    return list(session.scalars(query.where(InboxMessage.dialogue_id == dialogue_id).order_by(InboxMessage.id)))


def resolved_at(session: Session, instant: dt.datetime, resolutions: Collection[Resolution]) -> list[InboxMessage]:
    """What was resolved in one of these ways at an instant."""
    query = select(InboxMessage).where(InboxMessage.handled_at == instant, InboxMessage.resolution.in_(resolutions))
    return list(session.scalars(query.order_by(InboxMessage.id)))


def count_waiting(session: Session) -> int:
    """How many mails a person has something to do about."""
    return session.scalar(select(func.count(InboxMessage.id)).where(InboxMessage.waits)) or 0


def settled(session: Session, *, most: int) -> list[InboxMessage]:
    """The rest, the newest first."""
    query = (
        select(InboxMessage)
        .where(InboxMessage.waits.is_(False), InboxMessage.outcome.is_not(None))
        .options(joinedload(InboxMessage.person), joinedload(InboxMessage.handled_by))
    )
    return list(session.scalars(query.order_by(InboxMessage.received_at.desc(), InboxMessage.id.desc()).limit(most)))


def silent(session: Session, mailbox: str, now: dt.datetime) -> MailboxState | None:
    """The mailbox, if it has not been read to its end for a quarter of an hour."""
    since = func.coalesce(MailboxState.read_at, MailboxState.tried_since)
    silent_one = select(MailboxState).where(MailboxState.mailbox == mailbox, since < now - SILENT_AFTER)
    return session.scalars(silent_one).one_or_none()
