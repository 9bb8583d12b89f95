"""Tables of the times: dialogues, rooms, busy days."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base
from app.people.models import Person
from app.scheduling.domain import DialogueState
from app.selection.models import Seat


class Room(Base):
    """Where a dialogue can be held."""

    __tablename__ = "room"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    seats: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class Dialogue(Base):
    """The meeting with one of the six. `starts_at` is empty until a time is proposed.

    PROPOSED: the plan's, seen by the secretariat only. AGREED: accepted, invitations may go out. NEEDS_TIME: someone
    has said no; the old time stays until a new one is accepted. HELD and CANCELLED are final. Why it was cancelled
    stays in the house. A proposal that is `fixed` keeps its time when the others are planned anew.
    """

    __tablename__ = "dialogue"

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), unique=True)
    state: Mapped[DialogueState]
    starts_at: Mapped[dt.datetime | None]
    ends_at: Mapped[dt.datetime | None]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    taken_over: Mapped[bool] = mapped_column(default=False)
    fixed: Mapped[bool] = mapped_column(default=False)
    why: Mapped[list[str]] = mapped_column(default=list)
    cancelled_because: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    seat: Mapped[Seat] = relationship(lazy="raise_on_sql")
    room: Mapped[Room | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class Absence(Base):
    """A director who is not to be in one dialogue, and the person who is there instead, if there is one."""

    __tablename__ = "absence"

    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    substitute: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[substitute_id])


class BusyDay(Base):
    """When a person cannot on one day: merged spans [from minute, to minute, "busy" | "tentative"], no titles.

    `source` is "hand" or the name of a calendar, so that a new reading of one replaces only its own days.
    """

    __tablename__ = "busy_day"
    __table_args__ = (UniqueConstraint("person_id", "day", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    day: Mapped[dt.date]
    source: Mapped[str] = mapped_column(String(40))
    spans: Mapped[list[list[int | str]]] = mapped_column(JSON)
    read_at: Mapped[dt.datetime]
