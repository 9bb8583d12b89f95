"""A room's own calendar, fetched by itself: what it blocks, what it must not, and a room that is lost to others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import transaction
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import booking_views, bookings, front, queries, services, views
from app.scheduling.calendars import refreshing, sources
from app.scheduling.calendars.faults import SourceKind
from app.scheduling.calendars.sealing import Secret
from app.scheduling.models import CalendarSource, Room, RoomBooking
from app.scheduling.problems import naive
from tests.scheduling.calendars.feeding import Published, tools_here
from tests.scheduling.calendars.web_server import WebServer
from tests.scheduling.conftest import FEBRUARY, Year
from tests.scheduling.test_services import agreed
from tests.scheduling.test_views import text_of

HOUR = dt.timedelta(hours=1)
MORNING = ("20270316T090000", "20270316T110000")
SignIn = Callable[[Person], FlaskClient]


def add(session: Session, room: Room, url: str) -> CalendarSource:
    source = sources.add(
        session,
        owner=room,
        kind=SourceKind.ADDRESS,
        host="lokaler.example",
        secret=Secret(url=url),
        tools=tools_here(),
        by=None,
        now=FEBRUARY,
    )
    session.commit()
    return source


def refresh(now: dt.datetime = FEBRUARY) -> dict[str, int]:
    return dict(refreshing.refresh_due(transaction, tools=tools_here(), now=now))


def booked(session: Session) -> list[tuple[dt.datetime, dt.datetime]]:
    session.expire_all()
    rows = session.scalars(select(RoomBooking).order_by(RoomBooking.starts_at))
    return [(naive(one.starts_at), naive(one.ends_at)) for one in rows]


def test_a_rooms_calendar_blocks_the_room_and_is_asked_for_changes(app: Flask, session: Session, year: Year) -> None:
    room = year.rooms[0]
    with WebServer({"/rum.ics": Published(MORNING)}) as server:
        add(session, room, f"{server.url}/rum.ics")
        assert refresh() == {"read": 1}
        taken = [(dt.datetime(2027, 3, 16, 9), dt.datetime(2027, 3, 16, 11))]
        assert booked(session) == taken
        assert refresh(FEBRUARY + HOUR) == {"unchanged": 1}
        assert booked(session) == taken
    (diary,) = bookings.diaries_of(session, [room], dt.date(2027, 3, 16), dt.date(2027, 3, 16))
    assert [(one.start, one.end) for one in diary.busy] == taken


def test_our_own_meeting_in_the_rooms_calendar_is_no_booking_of_others(
    app: Flask, session: Session, year: Year
) -> None:
    dialogue = next(one for one in agreed(session, year) if one.room_id and one.starts_at and one.ends_at)
    assert dialogue.room and dialogue.starts_at and dialogue.ends_at
    own = tuple(f"{naive(at):%Y%m%dT%H%M%S}" for at in (dialogue.starts_at, dialogue.ends_at))
    with WebServer({"/rum.ics": Published((own[0], own[1]))}) as server:
        add(session, dialogue.room, f"{server.url}/rum.ics")
        assert refresh() == {"read": 1}
    assert booked(session) == []


def test_a_room_that_others_have_got_is_told_and_nothing_is_moved(
    app: Flask, session: Session, year: Year, add_person: Callable[..., Person]
) -> None:
    secretary = add_person(Role.SECRETARIAT)
    dialogue = next(one for one in agreed(session, year) if one.room_id)
    assert dialogue.room and dialogue.starts_at
    stood = dialogue.starts_at
    at = naive(stood)
    theirs = (f"{at - HOUR:%Y%m%dT%H%M%S}", f"{at + HOUR:%Y%m%dT%H%M%S}")
    with WebServer({"/rum.ics": Published(theirs)}) as server:
        add(session, dialogue.room, f"{server.url}/rum.ics")
        assert refresh() == {"read": 1}
    session.expire_all()
    cycle = year.cycle
    lost = bookings.lost_rooms(session, queries.dialogues_of(session, cycle), now=FEBRUARY)
    assert [one.id for one in lost] == [dialogue.id]
    assert dialogue.starts_at == stood
    sentences = [step.sentence for step in front.next_steps(session, secretary, cycle, FEBRUARY)]
    assert f"Andre har lokalet, hvor dialogen med {dialogue.seat.institution.name} er" in sentences


def test_the_page_of_a_room_takes_an_address_and_lets_it_go(
    monkeypatch: pytest.MonkeyPatch,
    app: Flask,
    session: Session,
    year: Year,
    add_person: Callable[..., Person],
    client_of: SignIn,
) -> None:
    for module in (views, booking_views):
        monkeypatch.setattr(module, "now", lambda: FEBRUARY)
    tools = tools_here()
    monkeypatch.setattr(refreshing, "tools_of", lambda _settings, now: tools)
    secretary, room = client_of(add_person(Role.SECRETARIAT)), year.rooms[0]
    session.commit()
    place = f"/tider/lokaler/{room.id}"
    refused = secretary.post(f"{place}/kalender", data={"url": "ikke en adresse"}, follow_redirects=True)
    assert "Adressen kan ikke bruges." in text_of(refused)
    with WebServer({"/rum.ics": Published(MORNING)}) as server:
        page = secretary.post(f"{place}/kalender", data={"url": f"{server.url}/rum.ics"}, follow_redirects=True)
    words = text_of(page)
    assert "Kalenderadresse hos" in words
    assert "rum.ics" not in page.text
    source = session.scalars(select(CalendarSource)).one()
    assert (source.person_id, source.room_id) == (None, room.id)
    end = f"{place}/kalender/{source.id}/fjern"
    assert len(booked(session)) == 1
    gone = secretary.post(end, follow_redirects=True)
    assert "Kalenderen er fjernet, og det, den sagde, er glemt." in text_of(gone)
    assert booked(session) == []
    assert secretary.post(end).status_code == 404


def test_a_room_that_is_closed_is_not_asked_about(app: Flask, session: Session, year: Year) -> None:
    with WebServer({"/rum.ics": Published(MORNING)}) as server:
        add(session, year.rooms[0], f"{server.url}/rum.ics")
        services.close_room(session, room=year.rooms[0], by=None, now=FEBRUARY)
        session.commit()
        assert refresh() == {}
