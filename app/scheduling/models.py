"""Tables of the times: dialogues, rooms and who has them, busy days, rules of working time, polls."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cycle.models import Cycle
from app.database import Base
from app.people.models import Person
from app.scheduling.calendars.faults import FILE_HOLDS, READING_HOLDS, SourceKind
from app.scheduling.domain import FROM_FILE, DialogueState
from app.scheduling.polls.domain import Can
from app.scheduling.rules.domain import Force, RuleKind
from app.selection.models import Seat


class Room(Base):
    """Where a dialogue can be held. With `institution_id` it is that institution's own place, for its own dialogue."""

    __tablename__ = "room"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    seats: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), unique=True)


class RoomBooking(Base):
    """When a room is taken by others. `source` is "hand" or a feed, whose new reading replaces only its own."""

    __tablename__ = "room_booking"

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    source: Mapped[str] = mapped_column(String(40))
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    word: Mapped[str] = mapped_column(String(120), default="")
    read_at: Mapped[dt.datetime]


class PlanRule(Base):
    """A rule of working time as a year has set it; what a year has not set stands in rules.py."""

    __tablename__ = "plan_rule"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    kind: Mapped[RuleKind] = mapped_column(primary_key=True)
    force: Mapped[Force]
    number: Mapped[int]
    hours: Mapped[list[list[int] | None]] = mapped_column(JSON)
    set_at: Mapped[dt.datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class SchoolHoliday(Base):
    """A holiday of the schools, as the municipality has decided it. A school year without any has the usual ones."""

    __tablename__ = "school_holiday"
    __table_args__ = (UniqueConstraint("school_year", "first"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_year: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    first: Mapped[dt.date]
    last: Mapped[dt.date]
    source: Mapped[str] = mapped_column(String(200))


class ClosedSpan(Base):
    """Days, or hours of them, on which the directors cannot: closed days, and meetings of a committee."""

    __tablename__ = "closed_span"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RuleKind]
    first: Mapped[dt.date]
    last: Mapped[dt.date] = mapped_column(index=True)
    from_minute: Mapped[int] = mapped_column(default=0)
    to_minute: Mapped[int] = mapped_column(default=1440)
    word: Mapped[str] = mapped_column(String(120))


class SeatPlace(Base):
    """Where one of the six is met, if that is not what the year's rule says."""

    __tablename__ = "seat_place"

    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    at_institution: Mapped[bool]


class TravelTime(Base):
    """Minutes from the town hall to a district, by its postcode; one way."""

    __tablename__ = "travel_time"

    postcode: Mapped[str] = mapped_column(String(10), primary_key=True)
    minutes: Mapped[int]


class Poll(Base):
    """A question to those without a calendar: at which of these times could they? Open to the end of its last day."""

    __tablename__ = "poll"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    word: Mapped[str] = mapped_column(Text, default="")
    deadline: Mapped[dt.date]
    started_at: Mapped[dt.datetime]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[dt.datetime | None]
    told_at: Mapped[dt.datetime | None]

    cycle: Mapped[Cycle] = relationship(lazy="raise_on_sql")
    slots: Mapped[list[PollSlot]] = relationship(lazy="raise_on_sql", order_by="PollSlot.starts_at")
    asked: Mapped[list[PollPerson]] = relationship(lazy="raise_on_sql", order_by="PollPerson.id", back_populates="poll")


class PollSlot(Base):
    """A time that is asked about."""

    __tablename__ = "poll_slot"
    __table_args__ = (UniqueConstraint("poll_id", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]


class PollPerson(Base):
    """Who is asked, and when she has answered. `answered_by_id`: who entered it, if not she herself."""

    __tablename__ = "poll_person"
    __table_args__ = (UniqueConstraint("poll_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    answered_at: Mapped[dt.datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    word: Mapped[str] = mapped_column(Text, default="")
    bounced_at: Mapped[dt.datetime | None]

    poll: Mapped[Poll] = relationship(lazy="raise_on_sql", back_populates="asked")
    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])
    answers: Mapped[list[PollAnswer]] = relationship(lazy="raise_on_sql")


class PollAnswer(Base):
    """What one person says of one time."""

    __tablename__ = "poll_answer"

    asked_id: Mapped[int] = mapped_column(ForeignKey("poll_person.id"), primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("poll_slot.id"), primary_key=True)
    can: Mapped[Can]


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


class CalendarSource(Base):
    """Where busy times of a person or a room come from by themselves, or the file of a person that was read last.

    `sealed` is all that is secret about it: its address, and what it is opened with. `host` is what people may see.
    `asked` says what the last good reading was asked for: only the same question may be answered "unchanged". What
    that reading said stays when a later one fails; `fault` is then why. `due_at` is none for what is not fetched.
    """

    __tablename__ = "calendar_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    kind: Mapped[SourceKind]
    host: Mapped[str] = mapped_column(String(255), default="")
    sealed: Mapped[str] = mapped_column(Text, default="", deferred=True)
    added_at: Mapped[dt.datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    etag: Mapped[str] = mapped_column(String(400), default="")
    last_modified: Mapped[str] = mapped_column(String(100), default="")
    asked: Mapped[str] = mapped_column(String(64), default="")
    due_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    tried_at: Mapped[dt.datetime | None]
    read_at: Mapped[dt.datetime | None]
    fault: Mapped[str] = mapped_column(String(40), default="")
    fault_data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    failures: Mapped[int] = mapped_column(default=0)
    events: Mapped[int] = mapped_column(default=0)
    unread: Mapped[int] = mapped_column(default=0)
    minutes_a_week: Mapped[int] = mapped_column(default=0)
    warnings: Mapped[list[list[int | str]]] = mapped_column(JSON, default=list)
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    claimed_until: Mapped[dt.datetime | None]

    person: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    room: Mapped[Room | None] = relationship(lazy="raise_on_sql")

    @property
    def owner(self) -> Person | Room:
        """Whose busy times it tells: a person's, or else a room's."""
        found = self.person or self.room
        if found is None:
            raise LookupError(self.id)
        return found

    def stale(self, now: dt.datetime) -> bool:
        """Whether what is known from here is so old that a time without an appointment is unknown, and not free."""
        last = FILE_HOLDS if self.kind is SourceKind.FILE else READING_HOLDS
        return self.read_at is None or now - self.read_at > last

    @property
    def key(self) -> str:
        """The `source` of its busy days."""
        return FROM_FILE if self.kind is SourceKind.FILE else f"source:{self.id}"


class CalendarClash(Base):
    """A hard appointment that a reading found on top of a dialogue's time; gone when it is, or the dialogue moves."""

    __tablename__ = "calendar_clash"
    __table_args__ = (UniqueConstraint("dialogue_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_at: Mapped[dt.datetime]
    since: Mapped[dt.datetime]

    dialogue: Mapped[Dialogue] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
