"""What is read by arithmetic, beside what the libraries make of the same events."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scheduling.calendars import freebusy, plainly
from tests.scheduling.calendars.test_freebusy import calendar, event

YEAR = (dt.datetime(2027, 1, 1), dt.datetime(2028, 1, 1))
HEADS = (";TZID=Europe/Copenhagen:{}", ";TZID=Romance Standard Time:{}", ":{}Z", ":{}", ";TZID=America/New_York:{}")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@st.composite
def rules(draw: st.DrawFn, start: dt.datetime) -> str:
    """A rule that its start keeps, of the kinds that calendars write; now and then one that it does not."""
    mine = DAYS[start.weekday()]
    days = ",".join(sorted({mine, *draw(st.lists(st.sampled_from(DAYS), max_size=3))}))
    body = draw(
        st.sampled_from(
            [
                "FREQ=DAILY",
                f"FREQ=WEEKLY;BYDAY={days}",
                f"FREQ=WEEKLY;WKST={draw(st.sampled_from(DAYS))};BYDAY={days}",
                "FREQ=MONTHLY",
                f"FREQ=MONTHLY;BYMONTHDAY={start.day}",
                f"FREQ=MONTHLY;BYDAY={(start.day - 1) // 7 + 1}{mine}",
                f"FREQ=MONTHLY;BYDAY=-1{mine}",
                "FREQ=YEARLY",
            ]
        )
    )
    until = start + dt.timedelta(days=draw(st.integers(0, 900)))
    end = draw(st.sampled_from(["", f";COUNT={draw(st.integers(1, 60))}", f";UNTIL={until:%Y%m%dT%H%M%SZ}"]))
    return f"RRULE:{body};INTERVAL={draw(st.integers(1, 4))}{end}"


@st.composite
def events(draw: st.DrawFn) -> str:
    """One event around the year, with or without a rule and a day left out."""
    days, quarter = draw(st.integers(-900, 500)), draw(st.integers(0, 95))
    start = dt.datetime(2027, 3, 1) + dt.timedelta(days=days, minutes=15 * quarter)
    end = start + dt.timedelta(minutes=draw(st.sampled_from([0, 30, 90, 600, 1440, 3000])))
    head = draw(st.sampled_from(HEADS))
    lines = [f"DTSTART{head.format(f'{start:%Y%m%dT%H%M%S}')}", f"DTEND{head.format(f'{end:%Y%m%dT%H%M%S}')}"]
    if draw(st.booleans()):
        lines.append(draw(rules(start)))
        left = start + dt.timedelta(days=draw(st.sampled_from([0, 1, 7, 14])))
        lines += [f"EXDATE{head.format(f'{left:%Y%m%dT%H%M%S}')}"] * draw(st.integers(0, 1))
    return event(*lines)


@settings(deadline=None)
@given(events())
def test_arithmetic_and_libraries_find_the_same_minutes(one: str) -> None:
    data = calendar(one)
    assert freebusy.read(data, *YEAR) == freebusy.read(data, *YEAR, plainly_too=False)


@pytest.mark.parametrize(
    "line",
    ["RDATE:20270303T090000Z", "RRULE:FREQ=YEARLY", "RRULE:FREQ=WEEKLY;BYDAY=SU", "RECURRENCE-ID:20270302T090000Z"],
)
def test_what_has_more_to_it_is_left_to_the_libraries(line: str) -> None:
    lines = ["BEGIN:VEVENT", "DTSTART:20270302T090000Z", "DTEND:20270302T100000Z", line, "END:VEVENT"]
    assert plainly.read(lines[:3] + lines[4:]) is not None
    assert plainly.read(lines) is None
