"""Use cases of the invitations: preparing, sending what has changed, answering, correcting, taking over.

Sending is one operation: whoever has not been told what stands now is told it. So there is one for a first
invitation, a new time, a new room and a cancellation, and doing it twice sends once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.cycle.services import require_open
from app.domain import N_, NotFound
from app.invitations import asking, queries
from app.invitations.answers.pressing import names_of, one_name, pressed_before
from app.invitations.domain import (
    Answer,
    Attendance,
    Change,
    Channel,
    HeadStays,
    InvitationState,
    MeetingOver,
    NothingToSend,
    NotInvited,
    NotSentYet,
    OrganizerAsked,
    Part,
    Uncounted,
    Version,
    weigh,
)
from app.invitations.models import Invitation, InvitationAnswer, Participant
from app.invitations.queries import Outgoing
from app.invitations.sending import letters, taking_back
from app.invitations.sending.telling import KIND, note_told, send_changes, thread_of
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.domain import Delivery, TextForgotten
from app.mail.ports import Handler
from app.people import services as persons
from app.people.models import Person
from app.scheduling import queries as scheduling
from app.scheduling import services as times
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue, Room
from app.selection.models import Seat
from app.trail import services as trail

DAY = dt.timedelta(days=1)
AT_ONCE = dt.timedelta()


def prepare_from_plan(session: Session, *, cycle: Cycle, by: Person | None, now: dt.datetime) -> list[Invitation]:
    """A draft for every agreed dialogue without an invitation; drafts get the right people anew. Sends nothing.

    Whoever was asked outside of this system is not asked again, and nobody is asked to come yesterday.
    """
    standing = {one.dialogue_id: one for one in queries.invitations_of(session, cycle)}
    drafts = []
    for dialogue in scheduling.dialogues_of(session, cycle):
        if dialogue.state is DialogueState.AGREED and not queries.is_settled(dialogue, now):
            invitation = standing.get(dialogue.id) or asking.add_draft(session, dialogue, now)
            if invitation.state is InvitationState.DRAFT:
                asking.set_people(session, invitation, now)
                drafts.append(invitation.id)
    session.flush()
    if drafts:
        trail.record(session, by=by, action="invitations.prepared", thing=f"cycle:{cycle.id}", now=now)
    session.expire_all()
    return [one for one in queries.invitations_of(session, cycle) if one.id in drafts]


def renew_people(session: Session, *, cycle: Cycle, by: Person | None, now: dt.datetime) -> int:
    """Takes over what has changed of heads and directors since the meetings were called; gives how many meetings it
    touches. Sends nothing: the next sending tells who has come, and who has gone.
    """
    invitations = queries.invitations_of(session, cycle, lock=True)
    turnovers = asking.turnovers(session, invitations, now)
    found = [one for one in invitations if turnovers[one.id]]
    for invitation in found:
        asking.set_people(session, invitation, now)
        trail.record(session, by=by, action="invitation.people-renewed", thing=thread_of(invitation), now=now)
    session.flush()
    return len(found)


def send(session: Session, *, cycle: Cycle, by: Person | None, now: dt.datetime, wait: dt.timedelta = AT_ONCE) -> int:
    """Writes every mail that there is to write this year; raises NothingToSend if there is none.

    They leave after `wait`; until then the sending can be taken back (taking_back.py).
    """
    invitations = queries.invitations_of(session, cycle, lock=True)
    before, newest = taking_back.picture_of(invitations), outbox.newest_id(session)
    counts = [send_changes(session, one, now=now, due_at=now + wait, by=by) for one in invitations]
    if all(count is None for count in counts):
        raise NothingToSend(year=cycle.year)
    if wait:
        taking_back.note_sending(session, cycle, before, after=newest, by=by, now=now, until=now + wait)
    count = sum(count or 0 for count in counts)
    details = {"mails": count}
    trail.record(session, by=by, action="invitations.sent", thing=f"cycle:{cycle.id}", details=details, now=now)
    return count


def update_time(session: Session, *, dialogue: Dialogue, by: Person | None, now: dt.datetime) -> int:
    """The same for one meeting: its new time, its new room, or that it is off."""
    invitation = queries.invitation_of(session, dialogue, lock=True)
    count = send_changes(session, invitation, now=now, by=by) if invitation else None
    if invitation is None or count is None:
        raise NothingToSend(year=dialogue.seat.draw.cycle.year)
    details = {"mails": count, "sequence": invitation.sequence}
    trail.record(session, by=by, action="invitation.sent", thing=thread_of(invitation), details=details, now=now)
    return count


def add_participant(
    session: Session,
    *,
    invitation: Invitation,
    person: Person,
    by: Person | None,
    now: dt.datetime,
    attendance: Attendance = Attendance.OPTIONAL,
) -> Participant:
    """Asks one more person, or one who had been taken out; the next sending tells her, and nobody else."""
    invitation = queries.invitation(session, invitation.id, lock=True)
    if letters.is_own_address(invitation, person.address):
        raise OrganizerAsked(person=person.name)
    known = next((one.part for one in invitation.participants if one.person_id == person.id), Part.GUEST)
    participant = asking.ask(invitation, person, known, attendance)
    session.flush()
    _record(session, participant, "participant.added", by=by, now=now)
    return participant


def remove_participant(session: Session, *, participant: Participant, by: Person | None, now: dt.datetime) -> None:
    """Takes one person out; the next sending tells her, and nobody else. The head is whom the meeting is with."""
    queries.invitation(session, participant.invitation_id, lock=True)
    if participant.part is Part.HEAD:
        raise HeadStays(institution=queries.institution_of(participant.invitation))
    participant.removed_at = participant.removed_at or now
    _record(session, participant, "participant.removed", by=by, now=now)


def correct_address(
    session: Session, *, participant: Participant, address: str, by: Person | None, now: dt.datetime
) -> int:
    """Corrects an address from which mail came back, and asks the person anew; gives the number of mails written.

    What went to the wrong address opens nothing any more, whoever reads mail there.
    """
    invitation = queries.invitation(session, participant.invitation_id, lock=True)
    persons.change_address(session, person=participant.person, address=address, now=now)
    persons.end_links(
        session, person=participant.person, purpose=queries.LINK_PURPOSE, subject_id=participant.id, now=now
    )
    participant.bounced_at, participant.bounce_words = None, ""
    if participant.told_sequence is not None and not queries.is_settled(invitation.dialogue, now):
        participant.told_sequence = None
        invitation.sequence += 1
    _record(session, participant, "participant.address-corrected", by=by, now=now)
    return (send_changes(session, invitation, now=now, by=by) or 0) if invitation.state is InvitationState.SENT else 0


def resend(session: Session, *, participant: Participant, message_id: int, by: Person | None, now: dt.datetime) -> None:
    """Sends one of the person's mails once more, byte for byte; raises NotSentYet if it is still on its way."""
    require_open(session, cycle=participant.invitation.dialogue.seat.draw.cycle)
    theirs = outbox.with_bytes(session, message_id)
    if theirs is None or theirs.person_id != participant.person_id:
        raise NotFound(N_("Mailen"), message_id)
    if theirs.forgotten_at is not None:
        raise TextForgotten()
    if not mail.send_again(session, message_id=message_id, now=now):
        raise NotSentYet()
    _record(session, participant, "invitation.sent-again", by=by, now=now, details={"message": message_id})


