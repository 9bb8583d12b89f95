"""Pages of the courses: the list beside the plan, one course, who is invited and who came. Addresses: ROUTES."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import local_day, now
from app.communication import calling_off, courses, labels, pages, queries
from app.communication.forms import CourseForm, StepForm
from app.communication.models import Course
from app.database import reading, transaction
from app.domain import Refused
from app.guidance import queries as guidances
from app.guidance.models import Guidance
from app.people.access import current_person
from app.people.domain import Role
from app.routes import Route
from app.web import words


def overview_page(
    guidance: Guidance | None, step: StepForm | None = None, course: CourseForm | None = None, error: str = ""
) -> str:
    """The plan, the courses and the paper of a guidance."""
    session = reading()
    return render_template(
        "communication/overview.html",
        page=pages.plan_page(session, guidance, now()) if guidance else None,
        years=[one.year for one in queries.told(session)],
        step_form=step or StepForm.offering(queries.staff(session), formdata=None),
        course_form=course or CourseForm.filled(formdata=None),
        error=error,
        writes=current_person().has(Role.SECRETARIAT),
        labels=labels,
    )


def add_course(year: int) -> ResponseReturnValue:
    """A course, and straight on to whom to invite."""
    form, guidance = CourseForm.filled(), guidances.of_year(reading(), year)
    if not form.validate():
        return overview_page(guidance, course=form), 422
    try:
        with transaction() as session:
            found = guidances.of_year(session, year)
            made = courses.add_course(session, guidance=found, **form.facts(), by=current_person(), now=now())
    except Refused as refused:
        return overview_page(guidance, course=form, error=words(refused)), refused.status
    return redirect(url_for("communication.course", course_id=made.id))


def course(course_id: int) -> ResponseReturnValue:
    """One course."""
    found = queries.course(reading(), course_id)
    return course_page(found, CourseForm.filled(found, formdata=None))


def course_page(found: Course, form: CourseForm, error: str = "") -> str:
    """The page of a course."""
    known = {one.person_id for one in found.places}
    circle = queries.managers_circle(reading(), local_day(now())).people
    return render_template(
        "communication/course.html",
        course=found,
        uninvited=courses.uninvited(found),
        others=[person for person in circle if person.id not in known],
        form=form,
        error=error,
        moment=now(),
        off=queries.called_off(reading(), [found]).get(found.id),
        writes=current_person().has(Role.SECRETARIAT),
        labels=labels,
    )


def change_course(course_id: int) -> ResponseReturnValue:
    """Other facts; who was told waits to be told of them."""
    form = CourseForm.filled()
    if not form.validate():
        return course_page(queries.course(reading(), course_id), form), 422
    try:
        with transaction() as session:
            found = queries.course(session, course_id)
            told = courses.change_course(session, course=found, **form.facts(), by=current_person(), now=now())
    except Refused as refused:
        return course_page(queries.course(reading(), course_id), form, words(refused)), refused.status
    flash(
        _("Kurset er rettet. De inviterede har ikke fået det at vide endnu.") if told else _("Kurset er rettet."),
        "success",
    )
    return redirect(url_for("communication.course", course_id=course_id))


def remove_course(course_id: int) -> ResponseReturnValue:
    """Takes out a course that nobody has been told of."""
    with transaction() as session:
        found = queries.course(session, course_id)
        year = found.guidance.year
        courses.remove_course(session, course=found, by=current_person(), now=now())
    flash(_("Kurset er fjernet."), "success")
    return redirect(url_for("communication.overview", year=year))


def call_off(course_id: int) -> ResponseReturnValue:
    """Calls it off, and says so to everyone who was told of it."""
    with transaction() as session:
        count = calling_off.call_off(session, course=queries.course(session, course_id), by=current_person(), now=now())
    told = ngettext("Kurset er aflyst. %(num)s mail er på vej.", "Kurset er aflyst. %(num)s mails er på vej.", count)
    flash(told, "success")
    return redirect(url_for("communication.course", course_id=course_id))


def add_places(course_id: int) -> ResponseReturnValue:
    """Puts people on the list. They are told of nothing yet."""
    ids = request.form.getlist("person", type=int)
    with transaction() as session:
        found, day = queries.course(session, course_id), local_day(now())
        everyone = request.form.get("everyone")
        people = queries.managers_circle(session, day).people if everyone else courses.chosen(session, ids, day)
        count = courses.add_places(session, course=found, people=people, by=current_person(), now=now())
    flash(ngettext("%(num)s er sat på listen.", "%(num)s er sat på listen.", count), "success")
    return redirect(url_for("communication.course", course_id=course_id))


def remove_place(course_id: int, person_id: int) -> ResponseReturnValue:
    """Takes somebody off the list."""
    with transaction() as session:
        found = queries.course(session, course_id)
        courses.remove_place(session, course=found, person_id=person_id, by=current_person(), now=now())
    flash(_("Taget af listen."), "success")
    return redirect(url_for("communication.course", course_id=course_id))


def invite(course_id: int) -> ResponseReturnValue:
    """Invites everyone on the list who has not been told."""
    with transaction() as session:
        count = courses.invite(session, course=queries.course(session, course_id), by=current_person(), now=now())
    flash(ngettext("%(num)s invitation er på vej.", "%(num)s invitationer er på vej.", count), "success")
    return redirect(url_for("communication.course", course_id=course_id))


def attendance(course_id: int) -> ResponseReturnValue:
    """Who came."""
    came = set(request.form.getlist("came", type=int))
    with transaction() as session:
        found = queries.course(session, course_id)
        courses.note_attendance(session, course=found, came=came, by=current_person(), now=now())
    flash(_("Fremmødet er skrevet."), "success")
    return redirect(url_for("communication.course", course_id=course_id))


ROUTES = (
    Route("/<int:year>/kurser", ["POST"], add_course),
    Route("/kursus/<int:course_id>", ["GET"], course),
    Route("/kursus/<int:course_id>", ["POST"], change_course),
    Route("/kursus/<int:course_id>/fjern", ["POST"], remove_course),
    Route("/kursus/<int:course_id>/aflys", ["POST"], call_off),
    Route("/kursus/<int:course_id>/deltagere", ["POST"], add_places),
    Route("/kursus/<int:course_id>/deltagere/<int:person_id>/fjern", ["POST"], remove_place),
    Route("/kursus/<int:course_id>/inviter", ["POST"], invite),
    Route("/kursus/<int:course_id>/fremmoede", ["POST"], attendance),
)
