"""A calendar file as text, before it is parsed: whole or not, and only the lines that say when.

Most of a long calendar lies outside the window, and most of an event says what and who: to leave both out here is what
keeps reading fast and private.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from app.scheduling.domain import CalendarCutOff, CalendarTooLarge, CalendarUnreadable

MOST_BYTES = 10_000_000

KEPT = re.compile(
    r"(BEGIN|END|UID|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|SEQUENCE"
    r"|STATUS|TRANSP|FREEBUSY|X-MICROSOFT-CDO-BUSYSTATUS)[;:]",
    re.IGNORECASE,
)
FINE_RULE = re.compile(r"FREQ=(SECONDLY|MINUTELY|HOURLY)|BY(HOUR|MINUTE|SECOND)=[^;]*,", re.IGNORECASE)
DATE = re.compile(r":(\d{8})")


def lines(data: bytes) -> list[str]:
    """The file's content lines, unfolded (RFC 5545, 3.1). Refuses what is no whole calendar."""
    if len(data) > MOST_BYTES:
        raise CalendarTooLarge(most="10 MB")
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    found = re.sub(r"\n[ \t]", "", text).strip().split("\n")
    if found[0].strip().upper() != "BEGIN:VCALENDAR":
        raise CalendarUnreadable
    if found[-1].strip().upper() != "END:VCALENDAR":
        raise CalendarCutOff
    return found


def blocks(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The events, published busy times and zones of a file, each as its kept lines. Zones are kept whole; the alarms
    inside events are not: they have times of their own."""
    block: list[str] = []
    inside: list[str] = []
    for raw in lines:
        line = raw.strip()
        word, _, name = line.upper().partition(":")
        if word == "BEGIN":
            inside.append(name)
        wanted = len(inside) > 1 and (inside[1] == "VTIMEZONE" or (len(inside) == 2 and KEPT.match(line)))
        if wanted and inside[1] in ("VEVENT", "VFREEBUSY", "VTIMEZONE"):
            block.append(line)
        if word == "END" and inside:
            ended = inside.pop()
            if len(inside) == 1 and block:
                yield ended, block
                block = []


def repeats_within_a_day(block: list[str]) -> bool:
    """Rules by the hour or finer: nobody meets by them, and a file of them hangs its reader."""
    return any(_name(line) == "RRULE" and FINE_RULE.search(line) for line in block)


def may_touch(block: list[str], first: dt.datetime, last: dt.datetime) -> bool:
    """False only for a single event whose dates alone put it outside: the cheap answer for most of a long file."""
    dates = {}
    for line in block:
        name = _name(line)
        if name in ("RRULE", "RDATE", "RECURRENCE-ID", "DURATION", "FREEBUSY"):
            return True
        if name in ("DTSTART", "DTEND") and (found := DATE.search(line)):
            dates[name] = found[1]
    begins = dates.get("DTSTART", "")
    ends = dates.get("DTEND", begins)
    return not begins or ends < begins or (begins <= f"{last:%Y%m%d}" and ends >= f"{first:%Y%m%d}")


def _name(line: str) -> str:
    return re.split("[;:]", line, maxsplit=1)[0].upper()
