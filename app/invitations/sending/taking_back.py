"""Taking a sending back while none of it has left: the rows end, and everything stands as it stood before.

Only the sequence stays where it came to, since it never falls. What the sending had overtaken goes after all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.invitations import queries
from app.invitations.domain import Answer, Channel, InvitationState, TooLate, Uncounted, Version, weigh
from app.invitations.models import Invitation, InvitationAnswer, Participant, Sending
from app.invitations.sending import proposals
from app.invitations.sending.telling import thread_of
from app.mail import queries as outbox
from app.mail import services as mail
from app.people.models import Person
from app.trail import services as trail

_INSTANTS = ("sent_at", "told_start", "told_end")


def picture_of(invitations: Sequence[Invitation]) -> dict[int, dict[str, Any]]:
    """What a sending may change, as it stands, by the invitation's number."""
    return {one.id: _invitation(one) for one in invitations}


def note_sending(
    session: Session,
    cycle: Cycle,
    before: Mapping[int, Mapping[str, Any]],
    *,
    after: int,
    by: Person | None,
    now: dt.datetime,
    until: dt.datetime,
) -> Sending:
    """Keeps what was sent (the rows after another) and what stood before, where it has changed."""
    session.flush()
    standing = {one.id: one for one in queries.invitations_of(session, cycle)}
    changed = {
        str(number): {**then, "sequence": standing[number].sequence}
        for number, then in before.items()
        if then != _invitation(standing[number])
    }
    messages = outbox.ids_after(session, after, threads=[thread_of(standing[int(number)]) for number in changed])
    sending = Sending(
        cycle_id=cycle.id,
        sent_at=now,
        until=until,
        sent_by_id=by.id if by else None,
        messages=messages,
        before=changed,
    )
    session.add(sending)
    session.flush()
    return sending


def open_sending(session: Session, cycle: Cycle, now: dt.datetime) -> Sending | None:
    """The last sending of the year, while it can be taken back."""
    query = select(Sending).where(Sending.cycle_id == cycle.id).order_by(Sending.id.desc()).limit(1)
    newest = session.scalars(query).one_or_none()
    return newest if newest is not None and newest.taken_back_at is None and newest.until > now else None


def take_back(session: Session, *, cycle: Cycle, by: Person | None, now: dt.datetime) -> int:
    """Takes the year's last sending back, all of it or nothing: raises TooLate. Gives the number of mails."""
    sending = open_sending(session, cycle, now)
    if sending is None or not _claim(session, sending, now):
        raise TooLate()
    invitations = {one.id: one for one in queries.invitations_of(session, cycle, lock=True)}
    touched = {invitations[int(number)]: then for number, then in sending.before.items()}
    overtaken = any(one.sequence != then["sequence"] for one, then in touched.items())
    if overtaken or mail.take_back_all(session, message_ids=sending.messages, now=now) != len(sending.messages):
        raise TooLate()
    mail.revive(session, threads=[thread_of(one) for one in touched], since=sending.sent_at)
    for invitation, then in touched.items():
        _restore(session, invitation, then, since=sending.sent_at)
    proposals.reopen(session, touched, answered_at=sending.sent_at, by=by, now=now)
    session.flush()
    details = {"mails": len(sending.messages)}
    trail.record(session, by=by, action="invitations.taken-back", thing=f"cycle:{cycle.id}", details=details, now=now)
    return len(sending.messages)


def _claim(session: Session, sending: Sending, now: dt.datetime) -> bool:
    """One of two who press at once does it."""
    mine = (
        update(Sending)
        .where(Sending.id == sending.id, Sending.taken_back_at.is_(None))
        .values(taken_back_at=now)
        .returning(Sending.id)
    )
    return session.scalar(mine) is not None


def _invitation(invitation: Invitation) -> dict[str, Any]:
    instants = {name: getattr(invitation, name) for name in _INSTANTS}
    return {
        **{name: instant.isoformat() if instant else None for name, instant in instants.items()},
        "state": invitation.state.value,
        "sequence": invitation.sequence,
        "reply_floor": invitation.reply_floor,
        "told_place": invitation.told_place,
        "told_name": invitation.told_name,
        "organizer": invitation.organizer,
        "participants": {str(one.id): _participant(one) for one in invitation.participants},
    }


def _participant(participant: Participant) -> dict[str, Any]:
    return {
        "told_sequence": participant.told_sequence,
        "answer": participant.answer.value,
        "channel": participant.channel.value if participant.channel else None,
        "answered_at": participant.answered_at.isoformat() if participant.answered_at else None,
        "word": participant.word,
    }


def _restore(session: Session, invitation: Invitation, then: Mapping[str, Any], *, since: dt.datetime) -> None:
    was_moved = invitation.reply_floor != then["reply_floor"]
    for name in _INSTANTS:
        setattr(invitation, name, _instant(then[name]))
    invitation.state, invitation.told_place = InvitationState(then["state"]), then["told_place"]
    invitation.reply_floor = then["reply_floor"]
    invitation.told_name = then.get("told_name", invitation.told_name)
    invitation.organizer = then.get("organizer", invitation.organizer)
    for one in invitation.participants:
        earlier = then["participants"].get(str(one.id))
        if earlier is not None:
            newly_told = earlier["told_sequence"] is None
            one.told_sequence = earlier["told_sequence"]
            if was_moved or newly_told:
                _give_back(one, earlier)
                _weigh_anew(session, one, since=since, never=0 if newly_told else then["sequence"])


def _give_back(participant: Participant, earlier: Mapping[str, Any]) -> None:
    participant.answer, participant.word = Answer(earlier["answer"]), earlier["word"]
    participant.channel = Channel(earlier["channel"]) if earlier["channel"] else None
    participant.answered_at = _instant(earlier["answered_at"])


def _weigh_anew(session: Session, participant: Participant, *, since: dt.datetime, never: int) -> None:
    """What came in between: an answer to the time that never was (from the version `never`) is kept and does not
    count; one to the time that stands again does, if it is the newest.
    """
    query = select(InvitationAnswer).where(InvitationAnswer.participant_id == participant.id)
    came = list(session.scalars(query.where(InvitationAnswer.received_at >= since).order_by(InvitationAnswer.id)))
    for one in came:
        one.counted, one.reason = False, Uncounted.OLDER_TIME.value
    session.flush()
    for one in (one for one in came if one.sequence < never):
        version = Version(one.sequence, one.at, one.received_at)
        newest, floor = queries.newest_counted(session, participant), participant.invitation.reply_floor
        reason = weigh(version, newest=newest, sequence=participant.invitation.sequence, reply_floor=floor)
        one.counted, one.reason = reason is None, reason.value if reason else ""
        session.flush()
        if one.counted:
            participant.answer, participant.channel = one.answer, one.channel
            participant.answered_at, participant.word = one.received_at, one.word


def _instant(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