def keep_time(session: Session, *, dialogue: Dialogue, by: Person | None, now: dt.datetime) -> None:
    """The time stands after all, when whoever said no can come; nobody is told anything new."""
    if dialogue.starts_at is not None:
        times.move(session, dialogue=dialogue, starts_at=dialogue.starts_at, room=dialogue.room, by=by, now=now)


def answer(
    session: Session,
    *,
    participant: Participant,
    answer: Answer,
    channel: Channel,
    now: dt.datetime,
    word: str = "",
    brings: Sequence[str] | None = None,
    substitute: str | None = None,
    sequence: int | None = None,
    stamp: dt.datetime | None = None,
    received_at: dt.datetime | None = None,
    inbox_id: int | None = None,
    by: Person | None = None,
) -> InvitationAnswer:
    """Keeps an answer; it counts if it is the newest one to the present time (domain.weigh).

    `sequence` is the version that the person saw (none: the present one), `stamp` when she answered, `received_at`
    when that came here, `inbox_id` the mail that said so. A no from who is needed means another time: the meeting
    opens for re-planning. It never passes the seat on. The same form sent twice is one answer.
    """
    invitation = queries.invitation(session, participant.invitation_id, lock=True)
    _require_open(participant, now)
    version = _version(invitation, sequence=sequence, stamp=stamp, received=received_at or now)
    newest = queries.newest_counted(session, participant)
    reason = weigh(version, newest=newest, sequence=invitation.sequence, reply_floor=invitation.reply_floor)
    kept = _kept(participant, version, reason, answer=answer, channel=channel, word=word, inbox_id=inbox_id)
    if channel is Channel.WEB and (same := pressed_before(session, participant, kept, brings, substitute)):
        return same
    session.add(kept)
    if kept.counted:
        _apply(session, participant, kept, brings=brings, substitute=substitute, now=received_at or now)
    session.flush()
    _record_answer(session, participant, kept, by=_who(participant, channel, by), now=now)
    return kept


