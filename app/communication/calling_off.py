"""Calling a course off: everyone who was told of it is told that it is off, and it stays so.

That it is off is read from the mails that say so: they are what cannot be undone. Who takes it up again enters a new
course.
"""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.communication import courses, queries
from app.communication.domain import CourseBegun, CourseUntold
from app.communication.models import Course, CoursePlace
from app.dates import moment
from app.invitations.sending import itip
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.writing import words
from app.mail.writing.mime import CalendarPart
from app.people.models import Person
from app.trail import services as trail


def call_off(session: Session, *, course: Course, by: Person | None, now: dt.datetime) -> int:
    """A mail to everyone who was ever told, which takes it out of the calendar. Returns how many.

    Raises CourseCalledOff, CourseBegun, CourseUntold.
    """
    courses.hold(session, course)
    if now >= course.starts_at:
        raise CourseBegun()
    session.refresh(course, ["places"])
    told = [(one, sent) for one in course.places if (sent := _sent(session, course, one))]
    if not told:
        raise CourseUntold()
    for place, sequence in told:
        _tell(session, course, place.person, sequence, now)
    trail.record(session, by=by, action="communication.course-called-off", thing=queries.thread_of(course), now=now)
    return len(told)


def _sent(session: Session, course: Course, place: CoursePlace) -> int:
    """How many mails of this course somebody has been sent."""
    return len(outbox.to_person(session, place.person_id, queries.thread_of(course)))


def _tell(session: Session, course: Course, person: Person, sequence: int, now: dt.datetime) -> None:
    """In words, and as a calendar object that takes out the one before it."""
    thread = queries.thread_of(course)
    with words.language_of(person):
        subject = _("Aflyst: %(title)s %(when)s", title=course.title, when=moment(course.starts_at))
        written = words.write(person=person, subject=subject, template="course_off", context={"course": course})
        content = itip.cancel(courses.invite_of(course, person, sequence, now), whole=True)
    mail.enqueue(
        session,
        once=f"{thread}:off:{person.id}",
        kind=courses.OFF,
        thread=thread,
        sequence=sequence,
        person=person,
        written=written,
        calendar=CalendarPart(method="CANCEL", content=content),
        now=now,
    )
