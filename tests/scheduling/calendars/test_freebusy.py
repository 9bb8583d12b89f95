"""What a calendar file says of when its owner is busy. The rules are DESIGN's; the files are written by hand."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling.calendars import freebusy
from app.scheduling.domain import (
    CalendarCutOff,
    CalendarTooLarge,
    CalendarUnreadable,
    FreeBusy,
    Interval,
    Strength,
    Warned,
)

MARCH = (dt.datetime(2027, 3, 1), dt.datetime(2027, 4, 1))
COPENHAGEN = "TZID=Europe/Copenhagen:"


def at(day: int, hour: int = 0, minute: int = 0, month: int = 3) -> dt.datetime:
    return dt.datetime(2027, month, day, hour, minute)


def event(*lines: str, uid: str = "one@example.dk") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Hemmelig samtale", *lines, "END:VEVENT"])


def calendar(*parts: str) -> bytes:
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//", *parts, "END:VCALENDAR", ""])
    return text.replace("\n", "\r\n").encode()


def spans(*parts: str, window: tuple[dt.datetime, dt.datetime] = MARCH) -> list[tuple[dt.datetime, dt.datetime, str]]:
    found = freebusy.read(calendar(*parts), *window)
    assert found.unread == 0
    return [(one.start, one.end, one.strength.value) for one in found.busy]


NINE_TO_TEN = (f"DTSTART;{COPENHAGEN}20270302T090000", f"DTEND;{COPENHAGEN}20270302T100000")
BUSY_NINE_TO_TEN = [(at(2, 9), at(2, 10), "busy")]


def test_a_single_event_blocks_its_minutes() -> None:
    assert spans(event(*NINE_TO_TEN)) == BUSY_NINE_TO_TEN


def test_utc_is_shown_on_the_danish_clock_before_and_after_the_change() -> None:
    assert spans(event("DTSTART:20270326T080000Z", "DURATION:PT1H")) == [(at(26, 9), at(26, 10), "busy")]
    assert spans(event("DTSTART:20270329T080000Z", "DURATION:PT1H")) == [(at(29, 10), at(29, 11), "busy")]


def test_a_weekly_rule_stays_at_its_hour_across_the_change() -> None:
    rule = event(
        f"DTSTART;{COPENHAGEN}20270322T090000", f"DTEND;{COPENHAGEN}20270322T100000", "RRULE:FREQ=WEEKLY;COUNT=2"
    )
    assert spans(rule) == [(at(22, 9), at(22, 10), "busy"), (at(29, 9), at(29, 10), "busy")]


def test_the_hour_that_comes_twice_is_blocked_whole() -> None:
    october = (dt.datetime(2027, 10, 31), dt.datetime(2027, 11, 1))
    found = spans(event("DTSTART:20271031T003000Z", "DTEND:20271031T011000Z"), window=october)
    assert found == [(at(31, 2, month=10), at(31, 3, month=10), "busy")]


@pytest.mark.parametrize("line", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"])
def test_cancelled_transparent_and_free_do_not_block(line: str) -> None:
    assert spans(event(*NINE_TO_TEN, line)) == []


@pytest.mark.parametrize(
    ("lines", "strength"),
    [
        (["STATUS:TENTATIVE"], "tentative"),
        (["X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"], "tentative"),
        (["X-MICROSOFT-CDO-BUSYSTATUS:OOF"], "oof"),
        (["X-MICROSOFT-CDO-BUSYSTATUS:BUSY", "TRANSP:TRANSPARENT"], "busy"),
        (["X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE"], "busy"),
        (["TRANSP:OPAQUE", "STATUS:CONFIRMED"], "busy"),
    ],
)
def test_the_word_of_outlook_goes_before_transp(lines: list[str], strength: str) -> None:
    assert spans(event(*NINE_TO_TEN, *lines)) == [(at(2, 9), at(2, 10), strength)]


def test_one_appointment_of_exactly_our_meetings_minutes_is_our_meeting() -> None:
    ours = Interval(at(2, 9), at(2, 10))
    once = calendar(event(*NINE_TO_TEN))
    twice = calendar(event(*NINE_TO_TEN), event(*NINE_TO_TEN, uid="another@example.dk"))
    longer = Interval(at(2, 9), at(2, 11))
    assert freebusy.read(once, *MARCH, ours=[ours]).busy == ()
    assert freebusy.read(twice, *MARCH, ours=[ours]).busy == (ours,)
    assert freebusy.read(once, *MARCH, ours=[longer]).busy == (ours,)


def test_a_day_without_times_ends_where_the_next_begins() -> None:
    assert spans(event("DTSTART;VALUE=DATE:20270302", "DTEND;VALUE=DATE:20270304")) == [(at(2), at(4), "busy")]
    assert spans(event("DTSTART;VALUE=DATE:20270302")) == [(at(2), at(3), "busy")]


def test_a_rule_that_ends_on_a_date_holds_on_that_day() -> None:
    found = spans(event(*NINE_TO_TEN, "RRULE:FREQ=DAILY;UNTIL=20270304"))
    assert found == [(at(day, 9), at(day, 10), "busy") for day in (2, 3, 4)]


def test_a_moved_and_a_cancelled_occurrence_leave_the_old_time_free() -> None:
    rule = event(*NINE_TO_TEN, "RRULE:FREQ=DAILY;COUNT=3")
    moved = event(
        f"RECURRENCE-ID;{COPENHAGEN}20270303T090000",
        f"DTSTART;{COPENHAGEN}20270303T140000",
        f"DTEND;{COPENHAGEN}20270303T150000",
    )
    cancelled = event(
        f"RECURRENCE-ID;{COPENHAGEN}20270304T090000", f"DTSTART;{COPENHAGEN}20270304T090000", "STATUS:CANCELLED"
    )
    assert spans(rule, moved, cancelled) == [*BUSY_NINE_TO_TEN, (at(3, 14), at(3, 15), "busy")]


def test_an_exception_date_is_free() -> None:
    rule = event(*NINE_TO_TEN, "RRULE:FREQ=DAILY;COUNT=2", f"EXDATE;{COPENHAGEN}20270303T090000")
    assert spans(rule) == BUSY_NINE_TO_TEN


def test_an_alarm_inside_an_event_does_not_change_when_it_is() -> None:
    alarm = ("BEGIN:VALARM", "TRIGGER:-PT15M", "DURATION:PT5H", "REPEAT:2", "ACTION:DISPLAY", "END:VALARM")
    assert spans(event(*NINE_TO_TEN, *alarm)) == BUSY_NINE_TO_TEN


def test_published_busy_times_are_read() -> None:
    published = (
        "BEGIN:VFREEBUSY\nUID:f@example.dk\n"
        "FREEBUSY:20270302T080000Z/20270302T090000Z,20270303T080000Z/PT30M\n"
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20270304T080000Z/PT1H\n"
        "FREEBUSY;FBTYPE=FREE:20270305T080000Z/PT1H\n"
        "END:VFREEBUSY"
    )
    assert spans(published) == [
        *BUSY_NINE_TO_TEN,
        (at(3, 9), at(3, 9, 30), "busy"),
        (at(4, 9), at(4, 10), "tentative"),
    ]


def test_a_windows_zone_is_known_and_an_unknown_one_is_copenhagen_with_a_warning() -> None:
    known = event("DTSTART;TZID=Romance Standard Time:20270302T090000", "DURATION:PT1H")
    unknown = event("DTSTART;TZID=Rådhusets tid:20270303T090000", "DURATION:PT1H", uid="two@example.dk")
    found = freebusy.read(calendar(known, unknown), *MARCH)
    assert found.busy == (Interval(at(2, 9), at(2, 10)), Interval(at(3, 9), at(3, 10)))
    assert found.warnings == (Warned("unknown-zone", "Rådhusets tid", 1),)


def test_a_floating_start_beside_a_zoned_end_is_danish() -> None:
    assert spans(event("DTSTART:20270302T090000", "DTEND:20270302T090000Z")) == BUSY_NINE_TO_TEN


def test_a_zone_of_one_file_is_not_used_for_the_next() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Rådhusets tid\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0900\n"
        "TZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE"
    )
    plain = event("DTSTART;TZID=Rådhusets tid:20270302T090000", "DURATION:PT1H")
    assert spans(zone, plain) == [(at(2, 1), at(2, 2), "busy")]
    assert spans(plain) == BUSY_NINE_TO_TEN


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART:i morgen"],
        ["DTEND:20270302T090000Z"],
        ["DTSTART:20270302T090000Z", "DTEND:20270302T080000Z"],
        ["DTSTART:20270302T090000Z", "DURATION:-PT1H"],
        ["DTSTART:20270302T090000Z", "DTSTART:20270303T090000Z"],
        ["DTSTART:20270302T090000Z", "RRULE:FREQ=NU OG DA"],
        ["DTSTART:00010101T000000Z", "RRULE:FREQ=YEARLY;INTERVAL=0;UNTIL=1"],
    ],
)
def test_an_event_that_cannot_be_read_is_counted_and_the_rest_is_read(lines: list[str]) -> None:
    found = freebusy.read(calendar(event(*lines, uid="bad@example.dk"), event(*NINE_TO_TEN)), *MARCH)
    assert (found.events, found.unread) == (2, 1)
    assert found.busy == (Interval(at(2, 9), at(2, 10)),)


@pytest.mark.parametrize("end", ["DTEND:20270302T120000Z", "DURATION:-PT2H"])
def test_an_event_that_ends_before_it_starts_blocks_what_lies_between(end: str) -> None:
    found = freebusy.read(calendar(event("DTSTART:20270302T140000Z", end)), *MARCH)
    assert (found.busy, found.unread) == ((Interval(at(2, 13), at(2, 15)),), 1)


def test_a_rule_that_stands_still_costs_its_own_event_only() -> None:
    still = event("DTSTART:20270303T090000Z", "RRULE:FREQ=DAILY;INTERVAL=0", uid="still@example.dk")
    found = freebusy.read(calendar(still, event(*NINE_TO_TEN)), *MARCH)
    assert (found.busy, found.unread) == ((Interval(at(2, 9), at(2, 10)),), 1)


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=HOURLY;COUNT=3", "FREQ=DAILY;BYMINUTE=0,1,2"])
def test_a_rule_finer_than_a_day_is_refused_and_said(rule: str) -> None:
    found = freebusy.read(calendar(event(*NINE_TO_TEN, f"RRULE:{rule}")), *MARCH)
    assert (found.busy, found.unread) == ((), 1)
    assert found.warnings == (Warned("rule-by-the-hour", "", 1),)


def test_folded_lines_bare_line_feeds_and_a_byte_order_mark_are_read() -> None:
    data = calendar(event("DTSTART;TZID=Europe/Cope\n nhagen:20270302T0900\n 00", "DURATION:PT1H"))
    assert freebusy.read(b"\xef\xbb\xbf" + data.replace(b"\r\n", b"\n"), *MARCH).busy == (
        Interval(at(2, 9), at(2, 10)),
    )


def test_minutes_are_rounded_outwards_and_clipped_to_the_window() -> None:
    found = spans(
        event("DTSTART:20270302T080030Z", "DTEND:20270302T090001Z"),
        event("DTSTART;VALUE=DATE:20270228", "DURATION:P2D", uid="b"),
    )
    assert found == [(at(1), at(2), "busy"), (at(2, 9), at(2, 10, 1), "busy")]


@pytest.mark.parametrize(
    "data", [b"", b"<!doctype html><title>Log ind</title>", b"\x00\xff", b"BEGIN:VCARD\nEND:VCARD"]
)
def test_what_is_no_calendar_is_refused(data: bytes) -> None:
    with pytest.raises(CalendarUnreadable):
        freebusy.read(data, *MARCH)


def test_half_a_calendar_is_refused_not_read_as_free() -> None:
    with pytest.raises(CalendarCutOff):
        freebusy.read(calendar(event(*NINE_TO_TEN))[:-40], *MARCH)


def test_a_file_beyond_the_limit_is_refused() -> None:
    with pytest.raises(CalendarTooLarge):
        freebusy.read(b"BEGIN:VCALENDAR\r\n" + b"X" * 10_000_000, *MARCH)


def test_an_empty_calendar_is_a_free_person() -> None:
    assert freebusy.read(calendar(), *MARCH) == FreeBusy((), 0, 0)


def test_nothing_but_times_leaves_the_engine() -> None:
    assert "Hemmelig" not in repr(freebusy.read(calendar(event(*NINE_TO_TEN)), *MARCH))


minutes = st.integers(0, 3000)
intervals = st.lists(
    st.builds(
        lambda start, length, strength: Interval(
            MARCH[0] + dt.timedelta(minutes=start), MARCH[0] + dt.timedelta(minutes=start + length), strength
        ),
        minutes,
        st.integers(1, 600),
        st.sampled_from(Strength),
    ),
    max_size=12,
)


@given(intervals)
def test_merging_keeps_every_minute_at_its_strongest(found: list[Interval]) -> None:
    end = MARCH[0] + dt.timedelta(minutes=2000)
    merged = freebusy.merge(found, MARCH[0], end)
    assert all(one.end <= other.start for one, other in pairwise(merged))
    for minute in range(0, 2000, 7):
        moment = MARCH[0] + dt.timedelta(minutes=minute)
        inside = [one.strength for one in found if one.start <= moment < one.end]
        strongest = max(inside, key=list(Strength).index, default=None)
        assert next((one.strength for one in merged if one.start <= moment < one.end), None) == strongest


@given(st.lists(st.sampled_from([*b"BEGIN:VEVENT", *b"\r\n ;=:,-0123456789TZPRULEDTSTAFQ"]), max_size=200))
def test_no_text_between_begin_and_end_breaks_the_reader(noise: list[int]) -> None:
    inside = bytes(noise).decode()
    found = freebusy.read(calendar(event(*NINE_TO_TEN, inside), event(*NINE_TO_TEN, uid="sound")), *MARCH)
    assert found.events >= 1
