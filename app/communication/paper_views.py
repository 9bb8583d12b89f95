"""Pages of the committee paper: its sentences with what each rests on, its files, its decision. Addresses: ROUTES."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app import files
from app.clock import now
from app.communication import labels, pages, papers, plans, printing, queries
from app.communication.domain import HEADING_OF, Heading, Part
from app.communication.forms import DecisionForm, OwnSentenceForm, PaperForm
from app.communication.models import CommitteePaper
from app.communication.printing import Content
from app.communication.sentences import heading_word, part_word
from app.database import reading, transaction
from app.domain import Refused
from app.guidance import queries as guidances
from app.guidance.domain import GuidanceState
from app.people.access import current_person
from app.people.domain import Role
from app.routes import Route
from app.settings import settings
from app.web import words

Render = Callable[[Content], bytes]


def paper(year: int) -> ResponseReturnValue:
    """The paper; before it is written, the form with which one begins."""
    return paper_page(year)


def paper_page(
    year: int,
    head: PaperForm | None = None,
    own: OwnSentenceForm | None = None,
    decision: DecisionForm | None = None,
    error: str = "",
) -> str:
    """The page of the paper."""
    session = reading()
    guidance = guidances.of_year(session, year)
    found = queries.paper_of(session, guidance)
    return render_template(
        "communication/paper.html",
        guidance=guidance,
        draft=guidance.state is GuidanceState.DRAFT,
        page=pages.paper_page(session, found, now()) if found else None,
        head=head or PaperForm(formdata=None, data=head_of(year, found)),
        own=own or OwnSentenceForm.offering(formdata=None),
        decision=decision or DecisionForm(formdata=None, data={"day": found.meeting_on if found else None}),
        error=error,
        editing=bool(request.args.get("ret")),
        writes=current_person().has(Role.SECRETARIAT),
        labels=labels,
        headings=headings(),
    )


def headings() -> list[tuple[Heading, str, list[tuple[Part, str]]]]:
    """The fixed headings with the parts under each, in the paper's own language."""
    with force_locale(plans.LANGUAGE):
        return [
            (heading, heading_word(heading), [(part, part_word(part)) for part in Part if HEADING_OF[part] is heading])
            for heading in Heading
        ]


def head_of(year: int, found: CommitteePaper | None) -> dict[str, object]:
    """What the head's form is filled with: what stands, or what the year proposes."""
    if found is not None:
        return {"committee": found.committee, "meeting_on": found.meeting_on, "case_number": found.case_number}
    session = reading()
    committee, day = plans.committee_of(session, guidances.of_year(session, year))
    return {"committee": committee, "meeting_on": day}


def write_paper(year: int) -> ResponseReturnValue:
    """Writes the paper from the year."""
    form = PaperForm()
    if not form.validate():
        return paper_page(year, head=form), 422
    with transaction() as session:
        papers.write_paper(
            session,
            guidance=guidances.of_year(session, year),
            committee=form.committee.data or "",
            meeting_on=form.meeting_on.data,
            case_number=form.case_number.data or "",
            by=current_person(),
            now=now(),
        )
    flash(_("Sagen er skrevet af årets gang. Læs den igennem, og ret den, hvor den skal rettes."), "success")
    return redirect(url_for("communication.paper", year=year))


def change_paper(year: int) -> ResponseReturnValue:
    """Another committee, meeting or case number."""
    form = PaperForm()
    if not form.validate():
        return paper_page(year, head=form), 422
    with transaction() as session:
        papers.change_paper(
            session,
            paper=queries.paper(session, year),
            committee=form.committee.data or "",
            meeting_on=form.meeting_on.data,
            case_number=form.case_number.data or "",
            by=current_person(),
            now=now(),
        )
    flash(_("Sagens hoved er rettet."), "success")
    return redirect(url_for("communication.paper", year=year))


def renew_paper(year: int) -> ResponseReturnValue:
    """Writes anew what is stale and nobody has edited."""
    with transaction() as session:
        count = papers.renew_paper(session, paper=queries.paper(session, year), by=current_person(), now=now())
    flash(ngettext("%(num)s sætning er skrevet om.", "%(num)s sætninger er skrevet om.", count), "success")
    return redirect(url_for("communication.paper", year=year))


def add_sentence(year: int) -> ResponseReturnValue:
    """A sentence of one's own."""
    form = OwnSentenceForm.offering()
    if not form.validate():
        return paper_page(year, own=form), 422
    with transaction() as session:
        standing, part = queries.paper(session, year), Part(form.part.data)
        papers.add_sentence(
            session, paper=standing, part=part, text=form.text.data or "", by=current_person(), now=now()
        )
    return redirect(url_for("communication.paper", year=year, _anchor=part.value))


def change_sentence(sentence_id: int) -> ResponseReturnValue:
    """Saves a person's words; or gives them up for what the fact says; or takes out a sentence of her own."""
    what, form = request.form.get("what", ""), request.form
    with transaction() as session:
        standing, found = queries.sentence(session, sentence_id)
        by, instant = current_person(), now()
        if what == "renew":
            papers.renew_sentence(session, paper=standing, sentence=found, by=by, now=instant)
        elif what == "remove":
            papers.remove_sentence(session, paper=standing, sentence=found, by=by, now=instant)
        else:
            text, base, seen = form.get("text", ""), form.get("base", ""), form.get("seen", "")
            papers.edit_sentence(
                session, paper=standing, sentence=found, text=text, base=base, seen=seen, by=by, now=instant
            )
        year = standing.guidance.year
    return redirect(url_for("communication.paper", year=year, ret=form.get("ret"), _anchor=f"s-{sentence_id}"))


def decide(year: int) -> ResponseReturnValue:
    """The committee's decision: the paper is closed by it."""
    form = DecisionForm()
    if not form.validate():
        return paper_page(year, decision=form), 422
    try:
        with transaction() as session:
            papers.decide(
                session,
                paper=queries.paper(session, year),
                decision=form.decision.data or "",
                day=form.day.data,
                by=current_person(),
                now=now(),
            )
    except Refused as refused:
        return paper_page(year, decision=form, error=words(refused)), refused.status
    flash(_("Beslutningen er skrevet ind, og sagen ligger fast."), "success")
    return redirect(url_for("communication.paper", year=year))


def paper_pdf(year: int) -> ResponseReturnValue:
    """The paper as a PDF."""
    return as_file(year, printing.as_pdf, "pdf")


def paper_word(year: int) -> ResponseReturnValue:
    """The paper as a Word file."""
    return as_file(year, printing.as_word, "docx")


def as_file(year: int, render: Render, ending: str) -> ResponseReturnValue:
    """The file, named by its year."""
    content = printing.content_of(queries.paper(reading(), year), body=settings().body_name)
    return files.sent(render(content), f"Sag-Ledetraad-{year}.{ending}")


ROUTES = (
    Route("/<int:year>/sag", ["GET"], paper),
    Route("/<int:year>/sag", ["POST"], write_paper),
    Route("/<int:year>/sag/hoved", ["POST"], change_paper),
    Route("/<int:year>/sag/forny", ["POST"], renew_paper),
    Route("/<int:year>/sag/saetninger", ["POST"], add_sentence),
    Route("/saetning/<int:sentence_id>", ["POST"], change_sentence),
    Route("/<int:year>/sag/beslutning", ["POST"], decide),
    Route("/<int:year>/sag.pdf", ["GET"], paper_pdf),
    Route("/<int:year>/sag.docx", ["GET"], paper_word),
)
