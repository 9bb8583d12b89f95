"""Pages of the annual plans of all units: the list, one unit's short form, the spreadsheet, and asking the heads."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app import files
from app.clock import local_day, now
from app.cycle import queries as cycles
from app.cycle.models import Cycle
from app.database import reading, transaction
from app.domain import NotFound, Refused
from app.follow_up import plan_mails, plans
from app.follow_up.forms import PlanRowForm, SheetForm
from app.follow_up.models import PlanRow
from app.follow_up.plan_sheet import read_sheet
from app.follow_up.plans import PlanLine
from app.insights.export import Format, kind_in, writer
from app.insights.tables import Table
from app.institutions import queries as institutions
from app.people import queries as people
from app.people.access import current_person
from app.people.domain import Role
from app.people.models import Person
from app.routes import Route
from app.web import words

ASK = {"plan": plan_mails.ask, "halvaar": plan_mails.ask_half_year}


def overview(year: int) -> ResponseReturnValue:
    """One row for each unit: whether its plan is there, and which themes it takes up."""
    return list_page(year, SheetForm(formdata=None))


def list_page(year: int, form: SheetForm, error: str = "") -> str:
    """The list, with the form for a spreadsheet."""
    session = reading()
    cycle = cycles.by_year(session, year)
    lines = plans.lines_of(session, cycle, now=now())
    return render_template(
        "follow_up/plans.html",
        cycle=cycle,
        lines=lines,
        themes=cycles.themes_of(session, year),
        form=form,
        error=error,
        secretary=current_person().has(Role.SECRETARIAT),
    )


def unit(year: int, institution_id: int) -> ResponseReturnValue:
    """One unit's short form, for the secretariat, and for who heads the unit."""
    session, person = reading(), current_person()
    cycle = cycles.by_year(session, year)
    if not may_enter(session, person, institution_id):
        raise NotFound()
    secretary = person.has(Role.SECRETARIAT)
    done = url_for("follow_up.plans_overview", year=year) if secretary else url_for("cycle.front")
    return entry(cycle, institution_id, person, done=done, back=secretary)


def may_enter(session: Session, person: Person, institution_id: int) -> bool:
    """The secretariat for all, a head for the units that she heads today."""
    led = [one.id for one in institutions.led_by(session, person, local_day(now()))]
    return person.has(Role.SECRETARIAT) or institution_id in led


def by_link(token: str) -> ResponseReturnValue:
    """One unit's short form, for whoever has the link from the mail: this form and nothing else. Only POST writes."""
    link = people.follow_link(reading(), token=token, purpose=plan_mails.LINK_PURPOSE, now=now())
    row = reading().get_one(PlanRow, link.subject_id)
    cycle = reading().get_one(Cycle, row.cycle_id)
    done = url_for("follow_up.plan_by_link", token=token, gemt=1)
    return entry(cycle, row.institution_id, link.person, done=done)


def entry(cycle: Cycle, institution_id: int, person: Person, *, done: str, back: bool = False) -> ResponseReturnValue:
    """The form; sent, it is written down, and she is told so."""
    line = line_of(cycle, institution_id)
    form = PlanRowForm.of(line, cycles.themes_of(reading(), cycle.year))
    if not form.validate_on_submit():
        return entry_page(cycle, line, form, back=back), 422 if form.errors else 200
    try:
        save(cycle, institution_id, form, person)
    except Refused as refused:
        return entry_page(cycle, line, form, words(refused), back=back), refused.status
    if back:
        flash(_("%(name)s er skrevet ind.", name=line.institution.name), "success")
    return redirect(done)


def line_of(cycle: Cycle, institution_id: int) -> PlanLine:
    """The unit's row on the list; raises NotFound for one that has none."""
    lines = plans.lines_of(reading(), cycle, now=now())
    found = next((line for line in lines if line.institution.id == institution_id), None)
    if found is None:
        raise NotFound()
    return found


