"""Reminding those who were asked: which mail, to whom, once."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local_day
from app.dates import moment
from app.invitations import letters, queries
from app.invitations.domain import Answer, InvitationState, Reminder, Slot, reminder_due
from app.invitations.models import Invitation, Participant
from app.invitations.sending import link_for, thread_of
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail import words
from app.people.models import Person
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue

KIND = "reminder"


def remind(session: Session, *, now: dt.datetime) -> int:
    """Writes the reminders that are due today; asked again, or on several machines, it writes none twice."""
    query = (
        select(Invitation.id)
        .join(Invitation.dialogue)
        .where(
            Invitation.state == InvitationState.SENT,
            Dialogue.state == DialogueState.AGREED,
            Invitation.told_start > now,
        )
    )
    return sum(_remind(session, queries.invitation(session, found), now) for found in session.scalars(query).all())


def remind_unanswered(session: Session, *, invitation: Invitation, now: dt.datetime) -> int:
    """Reminds everyone who has not answered, because the secretariat asks for it: at most once a day."""
    slot = queries.told(invitation)
    missing = [one for one in invitation.participants if _is_asked(one) and one.answer is Answer.NEEDS_ACTION]
    if slot is None or slot.start <= now:
        return 0
    for participant in missing:
        _post(session, invitation, participant, Reminder.UNANSWERED, slot, key=local_day(now).isoformat(), now=now)
    return len(missing)


def _remind(session: Session, invitation: Invitation, now: dt.datetime) -> int:
    slot, count = queries.told(invitation), 0
    if slot is None or invitation.sent_at is None or queries.is_off(invitation):
        return 0
    for participant in filter(_is_asked, invitation.participants):
        reminder = reminder_due(
            asked=local_day(invitation.sent_at),
            meeting=local_day(slot.start),
            today=local_day(now),
            answered=participant.answer is not Answer.NEEDS_ACTION,
        )
        if reminder is not None:
            _post(session, invitation, participant, reminder, slot, key=str(invitation.reply_floor), now=now)
            count += 1
    return count


def _is_asked(participant: Participant) -> bool:
    return participant.told_sequence is not None and participant.bounced_at is None


def _post(
    session: Session,
    invitation: Invitation,
    participant: Participant,
    reminder: Reminder,
    slot: Slot,
    *,
    key: str,
    now: dt.datetime,
) -> None:
    """One reminder. It stands outside of the invitation's thread: it neither overtakes nor is overtaken."""
    person = participant.person
    once = f"{KIND}:{invitation.id}:{person.id}:{reminder.value}:{key}"
    if outbox.is_written(session, once):
        return
    sentence = _sentence(person, reminder, slot)
    mail.enqueue_plain(
        session,
        once=once,
        kind=KIND,
        thread=f"{KIND}:{thread_of(invitation)}",
        person=person,
        subject=sentence,
        template="reminder",
        context={
            "sentence": sentence,
            "slot": slot,
            "url": letters.answer_url(link_for(session, participant, ends_at=slot.end, now=now)),
        },
        now=now,
    )


def _sentence(person: Person, reminder: Reminder, slot: Slot) -> str:
    with words.language_of(person):
        when = moment(slot.start)
        sentences = {
            Reminder.UNANSWERED: _("Vi mangler dit svar: strategisk drøftelse %(when)s", when=when),
            Reminder.WEEK: _("Om en uge: strategisk drøftelse %(when)s", when=when),
            Reminder.DAY: _("I morgen: strategisk drøftelse %(when)s", when=when),
        }
        return str(sentences[reminder])
