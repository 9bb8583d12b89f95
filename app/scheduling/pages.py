"""Puts the page of the year's meetings together: what stands, what waits, and whose calendars are known."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.domain import MilestoneKind
from app.cycle.labels import MILESTONES
from app.cycle.models import Cycle
from app.scheduling import bookings, queries, services
from app.scheduling.calendars import clashes
from app.scheduling.calendars.labels import clash_words
from app.scheduling.choosing import what_would_help
from app.scheduling.days import days_between
from app.scheduling.domain import DialogueState
from app.scheduling.labels import Names, off_words, state_words
from app.scheduling.models import Dialogue, Room
from app.scheduling.problems import latest_day
from app.scheduling.queries import Knowledge
from app.scheduling.rules import working_time
from app.scheduling.weeks import DAY, monday_of
from app.selection import queries as selection
from app.selection.models import Seat

WEEKS_A_LINE = 20


class Stage(Enum):
    """What the year's times wait for."""

    NOBODY_CHOSEN = "nobody-chosen"
    TO_PROPOSE = "to-propose"
    TO_ACCEPT = "to-accept"
    TO_MOVE = "to-move"
    SETTLED = "settled"


@dataclass(frozen=True, kw_only=True)
class SeatTime:
    """One of the six with its dialogue, and what is to be known of its time."""

    seat: Seat
    dialogue: Dialogue | None
    words: str
    waits: bool

    @property
    def lost(self) -> bool:
        """Whether somebody has said no to the time that stands here."""
        return self.dialogue is not None and self.dialogue.state is DialogueState.NEEDS_TIME

    @property
    def fixed(self) -> bool:
        """Whether a new proposal leaves its time alone."""
        return self.dialogue is not None and self.dialogue.fixed and self.dialogue.state is DialogueState.PROPOSED

    @property
    def gone(self) -> bool:
        """Whether the time that stands here no longer holds."""
        return self.lost or (self.dialogue is not None and self.dialogue.state is DialogueState.CANCELLED)

    @property
    def movable(self) -> bool:
        """Whether the dialogue can still get another time."""
        return self.dialogue is not None and self.dialogue.state in services.MOVABLE


@dataclass(frozen=True, kw_only=True)
class PeriodDay:
    """One day of the period: closed or open, and the meetings on it by their numbers in the list."""

    day: dt.date
    closed: str
    numbers: str
    names: str
    lost: bool
    past: bool


@dataclass(frozen=True, kw_only=True)
class PeriodWeek:
    """Monday to Friday."""

    monday: dt.date
    days: list[PeriodDay]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The page of the year's meetings."""

    cycle: Cycle
    stage: Stage
    times: list[SeatTime]
    known: list[Knowledge]
    rooms: list[Room]
    latest: dt.date
    weeks: list[PeriodWeek]

    def those(self, *states: DialogueState) -> list[SeatTime]:
        """The meetings in one of these states."""
        return [one for one in self.times if one.dialogue is not None and one.dialogue.state in states]


def overview_of(session: Session, *, cycle: Cycle, now: dt.datetime) -> Overview:
    """What stands, what waits, and whose calendars are known."""
    dialogues = {one.seat_id: one for one in queries.dialogues_of(session, cycle)}
    seats, directors = selection.active_seats(session, cycle), queries.directors(session)
    known = queries.knowledge_of(session, directors, local_day(now), latest_day(cycle), now=now)
    names = Names.of(directors, queries.rooms(session), seats, known)
    unplaced = [one for one in dialogues.values() if one.state is DialogueState.WITHOUT_TIME]
    helps = what_would_help(session, cycle=cycle, dialogues=unplaced, names=names, now=now)
    found = clashes.standing(session, cycle, now=now)
    times = sorted((_seat_time(seat, dialogues.get(seat.id), names, helps) for seat in seats), key=_by_time)
    lost = {one.id for one in bookings.lost_rooms(session, dialogues.values(), now=now)}
    times = [_with_lost_room(_with_clashes(one, found), lost) for one in times]
    return Overview(
        cycle=cycle,
        stage=_stage(times),
        times=times,
        known=known,
        rooms=queries.rooms(session),
        latest=latest_day(cycle),
        weeks=_weeks(session, cycle, times, now),
    )


def _by_time(one: SeatTime) -> tuple[bool, dt.datetime | int]:
    """In order of time; those without one come last, in the order of their seats."""
    starts_at = one.dialogue.starts_at if one.dialogue else None
    return (starts_at is None, starts_at or one.seat.number)


def _with_lost_room(one: SeatTime, lost: Collection[int]) -> SeatTime:
    """Others have the room at that time: a booking that came after the meeting was agreed."""
    if one.dialogue is None or one.dialogue.id not in lost:
        return one
    said = _("Andre har lokalet på det tidspunkt.")
    return replace(one, words=f"{one.words} {said}", waits=True)


