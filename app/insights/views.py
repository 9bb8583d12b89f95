"""Pages of the insights: who has spoken of what, the words of a theme, and the insights that are tied to them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.clock import now
from app.cycle import queries as cycles
from app.cycle.models import Cycle
from app.database import reading, transaction
from app.dialogues.labels import step_word
from app.dialogues.writing import placing
from app.domain import NotFound, Refused
from app.insights import joining_views, labels, pages, paper_views, queries, services
from app.insights.domain import Stance
from app.insights.forms import InsightForm, WordsForm, quotes_in, shown_in, way_of
from app.insights.models import Evidence, Insight
from app.insights.reading import year_of
from app.people.access import current_person
from app.people.domain import Role
from app.routes import Route, add_routes
from app.settings import settings
from app.web import show_notes, words

blueprint = Blueprint("insights", __name__, url_prefix="/indsigter")
OTHERS = (
    Route("/indsigt/<int:insight_id>/saml", ["GET", "POST"], joining_views.merge),
    Route("/indsigt/<int:insight_id>/del", ["GET", "POST"], joining_views.split),
    Route("/<int:year>/laes", ["GET"], paper_views.edition),
    Route("/<int:year>/hent", ["GET"], paper_views.download),
    Route("/aar", ["GET"], paper_views.over_years),
    Route("/aar/hent", ["GET"], paper_views.download_years),
)
add_routes(blueprint, OTHERS)
HELPERS = {
    "behind": queries.behind,
    "closed": queries.closed,
    "labels": labels,
    "strength": queries.strength,
    "way_of": way_of,
}


def writes() -> bool:
    """Whether this person codes; a director reads."""
    return current_person().has(Role.SECRETARIAT)


@blueprint.get("")
@blueprint.get("/<int:year>")
def overview(year: int | None = None) -> ResponseReturnValue:
    """The matrix of the year and its insights."""
    session = reading()
    cycle = year_of(session, year) if year else cycles.current(session)
    page = pages.overview_of(session, cycle, shown_in(request.args)) if cycle else None
    placed = placing.placements_of(session, cycle) if cycle and settings().self_placement else []
    shown = {"page": page, "placed": placed, "step_word": step_word, "writes": writes()}
    return render_template("insights/overview.html", **shown, **labels.for_a_list(), **HELPERS)


@blueprint.get("/<int:year>/tema/<int:number>")
def theme(year: int, number: int) -> ResponseReturnValue:
    """The words of one theme on the left, the insight that they are tied to on the right."""
    codes = writes()
    page = pages.theme_page(
        reading(),
        year_of(reading(), year),
        number,
        insight_id=request.args.get("indsigt", type=int),
        shown=shown_in(request.args),
        suggests=codes,
        whole=request.args.get("hele", type=int),
    )
    show_notes(*(one.note.id for part in page.parts for one in part), to=current_person())
    return render_template("insights/theme.html", page=page, writes=codes, **labels.for_a_list(), **HELPERS)


@blueprint.post("/<int:year>/ny")
def new(year: int) -> ResponseReturnValue:
    """First shows the chosen words with room for a sentence, then makes the insight."""
    chosen_ids = request.form.getlist("ord", type=int)
    cycle = cycles.by_year(reading(), year)
    if "sentence" not in request.form or not InsightForm().validate():
        return new_page(cycle, chosen_ids)
    try:
        with transaction() as session:
            made = services.add_insight(
                session,
                cycle=cycles.by_year(session, year),
                evidence=quotes_in(request.form, chosen_ids),
                by=current_person(),
                now=now(),
                meaning=InsightForm().values(),
            )
            address = pages.address_of(queries.insight(session, made.id), year)
    except Refused as refused:
        return new_page(cycle, chosen_ids, words(refused)), refused.status
    flash(_("Indsigten er gemt."), "success")
    return redirect(address)


def new_page(cycle: Cycle, revision_ids: list[int], error: str = "") -> str:
    """The chosen words and the form; where nothing was chosen, it says so."""
    chosen = pages.chosen_words(reading(), cycle, revision_ids)
    show_notes(*(one.passage.note_id for one in chosen.revisions), to=current_person())
    begun = MultiDict(request.form) if "sentence" in request.form else None
    form = InsightForm(formdata=begun, about=pages.default_about(chosen).value, edition_id=chosen.edition_id or 0)
    if begun is not None:
        form.validate()
    return render_template(
        "insights/new.html", chosen=chosen, form=form.offer(chosen.themes), error=error, sent=request.form, **HELPERS
    )


@blueprint.post("/indsigt/<int:insight_id>/knyt")
def tie(insight_id: int) -> ResponseReturnValue:
    """Ties the chosen words to an insight, for or against."""
    chosen_ids = request.form.getlist("ord", type=int)
    stance = Stance.AGAINST if request.form.get("stance") == Stance.AGAINST.value else Stance.SUPPORTS
    with transaction() as session:
        insight = queries.insight(session, insight_id)
        quotes = quotes_in(request.form, chosen_ids, stance)
        services.add_evidence(session, insight=insight, quotes=quotes, by=current_person(), now=now())
        address = pages.address_of(insight, session.get_one(Cycle, insight.cycle_id).year)
    if not chosen_ids:
        flash(_("Sæt kryds ved de ord, der skal knyttes."), "warning")
    return redirect(address)


@blueprint.route("/indsigt/<int:insight_id>", methods=["GET", "POST"])
def change(insight_id: int) -> ResponseReturnValue:
    """An insight's sentence and place, and each of its words."""
    insight = queries.insight(reading(), insight_id)
    if insight.merged_into_id:
        return redirect(url_for("insights.change", insight_id=insight.merged_into_id))
    form = InsightForm()
    if not form.validate_on_submit():
        return change_page(insight, form if request.method == "POST" else None)
    try:
        with transaction() as session:
            services.change_insight(
                session,
                insight=queries.insight(session, insight_id),
                by=current_person(),
                now=now(),
                meaning=form.values(),
            )
    except Refused as refused:
        return change_page(insight, form, words(refused)), refused.status
    flash(_("Indsigten er gemt."), "success")
    return redirect(url_for("insights.change", insight_id=insight_id))


