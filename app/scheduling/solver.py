"""The year's meetings laid into full calendars, together: as many as can be, then as near to the wish as can be.

CP-SAT over one boolean for each open start of each meeting; `openings` has sorted out the rest. The same problem gives
the same plan: sorted input, one worker, a fixed seed, and a limit in deterministic time instead of seconds.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from app.scheduling.domain import Meeting, Placed, Plan, PlanTooHard, Problem, Start, Unplaced
from app.scheduling.explain import best_of_each_day, what_would_open
from app.scheduling.openings import ABSENT_COST, ROOM_COST, TENTATIVE_COST, Board

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntervalVar, IntVar, LinearExprT, LiteralT

SEED = 20170


def solve(problem: Problem, *, effort: float = 20.0) -> Plan:
    """The best plan: fewest unplaced, then least cost (Σ working days from the wish + 3 for each required person with
    a tentative overlap + 2 for each absent optional + 1 for each meeting that changes room).

    `effort` limits each of the two steps, in CP-SAT's deterministic seconds. Pinned meetings keep their time and room
    and cost their distance. `bound` and `unplaced_bound` hold for every plan that keeps these pins.
    Raises PlanTooHard.
    """
    problem = _sorted(problem)
    board = Board(problem)
    model = _Model(board)
    unplaced, unplaced_bound = model.minimise(sum(model.missing.values()), effort)
    model.model.add(sum(model.missing.values()) <= unplaced)
    cost, bound = model.minimise(model.cost(), effort)
    pinned = [_pinned(board, meeting, meeting.pinned) for meeting in problem.meetings if meeting.pinned]
    placed = sorted([*pinned, *model.placed()], key=lambda one: (one.start, one.meeting))
    fixed = sum(one.away for one in pinned)
    return Plan(
        placed=tuple(placed),
        unplaced=_without_time(problem, placed),
        cost=cost + fixed,
        bound=bound + fixed,
        unplaced_bound=unplaced_bound,
        proven=(unplaced, cost) == (unplaced_bound, bound),
    )


def _sorted(problem: Problem) -> Problem:
    return replace(
        problem,
        persons=tuple(sorted(problem.persons, key=lambda one: one.id)),
        rooms=tuple(sorted(problem.rooms, key=lambda one: one.id)),
        meetings=tuple(sorted(problem.meetings, key=lambda one: one.id)),
    )


def _pinned(board: Board, meeting: Meeting, start: dt.datetime) -> Placed:
    end = start + dt.timedelta(minutes=meeting.minutes)
    return Placed(meeting.id, start, end, meeting.room, board.away(meeting, start.date()))


def _without_time(problem: Problem, placed: list[Placed]) -> tuple[Unplaced, ...]:
    """The meetings that found no time, each with what would help once the others stand as they do."""
    done = {one.meeting for one in placed}
    alone, around = Board(problem), Board(problem.with_pins(placed))
    return tuple(
        Unplaced(meeting.id, open=alone.open(meeting).bit_count(), without=what_would_open(around, meeting))
        for meeting in problem.meetings
        if meeting.id not in done
    )


def _in_its_room(start: Start, told: str | None) -> Start:
    """The start with the one room that it takes when nobody else needs a room that day."""
    return replace(start, rooms=(told,) if told in start.rooms else start.rooms[:1])


class _Model:
    """The CP-SAT model of all meetings that are not pinned. Keys are ids; values are its variables."""

    def __init__(self, board: Board) -> None:
        from ortools.sat.python import cp_model

        self.cp = cp_model
        self.model = cp_model.CpModel()
        self.board = board
        self.rooms = [room.id for room in board.problem.rooms]
        self.meetings = [meeting for meeting in board.problem.meetings if not meeting.pinned]
        self.missing: dict[str, IntVar] = {}
        self.starts: dict[str, list[tuple[Start, IntVar]]] = {}
        self.absent: dict[tuple[str, str], IntVar] = {}
        self.attends: dict[tuple[str, str], IntVar] = {}
        self.takes: dict[tuple[str, str], IntVar] = {}
        for meeting in self.meetings:
            self._add_times(meeting)
            self._add_optional(meeting)
            self._add_rooms(meeting)
        self._limit_persons()
        self._keep_apart()

    def minimise(self, objective: LinearExprT, effort: float) -> tuple[int, int]:
        """Solves for one objective, starting from the last solution: its value, and the bound that is proven."""
        self.solver = self.cp.CpSolver()
        self.solver.parameters.num_workers = 1
        self.solver.parameters.catch_sigint_signal = False  # Ctrl-C is Python's, then and afterwards
        self.solver.parameters.random_seed = SEED
        self.solver.parameters.linearization_level = 2
        self.solver.parameters.max_deterministic_time = effort
        self.model.minimize(objective)
        if self.solver.solve(self.model) not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            raise PlanTooHard
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for variable in self._choices():
            self.model.add_hint(variable, self.solver.value(variable))
        return round(self.solver.objective_value), math.ceil(self.solver.best_objective_bound - 1e-6)

    def cost(self) -> LinearExprT:
        """The second objective."""
        times = [
            (start.away + TENTATIVE_COST * len(start.tentative)) * chosen
            for starts in self.starts.values()
            for start, chosen in starts
        ]
        told = {meeting.id: meeting.room for meeting in self.meetings if meeting.room}
        moved = [takes for (meeting, room), takes in self.takes.items() if told.get(meeting, room) != room]
        return sum(times) + ABSENT_COST * sum(self.absent.values()) + ROOM_COST * sum(moved)

    def placed(self) -> list[Placed]:
        """The last solution."""
        return [
            Placed(
                meeting.id,
                start.at,
                start.at + dt.timedelta(minutes=meeting.minutes),
                next((room for room in self.rooms if self.solver.value(self.takes[meeting.id, room])), None),
                start.away,
                start.tentative,
                tuple(person for person in meeting.optional if self.solver.value(self.absent[meeting.id, person])),
            )
            for meeting in self.meetings
            for start, chosen in self.starts[meeting.id]
            if self.solver.value(chosen)
        ]

    def _choices(self) -> list[IntVar]:
        times = [chosen for starts in self.starts.values() for _, chosen in starts]
        return [*times, *self.missing.values(), *self.absent.values(), *self.attends.values(), *self.takes.values()]

    def _add_times(self, meeting: Meeting) -> None:
        """One of the open starts, or none."""
        starts = self.board.starts(meeting)
        if self._alone_on_its_day(meeting):
            starts = [_in_its_room(start, meeting.room) for start in best_of_each_day(starts)]
        self.missing[meeting.id] = self.model.new_bool_var("")
        self.starts[meeting.id] = [(start, self.model.new_bool_var("")) for start in starts]
        self.model.add_exactly_one([self.missing[meeting.id], *(chosen for _, chosen in self.starts[meeting.id])])

    def _alone_on_its_day(self, meeting: Meeting) -> bool:
        """Whether each of the others shares a person who has one meeting a day: then the hour is nothing to them."""
        others = (set(other.required) for other in self.meetings if other.id != meeting.id)
        return self.board.problem.rules.per_day == 1 and all(other & set(meeting.required) for other in others)

    def _add_optional(self, meeting: Meeting) -> None:
        """An optional person attends a meeting or is absent from it; where she is busy she is absent."""
        for person in meeting.optional:
            attends, absent = self.model.new_bool_var(""), self.model.new_bool_var("")
            self.attends[meeting.id, person], self.absent[meeting.id, person] = attends, absent
            self.model.add_exactly_one([attends, absent, self.missing[meeting.id]])
            busy = [chosen for start, chosen in self.starts[meeting.id] if person in start.absent]
            self.model.add_at_most_one([attends, *busy])

    def _add_rooms(self, meeting: Meeting) -> None:
        """A meeting takes one of the rooms that are free at its start."""
        for room in self.rooms:
            self.takes[meeting.id, room] = takes = self.model.new_bool_var("")
            taken = [chosen for start, chosen in self.starts[meeting.id] if room not in start.rooms]
            self.model.add_at_most_one([takes, *taken])
        if self.rooms:
            taking = [self.takes[meeting.id, room] for room in self.rooms]
            self.model.add_exactly_one([self.missing[meeting.id], *taking])

    def _limit_persons(self) -> None:
        """So many meetings a day and a week for each required person, and days between them."""
        rules = self.board.problem.rules
        for person, days in self._by_person().items():
            weeks: dict[tuple[int, int], list[IntVar]] = defaultdict(list)
            for day, chosen in days.items():
                self.model.add(sum(chosen) <= rules.per_day - self._pins(person, day, day))
                weeks[day.isocalendar()[:2]] += chosen
                if rules.spacing_days:
                    near = [other for other in days if 0 <= (other - day).days <= rules.spacing_days]
                    self.model.add_at_most_one([one for other in near for one in days[other]])
            for week, chosen in weeks.items():
                monday, sunday = (dt.date.fromisocalendar(*week, weekday) for weekday in (1, 7))
                self.model.add(sum(chosen) <= rules.per_week - self._pins(person, monday, sunday))

    def _by_person(self) -> dict[str, dict[dt.date, list[IntVar]]]:
        found: dict[str, dict[dt.date, list[IntVar]]] = defaultdict(lambda: defaultdict(list))
        for meeting in self.meetings:
            for start, chosen in self.starts[meeting.id]:
                for person in meeting.required:
                    found[person][start.at.date()].append(chosen)
        return found

    def _pins(self, person: str, first: dt.date, last: dt.date) -> int:
        pinned = [one.pinned for one in self.board.problem.meetings if one.pinned and person in one.required]
        return sum(first <= pin.date() <= last for pin in pinned)

    def _keep_apart(self) -> None:
        """Nobody, and no room, in two meetings at once."""
        taking: dict[str, list[IntervalVar]] = defaultdict(list)
        air = self.board.problem.rules.buffer_minutes
        for meeting in self.meetings:
            begin = self._begin(meeting)
            for room in self.rooms:
                taking[f"room {room}"].append(self._interval(begin, meeting.minutes, self.takes[meeting.id, room]))
            for person in meeting.required:
                presence = self.missing[meeting.id].negated()
                taking[f"person {person}"].append(self._interval(begin, meeting.minutes + air, presence))
            for person in meeting.optional:
                presence = self.attends[meeting.id, person]
                taking[f"person {person}"].append(self._interval(begin, meeting.minutes + air, presence))
        for intervals in taking.values():
            self.model.add_no_overlap(intervals)

    def _begin(self, meeting: Meeting) -> IntVar:
        """The start of a meeting in minutes; 0 while it has none."""
        midnight = dt.datetime.combine(self.board.problem.first, dt.time())
        minutes = [
            ((start.at - midnight) // dt.timedelta(minutes=1), chosen) for start, chosen in self.starts[meeting.id]
        ]
        begin = self.model.new_int_var(0, max((minute for minute, _ in minutes), default=0), "")
        self.model.add(begin == sum(minute * chosen for minute, chosen in minutes))
        return begin

    def _interval(self, begin: IntVar, minutes: int, presence: LiteralT) -> IntervalVar:
        return self.model.new_optional_fixed_size_interval_var(begin, minutes, presence, "")
