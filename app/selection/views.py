"""Pages of the choice: how it is made, the list and what it is made from, the six and why, a withdrawal, the check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import files
from app.clock import local_day, now
from app.cycle import queries as cycles
from app.cycle.labels import count_word
from app.cycle.models import Cycle
from app.database import reading, transaction
from app.domain import NotFound, Refused
from app.institutions import queries as institutions
from app.people.access import current_person
from app.people.domain import Role
from app.routes import add_routes
from app.selection import drawing_views, labels, public_views, queries, services
from app.selection.deciding import Deciding
from app.selection.domain import DrawSettings, DrawState, SeatState
from app.selection.everyone import lines_of, turns_of
from app.selection.fault_words import say_fault
from app.selection.forms import TakeOverForm, ValueForm, WithdrawForm
from app.selection.handing_on import hand_on
from app.selection.lottery.asked import faults_of
from app.selection.lottery.record import read_record
from app.selection.models import Draw, Seat
from app.selection.pages import page_of
from app.selection.printing import in_fours
from app.selection.public import file_name
from app.selection.refusals import NoReserveFits, NoReserveLeft
from app.selection.settings_form import Chosen, SettingsForm
from app.selection.showing import show_list, show_steps
from app.selection.ways_out import ways_out
from app.settings import settings
from app.web import words

blueprint = Blueprint("selection", __name__, url_prefix="/udvaelgelse")
ASKS: dict[type[Refused], str] = {NoReserveFits: "relaxed", NoReserveLeft: "empty"}


@blueprint.get("/")
@blueprint.get("/<int:year>")
def overview(year: int | None = None) -> ResponseReturnValue:
    """The choice of a year, as far as it has come."""
    cycle = cycles.by_year(reading(), year) if year else cycles.current(reading())
    if cycle is None:
        return render_template("selection/no_year.html")
    page = page_of(reading(), cycle)
    return render_template(
        "selection/overview.html",
        page=page,
        default=deciding_of(cycle).fields(Chosen(DrawSettings(), {})) if page.draw is None else {},
        seats=DrawSettings.seats,
        value_form=ValueForm(formdata=None),
        secretariat=current_person().has(Role.SECRETARIAT),
        public_lots=settings().public_lots,
        count_word=count_word,
        file_name=file_name(cycle.year),
        ways=labels.WAYS,
        DrawState=DrawState,
        SeatState=SeatState,
    )


@blueprint.get("/<int:year>/indstil")
def decide(year: int) -> ResponseReturnValue:
    """How the six are found this year, as it was decided last; the default is by turn."""
    cycle = cycles.by_year(reading(), year)
    deciding = deciding_of(cycle)
    return settings_page(cycle, deciding, deciding.form(deciding.chosen))


def deciding_of(cycle: Cycle) -> Deciding:
    """What the form of a year knows today."""
    return Deciding.of(reading(), cycle, today=local_day(now()))


def settings_page(
    cycle: Cycle,
    deciding: Deciding,
    form: SettingsForm,
    error: str = "",
    outs: Mapping[str, dict[str, str]] | None = None,
) -> str:
    """The page itself; what was typed and refused stays in its form, with the smallest changes that help."""
    return render_template(
        "selection/settings.html",
        cycle=cycle,
        form=form.offering(deciding.groups),
        error=error,
        ways_out=outs or {},
        way_hints={way.value: hint for way, hint in labels.WAY_HINTS.items()},
        unit_names=deciding.unit_names,
    )


@blueprint.post("/<int:year>/forbered")
def prepare(year: int) -> ResponseReturnValue:
    """Makes the list, or makes it anew: worked out before the transaction."""
    cycle = cycles.by_year(reading(), year)
    deciding, form, chosen = deciding_of(cycle), SettingsForm(), None
    if not form.offering(deciding.groups).validate_on_submit():
        return settings_page(cycle, deciding, form), 422
    try:
        chosen = form.chosen(deciding.find)
        asked = queries.pool_request(reading(), cycle=cycle, settings=chosen.settings, now=now())
        listed = services.work_out_list(asked)
        with transaction() as session:
            services.store_list(
                session,
                cycle=session.get_one(Cycle, cycle.id),
                record=listed,
                remarks=chosen.remarks,
                by=current_person(),
                now=now(),
            )
    except Refused as refused:
        outs = {} if chosen is None else _ways_out(refused, chosen, deciding)
        status = 422 if refused.status == 404 else refused.status  # it is the typed name that is not found
        return settings_page(cycle, deciding, form, words(refused), outs), status
    flash(_("Listen er lavet. Ingen er valgt endnu."), "success")
    return redirect(url_for("selection.overview", year=year))


def _ways_out(refused: Refused, chosen: Chosen, deciding: Deciding) -> dict[str, dict[str, str]]:
    found = ways_out(refused, chosen.settings)
    return {sentence: deciding.fields(replace(chosen, settings=changed)) for sentence, changed in found}


@blueprint.get("/<int:year>/alle")
def everyone(year: int) -> ResponseReturnValue:
    """Every unit of the register in one table: who could be chosen, who was, and why."""
    cycle = cycles.by_year(reading(), year)
    draw = listed_draw(cycle)
    return render_template("selection/everyone.html", cycle=cycle, draw=draw, lines=lines_of(reading(), draw))


@blueprint.get("/<int:year>/tur")
def turns(year: int) -> ResponseReturnValue:
    """When the turn of each is likely to come: the engine run forward, nothing stored."""
    cycle = cycles.by_year(reading(), year)
    found, lines = turns_of(reading(), queries.forecast_request(reading(), cycle=cycle, now=now()))
    return render_template("selection/turns.html", cycle=cycle, found=found, lines=lines)


@blueprint.get("/<int:year>/liste")
def listed(year: int) -> ResponseReturnValue:
    """The list that was drawn up beforehand: every set with its numbers, the groups, everybody's chance."""
    cycle = cycles.by_year(reading(), year)
    draw = listed_draw(cycle)
    record = read_record(draw.record)
    shown = show_list(record)
    return render_template(
        "selection/list.html",
        cycle=cycle,
        draw=draw,
        shown=shown,
        steps=show_steps(record),
        fingerprint_groups=in_fours(draw.commitment),
        count_word=count_word,
    )


