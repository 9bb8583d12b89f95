"""Pages of the choice: the list and what it is made from, the six and why, a withdrawal, and the check."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.cycle import queries as cycles
from app.cycle.labels import count_word
from app.cycle.models import Cycle
from app.database import reading, transaction
from app.domain import NotFound, Refused
from app.institutions import queries as register
from app.people.access import current_person
from app.people.domain import Role
from app.selection import labels, queries, services
from app.selection.domain import DrawState, SeatState, Way
from app.selection.forms import SettingsForm, TakeOverForm, ValueForm, WithdrawForm
from app.selection.lottery.asked import faults_of
from app.selection.models import Draw, Seat
from app.selection.pages import lines_of, page_of
from app.selection.refusals import NoReserveFits, NoReserveLeft
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
    return year_page(cycle)


def year_page(cycle: Cycle, settings: SettingsForm | None = None, error: str = "") -> str:
    """The page itself; what was typed and refused stays in its form."""
    page = page_of(reading(), cycle)
    return render_template(
        "selection/overview.html",
        page=page,
        settings_form=settings or SettingsForm.filled(page.draw.settings if page.draw else {}),
        value_form=ValueForm(formdata=None),
        error=error,
        secretariat=current_person().has(Role.SECRETARIAT),
        count_word=count_word,
        DrawState=DrawState,
        SeatState=SeatState,
    )


@blueprint.post("/<int:year>/forbered")
def prepare(year: int) -> ResponseReturnValue:
    """Makes the list, or makes it anew."""
    cycle, form = cycles.by_year(reading(), year), SettingsForm()
    if not form.validate_on_submit():
        return year_page(cycle, form), 422
    try:
        asked = queries.pool_request(reading(), cycle=cycle, settings=form.chosen(), now=now())
        listed = services.work_out_list(asked)
        with transaction() as session:
            services.store_list(
                session,
                cycle=session.get_one(Cycle, cycle.id),
                record=listed,
                by=current_person(),
                now=now(),
            )
    except Refused as refused:
        return year_page(cycle, form, words(refused)), refused.status
    flash(_("Listen er lavet. Ingen er valgt endnu."), "success")
    return redirect(url_for("selection.overview", year=year))


@blueprint.post("/<int:year>/laeg-fast")
def publish(year: int) -> ResponseReturnValue:
    """From now on the list cannot be made anew."""
    draw = queries.prepared_draw(reading(), cycles.by_year(reading(), year))
    with transaction() as session:
        services.publish(session, draw=session.get_one(Draw, draw.id), by=current_person(), now=now())
    flash(_("Listen ligger fast."), "success")
    return redirect(url_for("selection.overview", year=year))


@blueprint.post("/<int:year>/vaelg")
def choose(year: int) -> ResponseReturnValue:
    """Chooses: worked out before the transaction, stored once, however many times the button was pressed."""
    form = ValueForm()
    cycle = cycles.by_year(reading(), year)
    if not form.validate_on_submit():
        return year_page(cycle, error=_("Tallet er for langt.")), 422
    draw = queries.prepared_draw(reading(), cycle)
    value = (form.value.data or "").strip()
    record = services.work_out_result(draw, value=value or ("" if draw.way is Way.BY_PUBLIC_LOT else None), year=year)
    with transaction() as session:
        services.store_result(
            session, draw=session.get_one(Draw, draw.id), record=record, by=current_person(), now=now()
        )
    flash(_("De er valgt. Ingen har fået besked endnu."), "success")
    return redirect(url_for("selection.overview", year=year))


@blueprint.get("/<int:year>/alle")
def everyone(year: int) -> ResponseReturnValue:
    """Every unit of the register in one table: who could be chosen, who was, and why."""
    cycle = cycles.by_year(reading(), year)
    draw = listed_draw(cycle)
    return render_template("selection/everyone.html", cycle=cycle, draw=draw, lines=lines_of(reading(), draw))


def listed_draw(cycle: Cycle) -> Draw:
    """The year's choice with its record; a year that was taken over has none."""
    draw = queries.prepared_draw(reading(), cycle)
    if not queries.has_record(draw):
        raise NotFound()
    return draw


@blueprint.get("/<int:year>/protokol.json")
def record(year: int) -> Response:
    """The record as a file: canonical JSON, the very bytes that were hashed and stored."""
    draw = listed_draw(cycles.by_year(reading(), year))
    name = f"udvaelgelse-{year}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(draw.record, mimetype="application/json", headers=headers)


@blueprint.get("/<int:year>/kontrol")
def check(year: int) -> ResponseReturnValue:
    """Makes the list and the choice anew from the record, and says what does not hold."""
    cycle = cycles.by_year(reading(), year)
    draw = listed_draw(cycle)
    faults = [sentence for _code, _where, sentence in faults_of(draw.record)]
    return render_template("selection/check.html", page=page_of(reading(), cycle), faults=faults, at=now())


@blueprint.route("/<int:year>/overtag", methods=["GET", "POST"])
def take_over(year: int) -> ResponseReturnValue:
    """A choice that was made before this system: written in as it stands, and nobody is written to."""
    cycle, form, error = cycles.by_year(reading(), year), TakeOverForm(), ""
    if form.validate_on_submit():
        try:
            with transaction() as session:
                finder = register.Finder(register.all_units(session))
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
    page = render_template("selection/withdraw.html", seat=seat, form=form, error=error, asks=asks, year=year)
    return page, 422 if form.is_submitted() else 200
