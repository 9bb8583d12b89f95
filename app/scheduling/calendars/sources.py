"""Use cases of calendar sources: added, chosen from, kept, refused, removed. What is secret about one stays sealed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload, undefer

from app.clock import local_day
from app.cycle import queries as cycles
from app.cycle.models import Cycle
from app.domain import N_, NotFound, Refused
from app.people.domain import Role
from app.people.models import Person
from app.people.ports import ObjectRule
from app.scheduling import bookings, queries, services
from app.scheduling.calendars import clashes, faults
from app.scheduling.calendars.collecting import Errand, Outcome, Tools
from app.scheduling.calendars.faults import SourceKind
from app.scheduling.calendars.sealing import Keys, Secret
from app.scheduling.domain import FreeBusy, Interval
from app.scheduling.models import BusyDay, CalendarSource, Room, RoomBooking
from app.trail import services as trail

DAY = dt.timedelta(days=1)
WITHOUT_A_YEAR = dt.timedelta(days=365)
LONGEST_BACKOFF = dt.timedelta(hours=12)
OPENS, CLOSES = 8 * 60, 16 * 60
"""Within these minutes of a working day busy ones are counted, to show what a calendar says."""

OWN_CALENDAR = ObjectRule(
    "own-calendar",
    lambda _session, person, args: person.has(Role.SECRETARIAT) or args.get("person_id") == person.id,
)


def window_of(session: Session, *, now: dt.datetime) -> tuple[dt.date, dt.date]:
    """The days that a calendar is read for: those of the year that one works in, else the next twelve months."""
    cycle = cycles.current(session)
    if cycle is not None:
        return services.window_of(cycle, now=now)
    return local_day(now) + DAY, local_day(now) + WITHOUT_A_YEAR


def errand_of(session: Session, source: CalendarSource, *, keys: Keys, now: dt.datetime) -> Errand:
    """What is needed to read a source, without the database. `source` comes with its owner and its seal."""
    window, ours = window_of(session, now=now), ours_of(session, source.owner, now=now)
    same = asked_for(cycles.current(session), window, ours) == source.asked
    return Errand(
        id=source.id,
        kind=source.kind,
        secret=_opened(source, keys),
        window=window,
        ours=ours,
        etag=source.etag if same else "",
        last_modified=source.last_modified if same else "",
    )


def _opened(source: CalendarSource, keys: Keys) -> Secret | Refused:
    try:
        return keys.open(source.sealed)
    except faults.SealBroken as broken:
        return broken


def ours_of(session: Session, owner: Person | Room, *, now: dt.datetime) -> tuple[Interval, ...]:
    """The meetings that a person has from us, or that are held in a room."""
    if isinstance(owner, Room):
        return clashes.ours(queries.meetings_in(session, owner, since=now))
    return clashes.ours(clashes.meetings_of(session, owner, cycle=cycles.current(session), now=now))


def asked_for(cycle: Cycle | None, window: tuple[dt.date, dt.date], ours: Iterable[Interval]) -> str:
    """What an answer "unchanged" may refer to: days that were read already, and the same meetings of ours.

    The first day moves on by itself and asks for nothing new, unless somebody has put the year's days earlier.
    """
    first = services.first_day_of(cycle) if cycle else None
    said = f"{first} {window[1]} {sorted((one.start, one.end) for one in ours)}"
    return hashlib.sha256(said.encode()).hexdigest()


def add(
    session: Session,
    *,
    owner: Person | Room,
    kind: SourceKind,
    host: str,
    secret: Secret,
    tools: Tools,
    by: Person | None,
    now: dt.datetime,
) -> CalendarSource:
    """A new source. What a first reading said is kept by `keep`; who only lists calendars chooses among them first."""
    source = CalendarSource(
        person=owner if isinstance(owner, Person) else None,
        room=owner if isinstance(owner, Room) else None,
        kind=kind,
        host=host[:255],
        sealed=tools.keys.seal(secret),
        added_at=now,
        added_by_id=by.id if by else None,
        due_at=None if kind is SourceKind.CALDAV and not secret.chosen else now,
    )
    session.add(source)
    session.flush()
    trail.record(session, by=by, action="calendar.added", thing=_thing(source), now=now)
    return source


def choose(
    session: Session,
    *,
    source: CalendarSource,
    numbers: Collection[int],
    tools: Tools,
    by: Person | None,
    now: dt.datetime,
) -> None:
    """Which of a server's calendars are read. What the others said is gone with the next reading."""
    secret = tools.keys.open(source.sealed)
    calendars = tuple((url, name, number in numbers) for number, (url, name, _old) in enumerate(secret.calendars))
    if not any(chosen for _url, _name, chosen in calendars):
        raise faults.NoCalendars
    source.sealed = tools.keys.seal(replace(secret, calendars=calendars))
    source.etag, source.due_at = "", now
    trail.record(session, by=by, action="calendar.chosen", thing=_thing(source), now=now)


