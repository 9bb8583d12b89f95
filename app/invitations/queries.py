"""Named reads of the invitations: who is asked to what, what each has answered, what there is to send."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from app.cycle.models import Cycle
from app.domain import N_, NotFound
from app.invitations.domain import Change, MeetingHeld, Slot, Version, change_for
from app.invitations.models import Invitation, InvitationAnswer, Participant
from app.people import queries as people
from app.people.domain import Role
from app.people.models import AccessLink, Person
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.selection.domain import SeatState
from app.selection.models import Draw, Seat

LINK_PURPOSE = "answer"


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One mail that would be sent, and why."""

    invitation: Invitation
    participant: Participant
    change: Change


def invitations_of(session: Session, cycle: Cycle, *, lock: bool = False) -> list[Invitation]:
    """The year's invitations in the order of the seats, with everything that a page or a mail says of them."""
    query = _invitations().where(Draw.cycle_id == cycle.id).order_by(Seat.number)
    return _loaded(session, query, lock=lock)


def everywhere(session: Session, *, person: Person | None = None) -> list[Invitation]:
    """The invitations of all years (in which a person is or was asked), in the order of their times."""
    query = _invitations().order_by(Dialogue.starts_at, Invitation.id)
    if person is not None:
        mine = select(Participant.invitation_id).where(Participant.person_id == person.id)
        query = query.where(Invitation.id.in_(mine))
    return _loaded(session, query, lock=False)


def invitation_of(session: Session, dialogue: Dialogue, *, lock: bool = False) -> Invitation | None:
    """The invitation to one dialogue, if it has been prepared."""
    found = _loaded(session, _invitations().where(Invitation.dialogue_id == dialogue.id), lock=lock)
    return found[0] if found else None


def invitations_to(session: Session, dialogue_ids: Sequence[int]) -> list[Invitation]:
    """The invitations to these dialogues, with their participants."""
    return _loaded(session, _invitations().where(Invitation.dialogue_id.in_(dialogue_ids)), lock=False)


def invitation_called(session: Session, uid: str, *, lock: bool = False) -> Invitation | None:
    """The invitation with this UID; None for a meeting that is not ours."""
    found = _loaded(session, _invitations().where(Invitation.uid == uid), lock=lock)
    return found[0] if found else None


def is_organizer(session: Session, address: str) -> bool:
    """Whether a meeting was called in the name of this address."""
    query = select(Invitation.id).where(func.lower(Invitation.organizer) == address.lower()).limit(1)
    return bool(address) and session.scalar(query) is not None


def invitation(session: Session, invitation_id: int, *, lock: bool = False) -> Invitation:
    """One invitation; raises NotFound."""
    found = _loaded(session, _invitations().where(Invitation.id == invitation_id), lock=lock)
    if not found:
        raise NotFound(N_("Indkaldelsen"), invitation_id)
    return found[0]


def participant(session: Session, participant_id: int, *, lock: bool = False) -> Participant:
    """One participant with her invitation; raises NotFound."""
    found = session.get(Participant, participant_id)
    if found is None:
        raise NotFound(N_("Deltageren"), participant_id)
    whole = invitation(session, found.invitation_id, lock=lock)
    return next(one for one in whole.participants if one.id == participant_id)


def participant_behind(session: Session, *, token: str, now: dt.datetime) -> Participant:
    """Who is asked by the link in a mail, and to what; raises LinkDead, or MeetingHeld where that is why it is."""
    given = people.given_link(session, token=token, purpose=LINK_PURPOSE)
    if given is not None and given.ends_at <= now and _dialogue_behind(session, given).state is DialogueState.HELD:
        raise MeetingHeld()
    link = people.follow_link(session, token=token, purpose=LINK_PURPOSE, now=now)
    return participant(session, link.subject_id)


def _dialogue_behind(session: Session, link: AccessLink) -> Dialogue:
    return participant(session, link.subject_id).invitation.dialogue


