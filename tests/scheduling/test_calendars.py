"""What is known of calendars, and the rooms."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.scheduling import queries, services
from app.scheduling.calendars.halves import grid_of
from app.scheduling.days import days_between
from app.scheduling.domain import BY_HAND, FROM_FILE, FreeBusy, Half, Interval, Strength
from app.scheduling.models import BusyDay
from app.scheduling.refusals import RoomExists
from tests.scheduling.conftest import FEBRUARY, Year, mark_busy

MONDAY = dt.date(2027, 3, 15)
WINDOW = (MONDAY, MONDAY + dt.timedelta(days=13))


def at(day: int, hour: int) -> dt.datetime:
    return dt.datetime.combine(MONDAY + dt.timedelta(days=day), dt.time(hour))


def stored(session: Session, year: Year) -> list[BusyDay]:
    return queries.busy_days(session, year.directors[:1], *WINDOW)[year.directors[0].id]


def busy_of(session: Session, year: Year) -> tuple[Interval, ...]:
    return queries.diary_of(year.directors[0], stored(session, year), *WINDOW).busy


def test_marked_half_days_block_and_the_rest_of_the_grid_is_known_to_be_free(session: Session, year: Year) -> None:
    days = days_between(*WINDOW)
    blocked = {MONDAY: {Half.MORNING, Half.AFTERNOON}, MONDAY + dt.timedelta(days=1): {Half.AFTERNOON}}
    services.mark_half_days(session, person=year.directors[0], days=days, blocked=blocked, by=None, now=FEBRUARY)
    assert busy_of(session, year) == (Interval(at(0, 0), at(1, 0)), Interval(at(1, 12), at(2, 0)))
    known = queries.knowledge_of(session, year.directors, *WINDOW, now=FEBRUARY)
    assert [(one.until, one.sources) for one in known[:2]] == [(WINDOW[1], (BY_HAND,)), (None, ())]


def test_marking_again_replaces_what_was_marked(session: Session, year: Year) -> None:
    asta = year.directors[0]
    for blocked in ({MONDAY: [Half.MORNING]}, {MONDAY: [Half.AFTERNOON]}):
        services.mark_half_days(session, person=asta, days=[MONDAY], blocked=blocked, by=None, now=FEBRUARY)
    assert busy_of(session, year) == (Interval(at(0, 12), at(1, 0)),)


def test_a_calendar_lies_beside_the_marks_and_replaces_only_itself(session: Session, year: Year) -> None:
    asta = year.directors[0]
    mark_busy(session, asta, MONDAY, (540, 600, Strength.BUSY))
    for busy in ([Interval(at(0, 9), at(0, 12), Strength.TENTATIVE)], [Interval(at(1, 22), at(2, 2), Strength.OUT)]):
        services.replace_busy(
            session,
            person=asta,
            found=FreeBusy(tuple(busy), events=1, unread=0),
            source=FROM_FILE,
            window=WINDOW,
            now=FEBRUARY,
        )
    assert busy_of(session, year) == (Interval(at(0, 9), at(0, 10)), Interval(at(1, 22), at(2, 2), Strength.OUT))
    spans = {(one.day - MONDAY).days: one.spans for one in stored(session, year) if one.source == FROM_FILE}
    assert spans[1] == [[1320, 1440, "oof"]]
    assert spans[2] == [[0, 120, "oof"]]
    assert len(spans) == 14


def test_the_grid_shows_what_was_marked_and_what_is_closed(session: Session, year: Year) -> None:
    blocked = {MONDAY: [Half.MORNING]}
    services.mark_half_days(session, person=year.directors[0], days=[MONDAY], blocked=blocked, by=None, now=FEBRUARY)
    grid = grid_of(session, person=year.directors[0], window=(MONDAY, MONDAY + dt.timedelta(days=10)), now=FEBRUARY)
    assert [len(week) for week in grid.weeks] == [5, 5]
    assert grid.weeks[0][0].blocked == {Half.MORNING}
    assert [one.closed for one in grid.weeks[1]] == ["påskeferie", "påskeferie", "påskeferie", "skærtorsdag", ""]
    assert [one.outside for one in grid.weeks[1]] == [False, False, False, False, True]
    assert grid.open_days == [MONDAY + dt.timedelta(days=number) for number in range(5)]


def test_the_needed_are_the_directors_and_the_heads_of_the_six(session: Session, year: Year) -> None:
    assert queries.needed(session, year.cycle, MONDAY) == [*year.directors, *year.heads]


def test_a_room_has_one_name_and_comes_back(session: Session, year: Year) -> None:
    with pytest.raises(RoomExists):
        services.add_room(session, name=" Lokale  1 ", seats=4, by=None, now=FEBRUARY)
    services.close_room(session, room=year.rooms[0], by=None, now=FEBRUARY)
    assert [room.name for room in queries.rooms(session)] == ["Kosteskabet", "Lokale 2"]
    again = services.add_room(session, name="Lokale 1", seats=20, by=None, now=FEBRUARY)
    assert (again.id, again.seats, again.active) == (year.rooms[0].id, 20, True)
