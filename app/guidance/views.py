"""Pages of the guidance: the draft, its themes, the fates, the way to the public; and what everyone may read."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.clock import now
from app.cycle import queries as cycles
from app.cycle.models import Cycle
from app.database import reading, transaction
from app.domain import Refused
from app.guidance import consultation_views, consulted_views, draft_views, gates, labels, queries, services, tracing
from app.guidance import reading as readings
from app.guidance.domain import GuidanceState
from app.guidance.edition import content_of
from app.guidance.forms import AdoptForm, EarlierYearForm, StartForm
from app.guidance.models import Guidance
from app.people.access import current_person, current_person_or_none
from app.people.domain import Role
from app.web import settings, words

blueprint = Blueprint("guidance", __name__, url_prefix="/ledetraad")

DRAFTING = (
    ("/<int:year>/udkast", "GET", draft_views.draft),
    ("/begynd", "POST", draft_views.start),
    ("/tekst/<int:element_id>", "POST", draft_views.write),
    ("/tekst/<int:element_id>/udgaver", "GET", draft_views.revisions),
    ("/tekst/<int:element_id>/eget", "POST", draft_views.mark_own),
    ("/tekst/<int:element_id>/knyt", "POST", draft_views.tie),
    ("/tekst/<int:element_id>/loesn", "POST", draft_views.untie),
    ("/tekst/<int:element_id>/set-igen", "POST", draft_views.affirm),
    ("/<int:year>/skaebner", "GET", draft_views.fates),
    ("/indsigt/<int:insight_id>/skaebne", "POST", draft_views.decide),
    ("/<int:year>/temaer", "GET", draft_views.themes),
    ("/<int:year>/temaer", "POST", draft_views.set_theme),
    ("/<int:year>/temaer/<int:edition_id>", "POST", draft_views.set_theme),
    ("/<int:year>/temaer/<int:edition_id>/<any(ud, slut, tekst):what>", "POST", draft_views.change_theme),
)
for rule, method, page in DRAFTING:
    blueprint.add_url_rule(rule, view_func=page, methods=[method])
for rule, endpoint, method, consulting in consultation_views.PAGES:
    blueprint.add_url_rule(rule, endpoint, consulting, methods=[method])
for rule, endpoint, methods, consulted in consulted_views.PAGES:
    blueprint.add_url_rule(rule, endpoint, consulted, methods=methods)


@blueprint.get("")
def overview() -> ResponseReturnValue:
    """For the staff the draft if there is one, else where to begin; for a head the guidance that holds now."""
    session = reading()
    newest = queries.newest_published(session)
    if not current_person().has(Role.SECRETARIAT, Role.DIRECTOR):
        return redirect(url_for("guidance.show", year=newest.year)) if newest else redirect(url_for("cycle.front"))
    found = queries.years(session)
    if found and found[0].state is not GuidanceState.PUBLISHED:
        return redirect(url_for("guidance.draft", year=found[0].year))
    cycle = cycles.current(session)
    return render_template(
        "guidance/overview.html",
        guidances=found,
        cycle=cycle,
        newest=newest,
        form=StartForm(formdata=None),
        secretary=is_secretary(),
    )


@blueprint.get("/<int:year>/vedtagelse")
def adoption(year: int) -> ResponseReturnValue:
    """What is missing before adoption; then the adoption, then the publication."""
    session = reading()
    guidance = queries.of_year(session, year)
    missing = gates.open_gates(session, guidance, now=now())
    form = AdoptForm(formdata=None)
    return render_template(
        "guidance/adoption.html", guidance=guidance, gates=missing, form=form, secretary=is_secretary()
    )


@blueprint.post("/<int:year>/vedtag")
def adopt(year: int) -> ResponseReturnValue:
    """The directorate has adopted the text; the secretariat enters when, and under which item."""
    form = AdoptForm()
    if not form.validate():
        guidance = queries.of_year(reading(), year)
        page = render_template("guidance/adoption.html", guidance=guidance, gates=[], form=form, secretary=True)
        return page, 422
    with transaction() as session:
        services.adopt(
            session,
            guidance=queries.of_year(session, year),
            day=form.day.data,
            agenda_item=form.agenda_item.data or "",
            by=current_person(),
            now=now(),
        )
    flash(_("Vedtaget. Teksten ligger fast, og det er den, der bliver udsendt."), "success")
    return redirect(url_for("guidance.adoption", year=year))


@blueprint.post("/<int:year>/udsend")
def publish(year: int) -> ResponseReturnValue:
    """Publishes: the pages are set first, outside of the transaction."""
    instant, body = now(), settings().body_name
    edition = readings.compose(reading(), queries.of_year(reading(), year), body=body, now=instant)
    with transaction() as session:
        guidance = queries.of_year(session, year)
        services.publish(session, guidance=guidance, edition=edition, by=current_person(), now=instant)
    flash(_("Ledetråd %(year)s er offentliggjort, og året er åbnet.", year=year), "success")
    return redirect(url_for("guidance.show", year=year))


@blueprint.post("/<int:year>/brug")
def use(year: int) -> ResponseReturnValue:
    """Opens the year of a published guidance, or gives an open year what its dialogues talk about."""
    with transaction() as session:
        guidance = queries.published(session, year)
        services.open_year(session, guidance=guidance, by=current_person(), now=now())
    flash(_("Dialogerne i %(year)s taler ud fra Ledetråd %(year)s.", year=year), "success")
    return redirect(url_for("cycle.front"))


@blueprint.route("/tidligere", methods=["GET", "POST"])
def take_over() -> ResponseReturnValue:
    """Enters the guidance of an earlier year as history."""
    form, error = EarlierYearForm(), ""
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.take_over_year(
                    session,
                    year=form.year.data,
                    introduction=form.introduction.data or "",
                    themes=form.earlier_themes(),
                    by=current_person(),
                    now=now(),
                )
        except Refused as refused:
            error = words(refused)
        else:
            flash(_("Ledetråd %(year)s står nu som historie.", year=form.year.data), "success")
            return redirect(url_for("guidance.show", year=form.year.data))
    return render_template("guidance/take_over.html", form=form, error=error), 422 if form.errors or error else 200


@blueprint.get("/historie")
def history() -> ResponseReturnValue:
    """The themes over all years, those of the draft too: for the staff."""
    session = reading()
    found = [(guidance, cycles.themes_of(session, guidance.year)) for guidance in queries.years(session)]
    return render_template("guidance/history.html", years=found, labels=labels)


@blueprint.get("/spor/<int:element_id>")
def trace(element_id: int) -> ResponseReturnValue:
    """From a sentence to the insights behind it, the words behind those, and the meetings where they fell."""
    return render_template("guidance/trace.html", trace=tracing.trace_element(reading(), element_id), labels=labels)


@blueprint.get("/afsnit/<uuid:passage_id>")
def passage_trace(passage_id: UUID) -> ResponseReturnValue:
    """From what was said to the insights that it stands behind, what became of those, and the sentences they are in."""
    session = reading()
    found = tracing.trace_passage(session, str(passage_id))
    year = session.get_one(Cycle, found.passage.note.cycle_id).year
    return render_template("guidance/passage_trace.html", trace=found, year=year, labels=labels)


@blueprint.get("/<int:year>")
def show(year: int) -> ResponseReturnValue:
    """The published guidance, for everyone."""
    session = reading()
    guidance = queries.published(session, year)
    content = published_content(session, guidance)
    return render_template(
        "guidance/show.html",
        guidance=guidance,
        content=content,
        page=readings.reading_of(content, body=settings().body_name),
        publication=queries.publication_of(session, guidance),
        earlier=[
            one.year for one in queries.years(session) if one.state is GuidanceState.PUBLISHED and one.year < year
        ],
        traced={one.id for one in guidance.elements if one.ties} if is_staff() else set(),
    )


@blueprint.get("/<int:year>/pdf")
def pdf(year: int) -> ResponseReturnValue:
    """The printed pages: the very bytes that were published; set anew for a year that was taken over."""
    session = reading()
    guidance = queries.published(session, year)
    publication = queries.publication_of(session, guidance)
    if publication is None:
        content = published_content(session, guidance)
        printed = readings.printed(content, body=settings().body_name, now=guidance.started_at)
    else:
        printed = queries.pdf_of(session, publication)
    name = f"Ledetraad-{year}.pdf"
    return printed, {"Content-Type": "application/pdf", "Content-Disposition": f'inline; filename="{name}"'}


def published_content(session: Session, guidance: Guidance) -> dict[str, object]:
    """What was published, or what was taken over of a year before this system."""
    publication = queries.publication_of(session, guidance)
    if publication is not None:
        return publication.content
    return content_of(session, guidance, now=guidance.started_at)


def is_secretary() -> bool:
    """Whether the reader runs the year."""
    return current_person().has(Role.SECRETARIAT)


def is_staff() -> bool:
    """Whether the reader may follow a sentence back to the words behind it."""
    person = current_person_or_none()
    return person is not None and person.has(Role.SECRETARIAT, Role.DIRECTOR)
