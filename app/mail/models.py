"""Tables of what leaves by mail, and of what comes in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base
from app.mail.domain import InboxOutcome, MessageState, Outcome, Resolution
from app.people.models import Person


class OutboxMessage(Base):
    """One mail to one recipient, its bytes fixed when the row is written.

    `thread` names what it is about ("dialogue:12"); within it and for one address messages leave in the order of
    `sequence`, and a later one supersedes an earlier one that has not left. `once` is the caller's key: a second row
    with the same key is refused by the database, so a double click sends one mail.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    once: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    thread: Mapped[str] = mapped_column(String(80), index=True)
    sequence: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    address: Mapped[str] = mapped_column(String(254))
    envelope_from: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    raw: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[MessageState] = mapped_column(default=MessageState.WAITING)
    created_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    attempt: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    claimed_until: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
    again_at: Mapped[dt.datetime | None]
    """When a person last asked to have it sent once more: what was tried before that counts no longer."""
    forgotten_at: Mapped[dt.datetime | None]
    """When its bytes went, for good (keeping.py); its row and its tries stay."""

    attempts: Mapped[list[MailAttempt]] = relationship(lazy="raise_on_sql", order_by="MailAttempt.id")

    @property
    def last_words(self) -> str:
        """What the server said last; empty before the first try."""
        return self.attempts[-1].words if self.attempts else ""


class MailAttempt(Base):
    """One try at sending, with the server's own words."""

    __tablename__ = "mail_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox_message.id"), index=True)
    number: Mapped[int]
    at: Mapped[dt.datetime]
    outcome: Mapped[Outcome]
    phase: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text, default="")


class MailStop(Base):
    """The secretariat's switch: while its one row is there, no mail leaves. The trail holds who turned it, and when."""

    __tablename__ = "mail_stop"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class MailText(Base):
    """A year's own wording of one kind of mail in one language; without a row the standard text holds."""

    __tablename__ = "mail_text"
    __table_args__ = (UniqueConstraint("cycle_id", "kind", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    kind: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(5))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[dt.datetime]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class InboxMessage(Base):
    """One mail that came in, its bytes as they came, and what became of it. It is never deleted; its bytes go
    after a time (keeping.py).

    A mail is known by its bytes (`sha256`): the same bytes once more are a row of their own, without them, that says
    what they repeat. What was too large to fetch has no bytes either. `outcome` is none until it has been processed,
    `filed_at` until it has been moved out of the mailbox, `waits` as long as a person has something to do about it.
    `mailed`: the address to which we wrote by ourselves because of it, for the limit of one such mail a day.
    """

    __tablename__ = "inbox_message"
    __table_args__ = (UniqueConstraint("mailbox", "uidvalidity", "uid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str] = mapped_column(String(200), default="")
    uidvalidity: Mapped[int | None] = mapped_column(BigInteger)
    uid: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    repeats_id: Mapped[int | None] = mapped_column(ForeignKey("inbox_message.id"))
    raw: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    received_at: Mapped[dt.datetime]
    stored_at: Mapped[dt.datetime]
    sender: Mapped[str] = mapped_column(String(254), default="", index=True)
    sender_name: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    outcome: Mapped[InboxOutcome | None]
    reason: Mapped[str] = mapped_column(String(40), default="")
    dialogue_id: Mapped[int | None] = mapped_column(ForeignKey("dialogue.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    answer: Mapped[str] = mapped_column(String(40), default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    mailed: Mapped[str] = mapped_column(String(254), default="", index=True)
    waits: Mapped[bool] = mapped_column(default=False, index=True)
    processed_at: Mapped[dt.datetime | None]
    filed_at: Mapped[dt.datetime | None]
    resolution: Mapped[Resolution | None]
    handled_at: Mapped[dt.datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    handled_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=handled_by_id)

    @property
    def raw_kept(self) -> bool:
        """Whether its bytes lie here: not those of a repeat, of one that was never fetched, or of one whose time is
        over."""
        return self.sha256 is not None and self.size > 0


class MailboxState(Base):
    """How far a mailbox has been read, and since when it could not be.

    `failing_uid` is a message that the server has failed to give us `failures` times: it must not hold up the rest.
    """

    __tablename__ = "mailbox_state"

    mailbox: Mapped[str] = mapped_column(String(200), primary_key=True)
    uidvalidity: Mapped[int | None] = mapped_column(BigInteger)
    tried_since: Mapped[dt.datetime]
    read_at: Mapped[dt.datetime | None]
    fault: Mapped[str] = mapped_column(String(200), default="")
    failing_uid: Mapped[int | None] = mapped_column(BigInteger)
    failures: Mapped[int] = mapped_column(default=0)
