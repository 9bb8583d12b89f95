"""Pages of follow-up: the letters for the secretariat, the head's own page of hers, what was promised."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app import files
from app.clock import local_day, now
from app.cycle import queries as cycles
from app.cycle.labels import MILESTONES
from app.cycle.models import Cycle
from app.database import reading, transaction
from app.dialogues import queries as dialogue_queries
from app.dialogues import services as dialogues
from app.follow_up import plan_views, queries, services, year_views
from app.follow_up.domain import LetterState, LetterUnknown
from app.follow_up.handover import hand_over
from app.follow_up.models import Letter
from app.follow_up.promises import open_promises
from app.follow_up.reading import printed, reading_of
from app.guidance import queries as guidances
from app.people import queries as people
from app.people.access import current_person
from app.people.domain import Role
from app.people.models import Person
from app.routes import add_routes
from app.settings import settings
from app.web import show_notes

blueprint = Blueprint("follow_up", __name__)
blueprint.add_url_rule("/opfoelgning/aar", view_func=year_views.years_page)
blueprint.add_url_rule("/opfoelgning/aar/hent", view_func=year_views.download)
add_routes(blueprint, plan_views.ROUTES)


@blueprint.get("/opfoelgning")
@blueprint.get("/opfoelgning/<int:year>")
def overview(year: int | None = None) -> ResponseReturnValue:
    """The letters of a year, and what was promised in its dialogues."""
    session, today = reading(), local_day(now())
    cycle = cycles.by_year(session, year) if year else cycles.current(session)
    return render_template(
        "follow_up/overview.html",
        cycle=cycle,
        rows=queries.rows(session, cycle, today=today) if cycle else [],
        earlier=open_promises(session, before=cycle.year) if cycle else [],
        guidance=guidances.fed_by(session, cycle) if cycle else None,
        years=[one.year for one in cycles.all_years(session)],
        secretary=current_person().has(Role.SECRETARIAT),
    )


@blueprint.get("/opfoelgning/overdragelse")
def handover() -> ResponseReturnValue:
    """One page to be printed for whoever takes over: where the year stands, what waits, who promised what."""
    session, instant = reading(), now()
    cycle = cycles.current(session)
    found = hand_over(session, cycle=cycle, person=current_person(), today=local_day(instant), now=instant)
    return render_template("follow_up/handover.html", cycle=cycle, found=found, now=instant, milestones=MILESTONES)


@blueprint.post("/opfoelgning/<int:year>/breve")
def write(year: int) -> ResponseReturnValue:
    """Writes the letters, or writes those anew that nobody has adopted yet."""
    with transaction() as session:
        written = services.write_letters(session, cycle=cycles.by_year(session, year), by=current_person(), now=now())
    flash(ngettext("%(num)s brev er skrevet.", "%(num)s breve er skrevet.", len(written)), "success")
    return redirect(url_for("follow_up.overview", year=year))


@blueprint.post("/opfoelgning/<int:year>/send")
def send(year: int) -> ResponseReturnValue:
    """Sends the adopted letters."""
    with transaction() as session:
        count = services.send_letters(session, cycle=cycles.by_year(session, year), by=current_person(), now=now())
    flash(ngettext("%(num)s brev er på vej.", "%(num)s breve er på vej.", count), "success")
    return redirect(url_for("follow_up.overview", year=year))


@blueprint.get("/opfoelgning/brev/<int:dialogue_id>")
def letter_of(dialogue_id: int) -> ResponseReturnValue:
    """The letter to one institution: for its head her own page, for the staff with what can be done with it."""
    session, person = reading(), current_person()
    letter = queries.letter_for(session, dialogue_id, person, local_day(now()))
    show_words(session, letter, person)
    staff = person.has(Role.SECRETARIAT, Role.DIRECTOR)
    pdf_url = url_for("follow_up.pdf", dialogue_id=dialogue_id) if letter.state is not LetterState.DRAFT else ""
    year = cycle_of(session, letter).year if staff else None
    return letter_page(letter, pdf_url=pdf_url, year=year, secretary=person.has(Role.SECRETARIAT))


@blueprint.get("/opfoelgning/brev/<int:dialogue_id>/pdf")
def pdf(dialogue_id: int) -> ResponseReturnValue:
    """The printed letter as it was adopted."""
    session = reading()
    letter = queries.letter_for(session, dialogue_id, current_person(), local_day(now()))
    show_words(session, letter, current_person())
    return as_pdf(session, letter)


@blueprint.post("/opfoelgning/brev/<int:dialogue_id>/godkend")
def adopt(dialogue_id: int) -> ResponseReturnValue:
    """Adopts a letter that has been read: its page is set first, outside of the transaction."""
    instant, person = now(), current_person()
    letter = queries.letter_for(reading(), dialogue_id, person, local_day(instant))
    given = settings()
    page = printed(letter.content, body=given.body_name, sender=given.sender_address, day=local_day(instant))
    with transaction() as session:
        standing = queries.by_id(session, letter.id)
        services.adopt_letter(session, letter=standing, content=letter.content, pdf=page, by=person, now=instant)
        year = cycle_of(session, standing).year
    flash(_("Brevet til %(name)s er godkendt. Intet er sendt endnu.", name=letter.person.name), "success")
    return redirect(url_for("follow_up.overview", year=year))


@blueprint.post("/opfoelgning/aftale/<int:action_id>")
def keep_promise(action_id: int) -> ResponseReturnValue:
    """What was promised is done; the outcome is a sentence that the institution can read."""
    with transaction() as session:
        action = dialogue_queries.action(session, action_id)
        outcome = request.form.get("outcome", "")[:2_000]
        dialogues.finish_action(session, action=action, outcome=outcome, by=current_person(), now=now())
        year = dialogue_queries.dialogue(session, action.dialogue_id).seat.draw.cycle.year
    flash(_("Skrevet som gjort."), "success")
    return redirect(url_for("follow_up.overview", year=year, _anchor="aftaler"))


@blueprint.get("/brev/<token>")
def by_link(token: str) -> ResponseReturnValue:
    """The head's page of her letter, from the link in her mail."""
    session = reading()
    letter = linked(session, token)
    return letter_page(letter, pdf_url=url_for("follow_up.pdf_by_link", token=token))


