"""Calendar bytes for one meeting and one recipient: RFC 5545 (the text) and RFC 5546 (what a method means).

The same event gives the same bytes, whenever and wherever: nothing is random and no clock is read. The zone is one
constant block with rules, since lists of transitions are misread by Outlook for exactly this zone and by Google.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.invitations.domain import UnfitText

if TYPE_CHECKING:  # heavy: imported where a calendar is written
    from icalendar import Event, vCalAddress

PRODID = "-//Ledetraad//Invitations//DA"
ZONE = ZoneInfo("Europe/Copenhagen")
REFRESH = dt.timedelta(hours=1)
_ZONE_BLOCK = """\
BEGIN:VTIMEZONE
TZID:Europe/Copenhagen
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True, kw_only=True)
class Invite:
    """What one recipient is told about one meeting.

    `uid` never changes for a meeting and is the same for all who are invited; `sequence` only grows; `stamp` is the
    instant of this version. `organizer` is the mailbox that replies go to and is never invited itself; it never changes
    for a meeting either. `sent_by` is the address that sends for it, where that has become another.
    """

    uid: str
    sequence: int
    stamp: dt.datetime
    start: dt.datetime
    end: dt.datetime
    summary: str
    location: str
    description: str
    organizer: Address
    attendee: Address
    sent_by: str = ""
    partstat: str = "NEEDS-ACTION"
    optional: bool = False


def request(invite: Invite) -> bytes:
    """METHOD:REQUEST, for a first invitation and for every change of it (RFC 5546, 3.2.2)."""
    event = _event(invite)
    event.add("status", "CONFIRMED")
    event.add("attendee", _attendee(invite, rsvp=True), encode=False)
    _add_busy(event, busy=True)
    return _calendar("REQUEST", event)


def cancel(invite: Invite, *, whole: bool) -> bytes:
    """METHOD:CANCEL: the whole meeting, or this one person's part in it.

    With STATUS:CANCELLED the meeting is off; without any STATUS only the attendee is taken out (RFC 5546, 3.2.5).
    """
    event = _event(invite)
    if whole:
        event.add("status", "CANCELLED")
    event.add("attendee", _attendee(invite, rsvp=False), encode=False)
    _add_busy(event, busy=False)
    return _calendar("CANCEL", event)


def feed(name: str, meetings: Sequence[tuple[Invite, bool]]) -> bytes:
    """METHOD:PUBLISH for a calendar that fetches by itself; a meeting that is off (the pair says so) stays."""
    from icalendar import Calendar, Timezone, vDuration

    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _one_line(name))
    interval = vDuration(REFRESH)
    interval.params["VALUE"] = "DURATION"
    calendar.add("refresh-interval", interval, encode=False)
    calendar.add("x-published-ttl", vDuration(REFRESH), encode=False)
    calendar.add_component(Timezone.from_ical(_ZONE_BLOCK))
    for invite, is_off in meetings:
        event = _event(invite, with_organizer=False)
        event.add("status", "CANCELLED" if is_off else "CONFIRMED")
        _add_busy(event, busy=not is_off)
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def decline_counter(invite: Invite) -> bytes:
    """METHOD:DECLINECOUNTER to who proposed another time: the meeting stands as it was (RFC 5546, 3.2.8)."""
    event = _event(invite)
    event.add("status", "CONFIRMED")
    event.add("attendee", _attendee(invite, rsvp=False), encode=False)
    _add_busy(event, busy=True)
    return _calendar("DECLINECOUNTER", event)


def publish(invite: Invite) -> bytes:
    """METHOD:PUBLISH, to be put into a calendar by hand: nobody is asked, so nobody is named."""
    event = _event(invite, with_organizer=False)
    event.add("status", "CONFIRMED")
    _add_busy(event, busy=True)
    return _calendar("PUBLISH", event)


def _calendar(method: str, event: Event) -> bytes:
    from icalendar import Calendar, Timezone

    # Not Calendar.new(): it puts in a random UID at each rendering.
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(Timezone.from_ical(_ZONE_BLOCK))
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _event(invite: Invite, *, with_organizer: bool = True) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", _one_line(invite.uid))
    event.add("dtstamp", invite.stamp.astimezone(dt.UTC))
    event.add("sequence", invite.sequence)
    event.add("dtstart", invite.start.astimezone(ZONE))
    event.add("dtend", invite.end.astimezone(ZONE))
    event.add("summary", _one_line(invite.summary))
    event.add("location", _one_line(invite.location))
    event.add("description", _lines(invite.description))
    if with_organizer:
        event.add("organizer", _organizer(invite), encode=False)
    return event


def _organizer(invite: Invite) -> vCalAddress:
    """Who sends for the organizer is said beside it (RFC 5545, 3.2.18), and only where it is somebody else."""
    organizer = _person(invite.organizer)
    if invite.sent_by and invite.sent_by.casefold() != invite.organizer.addr_spec.casefold():
        organizer.params["SENT-BY"] = f"mailto:{_one_line(invite.sent_by)}"
    return organizer


def _person(address: Address) -> vCalAddress:
    from icalendar import vCalAddress, vText

    person = vCalAddress(f"mailto:{_one_line(address.addr_spec)}")
    person.params["CN"] = vText(_one_line(address.display_name).replace('"', "'"))
    return person


def _attendee(invite: Invite, *, rsvp: bool) -> vCalAddress:
    person = _person(invite.attendee)
    person.params["CUTYPE"] = "INDIVIDUAL"
    person.params["ROLE"] = "OPT-PARTICIPANT" if invite.optional else "REQ-PARTICIPANT"
    person.params["PARTSTAT"] = invite.partstat
    if rsvp:
        person.params["RSVP"] = "TRUE"
    return person


def _add_busy(event: Event, *, busy: bool) -> None:
    event.add("transp", "OPAQUE" if busy else "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", "BUSY" if busy else "FREE")


def _one_line(text: str) -> str:
    if any(character < " " or character in "\x7f\x85\u2028\u2029" for character in text):
        raise UnfitText()
    return text


def _lines(text: str) -> str:
    for line in text.split("\n"):
        _one_line(line)
    return text
