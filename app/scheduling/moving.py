"""Use cases of planning again: what may move for whom, several meetings that move
together, and who is there instead of a director."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.people.models import Person
from app.scheduling import queries, services
from app.scheduling.domain import AT_A_TIME, DialogueSettled, Interval, MovedMeanwhile, Problem
from app.scheduling.models import Absence, Dialogue
from app.scheduling.planner.replan import Known
from app.scheduling.ports import known_of
from app.scheduling.problems import naive
from app.scheduling.refusals import NotAsked
from app.trail import services as trail


@dataclass(frozen=True, kw_only=True)
class Move:
    """A dialogue's new time and room, and the version of it that the person saw."""

    dialogue_id: int
    version: int
    starts_at: dt.datetime
    room_id: int | None


def replan_request(
    session: Session, *, dialogue: Dialogue, person: Person | None = None, now: dt.datetime
) -> tuple[Problem, dict[str, Known]]:
    """The problem of a dialogue that loses its time, and which others may move for it, by how far theirs is known.

    `person` is who cannot come; raises NotAsked for one who was not to.
    """
    problem = services.move_request(session, dialogue=dialogue, now=now)
    mine = problem.meetings[0]
    if person is not None and str(person.id) not in (*mine.required, *mine.optional):
        raise NotAsked(name=person.name)
    if dialogue.starts_at and dialogue.ends_at and not mine.declined:
        lost = Interval(naive(dialogue.starts_at), naive(dialogue.ends_at))
        problem = replace(problem, meetings=(replace(mine, declined=(lost,)), *problem.meetings[1:]))
    others = [
        one
        for one in queries.dialogues_of(session, dialogue.seat.draw.cycle)
        if one.id != dialogue.id and one.state in AT_A_TIME and one.starts_at and one.starts_at > now
    ]
    known = known_of(session, others)
    return problem, {str(one.seat_id): known[one.id] for one in others}


def move_together(session: Session, *, moves: Sequence[Move], by: Person | None, now: dt.datetime) -> list[Dialogue]:
    """Gives several dialogues their new times, all or none: one may take the time that another leaves.

    Raises MovedMeanwhile if one of them is not as the person saw it, and whatever a single move raises. Sends nothing.
    """
    found = [(queries.dialogue(session, one.dialogue_id), one) for one in moves]
    for dialogue, one in found:
        if dialogue.version != one.version:
            raise MovedMeanwhile(institution=dialogue.seat.institution.name)
    lengths = [services.length_of(dialogue) for dialogue, _one in found]
    for dialogue, _one in found:
        dialogue.starts_at = dialogue.ends_at = None
    session.flush()
    for (dialogue, one), length in zip(found, lengths, strict=True):
        room = queries.room(session, one.room_id) if one.room_id else None
        services.move(session, dialogue=dialogue, starts_at=one.starts_at, room=room, length=length, by=by, now=now)
    return [dialogue for dialogue, _one in found]


def stay_away(
    session: Session,
    *,
    dialogue: Dialogue,
    person: Person,
    substitute: Person | None,
    by: Person | None,
    now: dt.datetime,
) -> None:
    """A director is not to be in this dialogue; the substitute, if there is one, is. Before anybody is asked."""
    _refuse_settled(dialogue)
    session.merge(
        Absence(dialogue_id=dialogue.id, person_id=person.id, substitute_id=substitute.id if substitute else None)
    )
    session.flush()
    _record(session, dialogue, "dialogue.director-away", person=person, by=by, now=now)


def take_part(session: Session, *, dialogue: Dialogue, person: Person, by: Person | None, now: dt.datetime) -> None:
    """The director is to be there after all."""
    _refuse_settled(dialogue)
    session.execute(delete(Absence).where(Absence.dialogue_id == dialogue.id, Absence.person_id == person.id))
    _record(session, dialogue, "dialogue.director-back", person=person, by=by, now=now)


def _refuse_settled(dialogue: Dialogue) -> None:
    """Once a time is agreed, who comes is a matter of the invitation."""
    if dialogue.state not in services.UNSENT:
        raise DialogueSettled(institution=dialogue.seat.institution.name)


def _record(
    session: Session, dialogue: Dialogue, action: str, *, person: Person, by: Person | None, now: dt.datetime
) -> None:
    thing, details = f"dialogue:{dialogue.id}", {"person": person.id}
    trail.record(session, by=by, action=action, thing=thing, details=details, now=now)
