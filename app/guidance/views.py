"""Pages of the guidance: the draft, its themes, the fates, the way to the public; and what everyone may read."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.cycle import queries as cycles
from app.cycle.models import Cycle, ThemeEdition
from app.database import reading, transaction
from app.guidance import earlier_views, labels, queries, tracing
from app.guidance.consultation import consulted_views
from app.guidance.consultation import views as consultation_views
from app.guidance.domain import GuidanceState
from app.guidance.drafting import views as draft_views
from app.guidance.drafting import writing_views
from app.guidance.editions import adoption_views, lineage, publishing
from app.guidance.editions import views as published_views
from app.guidance.forms import StartForm
from app.guidance.word import views as word_views
from app.insights import queries as insights
from app.people.access import current_person
from app.people.domain import Role
from app.routes import Route, add_routes
from app.web import show_notes

blueprint = Blueprint("guidance", __name__, url_prefix="/ledetraad")

DRAFTING = (
    Route("/<int:year>/udkast", ["GET"], draft_views.draft),
    Route("/begynd", ["POST"], draft_views.start),
    Route("/tekst/<int:element_id>", ["POST"], writing_views.write),
    Route("/tekst/<int:element_id>/engelsk", ["POST"], writing_views.write_english),
    Route("/tekst/<int:element_id>/udgaver", ["GET"], writing_views.revisions),
    Route("/tekst/<int:element_id>/eget", ["POST"], draft_views.mark_own),
    Route("/tekst/<int:element_id>/knyt", ["POST"], draft_views.tie),
    Route("/tekst/<int:element_id>/loesn", ["POST"], draft_views.untie),
    Route("/tekst/<int:element_id>/set-igen", ["POST"], draft_views.affirm),
    Route("/<int:year>/udkast.docx", ["GET"], word_views.word),
    Route("/<int:year>/word", ["GET"], word_views.word_return),
    Route("/<int:year>/word", ["POST"], word_views.preview_word),
    Route("/<int:year>/word/laes-ind", ["POST"], word_views.take_word),
    Route("/<int:year>/skaebner", ["GET"], draft_views.fates),
    Route("/indsigt/<int:insight_id>/skaebne", ["POST"], draft_views.decide),
    Route("/<int:year>/temaer", ["GET"], draft_views.themes),
    Route("/<int:year>/temaer", ["POST"], draft_views.set_theme),
    Route("/<int:year>/temaer/<int:edition_id>", ["POST"], draft_views.set_theme),
    Route(
        "/<int:year>/temaer/<int:edition_id>/<any(ud, slut, tekst, slaegt):what>", ["POST"], draft_views.change_theme
    ),
)
HISTORY = (
    Route("/tidligere", ["GET"], earlier_views.take_over),
    Route("/tidligere", ["POST"], earlier_views.take_over),
    Route("/tidligere/tekst", ["POST"], earlier_views.read_earlier),
    Route("/tidligere/udpeg", ["POST"], earlier_views.point_out),
)
add_routes(blueprint, (*DRAFTING, *HISTORY))
for part in (adoption_views, published_views, consultation_views, consulted_views):
    add_routes(blueprint, part.ROUTES)


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


@blueprint.post("/<int:year>/brug")
def use(year: int) -> ResponseReturnValue:
    """Opens the year of a published guidance, or gives an open year what its dialogues talk about."""
    with transaction() as session:
        guidance = queries.published(session, year)
        publishing.open_year(session, guidance=guidance, by=current_person(), now=now())
    flash(_("Dialogerne i %(year)s taler ud fra Ledetråd %(year)s.", year=year), "success")
    return redirect(url_for("cycle.front"))


@blueprint.get("/historie")
def history() -> ResponseReturnValue:
    """The themes over all years, those of the draft too: for the staff."""
    session = reading()
    found = [(guidance, cycles.themes_of(session, guidance.year)) for guidance in queries.years(session)]
    drawn = lineage.picture_of([(guidance.year, [spot_of(one) for one in themes]) for guidance, themes in found[::-1]])
    return render_template("guidance/history.html", years=found, picture=drawn, labels=labels)


def spot_of(edition: ThemeEdition) -> lineage.Spot:
    """A theme of one year, as it is drawn."""
    return lineage.Spot(
        id=edition.id,
        theme=edition.theme_id,
        title=edition.title,
        forerunners=tuple(one.forerunner_id for one in edition.forerunners),
        ended=bool(edition.ended_reason),
    )


@blueprint.get("/spor/<int:element_id>")
def trace(element_id: int) -> ResponseReturnValue:
    """From a sentence to the insights behind it, the words behind those, and the meetings where they fell."""
    found = tracing.trace_element(reading(), element_id)
    show_notes(*insights.notes_behind(row.insight for _tie, row in found.steps), to=current_person())
    return render_template("guidance/trace.html", trace=found, labels=labels)


@blueprint.get("/afsnit/<uuid:passage_id>")
def passage_trace(passage_id: UUID) -> ResponseReturnValue:
    """From what was said to the insights that it stands behind, what became of those, and the sentences they are in."""
    session = reading()
    found = tracing.trace_passage(session, str(passage_id))
    year = session.get_one(Cycle, found.passage.note.cycle_id).year
    show_notes(found.passage.note_id, to=current_person())
    return render_template("guidance/passage_trace.html", trace=found, year=year, labels=labels)


def is_secretary() -> bool:
    """Whether the reader runs the year."""
    return current_person().has(Role.SECRETARIAT)
