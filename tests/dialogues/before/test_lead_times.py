"""The lead times: what is warned of, when, and why."""

from __future__ import annotations

import datetime as dt

import pytest

from app.dialogues.before.lead_times import AHEAD, LeadState, LeadTime, LeadWarning, lead_warnings

MEETING = dt.date(2027, 6, 1)
DAY = dt.timedelta(days=1)
NOTICE = dt.timedelta(weeks=5)


def states(what: LeadTime, days_before: int, done: int | None = None) -> list[LeadState]:
    """What is said of one lead time so many days before, when it was done so many days before (or not)."""
    done_on = None if done is None else MEETING - done * DAY
    found = lead_warnings(meeting=MEETING, today=MEETING - days_before * DAY, done={what: done_on}, notice=NOTICE)
    return [one.state for one in found]


def test_the_lead_times_are_the_years_own_notice_two_weeks_and_one() -> None:
    assert {what.value: ahead.days for what, ahead in AHEAD.items()} == {"plan": 14, "agenda": 7}
    told = [states(LeadTime.INVITATION, days) for days in (35, 34)]
    assert told == [[LeadState.SOON], [LeadState.MISSED]]


@pytest.mark.parametrize("what", list(LeadTime))
def test_a_week_before_it_is_due_a_warning_begins(what: LeadTime) -> None:
    due = AHEAD.get(what, NOTICE).days
    told = [states(what, due + days) for days in (8, 7, 0, -1)]
    assert told == [[], [LeadState.SOON], [LeadState.SOON], [LeadState.MISSED]]


@pytest.mark.parametrize("what", list(LeadTime))
def test_what_was_done_in_time_is_not_warned_of_and_what_came_late_is(what: LeadTime) -> None:
    due = AHEAD.get(what, NOTICE).days
    assert states(what, 1, done=due) == []
    assert states(what, 1, done=due - 1) == [LeadState.LATE]


@pytest.mark.parametrize("days", [0, -1])
def test_from_the_day_itself_nothing_is_warned_of(days: int) -> None:
    assert states(LeadTime.AGENDA, days) == []


def test_only_what_is_watched_is_told_with_its_reason() -> None:
    done = {LeadTime.PLAN: MEETING - 3 * DAY, LeadTime.AGENDA: None}
    assert lead_warnings(meeting=MEETING, today=MEETING - 2 * DAY, done=done, notice=NOTICE) == [
        LeadWarning(
            what=LeadTime.PLAN, state=LeadState.LATE, ahead=14 * DAY, by=MEETING - 14 * DAY, done_on=MEETING - 3 * DAY
        ),
        LeadWarning(what=LeadTime.AGENDA, state=LeadState.MISSED, ahead=7 * DAY, by=MEETING - 7 * DAY, done_on=None),
    ]