def _thing(source: CalendarSource) -> str:
    """Whose it is, for the trail."""
    return f"person:{source.person_id}" if source.person_id is not None else f"room:{source.room_id}"


def keep(
    session: Session,
    *,
    source: CalendarSource,
    errand: Errand,
    outcome: Outcome,
    minutes: int,
    now: dt.datetime,
) -> None:
    """Keeps what a source said, or why it said nothing; then the last good reading stands, with its age."""
    source.tried_at = now
    if isinstance(outcome, Refused):
        _note_fault(source, outcome, minutes, now)
        return
    source.read_at, source.fault, source.fault_data, source.failures = now, "", {}, 0
    source.due_at = now + dt.timedelta(minutes=minutes)
    source.etag, source.last_modified = outcome.etag, outcome.last_modified
    source.asked = asked_for(cycles.current(session), errand.window, errand.ours)
    if outcome.found is None:
        for table in (BusyDay, RoomBooking):
            unchanged = update(table).where(table.source == source.key).values(read_at=now)
            session.execute(unchanged.execution_options(synchronize_session="fetch"))
        return
    _describe(source, outcome.found, errand.window)
    store(session, source=source, found=outcome.found, window=errand.window, now=now)


def _note_fault(source: CalendarSource, fault: Refused, minutes: int, now: dt.datetime) -> None:
    """The next try waits twice as long as the one before, and as long as the server wishes."""
    source.fault, source.fault_data = fault.code, dict(fault.data)
    source.failures += 1
    backoff = min(dt.timedelta(minutes=minutes) * 2 ** min(source.failures, 10), LONGEST_BACKOFF)
    wished = dt.timedelta(seconds=fault.wait if isinstance(fault, faults.SourceFault) else 0)
    source.due_at = now + max(backoff, wished)


def _describe(source: CalendarSource, found: FreeBusy, window: tuple[dt.date, dt.date]) -> None:
    source.events, source.unread = found.events, found.unread
    source.warnings = [[one.code, one.about, one.count] for one in found.warnings]
    source.minutes_a_week = minutes_a_week(found.busy, window)


def minutes_a_week(busy: Iterable[Interval], window: tuple[dt.date, dt.date]) -> int:
    """Busy minutes of an average week within the hours in which one meets."""
    total = 0
    for one in busy:
        day = one.start.date()
        while day <= one.end.date():
            begin = dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=OPENS)
            end = begin + dt.timedelta(minutes=CLOSES - OPENS)
            if day.weekday() < 5 and one.start < end and one.end > begin:
                total += int((min(one.end, end) - max(one.start, begin)).total_seconds()) // 60
            day += DAY
    return round(total * 7 / ((window[1] - window[0]).days + 1))


