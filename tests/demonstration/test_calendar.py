"""Whatever day it is, the story is a possible one and this year is in the middle of things."""

from __future__ import annotations

import datetime as dt

import pytest

from app.clock import is_working_day
from app.cycle.domain import MilestoneKind
from app.cycle.services import check_order
from demonstration.calendar import story_of

DAY, SIX_WEEKS = dt.timedelta(days=1), dt.timedelta(weeks=6)


def days_of(year: int) -> list[dt.date]:
    return [dt.date(year, 1, 1) + n * DAY for n in range(365)]


@pytest.mark.parametrize("year", range(2024, 2036))
def test_story_of_any_day_has_three_dialogues_behind_and_three_ahead(year: int) -> None:
    for today in days_of(year):
        meetings = [day for day, _hour in story_of(today).this.meetings]
        assert meetings == sorted(set(meetings))
        assert meetings[2] <= today - 4 * DAY < today < meetings[3]
        assert all(is_working_day(day) for day in meetings)


@pytest.mark.parametrize("year", range(2024, 2036))
def test_story_of_any_day_happens_in_its_order(year: int) -> None:
    for today in days_of(year):
        story = story_of(today)
        last, this = story.last, story.this
        assert story.begins < last.chosen < last.meetings[0][0] < last.meetings[5][0] < last.coded
        assert last.coded < last.drafted < last.adopted < last.published < this.listed
        assert this.listed < this.chosen < this.planned < this.invited < this.meetings[0][0] < this.yesterday < today


@pytest.mark.parametrize("year", range(2024, 2036))
def test_dialogues_of_any_day_have_six_weeks_of_notice_and_lie_in_their_period(year: int) -> None:
    for today in days_of(year):
        this = story_of(today).this
        check_order(this.milestones)
        assert this.invited + SIX_WEEKS <= this.meetings[0][0]
        assert this.milestones[MilestoneKind.DIALOGUES_FROM] <= this.meetings[0][0]
        assert this.meetings[5][0] <= this.milestones[MilestoneKind.DIALOGUES_TO]


def test_story_in_january_is_that_of_the_year_before() -> None:
    assert story_of(dt.date(2027, 1, 31)).this.year == 2026
    assert story_of(dt.date(2027, 2, 1)).this.year == 2027


def test_story_begins_on_first_november_two_years_back() -> None:
    assert story_of(dt.date(2026, 11, 23)).begins == dt.date(2024, 11, 1)
    assert story_of(dt.date(2027, 11, 23)).begins == dt.date(2025, 11, 3)  # the first is a Saturday


def test_dialogues_around_christmas_leave_the_holidays_alone() -> None:
    days = [day for day, _hour in story_of(dt.date(2026, 12, 1)).this.meetings]
    assert days[3:] == [dt.date(2026, 12, 10), dt.date(2026, 12, 17), dt.date(2027, 1, 5)]
