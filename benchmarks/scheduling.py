"""`make bench-scheduling`: plans, re-plans and calendars, each in a process of its own, beside plainer ways.

Seconds are CPU seconds of the call, after the imports. `python -m benchmarks.scheduling NAME` measures one.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from app.scheduling.domain import Diary, Interval, Meeting, Problem, Strength
from benchmarks.calendars import outlook
from benchmarks.report import table, write_section
from config import ROOT

SEED = 20270301
MONDAY = dt.date(2027, 1, 4)
YEAR = dt.datetime(2027, 1, 1), dt.datetime(2028, 1, 1)  # noqa: DTZ001, naive as the planner's times are
Call = Callable[[], str]


def problem(
    meetings: int, directors: int, rooms: int, weeks: int, *, booked: bool = False, spread: bool = True
) -> Problem:
    """Meetings of four directors each, in calendars that are half full; wishes spread over the period, or none."""
    chance = random.Random(SEED)
    days = [MONDAY + dt.timedelta(days=day) for day in range(7 * weeks) if day % 7 < 5]
    people = [f"d{number:02}" for number in range(directors)]
    return Problem(
        first=days[0],
        last=days[-1],
        persons=tuple(_diary(chance, name, days, (1, 2, 3)) for name in people),
        rooms=tuple(_diary(chance, f"r{n}", days, (0, 0, 1) if booked else (0,)) for n in range(rooms)),
        meetings=tuple(
            Meeting(
                id=f"m{number:03}",
                required=tuple(sorted(chance.sample(people, k=4))),
                target=days[len(days) * number // meetings] if spread else None,
            )
            for number in range(meetings)
        ),
    )


def _diary(chance: random.Random, name: str, days: list[dt.date], a_day: tuple[int, ...]) -> Diary:
    spans = []
    for day in days:
        for _ in range(chance.choice(a_day)):
            start = dt.datetime.combine(day, dt.time(chance.randrange(8, 15), chance.choice([0, 30])))
            spans.append(Interval(start, start + dt.timedelta(hours=chance.choice([1, 2])), Strength.BUSY))
    return Diary(name, tuple(sorted(spans, key=lambda span: span.start)))


def plan(asked: Problem) -> Call:
    """The plan as the product makes it."""
    import ortools.sat.python.cp_model  # noqa: F401, its import is not part of the call
    from ortools.linear_solver import pywraplp  # noqa: F401

    from app.scheduling.planner.solver import solve

    def call() -> str:
        found = solve(asked)
        gap = (found.cost - found.bound) / max(1, found.cost)
        said = "proven" if found.proven else f"bound {found.bound}, gap {gap:.0%}"
        return f"{len(found.placed)} of {len(asked.meetings)} placed, cost {found.cost}, {said}"

    return call


def greedy(asked: Problem) -> Call:
    """The nearest start that is left, meeting by meeting."""
    from app.scheduling.planner.columns import Grid
    from app.scheduling.planner.greedy import first_choice
    from app.scheduling.planner.openings import Board

    def call() -> str:
        grid = Grid(Board(asked), list(asked.meetings))
        placed = [grid.columns[one] for one in first_choice(grid).chosen.values() if grid.columns[one].start]
        return f"{len(placed)} of {len(asked.meetings)} placed, cost {sum(one.cost for one in placed)}"

    return call


def again() -> Call:
    """A no to the first meeting that no start is left for within three days, so that another has to make way."""
    import ortools.sat.python.cp_model  # noqa: F401, its import is not part of the call
    from ortools.linear_solver import pywraplp  # noqa: F401

    from app.scheduling.planner.replan import Known, replan
    from app.scheduling.planner.solver import solve

    asked = problem(60, 20, 1, 26)
    stood = asked.with_pins(solve(asked).placed)
    known = {one.id: list(Known)[number % 3] for number, one in enumerate(stood.meetings)}
    tight = ((one.id, _near(stood, one.id)) for one in stood.meetings)
    shut = ((id, near) for id, near in tight if not replan(near, id, {}).placed)
    lost, stood = next((id, near) for id, near in shut if replan(near, id, known).placed)

    def call() -> str:
        found = replan(stood, lost, known)
        return f"{len(found.moved)} others moved, weight {found.weight}, {'proven' if found.proven else 'not proven'}"

    return call


def _near(stood: Problem, id: str) -> Problem:
    """The problem in which one meeting has to stay within three days."""
    days = dt.timedelta(days=3)
    return replace(
        stood,
        meetings=tuple(
            replace(one, earliest=one.pinned.date() - days, latest=one.pinned.date() + days)
            if one.id == id and one.pinned
            else one
            for one in stood.meetings
        ),
    )


def calendar() -> Call:
    """A year of a calendar with 10,000 events and 500 rules."""
    from icalendar.timezone import windows_to_olson  # noqa: F401

    from app.scheduling.calendars import freebusy

    data = outlook(10_000, 500, SEED)

    def call() -> str:
        found = freebusy.read(data, *YEAR)
        judged = freebusy.read(data, *YEAR, plainly_too=False) if "--judge" in sys.argv else found
        differ = set(found.busy) ^ set(judged.busy)
        beside = "" if judged is found else f"; {len(differ)} differences from recurring-ical-events"
        return f"{len(found.busy)} spans of {found.events} events, {found.unread} unread{beside}"

    return call


def libraries() -> Call:
    """The same by icalendar and recurring-ical-events alone."""
    import icalendar
    import recurring_ical_events

    data = outlook(10_000, 500, SEED)

    def call() -> str:
        series = recurring_ical_events.of(icalendar.Calendar.from_ical(data))
        return f"{len(series.between(*YEAR))} occurrences"

    return call


CASES: dict[str, tuple[str, Callable[[], Call]]] = {
    "plan 6 with 4 directors, 10 months": ("0.2", lambda: plan(problem(6, 4, 1, 43))),
    "plan 60 with 20, one room": ("3", lambda: plan(problem(60, 20, 1, 26))),
    "the same, greedy": ("", lambda: greedy(problem(60, 20, 1, 26))),
    "plan 60 with 20, three booked rooms": ("15", lambda: plan(problem(60, 20, 3, 26, booked=True))),
    "plan 60 with 20, all want the first day": ("", lambda: plan(problem(60, 20, 1, 26, spread=False))),
    "plan 600 with 50, ten rooms": ("5", lambda: plan(problem(600, 50, 10, 43))),
    "the same, greedy ": ("", lambda: greedy(problem(600, 50, 10, 43))),
    "re-plan at 60 after a no": ("1", again),
    "calendar, 10,000 events, 500 rules": ("2.5", calendar),
    "the same, the libraries alone": ("", libraries),
}


def measure(name: str) -> dict[str, object]:
    """The figures of one case, in this process."""
    call = CASES[name][1]()
    before = time.process_time()
    result = call()
    spent = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"name": name, "result": result, "seconds": f"{spent:.2f}", "bar": CASES[name][0], "peak_mb": peak}


def run(name: str) -> dict[str, object]:
    """The same in a child process."""
    command = [sys.executable, "-m", "benchmarks.scheduling", name]
    found: dict[str, object] = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    print(found, file=sys.stderr, flush=True)
    return found


def main() -> None:
    """Measures every case."""
    columns = [("case", "name"), ("result", "result"), ("CPU s", "seconds"), ("bar", "bar"), ("MB", "peak_mb")]
    told = (
        f"One call in a process of its own, CPU seconds after the imports. Seed {SEED}. Diaries are half full; wishes\n"
        "lie evenly over the period, as the year's plan spreads them, except where all want the first day."
    )
    judged = _judged()
    write_section("Times", f"{told}\n\n{table(columns, map(run, CASES))}\n\nThe calendar, judged: {judged}.")


def _judged() -> str:
    command = [sys.executable, "-m", "benchmarks.scheduling", "calendar, 10,000 events, 500 rules", "--judge"]
    return str(json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)["result"])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
    else:
        main()
