"""Pages of drafting: the draft, its ties, the fates, the themes. Their addresses stand in views.py.

What is done with one text stands in writing_views.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from app.clock import now
from app.cycle import queries as cycles
from app.cycle.domain import Lineage
from app.cycle.models import ThemeEdition
from app.database import reading, transaction
from app.domain import NotFound
from app.guidance import labels, queries, services
from app.guidance.domain import FateKind, GuidanceState, TieKind
from app.guidance.drafting import ties
from app.guidance.drafting.board import head_of
from app.guidance.drafting.fates import fates_page
from app.guidance.drafting.page import draft_page
from app.guidance.forms import EndForm, FateForm, StartForm, ThemeForm, TieForm
from app.insights import queries as insights
from app.people.access import current_person
from app.web import show_notes


def draft(year: int) -> ResponseReturnValue:
    """The draft as typography; the chosen element is open for writing, with its insights beside it."""
    guidance = head_of(reading(), year)
    if guidance.state is GuidanceState.PUBLISHED:
        return redirect(url_for("guidance.show", year=year))
    return draft_page(guidance, request.args.get("element", type=int))


def start() -> ResponseReturnValue:
    """Begins on the guidance of the year after the one that is open."""
    form = StartForm()
    with transaction() as session:
        cycle = cycles.by_year(session, request.form.get("year", default=0, type=int))
        guidance = services.start_draft(
            session, cycle=cycle, with_last_text=bool(form.with_last_text.data), by=current_person(), now=now()
        )
    flash(_("Udkastet til Ledetråd %(year)s er begyndt.", year=guidance.year), "success")
    return redirect(url_for("guidance.draft", year=guidance.year))


def to_element(element_id: int) -> ResponseReturnValue:
    """Back to the draft, at the text that was worked on."""
    year = queries.element(reading(), element_id).guidance.year
    return redirect(url_for("guidance.draft", year=year, element=element_id, _anchor=f"element-{element_id}"))


def mark_own(element_id: int) -> ResponseReturnValue:
    """The directorate's own word, or not any more."""
    with transaction() as session:
        element = queries.element(session, element_id)
        ties.mark_own(session, element=element, own="own" in request.form, by=current_person(), now=now())
    return to_element(element_id)


def tie(element_id: int) -> ResponseReturnValue:
    """Ties an insight to a text."""
    form = TieForm()
    if not form.validate():
        raise NotFound()
    with transaction() as session:
        ties.tie(
            session,
            element=queries.element(session, element_id),
            insight=insights.insight(session, form.insight.data),
            kind=TieKind(form.kind.data),
            sentence=form.sentence.data or "",
            by=current_person(),
            now=now(),
        )
    return to_element(element_id)


def untie(element_id: int) -> ResponseReturnValue:
    """Takes a tie away."""
    with transaction() as session:
        element = queries.element(session, element_id)
        insight = insights.insight(session, request.form.get("insight", default=0, type=int))
        ties.untie(session, element=element, insight=insight, by=current_person(), now=now())
    return to_element(element_id)


def affirm(element_id: int) -> ResponseReturnValue:
    """The ties of a text still hold after its words were changed."""
    with transaction() as session:
        ties.affirm_ties(session, element=queries.element(session, element_id), by=current_person(), now=now())
    return to_element(element_id)


def fates(year: int) -> ResponseReturnValue:
    """The insights of the year and what becomes of each, some at a time, those without a fate first.

    In one of them the texts of the draft can be chosen: `indsigt`, which also finds its own page.
    """
    session, chosen = reading(), request.args.get("indsigt", type=int)
    guidance = head_of(session, year)
    page = fates_page(session, guidance, chosen=chosen, number=request.args.get("page", default=1, type=int))
    show_notes(*page.notes, to=current_person())
    return render_template("guidance/fates.html", page=page, guidance=guidance, labels=labels)


def decide(insight_id: int) -> ResponseReturnValue:
    """Decides the fate of an insight; comes back to where it was decided: the text, or the page of the fates."""
    form = FateForm()
    if not form.validate():
        raise NotFound()
    with transaction() as session:
        insight = insights.insight(session, insight_id)
        ties.decide_fate(
            session,
            insight=insight,
            kind=FateKind(form.kind.data),
            element=queries.element(session, form.element.data) if form.element.data else None,
            reason=form.reason.data or "",
            recipient=form.recipient.data or "",
            by=current_person(),
            now=now(),
        )
        guidance = queries.fed_by_insight(session, insight)
    beside = request.form.get("beside", type=int)
    if beside:
        return to_element(beside)
    if "page" in request.form:
        flash(_("Gemt."), "success")
        return redirect(url_for("guidance.fates", year=guidance.year, page=request.form.get("page", 1, type=int)))
    return redirect(url_for("guidance.fates", year=guidance.year, indsigt=insight_id, _anchor=f"insight-{insight_id}"))


