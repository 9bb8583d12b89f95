"""Use cases of the outbox, up to the moment when a worker takes a row: writing, holding, releasing, sending again."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Mapping
from email.headerregistry import Address

from sqlalchemy import String, cast, select, update
from sqlalchemy.orm import Session

from app.domain import N_, NotFound
from app.mail import queries
from app.mail.domain import BOUNCE, SIGN_IN, UNSENT, MessageState
from app.mail.models import OutboxMessage
from app.mail.writing import mime, words
from app.people.models import Person
from app.trail import services as trail


def enqueue(
    session: Session,
    *,
    once: str,
    kind: str,
    thread: str,
    person: Person,
    written: words.Words,
    now: dt.datetime,
    sequence: int = 0,
    calendar: mime.CalendarPart | None = None,
    due_at: dt.datetime | None = None,
) -> OutboxMessage:
    """Writes a mail into the outbox, in the transaction of the change that it tells of; its bytes are final.

    `once` is the caller's key for this very mail: asked for a second time, the row that stands is returned.
    """
    standing = session.scalars(select(OutboxMessage).where(OutboxMessage.once == once)).one_or_none()
    if standing is not None:
        return standing
    letter = compose(person=person, written=written, calendar=calendar, reference=secrets.token_hex(16), now=now)
    message = OutboxMessage(
        message_id=letter.message_id,
        once=once,
        kind=kind,
        thread=thread,
        sequence=sequence,
        person_id=person.id,
        address=person.address,
        envelope_from=f"{BOUNCE}{letter.message_id}",
        subject=written.subject,
        raw=mime.render(letter),
        state=MessageState.WAITING,
        created_at=now,
        due_at=due_at or now,
    )
    session.add(message)
    session.flush()
    return message


def compose(
    *, person: Person, written: words.Words, calendar: mime.CalendarPart | None, reference: str, now: dt.datetime
) -> mime.Letter:
    """A mail from the body to one person; `reference` makes its Message-ID, and the address for a bounce."""
    sender = words.sender()
    return mime.Letter(
        message_id=f"{reference}@{sender.domain}",
        date=now,
        sender=sender,
        recipient=Address(person.name, addr_spec=person.address),
        subject=written.subject,
        text=written.text,
        html=written.html,
        calendar=calendar,
    )


def enqueue_plain(
    session: Session,
    *,
    once: str,
    kind: str,
    thread: str,
    person: Person,
    subject: object,
    template: str,
    context: Mapping[str, object],
    now: dt.datetime,
    due_at: dt.datetime | None = None,
) -> OutboxMessage:
    """A mail without a calendar. `subject` may be lazy_gettext(…); the templates are mail/TEMPLATE.txt and .html."""
    written = words.write(person=person, subject=subject, template=template, context=context)
    return enqueue(session, once=once, kind=kind, thread=thread, person=person, written=written, now=now, due_at=due_at)


def send_again(session: Session, *, message_id: int, now: dt.datetime) -> bool:
    """Sends a message once more, byte for byte; false if it has not left yet, a newer one has taken its place, or its
    bytes are kept no longer."""
    final = (MessageState.SENT, MessageState.FAILED)
    again = (
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.state.in_(final), OutboxMessage.forgotten_at.is_(None))
        .values(state=MessageState.WAITING, due_at=now, finished_at=None, again_at=now)
        .returning(OutboxMessage.id)
    )
    return session.scalar(again) is not None


UNTRIED = (OutboxMessage.state.in_((MessageState.WAITING, MessageState.HELD)), OutboxMessage.attempt == 0)
"""Nobody has tried to send it yet, so that it can be taken back."""


def take_back(
    session: Session,
    *,
    thread: str,
    person: Person,
    now: dt.datetime,
    state: MessageState = MessageState.TAKEN_BACK,
) -> bool:
    """Ends the person's untried mails of a thread; says whether others have left, or may have.

    `state`: SUPERSEDED where something newer takes their place, so that they can be revived with it taken back.
    """
    mine = (OutboxMessage.thread == thread, OutboxMessage.person_id == person.id)
    session.execute(update(OutboxMessage).where(*mine, *UNTRIED).values(state=state, finished_at=now))
    left = select(OutboxMessage.id).where(*mine, OutboxMessage.state.not_in(UNSENT)).limit(1)
    return session.scalar(left) is not None


def take_back_thread(session: Session, *, thread: str, now: dt.datetime) -> int:
    """Ends every mail of a thread that nobody has tried to send yet, whoever it is to; says how many."""
    ended = (
        update(OutboxMessage)
        .where(OutboxMessage.thread == thread, *UNTRIED)
        .values(state=MessageState.TAKEN_BACK, finished_at=now)
        .returning(OutboxMessage.id)
    )
    return len(session.scalars(ended).all())


def take_back_all(session: Session, *, message_ids: Collection[int], now: dt.datetime) -> int:
    """Takes back those of the messages that nobody has tried to send; says how many.

    The key `once` is set free, so that the same can be written again later.
    """
    key = OutboxMessage.once + ":taken-back:" + cast(OutboxMessage.id, String)
    ended = (
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(message_ids), *UNTRIED)
        .values(state=MessageState.TAKEN_BACK, finished_at=now, once=key)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len(session.scalars(ended).all())


def revive(session: Session, *, threads: Collection[str], since: dt.datetime) -> int:
    """Lets those go after all that were overtaken since an instant, because what overtook them was taken back."""
    kept = OutboxMessage.forgotten_at.is_(None)
    overtaken = (OutboxMessage.state == MessageState.SUPERSEDED, OutboxMessage.finished_at >= since, kept)
    again = (
        update(OutboxMessage)
        .where(OutboxMessage.thread.in_(threads), *overtaken)
        .values(state=MessageState.WAITING, finished_at=None)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len(session.scalars(again).all())


def hold_waiting(session: Session) -> int:
    """Holds every mail that has not left, for instance after a restore, when some of it may be long out of date."""
    return _move(session, (MessageState.WAITING, MessageState.CLAIMED), MessageState.HELD)


def release_held(session: Session, *, by: Person | None, now: dt.datetime) -> int:
    """Lets the held mail go; says how much."""
    count = _move(session, (MessageState.HELD,), MessageState.WAITING)
    trail.record(session, by=by, action="mail.released", thing="outbox", details={"count": count}, now=now)
    return count


def read_raw(session: Session, *, message_id: int, by: Person | None, now: dt.datetime) -> bytes:
    """The very bytes of a mail, for who asks for them, and trailed: they hold the recipient's own links.

    Raises NotFound where there are none, or nobody but the recipient may see them.
    """
    message = queries.with_bytes(session, message_id)
    if message is None or message.kind == SIGN_IN or message.forgotten_at:
        raise NotFound(N_("Mailen"), message_id)
    trail.record(session, by=by, action="mail.raw-read", thing=f"message:{message_id}", now=now)
    return message.raw


def _move(session: Session, found: tuple[MessageState, ...], wanted: MessageState) -> int:
    moved = (
        update(OutboxMessage)
        .where(OutboxMessage.state.in_(found))
        .values(state=wanted, claimed_by=None, claimed_until=None)
        .returning(OutboxMessage.id)
    )
    return len(session.scalars(moved).all())
