"""Pages of what a plan keeps to: the rules of a year, closed days, the schools' holidays, places and travel.

The addresses stand at the end; views.py takes them in.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import local_day, now
from app.cycle import queries as cycles
from app.database import reading, transaction
from app.domain import NotFound, Refused
from app.people.access import current_person
from app.routes import Route
from app.scheduling import places
from app.scheduling.problems import latest_day
from app.scheduling.rules import labels as rule_labels
from app.scheduling.rules import school_year, working_time
from app.scheduling.rules.domain import RuleKind
from app.scheduling.rules.forms import (
    HolidaysFileForm,
    HolidaysForm,
    PlacesForm,
    RuleForm,
    SpanForm,
    holidays_from,
    hours_from,
    minutes_from,
)
from app.scheduling.rules.school_year import Holiday
from app.selection import queries as selection
from app.selection.models import Seat
from app.web import words

AHEAD = dt.timedelta(days=400)
EMPTY_ROWS = 2
LARGEST_PACKED = 200_000


def plan_rules(year: int) -> ResponseReturnValue:
    """Everything that the plan of a year keeps to, and what comes of it in the months ahead."""
    return rules_page(year, SpanForm())


def rules_page(year: int, form: SpanForm, error: str = "") -> str:
    """The page; what is wrong with a closed day stands at its form."""
    cycle = cycles.by_year(reading(), year)
    known = working_time.rules_of(reading(), cycle)
    today = local_day(now())
    return render_template(
        "scheduling/rules.html",
        cycle=cycle,
        rules=[known[kind] for kind in RuleKind],
        spells=working_time.spans_of(reading(), known, today, today + AHEAD),
        spans=working_time.closed_spans(reading(), today, today + AHEAD),
        school_years=[school_year.school_year_of(today), school_year.school_year_of(today) + 1],
        latest=latest_day(cycle),
        form=form,
        error=error,
        labels=rule_labels,
    )


def plan_rule(year: int, rule: str) -> ResponseReturnValue:
    """One rule, to be set for the year."""
    kind = next((one for one in RuleKind if one.value == rule), None)
    if kind is None or kind is RuleKind.PUBLIC:
        raise NotFound()
    cycle = cycles.by_year(reading(), year)
    before = working_time.rule_of(reading(), cycle, kind)
    form, error = RuleForm.of(before), ""
    if form.validate_on_submit():
        try:
            hours = hours_from(request.form) if kind is RuleKind.HOURS else before.hours
            with transaction() as session:
                cycle = cycles.by_year(session, year)
                wanted = form.rule(before, hours)
                working_time.set_rule(session, cycle=cycle, rule=wanted, by=current_person(), now=now())
        except Refused as refused:
            error = words(refused)
        else:
            flash(_("Reglen er gemt. Tider, der allerede er aftalt, bliver ikke flyttet."), "success")
            return redirect(url_for("scheduling.plan_rules", year=year))
    page = render_template(
        "scheduling/rule.html", cycle=cycle, rule=before, form=form, error=error, labels=rule_labels, given=request.form
    )
    return page, 422 if error or form.errors else 200


def add_closed(year: int) -> ResponseReturnValue:
    """Closed days, or a committee's meeting."""
    form = SpanForm()
    if not form.validate_on_submit():
        return rules_page(year, form), 422
    try:
        with transaction() as session:
            working_time.add_span(
                session,
                kind=form.chosen(),
                first=form.first.data,
                last=form.last.data or form.first.data,
                minutes=form.minutes(),
                word=form.word.data or "",
                by=current_person(),
                now=now(),
            )
    except Refused as refused:
        return rules_page(year, form, words(refused)), refused.status
    flash(_("Det er skrevet ind, og næste plan holder sig fra det."), "success")
    return redirect(url_for("scheduling.plan_rules", year=year, _anchor="closed-h"))


def remove_closed(span_id: int) -> ResponseReturnValue:
    """The directors can after all."""
    with transaction() as session:
        working_time.remove_span(session, span_id=span_id, by=current_person(), now=now())
        cycle = cycles.current(session)
    flash(_("Det er taget af igen."), "success")
    return redirect(url_for("scheduling.plan_rules", year=cycle.year if cycle else local_day(now()).year))


def school_holidays(school_year: int) -> ResponseReturnValue:
    """The holidays of a school year as a table to be written in; emptied, the usual ones hold again."""
    if not 2000 <= school_year <= 2100:
        raise NotFound()
    error, status = "", 200
    if request.method == "POST":
        try:
            holidays = [] if "usual" in request.form else holidays_from(request.form)
            with transaction() as session:
                working_time.save_holidays(session, year=school_year, holidays=holidays, by=current_person(), now=now())
        except Refused as refused:
            error, status = words(refused), refused.status
        else:
            flash(_("Skoleferierne er gemt."), "success")
            return redirect(url_for("scheduling.school_holidays", school_year=school_year))
    page = render_template(
        "scheduling/holidays.html",
        year=school_year,
        rows=typed_rows() if error else written_rows(school_year),
        holidays=working_time.holidays_of_year(reading(), school_year),
        form=HolidaysFileForm(),
        error=error,
        labels=rule_labels,
    )
    return page, status