def participant_in(session: Session, *, invitation_id: int, person: Person) -> Participant:
    """A person's part in a meeting, also one that nobody has been told of; raises NotFound for who has none."""
    found = next((one for one in invitation(session, invitation_id).participants if one.person_id == person.id), None)
    if found is None:
        raise NotFound(N_("Deltageren"), person.id)
    return found


def own_part(session: Session, *, invitation_id: int, person: Person) -> Participant:
    """A signed-in person's own part in a meeting; raises NotFound until she has been told of it, as for a stranger."""
    found = participant_in(session, invitation_id=invitation_id, person=person)
    if found.told_sequence is None:
        raise NotFound(N_("Deltageren"), person.id)
    return found


def part_for(session: Session, *, participant_id: int, delegate: Person) -> Participant:
    """The part of somebody for whom a signed-in person may answer; raises NotFound, as for a stranger."""
    found = session.get(Participant, participant_id)
    if found is None or found.person_id not in people.principals_of(session, delegate) or found.told_sequence is None:
        raise NotFound(N_("Deltageren"), participant_id)
    return participant(session, participant_id)


def cycle_id_of(invitation: Invitation) -> int:
    """The year that an invitation belongs to."""
    return invitation.dialogue.seat.draw.cycle_id


def institution_of(invitation: Invitation) -> str:
    """The name of the institution that is invited."""
    return invitation.dialogue.seat.institution.name


def is_off(invitation: Invitation) -> bool:
    """Whether the meeting will not be held: it was cancelled, or the institution has given up its seat."""
    dialogue = invitation.dialogue
    return dialogue.state is DialogueState.CANCELLED or dialogue.seat.state is SeatState.WITHDRAWN


def stands(invitation: Invitation) -> Slot | None:
    """When and where the meeting is now; None when it is off."""
    return None if is_off(invitation) else slot_of(invitation.dialogue)


def slot_of(dialogue: Dialogue) -> Slot | None:
    """The time and place of a dialogue as they stand in the plan."""
    if dialogue.starts_at is None or dialogue.ends_at is None:
        return None
    return Slot(start=dialogue.starts_at, end=dialogue.ends_at, place=dialogue.room.name if dialogue.room else "")


def told(invitation: Invitation) -> Slot | None:
    """When and where the invitees believe it is; None before the first mail."""
    if invitation.told_start is None or invitation.told_end is None:
        return None
    return Slot(start=invitation.told_start, end=invitation.told_end, place=invitation.told_place)


def shown(invitation: Invitation) -> Slot | None:
    """What an invitee is shown: what she was told, else what stands."""
    return told(invitation) or stands(invitation)


def known_slots(session: Session, dialogues: Sequence[Dialogue], person: Person | None) -> dict[int, Slot]:
    """When and where these meetings are as the person may know it, by dialogue; one that is not there has no time.

    A proposal, and a time that nobody has been told, is the secretariat's own. Everyone else (None: anyone) knows
    what was told, what was agreed elsewhere and what has been held.
    """
    if not dialogues:
        return {}
    query = select(Invitation).where(Invitation.dialogue_id.in_([one.id for one in dialogues]))
    invited = {one.dialogue_id: one for one in session.scalars(query)}
    secretary = person is not None and person.has(Role.SECRETARIAT)
    found = {one.id: _known_slot(one, invited.get(one.id), secretary=secretary) for one in dialogues}
    return {dialogue_id: slot for dialogue_id, slot in found.items() if slot is not None}


def _known_slot(dialogue: Dialogue, invitation: Invitation | None, *, secretary: bool) -> Slot | None:
    if secretary or dialogue.state is DialogueState.HELD or (dialogue.taken_over and invitation is None):
        return slot_of(dialogue)
    return told(invitation) if invitation is not None else None


def present(invitation: Invitation) -> list[Participant]:
    """Everyone who is asked, or about to be; who was taken out is not."""
    return [one for one in invitation.participants if one.removed_at is None]


