"""The times that a poll asks about: those that are open for everybody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.domain import MilestoneKind
from app.cycle.models import Cycle
from app.institutions import queries as institutions
from app.people.models import Person
from app.scheduling import queries, services
from app.scheduling.domain import DialogueState, Meeting, Problem, Start
from app.scheduling.planner.openings import Board
from app.scheduling.polls.domain import MOST_SLOTS, SUGGESTED, apart, spread_out
from app.scheduling.problems import Asked, latest_day, problem_of
from app.scheduling.refusals import NobodyChosen, PeriodOver
from app.scheduling.rules.bounds import bounds_of
from app.scheduling.rules.domain import RuleKind
from app.selection import queries as selection
from app.selection.models import Seat

DAY = dt.timedelta(days=1)
WITHOUT_TIME = (DialogueState.WITHOUT_TIME, DialogueState.PROPOSED, DialogueState.NEEDS_TIME)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A time to ask about; `suggested`: one of the few that are spread over the period."""

    start: Start
    minutes: int
    suggested: bool


def candidates(session: Session, *, cycle: Cycle, persons: Collection[Person], now: dt.datetime) -> list[Candidate]:
    """The times that are open for all but these persons, none over another, spread over the period.

    Raises PeriodOver. Nothing stored is looked at of the persons themselves: they are asked.
    """
    problem, meetings = _asked(session, cycle, persons, now)
    board, minutes = Board(problem), meetings[0].minutes
    first, *others = [board.starts(one) for one in meetings]
    common = {start.at for start in first}.intersection(*({start.at for start in starts} for starts in others))
    thinned = apart([start for start in first if start.at in common], minutes)
    shown = spread_out(thinned, MOST_SLOTS)
    suggested = {start.at for start in spread_out(shown, SUGGESTED)}
    return [Candidate(start=one, minutes=minutes, suggested=one.at in suggested) for one in shown]


def _asked(
    session: Session, cycle: Cycle, persons: Collection[Person], now: dt.datetime
) -> tuple[Problem, Sequence[Meeting]]:
    """The dialogues that wait for these persons, without them; for a director alone, any dialogue."""
    first = max(local_day(now) + DAY, cycle.day(MilestoneKind.DIALOGUES_FROM))
    latest = latest_day(cycle)
    if first > latest:
        raise PeriodOver(day=f"{latest:%d.%m.%Y}")
    known = queries.dialogues_of(session, cycle)
    waiting = {one.seat_id for one in known if one.state in WITHOUT_TIME}
    planned = {one.seat_id for one in known}
    seats = [one for one in selection.active_seats(session, cycle) if one.id in waiting or one.id not in planned]
    led = _led_by(session, seats, persons, first) or seats[:1]
    invited = {one.seat_id for one in known if one.state is DialogueState.NEEDS_TIME}
    kind = RuleKind.MOVE_NOTICE if invited.issuperset(one.id for one in led) else RuleKind.NOTICE
    bounds = bounds_of(session, cycle, first=first, last=latest, latest=latest, now=now, kind=kind)
    pins = [one for one in known if services.stands(one) and one.state not in WITHOUT_TIME]
    problem = problem_of(
        session,
        cycle=cycle,
        asked=[Asked(seat=one, earliest=bounds.earliest, latest=bounds.latest, wish=bounds.wish) for one in led],
        pins=pins,
        first=first,
        last=latest,
        now=now,
        ruled=bounds.ruled,
    )
    if not led:
        raise NobodyChosen(year=cycle.year)
    left_out = {str(one.id) for one in persons}
    meetings = [_without(one, left_out) for one in problem.meetings[: len(led)]]
    return replace(problem, meetings=(*meetings, *problem.meetings[len(led) :])), meetings


def _led_by(session: Session, seats: Sequence[Seat], persons: Collection[Person], day: dt.date) -> list[Seat]:
    heads = institutions.heads_of(session, [seat.institution_id for seat in seats], day)
    ids = {one.id for one in persons}
    return [seat for seat in seats if seat.institution_id in heads and heads[seat.institution_id].id in ids]


def _without(meeting: Meeting, left_out: Collection[str]) -> Meeting:
    return replace(meeting, required=tuple(one for one in meeting.required if one not in left_out))
