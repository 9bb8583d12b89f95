"""Use cases of what comes in: the bytes are stored and committed first, then processed; both once.

A crash in between leaves a mail that is stored and not processed, or processed and still in the mailbox: the next
round takes it up, and what is repeated changes nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import logs
from app.mail.domain import AlreadyHandled, Arrived, InboxOutcome, Resolution, Verdict
from app.mail.inbox import queries
from app.mail.inbox.reading import MOST_BYTES, Mail, MailUnreadable
from app.mail.models import InboxMessage
from app.mail.ports import Receiver
from app.mail.writing import words
from app.people.models import Person
from app.trail import services as trail

DUPLICATE, TOO_LARGE, OUR_FAULT, NOT_GIVEN = "duplicate", "too-large", "our-fault", "not-given"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where in a mailbox a mail lies."""

    mailbox: str
    uidvalidity: int
    uid: int


def store(
    session: Session, *, raw: bytes, received_at: dt.datetime, now: dt.datetime, place: Place | None = None
) -> InboxMessage | None:
    """Keeps a mail's bytes. None if it was fetched from this place before, by us or by another process.

    The same bytes from elsewhere become a row of their own that is done with at once: it says what it repeats. What is
    too large is kept as a note, whether or not it was fetched.
    """
    sha256 = hashlib.sha256(raw).hexdigest()
    standing = queries.by_hash(session, sha256)
    message = _row(raw=b"" if standing else raw, size=len(raw), received_at=received_at, now=now, place=place)
    if standing is None:
        message.sha256 = sha256
    else:
        message.repeats_id, message.sender, message.subject = standing.id, standing.sender, standing.subject
        message.sender_name, message.dialogue_id, message.person_id = (
            standing.sender_name,
            standing.dialogue_id,
            standing.person_id,
        )
        _close(message, InboxOutcome.IGNORED, DUPLICATE, now)
    return message if _inserted(session, message) else None


def store_note(
    session: Session, *, reason: str, size: int, received_at: dt.datetime, now: dt.datetime, place: Place
) -> InboxMessage | None:
    """Keeps that there is a mail which was not fetched, and that a person has to look at it in the mailbox."""
    message = _row(raw=b"", size=size, received_at=received_at, now=now, place=place)
    _close(message, InboxOutcome.NEEDS_PERSON, reason, now)
    return message if _inserted(session, message) else None


def _row(*, raw: bytes, size: int, received_at: dt.datetime, now: dt.datetime, place: Place | None) -> InboxMessage:
    return InboxMessage(
        mailbox=place.mailbox if place else "",
        uidvalidity=place.uidvalidity if place else None,
        uid=place.uid if place else None,
        raw=raw,
        size=size,
        received_at=min(received_at, now),
        stored_at=now,
        filed_at=None if place else now,
        details={},
    )


def _close(message: InboxMessage, outcome: InboxOutcome, reason: str, now: dt.datetime) -> None:
    message.outcome, message.reason, message.processed_at = outcome, reason, now
    message.waits = outcome is InboxOutcome.NEEDS_PERSON


def _inserted(session: Session, message: InboxMessage) -> bool:
    try:
        with session.begin_nested():
            session.add(message)
    except IntegrityError:
        return False
    return True


def process(
    session: Session, *, message_id: int, receiver: Receiver, authserv_id: str, now: dt.datetime, trusted: bool = False
) -> InboxMessage:
    """Lets the receiver apply a mail, and keeps its verdict in the same transaction; one that has its verdict keeps
    it, unless a person has looked (`trusted`) or asked for it anew by clearing the outcome."""
    message = queries.message(session, message_id, lock=True)
    if message.outcome is not None and not trusted:
        return message
    arrived = Arrived(
        id=message.id,
        raw=message.raw,
        received_at=message.received_at,
        own=words.sender().addr_spec,
        authserv_id=authserv_id,
        trusted=trusted,
    )
    keep(message, receiver(session, arrived, now), now)
    session.flush()
    return message


def keep(message: InboxMessage, verdict: Verdict, now: dt.datetime) -> None:
    """The verdict as the row holds it."""
    _close(message, verdict.outcome, verdict.reason, now)
    message.sender, message.sender_name = verdict.sender, verdict.sender_name
    message.subject, message.answer = verdict.subject, verdict.answer
    message.dialogue_id, message.person_id = verdict.dialogue_id, verdict.person_id
    message.details, message.mailed, message.waits = dict(verdict.details), verdict.mailed, verdict.waits


def keep_fault(session: Session, *, message_id: int, error: Exception, now: dt.datetime) -> InboxMessage:
    """A fault of ours in processing: nothing of it has changed anything, and a person is told."""
    logs.fault("inbox-message-failed", error, message=message_id)
    message = queries.message(session, message_id, lock=True)
    if message.outcome is None:
        _close(message, InboxOutcome.NEEDS_PERSON, OUR_FAULT, now)
        with suppress(MailUnreadable):
            mail = Mail(message.raw)
            message.sender, message.sender_name, message.subject = mail.sender.address, mail.sender.name, mail.subject
    return message


def resolve(
    session: Session, *, message: InboxMessage, resolution: Resolution, by: Person | None, now: dt.datetime
) -> None:
    """A person has done something about a mail; it waits no longer. Raises AlreadyHandled if somebody was faster."""
    if not message.waits:
        raise AlreadyHandled()
    message.resolution, message.handled_at, message.waits = resolution, now, False
    message.handled_by_id = by.id if by else None
    details = {"resolution": resolution.value}
    trail.record(session, by=by, action="inbox.handled", thing=f"inbox:{message.id}", details=details, now=now)
    session.flush()


def reopen(session: Session, *, message: InboxMessage, by: Person | None, now: dt.datetime) -> None:
    """What was done about a mail was taken back, so it waits again."""
    message.resolution, message.handled_at, message.handled_by_id, message.waits = None, None, None, True
    trail.record(session, by=by, action="inbox.reopened", thing=f"inbox:{message.id}", now=now)


def is_too_large(size: int) -> bool:
    """Whether a mail is kept as a note only."""
    return size > MOST_BYTES
