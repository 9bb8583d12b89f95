"""Plans: every hard rule, the order of the two objectives, and the same plan every time."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from app.clock import ZONE
from app.scheduling.domain import Blocker, Cause, Diary, Interval, Meeting, Plan, Problem, Rules, Strength, Without
from app.scheduling.planner import solver
from app.scheduling.problems import instant, naive
from tests.scheduling.planner.problems import MONDAY, at, best_of_all, broken_rules, busy, cost_of, problem, problems


def starts(asked: Problem) -> dict[str, dt.datetime]:
    return {one.meeting: one.start for one in solver.solve(asked).placed}


def days(asked: Problem) -> dict[str, int]:
    """The hour of a day is nothing to the objective, so the tests of it look at days."""
    return {one.meeting: (one.start.date() - MONDAY).days for one in solver.solve(asked).placed}


def test_the_first_start_that_all_required_can_is_taken() -> None:
    asked = problem(Meeting("m", ("anna", "bo")), anna=(busy(0, 9, 12),), bo=(busy(1, 9, 10),))
    assert starts(asked) == {"m": at(1, 10)}


def test_a_person_has_one_meeting_a_day_and_two_a_week() -> None:
    asked = problem(*(Meeting(f"m{number}", ("anna",)) for number in range(3)), days=11, anna=())
    assert sorted(days(asked).values()) == [0, 1, 7]


def test_meetings_without_a_common_person_share_a_day_but_not_a_room() -> None:
    room = (Diary("lokale 2"),)
    asked = problem(Meeting("m1", ("anna",)), Meeting("m2", ("bo",)), days=0, rooms=room, anna=(), bo=())
    assert sorted(starts(asked).values()) == [at(0, 9), at(0, 10, 30)]


def test_a_tentative_appointment_is_overbooked_only_if_waiting_costs_more() -> None:
    tentative = busy(0, 9, 12, Strength.TENTATIVE)
    near = problem(Meeting("m", ("anna",)), anna=(tentative,))
    far = problem(Meeting("m", ("anna",)), anna=(tentative, *(busy(day, 9, 12) for day in (1, 2, 3))))
    assert days(near) == {"m": 1}
    plan = solver.solve(far)
    assert [(one.start.date(), one.tentative, plan.cost) for one in plan.placed] == [(MONDAY, ("anna",), 3)]


def test_an_optional_person_is_absent_only_if_waiting_costs_more() -> None:
    asked = problem(Meeting("m", ("anna",), optional=("bo",)), anna=(), bo=tuple(busy(day, 9, 12) for day in range(4)))
    plan = solver.solve(asked)
    assert [(one.start.date(), one.absent) for one in plan.placed] == [(MONDAY, ("bo",))]
    assert plan.cost == 2


def test_as_many_of_the_optional_as_must_are_there() -> None:
    full = (busy(0, 9, 12), busy(1, 9, 12))
    asked = Meeting("m", ("anna",), optional=("bo", "carl"), quorum=1)
    plan = solver.solve(problem(asked, anna=(), bo=full, carl=(busy(0, 9, 12), busy(1, 10, 12))))
    assert [(one.start, one.absent) for one in plan.placed] == [(at(2, 9), ())]
    plan = solver.solve(problem(replace(asked, target=MONDAY), days=1, anna=(), bo=full, carl=full[:1]))
    assert [(one.start, one.absent) for one in plan.placed] == [(at(1, 9), ("bo",))]
    plan = solver.solve(problem(replace(asked, quorum=2), days=1, anna=(), bo=full, carl=()))
    assert plan.unplaced[0].without == (Without(Blocker(Cause.QUORUM), 8),)


def test_the_target_draws_from_both_sides() -> None:
    asked = problem(Meeting("m", ("anna",), target=MONDAY + dt.timedelta(days=3)), anna=(busy(3, 9, 12),))
    plan = solver.solve(asked)
    assert plan.cost == 1
    assert plan.placed[0].start.date() - MONDAY in (dt.timedelta(days=2), dt.timedelta(days=4))


def test_holidays_notice_and_latest_day_are_kept() -> None:
    tuesday, thursday = MONDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=3)
    asked = problem(Meeting("m", ("anna",), earliest=tuesday, latest=thursday), anna=(busy(2, 9, 12),))
    assert days(replace(asked, closed=frozenset({tuesday}))) == {"m": 3}


def test_a_pinned_meeting_stands_though_its_people_are_busy_with_it() -> None:
    asked = problem(
        Meeting("m1", ("anna",), pinned=at(0, 9, 15), room="lokale 2"),
        Meeting("m2", ("anna",)),
        anna=(busy(0, 9, 12),),
    )
    assert starts(asked)["m1"] == at(0, 9, 15)
    assert days(asked) == {"m1": 0, "m2": 1}


def test_a_change_of_room_is_taken_if_waiting_costs_more() -> None:
    rooms = (Diary("east", tuple(busy(day, 9, 12) for day in (0, 1))), Diary("west"))
    plan = solver.solve(problem(Meeting("m", ("anna",), room="east"), rooms=rooms, anna=()))
    assert [(one.start.date(), one.room) for one in plan.placed] == [(MONDAY, "west")]
    assert plan.cost == 1


def test_as_many_as_can_be_are_placed_before_any_is_placed_well() -> None:
    wish = MONDAY + dt.timedelta(days=4)
    asked = problem(
        Meeting("m1", ("anna",)),
        Meeting("m2", ("anna",), target=wish, earliest=wish),
        days=4,
        anna=tuple(busy(day, 9, 12) for day in (1, 2, 3)),
        rules=Rules(spacing_days=3),
    )
    assert days(asked) == {"m1": 0, "m2": 4}


def test_what_cannot_be_placed_says_what_would_open_it() -> None:
    always = tuple(busy(day, 9, 12) for day in range(5))
    plan = solver.solve(problem(Meeting("m", ("anna", "bo")), anna=always, bo=(busy(0, 9, 12),)))
    assert plan.placed == ()
    assert [(one.meeting, one.open) for one in plan.unplaced] == [("m", 0)]
    assert plan.unplaced[0].without == (Without(Blocker(Cause.PERSON, "anna"), 16),)
    assert (plan.unplaced_bound, plan.proven) == (1, True)


def test_what_the_other_meetings_take_is_said_as_their_rule() -> None:
    short = [Meeting(id, ("anna",), minutes=30) for id in ("m1", "m2")]
    plan = solver.solve(problem(*short, days=0, anna=()))
    assert [one.open for one in plan.unplaced] == [6]
    assert plan.unplaced[0].without == (Without(Blocker(Cause.PER_DAY, plan.placed[0].meeting), 5),)


def test_a_plan_across_the_clock_change_keeps_its_hours() -> None:
    asked = problem(
        *(Meeting(f"m{number}", ("anna",)) for number in range(4)), days=11, rules=Rules(per_week=2), anna=()
    )
    assert sorted(days(asked).values()) == [0, 1, 7, 8]
    assert all(dt.time(9) <= start.time() <= dt.time(10, 30) for start in starts(asked).values())


def test_a_plan_across_the_autumn_change_keeps_its_hours() -> None:
    asked = replace(
        problem(*(Meeting(f"m{number}", ("anna",)) for number in range(4)), anna=()),
        first=dt.date(2027, 10, 28),
        last=dt.date(2027, 11, 3),
    )
    plan = solver.solve(asked)
    assert len(plan.placed) == 4
    assert {one.end - one.start for one in plan.placed} == {dt.timedelta(minutes=90)}
    assert all(dt.time(9) <= one.start.time() <= dt.time(10, 30) for one in plan.placed)
    offsets = {instant(one.start).astimezone(ZONE).utcoffset() for one in plan.placed}
    assert offsets == {dt.timedelta(hours=1), dt.timedelta(hours=2)}
    assert all(naive(instant(one.start)) == one.start for one in plan.placed)


def test_no_meetings_make_an_empty_plan() -> None:
    assert solver.solve(problem(anna=())) == Plan((), (), 0, 0, 0, True)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(problems())
def test_no_plan_breaks_a_hard_rule_and_its_cost_is_true(asked: Problem) -> None:
    plan = solver.solve(asked)
    assert broken_rules(asked, plan) == []
    assert {one.meeting for one in plan.placed} | {one.meeting for one in plan.unplaced} == {
        m.id for m in asked.meetings
    }
    assert plan.cost == cost_of(asked, plan.placed)
    assert plan.proven


@settings(deadline=None, max_examples=25)
@given(problems(most=2))
def test_no_plan_is_better_than_the_proven_one(asked: Problem) -> None:
    small = replace(
        asked,
        last=MONDAY + dt.timedelta(days=2),
        meetings=tuple(replace(meeting, minutes=90, pinned=None) for meeting in asked.meetings),
    )
    plan = solver.solve(small)
    assert (len(plan.unplaced), plan.cost) == best_of_all(small)


@settings(deadline=None, max_examples=20)
@given(problems())
def test_the_same_problem_has_the_same_plan(asked: Problem) -> None:
    assert solver.solve(asked) == solver.solve(asked)


@settings(deadline=None, max_examples=20)
@given(problems())
def test_the_order_in_which_things_are_given_does_not_matter(asked: Problem) -> None:
    mixed = random.Random(1)
    shuffled = replace(
        asked,
        persons=tuple(mixed.sample(asked.persons, len(asked.persons))),
        rooms=tuple(mixed.sample(asked.rooms, len(asked.rooms))),
        meetings=tuple(mixed.sample(asked.meetings, len(asked.meetings))),
    )
    assert solver.solve(asked) == solver.solve(shuffled)


def test_a_buffer_longer_than_the_night_holds_from_one_day_to_the_next() -> None:
    long = Rules(buffer_minutes=22 * 60)
    evening = Interval(at(0, 23), at(0, 23, 30))
    assert starts(problem(Meeting("m", ("anna",)), rules=long, anna=(evening,))) == {"m": at(2, 9)}
    both = problem(Meeting("m1", ("anna",), minutes=30), Meeting("m2", ("anna",)), days=1, rules=long, anna=())
    plan = solver.solve(both)
    assert (len(plan.placed), broken_rules(both, plan)) == (2, [])
    hours = tuple(replace(meeting, minutes=120) for meeting in both.meetings)
    assert len(solver.solve(replace(both, meetings=hours, rules=Rules(buffer_minutes=24 * 60))).placed) == 1


def test_a_pinned_meeting_costs_what_it_would_elsewhere() -> None:
    asked = problem(
        Meeting("m", ("anna",), optional=("bo",), pinned=at(1, 9)),
        anna=(busy(1, 9, 10, Strength.TENTATIVE),),
        bo=(busy(1, 9, 10),),
    )
    plan = solver.solve(asked)
    assert (plan.placed[0].tentative, plan.placed[0].absent) == (("anna",), ("bo",))
    assert (plan.cost, plan.bound) == (1 + 3 + 2, 1 + 3 + 2)


def test_what_several_things_shut_together_says_all_of_them() -> None:
    always = tuple(busy(day, 9, 12) for day in range(5))
    plan = solver.solve(problem(Meeting("m", ("anna", "bo")), anna=always, bo=always))
    assert (plan.unplaced[0].without, plan.unplaced[0].together) == ((), (Blocker(Cause.PERSON, "bo"),))
    two = problem(Meeting("m", ("anna", "bo")), days=1, anna=(busy(0, 9, 12),), bo=(busy(1, 9, 12),))
    assert [one.blocker.id for one in solver.solve(two).unplaced[0].without] == ["anna", "bo"]


def test_a_meeting_longer_than_the_day_says_so() -> None:
    plan = solver.solve(problem(Meeting("m", ("anna",), minutes=240), anna=()))
    assert plan.unplaced[0].together == (Blocker(Cause.HOURS),)


def test_who_is_absent_from_a_meeting_does_not_stand_in_it() -> None:
    asked = problem(Meeting("m", ("anna",), optional=("bo", "carl")), days=0, anna=(), bo=(busy(0, 9, 12),), carl=())
    stood = asked.with_pins(solver.solve(asked).placed)
    assert (stood.meetings[0].pinned, stood.meetings[0].optional) == (at(0, 9), ("carl",))


@settings(deadline=None, max_examples=25)
@given(problems())
def test_what_has_no_time_always_says_why(asked: Problem) -> None:
    for missing in solver.solve(asked).unplaced:
        assert missing.without or missing.together
