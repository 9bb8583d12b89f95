"""Named reads of follow-up: the letters of a year, one letter, what was promised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.dialogues import queries as dialogues
from app.dialogues.models import Action
from app.follow_up.domain import LetterState, LetterUnknown
from app.follow_up.models import Letter
from app.institutions import queries as institutions
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import queries as scheduling
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue


def held_dialogues(session: Session, cycle: Cycle) -> list[Dialogue]:
    """The year's dialogues that took place, in the order of their seats."""
    return [one for one in scheduling.dialogues_of(session, cycle) if one.state is DialogueState.HELD]


def letters_of(session: Session, cycle: Cycle) -> dict[int, Letter]:
    """The letters of a year, by dialogue."""
    return _letters_about(session, held_dialogues(session, cycle))


def _letters_about(session: Session, held: Sequence[Dialogue]) -> dict[int, Letter]:
    query = select(Letter).where(Letter.dialogue_id.in_([one.id for one in held]))
    return {letter.dialogue_id: letter for letter in session.scalars(query)}


def promised(session: Session, cycle: Cycle) -> list[Action]:
    """What was promised in the year's dialogues."""
    return dialogues.actions_of(session, held_dialogues(session, cycle))


def adopted_letters(session: Session, cycle: Cycle) -> list[Letter]:
    """The letters that wait to be sent."""
    found = letters_of(session, cycle).values()
    return sorted((one for one in found if one.state is LetterState.ADOPTED), key=lambda letter: letter.id)


def letter_for(session: Session, dialogue_id: int, person: Person, day: dt.date) -> Letter:
    """The letter to the institution of a dialogue, if the person may see it: its head when it has been sent."""
    dialogue = dialogues.dialogue_for(session, dialogue_id, person, day)
    letter = session.scalars(select(Letter).where(Letter.dialogue_id == dialogue.id)).one_or_none()
    staff = person.has(Role.SECRETARIAT, Role.DIRECTOR)
    if letter is None or not (staff or letter.state is LetterState.SENT):
        raise LetterUnknown()
    return letter


def letters_to(session: Session, person: Person, *, since: dt.datetime, day: dt.date) -> list[Letter]:
    """The letters that were sent to the institutions that a person heads, the newest first."""
    query = (
        select(Letter)
        .join(Letter.dialogue)
        .where(Letter.state == LetterState.SENT, Letter.sent_at >= since, dialogues.dialogue_visible_to(person, day))
        .order_by(Letter.sent_at.desc())
    )
    return list(session.scalars(query))


def by_id(session: Session, letter_id: int) -> Letter:
    """One letter, for services and links; raises LetterUnknown."""
    letter = session.get(Letter, letter_id)
    if letter is None:
        raise LetterUnknown()
    return letter


def pdf_of(session: Session, letter: Letter) -> bytes:
    """The printed letter, byte for byte as it was adopted; raises LetterUnknown before that."""
    pdf = session.scalars(select(Letter.pdf).where(Letter.id == letter.id)).one()
    if pdf is None:
        raise LetterUnknown()
    return pdf


@dataclass(frozen=True, kw_only=True)
class Row:
    """One of the six on the page of follow-up."""

    dialogue: Dialogue
    letter: Letter | None
    head: Person | None
    actions: Sequence[Action]


def rows(session: Session, cycle: Cycle, *, today: dt.date) -> list[Row]:
    """The six with their letters and what was promised."""
    held = held_dialogues(session, cycle)
    letters = _letters_about(session, held)
    heads = institutions.heads_of(session, [one.seat.institution_id for one in held], today)
    actions = dialogues.actions_of(session, held)
    return [
        Row(
            dialogue=one,
            letter=letters.get(one.id),
            head=heads.get(one.seat.institution_id),
            actions=[action for action in actions if action.dialogue_id == one.id],
        )
        for one in held
    ]
