"""Days on which nobody meets: weekends, holidays, and the weeks in which the schools are closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache

from app.clock import holidays_of

DAY = dt.timedelta(days=1)
WINTER_WEEK, AUTUMN_WEEK = 7, 42


class SchoolHoliday(Enum):
    """The holidays in which schools and day care are half empty. Each municipality decides its own."""

    WINTER = "winter"
    EASTER = "easter"
    AUTUMN = "autumn"


def school_holidays(year: int) -> dict[dt.date, SchoolHoliday]:
    """The usual ones: weeks 7 and 42, and the three days before Maundy Thursday."""
    easter_monday = next(day for day in sorted(holidays_of(year)) if day.month in (3, 4) and day.weekday() == 0)
    return {
        **dict.fromkeys(_week(year, WINTER_WEEK), SchoolHoliday.WINTER),
        **dict.fromkeys((easter_monday - n * DAY for n in (7, 6, 5)), SchoolHoliday.EASTER),
        **dict.fromkeys(_week(year, AUTUMN_WEEK), SchoolHoliday.AUTUMN),
    }


def closed_days(first: dt.date, last: dt.date) -> dict[dt.date, str | SchoolHoliday]:
    """The closed weekdays from `first` to `last`, each with the holiday's name or the school holiday."""
    found: dict[dt.date, str | SchoolHoliday] = {}
    for year in range(first.year, last.year + 1):
        found |= school_holidays(year)
        found |= holidays_of(year)
    return {day: why for day, why in sorted(found.items()) if first <= day <= last and day.weekday() < 5}


def always_closed(first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """The public holidays, and Christmas Eve and New Year's Eve: nobody asks whether one could meet then."""
    found: dict[dt.date, str] = {}
    for year in range(first.year, last.year + 1):
        eves = {day: holidays_of(year)[day] for day in (dt.date(year, 12, 24), dt.date(year, 12, 31))}
        found |= public_days(year) | eves
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}


@lru_cache(maxsize=32)
def public_days(year: int) -> dict[dt.date, str]:
    """The holidays that the law knows."""
    import holidays  # heavy, as in the clock

    return dict(holidays.country_holidays("DK", years=year, categories=("public",), language="da"))


def _week(year: int, week: int) -> Iterator[dt.date]:
    return (dt.date.fromisocalendar(year, week, weekday) for weekday in range(1, 6))
