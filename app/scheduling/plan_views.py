"""Pages of planning further: other ways to lay the year, fewest moves after a no, who comes, the year at a glance."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.cycle import queries as cycles
from app.database import reading, transaction
from app.people import queries as people
from app.people.access import current_person
from app.people.models import Person
from app.routes import Route
from app.scheduling import labels, moving, queries, services
from app.scheduling.alternatives import comparison_of
from app.scheduling.forms import WhoComesForm
from app.scheduling.pages import year_of
from app.scheduling.replanned import replanned
from app.scheduling.rules import working_time
from app.scheduling.rules.domain import RuleKind


def alternatives(year: int) -> ResponseReturnValue:
    """Two other ways to lay the year, beside the proposal that stands."""
    cycle = cycles.by_year(reading(), year)
    notice = working_time.weeks_of(reading(), cycle, RuleKind.NOTICE)
    page = comparison_of(reading(), cycle=cycle, notice=notice, now=now())
    return render_template("scheduling/alternatives.html", page=page)


def glance(year: int) -> ResponseReturnValue:
    """The year's meetings, closed days and milestones, week by week."""
    page = year_of(reading(), cycle=cycles.by_year(reading(), year), now=now())
    return render_template("scheduling/glance.html", page=page, labels=labels)


def replan_page(dialogue_id: int) -> ResponseReturnValue:
    """The plan that gives a dialogue another time and moves the fewest others; before and after."""
    page = replanned(reading(), dialogue=queries.dialogue(reading(), dialogue_id), now=now())
    return render_template("scheduling/replan.html", page=page)


def fix_time(dialogue_id: int) -> ResponseReturnValue:
    """A proposed time that the next proposal leaves alone, or may change again."""
    fixed = request.form.get("fixed") == "1"
    with transaction() as session:
        dialogue = queries.dialogue(session, dialogue_id)
        services.fix(session, dialogue=dialogue, fixed=fixed, by=current_person(), now=now())
        year = dialogue.seat.draw.cycle.year
    flash(_("Tiden ligger fast.") if fixed else _("Tiden kan ændres af et nyt forslag."), "success")
    return redirect(url_for("scheduling.overview", year=year))


def who_comes(dialogue_id: int) -> ResponseReturnValue:
    """A director who is not to be in one dialogue, and who is there instead."""
    dialogue, directors = queries.dialogue(reading(), dialogue_id), queries.directors(reading())
    others = [one for one in people.everyone(reading()) if one.active and one not in directors]
    form = WhoComesForm.offering(directors, others)
    if not form.validate_on_submit():
        page = render_template("scheduling/who_comes.html", dialogue=dialogue, form=form)
        return page, 422 if form.is_submitted() else 200
    with transaction() as session:
        dialogue = queries.dialogue(session, dialogue_id)
        person = session.get_one(Person, form.person.data)
        if form.there.data == "yes":
            moving.take_part(session, dialogue=dialogue, person=person, by=current_person(), now=now())
        else:
            substitute = session.get(Person, form.substitute.data) if form.substitute.data else None
            moving.stay_away(
                session, dialogue=dialogue, person=person, substitute=substitute, by=current_person(), now=now()
            )
    flash(_("Det er skrevet ned, hvem der er med."), "success")
    return redirect(url_for("scheduling.new_time", dialogue_id=dialogue_id))


ROUTES = (
    Route("/<int:year>/andre-forslag", ["GET"], alternatives),
    Route("/<int:year>/uger", ["GET"], glance),
    Route("/dialog/<int:dialogue_id>/ny-plan", ["GET"], replan_page),
    Route("/dialog/<int:dialogue_id>/fast", ["POST"], fix_time),
    Route("/dialog/<int:dialogue_id>/hvem", ["GET", "POST"], who_comes),
)
