"""Today → the days of both years of the story. Pure: the same date gives the same days.

The year that is lived now is today's, or before February last year's, for its six were chosen twelve weeks ago and
after its guidance was published. Last year keeps the calendar as a municipality has it; this year is set around today,
so that a visitor finds it in the middle of things on whatever day she comes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.clock import add_working_days, holidays_of, is_working_day, working_day_from
from app.cycle.domain import MilestoneKind, default_milestones
from app.scheduling.days import days_between
from app.scheduling.rules.school_year import AUTUMN, EASTER, WINTER, school_year_of, usual_holidays

FEBRUARY, MONDAY, FRIDAY = 2, 0, 4
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)

SPRING = ((3, 18, 9), (4, 5, 13), (4, 24, 10), (5, 8, 9), (5, 21, 13), (6, 4, 10))
"""Month, day and hour near which last year's six meetings were."""

WINDOWS = (
    (-36, -33, -26, 9),
    (-25, -20, -15, 13),
    (-14, -9, -4, 10),
    (5, 9, 15, 9),
    (16, 19, 26, 13),
    (27, 34, 42, 10),
)
"""Days from today: not before, near, not after; and the hour of each of this year's six meetings."""

OTHER_TIMES = ((16, 18, 27, 9), (22, 24, 33, 14), (28, 31, 40, 9))
"""The same for the openings that have come up since, for the one that needs another time."""

Meeting = tuple[dt.date, int]


@dataclass(frozen=True, kw_only=True)
class LastYear:
    """A year from end to end."""

    year: int
    chosen: dt.date
    meetings: tuple[Meeting, ...]
    coded: dt.date
    drafted: dt.date
    adopted: dt.date
    published: dt.date


@dataclass(frozen=True, kw_only=True)
class ThisYear:
    """A year in the middle of things. The first three meetings lie behind, the others ahead."""

    year: int
    milestones: dict[MilestoneKind, dt.date]
    listed: dt.date
    chosen: dt.date
    planned: dt.date
    invited: dt.date
    meetings: tuple[Meeting, ...]
    other_times: tuple[Meeting, ...]
    yesterday: dt.date


@dataclass(frozen=True, kw_only=True)
class Story:
    """All days of the story."""

    today: dt.date
    begins: dt.date
    last: LastYear
    this: ThisYear


def story_of(today: dt.date) -> Story:
    """The days of the story as they are on a day."""
    year = today.year if today.month >= FEBRUARY else today.year - 1
    begins = working_day_from(dt.date(year - 2, 11, 1))
    return Story(today=today, begins=begins, last=_last_year(year - 1), this=_this_year(year, today))


def _last_year(year: int) -> LastYear:
    days = default_milestones(year)
    near = [(dt.date(year, month, day), hour) for month, day, hour in SPRING]
    return LastYear(
        year=year,
        chosen=working_day_from(days[MilestoneKind.CHOSEN]),
        meetings=tuple((_meeting_day(day - WEEK, day, day + WEEK), hour) for day, hour in near),
        coded=working_day_from(dt.date(year, 6, 24)),
        drafted=working_day_from(days[MilestoneKind.DISCUSSED]),
        adopted=working_day_from(days[MilestoneKind.ADOPTED]),
        published=working_day_from(days[MilestoneKind.SENT]),
    )


def _this_year(year: int, today: dt.date) -> ThisYear:
    chosen = add_working_days(today - 12 * WEEK, -1)
    return ThisYear(
        year=year,
        milestones=_milestones(today, chosen),
        listed=add_working_days(chosen, -3),
        chosen=chosen,
        planned=add_working_days(chosen, 1),
        invited=add_working_days(today - 11 * WEEK, -1),
        meetings=_near(today, WINDOWS),
        other_times=_near(today, OTHER_TIMES),
        yesterday=add_working_days(today, -1),
    )


def _milestones(today: dt.date, chosen: dt.date) -> dict[MilestoneKind, dt.date]:
    weeks = {
        MilestoneKind.ANNUAL_PLANS: -13,
        MilestoneKind.DIALOGUES_FROM: -7,
        MilestoneKind.DIALOGUES_TO: 6,
        MilestoneKind.CODED: 8,
        MilestoneKind.DISCUSSED: 10,
        MilestoneKind.HEADS_FORUM: 12,
        MilestoneKind.JOINT_COMMITTEE: 14,
        MilestoneKind.ADOPTED: 16,
        MilestoneKind.SENT: 18,
        MilestoneKind.FINANCE_COMMITTEE: 20,
        MilestoneKind.PRESENTED: 22,
    }
    return {kind: working_day_from(today + count * WEEK) for kind, count in weeks.items()} | {
        MilestoneKind.CHOSEN: chosen
    }


def _near(today: dt.date, windows: tuple[tuple[int, int, int, int], ...]) -> tuple[Meeting, ...]:
    return tuple((_meeting_day(*(today + n * DAY for n in days)), hour) for *days, hour in windows)


def _meeting_day(first: dt.date, near: dt.date, last: dt.date) -> dt.date:
    """The best day on which a directorate meets: outside of Christmas, then no Monday or Friday, then nearest."""
    closed = closed_days(first, last)
    days = (first + n * DAY for n in range((last - first).days + 1))
    working = [day for day in days if is_working_day(day) and day not in closed]
    return min(working, key=lambda day: (_christmas(day), day.weekday() in (MONDAY, FRIDAY), abs(day - near), day))


def closed_days(first: dt.date, last: dt.date) -> set[dt.date]:
    """The holidays from `first` to `last`, and the school's but for Christmas and summer: whenever somebody opens the
    demonstration, its meetings have to be near."""
    years = range(school_year_of(first), school_year_of(last) + 1)
    schools = [one for year in years for one in usual_holidays(year) if one.name in (AUTUMN, WINTER, EASTER)]
    free = {day for year in range(first.year, last.year + 1) for day in holidays_of(year)}
    free |= {day for one in schools for day in days_between(one.first, one.last)}
    return {day for day in free if first <= day <= last}


def _christmas(day: dt.date) -> bool:
    return (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 2)
