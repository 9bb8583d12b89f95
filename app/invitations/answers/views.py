"""The answer of each who is asked: by the link in her mail, signed in, or through her delegate.

The addresses stand at the end; views.py takes them in.
"""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.database import reading, transaction
from app.domain import NotFound
from app.invitations import labels, pages, queries, services
from app.invitations.domain import Channel
from app.invitations.forms import AnswerForm
from app.invitations.models import Participant
from app.invitations.sending import letters
from app.people.access import current_person
from app.people.models import Person
from app.routes import Route

CALENDAR_HEADERS = {"Content-Disposition": 'attachment; filename="moede.ics"'}


def answer(token: str) -> ResponseReturnValue:
    """The answer of whoever holds the link: looking changes nothing, and a scanner only looks."""
    participant = queries.participant_behind(reading(), token=token, now=now())
    return answer_page(participant, calendar=url_for("invitations.calendar", token=token))


def calendar(token: str) -> ResponseReturnValue:
    """The meeting as a file for a calendar."""
    return calendar_of(queries.participant_behind(reading(), token=token, now=now()))


def my_answer(invitation_id: int) -> ResponseReturnValue:
    """The same page for whoever is signed in."""
    participant = queries.own_part(reading(), invitation_id=invitation_id, person=current_person())
    return answer_page(participant, calendar=url_for("invitations.my_calendar", invitation_id=invitation_id))


def my_calendar(invitation_id: int) -> ResponseReturnValue:
    """The same file for whoever is signed in."""
    return calendar_of(queries.own_part(reading(), invitation_id=invitation_id, person=current_person()))


def answer_for(participant_id: int) -> ResponseReturnValue:
    """The same page for a delegate, such as a director's secretary."""
    participant = queries.part_for(reading(), participant_id=participant_id, delegate=current_person())
    calendar = url_for("invitations.calendar_for", participant_id=participant_id)
    return answer_page(participant, calendar=calendar, by=current_person())


def calendar_for(participant_id: int) -> ResponseReturnValue:
    """The same file for a delegate."""
    return calendar_of(queries.part_for(reading(), participant_id=participant_id, delegate=current_person()))


def calendar_of(participant: Participant) -> Response:
    """The file itself."""
    slot = queries.shown(participant.invitation)
    if slot is None:
        raise NotFound()
    content = letters.published(participant.invitation, slot=slot, now=now())
    return Response(content, mimetype="text/calendar", headers=CALENDAR_HEADERS)


def answer_page(participant: Participant, *, calendar: str, by: Person | None = None) -> ResponseReturnValue:
    """Shows the meeting and the present answer; saves the one that was sent (`by`: a delegate, for the person).

    An answer to a time that has been moved since the page was opened is none to the new one: she is asked again, and
    what she has typed stays.
    """
    form, status = AnswerForm(), 200
    if form.validate_on_submit():
        with transaction() as session:
            kept = services.answer(
                session,
                participant=queries.participant(session, participant.id),
                answer=form.chosen(),
                channel=Channel.WEB,
                word=form.word.data or "",
                brings=form.brings(),
                substitute=form.stand_in(),
                by=by,
                sequence=form.sequence.data,
                now=now(),
            )
        if kept.counted:
            flash(_("Tak. Vi har dit svar."), "success")
            return redirect(request.path)
        flash(_("Mødet er flyttet, siden du åbnede siden. Se den nye tid, og svar igen."), "warning")
        form.answer.data, status = None, 409
    elif form.is_submitted():
        status = 422
    page = pages.answer_of(reading(), participant, now=now())
    form = pages.filled(form, page)
    content = render_template("invitations/answer.html", page=page, form=form, labels=labels, calendar=calendar, by=by)
    return content, status


ROUTES = (
    Route("/svar/<token>", ["GET", "POST"], answer),
    Route("/svar/<token>/moede.ics", ["GET"], calendar),
    Route("/indkaldelser/mit-svar/<int:invitation_id>", ["GET", "POST"], my_answer),
    Route("/indkaldelser/mit-svar/<int:invitation_id>/moede.ics", ["GET"], my_calendar),
    Route("/indkaldelser/svar-for/<int:participant_id>", ["GET", "POST"], answer_for),
    Route("/indkaldelser/svar-for/<int:participant_id>/moede.ics", ["GET"], calendar_for),
)