def is_open(participant: Participant, now: dt.datetime) -> bool:
    """Whether an answer still means something: the person is asked, and the meeting lies ahead."""
    invitation = participant.invitation
    asked = participant.told_sequence is not None and participant.removed_at is None
    return asked and told(invitation) is not None and not is_over(invitation, now)


def is_over(invitation: Invitation, now: dt.datetime) -> bool:
    """Whether no answer means anything any more, whoever gives it: it was held, called off, or its time has passed."""
    slot = told(invitation)
    held = invitation.dialogue.state is DialogueState.HELD
    return held or is_off(invitation) or (slot is not None and slot.end <= now)


def is_settled(dialogue: Dialogue, now: dt.datetime) -> bool:
    """Whether nobody is asked from here to come: it was agreed outside of this system, or its time is over."""
    return dialogue.taken_over or (dialogue.starts_at is not None and dialogue.starts_at <= now)


def changes(invitation: Invitation, now: dt.datetime) -> list[Outgoing]:
    """Who has yet to be told what. While a new time is sought, and after the meeting, nobody is told anything.

    Who was asked elsewhere is told only that the meeting is off, and of one whose time is over nobody hears at all.
    """
    known = told(invitation)
    if is_off(invitation):
        if known is not None and known.start <= now:
            return []
    elif invitation.dialogue.state is not DialogueState.AGREED or is_settled(invitation.dialogue, now):
        return []
    found = []
    for one in invitation.participants:
        change = change_for(
            told=known,
            stands=stands(invitation),
            invited=one.told_sequence is not None,
            removed=one.removed_at is not None,
            renamed=invitation.told_name not in ("", invitation.dialogue.seat.institution.name),
        )
        if change is not None:
            found.append(Outgoing(invitation=invitation, participant=one, change=change))
    return found


def outgoing(session: Session, cycle: Cycle, now: dt.datetime) -> list[Outgoing]:
    """Every mail that sending would write now."""
    return [one for invitation in invitations_of(session, cycle) for one in changes(invitation, now)]


def newest_counted(session: Session, participant: Participant) -> Version | None:
    """The version of the answer that counts so far."""
    query = (
        select(InvitationAnswer.sequence, InvitationAnswer.at, InvitationAnswer.received_at)
        .where(InvitationAnswer.participant_id == participant.id, InvitationAnswer.counted)
        .order_by(InvitationAnswer.sequence.desc(), InvitationAnswer.at.desc(), InvitationAnswer.received_at.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return Version(row.sequence, row.at, row.received_at) if row else None


def answers_of(session: Session, participant: Participant) -> list[InvitationAnswer]:
    """Every answer that a person has given, the newest first, also those that do not count."""
    query = select(InvitationAnswer).where(InvitationAnswer.participant_id == participant.id)
    return list(session.scalars(query.order_by(InvitationAnswer.id.desc())))


def _invitations() -> Select[Invitation]:
    return (
        select(Invitation)
        .join(Invitation.dialogue)
        .join(Dialogue.seat)
        .join(Seat.draw)
        .options(
            contains_eager(Invitation.dialogue).options(
                joinedload(Dialogue.room),
                contains_eager(Dialogue.seat).options(
                    joinedload(Seat.institution), contains_eager(Seat.draw).joinedload(Draw.cycle)
                ),
            ),
            selectinload(Invitation.participants),
        )
    )


def _loaded(session: Session, query: Select[Invitation], *, lock: bool) -> list[Invitation]:
    """With `lock` two that send at once come one after the other, and the second finds nothing left to do.

    Each participant is given its invitation: it must not be forgotten while somebody holds the participant alone.
    """
    if lock:
        query = query.with_for_update(of=Invitation).execution_options(populate_existing=True)
    found = list(session.scalars(query).unique())
    for invitation in found:
        for one in invitation.participants:
            set_committed_value(one, "invitation", invitation)
    return found
