"""Named reads of the times: dialogues, rooms, and when people are busy."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.clock import local_day
from app.cycle.models import Cycle
from app.domain import N_, NotFound
from app.institutions import queries as institutions
from app.people import queries as people
from app.people.domain import Role
from app.people.models import Person
from app.scheduling.calendars.freebusy import merge
from app.scheduling.days import whole_days
from app.scheduling.domain import DialogueState, Diary, Interval, Strength
from app.scheduling.instants import instant
from app.scheduling.models import (
    Absence,
    BusyDay,
    CalendarSource,
    Dialogue,
    PollAnswer,
    PollPerson,
    PollSlot,
    Room,
)
from app.scheduling.refusals import RoomUnknown
from app.selection import queries as selection
from app.selection.domain import SeatState
from app.selection.models import Draw, Seat


def dialogues_of(session: Session, cycle: Cycle) -> list[Dialogue]:
    """The year's dialogues in the order of their seats, with seat, institution and room.

    Whoever has given up her seat has no dialogue any more; what she was told of it stands with the invitations.
    """
    mine = (Draw.cycle_id == cycle.id, Seat.state != SeatState.WITHDRAWN)
    return list(session.scalars(_dialogues().join(Dialogue.seat).join(Seat.draw).where(*mine).order_by(Seat.number)))


def dialogue(session: Session, dialogue_id: int) -> Dialogue:
    """One dialogue with seat, draw, year, institution and room; raises NotFound."""
    query = _dialogues().options(joinedload(Dialogue.seat).joinedload(Seat.draw).joinedload(Draw.cycle))
    found = session.scalars(query.where(Dialogue.id == dialogue_id)).one_or_none()
    if found is None:
        raise NotFound(N_("Dialogen"), dialogue_id)
    return found


def dialogue_of_seat(session: Session, seat: Seat) -> Dialogue | None:
    """The dialogue of one of the six, if it has one."""
    return session.scalars(_dialogues().where(Dialogue.seat_id == seat.id)).one_or_none()


def dialogues_between(session: Session, starts_at: dt.datetime, ends_at: dt.datetime) -> list[Dialogue]:
    """The dialogues of any year that lie in these minutes, whatever their state."""
    return list(session.scalars(_dialogues().where(Dialogue.starts_at < ends_at, Dialogue.ends_at > starts_at)))


def _dialogues() -> Select[Dialogue]:
    return select(Dialogue).options(joinedload(Dialogue.seat).joinedload(Seat.institution), joinedload(Dialogue.room))


def directors(session: Session) -> list[Person]:
    """Those whose calendars every dialogue has to fit."""
    return people.with_role(session, Role.DIRECTOR)


def attending(session: Session, seat_ids: Collection[int]) -> dict[int, list[Person]]:
    """Which directors are to be in the dialogue of each seat: all, without who stays away, with who stands in."""
    everybody = directors(session)
    query = select(Absence, Dialogue.seat_id).join(Dialogue, Dialogue.id == Absence.dialogue_id)
    query = query.where(Dialogue.seat_id.in_(seat_ids)).options(joinedload(Absence.substitute))
    away: dict[int, dict[int, Person | None]] = defaultdict(dict)
    for absence, seat_id in session.execute(query):
        away[seat_id][absence.person_id] = absence.substitute
    there = {seat: [away[seat].get(person.id, person) for person in everybody] for seat in seat_ids}
    return {seat: list(dict.fromkeys(one for one in persons if one is not None)) for seat, persons in there.items()}


def needed(session: Session, cycle: Cycle, day: dt.date) -> list[Person]:
    """Everybody whose calendar the year's meetings have to fit: the directors, then the heads of the six."""
    seats = selection.active_seats(session, cycle)
    heads = institutions.heads_of(session, [seat.institution_id for seat in seats], day)
    in_order = [heads[seat.institution_id] for seat in seats if seat.institution_id in heads]
    return list(dict.fromkeys([*directors(session), *in_order]))


def without_agreed_time(session: Session, cycle: Cycle) -> list[Seat]:
    """The seats whose time is still open, or only proposed. Who was asked from here already is moved instead."""
    known = {one.seat_id: one.state for one in dialogues_of(session, cycle)}
    unsettled = (DialogueState.WITHOUT_TIME, DialogueState.PROPOSED)
    seats = selection.active_seats(session, cycle)
    return [seat for seat in seats if known.get(seat.id, DialogueState.WITHOUT_TIME) in unsettled]


def rooms(session: Session, *, seats: int = 0) -> list[Room]:
    """The rooms in use with at least so many seats, by name."""
    return list(
        session.scalars(
            select(Room).where(Room.active, Room.institution_id.is_(None), Room.seats >= seats).order_by(Room.name)
        )
    )


def room(session: Session, room_id: int) -> Room:
    """One room; raises NotFound."""
    found = session.get(Room, room_id)
    if found is None:
        raise NotFound(N_("Lokalet"), room_id)
    return found


def meetings_in(session: Session, room: Room, *, since: dt.datetime) -> list[Dialogue]:
    """The dialogues that stand in a room, in order of time."""
    gone = (DialogueState.CANCELLED, DialogueState.NEEDS_TIME)
    here = (Dialogue.room_id == room.id, Dialogue.ends_at > since, Dialogue.state.not_in(gone))
    return list(session.scalars(_dialogues().where(*here).order_by(Dialogue.starts_at)))


def room_named(session: Session, name: str) -> Room | None:
    """The room with this name, in use or not."""
    return session.scalars(select(Room).where(Room.name == " ".join(name.split()))).one_or_none()


