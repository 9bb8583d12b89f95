"""Tables of the guidance: elements with revisions, ties, fates, publications."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cycle.domain import Level
from app.cycle.models import ThemeEdition
from app.database import Base
from app.guidance.domain import AnswerKind, CommentSource, ElementKind, FateKind, GuidanceState, Party, TieKind
from app.insights.models import Insight
from app.people.models import Person
from app.scheduling.models import Dialogue


class Guidance(Base):
    """The guidance of `year`, fed by the dialogues of `cycle_id` (empty for years taken over as history)."""

    __tablename__ = "guidance"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"), unique=True)
    state: Mapped[GuidanceState]
    started_at: Mapped[dt.datetime]
    adopted_on: Mapped[dt.date | None]
    agenda_item: Mapped[str] = mapped_column(String(40), default="")
    taken_over: Mapped[bool] = mapped_column(default=False)

    elements: Mapped[list[Element]] = relationship(
        lazy="raise_on_sql", order_by="Element.position", back_populates="guidance"
    )
    publications: Mapped[list[Publication]] = relationship(lazy="raise_on_sql", order_by="Publication.edition")


class Element(Base):
    """One text of the guidance. `own` is the mark "the directorate's own": it needs no insight behind it.

    `english` is the same text in English, if somebody has written it; it rests on what the Danish rests on.
    """

    __tablename__ = "element"

    id: Mapped[int] = mapped_column(primary_key=True)
    guidance_id: Mapped[int] = mapped_column(ForeignKey("guidance.id"), index=True)
    kind: Mapped[ElementKind]
    level: Mapped[Level | None]
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("theme_edition.id"))
    position: Mapped[int]
    own: Mapped[bool] = mapped_column(default=False)
    forerunner_id: Mapped[int | None] = mapped_column(ForeignKey("element.id"))
    revision: Mapped[int] = mapped_column(default=1)
    english: Mapped[str] = mapped_column(Text, default="")

    guidance: Mapped[Guidance] = relationship(lazy="raise_on_sql", back_populates="elements")
    edition: Mapped[ThemeEdition | None] = relationship(lazy="raise_on_sql")
    forerunner: Mapped[Element | None] = relationship(lazy="raise_on_sql", remote_side=[id])
    revisions: Mapped[list[ElementRevision]] = relationship(
        lazy="raise_on_sql", order_by="ElementRevision.number", back_populates="element"
    )
    ties: Mapped[list[Tie]] = relationship(lazy="raise_on_sql", order_by="Tie.id", back_populates="element")


class ElementRevision(Base):
    """The words of an element at one time; append-only.

    A line of `text` that begins with "• " is an item of a list, an empty line parts paragraphs, and `bold` holds the
    words of the text that stand in bold: nobody meets a markup language, on the page or in Word.
    """

    __tablename__ = "element_revision"
    __table_args__ = (UniqueConstraint("element_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    element_id: Mapped[int] = mapped_column(ForeignKey("element.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    bold: Mapped[list[str]] = mapped_column(default=list)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[dt.datetime]

    element: Mapped[Element] = relationship(lazy="raise_on_sql", back_populates="revisions")


class Tie(Base):
    """An element is based on an insight, or speaks against it. `revision` is the wording it was tied to."""

    __tablename__ = "tie"
    __table_args__ = (UniqueConstraint("element_id", "insight_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    element_id: Mapped[int] = mapped_column(ForeignKey("element.id"))
    insight_id: Mapped[int] = mapped_column(ForeignKey("insight.id"), index=True)
    kind: Mapped[TieKind]
    revision: Mapped[int]

    element: Mapped[Element] = relationship(lazy="raise_on_sql", back_populates="ties")
    insight: Mapped[Insight] = relationship(lazy="raise_on_sql")


class Fate(Base):
    """What became of an insight: its sentence in the guidance, the reason why not, or whom it was passed on to."""

    __tablename__ = "fate"

    insight_id: Mapped[int] = mapped_column(ForeignKey("insight.id"), primary_key=True)
    kind: Mapped[FateKind]
    element_id: Mapped[int | None] = mapped_column(ForeignKey("element.id"))
    sentence: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    recipient: Mapped[str] = mapped_column(String(200), default="")
    decided_at: Mapped[dt.datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    insight: Mapped[Insight] = relationship(lazy="raise_on_sql")
    element: Mapped[Element | None] = relationship(lazy="raise_on_sql")


class ConsultationRound(Base):
    """A draft is laid before somebody: `content` is what they read, frozen when the round was opened.

    `key` is part of the readers' link, so that another link can be made when one has come too far.
    """

    __tablename__ = "consultation_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    guidance_id: Mapped[int] = mapped_column(ForeignKey("guidance.id"), index=True)
    party: Mapped[Party]
    title: Mapped[str] = mapped_column(String(200))
    deadline: Mapped[dt.date]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[dict[str, Any]]
    opened_at: Mapped[dt.datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[dt.datetime | None]

    guidance: Mapped[Guidance] = relationship(lazy="raise_on_sql")


class Comment(Base):
    """What somebody said of an element at one revision, or (no element) of the whole. `save_key` makes it once.

    `name` is how a reader without an account calls herself; a committee's minute item is one comment.
    """

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    guidance_id: Mapped[int] = mapped_column(ForeignKey("guidance.id"), index=True)
    element_id: Mapped[int | None] = mapped_column(ForeignKey("element.id"), index=True)
    revision: Mapped[int | None]
    round_id: Mapped[int | None] = mapped_column(ForeignKey("consultation_round.id"), index=True)
    source: Mapped[CommentSource]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[dt.datetime]
    save_key: Mapped[str | None] = mapped_column(String(80), unique=True)

    element: Mapped[Element | None] = relationship(lazy="raise_on_sql")
    round: Mapped[ConsultationRound | None] = relationship(lazy="raise_on_sql")
    author: Mapped[Person | None] = relationship(lazy="joined")
    answer: Mapped[Answer | None] = relationship(lazy="raise_on_sql", back_populates="comment")


class Answer(Base):
    """What a comment led to, and why: the text was changed (to `revision`) or it was not."""

    __tablename__ = "answer"
    __table_args__ = (CheckConstraint("kind <> 'changed' OR revision IS NOT NULL", name="changed_says_to_what"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    kind: Mapped[AnswerKind]
    revision: Mapped[int | None]
    why: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[dt.datetime]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    comment: Mapped[Comment] = relationship(lazy="raise_on_sql", back_populates="answer")


class Example(Base):
    """A sentence that names an institution as an example; it is published only as long as its head says yes.

    `sentence` is exactly what she was shown. `answer`: yes, no, or nothing yet; a yes that was taken back says when.
    """

    __tablename__ = "example"

    id: Mapped[int] = mapped_column(primary_key=True)
    element_id: Mapped[int] = mapped_column(ForeignKey("element.id"), index=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sentence: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[dt.datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[bool | None]
    answered_at: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]

    element: Mapped[Element] = relationship(lazy="raise_on_sql")
    dialogue: Mapped[Dialogue] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="joined", foreign_keys=[person_id])


class Illustration(Base):
    """The designer's own picture of a year's themes, instead of the one that is made; never without its words."""

    __tablename__ = "illustration"
    __table_args__ = (CheckConstraint("alt <> ''", name="has_words"),)

    guidance_id: Mapped[int] = mapped_column(ForeignKey("guidance.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(40))
    alt: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    uploaded_at: Mapped[dt.datetime]


class Publication(Base):
    """An edition as it was sent out: the content, the PDF, and their hashes. Never changed.

    A correction is a new edition; `correction` says what was wrong.
    """

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("guidance_id", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guidance_id: Mapped[int] = mapped_column(ForeignKey("guidance.id"))
    edition: Mapped[int]
    published_at: Mapped[dt.datetime]
    content: Mapped[dict[str, Any]]
    content_sha256: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    correction: Mapped[str] = mapped_column(Text, default="")

    guidance: Mapped[Guidance] = relationship(lazy="raise_on_sql", back_populates="publications")
    files: Mapped[list[PublicationFile]] = relationship(lazy="raise_on_sql", order_by="PublicationFile.name")


class PublicationFile(Base):
    """Another file of an edition (Word, leaflet, picture, plan template), byte for byte as it was sent out."""

    __tablename__ = "publication_file"

    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
