"""Tables of the invitations: one for a meeting, its participants, and every answer that came."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base
from app.invitations.domain import Answer, Attendance, Channel, InvitationState, Part
from app.people.models import Person
from app.scheduling.models import Dialogue


class Invitation(Base):
    """The invitation to one dialogue. `uid` never changes; `sequence` only grows.

    `reply_floor` is the sequence of the last change of time: an answer to an older one is shown but not counted.
    `told_…` is what the invitees were sent last; where the dialogue differs from it, there is something to send.
    `organizer` is the address that the first mail named as such, and no later one may name another; empty before it.
    """

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"), unique=True)
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    organizer: Mapped[str] = mapped_column(String(254), default="")
    sequence: Mapped[int] = mapped_column(default=0)
    reply_floor: Mapped[int] = mapped_column(default=0)
    state: Mapped[InvitationState]
    created_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
    told_start: Mapped[dt.datetime | None]
    told_end: Mapped[dt.datetime | None]
    told_place: Mapped[str] = mapped_column(String(200), default="")
    told_name: Mapped[str] = mapped_column(String(200), default="")
    """What the institution was called in the title that was sent last; empty where nobody knows."""

    dialogue: Mapped[Dialogue] = relationship(lazy="raise_on_sql")
    participants: Mapped[list[Participant]] = relationship(
        lazy="raise_on_sql", order_by="Participant.id", back_populates="invitation"
    )


class Participant(Base):
    """A person asked to a meeting, with the answer that counts now.

    `told_sequence` is the version that the person was sent last; none: not invited yet, or taken back.
    """

    __tablename__ = "participant"
    __table_args__ = (UniqueConstraint("invitation_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    part: Mapped[Part]
    attendance: Mapped[Attendance]
    told_sequence: Mapped[int | None]
    answer: Mapped[Answer] = mapped_column(default=Answer.NEEDS_ACTION)
    channel: Mapped[Channel | None]
    answered_at: Mapped[dt.datetime | None]
    word: Mapped[str] = mapped_column(Text, default="")
    brings: Mapped[list[str]] = mapped_column(default=list)
    substitute: Mapped[str] = mapped_column(String(200), default="")
    """Who comes in the person's place, as she has named them; empty when she comes herself."""
    bounced_at: Mapped[dt.datetime | None]
    bounce_words: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[dt.datetime | None]

    invitation: Mapped[Invitation] = relationship(lazy="raise_on_sql", back_populates="participants")
    person: Mapped[Person] = relationship(lazy="joined")


class InvitationAnswer(Base):
    """Every answer that came, also those that do not count, with the reason why.

    `sequence`, `at` (when it was given, by the giver's clock) and `received_at` are its place in the order of answers;
    `inbox_id` is the mail by which it came.
    """

    __tablename__ = "invitation_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    answer: Mapped[Answer]
    channel: Mapped[Channel]
    sequence: Mapped[int]
    at: Mapped[dt.datetime]
    received_at: Mapped[dt.datetime]
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox_message.id"), index=True)
    word: Mapped[str] = mapped_column(Text, default="")
    counted: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(40), default="")


class Sending(Base):
    """One press of the button: which rows it wrote, and what stood before, so that it can be taken back for a while.

    `before` holds each invitation as it was, by number; `until` is when the first of its rows may leave.
    """

    __tablename__ = "sending"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    sent_at: Mapped[dt.datetime]
    until: Mapped[dt.datetime]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    messages: Mapped[list[int]] = mapped_column(JSON)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    taken_back_at: Mapped[dt.datetime | None]


class MeetingFeed(Base):
    """The secret address under which a person's calendar fetches her meetings; only the token's hash is kept."""

    __tablename__ = "meeting_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[dt.datetime]

    person: Mapped[Person] = relationship(lazy="joined")