def themes(year: int) -> ResponseReturnValue:
    """The themes of the draft and where each comes from; last year's that are not carried on, and why."""
    return themes_page(year)


def themes_page(year: int, failed: Mapping[str, FlaskForm] | None = None) -> str:
    """The page; a form that did not hold, by its prefix, stands there with what was typed and what to mend."""
    session = reading()
    failed = failed or {}
    guidance = queries.of_year(session, year)
    present, before = cycles.themes_of(session, year), cycles.themes_of(session, year - 1)
    kept = {one.forerunner_id for edition in present for one in edition.forerunners}

    def form_of(kind: type[FlaskForm], prefix: str, edition: ThemeEdition | None = None) -> FlaskForm:
        return failed.get(prefix) or kind(formdata=None, obj=edition, prefix=prefix)

    return render_template(
        "guidance/themes.html",
        guidance=guidance,
        forms=[(edition, form_of(ThemeForm, f"t{edition.id}-", edition)) for edition in present],
        new=form_of(ThemeForm, "ny-"),
        before=before,
        ended=[(one, form_of(EndForm, f"e{one.id}-")) for one in before if one.id not in kept],
        labels=labels,
    )


def set_theme(year: int, edition_id: int | None = None) -> ResponseReturnValue:
    """Adds a theme or changes one."""
    prefix = f"t{edition_id}-" if edition_id else "ny-"
    form = ThemeForm(prefix=prefix)
    if not form.validate():
        return themes_page(year, {prefix: form}), 422
    with transaction() as session:
        services.set_theme(
            session,
            guidance=queries.of_year(session, year),
            edition=queries.edition(session, edition_id, year=year) if edition_id else None,
            title=form.title.data or "",
            summary=form.summary.data or "",
            english=(form.english_title.data or "", form.english_summary.data or ""),
            forerunners=chosen_forerunners(session, year),
            by=current_person(),
            now=now(),
        )
    flash(_("Temaet er gemt."), "success")
    return redirect(url_for("guidance.themes", year=year))


def end_theme(year: int, edition_id: int) -> ResponseReturnValue:
    """Says why a theme of last year is not carried on."""
    prefix = f"e{edition_id}-"
    form = EndForm(prefix=prefix)
    if not form.validate():
        return themes_page(year, {prefix: form}), 422
    with transaction() as session:
        services.end_theme(
            session,
            guidance=queries.of_year(session, year),
            edition=queries.edition(session, edition_id, year=year - 1),
            reason=form.reason.data or "",
            by=current_person(),
            now=now(),
        )
    flash(_("Grunden er gemt."), "success")
    return redirect(url_for("guidance.themes", year=year))


def draw_lineage(year: int, edition_id: int) -> ResponseReturnValue:
    """Where a theme of a guidance that was taken over comes from."""
    with transaction() as session:
        services.draw_lineage(
            session,
            guidance=queries.of_year(session, year),
            edition=queries.edition(session, edition_id, year=year),
            forerunners=chosen_forerunners(session, year),
            by=current_person(),
            now=now(),
        )
    flash(_("Temaet er gemt."), "success")
    return redirect(url_for("guidance.themes", year=year))


def chosen_forerunners(session: Session, year: int) -> list[tuple[ThemeEdition, Lineage]]:
    """The fields from-<number>: empty, or how the theme came from that one of the year before."""
    kinds = {kind.value: kind for kind in Lineage}
    chosen = [(one, request.form.get(f"from-{one.id}", "")) for one in cycles.themes_of(session, year - 1)]
    return [(one, kinds[kind]) for one, kind in chosen if kind in kinds]


def change_theme(year: int, edition_id: int, what: str) -> ResponseReturnValue:
    """Takes a theme out, starts one from last year's text, or says where one comes from or why one ended."""
    if what == "slut":
        return end_theme(year, edition_id)
    if what == "slaegt":
        return draw_lineage(year, edition_id)
    change = services.drop_theme if what == "ud" else services.take_last_text
    with transaction() as session:
        edition = queries.edition(session, edition_id, year=year)
        change(session, guidance=queries.of_year(session, year), edition=edition, by=current_person(), now=now())
    flash(_("Gemt."), "success")
    return redirect(url_for("guidance.draft" if what == "tekst" else "guidance.themes", year=year))
