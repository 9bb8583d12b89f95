"""Pages of the year: the front page, a body's first start, opening a year and moving its days, and help."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.clock import local_day, now
from app.cycle import front as composition
from app.cycle import queries, services
from app.cycle.domain import (
    TRIAL,
    CycleState,
    MilestoneFarAway,
    MilestoneKind,
    MilestonesOutOfOrder,
    YearExists,
)
from app.cycle.forms import DaysForm, YearForm
from app.cycle.labels import MILESTONES, PHASES, STAGES, count_word, weeks_word
from app.cycle.models import Cycle
from app.cycle.ports import year_gates
from app.database import reading, transaction
from app.domain import Refused
from app.mail import services as mail
from app.people.access import current_person
from app.people.domain import Role
from app.people.models import Person
from app.web import words

blueprint = Blueprint("cycle", __name__)
LABELS = {"phases": PHASES, "stages": STAGES, "way": composition.way, "count_word": count_word}


@blueprint.get("/")
def front() -> ResponseReturnValue:
    """What is asked of this person now; for a head the way of her one dialogue, for the others the year."""
    person, session, instant = current_person(), reading(), now()
    cycle = queries.current(session)
    shown = composition.front_of(session, person=person, cycle=cycle, now=instant)
    start = composition.start_steps(session) if person.has(Role.SECRETARIAT) else []
    if person.has(Role.SECRETARIAT, Role.DIRECTOR):
        return render_template("cycle/front.html", cycle=cycle, shown=shown, start=start, now=instant, **LABELS)
    seat = composition.own_seat(session, person=person, cycle=cycle, now=instant)
    notice = {"notice": composition.notice(session, cycle), "weeks_word": weeks_word}
    return render_template("cycle/leader.html", cycle=cycle, shown=shown, seat=seat, now=instant, **notice, **LABELS)


@blueprint.get("/kom-i-gang")
def first_start() -> ResponseReturnValue:
    """What a new body does before its first year, each step with its check."""
    return render_template("cycle/first_start.html", steps=composition.start_steps(reading()))


@blueprint.post("/kom-i-gang/proevemail")
def try_mail() -> ResponseReturnValue:
    """A mail to whoever asks for it, the way every mail goes."""
    instant = now()
    with transaction() as session:
        mail.enqueue_plain(
            session,
            once=f"{TRIAL}:{instant.isoformat()}",
            kind=TRIAL,
            thread=TRIAL,
            person=session.get_one(Person, current_person().id),
            subject=lazy_gettext("Prøvemail fra Ledetråd"),
            template="trial",
            context={},
            now=instant,
        )
    flash(_("Prøvemailen er på vej til %(address)s.", address=current_person().address), "success")
    return redirect(url_for("cycle.first_start"))


@blueprint.get("/aar")
def years() -> ResponseReturnValue:
    """Every year that was opened."""
    return render_template("cycle/years.html", cycles=queries.all_years(reading()))


@blueprint.route("/aar/nyt", methods=["GET", "POST"])
def open_year() -> ResponseReturnValue:
    """Opens a year: its number first, its days proposed; a year in the middle of things is opened the same way."""
    known = queries.all_years(reading())
    proposed = known[0].year + 1 if known else local_day(now()).year
    form, error = YearForm(year=proposed), ""
    if form.validate_on_submit():
        try:
            with transaction() as session:
                cycle = services.open_year(session, year=form.year.data, subject=None, by=current_person(), now=now())
        except YearExists as refused:
            error = words(refused)
        else:
            flash(_("%(year)s er åbnet. Ret datoerne, så de passer til jer.", year=cycle.year), "success")
            return redirect(url_for("cycle.move_days", year=cycle.year))
    days = queries.proposed_days(reading(), proposed)
    return render_template("cycle/open_year.html", form=form, error=error, days=days, labels=MILESTONES)


@blueprint.get("/aar/<int:year>")
def year(year: int) -> ResponseReturnValue:
    """One year: its days, and the guidance that its dialogues talk about."""
    cycle, secretariat = queries.by_year(reading(), year), current_person().has(Role.SECRETARIAT)
    closed = cycle.state is CycleState.CLOSED
    return render_template("cycle/year.html", cycle=cycle, closed=closed, labels=MILESTONES, secretariat=secretariat)


@blueprint.post("/aar/<int:year>/luk")
def close_year(year: int) -> ResponseReturnValue:
    """The year is over; from now on the pages begin with the next one that is open."""
    with transaction() as session:
        cycle = queries.by_year(session, year)
        services.close_year(session, cycle=cycle, gates=year_gates(), by=current_person(), now=now())
    flash(_("Året %(year)s er lukket. Alt i det kan stadig læses.", year=year), "success")
    return redirect(url_for("cycle.front"))


@blueprint.post("/aar/<int:year>/genaabn")
def reopen_year(year: int) -> ResponseReturnValue:
    """The year was not over after all."""
    with transaction() as session:
        services.reopen_year(session, cycle=queries.by_year(session, year), by=current_person(), now=now())
    flash(_("Året %(year)s er åbent igen.", year=year), "success")
    return redirect(url_for("cycle.year", year=year))


@blueprint.route("/aar/<int:year>/dage", methods=["GET", "POST"])
def move_days(year: int) -> ResponseReturnValue:
    """Moves the days of a year."""
    cycle = queries.by_year(reading(), year)
    form, error = DaysForm(data=DaysForm.filled({one.kind: one.day for one in cycle.milestones})), ""
    if form.validate_on_submit():
        try:
            save_days(year, form.days())
        except (MilestoneFarAway, MilestonesOutOfOrder) as refused:
            error = said_of_days(refused)
        else:
            flash(_("Datoerne for %(year)s er gemt. Der er ikke sendt nogen mail.", year=year), "success")
            return redirect(url_for("cycle.year", year=year))
    return render_template("cycle/move_days.html", cycle=cycle, form=form, error=error)


def save_days(year: int, days: dict[MilestoneKind, dt.date]) -> None:
    """The one write of the page."""
    with transaction() as session:
        cycle: Cycle = queries.by_year(session, year)
        services.set_milestones(session, cycle=cycle, days=days, by=current_person(), now=now())


def said_of_days(refused: Refused) -> str:
    """The refusal with its days called as they are on the page."""
    names = {key: str(MILESTONES[MilestoneKind(value)]) for key, value in refused.data.items()}
    return _(refused.sentence, **names)


@blueprint.get("/hjaelp")
def help() -> ResponseReturnValue:
    """What this is, whom to ask, and how we treat what people tell us."""
    return render_template("cycle/help.html")
