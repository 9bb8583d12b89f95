"""The weeks behind a choice of time, as positions in a picture: who is busy when, and where all can."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.scheduling.domain import Interval, Meeting, Start, Strength
from app.scheduling.planner.openings import Board, interval_of

DAY = dt.timedelta(days=1)


def monday_of(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - day.weekday() * DAY


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a day's width, in percent of the meeting hours; `lane` counts from the top."""

    left: float
    width: float
    lane: int = 0
    tentative: bool = False


@dataclass(frozen=True, slots=True)
class DayPicture:
    """One day: why it is closed (if it is), what is taken (`spans` by lane, `busy` as painted), where all can, and the
    starts to choose from."""

    day: dt.date
    closed: object | None
    early: bool
    late: bool
    spans: tuple[tuple[Interval, ...], ...]
    busy: tuple[Bar, ...]
    open: tuple[Bar, ...]
    chosen: Bar | None
    lost: Bar | None
    starts: tuple[Start, ...]
    others: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True)
class WeekPicture:
    """Monday to Friday."""

    monday: dt.date
    days: tuple[DayPicture, ...]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What is painted: one meeting's choice of time.

    `closed` tells why a day is closed, `chosen` is the start picked on the page, `lost` the time somebody said no to.
    """

    board: Board
    meeting: Meeting
    starts: Collection[Start]
    closed: Mapping[dt.date, object]
    chosen: dt.datetime | None
    lost: Interval | None

    @cached_property
    def taken(self) -> list[Interval | None]:
        """The chosen minutes and the lost ones, as intervals."""
        return [interval_of(self.meeting, self.chosen) if self.chosen else None, self.lost]

    @cached_property
    def diaries(self) -> list[tuple[Interval, ...]]:
        """What is taken on each lane; a room is taken by the meetings that stand in it as well."""
        people, rooms = self.board.persons, self.board.problem.rooms
        lanes = [people[one].busy if one in people else () for one in self.meeting.required]
        return [*lanes, *((*room.busy, *self._meetings_in(room.id)) for room in rooms)]

    def weeks(self, monday: dt.date, count: int) -> list[WeekPicture]:
        """So many weeks from a Monday."""
        mondays = (monday + 7 * number * DAY for number in range(count))
        return [WeekPicture(week, tuple(self.day(week + number * DAY) for number in range(5))) for week in mondays]

    def day(self, day: dt.date) -> DayPicture:
        """One day as it is painted."""
        starts = tuple(start for start in self.starts if start.at.date() == day)
        spans = [self._within(busy, day) for busy in self.diaries]
        chosen, lost = (self._bars([one] if one else [], day) for one in self.taken)
        return DayPicture(
            day=day,
            closed=self.closed.get(day),
            early=self.meeting.earliest is not None and day < self.meeting.earliest,
            late=self.meeting.latest is not None and day > self.meeting.latest,
            spans=tuple(spans),
            busy=tuple(bar for lane, busy in enumerate(spans) for bar in self._bars(busy, day, lane=lane)),
            open=_joined(self._bars([interval_of(self.meeting, start.at) for start in starts], day)),
            chosen=chosen[0] if chosen else None,
            lost=lost[0] if lost else None,
            starts=thinned(starts, self.meeting, self.chosen),
            others=tuple(pin for pin in self.board.problem.meetings if pin.pinned and pin.pinned.date() == day),
        )

    def _hours(self, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
        problem = self.board.problem
        return dt.datetime.combine(day, problem.opens), dt.datetime.combine(day, problem.closes)

    def _within(self, busy: Iterable[Interval], day: dt.date) -> tuple[Interval, ...]:
        """The parts of intervals that lie within the hours of a day."""
        begins, ends = self._hours(day)
        return tuple(
            Interval(max(one.start, begins), min(one.end, ends), one.strength)
            for one in busy
            if one.start < ends and one.end > begins
        )

    def _bars(self, intervals: Iterable[Interval], day: dt.date, *, lane: int = 0) -> list[Bar]:
        begins, ends = self._hours(day)
        share = 100 / (ends - begins).total_seconds()
        return [
            Bar(
                round(share * (one.start - begins).total_seconds(), 2),
                round(share * (one.end - one.start).total_seconds(), 2),
                lane,
                one.strength is Strength.TENTATIVE,
            )
            for one in self._within(intervals, day)
        ]

    def _meetings_in(self, room: str) -> list[Interval]:
        pins = [pin for pin in self.board.problem.meetings if pin.room == room]
        return [interval_of(pin, pin.pinned) for pin in pins if pin.pinned]


def thinned(starts: Collection[Start], meeting: Meeting, chosen: dt.datetime | None) -> tuple[Start, ...]:
    """At most three starts are all named; of more, those that do not overlap, and always the chosen one."""
    if len(starts) <= 3:
        return tuple(starts)
    kept: list[Start] = []
    for start in starts:
        if start.at == chosen or not kept or start.at >= interval_of(meeting, kept[-1].at).end:
            kept.append(start)
    return tuple(kept)


def _joined(blocks: list[Bar]) -> tuple[Bar, ...]:
    """Blocks that touch become one; they come in order."""
    joined: list[Bar] = []
    for one in blocks:
        last = joined[-1] if joined else None
        if last and one.left <= last.left + last.width + 0.01:
            joined[-1] = Bar(last.left, round(one.left + one.width - last.left, 2))
        else:
            joined.append(one)
    return tuple(joined)