class Row(NamedTuple):
    """A line of the table as it stands in its fields."""

    name: str
    first: str
    last: str


def typed_rows() -> list[Row]:
    """What was typed, with what is wrong in it."""
    columns = [request.form.getlist(name) for name in Row._fields]
    return [Row(*row) for row in zip(*columns, strict=False)]


def written_rows(year: int) -> list[Row]:
    """What holds, and some empty lines."""
    held = working_time.holidays_of_year(reading(), year)
    rows = [Row(rule_labels.holiday_name(one), one.first.isoformat(), one.last.isoformat()) for one in held]
    return [*rows, *[Row("", "", "")] * EMPTY_ROWS]


def read_holidays() -> ResponseReturnValue:
    """A file of holidays, shown before anything of it is taken: what it says, and every fault by its line."""
    form = HolidaysFileForm()
    if not form.validate_on_submit():
        flash(_("Vælg en fil."), "error")
        year = school_year.school_year_of(local_day(now()))
        return redirect(url_for("scheduling.school_holidays", school_year=year))
    name = (form.file.data.filename or "ferier")[:100]
    listed = school_year.read(form.file.data.read(), source=name)
    page = render_template(
        "scheduling/holidays_preview.html",
        listed=listed,
        name=name,
        form=HolidaysForm(formdata=None, packed=packed(listed.holidays), source=name),
        year=school_year.school_year_of(local_day(now())),
        labels=rule_labels,
    )
    return page, 422 if listed.faults else 200


def take_holidays() -> ResponseReturnValue:
    """The file as it was seen."""
    form = HolidaysForm()
    if not form.validate_on_submit() or len(form.packed.data) > LARGEST_PACKED:
        raise NotFound()
    with transaction() as session:
        listed = working_time.import_holidays(
            session, data=form.packed.data.encode(), source=form.source.data, by=current_person(), now=now()
        )
    flash(_("Skoleferierne er læst ind."), "success")
    return redirect(url_for("scheduling.school_holidays", school_year=listed.years[0]))


def packed(holidays: tuple[Holiday, ...]) -> str:
    """A list as the reader of files reads it again."""
    rows = (f"{one.name.replace(';', ',')};{one.first:%d.%m.%Y};{one.last:%d.%m.%Y}" for one in holidays)
    return "\n".join(["navn;fra;til", *rows]).replace('"', "”")


def places_page(year: int) -> ResponseReturnValue:
    """Where each of the six is met, and how long the directors travel there."""
    cycle, form, error = cycles.by_year(reading(), year), PlacesForm(), ""
    seats = selection.active_seats(reading(), cycle)
    postcodes = sorted({seat.institution.postcode for seat in seats if seat.institution.postcode})
    if form.validate_on_submit():
        try:
            minutes = minutes_from(request.form, postcodes)
            with transaction() as session:
                there = {session.get_one(Seat, seat.id): f"seat-{seat.id}" in request.form for seat in seats}
                places.set_places(session, there=there, by=current_person(), now=now())
                places.save_travel(session, minutes=minutes, by=current_person(), now=now())
        except Refused as refused:
            error = words(refused)
        else:
            flash(_("Stederne er gemt. En tid, der er aftalt, beholder sit sted, til den bliver flyttet."), "success")
            return redirect(url_for("scheduling.places_page", year=year))
    page = render_template(
        "scheduling/places.html",
        cycle=cycle,
        seats=seats,
        away=places.away_from_home(reading(), cycle, seats),
        minutes=places.travel_times(reading()),
        postcodes=postcodes,
        usual=working_time.rule_of(reading(), cycle, RuleKind.TRAVEL),
        form=form,
        error=error,
        labels=rule_labels,
    )
    return page, 422 if error else 200


ROUTES = (
    Route("/<int:year>/regler", ["GET"], plan_rules),
    Route("/<int:year>/regler/<rule>", ["GET", "POST"], plan_rule),
    Route("/<int:year>/lukkedage", ["POST"], add_closed),
    Route("/lukkedage/<int:span_id>/fjern", ["POST"], remove_closed),
    Route("/skoleferier/<int:school_year>", ["GET", "POST"], school_holidays),
    Route("/skoleferier/laes", ["POST"], read_holidays),
    Route("/skoleferier/tag", ["POST"], take_holidays),
    Route("/<int:year>/steder", ["GET", "POST"], places_page),
)
