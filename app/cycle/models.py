"""Tables of the year: cycles, milestones, themes with their editions and lineage, and the year's subject."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cycle.domain import CycleState, Lineage, MilestoneKind
from app.database import Base


class Cycle(Base):
    """One year: the dialogues of `year` talk about the guidance of `year` and feed that of `year + 1`."""

    __tablename__ = "cycle"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    state: Mapped[CycleState] = mapped_column(default=CycleState.OPEN)
    opened_at: Mapped[dt.datetime]

    milestones: Mapped[list[Milestone]] = relationship(lazy="selectin", order_by="Milestone.day")
    subject: Mapped[Subject | None] = relationship(lazy="joined")

    def day(self, kind: MilestoneKind) -> dt.date:
        """The day of a milestone; every cycle has all of them."""
        return next(milestone.day for milestone in self.milestones if milestone.kind is kind)


class Milestone(Base):
    """A day that shapes a year."""

    __tablename__ = "milestone"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    kind: Mapped[MilestoneKind] = mapped_column(primary_key=True)
    day: Mapped[dt.date]


class Theme(Base):
    """A theme lives across the years; what it was called in one of them is its edition."""

    __tablename__ = "theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_year: Mapped[int]


class ThemeEdition(Base):
    """A theme as it stands in the guidance of one year. `ended_reason` is set when no later year carries it on."""

    __tablename__ = "theme_edition"
    __table_args__ = (UniqueConstraint("theme_id", "year"), UniqueConstraint("year", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    year: Mapped[int] = mapped_column(index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    english_title: Mapped[str] = mapped_column(String(200), default="")
    english_summary: Mapped[str] = mapped_column(Text, default="")
    ended_reason: Mapped[str | None] = mapped_column(Text)

    forerunners: Mapped[list[ThemeLineage]] = relationship(
        lazy="raise_on_sql", foreign_keys="ThemeLineage.edition_id", back_populates="edition"
    )


class ThemeLineage(Base):
    """An edition came from an earlier one; several forerunners are possible."""

    __tablename__ = "theme_lineage"

    edition_id: Mapped[int] = mapped_column(ForeignKey("theme_edition.id"), primary_key=True)
    forerunner_id: Mapped[int] = mapped_column(ForeignKey("theme_edition.id"), primary_key=True)
    kind: Mapped[Lineage]

    edition: Mapped[ThemeEdition] = relationship(
        lazy="raise_on_sql", foreign_keys=[edition_id], back_populates="forerunners"
    )
    forerunner: Mapped[ThemeEdition] = relationship(lazy="raise_on_sql", foreign_keys=[forerunner_id])


class Subject(Base):
    """What the year's dialogues talk about: an immutable copy of the themes, messages and questions."""

    __tablename__ = "subject"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    publication_id: Mapped[int | None]
    content: Mapped[dict[str, Any]]
