"""Days and times as people say them, in the language of who reads: filters of the templates, words of the rooms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask_babel import format_date, get_locale, gettext

from app import clock


def _day_of(value: dt.date | dt.datetime) -> dt.date:
    return clock.local_day(value) if isinstance(value, dt.datetime) else value


def day(value: dt.date | dt.datetime) -> str:
    """tirsdag 16. marts 2027"""
    pattern = "EEEE d. MMMM y" if str(get_locale()) == "da" else "EEEE d MMMM y"
    return str(format_date(_day_of(value), pattern))


def day_short(value: dt.date | dt.datetime) -> str:
    """16. marts"""
    return str(format_date(_day_of(value), "d. MMMM" if str(get_locale()) == "da" else "d MMMM"))


def weekday(value: dt.date | dt.datetime) -> str:
    """tirsdag 16. marts"""
    return str(format_date(_day_of(value), "EEEE d. MMMM" if str(get_locale()) == "da" else "EEEE d MMMM"))


def time_of_day(value: dt.datetime) -> str:
    """9.00 in Danish, 9:00 in English."""
    local = clock.local(value)
    return f"{local.hour}{'.' if str(get_locale()) == 'da' else ':'}{local.minute:02d}"


def moment(value: dt.datetime) -> str:
    """tirsdag 16. marts kl. 9.00, uge 11"""
    return str(
        gettext(
            "%(day)s kl. %(time)s, uge %(week)s",
            day=weekday(value),
            time=time_of_day(value),
            week=clock.week(_day_of(value)),
        )
    )


def week_of(value: dt.date | dt.datetime) -> int:
    """The week number of a day."""
    return clock.week(_day_of(value))


def sentence_start(text: str) -> str:
    """The text with a capital first letter, the rest untouched (English months keep theirs)."""
    return text[:1].upper() + text[1:]


FILTERS: dict[str, Callable[..., object]] = {
    "day": day,
    "day_short": day_short,
    "weekday": weekday,
    "clock": time_of_day,
    "moment": moment,
    "week": week_of,
    "sentence_start": sentence_start,
}
