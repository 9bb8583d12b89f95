"""Events as calendars mostly write them, read off their lines and expanded by arithmetic.

Nine of ten events have a start, an end and at most a rule of one line: by day, by week, or by day of the month. Those
are read here, some fifty times as fast as by the libraries. Whatever has more to it, or is written in another way, is
not: `read` answers None, and the libraries decide.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)
MOST_COUNTED = 5_000
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOMENT = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
LENGTH = re.compile(r"P(?:(\d{1,3})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?)")
ONCE = {"UID", "DTSTART", "DTEND", "DURATION", "RRULE", "STATUS", "TRANSP", "SEQUENCE", "X-MICROSOFT-CDO-BUSYSTATUS"}
PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "WKST"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time on a wall, and which wall; `zone` is None for a floating one, `dated` has no time of day."""

    wall: dt.datetime
    zone: dt.tzinfo | None
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """Every so many days, weeks (on `days`, Monday is 0) or months (on the start's day, or its `nth` weekday)."""

    unit: str
    every: int
    days: tuple[int, ...]
    nth: int | None
    monday: int
    count: int | None
    until: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Plain:
    """One event, or one series without exceptions of its own."""

    begins: Moment
    length: dt.timedelta
    rule: Rule | None
    except_: frozenset[dt.datetime]
    words: dict[str, str]

    def starts(self, first: dt.datetime, last: dt.datetime) -> Iterator[dt.datetime]:
        """The starts on the event's own wall of what lies between two times (which are a day too wide)."""
        if self.rule is None:
            yield self.begins.wall
            return
        for number, at in enumerate(_times(self.rule, self.begins.wall, first - self.length)):
            late = at > last or (self.rule.until is not None and at > self.rule.until)
            if late or (self.rule.count is not None and number >= self.rule.count):
                return
            if at + self.length >= first and at not in self.except_:
                yield at


def read(lines: list[str]) -> Plain | None:
    """An event's kept lines; None if there is more to it than this file knows."""
    found: dict[str, tuple[str, str]] = {}
    dates: list[tuple[str, str]] = []
    for line in lines[1:-1]:
        head, _, value = line.partition(":")
        name, _, more = head.upper().partition(";")
        if name == "EXDATE":
            dates += [(head[len(name) + 1 :], one) for one in value.split(",")]
        elif name not in ONCE or name in found or (more and not name.startswith("DT")):
            return None
        else:
            found[name] = (head[len(name) + 1 :], value.strip())
    try:
        return _event(found, dates)
    except (KeyError, ValueError, OverflowError):
        return None


def _event(found: dict[str, tuple[str, str]], dates: list[tuple[str, str]]) -> Plain | None:
    begins = _moment(*found["DTSTART"])
    length = _length(found, begins)
    rule = _rule(found["RRULE"][1].upper(), begins) if "RRULE" in found else None
    out = [_moment(*one) for one in dates]
    if length < dt.timedelta(0) or any((one.zone, one.dated) != (begins.zone, begins.dated) for one in out):
        return None
    words = {name: value.upper() for name, (_, value) in found.items()}
    return Plain(begins, length, rule, frozenset(one.wall for one in out), words)


def _moment(parameters: str, value: str) -> Moment:
    written = MOMENT.fullmatch(value)
    if written is None:
        raise ValueError(value)
    day, time, utc = written.groups()
    wall = dt.datetime(int(day[:4]), int(day[4:6]), int(day[6:]))  # noqa: DTZ001, its zone stands beside it
    named = dict(one.split("=", 1) for one in parameters.split(";")) if parameters else {}
    named = {key.upper(): text.strip('"') for key, text in named.items()}
    kind, name = named.pop("VALUE", ""), named.pop("TZID", None)
    if named or (kind.upper() == "DATE") != (time is None) or (name and (utc or not time)):
        raise ValueError(value)
    if time:
        wall = wall.replace(hour=int(time[:2]), minute=int(time[2:4]), second=int(time[4:]))
    return Moment(wall, dt.UTC if utc else zone_named(name) if name else None, dated=time is None)


