"""The calendar bytes, compared with files, and read by two readers that are not ours."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from email.headerregistry import Address
from pathlib import Path

import pytest
import vobject
from ical.calendar_stream import CalendarStream

from app.invitations.domain import UnfitText
from app.invitations.sending import itip

DATA = Path(__file__).parents[2] / "data" / "invitations"
INVITE = itip.Invite(
    uid="dialogue-7@example.dk",
    sequence=2,
    stamp=dt.datetime(2027, 1, 12, 9, 0, tzinfo=dt.UTC),
    start=dt.datetime(2027, 3, 16, 8, 0, tzinfo=dt.UTC),
    end=dt.datetime(2027, 3, 16, 9, 30, tzinfo=dt.UTC),
    summary="Strategisk drøftelse: Åkandens Børnehus",
    location="Rådhuset, mødelokale Åen",
    description="Kære Lene\n\nSvar her: https://ledetraad.example.dk/svar/abc",
    organizer=Address("Direktionens sekretariat", addr_spec="ledetraad@example.dk"),
    attendee=Address("Lene Holst-Ærø", addr_spec="lene@example.dk"),
)
BYTES = {
    "request": itip.request(INVITE),
    "cancel-all": itip.cancel(INVITE, whole=True),
    "cancel-one": itip.cancel(INVITE, whole=False),
    "publish": itip.publish(INVITE),
}


@pytest.mark.parametrize("name", sorted(BYTES))
def test_bytes_are_those_of_the_expected_file(name: str) -> None:
    assert BYTES[name] == (DATA / f"{name}.ics").read_bytes()


def test_same_invite_gives_the_same_bytes() -> None:
    assert itip.request(INVITE) == itip.request(replace(INVITE))


def test_vobject_reads_instant_names_attendee_and_method() -> None:
    calendar = vobject.readOne(BYTES["request"].decode())
    event = calendar.vevent
    assert calendar.method.value == "REQUEST"
    assert event.dtstart.value.astimezone(dt.UTC) == INVITE.start
    assert event.dtend.value.astimezone(dt.UTC) == INVITE.end
    assert event.summary.value == INVITE.summary
    assert event.location.value == INVITE.location
    assert event.description.value == INVITE.description
    assert event.attendee.value == "mailto:lene@example.dk"
    assert event.attendee.params == {
        "CN": ["Lene Holst-Ærø"],
        "CUTYPE": ["INDIVIDUAL"],
        "ROLE": ["REQ-PARTICIPANT"],
        "PARTSTAT": ["NEEDS-ACTION"],
        "RSVP": ["TRUE"],
    }
    assert event.organizer.value == "mailto:ledetraad@example.dk"


def test_ical_reads_instant_names_attendee_and_method() -> None:
    calendar = CalendarStream.from_ics(BYTES["request"].decode()).calendars[0]
    event = calendar.events[0]
    assert calendar.method == "REQUEST"
    assert event.start_datetime == INVITE.start
    assert (event.uid, event.sequence, event.summary) == (INVITE.uid, 2, INVITE.summary)
    assert [(person.uri, person.common_name) for person in event.attendees] == [
        ("mailto:lene@example.dk", "Lene Holst-Ærø")
    ]


@pytest.mark.parametrize(
    ("start", "local"),
    [
        (dt.datetime(2027, 3, 26, 8, 0, tzinfo=dt.UTC), "20270326T090000"),
        (dt.datetime(2027, 3, 29, 8, 0, tzinfo=dt.UTC), "20270329T100000"),
        (dt.datetime(2027, 10, 29, 8, 0, tzinfo=dt.UTC), "20271029T100000"),
        (dt.datetime(2027, 11, 1, 8, 0, tzinfo=dt.UTC), "20271101T090000"),
    ],
)
def test_both_sides_of_a_clock_change_keep_the_instant(start: dt.datetime, local: str) -> None:
    content = itip.request(replace(INVITE, start=start, end=start + dt.timedelta(minutes=90)))
    assert f"DTSTART;TZID=Europe/Copenhagen:{local}".encode() in content
    assert vobject.readOne(content.decode()).vevent.dtstart.value.astimezone(dt.UTC) == start


def test_zone_is_told_by_rules_and_never_by_lists_of_dates() -> None:
    assert BYTES["request"].count(b"RRULE:FREQ=YEARLY") == 2
    assert b"RDATE" not in BYTES["request"]


def test_cancelling_all_says_so_and_removing_one_does_not() -> None:
    assert b"STATUS:CANCELLED" in BYTES["cancel-all"]
    assert b"STATUS" not in BYTES["cancel-one"].replace(b"BUSYSTATUS", b"")
    for name in ("cancel-all", "cancel-one"):
        assert b"METHOD:CANCEL" in BYTES[name]
        assert b"BEGIN:VTIMEZONE" in BYTES[name] and b"DTSTART;TZID" in BYTES[name]


def test_published_copy_names_nobody() -> None:
    assert b"ATTENDEE" not in BYTES["publish"]
    assert b"ORGANIZER" not in BYTES["publish"]


def test_nothing_ever_sounds_an_alarm() -> None:
    assert not any(b"VALARM" in content for content in BYTES.values())


def test_optional_person_is_told_so() -> None:
    attendee = vobject.readOne(itip.request(replace(INVITE, optional=True)).decode()).vevent.attendee
    assert attendee.params["ROLE"] == ["OPT-PARTICIPANT"]


def test_an_answer_given_is_kept_in_a_change_of_room() -> None:
    assert b"PARTSTAT=ACCEPTED" in itip.request(replace(INVITE, partstat="ACCEPTED"))


@pytest.mark.parametrize("text", ["to\nlinjer", "to\r\nATTENDEE:mailto:x@y.dk", "klokke\x07", "ny\u2028linje"])
def test_line_break_in_a_line_is_refused(text: str) -> None:
    with pytest.raises(UnfitText):
        itip.request(replace(INVITE, summary=text))


def test_carriage_return_in_the_description_is_refused() -> None:
    with pytest.raises(UnfitText):
        itip.request(replace(INVITE, description="en\r\nATTENDEE:mailto:x@y.dk"))


def test_quotes_in_a_name_cannot_end_the_parameter() -> None:
    content = itip.request(replace(INVITE, attendee=Address('Lene "L" Holst; x:y', addr_spec="lene@example.dk")))
    attendee = vobject.readOne(content.decode()).vevent.attendee
    assert (attendee.params["CN"], attendee.value) == (["Lene 'L' Holst; x:y"], "mailto:lene@example.dk")


def test_no_line_is_longer_than_75_bytes() -> None:
    content = itip.request(replace(INVITE, description="æøå " * 200))
    assert max(len(line) for line in re.split(rb"\r\n", content)) <= 75