def store(
    session: Session, *, source: CalendarSource, found: FreeBusy, window: tuple[dt.date, dt.date], now: dt.datetime
) -> None:
    """Busy days of a source in place of its older ones, and what they mean for meetings that stand already."""
    person = source.owner
    if isinstance(person, Room):
        _forget_days(session, source)
        bookings.replace_bookings(session, room=person, found=found, source=source.key, window=window, now=now)
        return
    meetings = clashes.meetings_of(session, person, cycle=cycles.current(session), now=now)
    before = clashes.overlapped(session, person, meetings, now)
    _forget_days(session, source)
    services.replace_busy(session, person=person, found=found, source=source.key, window=window, now=now)
    clashes.note(session, person=person, meetings=meetings, before=before, now=now)


def keep_file(
    session: Session,
    *,
    person: Person,
    found: FreeBusy,
    window: tuple[dt.date, dt.date],
    by: Person | None,
    now: dt.datetime,
) -> CalendarSource:
    """A calendar from a file, with its date; it replaces the file that was read before."""
    mine = select(CalendarSource).where(CalendarSource.person_id == person.id, CalendarSource.kind == SourceKind.FILE)
    source = session.scalars(mine).first() or CalendarSource(
        person_id=person.id, kind=SourceKind.FILE, added_at=now, added_by_id=by.id if by else None
    )
    source.person, source.tried_at, source.read_at = person, now, now
    _describe(source, found, window)
    session.add(source)
    session.flush()
    store(session, source=source, found=found, window=window, now=now)
    trail.record(session, by=by, action="busy.imported", thing=f"person:{person.id}", now=now)
    return source


def remove(session: Session, *, source: CalendarSource, by: Person | None, now: dt.datetime) -> None:
    """The source and everything that it said are gone, and so is what is locked in it."""
    person, thing = source.owner, _thing(source)
    _forget_days(session, source)
    session.delete(source)
    session.flush()
    trail.record(session, by=by, action="calendar.removed", thing=thing, now=now)
    if isinstance(person, Room):
        return
    meetings = clashes.meetings_of(session, person, cycle=cycles.current(session), now=now)
    before = clashes.overlapped(session, person, meetings, now)
    clashes.note(session, person=person, meetings=meetings, before=before, now=now)


def _forget_days(session: Session, source: CalendarSource) -> None:
    """Of the past, too: nothing asks when people were busy last year."""
    if source.room_id is not None:
        booked = delete(RoomBooking).where(RoomBooking.room_id == source.room_id, RoomBooking.source == source.key)
        session.execute(booked.execution_options(synchronize_session="fetch"))
    old = delete(BusyDay).where(BusyDay.person_id == source.person_id, BusyDay.source == source.key)
    session.execute(old.execution_options(synchronize_session="fetch"))


def reseal(session: Session, *, keys: Keys) -> tuple[int, int]:
    """Locks every source with the newest key; how many were, and how many no key opens."""
    done = lost = 0
    for source in session.scalars(select(CalendarSource).options(undefer(CalendarSource.sealed)).with_for_update()):
        if not source.sealed:
            continue
        try:
            source.sealed = keys.renew(source.sealed)
            done += 1
        except faults.SealBroken:
            lost += 1
    return done, lost


def source_of_room(session: Session, *, room_id: int, source_id: int) -> CalendarSource:
    """One source of a room, with what is locked; raises NotFound, also for another's."""
    query = select(CalendarSource).where(CalendarSource.id == source_id, CalendarSource.room_id == room_id)
    whole = (undefer(CalendarSource.sealed), joinedload(CalendarSource.room))
    found = session.scalars(query.options(*whole)).one_or_none()
    if found is None:
        raise NotFound(N_("Kalenderen"), source_id)
    return found


def source_of(session: Session, *, person_id: int, source_id: int) -> CalendarSource:
    """One source of a person, with what is locked; raises NotFound, also for another's."""
    query = (
        select(CalendarSource)
        .where(CalendarSource.id == source_id, CalendarSource.person_id == person_id)
        .options(undefer(CalendarSource.sealed), joinedload(CalendarSource.person))
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(N_("Kalenderen"), source_id)
    return found