@cache
def zone_named(name: str) -> ZoneInfo:
    """A zone by the name of its place, or by Microsoft's name. Raises KeyError."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    try:
        return ZoneInfo(WINDOWS_TO_OLSON.get(name, name))
    except (ValueError, OSError) as unknown:
        raise KeyError(name) from unknown


def _length(found: dict[str, tuple[str, str]], begins: Moment) -> dt.timedelta:
    """How long it lasts on the wall. Where the clocks change in between, the libraries are asked: so only one wall."""
    if "DTEND" in found:
        ends = _moment(*found["DTEND"])
        if "DURATION" in found or (ends.zone, ends.dated) != (begins.zone, begins.dated):
            raise ValueError
        length = ends.wall - begins.wall
        return DAY if begins.dated and not length else length
    if "DURATION" not in found:
        return DAY if begins.dated else dt.timedelta(0)
    written = LENGTH.fullmatch(found["DURATION"][1])
    if written is None or begins.dated:
        raise ValueError
    weeks, days, hours, minutes, seconds = (int(one or 0) for one in written.groups())
    return dt.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _rule(text: str, begins: Moment) -> Rule:
    """Raises ValueError or KeyError for a rule that is not one of ours, or that its own start does not keep."""
    parts = dict(one.split("=", 1) for one in text.strip(";").split(";"))
    if not parts.keys() <= PARTS or ("COUNT" in parts and "UNTIL" in parts):
        raise ValueError(text)
    unit, every, wall = parts["FREQ"], int(parts.get("INTERVAL", "1")), begins.wall
    days, nth = _days(parts, unit, wall)
    count = int(parts["COUNT"]) if "COUNT" in parts else None
    if every < 1 or (count is not None and not 1 <= count <= MOST_COUNTED):
        raise ValueError(text)
    until = _until(parts["UNTIL"], begins) if "UNTIL" in parts else None
    return Rule(unit, every, days, nth, WEEKDAYS.index(parts.get("WKST", "MO")), count, until)


def _days(parts: dict[str, str], unit: str, wall: dt.datetime) -> tuple[tuple[int, ...], int | None]:
    by_day, by_date = parts.get("BYDAY"), parts.get("BYMONTHDAY")
    if unit == "DAILY" and not by_day and not by_date:
        return (), None
    if unit == "WEEKLY" and not by_date:
        days = sorted({WEEKDAYS.index(one) for one in by_day.split(",")} if by_day else {wall.weekday()})
        if wall.weekday() in days:
            return tuple(days), None
    if unit == "MONTHLY" and not by_day and int(by_date or wall.day) == wall.day:
        return (), None
    if unit == "MONTHLY" and by_day and not by_date and WEEKDAYS.index(by_day[-2:]) == wall.weekday():
        nth = int(by_day[:-2])
        if wall.day == _nth(wall.year, wall.month, wall.weekday(), nth):
            return (), nth
    raise ValueError(unit)


def _until(text: str, begins: Moment) -> dt.datetime:
    """The last moment on the event's wall. A date with no time of day holds for the whole of that day."""
    written = MOMENT.fullmatch(text)
    if written is None:
        raise ValueError(text)
    _day, time, utc = written.groups()
    until = _moment("VALUE=DATE" if time is None else "", text).wall
    if time is None:
        return until + DAY - dt.timedelta(seconds=1)
    if begins.dated or bool(utc) != bool(begins.zone):
        raise ValueError(text)
    return until.replace(tzinfo=dt.UTC).astimezone(begins.zone).replace(tzinfo=None) if utc else until


def _times(rule: Rule, wall: dt.datetime, first: dt.datetime) -> Iterator[dt.datetime]:
    """The rule's times in order. Without a count those before `first` are left out at once."""
    if rule.unit == "DAILY":
        step = rule.every * DAY
        yield from _from(wall, step, _skip(rule, wall, first, step))
    elif rule.unit == "MONTHLY":
        yield from _months(rule, wall)
    else:
        week = wall - ((wall.weekday() - rule.monday) % 7) * DAY
        offsets = sorted((day - rule.monday) % 7 for day in rule.days)
        step = rule.every * WEEK
        for start in _from(week, step, _skip(rule, week, first - WEEK, step)):
            yield from (at for offset in offsets if (at := start + offset * DAY) >= wall)


def _skip(rule: Rule, wall: dt.datetime, first: dt.datetime, step: dt.timedelta) -> int:
    return 0 if rule.count is not None else max(0, (first - wall) // step)


def _from(wall: dt.datetime, step: dt.timedelta, number: int) -> Iterator[dt.datetime]:
    at = wall + number * step
    while at.year < 9000:
        yield at
        at += step


def _months(rule: Rule, wall: dt.datetime) -> Iterator[dt.datetime]:
    month = wall.year * 12 + wall.month - 1
    while month < 12 * 9000:
        year, number = divmod(month, 12)
        day = wall.day if rule.nth is None else _nth(year, number + 1, wall.weekday(), rule.nth)
        if 1 <= day <= calendar.monthrange(year, number + 1)[1]:
            yield wall.replace(year=year, month=number + 1, day=day)
        month += rule.every


def _nth(year: int, month: int, weekday: int, nth: int) -> int:
    """The day of a month's n-th weekday, counted from its end if negative; beside the month if there is none."""
    first, length = calendar.monthrange(year, month)
    earliest = 1 + (weekday - first) % 7
    if nth > 0:
        return earliest + 7 * (nth - 1)
    latest = earliest + 7 * ((length - earliest) // 7)
    return latest + 7 * (nth + 1) if nth else 0
