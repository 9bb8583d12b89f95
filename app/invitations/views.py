"""Pages of the invitations: who has answered what, who will be sent what, and the answer of each who is asked."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import now
from app.cycle import queries as cycles
from app.cycle.labels import count_word
from app.database import reading, transaction
from app.domain import Refused
from app.invitations import labels, pages, queries, services
from app.invitations.answers import views as answer_views
from app.invitations.domain import Answer, Attendance, Channel
from app.invitations.feeds import views as feed_views
from app.invitations.forms import (
    AddressForm,
    CancelForm,
    GuestForm,
    MoveForm,
    TakeOverForm,
    TelephoneForm,
    chosen_moves,
)
from app.invitations.inbox import views as inbox_views
from app.invitations.sending import letters, reminders, taking_back
from app.people import queries as people
from app.people.access import current_person
from app.people.models import Person
from app.routes import add_routes
from app.scheduling import moving
from app.scheduling import queries as scheduling
from app.scheduling import services as times
from app.scheduling.calendars import refreshing
from app.scheduling.calendars.faults import ClashFound
from app.scheduling.domain import DialogueSettled, StartUnreadable
from app.selection import queries as selection
from app.settings import settings
from app.web import words

blueprint = Blueprint("invitations", __name__)


@blueprint.get("/indkaldelser")
@blueprint.get("/indkaldelser/<int:year>")
def overview(year: int | None = None) -> ResponseReturnValue:
    """Who is asked to what, and what each has answered; what waits, in words."""
    cycle = cycles.by_year(reading(), year) if year else cycles.current(reading())
    page = pages.overview_of(reading(), cycle=cycle, now=now()) if cycle else None
    return render_template("invitations/overview.html", page=page, labels=labels, count_word=count_word)


@blueprint.get("/indkaldelser/<int:year>/send")
def preview(year: int) -> ResponseReturnValue:
    """Exactly who will be sent what, and what it changes for them. Nothing is sent by looking."""
    page = pages.preview_of(reading(), cycle=cycles.by_year(reading(), year), now=now())
    return render_template("invitations/preview.html", page=page, labels=labels, count_word=count_word)


@blueprint.post("/indkaldelser/<int:year>/deltagere")
def renew_people(year: int) -> ResponseReturnValue:
    """Takes over who has come and who has gone since the meetings were called. Nothing is sent."""
    with transaction() as session:
        services.renew_people(session, cycle=cycles.by_year(session, year), by=current_person(), now=now())
    flash(_("Deltagerne er dem, der gælder nu. Intet er sendt."), "success")
    return redirect(url_for("invitations.preview", year=year))


@blueprint.post("/indkaldelser/<int:year>/send")
def send(year: int) -> ResponseReturnValue:
    """Writes them all into the outbox, once."""
    with transaction() as session:
        cycle, wait = cycles.by_year(session, year), dt.timedelta(minutes=settings().mail_undo_minutes)
        count = services.send(session, cycle=cycle, by=current_person(), now=now(), wait=wait)
    flash(ngettext("%(num)s mail er på vej.", "%(num)s mails er på vej.", count), "success")
    return redirect(url_for("invitations.overview", year=year))


@blueprint.post("/indkaldelser/<int:year>/fortryd")
def take_back(year: int) -> ResponseReturnValue:
    """Takes the last sending back, while none of it has left."""
    with transaction() as session:
        cycle = cycles.by_year(session, year)
        count = taking_back.take_back(session, cycle=cycle, by=current_person(), now=now())
    flash(ngettext("%(num)s mail er taget tilbage.", "%(num)s mails er taget tilbage.", count), "success")
    return redirect(url_for("invitations.preview", year=year))


@blueprint.post("/indkaldelser/<int:year>/godkend-plan")
def accept_plan(year: int) -> ResponseReturnValue:
    """Agrees to the proposed times, and drafts the invitations; but first looks into the calendars once more, and shows
    what is new in them instead."""
    tools = refreshing.tools_of(settings(), now=now())
    found = refreshing.look_before_accepting(transaction, reading(), year=year, tools=tools, now=now())
    if found.clashes:
        names = ", ".join(one.dialogue.seat.institution.name for one in found.clashes)
        flash(words(ClashFound(names=names)), "warning")
        return redirect(url_for("scheduling.overview", year=year))
    with transaction() as session:
        cycle = cycles.by_year(session, year)
        times.accept_plan(session, cycle=cycle, by=current_person(), now=now())
        services.prepare_from_plan(session, cycle=cycle, by=current_person(), now=now())
    flash(_("Tiderne er godkendt. Intet er sendt endnu."), "success")
    if found.unread:
        flash(_("Kalenderen kunne ikke læses igen for %(names)s.", names=", ".join(found.unread)), "warning")
    return redirect(url_for("invitations.preview", year=year))


@blueprint.post("/indkaldelser/dialog/<int:dialogue_id>/flyt")
def accept_move(dialogue_id: int) -> ResponseReturnValue:
    """Agrees to a new time for one dialogue; the invitees are told when the secretariat sends."""
    form = MoveForm()
    if not form.validate_on_submit():
        raise StartUnreadable()
    with transaction() as session:
        dialogue = times.move(
            session,
            dialogue=scheduling.dialogue(session, dialogue_id),
            starts_at=form.instant,
            room=scheduling.room(session, form.room.data) if form.room.data else None,
            version=form.version.data,
            by=current_person(),
            now=now(),
        )
        cycle = dialogue.seat.draw.cycle
        services.prepare_from_plan(session, cycle=cycle, by=current_person(), now=now())
        year = cycle.year
    flash(_("Den nye tid er valgt. Intet er sendt endnu."), "success")
    return redirect(url_for("invitations.preview", year=year))


@blueprint.post("/indkaldelser/dialog/<int:dialogue_id>/ny-plan")
def accept_moves(dialogue_id: int) -> ResponseReturnValue:
    """Agrees to a new plan in which several meetings move; the invitees are told when the secretariat sends."""
    moves = chosen_moves(request.form.getlist("move"))
    with transaction() as session:
        moved = moving.move_together(session, moves=moves, by=current_person(), now=now())
        cycle = scheduling.dialogue(session, dialogue_id).seat.draw.cycle
        services.prepare_from_plan(session, cycle=cycle, by=current_person(), now=now())
        year, count = cycle.year, len(moved)
    flash(ngettext("Mødet er flyttet. Intet er sendt.", "%(num)s møder er flyttet. Intet er sendt.", count), "success")
    return redirect(url_for("invitations.preview", year=year))


@blueprint.route("/indkaldelser/<int:year>/aftalt", methods=["GET", "POST"])
def take_over(year: int) -> ResponseReturnValue:
    """Records a meeting that was agreed, and to which everyone was asked, outside of this system."""
    cycle, error = cycles.by_year(reading(), year), ""
    form = TakeOverForm.offering(scheduling.without_agreed_time(reading(), cycle), scheduling.rooms(reading()))
    if form.validate_on_submit():
        try:
            save_taken_over(form)
        except Refused as refused:
            error = words(refused)
        else:
            flash(_("Mødet er skrevet ind. Der er ikke sendt noget."), "success")
            return redirect(url_for("scheduling.overview", year=year))
    return render_template("invitations/take_over.html", form=form, error=error, cycle=cycle)


def save_taken_over(form: TakeOverForm) -> None:
    """The one write of the page."""
    with transaction() as session:
        services.take_over(
            session,
            seat=selection.seat(session, form.seat.data),
            starts_at=form.starts_at,
            room=scheduling.room(session, form.room.data) if form.room.data else None,
            by=current_person(),
            now=now(),
        )


@blueprint.route("/indkaldelser/dialog/<int:dialogue_id>/aflys", methods=["GET", "POST"])
def cancel(dialogue_id: int) -> ResponseReturnValue:
    """Calls one meeting off, with a reason. Whoever was invited is told when the secretariat sends."""
    dialogue, form = scheduling.dialogue(reading(), dialogue_id), CancelForm()
    if dialogue.state not in times.MOVABLE:
        raise DialogueSettled(institution=dialogue.seat.institution.name)
    if not form.validate_on_submit():
        invitation = queries.invitation_of(reading(), dialogue)
        told = [one for one in queries.present(invitation) if one.told_sequence is not None] if invitation else []
        page = render_template("invitations/cancel.html", dialogue=dialogue, form=form, told=told)
        return page, 422 if form.is_submitted() else 200
    with transaction() as session:
        dialogue = scheduling.dialogue(session, dialogue_id)
        times.cancel(session, dialogue=dialogue, reason=form.reason.data or "", by=current_person(), now=now())
    flash(_("Mødet er aflyst. Ingen har fået besked endnu."), "success")
    return redirect(url_for("invitations.preview", year=dialogue.seat.draw.cycle.year))


@blueprint.post("/indkaldelser/dialog/<int:dialogue_id>/behold")
def keep_time(dialogue_id: int) -> ResponseReturnValue:
    """The time stands after all: whoever said no can come."""
    with transaction() as session:
        dialogue = scheduling.dialogue(session, dialogue_id)
        services.keep_time(session, dialogue=dialogue, by=current_person(), now=now())
        year = dialogue.seat.draw.cycle.year
    flash(_("Tiden står ved magt."), "success")
    return redirect(url_for("invitations.overview", year=year))


@blueprint.post("/indkaldelser/<int:invitation_id>/rykker")
def remind(invitation_id: int) -> ResponseReturnValue:
    """Reminds whoever has not answered."""
    with transaction() as session:
        invitation = queries.invitation(session, invitation_id)
        count = reminders.remind_unanswered(session, invitation=invitation, now=now())
        year = invitation.dialogue.seat.draw.cycle.year
    if count:
        flash(ngettext("%(num)s påmindelse er på vej.", "%(num)s påmindelser er på vej.", count), "success")
    else:
        flash(_("Ingen er påmindet nu: alle, der mangler at svare, har fået dagens påmindelse."), "info")
    return redirect(url_for("invitations.overview", year=year))


@blueprint.route("/indkaldelser/<int:invitation_id>/inviter", methods=["GET", "POST"])
def invite(invitation_id: int) -> ResponseReturnValue:
    """Asks one more person to a meeting; she is told when the secretariat sends."""
    invitation = queries.invitation(reading(), invitation_id)
    there = {one.person_id for one in queries.present(invitation)}
    persons = [
        one
        for one in people.everyone(reading())
        if one.active and one.id not in there and not letters.is_own_address(invitation, one.address)
    ]
    form = GuestForm.offering(persons)
    if not form.validate_on_submit():
        page = render_template("invitations/invite.html", invitation=invitation, form=form)
        return page, 422 if form.is_submitted() else 200
    with transaction() as session:
        services.add_participant(
            session,
            invitation=queries.invitation(session, invitation_id),
            person=session.get_one(Person, form.person.data),
            attendance=Attendance.REQUIRED if form.required.data else Attendance.OPTIONAL,
            by=current_person(),
            now=now(),
        )
    flash(_("Personen er skrevet på. Intet er sendt endnu."), "success")
    return redirect(url_for("invitations.preview", year=invitation.dialogue.seat.draw.cycle.year))


@blueprint.post("/indkaldelser/deltager/<int:participant_id>/tag-af")
def remove(participant_id: int) -> ResponseReturnValue:
    """Takes one person out of a meeting; she is told when the secretariat sends."""
    with transaction() as session:
        participant = queries.participant(session, participant_id)
        services.remove_participant(session, participant=participant, by=current_person(), now=now())
        year = participant.invitation.dialogue.seat.draw.cycle.year
    flash(_("Personen er taget af mødet. Intet er sendt endnu."), "success")
    return redirect(url_for("invitations.preview", year=year))


@blueprint.get("/indkaldelser/deltager/<int:participant_id>")
def show(participant_id: int) -> ResponseReturnValue:
    """One person's part in one meeting: answers, mails, and what the secretariat can do about it."""
    return person_page(participant_id)


