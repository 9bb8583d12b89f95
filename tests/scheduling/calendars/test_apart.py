"""Reading a stranger's calendar in a process of its own."""

from __future__ import annotations

import datetime as dt

import pytest

from app.scheduling.calendars import apart
from app.scheduling.domain import CalendarCutOff, CalendarTooSlow, Interval

WINDOW = (dt.datetime(2027, 3, 1), dt.datetime(2027, 4, 1))
EVENT = "BEGIN:VEVENT\r\nUID:{}\r\nDTSTART:20270302T080000Z\r\nDTEND:20270302T090000Z\r\n{}END:VEVENT\r\n"


def calendar(*events: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "".join(events) + "END:VCALENDAR", ""]).encode()


def test_a_sound_calendar_is_read_as_in_our_own_process() -> None:
    found = apart.read(calendar(EVENT.format(1, "")), *WINDOW)
    assert found.busy == (Interval(dt.datetime(2027, 3, 2, 9), dt.datetime(2027, 3, 2, 10)),)


def test_our_own_meetings_are_told_across() -> None:
    own = Interval(dt.datetime(2027, 3, 2, 9), dt.datetime(2027, 3, 2, 10))
    assert apart.read(calendar(EVENT.format(1, "")), *WINDOW, ours=[own]).busy == ()


def test_a_refusal_comes_across() -> None:
    with pytest.raises(CalendarCutOff):
        apart.read(calendar(EVENT.format(1, ""))[:-30], *WINDOW)


def test_rules_that_never_come_true_are_stopped() -> None:
    never = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\r\n"
    with pytest.raises(CalendarTooSlow):
        apart.read(calendar(*(EVENT.format(number, never) for number in range(200))), *WINDOW, seconds=2)