def _with_clashes(one: SeatTime, found: Sequence[clashes.Clash]) -> SeatTime:
    """What a reading of the calendars has found on top of the time."""
    said = [clash_words(clash) for clash in found if one.dialogue and clash.dialogue.id == one.dialogue.id]
    return replace(one, words=" ".join([one.words, *said]), waits=True) if said else one


@dataclass(frozen=True, kw_only=True)
class YearAtAGlance:
    """Every week in which something of the year lies: from its first milestone or meeting to its last."""

    cycle: Cycle
    times: list[SeatTime]
    weeks: list[PeriodWeek]
    days: list[tuple[dt.date, str]]

    @property
    def entries(self) -> list[tuple[dt.date, str]]:
        """Meetings and milestones in order of time."""
        meetings = [
            (local_day(one.dialogue.starts_at), str(_("Dialog med %(name)s", name=one.seat.institution.name)))
            for one in self.times
            if one.dialogue and one.dialogue.starts_at and not one.gone
        ]
        return sorted([*meetings, *self.days])

    @property
    def parts(self) -> list[list[PeriodWeek]]:
        """The weeks as lines of a picture: so many that a week's number can still be read."""
        return [self.weeks[first : first + WEEKS_A_LINE] for first in range(0, len(self.weeks), WEEKS_A_LINE)]


def year_of(session: Session, *, cycle: Cycle, now: dt.datetime) -> YearAtAGlance:
    """The year's meetings, closed days and milestones, week by week."""
    overview = overview_of(session, cycle=cycle, now=now)
    days = sorted((one.day, str(_(MILESTONES[one.kind]))) for one in cycle.milestones)
    ends = (days[0][0], days[-1][0]) if days else None
    weeks = _weeks(session, cycle, overview.times, now, ends)
    return YearAtAGlance(cycle=cycle, times=overview.times, weeks=weeks, days=days)


def _weeks(
    session: Session,
    cycle: Cycle,
    times: list[SeatTime],
    now: dt.datetime,
    ends: tuple[dt.date, dt.date] | None = None,
) -> list[PeriodWeek]:
    """The weeks from the first day or meeting of the period to the last; `ends` widens it."""
    meetings: dict[dt.date, list[tuple[int, SeatTime]]] = defaultdict(list)
    for number, one in enumerate(times, start=1):
        if one.dialogue and one.dialogue.starts_at and one.dialogue.state is not DialogueState.CANCELLED:
            meetings[local_day(one.dialogue.starts_at)].append((number, one))
    first = min([cycle.day(MilestoneKind.DIALOGUES_FROM), *meetings, *(ends or ())])
    last = max([latest_day(cycle), *meetings, *(ends or ())])
    closed = off_words(working_time.days_off(session, cycle, first, last))
    mondays = sorted({monday_of(day) for day in days_between(first, last)})

    def told(day: dt.date) -> PeriodDay:
        here = meetings.get(day, [])
        return PeriodDay(
            day=day,
            closed=closed.get(day, ""),
            numbers=", ".join(str(number) for number, _one in here),
            names=", ".join(one.seat.institution.name for _number, one in here),
            lost=any(one.lost for _number, one in here),
            past=day < local_day(now),
        )

    return [PeriodWeek(monday=monday, days=[told(monday + n * DAY) for n in range(5)]) for monday in mondays]


def _stage(times: list[SeatTime]) -> Stage:
    states = {one.dialogue.state if one.dialogue else DialogueState.WITHOUT_TIME for one in times}
    for state, stage in (
        (DialogueState.PROPOSED, Stage.TO_ACCEPT),
        (DialogueState.NEEDS_TIME, Stage.TO_MOVE),
        (DialogueState.WITHOUT_TIME, Stage.TO_PROPOSE),
    ):
        if state in states:
            return stage
    return Stage.SETTLED if times else Stage.NOBODY_CHOSEN


def _seat_time(seat: Seat, dialogue: Dialogue | None, names: Names, helps: Mapping[int, str]) -> SeatTime:
    if dialogue is None:
        return SeatTime(seat=seat, dialogue=None, words=_("Har ingen tid endnu."), waits=False)
    if dialogue.state is DialogueState.WITHOUT_TIME:
        words = _("Der blev ikke fundet en tid. %(why)s", why=helps[dialogue.id])
    else:
        words = state_words(dialogue, names)
    waits = dialogue.state in (DialogueState.WITHOUT_TIME, DialogueState.NEEDS_TIME)
    return SeatTime(seat=seat, dialogue=dialogue, words=words, waits=waits)
