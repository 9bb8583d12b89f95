"""Tables of what was said: agenda, note, passages with their revisions, confirmation, promised actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import local_day
from app.cycle.domain import Level
from app.cycle.models import Cycle, ThemeEdition
from app.database import Base
from app.dialogues.domain import ConfirmationAnswer, DocumentKind, Forum, NoteState, PassageKind
from app.institutions.models import Institution
from app.people.models import Person
from app.scheduling.models import Dialogue


class Agenda(Base):
    """What the meeting will be about: the year's questions and the institution's own wishes."""

    __tablename__ = "agenda"

    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"), primary_key=True)
    questions: Mapped[list[str]]
    wishes: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[dt.datetime | None]


class Discussion(Base):
    """Other input to the year: what a forum that is none of the six had to say. It is dated, and never planned."""

    __tablename__ = "discussion"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    forum: Mapped[Forum]
    title: Mapped[str] = mapped_column(String(200))
    held_on: Mapped[dt.date]
    created_at: Mapped[dt.datetime]

    cycle: Mapped[Cycle] = relationship(lazy="joined")


class Note(Base):
    """What was said in one dialogue, or in one discussion: an ordered list of passages. It feeds one year.

    `mark` grows with every change, under the note's lock; what has changed carries it, so that a page that asks "since
    12" gets no less and no more. `side_mark` is the mark of what was promised and who came.
    """

    __tablename__ = "note"
    __table_args__ = (CheckConstraint("(dialogue_id IS NULL) <> (discussion_id IS NULL)", name="one_occasion"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    dialogue_id: Mapped[int | None] = mapped_column(ForeignKey("dialogue.id"), unique=True)
    discussion_id: Mapped[int | None] = mapped_column(ForeignKey("discussion.id"), unique=True)
    state: Mapped[NoteState]
    opened_at: Mapped[dt.datetime]
    mark: Mapped[int] = mapped_column(default=0)
    side_mark: Mapped[int] = mapped_column(default=0)

    dialogue: Mapped[Dialogue | None] = relationship(lazy="raise_on_sql")
    discussion: Mapped[Discussion | None] = relationship(lazy="raise_on_sql")
    attendance: Mapped[list[Attendance]] = relationship(
        lazy="raise_on_sql", order_by="Attendance.id", back_populates="note"
    )
    passages: Mapped[list[Passage]] = relationship(
        lazy="raise_on_sql", order_by="(Passage.rank, Passage.id)", back_populates="note"
    )
    confirmations: Mapped[list[Confirmation]] = relationship(
        lazy="raise_on_sql", order_by="Confirmation.id", back_populates="note"
    )

    @property
    def institution(self) -> Institution | None:
        """Whose dialogue it was; nobody's when a forum had its say."""
        return self.dialogue.seat.institution if self.dialogue else None

    @property
    def voice(self) -> str:
        """Whose words these are, to be named on a page: the institution, or the forum."""
        if self.institution is not None:
            return self.institution.name
        return self.discussion.title if self.discussion else ""

    @property
    def at(self) -> dict[str, int]:
        """The arguments of the addresses of its pages: a dialogue's or a discussion's."""
        if self.dialogue_id is not None:
            return {"dialogue_id": self.dialogue_id}
        return {"discussion_id": self.discussion_id or 0}

    @property
    def page(self) -> tuple[str, dict[str, int]]:
        """Endpoint and arguments of the page that tells of the occasion."""
        return "dialogues.show" if self.dialogue_id is not None else "dialogues.discussion", self.at

    @property
    def held_on(self) -> dt.date | None:
        """The day on which it was said."""
        if self.discussion is not None:
            return self.discussion.held_on
        return local_day(self.dialogue.starts_at) if self.dialogue and self.dialogue.starts_at else None


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
    mark: Mapped[int] = mapped_column(default=0)

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

    @property
    def place(self) -> str:
        """Where it stands under its heading, as a text that sorts."""
        return f"{self.rank} 1{self.id}"


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


