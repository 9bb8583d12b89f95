"""What a calendar file says of when its owner is busy, and nothing else of it.

RFC 5545 as Outlook, Google, Apple and Nextcloud write it. Where they leave a doubt the owner counts as busy. Titles,
places and people are dropped from the text before it is parsed, so they are nowhere to be kept.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from app.scheduling.calendars import icstext, plainly
from app.scheduling.domain import (
    STRENGTHS,
    CalendarTooLarge,
    CalendarUnreadable,
    FreeBusy,
    Interval,
    Strength,
    Warned,
)

Component = Any  # icalendar's: what its properties are depends on the file

ZONE = ZoneInfo("Europe/Copenhagen")
MOST_EVENTS = 50_000
DAY = dt.timedelta(days=1)
START = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//freebusy//")
BUSY_WORDS = {"TENTATIVE": Strength.TENTATIVE, "BUSY": Strength.BUSY, "OOF": Strength.OUT}
FB_WORDS = {"BUSY-TENTATIVE": Strength.TENTATIVE, "BUSY-UNAVAILABLE": Strength.OUT}


def read(
    data: bytes, start: dt.datetime, end: dt.datetime, *, plainly_too: bool = True, ours: Iterable[Interval] = ()
) -> FreeBusy:
    """Busy minutes from `start` to before `end` (naive, local), merged and sorted.

    An event that cannot be read is counted in `unread`; half a calendar is refused.
    `ours`: meetings that we asked its owner to ourselves; they stand in the calendar and are nothing else to do.
    Without `plainly_too` the libraries read everything: the judge of what is read without them.
    Raises CalendarUnreadable, CalendarCutOff, CalendarTooLarge.
    """
    reader = _Reader(start, end, plainly_too=plainly_too)
    reader.read(icstext.lines(data))
    return FreeBusy(
        busy=merge(without_own(reader.found, ours), start, end),
        events=reader.events,
        unread=reader.unread,
        warnings=tuple(Warned(code, about, n) for (code, about), n in sorted(reader.warnings.items())),
    )


def without_own(found: Iterable[Interval], ours: Iterable[Interval]) -> list[Interval]:
    """Without one appointment of exactly the minutes of each of our meetings. A second one of these is another's."""
    left = Counter((one.start, one.end) for one in ours)
    kept = []
    for one in found:
        if left[one.start, one.end] > 0:
            left[one.start, one.end] -= 1
        else:
            kept.append(one)
    return kept


def merge(intervals: Iterable[Interval], start: dt.datetime, end: dt.datetime) -> tuple[Interval, ...]:
    """The same minutes without overlaps, inside the window. Where two overlap the stronger counts."""
    edges: dict[dt.datetime, Counter[Strength]] = defaultdict(Counter)
    for one in intervals:
        if max(one.start, start) < min(one.end, end):
            edges[max(one.start, start)][one.strength] += 1
            edges[min(one.end, end)][one.strength] -= 1
    merged: list[Interval] = []
    open_now: Counter[Strength] = Counter()
    times = sorted(edges)
    for begin, finish in pairwise(times):
        open_now.update(edges[begin])
        strongest = next((s for s in reversed(STRENGTHS) if open_now[s]), None)
        if strongest is None:
            continue
        if merged and merged[-1].end == begin and merged[-1].strength is strongest:
            merged[-1] = Interval(merged[-1].start, finish, strongest)
        else:
            merged.append(Interval(begin, finish, strongest))
    return tuple(merged)


