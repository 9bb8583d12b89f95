"""Why there are no more times, and which three are best."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings

from app.scheduling.domain import Blocker, Cause, Diary, Meeting, NearMiss, Problem, Strength, Without
from app.scheduling.planner.explain import explain, near_misses, offers, what_would_open
from app.scheduling.planner.openings import Board
from tests.scheduling.planner.problems import MONDAY, at, busy, problem, problems

BOTH = Meeting("m", ("anna", "bo"))


def test_a_blocker_is_counted_only_where_it_stands_alone() -> None:
    asked = problem(BOTH, days=1, anna=(busy(0, 9, 12), busy(1, 9, 12)), bo=(busy(1, 9, 12),))
    found = explain(Board(asked), asked.meetings[0])
    assert found.starts == ()
    assert found.without == (Without(Blocker(Cause.PERSON, "anna"), 4),)


def test_notice_and_rooms_are_blockers_like_persons() -> None:
    room = (Diary("lokale 2", (busy(1, 9, 12),)),)
    tuesday = MONDAY + dt.timedelta(days=1)
    asked = problem(replace(BOTH, earliest=tuesday), days=1, rooms=room, anna=(), bo=())
    assert explain(Board(asked), asked.meetings[0]).without == (
        Without(Blocker(Cause.NOTICE), 4),
        Without(Blocker(Cause.ROOM, "lokale 2"), 4),
    )


def test_a_time_that_was_declined_is_not_open_again() -> None:
    asked = problem(replace(BOTH, declined=(busy(0, 9, 10),)), days=0, anna=(), bo=())
    found = explain(Board(asked), asked.meetings[0])
    assert [start.at for start in found.starts] == [at(0, 10), at(0, 10, 30)]
    assert found.without == (Without(Blocker(Cause.DECLINED), 2),)


def test_a_meeting_that_stands_blocks_its_day_by_the_rule() -> None:
    asked = problem(BOTH, Meeting("other", ("anna",), pinned=at(0, 11)), days=0, anna=(), bo=())
    found = explain(Board(asked), asked.meetings[0])
    assert found.without == (Without(Blocker(Cause.PER_DAY, "other"), 2),)


def test_a_near_miss_is_one_appointment_of_one_person_the_shortest_first() -> None:
    anna = (busy(0, 9, 12), *(busy(day, 10, 11) for day in (1, 2)), busy(2, 11, 12))
    asked = problem(BOTH, days=2, anna=anna, bo=(busy(1, 9, 10), busy(2, 9, 10)))
    assert near_misses(Board(asked), BOTH) == (
        NearMiss(at(1, 10), "anna", busy(1, 10, 11)),
        NearMiss(at(0, 9), "anna", busy(0, 9, 12)),
    )


def test_offers_are_the_cheapest_of_different_days() -> None:
    anna = (busy(1, 9, 12, Strength.TENTATIVE), busy(2, 9, 10))
    asked = problem(Meeting("m", ("anna",)), anna=anna)
    found = explain(Board(asked), asked.meetings[0])
    assert [(one.at, one.cost) for one in offers(found.starts)] == [(at(0, 9), 0), (at(2, 10), 2), (at(3, 9), 3)]


@settings(deadline=None)
@given(problems())
def test_taking_a_blocker_away_opens_as_many_starts_as_was_said(asked: Problem) -> None:
    meeting = asked.meetings[0]
    board = Board(asked)
    before = board.open(meeting).bit_count()
    said = {one.blocker.id: one.opens for one in what_would_open(board, meeting) if one.blocker.cause is Cause.PERSON}
    for person in meeting.required:
        pinned = any(person in (*pin.required, *pin.optional) for pin in asked.meetings if pin.pinned)
        if not pinned:
            freed = replace(meeting, required=tuple(other for other in meeting.required if other != person))
            assert board.open(freed).bit_count() - before == said.get(person, 0)
