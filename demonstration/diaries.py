"""Calendars of four busy directors as .ics files. They leave the openings that are asked for, and no others.

Deterministic: the same days, openings and seed give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby

from demonstration.calendar import closed_days
from demonstration.story.said import Director

Opening = tuple[dt.date, int]  # a day, and the hour at which ninety minutes begin
Slots = dict[Director, set[int]]

DAY = dt.timedelta(days=1)
OPENS, SLOTS, MEETING = 8, 16, 3  # from eight o'clock, sixteen half hours, of which a dialogue takes three
TITLES = ("Økonomi", "Byggesag", "Samtale", "Netværk", "Budget", "Udvalg", "Besøg", "Planlægning", "Interview")
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Eksempel Kommune//Demonstration//DA\r\n"


def calendars(
    first: dt.date, last: dt.date, *, openings: Collection[Opening], seed: int, busy: Mapping[Opening, Director]
) -> dict[Director, bytes]:
    """One file a director. `busy` are appointments that one of them has been given since.

    Each day is thrown by itself, so that a calendar which is read again later has changed only where something did.
    """
    days = [first + n * DAY for n in range((last - first).days + 1)]
    closed = closed_days(first, last)
    events: dict[Director, list[str]] = {director: [] for director in Director}
    for day in days:
        if day.weekday() < 5 and day not in closed:
            slots = _day({start_of(hour) for when, hour in openings if when == day}, random.Random(f"{seed}/{day}"))
            for (when, hour), director in busy.items():
                slots[director] |= set(_span(start_of(hour))) if when == day else set()
            for director in Director:
                events[director] += _events(day, director, slots[director])
    return {director: (HEAD + "".join(lines) + "END:VCALENDAR\r\n").encode() for director, lines in events.items()}


def start_of(hour: int) -> int:
    """The half hour of the day at which a full hour begins."""
    return (hour - OPENS) * 2


def _span(start: int) -> range:
    return range(start, start + MEETING)


def _day(openings: set[int], rng: random.Random) -> Slots:
    """An ordinary day's appointments, then as many more as it takes to close every other common hour and a half."""
    kept = {slot for start in openings for slot in _span(start)}
    slots: Slots = {director: set() for director in Director}
    for director in Director:
        for _ in range(rng.choice((2, 3, 3, 4))):
            start = rng.randrange(SLOTS - 2)
            slots[director] |= set(range(start, start + rng.choice((1, 2, 2, 3)))) - kept
    for start in range(SLOTS - MEETING + 1):
        if start not in openings and not any(set(_span(start)) & busy for busy in slots.values()):
            slots[rng.choice(list(Director))] |= set(_span(start)) - kept
    return slots


def _events(day: dt.date, director: Director, slots: set[int]) -> Iterator[str]:
    """Half hours that touch are one appointment; their titles are for the reader to throw away."""
    for _, group in groupby(enumerate(sorted(slots)), key=lambda pair: pair[1] - pair[0]):
        run = [slot for _, slot in group]
        title = TITLES[(day.toordinal() + run[0]) % len(TITLES)]
        yield "".join(
            f"{line}\r\n"
            for line in (
                "BEGIN:VEVENT",
                f"UID:{director.value}-{day:%Y%m%d}-{run[0]}@example.dk",
                f"DTSTAMP:{day:%Y%m%d}T000000Z",
                f"DTSTART;TZID=Europe/Copenhagen:{_local(day, run[0])}",
                f"DTEND;TZID=Europe/Copenhagen:{_local(day, run[-1] + 1)}",
                f"SUMMARY:{title}",
                "END:VEVENT",
            )
        )


def _local(day: dt.date, slot: int) -> str:
    return f"{day:%Y%m%d}T{OPENS + slot // 2:02d}{slot % 2 * 30:02d}00"
