"""Danish time: summer time, holidays, working days, weeks."""

from __future__ import annotations

import datetime as dt

from app import clock


def test_wall_clock_time_follows_summer_time() -> None:
    assert clock.at(dt.date(2027, 3, 27), 9) == dt.datetime(2027, 3, 27, 8, 0, tzinfo=dt.UTC)
    assert clock.at(dt.date(2027, 3, 28), 9) == dt.datetime(2027, 3, 28, 7, 0, tzinfo=dt.UTC)


def test_time_in_the_skipped_hour_moves_on_by_it() -> None:
    assert clock.at(dt.date(2027, 3, 28), 2, 30) == dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC)


def test_days_on_which_people_do_not_work() -> None:
    closed = [
        dt.date(2027, 3, 26),
        dt.date(2027, 5, 6),
        dt.date(2027, 6, 5),
        dt.date(2027, 12, 24),
        dt.date(2027, 12, 31),
    ]
    assert [clock.is_working_day(day) for day in closed] == [False] * 5
    assert clock.is_working_day(dt.date(2027, 3, 24))


def test_working_days_skip_easter() -> None:
    assert clock.add_working_days(dt.date(2027, 3, 24), 1) == dt.date(2027, 3, 30)
    assert clock.add_working_days(dt.date(2027, 3, 30), -1) == dt.date(2027, 3, 24)
    assert clock.working_day_from(dt.date(2027, 3, 25)) == dt.date(2027, 3, 30)


def test_week_is_iso() -> None:
    assert clock.week(dt.date(2027, 1, 1)) == 53
    assert clock.week(dt.date(2027, 3, 16)) == 11
