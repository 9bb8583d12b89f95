"""Named reads of what came in."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, undefer

from app.domain import N_, NotFound
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


def at_place(session: Session, *, mailbox: str, uidvalidity: int, uid: int) -> int | None:
    """The number of the mail that was fetched from a place in a mailbox."""
    place = (InboxMessage.mailbox == mailbox, InboxMessage.uidvalidity == uidvalidity, InboxMessage.uid == uid)
    return session.scalar(select(InboxMessage.id).where(*place))


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
