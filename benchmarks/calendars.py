"""A made-up calendar as Outlook publishes it: thousands of events, hundreds of rules, nothing of anybody."""

from __future__ import annotations

import datetime as dt
import random

ZONE = "Romance Standard Time"
FIRST = dt.datetime(2022, 1, 3)  # noqa: DTZ001, a wall clock's
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR")
HEAD = f"""BEGIN:VCALENDAR
METHOD:PUBLISH
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:{ZONE}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


def outlook(events: int, rules: int, seed: int) -> bytes:
    """The file's bytes."""
    chance = random.Random(seed)
    parts = [HEAD, *(_event(chance, number, repeats=number < rules) for number in range(events)), "END:VCALENDAR", ""]
    return "\n".join(parts).replace("\n", "\r\n").encode()


def _event(chance: random.Random, number: int, *, repeats: bool) -> str:
    day = FIRST + dt.timedelta(weeks=chance.randrange(310 - 100 * repeats), days=chance.randrange(5))
    start = day + dt.timedelta(hours=chance.randrange(7, 17), minutes=chance.choice([0, 15, 30, 45]))
    end = start + dt.timedelta(minutes=chance.choice([30, 60, 60, 90, 120]))
    more = _rule(chance, number, start) if repeats else ""
    return f"""BEGIN:VEVENT
DESCRIPTION:{"Dagsorden og referat. " * 5}
UID:040000008200E00074C5B7101A82E008{number:08}
SUMMARY:Et møde{more}
DTSTART;TZID={ZONE}:{start:%Y%m%dT%H%M%S}
DTEND;TZID={ZONE}:{end:%Y%m%dT%H%M%S}
CLASS:PUBLIC
DTSTAMP:20261127T080000Z
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:0
LOCATION:Lokale 2
X-MICROSOFT-CDO-BUSYSTATUS:{chance.choice(["BUSY", "BUSY", "TENTATIVE", "FREE", "OOF"])}
BEGIN:VALARM
TRIGGER;RELATED=START:-PT15M
ACTION:DISPLAY
END:VALARM
END:VEVENT"""


def _rule(chance: random.Random, number: int, start: dt.datetime) -> str:
    until = start + dt.timedelta(days=chance.randrange(100, 1500))
    end = chance.choice(["", f";UNTIL={until:%Y%m%dT%H%M%S}Z", f";COUNT={chance.randrange(10, 200)}"])
    mine, other = WEEKDAYS[start.weekday()], chance.choice(WEEKDAYS)
    rule = (
        f"FREQ=WEEKLY{end};INTERVAL={chance.choice([1, 1, 2])};BYDAY={mine};WKST=MO",
        f"FREQ=WEEKLY{end};INTERVAL=1;BYDAY={','.join(sorted({mine, other}))};WKST=MO",
        f"FREQ=DAILY{end};INTERVAL=1",
        f"FREQ=MONTHLY{end};INTERVAL=1;BYMONTHDAY={start.day}",
        f"FREQ=MONTHLY{end};INTERVAL=1;BYDAY={(start.day - 1) // 7 + 1}{mine}",
    )[number % 5]
    left = [start + dt.timedelta(weeks=week) for week in (3, 4)] if chance.random() < 1 / 3 else []
    return "".join([f"\nRRULE:{rule}", *(f"\nEXDATE;TZID={ZONE}:{one:%Y%m%dT%H%M%S}" for one in left)])
