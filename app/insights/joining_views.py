"""Pages on which two insights become one, and one becomes two; each shows every word before anything is done."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.cycle import queries as cycles
from app.cycle.models import Cycle
from app.database import reading, transaction
from app.domain import Refused
from app.insights import labels, merging, pages, queries
from app.insights.forms import InsightForm
from app.insights.models import Insight
from app.people.access import current_person
from app.web import show_notes, words


def merge(insight_id: int) -> ResponseReturnValue:
    """Two insights side by side; the one that is chosen takes the other in."""
    other_id = request.values.get("med", type=int)
    if request.method != "POST" or other_id is None:
        return merge_page(insight_id, other_id)
    try:
        with transaction() as session:
            kept, taken = queries.insight(session, insight_id), queries.insight(session, other_id)
            merging.merge_insights(session, first=kept, second=taken, by=current_person(), now=now())
            address = pages.address_of(kept, session.get_one(Cycle, kept.cycle_id).year)
    except Refused as refused:
        return merge_page(insight_id, other_id, words(refused)), refused.status
    flash(_("De to er nu én indsigt. Alle ord er med."), "success")
    return redirect(address)


def merge_page(insight_id: int, other_id: int | None, error: str = "") -> str:
    """The insight, and the other one; or all others of the year to choose from, those about its theme first."""
    session = reading()
    one = queries.insight(session, insight_id)
    cycle = session.get_one(Cycle, one.cycle_id)
    others = [each for each in queries.insights_of(session, cycle) if each.id != one.id]
    other = next((each for each in others if each.id == other_id), None)
    show_notes(*queries.notes_behind([one, other] if other else []), to=current_person())
    return render_template(
        "insights/merge.html",
        one=one,
        other=other,
        others=sorted(others, key=lambda each: (each.edition_id != one.edition_id, each.id)),
        year=cycle.year,
        back=pages.address_of(one, cycle.year),
        error=error,
        labels=labels,
        **WORDS,
    )


def split(insight_id: int) -> ResponseReturnValue:
    """The words that go to a new insight are ticked, and it gets its sentence."""
    form, chosen = InsightForm(), request.form.getlist("ord", type=int)
    if not form.validate_on_submit():
        return split_page(queries.insight(reading(), insight_id), form, chosen)
    try:
        with transaction() as session:
            part = merging.split_insight(
                session,
                insight=queries.insight(session, insight_id),
                evidence_ids=chosen,
                by=current_person(),
                now=now(),
                meaning=form.values(),
            )
            year = session.get_one(Cycle, part.cycle_id).year
            address = pages.address_of(queries.insight(session, part.id), year)
    except Refused as refused:
        return split_page(queries.insight(reading(), insight_id), form, chosen, words(refused)), refused.status
    flash(_("Indsigten er delt. Alle ord er med."), "success")
    return redirect(address)


def split_page(insight: Insight, form: InsightForm, chosen: list[int], error: str = "") -> str:
    """The form, begun from the insight as it stands, without its sentence: that is what has to be written."""
    cycle = reading().get_one(Cycle, insight.cycle_id)
    if request.method != "POST":
        form = InsightForm.of(insight)
        form.sentence.data = ""
    show_notes(*queries.notes_behind([insight]), to=current_person())
    return render_template(
        "insights/split.html",
        insight=insight,
        form=form.offer(cycles.themes_of(reading(), cycle.year)),
        chosen=chosen,
        year=cycle.year,
        back=url_for("insights.change", insight_id=insight.id),
        error=error,
        labels=labels,
        **WORDS,
    )


WORDS = {"closed": queries.closed, "strength": queries.strength}
