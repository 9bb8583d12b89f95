"""The page of a new plan after a no: every meeting before and after, and the fewest that have to move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.scheduling import moving, queries
from app.scheduling.choosing import names_of
from app.scheduling.labels import said_of, without_words
from app.scheduling.models import Dialogue
from app.scheduling.planner.explain import conflict
from app.scheduling.planner.openings import Board
from app.scheduling.planner.replan import Known, Replan, replan
from app.scheduling.problems import instant
from app.scheduling.rules import working_time
from app.scheduling.rules.domain import RuleKind


@dataclass(frozen=True, kw_only=True)
class Line:
    """One meeting and its new time, if it gets one. `known` says how far the old one is known to others."""

    dialogue: Dialogue
    after: dt.datetime | None
    room_id: int | None
    room: str
    known: str


@dataclass(frozen=True, kw_only=True)
class Replanned:
    """The whole page: the meetings in order of time, and, where there is no plan, what stands in the way together."""

    dialogue: Dialogue
    lines: list[Line]
    moved: int
    conflict: list[str]

    @property
    def moves(self) -> list[Line]:
        """What accepting would change."""
        return [line for line in self.lines if line.after]


def replanned(session: Session, *, dialogue: Dialogue, now: dt.datetime) -> Replanned:
    """A new time for a dialogue with the fewest others moved. Works it out anew each time; stores nothing."""
    problem, known = moving.replan_request(session, dialogue=dialogue, now=now)
    found = replan(problem, str(dialogue.seat_id), known)
    lines = _lines(session, dialogue, found, known, now=now)
    return Replanned(
        dialogue=dialogue,
        lines=lines,
        moved=sum(line.after is not None and line.dialogue.id != dialogue.id for line in lines),
        conflict=[] if found.placed else in_the_way(session, dialogue=dialogue, now=now),
    )


def in_the_way(session: Session, *, dialogue: Dialogue, now: dt.datetime) -> list[str]:
    """The fewest things that together shut every time of a dialogue; none if there is an open one."""
    problem, _known = moving.replan_request(session, dialogue=dialogue, now=now)
    meeting = problem.meetings[0]
    names, _people = names_of(session, dialogue, problem, now=now)
    found = conflict(Board(problem), meeting)
    notice = working_time.weeks_of(session, dialogue.seat.draw.cycle, RuleKind.MOVE_NOTICE)
    return [without_words(one, names, notice=notice, latest=meeting.latest) for one in found]


def _lines(
    session: Session, dialogue: Dialogue, found: Replan, known: Mapping[str, Known], *, now: dt.datetime
) -> list[Line]:
    placed = {int(one.meeting): one for one in found.placed}
    moving_too = {dialogue.seat_id, *map(int, found.moved)}
    rooms = {str(room.id): room.name for room in queries.rooms(session)}
    lines = []
    for one in queries.dialogues_of(session, dialogue.seat.draw.cycle):
        new = placed.get(one.seat_id) if one.seat_id in moving_too else None
        told = said_of(known[str(one.seat_id)]) if str(one.seat_id) in known else ""
        lines.append(
            Line(
                dialogue=one,
                after=instant(new.start) if new else None,
                room_id=int(new.room) if new and new.room else None,
                room=rooms.get(new.room or "", "") if new else "",
                known=str(_("Skal have en anden tid.")) if one.id == dialogue.id else told,
            )
        )
    return sorted(lines, key=lambda line: line.dialogue.starts_at or line.after or now)
