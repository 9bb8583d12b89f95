"""From what an invitee has not been told to a row in the outbox: the sequence, the link, the words, the bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.cycle.services import require_open
from app.invitations import queries
from app.invitations.domain import Answer, Change, HeadUnknown, InvitationState, OrganizerAsked, Part, Slot
from app.invitations.models import Invitation, Participant
from app.invitations.queries import LINK_PURPOSE, Outgoing, institution_of
from app.invitations.sending import letters, proposals
from app.mail import services as mail
from app.mail.domain import MessageState
from app.mail.writing import words
from app.people import services as people
from app.people.models import Person

KIND = "invitation"
TAKEN_BACK = (Change.CANCELLED, Change.REMOVED)


def thread_of(invitation: Invitation) -> str:
    """How the outbox names the mails about one meeting."""
    return f"{KIND}:{invitation.id}"


def send_changes(
    session: Session,
    invitation: Invitation,
    *,
    now: dt.datetime,
    due_at: dt.datetime | None = None,
    by: Person | None = None,
) -> int | None:
    """Tells every invitee what she has not been told, and notes it; gives the number of mails written.

    None: there was nothing to tell. None written is another thing: what was to be taken back had never left.
    """
    found = queries.changes(invitation, now)
    stands, before = queries.stands(invitation), queries.told(invitation)
    slot = stands or before
    if not found or slot is None:
        return None
    require_open(session, cycle=invitation.dialogue.seat.draw.cycle)
    _require_head(invitation, off=stands is None)
    _require_guests(invitation, found)
    _advance(invitation, found)
    invitation.organizer = words.organizer(invitation.organizer).addr_spec
    count = sum(_post(session, one, slot=slot, before=before, now=now, due_at=due_at) for one in found)
    note_told(invitation, found, now=now)
    proposals.answer_by(session, invitation, found, by=by, now=now)
    session.flush()
    return count


def note_told(invitation: Invitation, told: Sequence[Outgoing], *, now: dt.datetime) -> None:
    """What the invitees believe from now on. When a meeting is off, the last time that they knew stays."""
    for one in told:
        one.participant.told_sequence = None if one.change in TAKEN_BACK else invitation.sequence
        if one.change is Change.TIME:
            _forget_answer(one.participant)
    if invitation.sent_at is None or any(one.change is Change.TIME for one in told):
        invitation.sent_at = now  # people were asked about this time: waiting for their answers begins
    slot = queries.stands(invitation)
    invitation.state = InvitationState.SENT if slot else InvitationState.CANCELLED
    if slot:
        invitation.told_start, invitation.told_end, invitation.told_place = slot.start, slot.end, slot.place
        invitation.told_name = institution_of(invitation)


def _forget_answer(participant: Participant) -> None:
    """An answer to the old time is none to the new one; it stays in the history."""
    participant.answer, participant.channel, participant.answered_at = Answer.NEEDS_ACTION, None, None
    participant.word = ""


def link_for(session: Session, participant: Participant, *, ends_at: dt.datetime, now: dt.datetime) -> str:
    """A token for this person's answer to this meeting and nothing else, dead when the meeting is over."""
    return people.issue_link(
        session,
        person=participant.person,
        purpose=LINK_PURPOSE,
        subject_id=participant.id,
        ends_at=ends_at,
        now=now,
    )


def _advance(invitation: Invitation, found: Sequence[Outgoing]) -> None:
    """Any change that an invitee can see is a new version; a new time makes answers to older ones not count."""
    if any(one.change is not Change.NEW for one in found):
        invitation.sequence += 1
    if any(one.change is Change.TIME for one in found):
        invitation.reply_floor = invitation.sequence


def _post(
    session: Session, one: Outgoing, *, slot: Slot, before: Slot | None, now: dt.datetime, due_at: dt.datetime | None
) -> int:
    """Writes one mail. Who is taken back before the invitation has left hears of neither."""
    invitation, participant = one.invitation, one.participant
    thread, person = thread_of(invitation), participant.person
    taken_back = one.change in TAKEN_BACK
    overtaken = MessageState.SUPERSEDED
    if taken_back and not mail.take_back(session, thread=thread, person=person, now=now, state=overtaken):
        return 0
    url = "" if taken_back else letters.answer_url(link_for(session, participant, ends_at=slot.end, now=now))
    told = letters.tell(session, invitation, participant, one.change, slot=slot, before=before, url=url, now=now)
    mail.enqueue(
        session,
        once=f"{thread}:{invitation.sequence}:{person.id}:{one.change.value}",
        kind=KIND,
        thread=thread,
        sequence=invitation.sequence,
        person=person,
        written=told.words,
        calendar=told.calendar,
        now=now,
        due_at=due_at,
    )
    return 1


def _require_guests(invitation: Invitation, found: Sequence[Outgoing]) -> None:
    for one in found:
        if one.change not in TAKEN_BACK and letters.is_own_address(invitation, one.participant.person.address):
            raise OrganizerAsked(person=one.participant.person.name)


def _require_head(invitation: Invitation, *, off: bool) -> None:
    there = any(one.part is Part.HEAD and one.removed_at is None for one in invitation.participants)
    if not there and not off:
        raise HeadUnknown(institution=institution_of(invitation))
