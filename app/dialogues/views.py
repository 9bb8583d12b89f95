"""Pages of the dialogues: the year's, one meeting, the minutes and the institution's answer to them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.clock import add_working_days, local_day, now
from app.cycle import queries as cycles
from app.cycle.labels import weeks_word
from app.database import reading, transaction
from app.dialogues import labels, meeting_views, pages, queries, services
from app.dialogues.before import agendas, plans
from app.dialogues.before import views as before_views
from app.dialogues.before.known import before_of, notice_of
from app.dialogues.discussions import views as discussion_views
from app.dialogues.domain import DAYS_TO_ANSWER, STEPS, ConfirmationAnswer
from app.dialogues.forms import AnswerForm, AskForm, WishesForm
from app.dialogues.minutes import views as minutes_views
from app.dialogues.models import Confirmation, Note
from app.dialogues.writing import views as writing_views
from app.domain import NotFound, Refused
from app.people import queries as people
from app.people.access import current_person
from app.people.domain import Role
from app.people.models import Person
from app.routes import Route, add_routes
from app.settings import settings
from app.web import show_notes, words

blueprint = Blueprint("dialogues", __name__)

OCCASIONS = ("/dialoger/dialog/<int:dialogue_id>", "/dialoger/droeftelse/<int:discussion_id>")
WRITING = (
    Route("{at}/referat", ["GET"], writing_views.write),
    Route("{at}/afsnit", ["POST"], writing_views.add),
    Route("/dialoger/dialog/<int:dialogue_id>/aftale", ["POST"], writing_views.promise),
    Route("{at}/aendringer", ["GET"], meeting_views.changes),
    Route("{at}/saml-igen", ["POST"], meeting_views.gather),
    Route("/dialoger/dialog/<int:dialogue_id>/fremmoede", ["GET"], meeting_views.attendance),
    Route("/dialoger/dialog/<int:dialogue_id>/fremmoede", ["POST"], meeting_views.attendance),
    Route("/dialoger/afsnit/<uuid:passage_id>", ["GET"], writing_views.passage),
    Route("/dialoger/afsnit/<uuid:passage_id>", ["POST"], writing_views.save),
    Route("/dialoger/afsnit/<uuid:passage_id>/sted", ["POST"], writing_views.place),
    Route("/dialoger/afsnit/<uuid:passage_id>/flyt", ["POST"], writing_views.move),
    Route("/dialoger/afsnit/<uuid:passage_id>/slet", ["POST"], writing_views.remove),
    Route("/dialoger/afsnit/<uuid:passage_id>/del", ["POST"], writing_views.split),
    Route("/dialoger/afsnit/<uuid:passage_id>/saml", ["POST"], writing_views.merge),
    Route("/dialoger/tekst/<int:revision_id>", ["POST"], writing_views.choose),
)
"""The addresses of writing; one with {at} is a dialogue's and a discussion's alike."""
AHEAD = (
    Route("/dialoger/dialog/<int:dialogue_id>/dagsorden/send", ["POST"], before_views.send_agenda),
    Route("/dagsorden/<token>", ["GET"], before_views.agenda_by_link),
    Route("/dialoger/dialog/<int:dialogue_id>/aarsplan", ["GET", "POST"], before_views.plan),
    Route("/dialoger/dialog/<int:dialogue_id>/aarsplan/fil", ["GET"], before_views.plan_file),
    Route("/dialoger/dialog/<int:dialogue_id>/briefing", ["GET"], before_views.briefing),
    Route("/dialoger/dialog/<int:dialogue_id>/briefing/pdf", ["GET"], before_views.briefing_pdf),
    Route("/dialoger/dialog/<int:dialogue_id>/briefing/send", ["POST"], before_views.send_briefing),
    Route("/dialoger/dialog/<int:dialogue_id>/briefing/skriv", ["GET", "POST"], before_views.write_briefing),
)
add_routes(blueprint, AHEAD)
for route in (*WRITING, *discussion_views.ROUTES, *minutes_views.ROUTES):
    places = OCCASIONS if "{at}" in route.rule else ("",)
    add_routes(blueprint, [route._replace(rule=route.rule.format(at=place)) for place in places])


@blueprint.get("/dialoger")
@blueprint.get("/dialoger/<int:year>")
def overview(year: int | None = None) -> ResponseReturnValue:
    """The year's dialogues: when, about what, and how far the minutes have come."""
    cycle = cycles.by_year(reading(), year) if year else cycles.current(reading())
    return discussion_views.overview_page(cycle)