class _Reader:
    """One reading: what was found, and what was not understood."""

    def __init__(self, start: dt.datetime, end: dt.datetime, *, plainly_too: bool) -> None:
        self.plainly_too = plainly_too
        self.first, self.last = start - 2 * DAY, end + 2 * DAY
        self.found: list[Interval] = []
        self.warnings: Counter[tuple[str, str]] = Counter()
        self.events = self.unread = 0

    def read(self, lines: list[str]) -> None:
        series: dict[str, list[Component]] = defaultdict(list)
        rest = self._read_plainly(list(self._wanted(lines)))
        parsed = self._parse("\r\n".join([*START, *rest, "END:VCALENDAR"])) if rest else []
        for number, component in enumerate(parsed):
            if component.name == "VFREEBUSY":
                self._attempt(self._published, [component])
            elif self._sound(component):
                series[str(component.get("UID", f"no uid {number}"))].append(component)
        for components in series.values():
            self._attempt(self._expand, components)

    def _wanted(self, lines: list[str]) -> Iterator[tuple[str, list[str]]]:
        """The parts to read: what says when, and may say it of the window."""
        for name, block in icstext.blocks(lines):
            if name == "VTIMEZONE":
                yield name, block
                continue
            self.events += 1
            if self.events > MOST_EVENTS:
                raise CalendarTooLarge(most=f"{MOST_EVENTS} aftaler")
            if icstext.repeats_within_a_day(block):
                self._warn("rule-by-the-hour")
                self.unread += 1
            elif icstext.may_touch(block, self.first, self.last):
                yield name, block

    def _read_plainly(self, parts: list[tuple[str, list[str]]]) -> list[str]:
        """Reads what can be read without the libraries; the lines of the rest, none if nothing is left but zones.

        Who wrote a zone of a name that everybody knows meant that one; so only those of their own names are kept.
        """
        named = Counter(icstext.uid_of(block) for name, block in parts if name == "VEVENT")
        rest: list[str] = []
        zones: list[str] = []
        for name, block in parts:
            if name == "VTIMEZONE":
                zones += [] if _is_known(icstext.zone_of(block)) else block
            elif name != "VEVENT" or named[icstext.uid_of(block)] > 1 or not self._plain(block):
                rest += block
        return zones + rest if rest else []

    def _plain(self, block: list[str]) -> bool:
        event = plainly.read(block) if self.plainly_too else None
        if event is None:
            return False
        strength = _strength(event.words)
        if strength:
            for at in event.starts(self.first, self.last):
                zone = event.begins.zone
                begins, ends = (one.replace(tzinfo=zone) for one in (at, at + event.length))
                if begins.utcoffset() != ends.utcoffset():
                    return False
                self.found.append(wall(begins, ends, strength))
        return True

    def _parse(self, text: str) -> list[Component]:
        import icalendar

        # A VTIMEZONE of one file is otherwise used for all later ones of the process.
        icalendar.use_zoneinfo()  # type: ignore[no-untyped-call]
        try:
            calendar = icalendar.Calendar.from_ical(text)
        except Exception as error:
            raise CalendarUnreadable from error
        return [part for part in calendar.subcomponents if part.name in ("VEVENT", "VFREEBUSY")]

    def _sound(self, event: Component) -> bool:
        """Whether an event says when it is. Also puts right two things that the readers of rules read otherwise.

        One that ends before it starts is counted as unread, and blocks the minutes in between: it may well be meant.
        """
        try:
            begins = event["DTSTART"]
            ends = event["DTEND"].dt if "DTEND" in event else begins.dt + _duration(event)
            backwards = _instant(ends) < _instant(begins.dt)
            unreadable = event.errors or _stands_still(event)
        except Exception:
            backwards = unreadable = True
        self.unread += bool(backwards or unreadable)
        if unreadable:
            return False
        if isinstance(begins.dt, dt.datetime) and begins.dt.tzinfo is None and "TZID" in begins.params:
            self._warn("unknown-zone", str(begins.params["TZID"])[:60])
        _give_zones(event)
        _widen_until(event, begins.dt)
        return True

    def _attempt(self, reading: Any, components: list[Component]) -> None:
        """A calendar holds anything, and the libraries raise anything: what fails is counted, the rest is read."""
        try:
            self.found.extend(list(reading(components)))
        except Exception:
            self.unread += len(components)

    def _expand(self, components: list[Component]) -> Iterator[Interval]:
        import icalendar
        import recurring_ical_events

        series = icalendar.Calendar()
        for component in components:
            series.add_component(component)
        window = (self.first.replace(tzinfo=ZONE), self.last.replace(tzinfo=ZONE))
        for occurrence in recurring_ical_events.of(series).between(*window):
            strength = _strength(occurrence)
            if strength:
                yield wall(occurrence["DTSTART"].dt, occurrence["DTEND"].dt, strength)

    def _published(self, components: list[Component]) -> Iterator[Interval]:
        periods = components[0].get("FREEBUSY", [])
        for period in periods if isinstance(periods, list) else [periods]:
            kind = str(period.params.get("FBTYPE", "BUSY")).upper()
            if kind != "FREE":
                begins, ends = period.dt
                ends = begins + ends if isinstance(ends, dt.timedelta) else ends
                yield wall(begins, ends, FB_WORDS.get(kind, Strength.BUSY))

    def _warn(self, code: str, about: str = "") -> None:
        self.warnings[code, about] += 1