def change_page(
    insight: Insight, form: InsightForm | None = None, error: str = "", sent: Mapping[int, WordsForm] | None = None
) -> str:
    """The page, with the form as it was sent or as the insight stands; `sent`: likewise the words, by evidence."""
    standing = {one.id: WordsForm(formdata=None, quote=one.quote).of(one.id) for one in insight.evidence}
    cycle = reading().get_one(Cycle, insight.cycle_id)
    show_notes(*queries.notes_behind([insight]), to=current_person())
    return render_template(
        "insights/change.html",
        insight=insight,
        year=cycle.year,
        back=pages.address_of(insight, cycle.year),
        form=(form or InsightForm.of(insight)).offer(cycles.themes_of(reading(), cycle.year)),
        words_forms=standing | dict(sent or {}),
        merged=queries.merged_into(reading(), [insight.id]).get(insight.id, []),
        changed=queries.last_change(reading(), insight.id),
        error=error,
        **HELPERS,
    )


@blueprint.post("/ord/<int:evidence_id>")
def change_evidence(evidence_id: int) -> ResponseReturnValue:
    """Narrows what is cited to exact words, or turns it round."""
    form = WordsForm().of(evidence_id)
    evidence = queries.evidence(reading(), evidence_id)
    if not form.validate():
        if form.stance.errors:
            raise NotFound()
        return words_page(evidence, form), 422
    try:
        with transaction() as session:
            services.change_evidence(
                session,
                evidence=queries.evidence(session, evidence_id),
                quote=form.quote.data or "",
                stance=Stance(form.stance.data),
                by=current_person(),
                now=now(),
            )
    except Refused as refused:
        return words_page(evidence, form, words(refused)), refused.status
    return redirect(url_for("insights.change", insight_id=evidence.insight_id))


def words_page(evidence: Evidence, form: WordsForm, error: str = "") -> str:
    """The page of the insight with one of its words as they were typed."""
    insight = queries.insight(reading(), evidence.insight_id)
    return change_page(insight, error=error, sent={evidence.id: form})


@blueprint.post("/ord/<int:evidence_id>/loesn")
def remove_evidence(evidence_id: int) -> ResponseReturnValue:
    """Unties words from an insight."""
    evidence = queries.evidence(reading(), evidence_id)
    try:
        with transaction() as session:
            found = queries.evidence(session, evidence_id)
            services.remove_evidence(session, evidence=found, by=current_person(), now=now())
    except Refused as refused:
        return change_page(queries.insight(reading(), evidence.insight_id), error=words(refused)), refused.status
    return redirect(url_for("insights.change", insight_id=evidence.insight_id))