@blueprint.get("/dialoger/dialog/<int:dialogue_id>")
def show(dialogue_id: int) -> ResponseReturnValue:
    """One dialogue: for the staff everything, for its head her own year with it."""
    person = current_person()
    page = pages.dialogue_page(reading(), dialogue_id, person, now())
    form = WishesForm(formdata=None, wishes=page.agenda.wishes if page.agenda else "")
    name = "show" if person.has(Role.SECRETARIAT, Role.DIRECTOR) else "own"
    writes = person.has(Role.SECRETARIAT)
    if page.note and page.passages:
        show_notes(page.note.id, to=person)
    return render_template(
        f"dialogues/{name}.html",
        page=page,
        before=before_of(reading(), [page.dialogue], now())[dialogue_id],
        notice=notice_of(reading(), page.dialogue.seat.draw.cycle),
        weeks_word=weeks_word,
        plan=plans.plan_of(reading(), page.dialogue),
        unsent=len(agendas.not_sent_to(reading(), page.dialogue, now())) if writes and page.agenda else 0,
        form=form,
        writes=writes,
        labels=labels,
        now=now(),
    )


@blueprint.post("/dialoger/dialog/<int:dialogue_id>/dagsorden")
def prepare_agenda(dialogue_id: int) -> ResponseReturnValue:
    """The agenda with the year's questions, and what the institution itself wishes to talk about."""
    form = WishesForm()
    with transaction() as session:
        dialogue = queries.dialogue_for(session, dialogue_id, current_person(), local_day(now()))
        services.prepare_agenda(
            session, dialogue=dialogue, wishes=form.wishes.data or "", by=current_person(), now=now()
        )
    flash(_("Dagsordenen er gemt. Der er ikke sendt nogen mail."), "success")
    return redirect(url_for("dialogues.show", dialogue_id=dialogue_id))


@blueprint.post("/dialoger/dialog/<int:dialogue_id>/holdt")
def hold(dialogue_id: int) -> ResponseReturnValue:
    """The meeting is over; what was written is read through next."""
    with transaction() as session:
        services.hold(session, dialogue=queries.dialogue(session, dialogue_id), by=current_person(), now=now())
    flash(_("Mødet er markeret som holdt. Læs referatet igennem, før lederen ser det."), "success")
    return redirect(url_for("dialogues.review", dialogue_id=dialogue_id))


@blueprint.get("/dialoger/dialog/<int:dialogue_id>/gennemlaes")
def review(dialogue_id: int) -> ResponseReturnValue:
    """The minutes as the head will read them, and what can be done about them now."""
    return review_page(dialogue_id)


def review_page(dialogue_id: int, form: AskForm | None = None, error: str = "") -> str:
    """The page, with its one form."""
    day, me = add_working_days(local_day(now()), DAYS_TO_ANSWER), current_person()
    page = pages.dialogue_page(reading(), dialogue_id, me, now())
    show_notes(page.note.id if page.note else None, to=me)
    return render_template(
        "dialogues/review.html",
        page=page,
        form=form or AskForm(formdata=None, deadline=day),
        error=error,
        labels=labels,
        now=now(),
    )


@blueprint.post("/dialoger/dialog/<int:dialogue_id>/spoerg")
def ask(dialogue_id: int) -> ResponseReturnValue:
    """Asks the head by mail; a correction that stood open is settled by asking again."""
    form = AskForm()
    if not form.validate():
        return review_page(dialogue_id, form), 422
    try:
        with transaction() as session:
            note = note_in(session, dialogue_id)
            asked = services.ask_confirmation(
                session, note=note, deadline=form.deadline.data, by=current_person(), now=now()
            )
            name = asked.person.name
    except Refused as refused:
        return review_page(dialogue_id, form, words(refused)), refused.status
    flash(_("%(name)s får en mail med et link til referatet.", name=name), "success")
    return redirect(url_for("dialogues.review", dialogue_id=dialogue_id))


@blueprint.post("/dialoger/dialog/<int:dialogue_id>/paamind")
def remind(dialogue_id: int) -> ResponseReturnValue:
    """Asks once more, at most once a day."""
    with transaction() as session:
        told = services.remind(session, note=note_in(session, dialogue_id), by=current_person(), now=now())
    if told:
        flash(_("En påmindelse er på vej."), "success")
    else:
        flash(_("Lederen har allerede fået dagens påmindelse."), "info")
    return redirect(url_for("dialogues.review", dialogue_id=dialogue_id))


