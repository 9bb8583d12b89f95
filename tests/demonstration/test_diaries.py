"""Four calendars have the openings in common that the story needs, and no others."""

from __future__ import annotations

import datetime as dt

from app.scheduling.calendars.freebusy import read
from demonstration.diaries import calendars
from demonstration.story.said import Director

FIRST, LAST = dt.date(2027, 3, 1), dt.date(2027, 4, 30)
OPENINGS = ((dt.date(2027, 3, 9), 9), (dt.date(2027, 3, 9), 13), (dt.date(2027, 4, 14), 10))
HALF_HOUR = dt.timedelta(minutes=30)


def common_openings(files: dict[Director, bytes]) -> set[dt.datetime]:
    """Every half hour from which all four are free for ninety minutes, between eight and four on a working day."""
    window = dt.datetime.combine(FIRST, dt.time()), dt.datetime.combine(LAST, dt.time())
    busy = [interval for content in files.values() for interval in read(content, *window).busy]
    days = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days)]
    starts = [dt.datetime.combine(day, dt.time(8)) + n * HALF_HOUR for day in days for n in range(14)]
    free = [start for start in starts if not any(i.start < start + 3 * HALF_HOUR and start < i.end for i in busy)]
    return {start for start in free if start.weekday() < 5}


def made(**given: object) -> dict[Director, bytes]:
    return calendars(FIRST, LAST, openings=OPENINGS, seed=2027, **{"busy": {}, **given})  # type: ignore[arg-type]


def test_calendars_have_only_the_wanted_openings_in_common() -> None:
    closed = {dt.date(2027, 3, n) for n in range(22, 31)}  # Easter and the days before it
    found = {start for start in common_openings(made()) if start.date() not in closed}
    assert found == {dt.datetime.combine(day, dt.time(hour)) for day, hour in OPENINGS}


def test_calendar_read_again_differs_only_where_something_came_up() -> None:
    before, after = made(), made(busy={OPENINGS[2]: Director.CITY})
    assert {which for which in Director if before[which] != after[which]} == {Director.CITY}
    assert len(after[Director.CITY].splitlines()) - len(before[Director.CITY].splitlines()) in range(-16, 9)


def test_calendars_are_the_same_bytes_every_time() -> None:
    assert made() == made()
