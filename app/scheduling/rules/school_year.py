"""The holidays of the schools: the usual ones of a school year, and a municipality's own list from a file.

Standard library only: of a calendar three lines of each event count, and a line that cannot be read is told by its
number.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from app.domain import N_

DAY = dt.timedelta(days=1)
AUGUST, MONDAY, SATURDAY, SUNDAY = 8, 0, 5, 6
WINTER_WEEK, AUTUMN_WEEK = 7, 42
LARGEST = 1_000_000
MOST_ROWS = 200
LONGEST_HOLIDAY = 100
USUAL = "usual"
BY_HAND = "hand"
AUTUMN, CHRISTMAS, WINTER = N_("efterårsferie"), N_("juleferie"), N_("vinterferie")
EASTER, SUMMER = N_("påskeferie"), N_("sommerferie")
NAMES = (AUTUMN, CHRISTMAS, WINTER, EASTER, SUMMER)
HEADS = {
    "name": {"navn", "ferie", "name", "holiday"},
    "first": {"fra", "første dag", "start", "from", "first"},
    "last": {"til", "sidste dag", "slut", "to", "last"},
}


class Wrong(Enum):
    """What can be wrong with a line of such a list."""

    NO_HEAD = "no-head"
    NOT_TEXT = "not-text"
    TOO_LARGE = "too-large"
    CELLS = "cells"
    NAME = "name"
    DATE = "date"
    BACKWARDS = "backwards"
    TOO_LONG = "too-long"
    OVERLAP = "overlap"
    EMPTY = "empty"
    CALENDAR = "calendar"


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """From the first day to the last, both without school. `source`: "usual", "hand" or a file's name."""

    name: str
    first: dt.date
    last: dt.date
    source: str = USUAL


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with a line (the first is 1), and its words."""

    line: int
    wrong: Wrong
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A file as it was read: nothing of it is taken while it has a fault."""

    holidays: tuple[Holiday, ...]
    faults: tuple[Fault, ...]

    @property
    def years(self) -> list[int]:
        """The school years that the list speaks of."""
        return sorted({school_year_of(one.first) for one in self.holidays})


def school_year_of(day: dt.date) -> int:
    """A school year begins on the first of August and is called by the year in which it does."""
    return day.year if day.month >= AUGUST else day.year - 1


def usual_holidays(school_year: int) -> list[Holiday]:
    """What most municipalities decide: week 42, Christmas, week 7, the week of Easter, and the summer from the last
    Saturday of June to the Sunday before the second Monday of August."""
    year = school_year + 1
    easter = easter_sunday(year)
    june, august = dt.date(year, 6, 30), dt.date(year, 8, 8)
    return [
        Holiday(name=AUTUMN, first=_monday(school_year, AUTUMN_WEEK), last=_monday(school_year, AUTUMN_WEEK) + 4 * DAY),
        Holiday(name=CHRISTMAS, first=dt.date(school_year, 12, 23), last=dt.date(year, 1, 2)),
        Holiday(name=WINTER, first=_monday(year, WINTER_WEEK), last=_monday(year, WINTER_WEEK) + 4 * DAY),
        Holiday(name=EASTER, first=easter - 6 * DAY, last=easter + DAY),
        Holiday(
            name=SUMMER,
            first=june - ((june.weekday() - SATURDAY) % 7) * DAY,
            last=august + ((MONDAY - august.weekday()) % 7) * DAY - DAY,
        ),
    ]


