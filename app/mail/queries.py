"""Named reads of the outbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload, undefer

from app.mail.domain import UNSENT, MessageState
from app.mail.models import MailAttempt, MailStop, OutboxMessage


def count_by_state(session: Session) -> dict[str, int]:
    """How many messages stand in each state; all states are named."""
    rows = session.execute(select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state))
    found = {row.state: row[1] for row in rows}
    return {state.value: found.get(state, 0) for state in MessageState}


def count_held(session: Session) -> int:
    """How many messages wait for a person to let them go."""
    held = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state == MessageState.HELD)
    return session.scalar(held) or 0


def any_sent(session: Session) -> bool:
    """Whether a mail of ours has ever been taken by a server."""
    return bool(session.scalar(select(exists().where(OutboxMessage.state == MessageState.SENT))))


def stopped(session: Session) -> MailStop | None:
    """Who has stopped all mail, and when; none while it may leave."""
    return session.scalars(select(MailStop).options(joinedload(MailStop.by))).one_or_none()


def with_bytes(session: Session, message_id: int) -> OutboxMessage | None:
    """One message with its bytes and its tries."""
    query = select(OutboxMessage).where(OutboxMessage.id == message_id)
    options = (undefer(OutboxMessage.raw), selectinload(OutboxMessage.attempts))
    return session.scalars(query.options(*options)).one_or_none()


def to_person(session: Session, person_id: int, thread: str) -> list[OutboxMessage]:
    """Every message to one person about one thing, with its tries; the newest first."""
    query = select(OutboxMessage).where(OutboxMessage.thread == thread, OutboxMessage.person_id == person_id)
    return list(session.scalars(query.order_by(OutboxMessage.id.desc()).options(selectinload(OutboxMessage.attempts))))


def in_thread(session: Session, thread: str) -> list[OutboxMessage]:
    """Every message about one thing that has not been taken back, with its tries, in the order of writing."""
    query = select(OutboxMessage).where(OutboxMessage.thread == thread, OutboxMessage.state.not_in(UNSENT))
    return list(session.scalars(query.order_by(OutboxMessage.id).options(selectinload(OutboxMessage.attempts))))


def newest(session: Session, *, state: MessageState | None, offset: int, limit: int) -> list[OutboxMessage]:
    """One page of the messages (in a state), with their tries; the newest first."""
    query = select(OutboxMessage).order_by(OutboxMessage.id.desc()).offset(offset).limit(limit)
    if state is not None:
        query = query.where(OutboxMessage.state == state)
    return list(session.scalars(query.options(selectinload(OutboxMessage.attempts))))


def newest_of_kind(session: Session, kind: str) -> OutboxMessage | None:
    """The last message of a kind, with its tries."""
    query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id.desc()).limit(1)
    return session.scalars(query.options(selectinload(OutboxMessage.attempts))).one_or_none()


def failed_since(session: Session, instant: dt.datetime) -> list[OutboxMessage]:
    """The messages that were given up after an instant, the newest first, with their tries.

    One that was followed by another of its kind, to the same person about the same thing, is told of by that one.
    """
    newer = aliased(OutboxMessage)
    followed = exists().where(
        newer.id > OutboxMessage.id,
        newer.kind == OutboxMessage.kind,
        newer.thread == OutboxMessage.thread,
        newer.person_id == OutboxMessage.person_id,
    )
    failed = (OutboxMessage.state == MessageState.FAILED, OutboxMessage.finished_at > instant)
    query = select(OutboxMessage).where(*failed, ~followed)
    return list(session.scalars(query.order_by(OutboxMessage.id.desc()).options(selectinload(OutboxMessage.attempts))))


def overdue(session: Session, since: dt.datetime) -> tuple[int, dt.datetime | None]:
    """How many mails should have left before an instant and have not, tried in vain or never; and when the oldest of
    them was written."""
    tried = exists().where(
        MailAttempt.outbox_id == OutboxMessage.id,
        MailAttempt.at < since,
        or_(OutboxMessage.again_at.is_(None), MailAttempt.at > OutboxMessage.again_at),
    )
    on_the_way = OutboxMessage.state.in_((MessageState.WAITING, MessageState.CLAIMED))
    query = select(func.count(), func.min(OutboxMessage.created_at))
    row = session.execute(query.where(on_the_way, or_(OutboxMessage.due_at < since, tried))).one()
    return row[0], row[1]


def is_written(session: Session, once: str) -> bool:
    """Whether the mail with this key stands in the outbox, sent or not."""
    return session.scalar(select(OutboxMessage.id).where(OutboxMessage.once == once)) is not None


def threads_to(session: Session, person_id: int, *, kind: str) -> set[str]:
    """What a person has been written about in mails of a kind that left, or are to leave."""
    query = select(OutboxMessage.thread).where(
        OutboxMessage.person_id == person_id, OutboxMessage.kind == kind, OutboxMessage.state.not_in(UNSENT)
    )
    return set(session.scalars(query.distinct()))


def still_waiting(session: Session, *, kind: str, now: dt.datetime) -> set[tuple[str, int | None]]:
    """The mails of a kind whose time to leave lies ahead: what each is about, and whom it is to."""
    query = select(OutboxMessage.thread, OutboxMessage.person_id).where(
        OutboxMessage.state == MessageState.WAITING, OutboxMessage.due_at > now, OutboxMessage.kind == kind
    )
    return {(thread, person_id) for thread, person_id in session.execute(query)}


def newest_id(session: Session) -> int:
    """The number of the last message; 0 before the first."""
    return session.scalar(select(func.max(OutboxMessage.id))) or 0


def ids_after(session: Session, after: int, *, threads: Collection[str]) -> list[int]:
    """The messages of some threads that were written after another."""
    query = select(OutboxMessage.id).where(OutboxMessage.id > after, OutboxMessage.thread.in_(threads))
    return list(session.scalars(query.order_by(OutboxMessage.id)))


def addresses_of(session: Session, *, thread_start: str) -> list[str]:
    """Whom mails about a thing have been written to, in the order of the first; its threads begin with this."""
    query = select(OutboxMessage.address).where(OutboxMessage.thread.startswith(thread_start, autoescape=True))
    return list(dict.fromkeys(session.scalars(query.order_by(OutboxMessage.id))))


def first_of_kind(session: Session, kind: str, threads: Sequence[str]) -> dict[str, dt.datetime]:
    """When the first mail of a kind was written in each of these threads; threads without one are left out."""
    query = select(OutboxMessage.thread, func.min(OutboxMessage.created_at))
    query = query.where(OutboxMessage.kind == kind, OutboxMessage.thread.in_(threads))
    return {thread: first for thread, first in session.execute(query.group_by(OutboxMessage.thread))}  # noqa: C416


def called(session: Session, message_ids: Sequence[str]) -> OutboxMessage | None:
    """The message that we issued under one of these Message-IDs; the first that is ours."""
    found = {one.message_id: one for one in session.scalars(_by_ids(message_ids))}
    return next((found[one] for one in message_ids if one in found), None)


def _by_ids(message_ids: Sequence[str]) -> Select[OutboxMessage]:
    return select(OutboxMessage).where(OutboxMessage.message_id.in_(message_ids[:50]))


def newest_sent_to(session: Session, address: str) -> OutboxMessage | None:
    """The last message that a server took for this address."""
    query = select(OutboxMessage).where(OutboxMessage.address == address, OutboxMessage.state == MessageState.SENT)
    return session.scalars(query.order_by(OutboxMessage.id.desc()).limit(1)).one_or_none()
