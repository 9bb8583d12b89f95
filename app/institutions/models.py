"""Tables of the register: institutions, their succession, heads, and earlier visits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base
from app.institutions.domain import Kind, Ownership, SuccessionKind
from app.people.models import Person


class Institution(Base):
    """A unit of the register. `register` and `number` are its key there; a centre has one of its own.

    `head_id` points to the unit whose head leads this one too: only a unit without it can be drawn.
    """

    __tablename__ = "institution"
    __table_args__ = (UniqueConstraint("register", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200), index=True)
    kind: Mapped[Kind]
    kind_words: Mapped[str] = mapped_column(String(120), default="")
    ownership: Mapped[Ownership]
    municipality: Mapped[str] = mapped_column(String(80), default="")
    area: Mapped[str] = mapped_column(String(120), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    town: Mapped[str] = mapped_column(String(80), default="")
    size: Mapped[int | None]
    pseudo: Mapped[bool] = mapped_column(default=False)
    head_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"))
    active_from: Mapped[dt.date | None]
    active_to: Mapped[dt.date | None]
    imported_at: Mapped[dt.datetime]

    head: Mapped[Institution | None] = relationship(lazy="raise_on_sql", remote_side=[id])
    visits: Mapped[list[Visit]] = relationship(lazy="raise_on_sql", order_by="Visit.year", back_populates="institution")
    leaderships: Mapped[list[Leadership]] = relationship(
        lazy="raise_on_sql", order_by="Leadership.from_day", back_populates="institution"
    )


class Succession(Base):
    """One unit came from another on a day; waiting time and history follow the successor."""

    __tablename__ = "succession"

    predecessor_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True)
    kind: Mapped[SuccessionKind]
    day: Mapped[dt.date]


class Visit(Base):
    """The institution was in dialogue with the directorate in that year, before or within this system."""

    __tablename__ = "visit"

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(200), default="")

    institution: Mapped[Institution] = relationship(lazy="raise_on_sql", back_populates="visits")


class Leadership(Base):
    """A person heads an institution for a time."""

    __tablename__ = "leadership"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    from_day: Mapped[dt.date]
    to_day: Mapped[dt.date | None]

    institution: Mapped[Institution] = relationship(lazy="raise_on_sql", back_populates="leaderships")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class RegisterImport(Base):
    """A register was read in: what it changed, so that the page can say when the list was last renewed."""

    __tablename__ = "register_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, Any]]
    notes: Mapped[str] = mapped_column(Text, default="")