def person_page(
    participant_id: int,
    *,
    address: AddressForm | None = None,
    telephone: TelephoneForm | None = None,
    error: str = "",
) -> str:
    """The page, with its two forms."""
    page = pages.person_of(reading(), participant_id=participant_id, now=now())
    return render_template(
        "invitations/person.html",
        page=page,
        labels=labels,
        telephone=telephone or TelephoneForm(formdata=None),
        address=address or AddressForm(formdata=None, address=page.participant.person.address),
        error=error,
    )


@blueprint.post("/indkaldelser/deltager/<int:participant_id>/svar")
def note_answer(participant_id: int) -> ResponseReturnValue:
    """An answer that somebody gave by telephone."""
    form = TelephoneForm()
    if not form.validate_on_submit():
        return person_page(participant_id, telephone=form), 422
    with transaction() as session:
        services.answer(
            session,
            participant=queries.participant(session, participant_id),
            answer=Answer(form.answer.data),
            channel=Channel.SECRETARY,
            word=form.word.data or "",
            by=current_person(),
            now=now(),
        )
    flash(_("Svaret er skrevet ind."), "success")
    return redirect(url_for("invitations.show", participant_id=participant_id))


@blueprint.post("/indkaldelser/deltager/<int:participant_id>/adresse")
def correct(participant_id: int) -> ResponseReturnValue:
    """The right address, and the invitation once more."""
    form = AddressForm()
    if not form.validate_on_submit():
        return person_page(participant_id, address=form), 422
    try:
        with transaction() as session:
            services.correct_address(
                session,
                participant=queries.participant(session, participant_id),
                address=form.address.data or "",
                by=current_person(),
                now=now(),
            )
    except Refused as refused:
        return person_page(participant_id, address=form, error=words(refused)), refused.status
    flash(_("Adressen er rettet, og indkaldelsen er på vej igen."), "success")
    return redirect(url_for("invitations.show", participant_id=participant_id))


@blueprint.post("/indkaldelser/deltager/<int:participant_id>/send-igen/<int:message_id>")
def resend(participant_id: int, message_id: int) -> ResponseReturnValue:
    """The same mail once more, byte for byte."""
    with transaction() as session:
        participant = queries.participant(session, participant_id)
        services.resend(session, participant=participant, message_id=message_id, by=current_person(), now=now())
    flash(_("Mailen er på vej igen."), "success")
    return redirect(url_for("invitations.show", participant_id=participant_id))


@blueprint.post("/indkaldelser/<int:year>/rykkere")
def remind_all(year: int) -> ResponseReturnValue:
    """Reminds everyone of the year who has not answered, in one step."""
    with transaction() as session:
        count = reminders.remind_year(session, cycle=cycles.by_year(session, year), now=now())
    flash(ngettext("%(num)s påmindelse er på vej.", "%(num)s påmindelser er på vej.", count), "success")
    return redirect(url_for("invitations.overview", year=year))


add_routes(blueprint, (*answer_views.ROUTES, *feed_views.ROUTES, *inbox_views.ROUTES))
