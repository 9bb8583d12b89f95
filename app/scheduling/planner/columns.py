"""The year's meetings as columns and rows: one column for each way to place a meeting, one row for each limit.

Every limit has the same shape, "at most so many of these columns". That makes a linear relaxation that is tight (a
day's limits are cliques), lets a part be solved while the rest stands (the rows have so much left), and is the same
for the exact search and for the neighbourhoods. What has another shape is added when a plan breaks it: which room
(`roomfit`), and an optional person who would be in two places.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from math import gcd

from app.scheduling.domain import Meeting, Start
from app.scheduling.planner.explain import best_of_each_day
from app.scheduling.planner.openings import ABSENT_COST, ROOM_COST, Board, travel_of
from app.scheduling.planner.roomfit import Rooms, Taken
from app.scheduling.planner.standing import standing

Key = tuple[object, ...]
MISSING: Key = ("missing",)
Cut = tuple[tuple[int, ...], int]
"""Of these columns at most so many."""


@dataclass(frozen=True, slots=True)
class Column:
    """One way to place a meeting. `start` is None for not placing it at all; `rooms` are those it may take."""

    meeting: int
    start: Start | None
    cost: int
    absent: tuple[str, ...]
    rooms: Rooms
    rows: tuple[int, ...]


@dataclass
class Grid:
    """All columns and rows of a problem. `of[m]` are the columns of meeting m, the last of them its absence.

    Row 0 limits the absences. `few` says of how many of its cheapest starts a meeting is to know, `stands` when and
    where it lies now. `clashing` are (meeting, optional person) whose attendance is a choice of its own; `cuts` are
    what else does not go together.
    """

    board: Board
    meetings: list[Meeting]
    clashing: frozenset[tuple[str, str]] = frozenset()
    few: Mapping[str, int] = field(default_factory=dict)
    stands: Mapping[str, tuple[dt.datetime, str | None]] = field(default_factory=dict)
    columns: list[Column] = field(default_factory=list)
    of: list[list[int]] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rows: dict[Key, int] = {}
        rules = self.board.problem.rules
        self._cell = dt.timedelta(minutes=self.board.grid)
        ways = [minutes for meeting in self.board.problem.meetings for _person, minutes in meeting.travel]
        night = 24 * 60 - (self.board.closes - self.board.opens)
        self._overnight = rules.buffer_minutes + 2 * max(ways, default=0) > night
        whole = [24 * 60] if self._overnight else []  # the same points on every day
        self._step = dt.timedelta(minutes=gcd(self.board.grid, *ways, *whole))  # one may set out between two starts
        self._air = dt.timedelta(minutes=rules.buffer_minutes)
        self._watched = {person for _, person in self.clashing}
        self._standing = self._pins()
        self._row(MISSING, len(self.meetings))
        for place, meeting in enumerate(self.meetings):
            self._add(place, meeting)

    def _add(self, place: int, meeting: Meeting) -> None:
        if meeting.pinned:
            ways = [self._where_it_stands(place, meeting, meeting.pinned)]
        else:
            starts = self.board.starts(meeting)
            if self._hours_are_nothing(meeting):
                starts = best_of_each_day(starts)
            if len(starts) > (most := self.few.get(meeting.id, len(starts))):
                starts = sorted(starts, key=lambda one: (one.cost, one.at))[:most]
            if stands := self.stands.get(meeting.id):
                starts = [self._as_it_stands(meeting, *stands), *(one for one in starts if one.at != stands[0])]
            ways = [column for start in starts for column in self._ways(place, meeting, start)]
            ways.append(Column(place, None, 0, (), (), (self._row(MISSING),)))
        self.of.append(list(range(len(self.columns), len(self.columns) + len(ways))))
        self.columns += ways

    def _as_it_stands(self, meeting: Meeting, at: dt.datetime, room: str | None) -> Start:
        """The start that a meeting has: its people are busy with it, so their calendars say nothing against it."""
        away = self.board.away(meeting, at.date())
        return Start(at, away, away, rooms=(room,) if room and meeting.needs_room else ())

    def _where_it_stands(self, place: int, meeting: Meeting, at: dt.datetime) -> Column:
        """The one way of a pinned meeting that has no room yet."""
        start = replace(standing(self.board, meeting, at), rooms=self.board.free_rooms(meeting, at))
        cells = self._cells(meeting, start) if start.rooms else []
        rows = tuple(self._row(("room", cell), self._free_rooms(cell)) for cell in cells)
        return Column(place, start, start.cost, start.absent, start.rooms, rows)

    def _hours_are_nothing(self, meeting: Meeting) -> bool:
        """Whether the hour of the day is nothing to anybody but the meeting itself."""
        problem = self.board.problem
        return not problem.rooms and problem.rules.per_day == 1 and not self._watched and not self._overnight

    def _ways(self, place: int, meeting: Meeting, start: Start) -> Iterator[Column]:
        """The start in the room that people were told of, or in another; with each choice of who stays away."""
        told = meeting.room if meeting.room in start.rooms else None
        others = tuple(room for room in start.rooms if room != told)
        choices: list[tuple[Rooms, int]] = [((told,), 0)] if told else []
        if others or not start.rooms:
            choices.append((others, ROOM_COST if told else 0))
        rows = self._limits(meeting, start)
        free = [one for one in meeting.optional if (meeting.id, one) in self.clashing and one not in start.absent]
        spare = len(meeting.optional) - len(start.absent) - meeting.quorum
        for rooms, extra in choices:
            more = (
                [self._row(("told", told, cell), 1) for cell in self._cells(meeting, start)] if rooms == (told,) else []
            )
            for count in range(min(len(free), spare) + 1):
                for away in combinations(free, count):
                    attending = [one for one in free if one not in away]
                    yield Column(
                        place,
                        start,
                        start.cost + extra + ABSENT_COST * count,
                        tuple(one for one in meeting.optional if one in start.absent or one in away),
                        rooms,
                        (*rows, *more, *self._hours_of(attending, meeting, start)),
                    )

    def _limits(self, meeting: Meeting, start: Start) -> tuple[int, ...]:
        """The rows of what every way to take a start takes: people's days and weeks, and a room's hours."""
        rules, day = self.board.problem.rules, start.at.date()
        week = day.isocalendar()[:2]
        rows = [self._row(("day", one, day), rules.per_day) for one in meeting.required]
        if rules.per_week < 5 * rules.per_day:
            rows += [self._row(("week", one, week), rules.per_week) for one in meeting.required]
        if rules.spacing_days:
            span = [day - dt.timedelta(days=back) for back in range(rules.spacing_days + 1)]
            rows += [self._row(("near", one, first), 1) for one in meeting.required for first in span]
        rows += self._hours_of((one for one in meeting.required if self._has_hours(one)), meeting, start)
        if self.board.problem.rooms and meeting.needs_room:
            rows += [self._row(("room", cell), self._free_rooms(cell)) for cell in self._cells(meeting, start)]
        return tuple(rows)

    def _has_hours(self, person: str) -> bool:
        return self.board.problem.rules.per_day > 1 or person in self._watched or self._overnight

    def _hours_of(self, persons: Iterable[str], meeting: Meeting, start: Start) -> list[int]:
        return [
            self._row(("hour", one, cell), 1)
            for one in persons
            for cell in self._cells(meeting, start, self._air, way=travel_of(meeting, one), step=self._step)
        ]

    def _cells(
        self,
        meeting: Meeting,
        start: Start,
        air: dt.timedelta = dt.timedelta(0),
        *,
        way: int = 0,
        step: dt.timedelta | None = None,
    ) -> list[dt.datetime]:
        """The points of the grid that a meeting covers, with the way there and back. Two on the grid overlap if and
        only if they share one: the start of the later."""
        cell, travel = step or self._cell, dt.timedelta(minutes=way)
        begin, end = start.at - travel, start.at + dt.timedelta(minutes=meeting.minutes) + travel + air
        beside = (begin - dt.datetime.combine(begin.date(), self.board.problem.opens)) % cell
        begin += (cell - beside) % cell
        return [begin + number * cell for number in range(-(-(end - begin) // cell))]

    def _row(self, key: Key, most: int = 0) -> int:
        if key not in self._rows:
            self._rows[key] = len(self.most)
            self.most.append(most - self._standing.get(key, 0))
        return self._rows[key]

    def _pins(self) -> dict[Key, int]:
        """What the pinned meetings take of people's days and weeks; their hours are in the board's masks already."""
        found: dict[Key, int] = defaultdict(int)
        for pin in self.board.problem.meetings:
            if pin.pinned:
                for person in pin.required:
                    found["day", person, pin.pinned.date()] += 1
                    found["week", person, pin.pinned.isocalendar()[:2]] += 1
        return found

    def _free_rooms(self, cell: dt.datetime) -> int:
        """How many rooms nobody has at a point of time."""
        return sum(not self.board.room_is_taken(room, cell) for room in self.board.problem.rooms)

    def on(self, day: dt.date) -> list[int]:
        """The columns of a day."""
        return self._days.get(day, [])

    @cached_property
    def _days(self) -> dict[dt.date, list[int]]:
        found: dict[dt.date, list[int]] = defaultdict(list)
        for number, column in enumerate(self.columns):
            if column.start:
                found[column.start.at.date()].append(number)
        return found

    def taken(self, number: int) -> Taken | None:
        """What a column asks of the rooms of its day; None if nothing."""
        column = self.columns[number]
        if column.start is None or not column.rooms:
            return None
        minute = column.start.at.hour * 60 + column.start.at.minute
        return Taken(minute, minute + self.meetings[column.meeting].minutes, column.rooms)
