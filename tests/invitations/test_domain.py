"""Pure rules: what somebody has to be told, which answer counts, when somebody is reminded."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from app.invitations.domain import Change, Reminder, Slot, Uncounted, Version, change_for, reminder_due, weigh

START = dt.datetime(2027, 3, 16, 8, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
SLOT = Slot(start=START, end=START + HOUR, place="Åen")
LATER = Slot(start=START + HOUR, end=START + 2 * HOUR, place="Åen")
ELSEWHERE = Slot(start=START, end=START + HOUR, place="Bækken")


@pytest.mark.parametrize(
    ("told", "stands", "invited", "removed", "change"),
    [
        (None, SLOT, False, False, Change.NEW),
        (SLOT, SLOT, True, False, None),
        (SLOT, SLOT, False, False, Change.NEW),
        (SLOT, LATER, True, False, Change.TIME),
        (SLOT, ELSEWHERE, True, False, Change.ROOM),
        (SLOT, None, True, False, Change.CANCELLED),
        (SLOT, None, False, False, None),
        (SLOT, SLOT, True, True, Change.REMOVED),
        (SLOT, LATER, True, True, Change.REMOVED),
        (SLOT, None, True, True, Change.REMOVED),
        (SLOT, SLOT, False, True, None),
    ],
)
def test_everyone_is_told_what_she_does_not_know(
    told: Slot | None, stands: Slot | None, invited: bool, removed: bool, change: Change | None
) -> None:
    assert change_for(told=told, stands=stands, invited=invited, removed=removed) is change


@pytest.mark.parametrize(
    ("sequence", "minutes", "reason"),
    [
        (1, 0, Uncounted.OLDER_TIME),
        (2, 0, Uncounted.OLDER_ANSWER),
        (2, 10, None),
        (2, 11, None),
        (3, 0, None),
        (4, 0, Uncounted.UNKNOWN_VERSION),
    ],
)
def test_newest_answer_to_the_present_time_counts(sequence: int, minutes: int, reason: Uncounted | None) -> None:
    newest = Version(2, START + 10 * HOUR / 60)
    answer = Version(sequence, START + minutes * HOUR / 60)
    assert weigh(answer, newest=newest, sequence=3, reply_floor=2) is reason


def test_a_thousand_answers_twice_and_shuffled_leave_the_newest() -> None:
    chance = random.Random(20270116)
    answers = [
        Version(chance.randint(0, 5), START + chance.randrange(100_000) * dt.timedelta(seconds=1)) for _ in range(1000)
    ]
    twice = answers * 2
    chance.shuffle(twice)
    newest: Version | None = None
    for answer in twice:
        if weigh(answer, newest=newest, sequence=4, reply_floor=2) is None:
            newest = answer
    assert newest == max(answer for answer in answers if 2 <= answer.sequence <= 4)


ASKED, MEETING = dt.date(2027, 1, 12), dt.date(2027, 3, 16)


@pytest.mark.parametrize(
    ("today", "answered", "reminder"),
    [
        (dt.date(2027, 1, 18), False, None),
        (dt.date(2027, 1, 19), False, Reminder.UNANSWERED),
        (dt.date(2027, 1, 19), True, None),
        (dt.date(2027, 3, 8), False, Reminder.UNANSWERED),
        (dt.date(2027, 3, 9), True, Reminder.WEEK),
        (dt.date(2027, 3, 12), True, Reminder.WEEK),
        (dt.date(2027, 3, 15), True, Reminder.DAY),
        (dt.date(2027, 3, 16), False, None),
        (dt.date(2027, 3, 17), False, None),
    ],
)
def test_reminders_fall_on_their_days_and_are_made_up_for(
    today: dt.date, answered: bool, reminder: Reminder | None
) -> None:
    assert reminder_due(asked=ASKED, meeting=MEETING, today=today, answered=answered) is reminder


def test_nobody_is_reminded_of_what_she_was_just_told() -> None:
    yesterday = MEETING - dt.timedelta(days=2)
    assert reminder_due(asked=yesterday, meeting=MEETING, today=MEETING - dt.timedelta(days=1), answered=False) is None
