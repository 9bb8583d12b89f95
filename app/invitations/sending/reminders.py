"""Reminding those who were asked: which mail, to whom, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.domain import CycleState
from app.cycle.models import Cycle
from app.cycle.services import require_open
from app.invitations import queries
from app.invitations.domain import Answer, InvitationState, Reminder, Slot, reminder_due
from app.invitations.models import Invitation, Participant
from app.invitations.queries import cycle_id_of
from app.invitations.sending import letters
from app.invitations.sending.telling import KIND as INVITATION
from app.invitations.sending.telling import link_for, thread_of
from app.invitations.sending.texts import REMINDERS, Occasion, values_of
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.writing import texts, words
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.selection.models import Draw, Seat

KIND = "reminder"


def to_remind(session: Session, now: dt.datetime) -> list[int]:
    """The meetings ahead to which people were asked from here: each is looked through on its own, in its own time."""
    query = (
        select(Invitation.id)
        .join(Invitation.dialogue)
        .join(Dialogue.seat)
        .join(Seat.draw)
        .join(Draw.cycle)
        .where(
            Invitation.state == InvitationState.SENT,
            Dialogue.state == DialogueState.AGREED,
            Dialogue.taken_over.is_(False),
            Cycle.state == CycleState.OPEN,
            Invitation.told_start > now,
        )
        .order_by(Invitation.id)
    )
    return list(session.scalars(query))


def silent(session: Session, invitations: Sequence[Invitation], now: dt.datetime) -> list[Participant]:
    """Who has been asked and has not answered. One whose mail is still to leave, and may be taken back, is not asked
    yet."""
    waiting = outbox.still_waiting(session, kind=INVITATION, now=now)
    return [
        one
        for invitation in invitations
        for one in queries.present(invitation)
        if queries.is_open(one, now)
        and one.answer is Answer.NEEDS_ACTION
        and one.bounced_at is None
        and (thread_of(invitation), one.person_id) not in waiting
    ]


def remind_unanswered(session: Session, *, invitation: Invitation, now: dt.datetime) -> int:
    """Reminds everyone who has not answered, because the secretariat asks for it: at most once a day.

    Gives the number of reminders that were written: none for who has had today's.
    """
    require_open(session, cycle=invitation.dialogue.seat.draw.cycle)
    slot = queries.told(invitation)
    missing = [one for one in silent(session, [invitation], now) if _is_asked(one)]
    if slot is None or slot.start <= now:
        return 0
    day = local_day(now).isoformat()
    return sum(_post(session, invitation, one, Reminder.UNANSWERED, slot, key=day, now=now) for one in missing)


def remind_year(session: Session, *, cycle: Cycle, now: dt.datetime) -> int:
    """The same for every meeting of the year, in one step."""
    invitations = [one for one in queries.invitations_of(session, cycle) if one.dialogue.state is DialogueState.AGREED]
    return sum(remind_unanswered(session, invitation=one, now=now) for one in invitations)


def remind(session: Session, *, invitation_id: int, now: dt.datetime) -> int:
    """Writes the reminders that are due today to one meeting; asked again, it writes none twice."""
    invitation = queries.invitation(session, invitation_id)
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
            count += _post(session, invitation, participant, reminder, slot, key=str(invitation.reply_floor), now=now)
    return count


def _is_asked(participant: Participant) -> bool:
    """Whoever has been taken out is not reminded, also before she has been told; nor is who is no longer here."""
    there = participant.told_sequence is not None and participant.removed_at is None
    return there and participant.bounced_at is None and participant.person.active


def _post(
    session: Session,
    invitation: Invitation,
    participant: Participant,
    reminder: Reminder,
    slot: Slot,
    *,
    key: str,
    now: dt.datetime,
) -> bool:
    """One reminder, if it has not been written. It stands outside of the invitation's thread: it neither overtakes nor
    is overtaken."""
    person = participant.person
    once = f"{KIND}:{invitation.id}:{person.id}:{reminder.value}:{key}"
    if outbox.is_written(session, once):
        return False
    with words.language_of(person):
        url = letters.answer_url(link_for(session, participant, ends_at=slot.end, now=now))
        this = Occasion(invitation=invitation, participant=participant, slot=slot, url=url)
        written = texts.write(
            session,
            cycle_id=cycle_id_of(invitation),
            kind=REMINDERS[reminder],
            person=person,
            values=values_of(session, this, explained=False),
        )
    thread = f"{KIND}:{thread_of(invitation)}"
    mail.enqueue(session, once=once, kind=KIND, thread=thread, person=person, written=written, now=now)
    return True
