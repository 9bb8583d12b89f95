"""Use cases of the courses: when and where, who is invited, by a mail that lands in the calendar, and who came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from email.headerregistry import Address

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.communication import queries
from app.communication.domain import (
    CourseAhead,
    CourseCalledOff,
    CourseInvited,
    CourseTimes,
    NobodyToSend,
    PlaceInvited,
    fit_link,
)
from app.communication.models import Course, CoursePlace
from app.dates import moment
from app.domain import one_line
from app.guidance.models import Guidance
from app.invitations.domain import OrganizerAsked
from app.invitations.sending import itip
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.writing import words
from app.mail.writing.mime import CalendarPart
from app.people.models import Person
from app.trail import services as trail

KIND, OFF = "course", queries.COURSE_OFF
LONGEST = 200


def add_course(
    session: Session,
    *,
    guidance: Guidance,
    title: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    place: str,
    material: str,
    by: Person | None,
    now: dt.datetime,
) -> Course:
    """A course with its time, place and material. Nobody is told yet."""
    _check(starts_at, ends_at)
    course = Course(
        guidance=guidance,
        places=[],
        title=one_line(title, longest=LONGEST),
        starts_at=starts_at,
        ends_at=ends_at,
        place=one_line(place, longest=LONGEST),
        material=fit_link(material),
    )
    session.add(course)
    session.flush()
    trail.record(session, by=by, action="communication.course-added", thing=queries.thread_of(course), now=now)
    return course


def change_course(
    session: Session,
    *,
    course: Course,
    title: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    place: str,
    material: str,
    by: Person | None,
    now: dt.datetime,
) -> int:
    """Other facts; whoever has been invited waits to be told of a new time or place. Returns how many those are."""
    _check(starts_at, ends_at)
    hold(session, course)
    before = (course.title, course.starts_at, course.ends_at, course.place)
    course.title, course.place = one_line(title, longest=LONGEST), one_line(place, longest=LONGEST)
    course.starts_at, course.ends_at, course.material = starts_at, ends_at, fit_link(material)
    told = [one for one in course.places if one.invited_at is not None]
    if before == (course.title, starts_at, ends_at, course.place):
        told = []
    for one in told:
        one.invited_at = None
    trail.record(session, by=by, action="communication.course-changed", thing=queries.thread_of(course), now=now)
    return len(told)


def remove_course(session: Session, *, course: Course, by: Person | None, now: dt.datetime) -> None:
    """Takes out a course that nobody has been told of."""
    hold(session, course)
    if course.invited_at is not None:
        raise CourseInvited()
    session.execute(delete(CoursePlace).where(CoursePlace.course_id == course.id))
    session.execute(delete(Course).where(Course.id == course.id))
    session.expunge(course)
    trail.record(session, by=by, action="communication.course-removed", thing=queries.thread_of(course), now=now)


def add_places(
    session: Session, *, course: Course, people: Collection[Person], by: Person | None, now: dt.datetime
) -> int:
    """These are to be invited; whoever is on the list already is left as she is. Returns how many are new."""
    hold(session, course)
    known = {one.person_id for one in course.places}
    new = [person for person in people if person.id not in known]
    session.add_all([CoursePlace(course_id=course.id, person_id=person.id) for person in new])
    session.flush()
    session.refresh(course, ["places"])
    trail.record(session, by=by, action="communication.places-added", thing=queries.thread_of(course), now=now)
    return len(new)


def remove_place(session: Session, *, course: Course, person_id: int, by: Person | None, now: dt.datetime) -> None:
    """Takes somebody off the list who has not been told."""
    hold(session, course)
    for one in [one for one in course.places if one.person_id == person_id]:
        if one.invited_at is not None or outbox.to_person(session, person_id, queries.thread_of(course)):
            raise PlaceInvited(name=one.person.name)
        session.execute(
            delete(CoursePlace).where(CoursePlace.course_id == course.id, CoursePlace.person_id == person_id)
        )
    session.refresh(course, ["places"])
    trail.record(session, by=by, action="communication.place-removed", thing=queries.thread_of(course), now=now)


def uninvited(course: Course) -> list[CoursePlace]:
    """Who has not been told what holds now."""
    return [one for one in course.places if one.invited_at is None and one.person.active]


def invite(session: Session, *, course: Course, by: Person | None, now: dt.datetime) -> int:
    """A mail with the course's facts to everyone on the list who has not been told. Returns how many."""
    hold(session, course)
    session.refresh(course, ["places"])
    waiting = uninvited(course)
    if not waiting:
        raise NobodyToSend()
    course.organizer = words.organizer(course.organizer).addr_spec
    _require_guests(course, waiting)
    for one in waiting:
        _tell(session, course, one.person, now)
        one.invited_at = now
    course.invited_at = course.invited_at or now
    trail.record(session, by=by, action="communication.course-invited", thing=queries.thread_of(course), now=now)
    return len(waiting)


