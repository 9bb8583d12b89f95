"""When a room is taken by others: entered by hand, or filled by a feed that replaces what it said before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain import N_, NotFound, one_line
from app.people.models import Person
from app.scheduling.calendars.freebusy import merge
from app.scheduling.days import whole_days
from app.scheduling.domain import AT_A_TIME, BY_HAND, Diary, FreeBusy, Interval
from app.scheduling.instants import instant, naive
from app.scheduling.models import Dialogue, Room, RoomBooking
from app.scheduling.rules.domain import SpanBackwards
from app.trail import services as trail

LONGEST = dt.timedelta(days=31)


def book(
    session: Session,
    *,
    room: Room,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    word: str,
    by: Person | None,
    now: dt.datetime,
) -> RoomBooking:
    """Others have the room. Dialogues that stand in it stay: the page of the room says so."""
    if not dt.timedelta() < ends_at - starts_at <= LONGEST:
        raise SpanBackwards()
    word = one_line(word, longest=120, may_be_empty=True)
    booking = RoomBooking(room_id=room.id, source=BY_HAND, starts_at=starts_at, ends_at=ends_at, word=word, read_at=now)
    session.add(booking)
    session.flush()
    trail.record(session, by=by, action="room.booked", thing=f"room:{room.id}", now=now)
    return booking


def remove_booking(session: Session, *, booking_id: int, by: Person | None, now: dt.datetime) -> Room:
    """The room is free after all. Raises NotFound; what a feed said is the feed's to take back."""
    booking = session.get(RoomBooking, booking_id)
    if booking is None or booking.source != BY_HAND:
        raise NotFound(N_("Bookingen"), booking_id)
    room = session.get_one(Room, booking.room_id)
    session.delete(booking)
    trail.record(session, by=by, action="room.freed", thing=f"room:{room.id}", now=now)
    return room


def store_bookings(
    session: Session,
    *,
    room: Room,
    found: FreeBusy,
    source: str,
    window: tuple[dt.date, dt.date],
    by: Person | None,
    now: dt.datetime,
) -> None:
    """What a file says of a window: it replaces what an earlier one said of it, and nothing else. No titles."""
    replace_bookings(session, room=room, found=found, source=source, window=window, now=now)
    trail.record(session, by=by, action="room.imported", thing=f"room:{room.id}", now=now)


def replace_bookings(
    session: Session, *, room: Room, found: FreeBusy, source: str, window: tuple[dt.date, dt.date], now: dt.datetime
) -> None:
    """Bookings of a window in place of what the same source said of it."""
    begins, ends = (instant(moment) for moment in whole_days(*window))
    mine = (RoomBooking.room_id == room.id, RoomBooking.source == source)
    overlapping = (RoomBooking.starts_at < ends, RoomBooking.ends_at > begins)
    session.execute(delete(RoomBooking).where(*mine, *overlapping))
    session.add_all(
        RoomBooking(
            room_id=room.id, source=source, starts_at=instant(one.start), ends_at=instant(one.end), word="", read_at=now
        )
        for one in found.busy
    )
    session.flush()


def lost_rooms(session: Session, dialogues: Iterable[Dialogue], *, now: dt.datetime) -> list[Dialogue]:
    """The meetings ahead in whose room others are booked at the same time; in the order given."""
    ahead = [
        one for one in dialogues if one.state in AT_A_TIME and one.room_id and one.starts_at and one.starts_at > now
    ]
    query = (
        select(Dialogue.id)
        .join(RoomBooking, RoomBooking.room_id == Dialogue.room_id)
        .where(
            Dialogue.id.in_([one.id for one in ahead]),
            RoomBooking.starts_at < Dialogue.ends_at,
            RoomBooking.ends_at > Dialogue.starts_at,
        )
    )
    lost = set(session.scalars(query)) if ahead else set()
    return [one for one in ahead if one.id in lost]


def bookings_of(session: Session, room: Room, *, since: dt.datetime) -> list[RoomBooking]:
    """What lies ahead, in order."""
    query = select(RoomBooking).where(RoomBooking.room_id == room.id, RoomBooking.ends_at > since)
    return list(session.scalars(query.order_by(RoomBooking.starts_at, RoomBooking.id)))


def diaries_of(session: Session, rooms: Iterable[Room], first: dt.date, last: dt.date) -> list[Diary]:
    """When each room is taken, as the planner reads it."""
    rooms = list(rooms)
    window = whole_days(first, last)
    begins, ends = (instant(moment) for moment in window)
    query = select(RoomBooking).where(
        RoomBooking.room_id.in_([room.id for room in rooms]),
        RoomBooking.starts_at < ends,
        RoomBooking.ends_at > begins,
    )
    busy: dict[int, list[Interval]] = {room.id: [] for room in rooms}
    for one in session.scalars(query):
        busy[one.room_id].append(Interval(naive(one.starts_at), naive(one.ends_at)))
    return [Diary(str(room.id), merge(busy[room.id], *window), room.seats) for room in rooms]