def _kept(
    participant: Participant,
    version: Version,
    reason: Uncounted | None,
    *,
    answer: Answer,
    channel: Channel,
    word: str,
    inbox_id: int | None,
) -> InvitationAnswer:
    return InvitationAnswer(
        participant_id=participant.id,
        answer=answer,
        channel=channel,
        sequence=version.sequence,
        at=version.stamp,
        received_at=version.received,
        inbox_id=inbox_id,
        word=word.strip(),
        counted=reason is None,
        reason=reason.value if reason else "",
    )


def _record_answer(
    session: Session, participant: Participant, kept: InvitationAnswer, *, by: Person | None, now: dt.datetime
) -> None:
    details = {"answer": kept.answer.value, "channel": kept.channel.value, "counted": kept.counted}
    _record(session, participant, "invitation.answered", by=by, now=now, details=details)


def _who(participant: Participant, channel: Channel, by: Person | None) -> Person | None:
    """Who did it: the person herself, unless the secretariat wrote it down, or somebody answered, for her."""
    return by if channel is Channel.SECRETARY else by or participant.person


def mark_bounced(session: Session, delivery: Delivery, now: dt.datetime) -> None:
    """The outbox's word on an invitation: one that could not be delivered marks its person."""
    invitation_id = int(delivery.thread.rpartition(":")[2])
    query = select(Participant).where(
        Participant.invitation_id == invitation_id, Participant.person_id == delivery.person_id
    )
    participant = session.scalars(query).one_or_none()
    if delivery.sent or participant is None or participant.person.address != delivery.address:
        return
    mark_returned(session, participant=participant, words=delivery.words, now=now)


def mark_returned(session: Session, *, participant: Participant, words: str, now: dt.datetime) -> None:
    """Marks a person whom mail does not reach, with the server's words; the pages tell the secretariat."""
    participant.bounced_at, participant.bounce_words = now, words
    _record(session, participant, "participant.bounced", by=None, now=now)


def take_over(
    session: Session,
    *,
    seat: Seat,
    starts_at: dt.datetime,
    room: Room | None,
    by: Person | None,
    now: dt.datetime,
) -> Invitation:
    """Records a meeting whose time was agreed, and whose people were asked, outside of this system. No mail goes out.

    It may lie before or after now. Moved or called off later, it is told from here like any other.
    """
    dialogue = times.take_over(session, seat=seat, starts_at=starts_at, room=room, by=by, now=now)
    invitation = queries.invitation_of(session, dialogue) or asking.add_draft(session, dialogue, now)
    asking.set_people(session, invitation, now)
    session.flush()
    session.expire_all()
    invitation = queries.invitation(session, invitation.id)
    new = [Outgoing(invitation=invitation, participant=one, change=Change.NEW) for one in invitation.participants]
    note_told(invitation, new, now=now)
    for one in invitation.participants:
        one.answer, one.channel, one.answered_at = Answer.ACCEPTED, Channel.SECRETARY, now
    session.flush()
    trail.record(session, by=by, action="invitation.taken-over", thing=thread_of(invitation), now=now)
    return invitation


def _require_open(participant: Participant, now: dt.datetime) -> None:
    if participant.told_sequence is None:
        raise NotInvited(person=participant.person.name)
    if not queries.is_open(participant, now):
        raise MeetingOver()


def _version(
    invitation: Invitation, *, sequence: int | None, stamp: dt.datetime | None, received: dt.datetime
) -> Version:
    """A stamp more than a day ahead is a clock that goes wrong: what counts then is when it came."""
    believed = received if stamp is None or stamp > received + DAY else stamp
    return Version(invitation.sequence if sequence is None else sequence, believed, received)


def _apply(
    session: Session,
    participant: Participant,
    kept: InvitationAnswer,
    *,
    brings: Sequence[str] | None,
    substitute: str | None,
    now: dt.datetime,
) -> None:
    participant.answer, participant.channel, participant.answered_at = kept.answer, kept.channel, now
    participant.word = kept.word
    if brings is not None:
        participant.brings = names_of(brings)
    if substitute is not None:
        participant.substitute = one_name(substitute)
    if kept.answer is Answer.DECLINED and participant.attendance is Attendance.REQUIRED:
        times.need_new_time(session, dialogue=participant.invitation.dialogue, now=now)


def _record(
    session: Session,
    participant: Participant,
    action: str,
    *,
    by: Person | None,
    now: dt.datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    trail.record(session, by=by, action=action, thing=f"participant:{participant.id}", details=details, now=now)


BOUNCES = Handler(KIND, mark_bounced)
