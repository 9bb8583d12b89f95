"""Tables of follow-up: the letters, and one row for each unit's annual plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cycle.models import Cycle
from app.database import Base
from app.follow_up.domain import LetterState
from app.institutions.models import Institution
from app.people.models import Person
from app.scheduling.models import Dialogue


class Letter(Base):
    """What became of one institution's words; `content` and `pdf` are fixed when it is adopted."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[LetterState]
    content: Mapped[dict[str, Any]]
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    written_at: Mapped[dt.datetime]
    adopted_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]

    dialogue: Mapped[Dialogue] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="joined")


class PlanRow(Base):
    """How one unit takes the year's guidance up in its annual plan: received, where it is, which themes.

    One row per unit and year, never scored. `sentence` is what the unit may say at half-year.
    """

    __tablename__ = "plan_row"
    __table_args__ = (UniqueConstraint("cycle_id", "institution_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    received_on: Mapped[dt.date | None]
    link: Mapped[str] = mapped_column(String(500), default="")
    themes: Mapped[list[str]] = mapped_column(default=list)
    sentence: Mapped[str] = mapped_column(Text, default="")
    entered_at: Mapped[dt.datetime]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    cycle: Mapped[Cycle] = relationship(lazy="raise_on_sql")
    institution: Mapped[Institution] = relationship(lazy="raise_on_sql")
