"""When a job is due: once a day, whatever the clock does and however long nobody was there."""

from __future__ import annotations

import datetime as dt

import pytest

from app import clock
from jobs.planner import Daily

UTC = dt.UTC
SEVEN = Daily(hour=7)
DAY = dt.timedelta(days=1)


def test_first_time_runs_only_the_latest() -> None:
    assert SEVEN.due(after=None, now=dt.datetime(2027, 1, 12, 9, tzinfo=UTC)) == [
        dt.datetime(2027, 1, 12, 6, tzinfo=UTC)
    ]
    assert SEVEN.due(after=None, now=dt.datetime(2027, 1, 12, 5, tzinfo=UTC)) == [
        dt.datetime(2027, 1, 11, 6, tzinfo=UTC)
    ]


def test_nothing_is_due_twice() -> None:
    planned = dt.datetime(2027, 1, 12, 6, tzinfo=UTC)
    assert SEVEN.due(after=planned, now=planned + dt.timedelta(hours=23)) == []
    assert SEVEN.due(after=planned, now=planned + DAY) == [planned + DAY]


def test_days_away_are_caught_up() -> None:
    last = dt.datetime(2027, 3, 26, 6, tzinfo=UTC)
    due = SEVEN.due(after=last, now=dt.datetime(2027, 3, 30, 12, tzinfo=UTC))
    assert due == [
        dt.datetime(2027, 3, 27, 6, tzinfo=UTC),
        dt.datetime(2027, 3, 28, 5, tzinfo=UTC),
        dt.datetime(2027, 3, 29, 5, tzinfo=UTC),
        dt.datetime(2027, 3, 30, 5, tzinfo=UTC),
    ]


def test_skipped_hour_runs_later_and_repeated_hour_once() -> None:
    at_half_past_two = Daily(hour=2, minute=30)
    spring = at_half_past_two.due(
        after=dt.datetime(2027, 3, 27, 12, tzinfo=UTC), now=dt.datetime(2027, 3, 28, 12, tzinfo=UTC)
    )
    autumn = at_half_past_two.due(
        after=dt.datetime(2027, 10, 30, 12, tzinfo=UTC), now=dt.datetime(2027, 10, 31, 12, tzinfo=UTC)
    )
    assert [clock.local(at).time() for at in spring] == [dt.time(3, 30)]
    assert [clock.local(at).time() for at in autumn] == [dt.time(2, 30)]


@pytest.mark.parametrize("hour", [0, 2, 3, 23])
def test_ten_years_of_clock_changes_lose_and_double_nothing(hour: int) -> None:
    plan, now, last, runs = Daily(hour=hour), dt.datetime(2027, 1, 1, 12, tzinfo=UTC), None, []
    while now.year < 2037:
        for planned in plan.due(after=last, now=now):
            runs.append(planned)
            last = planned
        now += dt.timedelta(hours=7)
    days = [clock.local_day(planned) for planned in runs]
    assert days == [days[0] + number * DAY for number in range(len(days))]
    assert len(days) >= 3650
