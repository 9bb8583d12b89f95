"""Tables of what was said: agenda, note, passages with their revisions, confirmation, promised actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cycle.domain import Level
from app.cycle.models import ThemeEdition
from app.database import Base
from app.dialogues.domain import ConfirmationAnswer, NoteState, PassageKind
from app.people.models import Person
from app.scheduling.models import Dialogue


class Agenda(Base):
    """What the meeting will be about: the year's questions and the institution's own wishes."""

    __tablename__ = "agenda"

    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"), primary_key=True)
    questions: Mapped[list[str]]
    wishes: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[dt.datetime | None]


class Note(Base):
    """What was said in one dialogue: an ordered list of passages."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"), unique=True)
    state: Mapped[NoteState]
    opened_at: Mapped[dt.datetime]

    dialogue: Mapped[Dialogue] = relationship(lazy="raise_on_sql")
    passages: Mapped[list[Passage]] = relationship(
        lazy="raise_on_sql", order_by="(Passage.rank, Passage.id)", back_populates="note"
    )
    confirmations: Mapped[list[Confirmation]] = relationship(
        lazy="raise_on_sql", order_by="Confirmation.id", back_populates="note"
    )


class Passage(Base):
    """One point that was made. Its id is made by the client, so that a repeated create is harmless.

    `rank` is a fractional key (equal ones sort by id) with a version of its own: moving makes no text revision.
    `revision` is the number of the newest text. A removed passage stays as a tombstone.
    """

    __tablename__ = "passage"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"), index=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("theme_edition.id"), index=True)
    level: Mapped[Level | None]
    kind: Mapped[PassageKind]
    rank: Mapped[str] = mapped_column(String(60))
    rank_version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime]
    removed_at: Mapped[dt.datetime | None]

    note: Mapped[Note] = relationship(lazy="raise_on_sql", back_populates="passages")
    edition: Mapped[ThemeEdition | None] = relationship(lazy="raise_on_sql")
    revisions: Mapped[list[PassageRevision]] = relationship(
        lazy="raise_on_sql", order_by="PassageRevision.number", back_populates="passage"
    )
    current: Mapped[PassageRevision] = relationship(
        lazy="raise_on_sql",
        viewonly=True,
        primaryjoin="and_(PassageRevision.passage_id == Passage.id, PassageRevision.number == Passage.revision)",
    )


class PassageRevision(Base):
    """The words of a passage at one time. An open one may be overwritten by its author; a closed one never.

    Numbers only grow, and every save takes one (an overwritten revision too), so that a stale tab is told apart.
    `save_key` makes a repeated save harmless. A `late` one came after somebody else's save: it never stood, and it is
    open until a person has chosen.
    """

    __tablename__ = "passage_revision"
    __table_args__ = (UniqueConstraint("passage_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    passage_id: Mapped[str] = mapped_column(ForeignKey("passage.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    save_key: Mapped[str | None] = mapped_column(String(36), unique=True)
    late: Mapped[bool] = mapped_column(default=False)

    passage: Mapped[Passage] = relationship(lazy="raise_on_sql", back_populates="revisions")
    author: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class PassageOrigin(Base):
    """Words came over from another passage when one was split or two were merged: which revision, which characters."""

    __tablename__ = "passage_origin"

    child_id: Mapped[str] = mapped_column(ForeignKey("passage.id"), primary_key=True)
    parent_revision_id: Mapped[int] = mapped_column(ForeignKey("passage_revision.id"), primary_key=True)
    start: Mapped[int]
    end: Mapped[int]


class Confirmation(Base):
    """The institution was asked whether the minutes are right. No answer is shown as no answer, never as yes.

    `remarks` holds what the head said of single passages, by their ids.
    """

    __tablename__ = "confirmation"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[dt.datetime]
    deadline: Mapped[dt.date]
    answer: Mapped[ConfirmationAnswer | None]
    answered_at: Mapped[dt.datetime | None]
    word: Mapped[str] = mapped_column(Text, default="")
    remarks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    settled_at: Mapped[dt.datetime | None]

    note: Mapped[Note] = relationship(lazy="raise_on_sql", back_populates="confirmations")
    person: Mapped[Person] = relationship(lazy="joined")


class ConfirmedRevision(Base):
    """A revision that the institution has read and confirmed; it is frozen."""

    __tablename__ = "confirmed_revision"

    confirmation_id: Mapped[int] = mapped_column(ForeignKey("confirmation.id"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("passage_revision.id"), primary_key=True)


class Action(Base):
    """Something that was promised in a dialogue: what, who, by when, and whether it was done."""

    __tablename__ = "action"

    id: Mapped[int] = mapped_column(primary_key=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due: Mapped[dt.date | None]
    done_on: Mapped[dt.date | None]
    outcome: Mapped[str] = mapped_column(Text, default="")

    dialogue: Mapped[Dialogue] = relationship(lazy="raise_on_sql")
    owner: Mapped[Person | None] = relationship(lazy="joined")