def room_called(session: Session, name: str) -> Room:
    """The room in use with this name; raises RoomUnknown."""
    found = room_named(session, name)
    if found is None or not found.active:
        raise RoomUnknown(name=name)
    return found


def busy_days(session: Session, persons: Iterable[Person], first: dt.date, last: dt.date) -> dict[int, list[BusyDay]]:
    """What is known of each person's days in a window, in order; a day that is not there is unknown."""
    ids = [person.id for person in persons]
    query = (
        select(BusyDay)
        .where(BusyDay.person_id.in_(ids), BusyDay.day.between(first, last))
        .order_by(BusyDay.day, BusyDay.source)
    )
    found: dict[int, list[BusyDay]] = {person_id: [] for person_id in ids}
    for day in session.scalars(query):
        found[day.person_id].append(day)
    return found


def diary_of(person: Person, days: Iterable[BusyDay], first: dt.date, last: dt.date) -> Diary:
    """A person's busy minutes as the planner reads them."""
    return Diary(str(person.id), merge((one for day in days for one in intervals_of(day)), *whole_days(first, last)))


def intervals_of(day: BusyDay) -> Iterator[Interval]:
    """The stored spans of one day as local times."""
    midnight = dt.datetime.combine(day.day, dt.time())
    for start, end, strength in day.spans:
        begins, ends = (midnight + dt.timedelta(minutes=int(minute)) for minute in (start, end))
        yield Interval(begins, ends, Strength(strength))


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """How far a person's calendar is known, from where, and how old that knowledge is.

    `states`: what is fetched for her or was read from a file; `stale`: one of these has not been read for too long;
    `answered`: of how many times she has said in a poll whether she can.
    """

    person: Person
    until: dt.date | None
    read_at: dt.datetime | None
    sources: tuple[str, ...]
    answered: int = 0
    states: tuple[CalendarSource, ...] = ()
    stale: bool = False


def knowledge_of(
    session: Session, persons: Iterable[Person], first: dt.date, last: dt.date, *, now: dt.datetime
) -> list[Knowledge]:
    """What we know of each person's calendar in a window. Nothing known is said as that, never as free."""
    known = list(persons)
    query = (
        select(BusyDay.person_id, BusyDay.source, func.max(BusyDay.day), func.min(BusyDay.read_at))
        .where(BusyDay.person_id.in_([person.id for person in known]), BusyDay.day.between(first, last))
        .group_by(BusyDay.person_id, BusyDay.source)
        .order_by(BusyDay.source)
    )
    told: dict[int, list[tuple[str, dt.date, dt.datetime]]] = defaultdict(list)
    states = sources_of(session, known)
    hosts = {one.key: one.host for some in states.values() for one in some if one.host}
    for person_id, source, until, read_at in session.execute(query):
        told[person_id].append((hosts.get(source, source), until, read_at))
    begins, ends = (instant(moment) for moment in whole_days(first, last))
    answers = (
        select(PollPerson.person_id, func.count())
        .join(PollAnswer, PollAnswer.asked_id == PollPerson.id)
        .join(PollSlot, PollSlot.id == PollAnswer.slot_id)
        .where(PollPerson.person_id.in_([person.id for person in known]), PollSlot.starts_at.between(begins, ends))
        .group_by(PollPerson.person_id)
    )
    answered = {person_id: count for person_id, count in session.execute(answers)}  # noqa: C416, rows are no pairs
    return [
        Knowledge(
            answered=answered.get(person.id, 0),
            person=person,
            until=max((until for _source, until, _read_at in told[person.id]), default=None),
            read_at=min((read_at for _source, _until, read_at in told[person.id]), default=None),
            sources=tuple(source for source, _until, _read_at in told[person.id]),
            states=tuple(states[person.id]),
            stale=any(one.stale(now) for one in states[person.id]),
        )
        for person in known
    ]


def sources_of(session: Session, persons: Iterable[Person]) -> dict[int, list[CalendarSource]]:
    """What is fetched for each person, or was read from a file, in the order in which it was added."""
    found: dict[int, list[CalendarSource]] = {person.id: [] for person in persons}
    query = select(CalendarSource).where(CalendarSource.person_id.in_(found)).order_by(CalendarSource.id)
    for source in session.scalars(query):
        if source.person_id is not None:
            found[source.person_id].append(source)
    return found


def sources_of_room(session: Session, room: Room) -> list[CalendarSource]:
    """What is fetched for a room, in the order in which it was added."""
    query = select(CalendarSource).where(CalendarSource.room_id == room.id)
    return list(session.scalars(query.order_by(CalendarSource.id)))


def unknown_of(session: Session, persons: Iterable[Person], *, now: dt.datetime) -> set[int]:
    """The ids of those whose calendar has not been read for too long."""
    states = sources_of(session, persons)
    return {person_id for person_id, some in states.items() if any(one.stale(now) for one in some)}


def unknown_at(session: Session, seats: Iterable[Seat], *, now: dt.datetime) -> dict[int, list[int]]:
    """For each seat, the ids of those needed there of whom that is so: a time that looks free is not known to be."""
    some, directing = list(seats), directors(session)
    heads = institutions.heads_of(session, [seat.institution_id for seat in some], local_day(now))
    unknown = unknown_of(session, [*directing, *heads.values()], now=now)
    needed_at = {seat.id: [*directing, *filter(None, [heads.get(seat.institution_id)])] for seat in some}
    return {
        seat_id: [person.id for person in dict.fromkeys(people) if person.id in unknown]
        for seat_id, people in needed_at.items()
    }
