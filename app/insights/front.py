"""How far each of the six has come, told from what every earlier room knows; and what the insights ask of a person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.domain import MilestoneKind, NextStep, SeatRow
from app.cycle.models import Cycle
from app.dates import day_short
from app.dialogues import queries as dialogues
from app.dialogues.domain import NoteState
from app.dialogues.models import Note
from app.insights import queries
from app.invitations import queries as invitations
from app.invitations.domain import Answer, InvitationState
from app.invitations.models import Invitation, Participant
from app.listing import listed
from app.people.domain import Role
from app.people.models import Person
from app.scheduling.domain import AT_A_TIME, DialogueState
from app.scheduling.models import Dialogue

CHOSEN, TIME, INVITED, HELD, NOTES, INSIGHTS = range(1, 7)


@dataclass(frozen=True)
class Reached:
    """How many stages are done, the state as a sentence, and whether the next stage waits on someone."""

    stage: int
    sentence: str
    waiting: bool = False


def seat_rows(session: Session, person: Person, cycle: Cycle, now: dt.datetime) -> list[SeatRow]:
    """The year's six in their order as the person may know them, in a fixed number of queries."""
    seats = queries.seats_of(session, cycle)
    met = [dialogue for _seat, dialogue in seats if dialogue is not None]
    notes = dialogues.notes_of(session, met)
    invited = {one.dialogue_id: one for one in invitations.invitations_of(session, cycle)}
    insights = queries.insight_counts(session, cycle)
    slots = invitations.known_slots(session, met, person)
    rows = []
    for seat, dialogue in seats:
        number = dialogue.id if dialogue else 0
        slot = slots.get(number) if dialogue and dialogue.state is not DialogueState.CANCELLED else None
        reached = _reached(dialogue, invited.get(number), notes.get(number), insights.get(number, 0), local_day(now))
        if dialogue and dialogue.state in AT_A_TIME and slot is None:
            reached = _without_time()
        rows.append(
            SeatRow(
                number=seat.number,
                institution_id=seat.institution_id,
                institution=seat.institution.name,
                endpoint="dialogues.show" if dialogue else "selection.overview",
                args={"dialogue_id": dialogue.id} if dialogue else {"year": cycle.year},
                start=slot.start if slot else None,
                struck=dialogue is not None and dialogue.state is DialogueState.NEEDS_TIME,
                reached=reached.stage,
                waiting=reached.waiting,
                sentence=reached.sentence,
            )
        )
    return rows


def _reached(
    dialogue: Dialogue | None, invitation: Invitation | None, note: Note | None, insights: int, today: dt.date
) -> Reached:
    if dialogue is None or dialogue.state is DialogueState.WITHOUT_TIME:
        return _without_time()
    if dialogue.state is DialogueState.CANCELLED:
        return Reached(CHOSEN, _("Mødet er aflyst."))
    if dialogue.state is DialogueState.PROPOSED:
        return Reached(CHOSEN, _("En tid er foreslået. Den er ikke godkendt endnu."), waiting=True)
    if dialogue.state is DialogueState.HELD:
        return _after_meeting(note, insights, today)
    if dialogue.state is DialogueState.NEEDS_TIME:
        return Reached(CHOSEN, _needs_time(invitation), waiting=True)
    return _before_meeting(dialogue, invitation)


def _without_time() -> Reached:
    return Reached(CHOSEN, _("Valgt. Mødet mangler en tid."), waiting=True)


def _needs_time(invitation: Invitation | None) -> str:
    said_no = [one.person.name for one in _asked(invitation) if one.answer is Answer.DECLINED]
    if not said_no:
        return _("Nyt tidspunkt mangler.")
    return _("%(names)s kan ikke. Nyt tidspunkt mangler.", names=listed(said_no))


def _before_meeting(dialogue: Dialogue, invitation: Invitation | None) -> Reached:
    if dialogue.taken_over and invitation is None:
        return Reached(INVITED, _("Tiden er aftalt."))
    if invitation is None or invitation.state is not InvitationState.SENT:
        return Reached(TIME, _("Tiden er fundet. Indkaldelsen er ikke sendt."), waiting=True)
    bounced = [one.person.name for one in _asked(invitation) if one.bounced_at is not None]
    if bounced:
        return Reached(TIME, _("Mailen til %(name)s kom retur.", name=bounced[0]), waiting=True)
    missing = [one for one in _asked(invitation) if one.answer is Answer.NEEDS_ACTION]
    if not missing:
        return Reached(INVITED, _("Alle har svaret."))
    sentence = ngettext("%(num)s mangler at svare.", "%(num)s mangler at svare.", len(missing))
    return Reached(TIME, sentence, waiting=True)


def _asked(invitation: Invitation | None) -> list[Participant]:
    return [one for one in invitation.participants if one.removed_at is None] if invitation else []


def _after_meeting(note: Note | None, insights: int, today: dt.date) -> Reached:
    if note is None or note.state is NoteState.OPEN:
        return Reached(HELD, _("Holdt. Referatet er ikke læst igennem endnu."), waiting=True)
    if note.state is NoteState.DISPUTED:
        return Reached(HELD, _("Holdt. Lederen har en rettelse til referatet."), waiting=True)
    if note.state is NoteState.ASKED:
        deadline = note.confirmations[-1].deadline
        if deadline < today:
            return Reached(
                HELD, _("Holdt. Intet svar på referatet senest %(day)s.", day=day_short(deadline)), waiting=True
            )
        return Reached(HELD, _("Holdt. Referatet venter på lederen."), waiting=True)
    if not insights:
        return Reached(NOTES, _("Holdt. Referatet er bekræftet, ingen indsigter endnu."))
    found = ngettext("%(num)s indsigt", "%(num)s indsigter", insights)
    return Reached(INSIGHTS, _("Holdt. Referatet er bekræftet, %(insights)s.", insights=found))


def next_steps(session: Session, person: Person, cycle: Cycle | None, _now: dt.datetime) -> list[NextStep]:
    """The secretariat is told how much of what was said nobody has coded."""
    if cycle is None or not person.has(Role.SECRETARIAT):
        return []
    uncoded = queries.count_uncoded(session, cycle)
    if not uncoded:
        return []
    return [
        NextStep(
            sentence=ngettext("%(num)s afsnit er ikke kodet", "%(num)s afsnit er ikke kodet", uncoded),
            otherwise=_("Ellers bygger næste ledetråd ikke på det, der blev sagt."),
            button=_("Læs og knyt"),
            endpoint="insights.overview",
            args={"year": cycle.year},
            due=cycle.day(MilestoneKind.CODED),
            rank=70,
        )
    ]