@blueprint.get("/<int:year>/liste.pdf")
def list_pdf(year: int) -> ResponseReturnValue:
    """The same on paper, to be handed out."""
    draw = listed_draw(cycles.by_year(reading(), year))
    return files.sent(public_views.list_pdf_of(draw, year), f"liste-{year}.pdf", opened=True)


def listed_draw(cycle: Cycle) -> Draw:
    """The year's choice with its record; a year that was taken over has none."""
    draw = queries.prepared_draw(reading(), cycle)
    if not queries.has_record(draw):
        raise NotFound()
    return draw


@blueprint.get("/<int:year>/protokol.json")
def record(year: int) -> ResponseReturnValue:
    """The record as a file: the very bytes that are stored, with the order of the reserves."""
    draw = listed_draw(cycles.by_year(reading(), year))
    return files.sent(draw.record.encode(), file_name(year))


@blueprint.get("/verify.py")
def verifier() -> ResponseReturnValue:
    """The program that checks a record, for whoever has one."""
    return public_views.verifier_file()


@blueprint.get("/<int:year>/kontrol")
def check(year: int) -> ResponseReturnValue:
    """Checks the record from its first line to its last, and says what does not hold."""
    cycle = cycles.by_year(reading(), year)
    draw = listed_draw(cycle)
    faults = faults_of(draw.record)
    page = page_of(reading(), cycle)
    return render_template("selection/check.html", page=page, faults=faults, say_fault=say_fault, at=now())


@blueprint.route("/<int:year>/overtag", methods=["GET", "POST"])
def take_over(year: int) -> ResponseReturnValue:
    """A choice that was made before this system: written in as it stands, and nobody is written to."""
    cycle, form, error = cycles.by_year(reading(), year), TakeOverForm(), ""
    if form.validate_on_submit():
        try:
            with transaction() as session:
                finder = institutions.finder(session, day=local_day(now()))
                chosen = list(dict.fromkeys(finder.find(line) for line in form.lines()))
                here = session.get_one(Cycle, cycle.id)
                services.take_over(session, cycle=here, institutions=chosen, by=current_person(), now=now())
        except Refused as refused:
            error = words(refused)
        else:
            flash(_("De valgte er skrevet ind. Ingen har fået besked."), "success")
            return redirect(url_for("selection.overview", year=year))
    page = render_template("selection/take_over.html", cycle=cycle, form=form, error=error)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<int:year>/afbud/<int:seat_id>", methods=["GET", "POST"])
def withdraw(year: int, seat_id: int) -> ResponseReturnValue:
    """A seat changes hands: by a person, with a reason; where no reserve keeps the quotas, by her yes."""
    seat, form, error = queries.seat(reading(), seat_id), WithdrawForm(), ""
    if seat.draw.cycle.year != year or seat.state is not SeatState.ACTIVE:
        raise NotFound()
    asks = "relaxed" if "relaxed" in request.form else "empty" if "empty" in request.form else ""
    if form.validate_on_submit():
        try:
            with transaction() as session:
                successor = services.withdraw(
                    session,
                    seat=session.get_one(Seat, seat_id),
                    reason=form.reason.data or "",
                    relaxed=form.relaxed.data,
                    empty=form.empty.data,
                    by=current_person(),
                    now=now(),
                )
        except Refused as refused:
            error, asks = words(refused), ASKS.get(type(refused), "")
        else:
            flash(labels.say_successor(successor), "success")
            return redirect(url_for("selection.overview", year=year))
    page = render_template(
        "selection/withdraw.html",
        seat=seat,
        form=form,
        error=error,
        asks=asks,
        year=year,
        next=hand_on(reading(), seat),
    )
    return page, 422 if form.is_submitted() else 200


add_routes(blueprint, (*drawing_views.ROUTES, *public_views.ROUTES))
