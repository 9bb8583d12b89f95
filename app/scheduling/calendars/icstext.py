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
READ = ("VEVENT", "VFREEBUSY", "VTIMEZONE")

KEPT = re.compile(
    r"^[ \t]*((?:BEGIN|END|UID|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|SEQUENCE"
    r"|STATUS|TRANSP|FREEBUSY|X-MICROSOFT-CDO-BUSYSTATUS|TZID|TZOFFSETFROM|TZOFFSETTO|TZNAME)[;:].*)$",
    re.IGNORECASE | re.MULTILINE,
)
ONLY_IN_ZONES = re.compile(r"TZ[ION]", re.IGNORECASE)
FINE_RULE = re.compile(r"FREQ=(SECONDLY|MINUTELY|HOURLY)|BY(HOUR|MINUTE|SECOND)=[^;]*,", re.IGNORECASE)
DATE = re.compile(r":(\d{8})")
REPEATING = ("RRULE", "RDATE", "RECUR", "DURAT", "FREEB")


def lines(data: bytes) -> list[str]:
    """The file's content lines that say when, unfolded (RFC 5545, 3.1). Refuses what is no whole calendar."""
    if len(data) > MOST_BYTES:
        raise CalendarTooLarge(most="10 MB")
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\n ", "").replace("\n\t", "").strip()
    if text[:16].partition("\n")[0].strip().upper() != "BEGIN:VCALENDAR":
        raise CalendarUnreadable
    if text[text.rfind("\n") + 1 :].strip().upper() != "END:VCALENDAR":
        raise CalendarCutOff
    return KEPT.findall(text)


def blocks(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The events, published busy times and zones of a file, each as its kept lines; without the alarms inside events,
    which have times of their own."""
    block: list[str] = []
    inside: list[str] = []
    for line in lines:
        word = line[:6].upper()
        if word == "BEGIN:":
            inside.append(line[6:].strip().upper())
        kind = inside[1] if len(inside) > 1 else ""
        if kind == "VTIMEZONE" or (kind in READ and len(inside) == 2 and not ONLY_IN_ZONES.match(line)):
            block.append(line.rstrip())
        if word.startswith("END:") and inside:
            ended = inside.pop()
            if len(inside) == 1 and block:
                yield ended, block
                block = []


def repeats_within_a_day(block: list[str]) -> bool:
    """Rules by the hour or finer: nobody meets by them, and a file of them hangs its reader."""
    return any(line[:5].upper() == "RRULE" and FINE_RULE.search(line) for line in block)


def may_touch(block: list[str], first: dt.datetime, last: dt.datetime) -> bool:
    """False only for a single event whose dates alone put it outside: the cheap answer for most of a long file."""
    dates = {}
    for line in block:
        name = line[:5].upper()
        if name in REPEATING:
            return True
        if name in ("DTSTA", "DTEND") and (found := DATE.search(line)):
            dates[name] = found[1]
    begins = dates.get("DTSTA", "")
    ends = dates.get("DTEND", begins)
    return not begins or ends < begins or (begins <= f"{last:%Y%m%d}" and ends >= f"{first:%Y%m%d}")


def uid_of(block: list[str]) -> str:
    """What an event is called among programs; none, if it has no name."""
    return next((line[4:] for line in block if line[:4].upper() == "UID:"), "")


def zone_of(block: list[str]) -> str:
    """The name of a zone."""
    return next((line[5:] for line in block if line[:5].upper() == "TZID:"), "")
