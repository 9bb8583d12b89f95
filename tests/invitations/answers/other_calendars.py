"""Replies that other libraries make out of an invitation of ours, each from its text as it was sent."""

from __future__ import annotations

import vobject
from ical.calendar_stream import IcsCalendarStream


def by_vobject(request: str) -> str:
    """Read and written by vobject."""
    found = vobject.readOne(request)
    found.method.value = "REPLY"
    found.vevent.attendee.params["PARTSTAT"] = ["DECLINED"]
    return str(found.serialize())


def by_ical(request: str) -> str:
    """Read and written by ical."""
    stream = IcsCalendarStream.from_ics(request)
    calendar = stream.calendars[0]
    calendar.method = "REPLY"
    one = calendar.events[0].attendees[0]
    calendar.events[0].attendees = [one.model_copy(update={"status": "DECLINED"})]
    return str(IcsCalendarStream.ics(stream))
