"""The time of day, the body's zone, working days, holidays and week numbers.

Business time is an argument everywhere (`now`); this is the one place that reads a clock.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

ZONE = ZoneInfo("Europe/Copenhagen")


def now() -> dt.datetime:
    """The present instant, in UTC."""
    return dt.datetime.now(dt.UTC)


def lease_now(session: Session) -> dt.datetime:
    """The instant by which claims are measured: the database's on PostgreSQL, where several machines share one."""
    if session.get_bind().dialect.name == "postgresql":
        instant: dt.datetime = session.execute(select(func.clock_timestamp())).scalar_one()
        return instant.astimezone(dt.UTC)
    return now()


def local(instant: dt.datetime) -> dt.datetime:
    """The instant as clocks in Denmark show it."""
    return instant.astimezone(ZONE)


def local_day(instant: dt.datetime) -> dt.date:
    """The Danish calendar day of an instant."""
    return local(instant).date()


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """The instant (UTC) of a Danish wall-clock time. A time in the hour that is skipped in spring moves on by it."""
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=ZONE).astimezone(dt.UTC)


def week(day: dt.date) -> int:
    """ISO week number, as Danish calendars show it."""
    return day.isocalendar().week


@lru_cache(maxsize=32)
def holidays_of(year: int) -> dict[dt.date, str]:
    """Danish public holidays, and the days most workplaces are closed (categories public and optional)."""
    import holidays  # heavy: only where a plan or a deadline is worked out

    return dict(holidays.country_holidays("DK", years=year, categories=("public", "optional"), language="da"))


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < 5 and day not in holidays_of(day.year)


def working_day_from(day: dt.date) -> dt.date:
    """The day itself if people work on it, else the next day on which they do."""
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def add_working_days(day: dt.date, count: int) -> dt.date:
    """The working day that lies `count` working days after (or, if negative, before) a day."""
    step = dt.timedelta(days=1 if count >= 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day
