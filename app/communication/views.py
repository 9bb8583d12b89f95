"""Pages of the communication: the plan and its rows. Those of the courses and the paper stand in files of their own."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import files
from app.clock import local_day, now
from app.communication import course_views, labels, mailing, pages, paper_views, plans, queries
from app.communication.course_views import overview_page
from app.communication.domain import Channel
from app.communication.forms import StepForm
from app.communication.models import PlanStep
from app.database import reading, transaction
from app.domain import Refused
from app.guidance import queries as guidances
from app.people import queries as people
from app.people.access import current_person
from app.people.domain import Role
from app.routes import add_routes
from app.settings import settings
from app.web import words

blueprint = Blueprint("communication", __name__, url_prefix="/kommunikation")

add_routes(blueprint, (*course_views.ROUTES, *paper_views.ROUTES))


@blueprint.get("")
@blueprint.get("/<int:year>")
def overview(year: int | None = None) -> ResponseReturnValue:
    """The plan of the newest guidance that there is something to tell of, or of a year's."""
    session = reading()
    guidance = guidances.of_year(session, year) if year else next(iter(queries.told(session)), None)
    return overview_page(guidance)


@blueprint.post("/<int:year>/plan")
def lay_plan(year: int) -> ResponseReturnValue:
    """Takes the proposed plan over."""
    with transaction() as session:
        plans.lay_plan(session, guidance=guidances.of_year(session, year), by=current_person(), now=now())
    flash(_("Planen er lagt. Ret datoerne, og skriv, hvem der sørger for hvad."), "success")
    return redirect(url_for("communication.overview", year=year))


@blueprint.post("/<int:year>/raekker")
def add_step(year: int) -> ResponseReturnValue:
    """One more row."""
    form = StepForm.offering(queries.staff(reading()))
    guidance = guidances.of_year(reading(), year)
    if not form.validate():
        return overview_page(guidance, step=form), 422
    try:
        with transaction() as session:
            plans.add_step(
                session,
                guidance=guidances.of_year(session, year),
                channel=Channel(form.channel.data),
                audience=form.audience.data or "",
                day=form.day.data,
                owner=people.by_id(session, form.owner.data or 0),
                by=current_person(),
                now=now(),
            )
    except Refused as refused:
        return overview_page(guidance, step=form, error=words(refused)), refused.status
    flash(_("Rækken er tilføjet."), "success")
    return redirect(url_for("communication.overview", year=year))


@blueprint.get("/raekke/<int:step_id>")
def step(step_id: int) -> ResponseReturnValue:
    """One row with the text that it offers; a mail with everyone who will get it."""
    found = queries.step(reading(), step_id)
    return step_page(found, StepForm.offering(queries.staff(reading()), found, formdata=None))


def step_page(found: PlanStep, form: StepForm, error: str = "") -> str:
    """The page of a row."""
    return render_template(
        "communication/step.html",
        page=pages.step_page(reading(), found, body=settings().body_name, now=now()),
        form=form,
        error=error,
        writes=current_person().has(Role.SECRETARIAT),
        labels=labels,
    )


@blueprint.post("/raekke/<int:step_id>")
def change_step(step_id: int) -> ResponseReturnValue:
    """Another way, audience, day or person."""
    form = StepForm.offering(queries.staff(reading()))
    if not form.validate():
        return step_page(queries.step(reading(), step_id), form), 422
    try:
        with transaction() as session:
            plans.change_step(
                session,
                step=queries.step(session, step_id),
                channel=Channel(form.channel.data),
                audience=form.audience.data or "",
                day=form.day.data,
                owner=people.by_id(session, form.owner.data or 0),
                by=current_person(),
                now=now(),
            )
    except Refused as refused:
        return step_page(queries.step(reading(), step_id), form, words(refused)), refused.status
    flash(_("Rækken er rettet."), "success")
    return redirect(url_for("communication.step", step_id=step_id))


@blueprint.post("/raekke/<int:step_id>/tekst")
def write_text(step_id: int) -> ResponseReturnValue:
    """A person's own words; none, and those that are made of the guidance stand again."""
    with transaction() as session:
        found, text = queries.step(session, step_id), request.form.get("text", "")
        plans.write_text(session, step=found, text=text, by=current_person(), now=now())
    flash(_("Teksten er gemt."), "success")
    return redirect(url_for("communication.step", step_id=step_id))


@blueprint.post("/raekke/<int:step_id>/gjort")
def finish_step(step_id: int) -> ResponseReturnValue:
    """It has been done today; or it has not been done after all."""
    on = None if request.form.get("open") else local_day(now())
    with transaction() as session:
        found = queries.step(session, step_id)
        plans.finish_step(session, step=found, on=on, by=current_person(), now=now())
        year = found.guidance.year
    flash(_("Skrevet som gjort.") if on else _("Rækken venter igen."), "success")
    return redirect(url_for("communication.overview", year=year))


@blueprint.post("/raekke/<int:step_id>/fjern")
def remove_step(step_id: int) -> ResponseReturnValue:
    """Takes a row out."""
    with transaction() as session:
        found = queries.step(session, step_id)
        year = found.guidance.year
        plans.remove_step(session, step=found, by=current_person(), now=now())
    flash(_("Rækken er fjernet."), "success")
    return redirect(url_for("communication.overview", year=year))


@blueprint.post("/raekke/<int:step_id>/send")
def send(step_id: int) -> ResponseReturnValue:
    """Sends the mail to the managers' circle."""
    with transaction() as session:
        found, body = queries.step(session, step_id), settings().body_name
        count = mailing.send_mail(session, step=found, body=body, by=current_person(), now=now())
    flash(
        ngettext(
            "%(num)s mail går om fem minutter. Indtil da kan du stoppe den.",
            "%(num)s mails går om fem minutter. Indtil da kan du stoppe dem.",
            count,
        ),
        "success",
    )
    return redirect(url_for("communication.step", step_id=step_id))


@blueprint.post("/raekke/<int:step_id>/stop")
def stop(step_id: int) -> ResponseReturnValue:
    """Stops the mail while nothing of it has left."""
    with transaction() as session:
        count = mailing.stop_mail(session, step=queries.step(session, step_id), by=current_person(), now=now())
    flash(ngettext("%(num)s mail er stoppet.", "%(num)s mails er stoppet.", count), "success")
    return redirect(url_for("communication.step", step_id=step_id))


@blueprint.get("/<int:year>/slides.pptx")
def slide_show(year: int) -> ResponseReturnValue:
    """Five slides, for PowerPoint."""
    guidance = guidances.of_year(reading(), year)
    made = pages.slide_show(reading(), guidance, body=settings().body_name)
    return files.sent(made, f"Ledetraad-{year}.pptx")