@blueprint.post("/dialoger/dialog/<int:dialogue_id>/afklaret")
def settle(dialogue_id: int) -> ResponseReturnValue:
    """A correction has been dealt with without asking again."""
    return changed(dialogue_id, services.settle_correction, _("Rettelsen er afklaret. Referatet kan sendes igen."))


@blueprint.post("/dialoger/dialog/<int:dialogue_id>/hent-tilbage")
def take_back(dialogue_id: int) -> ResponseReturnValue:
    """Opens the minutes for a correction."""
    return changed(
        dialogue_id, services.take_back, _("Referatet er hentet tilbage og kan rettes. Lederen skal spørges igen.")
    )


@blueprint.post("/dialoger/dialog/<int:dialogue_id>/bemaerkning/<uuid:passage_id>")
def settle_remark(dialogue_id: int, passage_id: uuid.UUID) -> ResponseReturnValue:
    """What the head said of one passage has been dealt with."""
    act = partial(services.settle_remark, passage_id=str(passage_id))
    return changed(dialogue_id, act, _("Bemærkningen er afklaret. Spørg lederen igen, når alt er rettet."))


def changed(dialogue_id: int, act: Callable[..., object], told: str) -> ResponseReturnValue:
    """One act on a note, and back to where it is read through."""
    with transaction() as session:
        act(session, note=note_in(session, dialogue_id), by=current_person(), now=now())
    flash(told, "success")
    return redirect(url_for("dialogues.review", dialogue_id=dialogue_id))


def note_in(session: Session, dialogue_id: int) -> Note:
    """The note of a dialogue; without one there is nothing to act on."""
    note = queries.note_of(session, queries.dialogue(session, dialogue_id))
    if note is None:
        raise NotFound()
    return note


@blueprint.route("/dialoger/dialog/<int:dialogue_id>/bekraeft", methods=["GET", "POST"])
def confirm(dialogue_id: int) -> ResponseReturnValue:
    """Her minutes, for a head who is signed in."""
    page = pages.dialogue_page(reading(), dialogue_id, current_person(), now())
    if page.note is None:
        raise NotFound()
    done = url_for("dialogues.confirm", dialogue_id=dialogue_id)
    show_notes(page.note.id, to=current_person())
    printed = url_for("dialogues.minutes_page", dialogue_id=dialogue_id)
    return answer_page(page.note.id, current_person(), done, printed=printed)


@blueprint.route("/referat/<token>", methods=["GET", "POST"])
def by_link(token: str) -> ResponseReturnValue:
    """Her minutes, for whoever has the link from the mail: these minutes and nothing else. Only POST answers."""
    link = people.follow_link(reading(), token=token, purpose=services.LINK_PURPOSE, now=now())
    show_notes(link.subject_id, to=link.person, way="link")
    printed = url_for("dialogues.linked_page", token=token)
    return answer_page(link.subject_id, link.person, url_for("dialogues.by_link", token=token), printed=printed)


def answer_page(note_id: int, person: Person, done: str, *, printed: str) -> ResponseReturnValue:
    """Shows the minutes; a pressed button answers, once."""
    asked, form = queries.confirmation_of(reading(), note_id, person), AnswerForm()
    if not form.validate_on_submit():
        return minutes_page(asked, form, printed)
    try:
        save_answer(asked, form)
    except Refused as refused:
        return minutes_page(asked, form, printed, words(refused)), refused.status
    return redirect(done)


def save_answer(asked: Confirmation, form: AnswerForm) -> None:
    """The one write of the page."""
    remarks = {key.removeprefix("remark-"): text for key, text in request.form.items() if key.startswith("remark-")}
    steps = form.placements(request.form) if settings().self_placement else {}
    with transaction() as session:
        services.answer_confirmation(
            session,
            confirmation=session.get_one(Confirmation, asked.id),
            answer=ConfirmationAnswer(form.answer.data),
            word=form.word.data or "",
            remarks=remarks,
            placements=steps,
            now=now(),
        )


def minutes_page(asked: Confirmation, form: AnswerForm, printed: str, error: str = "") -> str:
    """The page itself, with what she had written if it was refused."""
    page = pages.minutes_page(reading(), asked)
    return render_template(
        "dialogues/confirm.html",
        page=page,
        asked=asked,
        form=form,
        printed=printed,
        places=settings().self_placement,
        steps=STEPS,
        error=error,
        labels=labels,
        now=now(),
    )
