"""The calendar part of an answer, as text: only the lines that an answer consists of are read at all.

Zones, alarms and whatever else a calendar holds are left out, so that nothing of them can be carried to the next mail,
and so that the reading of a hostile one is bounded. A line that cannot be read is as if it were not there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.invitations.domain import Answer
from app.mail.inbox import addresses
from app.mail.inbox.reading import as_text, clean, clean_lines

MOST_LINES = 3_000
COMMENT_LENGTH = 2_000
LARGEST_SEQUENCE = 2**31 - 1
UID_LENGTH = 500
ZONE = ZoneInfo("Europe/Copenhagen")
OUTLOOKS_UID, ANOTHERS_UID = "040000008200E00074C5B7101A82E008", b"vCal-Uid\x01\x00\x00\x00"
ANSWERS = {
    "ACCEPTED": Answer.ACCEPTED,
    "DECLINED": Answer.DECLINED,
    "TENTATIVE": Answer.TENTATIVE,
}
_STAMP = re.compile(r"(\d{8}T\d{6})(Z?)", re.ASCII)
_WANTED = re.compile(
    r"(METHOD|UID|SEQUENCE|X-MICROSOFT-CDO-APPT-SEQUENCE|DTSTAMP|ATTENDEE|RECURRENCE-ID|COMMENT|DTSTART|DTEND)[;:]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Given:
    """One ATTENDEE line: whose answer, under which name, and the word of PARTSTAT in capitals.

    `comment` is where Google's calendar keeps one; `from_whom` passed the invitation on to this one (DELEGATED-FROM).
    """

    address: str
    name: str = ""
    partstat: str = ""
    comment: str = ""
    from_whom: str = ""

    @property
    def answer(self) -> Answer | None:
        """The answer, if it is one."""
        return ANSWERS.get(self.partstat)


@dataclass(frozen=True, kw_only=True)
class Event:
    """What one VEVENT of an answer says. Everything but the UID may be missing, or be no such thing.

    `one_day` is set where it speaks of one occurrence (RECURRENCE-ID); `start` and `end` are what a COUNTER proposes,
    taken for Danish time where they are in a zone that nobody knows (`unknown_zone`).
    """

    uid: str
    sequence: int | None = None
    stamp: dt.datetime | None = None
    one_day: bool = False
    given: tuple[Given, ...] = ()
    comment: str = ""
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    unknown_zone: str = ""


@dataclass(frozen=True)
class Calendar:
    """One VCALENDAR: its METHOD in capitals (empty: none), and its events."""

    method: str
    events: tuple[Event, ...]


class Unclear(Exception):
    """A calendar on which a person has to decide; `args[0]` is the reason code."""


def calendars(text: str, method: str) -> list[Calendar]:
    """Every VCALENDAR of a part. `method` is the part's own word, for a body that has none. Raises Unclear."""
    unfolded = re.sub(r"\n[ \t]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
    reader = _Reader()
    for line in unfolded.split("\n"):
        reader.take(line.strip())
    if reader.inside or not reader.found:
        raise Unclear("calendar-unreadable")
    return [Calendar(_method(top) or method, tuple(map(_event, events))) for top, events in reader.found]


class _Reader:
    """Walks the lines once, and keeps those of a VCALENDAR itself and of its VEVENTs."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self.found: list[tuple[list[str], list[list[str]]]] = []
        self.kept = 0

    def take(self, line: str) -> None:
        word, _, name = line.upper().partition(":")
        if word == "BEGIN":
            self._begin(name.strip())
        elif word == "END":
            if not self.inside or self.inside.pop() != name.strip():
                raise Unclear("calendar-unreadable")
        elif self.inside in (["VCALENDAR"], ["VCALENDAR", "VEVENT"]) and _WANTED.match(line):
            self.kept += 1
            if self.kept > MOST_LINES:
                raise Unclear("calendar-too-large")
            top, events = self.found[-1]
            (top if len(self.inside) == 1 else events[-1]).append(line)

    def _begin(self, name: str) -> None:
        self.inside.append(name)
        if len(self.inside) == 1:
            if name != "VCALENDAR":
                raise Unclear("calendar-unreadable")
            self.found.append(([], []))
        elif self.inside == ["VCALENDAR", "VEVENT"]:
            self.found[-1][1].append([])


_Line = tuple[str, Mapping[str, object], str]


def _parts(lines: Sequence[str]) -> Iterator[_Line]:
    """Name, parameters and value of each line that has them."""
    from icalendar.parser import Contentline

    for line in lines:
        with suppress(Exception):  # a stranger's line: whatever is wrong with it, it says nothing
            name, params, value = Contentline(line).parts()  # type: ignore[no-untyped-call]
            yield str(name).upper(), {str(key).upper(): one for key, one in params.items()}, str(value)


def _method(lines: Sequence[str]) -> str:
    return next((value.strip().upper() for name, _, value in _parts(lines) if name == "METHOD"), "")


def _event(lines: Sequence[str]) -> Event:
    found: dict[str, list[_Line]] = {}
    for line in _parts(lines):
        found.setdefault(line[0], []).append(line)
    if len({value.strip() for _, _, value in found.get("UID", [])}) > 1:
        raise Unclear("several-calendars")
    first = {name: values[0] for name, values in found.items()}
    given = tuple(_given(line) for line in found.get("ATTENDEE", []))
    comments = [value for _, _, value in found.get("COMMENT", [])] or [one.comment for one in given if one.comment]
    return Event(
        uid=_uid(clean(_value(first, "UID"))),
        sequence=_sequence(first),
        stamp=_instant(first.get("DTSTAMP"), zone=dt.UTC),
        one_day="RECURRENCE-ID" in found or any(line.upper().startswith("RECURRENCE-ID") for line in lines),
        given=given,
        comment=clean_lines("\n".join(comments)[: COMMENT_LENGTH * 2])[:COMMENT_LENGTH],
        start=_instant(first.get("DTSTART")),
        end=_instant(first.get("DTEND")),
        unknown_zone=_unknown_zone(first),
    )


def _value(first: Mapping[str, _Line], name: str) -> str:
    return first[name][2] if name in first else ""


def _uid(text: str) -> str:
    """The UID; out of the wrapping in which Outlook keeps another program's, where someone has sent that (MS-OXCICAL,
    2.1.3.1.1.20.26)."""
    if text[: len(OUTLOOKS_UID)].upper() == OUTLOOKS_UID:
        with suppress(ValueError):
            _, wrapped, inside = bytes.fromhex(text[:2_000]).partition(ANOTHERS_UID)
            return clean(as_text(inside.rstrip(b"\x00")))[:UID_LENGTH] if wrapped else text[:UID_LENGTH]
    return text[:UID_LENGTH]


def _sequence(first: Mapping[str, _Line]) -> int | None:
    """SEQUENCE, else Exchange's own count of the same; None if neither is a number."""
    for name in ("SEQUENCE", "X-MICROSOFT-CDO-APPT-SEQUENCE"):
        text = _value(first, name).strip()
        if text.isascii() and text.isdigit():
            return min(int(text), LARGEST_SEQUENCE) if len(text) <= 10 else LARGEST_SEQUENCE
    return None


