"""The inbox: what came by mail, and what a person does about it. Looking changes nothing; each press is trailed."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.database import reading, transaction
from app.domain import N_, NotFound
from app.invitations import labels, queries
from app.invitations.domain import Answer
from app.invitations.forms import MailAnswerForm, MailCountForm, SenderForm
from app.invitations.inbox import labels as inbox_labels
from app.invitations.inbox import pages as inbox_pages
from app.invitations.inbox import resolving
from app.mail.domain import InboxOutcome
from app.mail.inbox import queries as inbox_queries
from app.people import queries as people
from app.people.access import current_person
from app.routes import Route
from app.settings import settings


def inbox() -> ResponseReturnValue:
    """What needs a person first, the rest below by what it came to."""
    page = inbox_pages.page_of(reading(), now=now())
    return render_template("invitations/inbox.html", page=page, labels=labels, words=inbox_labels)


def inbox_raw(mail_id: int) -> ResponseReturnValue:
    """The bytes as they came, as a file; never shown in the browser."""
    message = inbox_queries.message(reading(), mail_id)
    if not message.raw:
        raise NotFound(N_("Mailen"), mail_id)
    headers = {"Content-Disposition": f'attachment; filename="mail-{mail_id}.eml"'}
    return Response(message.raw, mimetype="message/rfc822", headers=headers)


def link_sender(mail_id: int) -> ResponseReturnValue:
    """The address belongs to this person; the mail is read again."""
    form = SenderForm()
    if not form.validate_on_submit():
        return back(mail_id, _("Vælg en person."))
    with transaction() as session:
        person = people.by_id(session, form.person.data or 0)
        if person is None:
            raise NotFound(N_("Personen"), form.person.data or "")
        message = resolving.link_sender(
            session,
            message=inbox_queries.message(session, mail_id, lock=True),
            person=person,
            authserv_id=settings().authserv_id,
            by=current_person(),
            now=now(),
        )
        name, counted = person.name, message.outcome is InboxOutcome.APPLIED
    if counted:
        flash(_("Adressen hører nu til %(name)s, og svaret er talt med.", name=name), "success")
    else:
        flash(_("Adressen hører nu til %(name)s.", name=name), "success")
    return redirect(url_for("invitations.inbox"))


def count_mail(mail_id: int) -> ResponseReturnValue:
    """Its answer counts: the one in its calendar, or the one that the secretariat reads out of it."""
    form = MailCountForm()
    if not form.validate_on_submit():
        return back(mail_id, _("Vælg, hvem der har svaret hvad."))
    with transaction() as session:
        message = inbox_queries.message(session, mail_id, lock=True)
        if form.participant.data:
            kept = resolving.count_as(
                session,
                message=message,
                participant=queries.participant(session, form.participant.data),
                answer=Answer(form.answer.data),
                by=current_person(),
                now=now(),
            )
            counted = kept.counted
        else:
            message = resolving.count_as_it_is(session, message=message, by=current_person(), now=now())
            counted = message.outcome is InboxOutcome.APPLIED
    if counted:
        flash(_("Svaret er talt med."), "success")
    else:
        flash(_("Svaret er skrevet ned, men tæller ikke: der er et nyere svar, eller tiden er flyttet."), "warning")
    return redirect(url_for("invitations.inbox"))


def back(mail_id: int, sentence: str) -> ResponseReturnValue:
    """To the mail on the page, with what is missing."""
    flash(sentence, "warning")
    return redirect(url_for("invitations.inbox", _anchor=f"mail-{mail_id}"))


def leave_mail(mail_id: int) -> ResponseReturnValue:
    """Nothing is to be done about it."""
    with transaction() as session:
        message = inbox_queries.message(session, mail_id, lock=True)
        resolving.leave(session, message=message, by=current_person(), now=now())
    flash(_("Mailen er lagt til side. Den bliver ikke slettet."), "success")
    return redirect(url_for("invitations.inbox"))


def answer_mail(mail_id: int) -> ResponseReturnValue:
    """Writes back."""
    return write_back(mail_id, resolving.answer)


def decline_proposal(mail_id: int) -> ResponseReturnValue:
    """The time stands: whoever proposed another one is told so."""
    return write_back(mail_id, resolving.decline_proposal)


def write_back(mail_id: int, writing: Callable[..., None]) -> ResponseReturnValue:
    """The answer that was typed, on its way."""
    form = MailAnswerForm()
    if not form.validate_on_submit():
        return back(mail_id, _("Skriv et svar på højst 5.000 tegn."))
    with transaction() as session:
        message = inbox_queries.message(session, mail_id, lock=True)
        writing(session, message=message, text=form.text.data or "", by=current_person(), now=now())
    flash(_("Svaret er på vej."), "success")
    return redirect(url_for("invitations.inbox"))


ROUTES = (
    Route("/indbakke", ["GET"], inbox),
    Route("/indbakke/<int:mail_id>/mail.eml", ["GET"], inbox_raw),
    Route("/indbakke/<int:mail_id>/knyt", ["POST"], link_sender),
    Route("/indbakke/<int:mail_id>/tael", ["POST"], count_mail),
    Route("/indbakke/<int:mail_id>/laeg-til-side", ["POST"], leave_mail),
    Route("/indbakke/<int:mail_id>/svar", ["POST"], answer_mail),
    Route("/indbakke/<int:mail_id>/behold-tiden", ["POST"], decline_proposal),
)