def _require_guests(course: Course, waiting: Sequence[CoursePlace]) -> None:
    """Whoever calls a course is not asked to it: a calendar takes such a mail for its own meeting."""
    own = {course.organizer.lower(), words.sender().addr_spec.lower()}
    for one in waiting:
        if one.person.address.lower() in own:
            raise OrganizerAsked(person=one.person.name)


def _tell(session: Session, course: Course, person: Person, now: dt.datetime) -> None:
    """One mail: the facts in words, and the same as a calendar object that replaces the one before it."""
    sequence = len(outbox.to_person(session, person.id, queries.thread_of(course)))
    with words.language_of(person):
        subject = _("Kursus: %(title)s %(when)s", title=course.title, when=moment(course.starts_at))
        written = words.write(
            person=person, subject=subject, template="course", context={"course": course, "again": sequence > 0}
        )
        calendar = _calendar(course, person, sequence, now)
    mail.enqueue(
        session,
        once=f"{queries.thread_of(course)}:{sequence}:{person.id}",
        kind=KIND,
        thread=queries.thread_of(course),
        sequence=sequence,
        person=person,
        written=written,
        calendar=calendar,
        now=now,
    )


def _calendar(course: Course, person: Person, sequence: int, now: dt.datetime) -> CalendarPart:
    return CalendarPart(method="REQUEST", content=itip.request(invite_of(course, person, sequence, now)))


def invite_of(course: Course, person: Person, sequence: int, now: dt.datetime) -> itip.Invite:
    """The course as it stands in somebody's calendar."""
    organizer = words.organizer(course.organizer)
    return itip.Invite(
        uid=f"{KIND}-{course.id}@{organizer.domain}",
        sequence=sequence,
        stamp=now,
        start=course.starts_at,
        end=course.ends_at,
        summary=course.title,
        location=course.place,
        description=course.material,
        organizer=organizer,
        attendee=Address(person.name, addr_spec=person.address),
        sent_by=words.sender().addr_spec,
    )


def note_attendance(
    session: Session, *, course: Course, came: Collection[int], by: Person | None, now: dt.datetime
) -> None:
    """Who of the list came, by their numbers; the others did not."""
    hold(session, course)
    if now < course.starts_at:
        raise CourseAhead()
    for one in course.places:
        one.came = one.person_id in came
    trail.record(session, by=by, action="communication.attendance-noted", thing=queries.thread_of(course), now=now)


def chosen(session: Session, ids: Sequence[int], day: dt.date) -> list[Person]:
    """Those of the managers' circle with these numbers."""
    return [one for one in queries.managers_circle(session, day).people if one.id in set(ids)]


def _check(starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    if ends_at <= starts_at:
        raise CourseTimes()


def hold(session: Session, course: Course) -> None:
    """Two who change one course at once do so one after the other. Raises CourseCalledOff."""
    session.refresh(course, ["invited_at"], with_for_update=True)
    if queries.called_off(session, [course]):
        raise CourseCalledOff()
