"""From the list to the six: laying the list before everyone, the number that was drawn, and choosing."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.cycle import queries as cycles
from app.cycle.labels import count_word
from app.cycle.models import Cycle
from app.database import reading, transaction
from app.domain import NotFound, Refused
from app.people.access import current_person
from app.routes import Route
from app.selection import labels, queries, services
from app.selection.domain import DrawState, Way
from app.selection.forms import PublicValueForm, ValueForm
from app.selection.lottery.drawing import says_its_ticket, ticket_of
from app.selection.lottery.spelling import tidy_value
from app.selection.models import Draw
from app.selection.printing import in_fours
from app.selection.refusals import NotPublished
from app.web import words


def publish(year: int) -> ResponseReturnValue:
    """From now on the list cannot be made anew."""
    draw = queries.prepared_draw(reading(), cycles.by_year(reading(), year))
    with transaction() as session:
        services.publish(session, draw=session.get_one(Draw, draw.id), by=current_person(), now=now())
    flash(_("Listen er lagt frem og ligger fast."), "success")
    return redirect(url_for("selection.overview", year=year))


def choose(year: int) -> ResponseReturnValue:
    """By turn and in the house: worked out before the transaction, stored once, however often it was pressed."""
    form = ValueForm()
    draw = queries.prepared_draw(reading(), cycles.by_year(reading(), year))
    value = (form.value.data or "").strip() or None if form.validate_on_submit() else None
    if draw.way is Way.BY_PUBLIC_LOT and draw.state is DrawState.PREPARED:
        raise NotPublished(year=year)
    _store(draw, value, year)
    return redirect(url_for("selection.overview", year=year))


def _store(draw: Draw, value: str | None, year: int, *, how: str = "", witnesses: str = "") -> None:
    record = services.work_out_result(draw, value=value, year=year)
    with transaction() as session:
        services.store_result(
            session,
            draw=session.get_one(Draw, draw.id),
            record=record,
            how=how,
            witnesses=witnesses,
            by=current_person(),
            now=now(),
        )
    flash(_("De er valgt. Ingen har fået besked endnu."), "success")


def draw_value(year: int) -> ResponseReturnValue:
    """The number that was drawn in public: typed, shown large, and taken by a second press."""
    cycle, form, error = cycles.by_year(reading(), year), PublicValueForm(), ""
    draw = queries.prepared_draw(reading(), cycle)
    if draw.way is not Way.BY_PUBLIC_LOT:
        raise NotFound()
    if draw.state is DrawState.PREPARED:
        raise NotPublished(year=year)
    if draw.state is DrawState.DRAWN and not form.is_submitted():
        return redirect(url_for("selection.overview", year=year))
    valid = form.validate_on_submit()
    if valid and form.sure.data:
        try:
            _store(draw, form.value.data, year, how=form.how.data or "", witnesses=form.witnesses.data or "")
        except Refused as refused:
            error = words(refused)
        else:
            return redirect(url_for("selection.overview", year=year))
    page = _value_page(cycle, draw, form, error, asks=valid and not error)
    return page, 200 if (valid and not error) or not form.is_submitted() else 422


def _value_page(cycle: Cycle, draw: Draw, form: PublicValueForm, error: str, *, asks: bool) -> str:
    value = tidy_value(form.value.data or "")
    return render_template(
        "selection/value.html",
        cycle=cycle,
        draw=draw,
        form=form,
        error=error,
        asks=asks,
        value=value,
        digits=value if says_its_ticket(value) else "",
        number=labels.say_number(ticket_of(draw.commitment, value)) if value else "",
        fingerprint_groups=in_fours(draw.commitment),
        count_word=count_word,
    )


ROUTES = (
    Route("/<int:year>/laeg-fast", ["POST"], publish, "publish"),
    Route("/<int:year>/vaelg", ["POST"], choose, "choose"),
    Route("/<int:year>/tal", ["GET", "POST"], draw_value, "draw_value"),
)
"""Addresses, for views.py."""
