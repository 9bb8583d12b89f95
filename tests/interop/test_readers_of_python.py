"""Our calendar mails in two readers from PyPI, vobject and ical: the same five mails, held to the same words.

ical reads events without a METHOD of theirs, and its organizer as a person; both go by our VTIMEZONE.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from collections.abc import Callable
from typing import Any

import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream

from tests.interop.test_readers_of_node import EXPECTED, OURS, mail


def calendar_of(name: str) -> str:
    message = email.message_from_bytes(mail(name).read_bytes(), policy=email.policy.default)
    [found] = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    return str(found.get_content())


def utc(instant: Any) -> str:
    return str(instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M"))


def by_vobject(text: str) -> tuple[Any, ...]:
    calendar = vobject.readOne(text)
    event = calendar.vevent
    status = event.status.value if hasattr(event, "status") else None
    start, end = utc(event.dtstart.value), utc(event.dtend.value)
    people = [person(one.params["CN"][0], one.value) for one in (event.attendee, event.organizer)]
    number = int(event.sequence.value)
    return calendar.method.value, number, status, start, end, event.location.value, *people, event.summary.value


def by_ical(text: str) -> tuple[Any, ...]:
    calendar = IcsCalendarStream.from_ics(text).calendars[0]
    [event] = calendar.events
    status = event.status.value if event.status else None
    people = [person(one.common_name, str(one.uri)) for one in (event.attendees[0], event.organizer)]
    start, end = utc(event.dtstart), utc(event.dtend)
    return calendar.method, event.sequence, status, start, end, event.location, *people, event.summary


def person(name: str | None, uri: str) -> list[str | None]:
    return [name, uri.removeprefix("mailto:")]


@pytest.mark.parametrize("reader", [by_vobject, by_ical])
@pytest.mark.parametrize("name", EXPECTED)
def test_event_is_read_as_it_was_meant(name: str, reader: Callable[[str], tuple[Any, ...]]) -> None:
    assert reader(calendar_of(name)) == (*EXPECTED[name], OURS, "Strategisk drøftelse: Åkandens Børnehus")
