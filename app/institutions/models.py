"""Tables of the register: institutions, their succession, heads, and earlier visits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base
from app.institutions import domain
from app.institutions.domain import Decision, Dimension, Kind, Ownership, SuccessionKind
from app.institutions.events.life import EventKind, Part
from app.people.models import Person


class Institution(Base):
    """A unit of the register. `register` and `number` are its key there; a centre has one of its own.

    `head_id` points to the unit whose head leads this one too: only a unit without it can be drawn. `decided` names the
    fields that a person has settled: no register changes them. `district` and `size_band` follow from the rules
    (mapping/rules.py) and are never written by hand; empty means unknown. `unknown_before`: earlier visits are not
    known.
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
    district: Mapped[str] = mapped_column(String(80), default="")
    size_band: Mapped[str] = mapped_column(String(80), default="")
    unknown_before: Mapped[int | None]
    decided: Mapped[list[str]] = mapped_column(default=list)
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

    def is_closed(self, day: dt.date) -> bool:
        """Whether it is closed on a day (queries.closed_on for many)."""
        return domain.is_closed(self.active_to, day)

    def is_open(self, day: dt.date) -> bool:
        """Whether it is there on a day (queries.open_on for many)."""
        return domain.is_open(self.active_from, self.active_to, day)


class Succession(Base):
    """One unit came from another on a day; waiting time and history follow the successor (events/succession.py).

    `goes_on`: the predecessor is still there beside it, so that what it does later is its own.
    """

    __tablename__ = "succession"

    event_id: Mapped[int] = mapped_column(ForeignKey("unit_event.id"), primary_key=True)
    predecessor_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True, index=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True, index=True)
    kind: Mapped[SuccessionKind]
    day: Mapped[dt.date]
    goes_on: Mapped[bool] = mapped_column(default=False)


class UnitEvent(Base):
    """Something happened to units on a day, or will. It is never rewritten: it stands, or it is undone as a whole.

    `details` hold what it changes (events/services.py): fields before and after, the units it made, the head it
    appointed. `in_force_at`: when the fields that wait for the day were put in.
    """

    __tablename__ = "unit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EventKind]
    day: Mapped[dt.date] = mapped_column(index=True)
    details: Mapped[dict[str, Any]]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    in_force_at: Mapped[dt.datetime | None]
    undone_at: Mapped[dt.datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_because: Mapped[str] = mapped_column(Text, default="")

    parts: Mapped[list[UnitEventPart]] = relationship(lazy="raise_on_sql", order_by="UnitEventPart.institution_id")
    recorded_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=recorded_by_id)
    undone_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=undone_by_id)


class UnitEventPart(Base):
    """A unit that an event is about, and what it is to it."""

    __tablename__ = "unit_event_part"

    event_id: Mapped[int] = mapped_column(ForeignKey("unit_event.id"), primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True, index=True)
    part: Mapped[Part] = mapped_column(primary_key=True)

    institution: Mapped[Institution] = relationship(lazy="raise_on_sql")


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


class HeadDecision(Base):
    """A person's answer to “does this unit stand under that head?”: remembered, whatever a register says later.

    With itself as head: what by its name is no unit leads an area (confirmed, under `name`) or does not (refused).
    `before` is what stood in the fields that a yes changed, so that it can be undone.
    """

    __tablename__ = "head_decision"
    __table_args__ = (UniqueConstraint("unit_id", "head_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    head_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    decision: Mapped[Decision]
    name: Mapped[str] = mapped_column(String(200), default="")
    reasons: Mapped[list[str]]
    before: Mapped[dict[str, Any]]
    at: Mapped[dt.datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    unit: Mapped[Institution] = relationship(lazy="raise_on_sql", foreign_keys=[unit_id])
    head: Mapped[Institution] = relationship(lazy="raise_on_sql", foreign_keys=[head_id])
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class MappingRule(Base):
    """One line of what the body itself knows: which `key` of a register belongs to which group of a dimension."""

    __tablename__ = "mapping_rule"
    __table_args__ = (UniqueConstraint("dimension", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dimension: Mapped[Dimension]
    key: Mapped[str] = mapped_column(String(120))
    value: Mapped[str] = mapped_column(String(120))


class RegisterSetting(Base):
    """The one row of what a person decides about the whole register."""

    __tablename__ = "register_setting"

    id: Mapped[int] = mapped_column(primary_key=True)
    visits_known_since: Mapped[int | None]