def _given(line: _Line) -> Given:
    _, params, value = line
    address = addresses.of_uri(clean(value))
    if "@" not in address:
        address = addresses.plain(clean(str(params.get("EMAIL", ""))))
    name = clean(str(params.get("CN", "")).strip("\"'"))[:200]
    return Given(
        address=address,
        name=name,
        partstat=str(params.get("PARTSTAT", "")).strip().upper()[:40],
        comment=str(params.get("X-RESPONSE-COMMENT", "")),
        from_whom=addresses.of_uri(str(params.get("DELEGATED-FROM", ""))),
    )


def _zone_name(line: _Line | None) -> str:
    """The zone that a date-time names; empty for one in UTC, and for one without."""
    is_utc = line is not None and line[2].strip().upper().endswith("Z")
    return "" if line is None or is_utc else clean(str(line[1].get("TZID", "")).strip('"'))[:100]


def _unknown_zone(first: Mapping[str, _Line]) -> str:
    named = (_zone_name(first.get(name)) for name in ("DTSTART", "DTEND"))
    return next((zone for zone in named if not _known(zone)), "")


def _known(zone: str) -> bool:
    return not zone or _zone(zone, dt.UTC) is not dt.UTC or zone.upper() in ("UTC", "ETC/UTC")


def _instant(line: _Line | None, *, zone: dt.tzinfo = ZONE) -> dt.datetime | None:
    """A date-time as an instant. A zone that nobody knows is taken for the one given."""
    if line is None or (found := _STAMP.fullmatch(line[2].strip())) is None:
        return None
    with suppress(ValueError, OverflowError):
        at = dt.datetime.strptime(found[1], "%Y%m%dT%H%M%S")  # noqa: DTZ007, the zone is put on below
        where = dt.UTC if found[2] else _zone(str(line[1].get("TZID", "")), zone)
        return at.replace(tzinfo=where).astimezone(dt.UTC)
    return None


def _zone(name: str, otherwise: dt.tzinfo) -> dt.tzinfo:
    """A zone by its IANA name, or the one that Windows has for it."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    wanted = name.strip().strip('"')
    with suppress(Exception):  # ZoneInfo answers to no name with errors of several kinds
        return ZoneInfo(WINDOWS_TO_OLSON.get(wanted, wanted)) if wanted else otherwise
    return otherwise
