"""Tables of the choice: the draw with its record, and the seats."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cycle.models import Cycle
from app.database import Base
from app.institutions.models import Institution
from app.selection.domain import DrawState, SeatKind, SeatState, Way


class Draw(Base):
    """The choice of one year. `record` is canonical JSON; `commitment` its SHA-256 before any value existed.

    `remarks` {unit: text} are what a person wrote of those she appointed or kept out: they stay in the house, and the
    record holds codes alone. `drawn_how` and `witnesses` tell how the value came about.
    """

    __tablename__ = "draw"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), unique=True)
    method: Mapped[str] = mapped_column(String(40))
    way: Mapped[Way] = mapped_column(default=Way.BY_TURN)
    state: Mapped[DrawState]
    seats_wanted: Mapped[int]
    settings: Mapped[dict[str, Any]]
    remarks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    record: Mapped[str] = mapped_column(Text, default="")
    commitment: Mapped[str] = mapped_column(String(64), default="")
    value: Mapped[str] = mapped_column(String(200), default="")
    drawn_how: Mapped[str] = mapped_column(String(200), default="")
    witnesses: Mapped[str] = mapped_column(Text, default="")
    prepared_at: Mapped[dt.datetime]
    published_at: Mapped[dt.datetime | None]
    drawn_at: Mapped[dt.datetime | None]
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    cycle: Mapped[Cycle] = relationship(lazy="raise_on_sql")
    seats: Mapped[list[Seat]] = relationship(lazy="raise_on_sql", order_by="Seat.number", back_populates="draw")


class Seat(Base):
    """A place among the six, or a rank among the reserves (`kind` RESERVE; `number` is then the rank)."""

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("draw_id", "institution_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    number: Mapped[int]
    kind: Mapped[SeatKind]
    state: Mapped[SeatState]
    reason: Mapped[dict[str, Any]]
    withdrawn_because: Mapped[str] = mapped_column(Text, default="")
    withdrawn_at: Mapped[dt.datetime | None]
    took_over_from_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    held_at: Mapped[dt.datetime | None]

    draw: Mapped[Draw] = relationship(lazy="raise_on_sql", back_populates="seats")
    institution: Mapped[Institution] = relationship(lazy="raise_on_sql")
