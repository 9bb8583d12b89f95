"""Tables of follow-up: the letters."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base
from app.follow_up.domain import LetterState
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
