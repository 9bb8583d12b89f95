"""Sending the agenda: to everyone who is asked to the meeting a mail with a link to it, once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import at, local_day
from app.dialogues import mail_texts, queries
from app.dialogues.domain import AgendaMissing, AgendaSent, NoHead, NotAgreed
from app.dialogues.models import Agenda
from app.domain import N_, NotFound
from app.institutions import queries as institutions
from app.invitations import queries as invitations
from app.invitations.domain import Answer
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.writing import texts
from app.mail.writing.words import absolute, language_of
from app.people import queries as people
from app.people import services as linking
from app.people.models import Person
from app.scheduling import queries as scheduling
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.trail import services as trail

LINK_PURPOSE = "agenda"
OPEN_AFTER = dt.timedelta(days=30)


def send_agenda(session: Session, *, dialogue: Dialogue, by: Person | None, now: dt.datetime) -> int:
    """Mails the agenda to whoever has not had it; gives how many. Of many clicks at once one sends."""
    session.execute(select(Dialogue.id).where(Dialogue.id == dialogue.id).with_for_update())
    meeting = queries.dialogue(session, dialogue.id)
    agenda = session.get(Agenda, dialogue.id, populate_existing=True)
    if agenda is None:
        raise AgendaMissing()
    if meeting.state is not DialogueState.AGREED or meeting.starts_at is None or meeting.starts_at <= now:
        raise NotAgreed()
    waiting = not_sent_to(session, meeting, now)
    if not waiting:
        raise AgendaSent()
    for person in waiting:
        _mail(session, meeting, person, now)
    agenda.sent_at = agenda.sent_at or now
    trail.record(session, by=by, action="dialogues.agenda-sent", thing=f"dialogue:{dialogue.id}", now=now)
    return len(waiting)


def not_sent_to(session: Session, dialogue: Dialogue, now: dt.datetime) -> list[Person]:
    """Who is to be at the meeting and has not had its agenda."""
    return [one for one in _invitees(session, dialogue, now) if not outbox.is_written(session, _once(dialogue, one))]


def agenda_behind(session: Session, *, token: str, now: dt.datetime) -> tuple[Agenda, Dialogue]:
    """The agenda that a link opens, and its meeting; raises LinkDead."""
    link = people.follow_link(session, token=token, purpose=LINK_PURPOSE, now=now)
    agenda = session.get(Agenda, link.subject_id)
    if agenda is None:
        raise NotFound(N_("Dagsordenen"), link.subject_id)
    return agenda, queries.dialogue(session, link.subject_id)


def _invitees(session: Session, dialogue: Dialogue, now: dt.datetime) -> list[Person]:
    """Who is asked and has not said no; for a meeting that was agreed elsewhere, the head and the directors."""
    invitation = invitations.invitation_of(session, dialogue)
    if invitation is not None:
        asked = [one.person for one in invitations.present(invitation) if one.answer is not Answer.DECLINED]
        return [one for one in asked if one.active]
    head = institutions.head_of(session, dialogue.seat.institution, local_day(now))
    if head is None:
        raise NoHead(institution=dialogue.seat.institution.name)
    return [head, *(one for one in scheduling.directors(session) if one.id != head.id)]


def _once(dialogue: Dialogue, person: Person) -> str:
    return f"agenda:{dialogue.id}:{person.id}"


def _mail(session: Session, dialogue: Dialogue, person: Person, now: dt.datetime) -> None:
    start = dialogue.starts_at or now
    ends_at = at(local_day(start + OPEN_AFTER), 23, 59)
    token = linking.issue_link(
        session, person=person, purpose=LINK_PURPOSE, subject_id=dialogue.id, ends_at=ends_at, now=now
    )
    with language_of(person):
        values = mail_texts.values_of(dialogue, link=absolute(f"/dagsorden/{token}"))
    cycle_id = dialogue.seat.draw.cycle_id
    written = texts.write(session, cycle_id=cycle_id, kind=mail_texts.AGENDA, person=person, values=values)
    thread = f"dialogue:{dialogue.id}:agenda"
    once = _once(dialogue, person)
    mail.enqueue(session, once=once, kind="agenda", thread=thread, person=person, written=written, now=now)
