"""Who is asked to a meeting: the head, every director, who heads the centre above; and what has changed of that since.

A draft is made when a time is accepted. Heads and directors may change afterwards, so the page before a sending says
who has come and who has gone, and a person takes them over; nobody is asked or left out by itself.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.clock import local_day
from app.institutions import queries as institutions
from app.invitations import queries
from app.invitations.domain import Attendance, InvitationState, Part
from app.invitations.models import Invitation, Participant
from app.mail.writing import words
from app.people.models import Person
from app.scheduling import queries as scheduling
from app.scheduling.models import Dialogue

ORDER = (Part.HEAD, Part.DIRECTOR, Part.CENTRE, Part.GUEST)
Wanted = Mapping[int, tuple[Person, Part]]


@dataclass(frozen=True, kw_only=True)
class Turnover:
    """Who belongs to a meeting now and is not asked, and who is asked and does not belong to it any more."""

    come: tuple[Person, ...]
    gone: tuple[Person, ...]

    def __bool__(self) -> bool:
        return bool(self.come or self.gone)


def add_draft(session: Session, dialogue: Dialogue, now: dt.datetime) -> Invitation:
    """The UID is the meeting's for good: ASCII, and not to be guessed by whoever would forge an answer."""
    uid = f"dialogue-{dialogue.id}-{secrets.token_hex(8)}@{words.sender().domain}"
    draft = Invitation(dialogue_id=dialogue.id, uid=uid, state=InvitationState.DRAFT, created_at=now, participants=[])
    session.add(draft)
    session.flush()
    return draft


def turnovers(session: Session, invitations: Sequence[Invitation], now: dt.datetime) -> dict[int, Turnover]:
    """What has changed of each since its people were set; nothing where it is over, off, or agreed elsewhere.

    Whom the secretariat has taken out has not come again, and whom it has asked itself is not gone. A head who was
    asked is gone only when another has come: a meeting is with somebody.
    """
    ahead = [one for one in invitations if not queries.is_settled(one.dialogue, now) and queries.stands(one)]
    due = _wanted(session, ahead, now)
    found = {one.id: Turnover(come=(), gone=()) for one in invitations}
    for one in ahead:
        missing, gone = _changes(one, due[one.id])
        found[one.id] = Turnover(
            come=tuple(person for person, _part in missing), gone=tuple(participant.person for participant in gone)
        )
    return found


def set_people(session: Session, invitation: Invitation, now: dt.datetime) -> None:
    """Asks those who belong to the meeting, and takes out who does not; the next sending tells them.

    A director without whom the plan was accepted is optional: her no is known, and opens nothing.
    """
    missing, gone = _changes(invitation, _wanted(session, [invitation], now)[invitation.id])
    for one in gone:
        _take_out(session, one, now)
    for person, part in missing:
        spare = part is Part.CENTRE or f"absent:{person.id}" in invitation.dialogue.why
        ask(invitation, person, part, Attendance.OPTIONAL if spare else Attendance.REQUIRED)


def ask(invitation: Invitation, person: Person, part: Part, attendance: Attendance) -> Participant:
    """Asks a person, or one who had been taken out, or was there as something else.

    Whoever was taken out has been sent a cancellation, so what she is sent now must be a version above it.
    """
    one = _participant(invitation, person)
    if one is None:
        one = Participant(person=person)
        invitation.participants.append(one)
    elif one.told_sequence is None and invitation.state is InvitationState.SENT:
        invitation.sequence += 1
    one.part, one.attendance, one.removed_at = part, attendance, None
    return one


def _wanted(session: Session, invitations: Sequence[Invitation], now: dt.datetime) -> dict[int, Wanted]:
    """By id whom each meeting is with on its day, and as what. Whoever is several things is the most that she is."""
    attending = scheduling.attending(session, [one.dialogue.seat_id for one in invitations]) if invitations else {}
    found: dict[int, Wanted] = {}
    for one in invitations:
        unit, day = one.dialogue.seat.institution, local_day(one.dialogue.starts_at or now)
        head = institutions.head_of(session, unit, day)
        found[one.id] = {
            **{person.id: (person, Part.CENTRE) for person in institutions.heads_above(session, unit, day)},
            **{person.id: (person, Part.DIRECTOR) for person in attending[one.dialogue.seat_id]},
            **({head.id: (head, Part.HEAD)} if head else {}),
        }
    return found


def _changes(invitation: Invitation, due: Wanted) -> tuple[list[tuple[Person, Part]], list[Participant]]:
    """Who is missing, as what, and who is gone."""
    missing = [pair for pair in due.values() if _is_missing(invitation, *pair)]
    return sorted(missing, key=lambda pair: (ORDER.index(pair[1]), pair[0].name)), _gone(invitation, due)


def _participant(invitation: Invitation, person: Person) -> Participant | None:
    return next((one for one in invitation.participants if one.person_id == person.id), None)


def _is_missing(invitation: Invitation, person: Person, part: Part) -> bool:
    """The head has to be there as that; anybody else may have been taken out by the secretariat."""
    one = _participant(invitation, person)
    if one is None or part is not Part.HEAD:
        return one is None
    return one.removed_at is not None or one.part is not Part.HEAD


def _gone(invitation: Invitation, due: Wanted) -> list[Participant]:
    found = [one for one in queries.present(invitation) if one.person_id not in due and one.part is not Part.GUEST]
    stays = invitation.state is not InvitationState.DRAFT and all(part is not Part.HEAD for _, part in due.values())
    return [one for one in found if not (stays and one.part is Part.HEAD)]


def _take_out(session: Session, one: Participant, now: dt.datetime) -> None:
    """Whoever has never been told is not there any more; whoever was asked is told that she need not come."""
    if one.invitation.state is InvitationState.DRAFT:
        one.invitation.participants.remove(one)
        session.delete(one)
    else:
        one.removed_at = now
