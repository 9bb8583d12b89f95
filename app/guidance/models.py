"""Tables of the guidance: elements with revisions, ties, fates, publications."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cycle.domain import Level
from app.cycle.models import ThemeEdition
from app.database import Base
from app.guidance.domain import ElementKind, FateKind, GuidanceState, TieKind
from app.insights.models import Insight


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
    """One text of the guidance. `own` is the mark "the directorate's own": it needs no insight behind it."""

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

    guidance: Mapped[Guidance] = relationship(lazy="raise_on_sql", back_populates="elements")
    edition: Mapped[ThemeEdition | None] = relationship(lazy="raise_on_sql")
    forerunner: Mapped[Element | None] = relationship(lazy="raise_on_sql", remote_side=[id])
    revisions: Mapped[list[ElementRevision]] = relationship(
        lazy="raise_on_sql", order_by="ElementRevision.number", back_populates="element"
    )
    ties: Mapped[list[Tie]] = relationship(lazy="raise_on_sql", order_by="Tie.id", back_populates="element")


class ElementRevision(Base):
    """The words of an element at one time; append-only."""

    __tablename__ = "element_revision"
    __table_args__ = (UniqueConstraint("element_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    element_id: Mapped[int] = mapped_column(ForeignKey("element.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
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


class Publication(Base):
    """An edition as it was sent out: the content, the PDF, and their hashes. Never changed; a correction is new."""

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

    guidance: Mapped[Guidance] = relationship(lazy="raise_on_sql", back_populates="publications")