def _duration(event: Component) -> dt.timedelta:
    """How long an event without an end lasts: a day, if it has only dates (RFC 5545, 3.6.1)."""
    if "DURATION" in event:
        length: dt.timedelta = event["DURATION"].dt
        return length
    return dt.timedelta(0) if isinstance(event["DTSTART"].dt, dt.datetime) else DAY


def _give_zones(event: Component) -> None:
    """A floating time beside one with a zone is a Danish one; the reader of rules would take it for UTC."""
    times = [event[name] for name in ("DTSTART", "DTEND") if name in event]
    zoned = [isinstance(one.dt, dt.datetime) and one.dt.tzinfo is not None for one in times]
    if any(zoned) and not all(zoned):
        for one in times:
            one.dt = _instant(one.dt)


def _rules(event: Component) -> list[Component]:
    rules = event.get("RRULE", [])
    return rules if isinstance(rules, list) else [rules]


def _stands_still(event: Component) -> bool:
    """A rule that goes on by nothing at a time: its readers would never come to an end."""
    return any(every < 1 for rule in _rules(event) for every in rule.get("INTERVAL", []))


def _widen_until(event: Component, begins: dt.date) -> None:
    """A rule that ends on a date, with no time of day, holds on that day too: its writer meant it so."""
    for rule in _rules(event):
        for place, until in enumerate(rule.get("UNTIL", [])):
            if isinstance(begins, dt.datetime) and not isinstance(until, dt.datetime):
                last = dt.datetime.combine(until, dt.time(23, 59, 59), begins.tzinfo)
                rule["UNTIL"][place] = last.astimezone(dt.UTC) if begins.tzinfo else last


def _is_known(zone: str) -> bool:
    try:
        return bool(plainly.zone_named(zone))
    except KeyError:
        return False


def _strength(event: Component) -> Strength | None:
    """None: it does not block. Outlook's own word goes before TRANSP, and a word that we do not know says nothing."""
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return None
    word = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    if word == "FREE" or (word not in BUSY_WORDS and str(event.get("TRANSP", "")).upper() == "TRANSPARENT"):
        return None
    tentative = str(event.get("STATUS", "")).upper() == "TENTATIVE"
    return BUSY_WORDS.get(word, Strength.TENTATIVE if tentative else Strength.BUSY)


def _instant(moment: dt.date) -> dt.datetime:
    """An aware time. Floating times and dates are Danish ones."""
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time())
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def wall(begins: dt.date, ends: dt.date, strength: Strength) -> Interval:
    """The minutes as a Danish clock shows them, rounded outwards. The hour that comes twice in October is one hour:
    who is busy in a part of either is busy in all of it."""
    if not isinstance(begins, dt.datetime) and ends <= begins:
        ends = begins + DAY
    start, end = _instant(begins).astimezone(ZONE), _instant(ends).astimezone(ZONE)
    if start.utcoffset() != end.utcoffset() and _comes_twice(start):
        start = start.replace(minute=0)
    if start.utcoffset() != end.utcoffset() and _comes_twice(end):
        end = end.replace(minute=0) + dt.timedelta(hours=1)
    end += dt.timedelta(seconds=-end.second % 60, microseconds=-end.microsecond)
    return Interval(
        start.replace(second=0, microsecond=0, tzinfo=None, fold=0), end.replace(tzinfo=None, fold=0), strength
    )


def _comes_twice(moment: dt.datetime) -> bool:
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
