"""The hand-over: where the year stands, what waits, who promised what, on one page for whoever takes over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.cycle import front
from app.cycle.domain import NextStep, SeatRow
from app.cycle.models import Cycle, Milestone
from app.dialogues.models import Action
from app.follow_up.promises import open_promises
from app.people import queries as people
from app.people.domain import Role
from app.people.models import Person


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """The page; `milestones` are the year's days in their order, each with whether it lies behind."""

    steps: Sequence[NextStep]
    seats: Sequence[SeatRow]
    milestones: Sequence[tuple[Milestone, bool]]
    promises: Sequence[Action]
    staff: Sequence[Person]


def hand_over(session: Session, *, cycle: Cycle | None, person: Person, today: dt.date, now: dt.datetime) -> HandOver:
    """Everything that the page says, as the secretariat's own front page knows it."""
    shown = front.front_of(session, person=person, cycle=cycle, now=now)
    staff = {one.id: one for role in (Role.SECRETARIAT, Role.DIRECTOR) for one in people.with_role(session, role)}
    return HandOver(
        steps=[shown.asked, *shown.steps] if shown.asked else [],
        seats=shown.seats,
        milestones=[(one, one.day < today) for one in cycle.milestones] if cycle else [],
        promises=open_promises(session),
        staff=sorted(staff.values(), key=lambda one: one.name),
    )
