"""Tables of the communication: the plan's rows, courses with who is invited, and the committee paper."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.communication.domain import Channel, Heading
from app.database import Base
from app.guidance.models import Guidance
from app.people.models import Person


class PlanStep(Base):
    """A row of the communication plan: by which channel who is told, when, by whom, and whether it was done."""

    __tablename__ = "plan_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    guidance_id: Mapped[int] = mapped_column(ForeignKey("guidance.id"), index=True)
    channel: Mapped[Channel]
    audience: Mapped[str] = mapped_column(String(200))
    day: Mapped[dt.date]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    done_on: Mapped[dt.date | None]
    sent_at: Mapped[dt.datetime | None]

    guidance: Mapped[Guidance] = relationship(lazy="raise_on_sql")
    owner: Mapped[Person | None] = relationship(lazy="joined")


class Course(Base):
    """A course in writing annual plans: when, where, with what, and how many came.

    `organizer` is the address that its first mail named as such, and no later one may name another; empty before it.
    """

    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    guidance_id: Mapped[int] = mapped_column(ForeignKey("guidance.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    place: Mapped[str] = mapped_column(String(200))
    material: Mapped[str] = mapped_column(String(500), default="")
    invited_at: Mapped[dt.datetime | None]
    organizer: Mapped[str] = mapped_column(String(254), default="")

    guidance: Mapped[Guidance] = relationship(lazy="raise_on_sql")
    places: Mapped[list[CoursePlace]] = relationship(lazy="raise_on_sql", order_by="CoursePlace.person_id")


class CoursePlace(Base):
    """Somebody who is invited to a course, and whether she came."""

    __tablename__ = "course_place"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    invited_at: Mapped[dt.datetime | None]
    came: Mapped[bool | None]

    person: Mapped[Person] = relationship(lazy="joined")


class CommitteePaper(Base):
    """The paper by which a committee is told of the guidance. The decision and its date close it."""

    __tablename__ = "committee_paper"

    guidance_id: Mapped[int] = mapped_column(ForeignKey("guidance.id"), primary_key=True)
    committee: Mapped[str] = mapped_column(String(200))
    meeting_on: Mapped[dt.date]
    case_number: Mapped[str] = mapped_column(String(40), default="")
    written_at: Mapped[dt.datetime]
    decision: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[dt.date | None]
    closed_at: Mapped[dt.datetime | None]

    guidance: Mapped[Guidance] = relationship(lazy="raise_on_sql")
    sentences: Mapped[list[PaperSentence]] = relationship(lazy="raise_on_sql", order_by="PaperSentence.position")


class PaperSentence(Base):
    """A sentence of the paper. `source` names the fact that it was made from; a person's own has none.

    `facts` is the fact as it was then: when it is another now, the sentence is stale. `edited` keeps a person's words
    over a renewal.
    """

    __tablename__ = "paper_sentence"
    __table_args__ = (UniqueConstraint("guidance_id", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guidance_id: Mapped[int] = mapped_column(ForeignKey("committee_paper.guidance_id"))
    heading: Mapped[Heading]
    position: Mapped[int]
    source: Mapped[str | None] = mapped_column(String(80))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    text: Mapped[str] = mapped_column(Text)
    edited: Mapped[bool] = mapped_column(default=False)