@blueprint.get("/brev/<token>/pdf")
def pdf_by_link(token: str) -> ResponseReturnValue:
    """The printed letter, from the same link."""
    return as_pdf(reading(), linked(reading(), token))


def linked(session: Session, token: str) -> Letter:
    """The letter that a link opens, once it has been sent."""
    link = people.follow_link(session, token=token, purpose=services.LINK_PURPOSE, now=now())
    letter = queries.by_id(session, link.subject_id)
    if letter.state is not LetterState.SENT:
        raise LetterUnknown()
    show_words(session, letter, link.person, way="link")
    return letter


def show_words(session: Session, letter: Letter, person: Person, *, way: str = "signed-in") -> None:
    """A letter holds words of the institution's note."""
    note = dialogue_queries.bare_note(session, {"dialogue_id": letter.dialogue_id})
    show_notes(note.id if note else None, to=person, way=way)


def letter_page(letter: Letter, *, pdf_url: str, year: int | None = None, secretary: bool = False) -> str:
    """The letter as it reads, dated when it was adopted, or today. `year` is the way back, for the staff."""
    given = settings()
    day = local_day(letter.adopted_at or now())
    page = reading_of(letter.content, body=given.body_name, sender=given.sender_address, day=day)
    pairs = [(one["said"], what_stands(one["became"])) for one in page["pairs"]]
    return render_template(
        "follow_up/letter.html", letter=letter, page=page, pairs=pairs, pdf_url=pdf_url, year=year, secretary=secretary
    )


def what_stands(became: list[dict[str, str]]) -> list[tuple[str, str]]:
    """The sentence with what is new in it; what was taken out is shown on paper only, where there is room."""
    return [(part["change"], part["text"]) for part in became if part["change"] != "removed"]


def as_pdf(session: Session, letter: Letter) -> ResponseReturnValue:
    """The bytes of the printed letter."""
    return files.sent(queries.pdf_of(session, letter), f"Brev-{letter.content['year']}.pdf", opened=True)


def cycle_of(session: Session, letter: Letter) -> Cycle:
    """The year of the dialogue that a letter answers."""
    return dialogue_queries.dialogue(session, letter.dialogue_id).seat.draw.cycle
