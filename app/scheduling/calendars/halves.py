"""The grid on which a secretary marks the half-days that are blocked: a line a week, ten boxes a line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.people.models import Person
from app.scheduling import queries
from app.scheduling.days import days_between
from app.scheduling.domain import BY_HAND, Half
from app.scheduling.labels import off_words
from app.scheduling.models import BusyDay
from app.scheduling.queries import Knowledge
from app.scheduling.rules import working_time
from app.scheduling.weeks import DAY, monday_of


@dataclass(frozen=True, kw_only=True)
class GridDay:
    """One day: outside the window it cannot be marked, closed it need not."""

    day: dt.date
    outside: bool
    closed: str
    blocked: frozenset[Half]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The weeks of one person's window."""

    person: Person
    weeks: list[list[GridDay]]
    known: Knowledge

    @property
    def open_days(self) -> list[dt.date]:
        """The days that can be marked."""
        return [one.day for week in self.weeks for one in week if not one.outside and not one.closed]


def grid_of(session: Session, *, person: Person, window: tuple[dt.date, dt.date], now: dt.datetime) -> Grid:
    """What was marked so far in a window."""
    first, last = window
    closed = off_words(working_time.days_off(session, cycles.current(session), first, last))
    marked = {
        one.day: one for one in queries.busy_days(session, [person], first, last)[person.id] if one.source == BY_HAND
    }
    mondays = sorted({monday_of(day) for day in days_between(first, last)})
    weeks = [
        [
            GridDay(
                day=day,
                outside=not first <= day <= last,
                closed=closed.get(day, ""),
                blocked=_blocked(marked.get(day)),
            )
            for day in (monday + number * DAY for number in range(5))
        ]
        for monday in mondays
    ]
    known = queries.knowledge_of(session, [person], first, last, now=now)
    return Grid(person=person, weeks=weeks, known=known[0])


def _blocked(day: BusyDay | None) -> frozenset[Half]:
    spans = [(int(start), int(end)) for start, end, _strength in day.spans] if day else []
    return frozenset(half for half in Half if any(_covers(span, half.value) for span in spans))


def _covers(span: tuple[int, int], half: tuple[int, int]) -> bool:
    return span[0] <= half[0] and span[1] >= half[1]