class Attendance(Base):
    """Somebody who was asked to a meeting or came along: whether she was there, and what is to be known of it.

    Whoever the head brings has a name and no account, so `person_id` may be empty.
    """

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("note_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200), default="")
    came: Mapped[bool]
    remark: Mapped[str] = mapped_column(String(200), default="")

    note: Mapped[Note] = relationship(lazy="raise_on_sql", back_populates="attendance")


class Confirmation(Base):
    """The institution was asked whether the minutes are right. No answer is shown as no answer, never as yes.

    `remarks` holds what the head said of single passages, by their ids, and `settled_remarks` the day on which each of
    them was dealt with.
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
    settled_remarks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    settled_at: Mapped[dt.datetime | None]

    note: Mapped[Note] = relationship(lazy="raise_on_sql", back_populates="confirmations")
    person: Mapped[Person] = relationship(lazy="joined")


class ConfirmedRevision(Base):
    """A revision that the institution has read and confirmed; it is frozen."""

    __tablename__ = "confirmed_revision"

    confirmation_id: Mapped[int] = mapped_column(ForeignKey("confirmation.id"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("passage_revision.id"), primary_key=True)


class SelfPlacement(Base):
    """Where the institution places itself on one theme, from 1 to 5, given with its answer. Never made into a mean."""

    __tablename__ = "self_placement"
    __table_args__ = (CheckConstraint("step BETWEEN 1 AND 5", name="step"),)

    confirmation_id: Mapped[int] = mapped_column(ForeignKey("confirmation.id"), primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("theme_edition.id"), primary_key=True)
    step: Mapped[int]


class AnnualPlan(Base):
    """The institution's annual plan as it lies before the dialogue: a file, or a link to where it stands.

    `takes_up` tells where the plan takes up each theme (edition id → words), if the head says so.
    """

    __tablename__ = "annual_plan"
    __table_args__ = (CheckConstraint("(link <> '') <> (document_id IS NOT NULL)", name="one_place"),)

    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"), primary_key=True)
    link: Mapped[str] = mapped_column(String(500), default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("plan_document.id"))
    takes_up: Mapped[dict[str, Any]] = mapped_column(default=dict)
    received_at: Mapped[dt.datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    document: Mapped[PlanDocument | None] = relationship(lazy="raise_on_sql")


class PlanDocument(Base):
    """A file that was handed in. It lies in the database, so that no node keeps anything; its bytes come when asked."""

    __tablename__ = "plan_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[DocumentKind]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[dt.datetime]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)


class Briefing(Base):
    """What the secretariat has written on the one page that directors read before a meeting."""

    __tablename__ = "briefing"

    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"), primary_key=True)
    about: Mapped[str] = mapped_column(Text, default="")
    plan_lines: Mapped[list[str]] = mapped_column(default=list)
    questions: Mapped[list[str]] = mapped_column(default=list)
    written_at: Mapped[dt.datetime]


class Action(Base):
    """Something that was promised in a dialogue: what, who, by when, and whether it was done.

    `edition_id` and `rank` are where it was promised: before the passage that took the same place. `save_key` is the
    page's, so that a promise that is sent twice is made once.
    """

    __tablename__ = "action"

    id: Mapped[int] = mapped_column(primary_key=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due: Mapped[dt.date | None]
    done_on: Mapped[dt.date | None]
    outcome: Mapped[str] = mapped_column(Text, default="")
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("theme_edition.id"))
    rank: Mapped[str] = mapped_column(String(60), default="")
    save_key: Mapped[str | None] = mapped_column(String(36), unique=True)

    dialogue: Mapped[Dialogue] = relationship(lazy="raise_on_sql")
    owner: Mapped[Person | None] = relationship(lazy="joined")

    @property
    def place(self) -> str:
        """Where it stands under its heading, as a text that sorts: before what was said after it."""
        return f"{self.rank} 0{self.id:09}"