def easter_sunday(year: int) -> dt.date:
    """The Gregorian rule (Meeus, Jones, Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * el) // 451
    month, day = divmod(h + el - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


def _monday(year: int, week: int) -> dt.date:
    return dt.date.fromisocalendar(year, week, 1)


def read(data: bytes, *, source: str) -> Listed:
    """A list of holidays from a CSV (navn; fra; til) or an iCalendar file, with every fault by its line."""
    if len(data) > LARGEST:
        return Listed(holidays=(), faults=(Fault(line=1, wrong=Wrong.TOO_LARGE),))
    text = _text(data)
    if text is None:
        return Listed(holidays=(), faults=(Fault(line=1, wrong=Wrong.NOT_TEXT),))
    found = list(_calendar(text, source) if "BEGIN:VCALENDAR" in text.upper()[:200] else _table(text, source))
    holidays = [(line, one) for line, one in found if isinstance(one, Holiday)]
    faults = [one for _line, one in found if isinstance(one, Fault)]
    faults += _overlaps(holidays)
    if not found:
        faults = [Fault(line=1, wrong=Wrong.EMPTY)]
    return Listed(
        holidays=tuple(sorted((one for _line, one in holidays), key=lambda one: one.first)),
        faults=tuple(sorted(faults, key=lambda one: one.line)),
    )


def check(holidays: Sequence[Holiday]) -> list[Fault]:
    """What is wrong with a list that was typed in, by its places from 1."""
    typed = list(enumerate(holidays, start=1))
    return [*(fault for line, one in typed if (fault := _span_fault(line, one))), *_overlaps(typed)]


def _text(data: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


Found = Iterator[tuple[int, "Holiday | Fault"]]


def _table(text: str, source: str) -> Found:
    lines = text.splitlines()
    head = next((line for line in lines if line.strip()), "")
    delimiter = max(";,\t", key=head.count)
    columns: dict[str, int] | None = None
    for line, content in enumerate(lines, start=1):
        tidy = _cells(content, delimiter)
        if not any(tidy):
            continue
        if line > MOST_ROWS:
            yield line, Fault(line=line, wrong=Wrong.TOO_LARGE)
            return
        if columns is None:
            columns = {
                key: number for key, words in HEADS.items() for number, cell in enumerate(tidy) if cell.lower() in words
            }
            if len(columns) < len(HEADS):
                yield line, Fault(line=line, wrong=Wrong.NO_HEAD, words=", ".join(tidy)[:80])
                return
        else:
            yield line, _row(line, tidy, columns, source)


def _cells(content: str, delimiter: str) -> list[str]:
    """The cells of one line, without spare white space; a line that no table has is one cell."""
    try:
        return [" ".join(cell.split()) for cell in next(csv.reader([content], delimiter=delimiter), [])]
    except csv.Error:
        return [content[:80]]


def _row(line: int, cells: list[str], columns: dict[str, int], source: str) -> Holiday | Fault:
    if len(cells) <= max(columns.values()):
        return Fault(line=line, wrong=Wrong.CELLS, words=" ".join(cells)[:80])
    name, first, last = (cells[columns[key]] for key in HEADS)
    days = [day_of(first), day_of(last)]
    if days[0] is None or days[1] is None:
        return Fault(line=line, wrong=Wrong.DATE, words=(first if days[0] is None else last)[:40])
    holiday = Holiday(name=name[:80], first=days[0], last=days[1], source=source)
    return _span_fault(line, holiday) or holiday


def _span_fault(line: int, one: Holiday) -> Fault | None:
    if not one.name.strip():
        return Fault(line=line, wrong=Wrong.NAME)
    if one.last < one.first:
        return Fault(line=line, wrong=Wrong.BACKWARDS, words=one.name)
    if (one.last - one.first).days > LONGEST_HOLIDAY:
        return Fault(line=line, wrong=Wrong.TOO_LONG, words=one.name)
    return None


def day_of(text: str) -> dt.date | None:
    """A day as Danish lists write it: 15.2.2027, 15-02-2027, 15/2/2027 or 2027-02-15."""
    if danish := re.fullmatch(r"(\d{1,2})[.\-/](\d{1,2})[.\-/](\d{4})", text.strip()):
        day, month, year = (int(part) for part in danish.groups())
    elif iso := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text.strip()):
        year, month, day = (int(part) for part in iso.groups())
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _overlaps(holidays: Sequence[tuple[int, Holiday]]) -> list[Fault]:
    """Two holidays on one day: one of them is mistyped."""
    in_order = sorted(holidays, key=lambda pair: (pair[1].first, pair[0]))
    return [
        Fault(line=line, wrong=Wrong.OVERLAP, words=one.name)
        for (_before, earlier), (line, one) in pairwise(in_order)
        if one.first <= earlier.last
    ]


def _calendar(text: str, source: str) -> Found:
    """The all-day events of a calendar, each by the line on which it begins; its last day is the one before DTEND."""
    event: dict[str, str] | None = None
    begins = 0
    for line, content in _unfolded(text):
        name, _, value = content.partition(":")
        key = name.partition(";")[0].strip().upper()
        if content.strip().upper() == "BEGIN:VEVENT":
            event, begins = {}, line
        elif content.strip().upper() == "END:VEVENT" and event is not None:
            yield begins, _event(begins, event, source)
            event = None
        elif event is not None:
            event[key] = value.strip()


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a calendar, each with what is folded under it, by the number on which it begins."""
    found: list[tuple[int, str]] = []
    for line, content in enumerate(text.splitlines(), start=1):
        if content[:1] in (" ", "\t") and found:
            found[-1] = (found[-1][0], found[-1][1] + content[1:])
        else:
            found.append((line, content))
    return iter(found)


def _event(line: int, event: dict[str, str], source: str) -> Holiday | Fault:
    name = " ".join(event.get("SUMMARY", "").replace("\\,", ",").replace("\\n", " ").split())[:80]
    first = _ics_day(event.get("DTSTART", ""))
    ends = _ics_day(event.get("DTEND", "")) if "DTEND" in event else first and first + DAY
    if first is None or ends is None:
        return Fault(line=line, wrong=Wrong.DATE, words=event.get("DTSTART", "")[:40] or name)
    if "RRULE" in event:
        return Fault(line=line, wrong=Wrong.CALENDAR, words=name)
    holiday = Holiday(name=name, first=first, last=max(ends - DAY, first) if ends > first else ends, source=source)
    return _span_fault(line, holiday) or holiday


def _ics_day(value: str) -> dt.date | None:
    """A date of a calendar; the hour of one that has one is nothing to a holiday."""
    if not (written := re.match(r"(\d{4})(\d{2})(\d{2})(?:$|T)", value)):
        return None
    try:
        return dt.date(*(int(part) for part in written.groups()))
    except ValueError:
        return None