def save(cycle: Cycle, institution_id: int, form: PlanRowForm, person: Person) -> None:
    """The one write of the page. A link or a theme without a day counts from today."""
    told = form.link.data or form.themes.data
    with transaction() as session:
        plans.enter(
            session,
            cycle=cycles.by_year(session, cycle.year),
            institution=institutions.by_id(session, institution_id),
            received_on=form.received_on.data or (local_day(now()) if told else None),
            link=form.link.data or "",
            themes=form.themes.data or [],
            sentence=form.sentence.data or "",
            by=person,
            now=now(),
        )


def entry_page(cycle: Cycle, line: PlanLine, form: PlanRowForm, error: str = "", *, back: bool = False) -> str:
    """The short form of one unit."""
    saved = request.method == "GET" and "gemt" in request.args
    return render_template(
        "follow_up/plan.html", cycle=cycle, line=line, form=form, error=error, back=back, saved=saved
    )


def ask(year: int) -> ResponseReturnValue:
    """Writes to the heads: for the plan, or at half-year for the one sentence."""
    wanted = ASK.get(request.form.get("hvad", "plan"))
    if wanted is None:
        raise NotFound()
    with transaction() as session:
        count = wanted(session, cycle=cycles.by_year(session, year), by=current_person(), now=now())
    flash(ngettext("%(num)s leder får en mail.", "%(num)s ledere får en mail.", count), "success")
    return redirect(url_for("follow_up.plans_overview", year=year))


def enter_sheet(year: int) -> ResponseReturnValue:
    """Takes a whole spreadsheet, or nothing and a sentence that names the line."""
    form = SheetForm()
    if not form.validate():
        return list_page(year, form), 422
    try:
        rows = read_sheet(form.file.data.read())
        with transaction() as session:
            cycle = cycles.by_year(session, year)
            count = plans.enter_sheet(session, cycle=cycle, rows=rows, by=current_person(), now=now())
    except Refused as refused:
        return list_page(year, form, words(refused)), refused.status
    flash(ngettext("%(num)s række er læst ind.", "%(num)s rækker er læst ind.", count), "success")
    return redirect(url_for("follow_up.plans_overview", year=year))


def download(year: int) -> ResponseReturnValue:
    """The list as a spreadsheet: the same that can be filled in and handed in again."""
    kind = kind_in(request.args, Format.XLSX)
    write, table = writer(kind), table_of(cycles.by_year(reading(), year))
    return files.sent(write(table), f"aarsplaner-{year}.{kind.value}")


def table_of(cycle: Cycle) -> Table:
    """The rows under the names of columns that plan_sheet.read_sheet() knows."""
    numbers = {one.id: one.number for one in cycles.themes_of(reading(), cycle.year)}
    return Table(
        title=_("Årsplaner %(year)s", year=cycle.year),
        heads=[_("Nummer"), _("Institution"), _("Modtaget"), _("Link"), _("Temaer"), _("Sætning")],
        rows=[
            [
                line.institution.number,
                line.institution.name,
                line.received_on.isoformat() if line.received_on else "",
                line.link,
                ", ".join(str(numbers[one]) for one in sorted(line.themes) if one in numbers),
                line.sentence,
            ]
            for line in plans.lines_of(reading(), cycle, now=now())
        ],
    )


ROUTES = (
    Route("/opfoelgning/<int:year>/aarsplaner", ["GET"], overview, "plans_overview"),
    Route("/opfoelgning/<int:year>/aarsplaner/<int:institution_id>", ["GET", "POST"], unit, "plan_of_unit"),
    Route("/opfoelgning/<int:year>/aarsplaner/spoerg", ["POST"], ask, "ask_plans"),
    Route("/opfoelgning/<int:year>/aarsplaner/fil", ["POST"], enter_sheet, "enter_sheet"),
    Route("/opfoelgning/<int:year>/aarsplaner/hent", ["GET"], download, "download_plans"),
    Route("/aarsplan/<token>", ["GET", "POST"], by_link, "plan_by_link"),
)
