"""Use cases of the communication plan: the proposal out of the year's days, its rows, and when each was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.clock import add_working_days
from app.communication import queries
from app.communication.domain import (
    LONGEST_AUDIENCE,
    LONGEST_TEXT,
    AlreadySent,
    Channel,
    PlanExists,
    TextTooLong,
)
from app.communication.models import PlanStep
from app.cycle.domain import MilestoneKind
from app.cycle.models import Cycle
from app.domain import one_line
from app.guidance import queries as guidances
from app.guidance.models import Guidance
from app.guidance.wording import tidy
from app.people.models import Person
from app.trail import services as trail

LANGUAGE = "da"
"""A plan is the house's own, and stands in its papers: it is written in one language, whoever presses the button."""

CIRCLE, EMPLOYEES, MANAGERS = "ledercirklen", "alle medarbejdere", "alle ledere"
WRITERS, COMMITTEE = "ledere, der skriver planer", "Økonomiudvalget"
"""Audiences as they are proposed: kept as data that people change, so no text of a page, and in that language."""

TOWN_HALL_AFTER, COURSE_AFTER = 1, 4
"""Working days after the seminar."""


@dataclass(frozen=True, kw_only=True)
class ProposedStep:
    """A row as it is proposed."""

    channel: Channel
    audience: str
    day: dt.date


def proposal(session: Session, guidance: Guidance) -> list[ProposedStep]:
    """The rows out of the days of the year that fed the guidance; of a year that was taken over none are known."""
    cycle = guidances.cycle_of(session, guidance)
    if cycle is None:
        return []
    return sorted(_proposed(cycle), key=lambda one: one.day)


def _proposed(cycle: Cycle) -> Iterator[ProposedStep]:
    sent, presented = cycle.day(MilestoneKind.SENT), cycle.day(MilestoneKind.PRESENTED)
    committee = cycle.day(MilestoneKind.FINANCE_COMMITTEE)
    rows = (
        (Channel.MAIL, CIRCLE, sent),
        (Channel.PORTAL, EMPLOYEES, sent),
        (Channel.COMMITTEE, COMMITTEE, committee),
        (Channel.SEMINAR, MANAGERS, presented),
        (Channel.TOWN_HALL, EMPLOYEES, add_working_days(presented, TOWN_HALL_AFTER)),
        (Channel.COURSE, WRITERS, add_working_days(presented, COURSE_AFTER)),
    )
    for channel, audience, day in rows:
        yield ProposedStep(channel=channel, audience=audience, day=day)


def committee_of(session: Session, guidance: Guidance) -> tuple[str, dt.date | None]:
    """Which committee is told, and when it meets: as the plan has it, else as the year has it."""
    rows: list[PlanStep | ProposedStep] = [*queries.steps_of(session, guidance), *proposal(session, guidance)]
    for one in rows:
        if one.channel is Channel.COMMITTEE:
            return one.audience, one.day
    return COMMITTEE, None


def lay_plan(session: Session, *, guidance: Guidance, by: Person | None, now: dt.datetime) -> list[PlanStep]:
    """Takes the proposal over as rows that can be changed. Once: of two who press the button, one does."""
    session.refresh(guidance, ["state"], with_for_update=True)
    if queries.steps_of(session, guidance):
        raise PlanExists()
    rows = [
        PlanStep(guidance=guidance, channel=one.channel, audience=one.audience, day=one.day)
        for one in proposal(session, guidance)
    ]
    session.add_all(rows)
    session.flush()
    trail.record(session, by=by, action="communication.plan-laid", thing=f"guidance:{guidance.id}", now=now)
    return rows


def add_step(
    session: Session,
    *,
    guidance: Guidance,
    channel: Channel,
    audience: str,
    day: dt.date,
    owner: Person | None = None,
    by: Person | None,
    now: dt.datetime,
) -> PlanStep:
    """One more row."""
    row = PlanStep(
        guidance=guidance,
        channel=channel,
        audience=one_line(audience, longest=LONGEST_AUDIENCE),
        day=day,
        owner=owner,
    )
    session.add(row)
    session.flush()
    trail.record(session, by=by, action="communication.step-added", thing=f"plan-step:{row.id}", now=now)
    return row


def change_step(
    session: Session,
    *,
    step: PlanStep,
    channel: Channel,
    audience: str,
    day: dt.date,
    owner: Person | None,
    by: Person | None,
    now: dt.datetime,
) -> None:
    """Another way, audience, day or person. What has been sent stays as it was sent."""
    _hold(session, step)
    step.channel, step.day, step.owner = channel, day, owner
    step.audience = one_line(audience, longest=LONGEST_AUDIENCE)
    trail.record(session, by=by, action="communication.step-changed", thing=f"plan-step:{step.id}", now=now)


def write_text(session: Session, *, step: PlanStep, text: str, by: Person | None, now: dt.datetime) -> None:
    """A person's own words instead of those that are made; none: the made ones stand again."""
    written = tidy(text)
    if len(written) > LONGEST_TEXT:
        raise TextTooLong(most=LONGEST_TEXT)
    _hold(session, step)
    step.text = written
    trail.record(session, by=by, action="communication.text-written", thing=f"plan-step:{step.id}", now=now)


def remove_step(session: Session, *, step: PlanStep, by: Person | None, now: dt.datetime) -> None:
    """Takes a row out of the plan."""
    _hold(session, step)
    session.execute(delete(PlanStep).where(PlanStep.id == step.id))
    session.expunge(step)
    trail.record(session, by=by, action="communication.step-removed", thing=f"plan-step:{step.id}", now=now)


def finish_step(session: Session, *, step: PlanStep, on: dt.date | None, by: Person | None, now: dt.datetime) -> None:
    """It was done on a day; without one it is open again."""
    _hold(session, step)
    step.done_on = on
    action = "communication.step-done" if on else "communication.step-opened"
    trail.record(session, by=by, action=action, thing=f"plan-step:{step.id}", now=now)


def _hold(session: Session, step: PlanStep) -> None:
    """Nobody sends between the look at the row and its change."""
    session.refresh(step, ["sent_at"], with_for_update=True)
    if step.sent_at is not None:
        raise AlreadySent()
