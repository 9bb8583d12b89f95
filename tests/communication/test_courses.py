"""Courses: invited once by a mail that lands in the calendar, told of a change, and who came."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.clock import at
from app.communication import calling_off, courses, queries
from app.communication.domain import (
    CourseAhead,
    CourseBegun,
    CourseCalledOff,
    CourseInvited,
    CourseTimes,
    CourseUntold,
    LinkUnfit,
    NobodyToSend,
    PlaceInvited,
)
from app.communication.facts import facts_of
from app.communication.models import Course
from app.mail.models import OutboxMessage
from app.people.domain import Role
from app.settings import SETTINGS
from tests.communication import telling
from tests.communication.telling import NOW
from tests.guidance.drafting import making as drafting

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=telling.publish)]

DAY = dt.date(2027, 12, 14)
FACTS: dict[str, Any] = {
    "title": "Fra ledetråd til årsplan",
    "starts_at": at(DAY, 9),
    "ends_at": at(DAY, 12),
    "place": "Rådhuset, kursuslokale 1",
    "material": "https://example.dk/kursus",
}
GIVEN: dict[str, Any] = {"by": None, "now": NOW}


def course(session: Session, *people) -> Course:
    """A course with these on its list."""
    found = courses.add_course(session, guidance=telling.publish(session).guidance, **FACTS, **GIVEN)
    courses.add_places(session, course=found, people=people, **GIVEN)
    return found


def mails(session: Session) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.kind == courses.KIND).order_by(OutboxMessage.id)
    return list(session.scalars(query.options(undefer(OutboxMessage.raw))))


def calendar_of(message: OutboxMessage) -> str:
    letter = message_from_bytes(message.raw, policy=policy.default)
    return next(one for one in letter.walk() if one.get_content_type() == "text/calendar").get_content()


def test_invitation_holds_the_facts_and_lands_in_the_calendar(session: Session, add_person) -> None:
    head = add_person(Role.LEADER, name="Else Holm")
    found = course(session, head)
    assert courses.invite(session, course=found, **GIVEN) == 1
    (message,) = mails(session)
    plain = message_from_bytes(message.raw, policy=policy.default).get_body(("plain",)).get_content()
    for fact in ("Tirsdag 14. december 2027", "9.00–12.00", "Rådhuset, kursuslokale 1", "https://example.dk/kursus"):
        assert fact in plain
    calendar = calendar_of(message)
    for line in ("METHOD:REQUEST", "SEQUENCE:0", "DTSTART;TZID=Europe/Copenhagen:20271214T090000"):
        assert line in calendar


def test_everyone_is_invited_once(session: Session, add_person) -> None:
    first, second = add_person(Role.LEADER), add_person(Role.LEADER)
    found = course(session, first)
    courses.invite(session, course=found, **GIVEN)
    with pytest.raises(NobodyToSend):
        courses.invite(session, course=found, **GIVEN)
    assert courses.add_places(session, course=found, people=[first, second], **GIVEN) == 1
    assert courses.invite(session, course=found, **GIVEN) == 1
    assert [one.person_id for one in mails(session)] == [first.id, second.id]


def test_new_time_is_told_to_who_was_invited(session: Session, add_person) -> None:
    found = course(session, add_person(Role.LEADER))
    courses.invite(session, course=found, **GIVEN)
    assert courses.change_course(session, course=found, **{**FACTS, "material": ""}, **GIVEN) == 0
    moved = FACTS | {"starts_at": at(DAY, 10)}
    assert courses.change_course(session, course=found, **moved, **GIVEN) == 1
    courses.invite(session, course=found, **GIVEN)
    first, second = (calendar_of(one) for one in mails(session))
    assert "SEQUENCE:1" in second
    assert "T100000" in second
    uid = next(line for line in first.splitlines() if line.startswith("UID:"))
    assert uid in second
    assert (
        "Kurset er ændret."
        in message_from_bytes(mails(session)[1].raw, policy=policy.default).get_body(("plain",)).get_content()
    )


def test_attendance_says_who_came_and_nothing_more(session: Session, add_person) -> None:
    came, absent = add_person(Role.LEADER), add_person(Role.LEADER)
    found = course(session, came, absent)
    with pytest.raises(CourseAhead):
        courses.note_attendance(session, course=found, came={came.id}, **GIVEN)
    courses.note_attendance(session, course=found, came={came.id}, by=None, now=at(DAY, 13))
    assert {one.person_id: one.came for one in found.places} == {came.id: True, absent.id: False}


def test_list_and_course_can_be_taken_back_until_somebody_is_told(session: Session, add_person) -> None:
    first, second = add_person(Role.LEADER), add_person(Role.LEADER)
    found = course(session, first, second)
    courses.remove_place(session, course=found, person_id=second.id, **GIVEN)
    courses.invite(session, course=found, **GIVEN)
    with pytest.raises(PlaceInvited):
        courses.remove_place(session, course=found, person_id=first.id, **GIVEN)
    with pytest.raises(CourseInvited):
        courses.remove_course(session, course=found, **GIVEN)
    other = courses.add_course(session, guidance=found.guidance, **FACTS, **GIVEN)
    courses.add_places(session, course=other, people=[first], **GIVEN)
    courses.remove_course(session, course=other, **GIVEN)
    assert [one.id for one in queries.courses_of(session, found.guidance)] == [found.id]


@pytest.mark.starts_from(make=drafting.begin)
def test_course_has_an_end_and_a_link_that_is_one(session: Session) -> None:
    year = drafting.begin(session)
    with pytest.raises(CourseTimes):
        courses.add_course(session, guidance=year.guidance, **(FACTS | {"ends_at": at(DAY, 9)}), **GIVEN)
    with pytest.raises(LinkUnfit):
        courses.add_course(session, guidance=year.guidance, **(FACTS | {"material": "javascript:1"}), **GIVEN)


def test_course_that_is_called_off_leaves_the_calendars_and_stays_off(session: Session, add_person) -> None:
    told, changed, untold = add_person(Role.LEADER), add_person(Role.LEADER), add_person(Role.LEADER)
    found = course(session, told, changed)
    courses.invite(session, course=found, **GIVEN)
    courses.change_course(session, course=found, **{**FACTS, "place": "Salen"}, **GIVEN)
    courses.add_places(session, course=found, people=[untold], **GIVEN)
    assert calling_off.call_off(session, course=found, **GIVEN) == 2
    query = select(OutboxMessage).where(OutboxMessage.kind == courses.OFF).order_by(OutboxMessage.person_id)
    letters = list(session.scalars(query.options(undefer(OutboxMessage.raw))))
    assert [one.person_id for one in letters] == [told.id, changed.id]
    assert letters[0].subject.startswith("Aflyst: Fra ledetråd til årsplan")
    calendar, before = calendar_of(letters[0]), calendar_of(mails(session)[0])
    for line in ("METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1"):
        assert line in calendar
    assert uid_of(calendar) == uid_of(before)
    again = {"course": found, **GIVEN}
    for refused in (
        lambda: calling_off.call_off(session, **again),
        lambda: courses.invite(session, **again),
        lambda: courses.change_course(session, **again, **FACTS),
        lambda: courses.remove_course(session, **again),
        lambda: courses.add_places(session, people=[untold], **again),
    ):
        with pytest.raises(CourseCalledOff):
            refused()
    paper = telling.write(session, found.guidance)
    assert f"course:{found.id}" not in [one.source for one in facts_of(session, paper, NOW.date())]


@pytest.mark.parametrize("change", ["time", "off"])
def test_course_stays_with_the_organizer_that_its_first_mail_named(
    session: Session, app: Flask, add_person, monkeypatch, change: str
) -> None:
    found = course(session, add_person(Role.LEADER))
    courses.invite(session, course=found, **GIVEN)
    (before,) = mails(session)
    since = replace(app.extensions[SETTINGS], sender_address="kurser@kommune.example")
    monkeypatch.setitem(app.extensions, SETTINGS, since)
    if change == "off":
        calling_off.call_off(session, course=found, **GIVEN)
    else:
        courses.change_course(session, course=found, **{**FACTS, "place": "Salen"}, **GIVEN)
        courses.invite(session, course=found, **GIVEN)
    query = select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1).options(undefer(OutboxMessage.raw))
    after = session.scalars(query).one()
    assert message_from_bytes(after.raw)["From"].endswith("<kurser@kommune.example>")
    assert uid_of(calendar_of(after)) == uid_of(calendar_of(before))
    organizer = calendar_of(after).replace("\r\n ", "").split("ORGANIZER")[1].splitlines()[0]
    assert organizer.endswith('SENT-BY="mailto:kurser@kommune.example":mailto:ledetraad@example.dk')


def uid_of(calendar: str) -> str:
    return next(line for line in calendar.splitlines() if line.startswith("UID:"))


def test_only_a_course_that_somebody_knows_of_and_that_lies_ahead_is_called_off(session: Session, add_person) -> None:
    found = course(session, add_person(Role.LEADER))
    with pytest.raises(CourseUntold):
        calling_off.call_off(session, course=found, **GIVEN)
    courses.invite(session, course=found, **GIVEN)
    with pytest.raises(CourseBegun):
        calling_off.call_off(session, course=found, by=None, now=FACTS["starts_at"])
    assert queries.called_off(session, [found]) == {}


def test_page_of_a_course_calls_it_off_once(session: Session, client_of, add_person, monkeypatch) -> None:
    found = course(session, add_person(Role.LEADER))
    courses.invite(session, course=found, **GIVEN)
    client, address = client_of(add_person(Role.SECRETARIAT)), f"/kommunikation/kursus/{found.id}"
    assert "Aflys kurset" in client.get(address).text
    assert client.post(f"{address}/aflys").status_code == 302
    page = client.get(address).text
    assert "Kurset blev aflyst" in page
    assert "Aflys kurset" not in page and "Ret kurset" not in page
    assert client.post(f"{address}/aflys").status_code == 409
    assert "Aflyst" in client.get(f"/kommunikation/{found.guidance.year}").text
