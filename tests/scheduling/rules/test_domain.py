"""The rules of working time, and what they are to the planner: hard ones are kept, soft ones are paid."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scheduling.domain import Blocker, Cause, Diary, Meeting, Problem, Rules, Strength
from app.scheduling.instants import instant, naive
from app.scheduling.planner import solver
from app.scheduling.planner.explain import at_slot, what_would_open
from app.scheduling.planner.openings import Board
from app.scheduling.rules import domain as rules
from app.scheduling.rules.domain import USUAL_HOURS, Force, HoursUnfit, Rule, RuleKind, RuleUnfit
from app.scheduling.rules.ruled import Ruled
from tests.scheduling.planner.problems import MONDAY, at, busy, problem

SCHOOL = Rule(kind=RuleKind.SCHOOL)
CHANGES = (dt.date(2027, 3, 28), dt.date(2027, 10, 31))
"""The Sundays on which the clocks change."""


def days(asked: Problem) -> list[int]:
    return sorted((one.start.date() - MONDAY).days for one in solver.solve(asked).placed)


def test_a_hard_rule_is_never_broken_and_is_named_as_the_reason() -> None:
    week = tuple(rules.stretch(SCHOOL, MONDAY, MONDAY + dt.timedelta(days=4)))
    asked = replace(problem(Meeting("m", ("anna",)), anna=()), ruled=week)
    plan = solver.solve(asked)
    assert plan.placed == ()
    board = Board(asked)
    assert [one.blocker for one in what_would_open(board, asked.meetings[0])] == [Blocker(Cause.RULE, "school")]
    assert at_slot(board, asked.meetings[0], at(0, 9)) == (Blocker(Cause.RULE, "school"),)


def test_a_soft_rule_is_broken_where_keeping_it_costs_more_than_a_week() -> None:
    soft = replace(SCHOOL, force=Force.SOFT)
    near = replace(problem(Meeting("m", ("anna",)), days=11, anna=()), ruled=tuple(rules.stretch(soft, MONDAY, MONDAY)))
    assert days(near) == [1]
    week = replace(near, ruled=tuple(rules.stretch(soft, MONDAY, MONDAY + dt.timedelta(days=6))))
    plan = solver.solve(week)
    assert plan.cost == rules.SOFT_COST == 5
    longer = replace(week, ruled=tuple(rules.stretch(soft, MONDAY, MONDAY + dt.timedelta(days=7))))
    plan = solver.solve(longer)
    assert [(one.start.date(), one.rules) for one in plan.placed] == [(MONDAY, ("school",))]


def test_a_rule_is_paid_once_however_many_pieces_of_it_a_time_touches() -> None:
    pieces = tuple(Ruled("hours", at(0, 9 + hour), at(0, 10 + hour), 5) for hour in range(3))
    asked = replace(problem(Meeting("m", ("anna",)), days=0, anna=()), ruled=pieces)
    assert solver.solve(asked).cost == 5


def test_a_day_that_a_hard_rule_takes_is_no_working_day_to_wait() -> None:
    tuesday = MONDAY + dt.timedelta(days=1)
    asked = replace(
        problem(Meeting("m", ("anna",)), anna=(busy(0, 9, 12),)), ruled=tuple(rules.stretch(SCHOOL, tuesday, tuesday))
    )
    plan = solver.solve(asked)
    assert (plan.placed[0].start.date(), plan.cost) == (MONDAY + dt.timedelta(days=2), 1)


def test_weekdays_have_hours_of_their_own() -> None:
    hours = ((540, 720), None, (600, 720), (540, 720), (540, 720))
    asked = problem(*(Meeting(f"m{one}", ("anna",)) for one in range(2)), days=3, anna=(), rules=Rules(per_week=5))
    outside = rules.outside_hours(Rule(kind=RuleKind.HOURS, hours=hours), [MONDAY + dt.timedelta(n) for n in range(4)])
    plan = solver.solve(replace(asked, ruled=tuple(outside)))
    assert [one.start for one in plan.placed] == [at(0, 9), at(2, 10)]


@pytest.mark.parametrize("hours", [(), (None,) * 5, ((480, 500), *USUAL_HOURS[1:]), ((960, 480), *USUAL_HOURS[1:])])
def test_hours_into_which_no_meeting_fits_are_refused(hours: tuple[rules.Hours, ...]) -> None:
    with pytest.raises(HoursUnfit):
        rules.check(Rule(kind=RuleKind.HOURS, hours=hours))


@pytest.mark.parametrize(
    "rule",
    [
        Rule(kind=RuleKind.PUBLIC, force=Force.SOFT),
        Rule(kind=RuleKind.NOTICE, number=27),
        Rule(kind=RuleKind.PER_DAY, number=0),
        Rule(kind=RuleKind.NOTICE, number=6, force=Force.OFF),
    ],
)
def test_a_rule_beside_its_limits_is_refused(rule: Rule) -> None:
    with pytest.raises(RuleUnfit):
        rules.check(rule)


def test_the_way_to_the_institution_widens_what_is_taken_of_a_director_and_not_of_the_head() -> None:
    there = Meeting("m", ("anna", "head"), travel=(("anna", 30),))
    asked = problem(there, days=0, anna=(busy(0, 9, 10),), head=())
    assert [one.start for one in solver.solve(asked).placed] == [at(0, 10, 30)]
    nearer = problem(replace(there, travel=(("anna", 45),)), days=0, anna=(busy(0, 9, 10),), head=())
    assert solver.solve(nearer).placed == ()
    assert [one.blocker.cause for one in what_would_open(Board(nearer), nearer.meetings[0])] == [
        Cause.PERSON,
        Cause.TRAVEL,
    ]
    head = problem(there, days=0, anna=(), head=(busy(0, 9, 10),))
    assert solver.solve(head).placed[0].start == at(0, 10)


def test_between_two_meetings_there_is_time_for_both_ways() -> None:
    rule = Rules(per_day=2)
    away = Meeting("away", ("anna",), minutes=30, travel=(("anna", 20),), pinned=at(0, 9))
    asked = problem(away, Meeting("here", ("anna",), minutes=30), days=0, rules=rule, anna=())
    assert {one.meeting: one.start for one in solver.solve(asked).placed}["here"] == at(0, 10)
    both = problem(replace(away, pinned=None), replace(away, id="other", pinned=None), days=0, rules=rule, anna=())
    first, second = sorted(one.start for one in solver.solve(both).placed)
    assert second - first >= dt.timedelta(minutes=70)


def test_a_room_that_is_too_small_is_no_room() -> None:
    rooms = (Diary("large", tuple(busy(day, 9, 12) for day in range(3)), 9), Diary("small", (), 4))
    asked = problem(Meeting("m", ("anna",), seats=7), rooms=rooms, anna=())
    assert [(one.room, one.start.date()) for one in solver.solve(asked).placed] == [
        ("large", MONDAY + dt.timedelta(days=3))
    ]
    none = problem(Meeting("m", ("anna",), seats=10), rooms=rooms, anna=())
    assert solver.solve(none).placed == ()


def test_a_time_that_somebody_who_is_asked_has_not_named_costs_two_weeks() -> None:
    asked = problem(Meeting("m", ("anna",)), days=4, anna=())
    told = (replace(asked.persons[0], known=(busy(1, 9, 12),)),)
    plan = solver.solve(replace(asked, persons=told))
    assert (plan.placed[0].start.date(), plan.cost) == (MONDAY + dt.timedelta(days=1), 1)
    silent = solver.solve(replace(asked, persons=(replace(asked.persons[0], known=()),)))
    assert (silent.placed[0].unknown, silent.cost) == (("anna",), 10)


spans = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 6), st.sampled_from([None, 5])), max_size=4)
weekly = st.lists(st.sampled_from([None, (480, 960), (540, 720), (780, 900)]), min_size=5, max_size=5).filter(any)


@settings(deadline=None)
@given(
    change=st.sampled_from(CHANGES),
    hours=weekly,
    stretches=spans,
    closed=st.sets(st.integers(0, 20), max_size=4),
    count=st.integers(1, 4),
)
def test_plans_across_both_clock_changes_keep_to_working_time(
    change: dt.date,
    hours: list[rules.Hours],
    stretches: list[tuple[int, int, int | None]],
    closed: set[int],
    count: int,
) -> None:
    first = change - dt.timedelta(days=10)
    window = [first + dt.timedelta(days=number) for number in range(21)]
    opens, closes = rules.widest(hours)
    asked = Problem(
        first=first,
        last=window[-1],
        opens=opens,
        closes=closes,
        closed=frozenset(window[number] for number in closed),
        persons=(Diary("anna"),),
        meetings=tuple(Meeting(f"m{number}", ("anna",)) for number in range(count)),
        ruled=(
            *rules.outside_hours(Rule(kind=RuleKind.HOURS, hours=tuple(hours)), window),
            *(
                one
                for begin, length, price in stretches
                for one in rules.stretch(
                    Rule(kind=RuleKind.SCHOOL, force=Force.SOFT if price else Force.HARD),
                    first + dt.timedelta(days=begin),
                    first + dt.timedelta(days=begin + length),
                )
            ),
        ),
    )
    hard = [one for one in asked.ruled if one.price is None]
    for one in solver.solve(asked).placed:
        span = hours[one.start.weekday()] if one.start.weekday() < 5 else None
        assert span is not None
        assert span[0] <= one.start.hour * 60 + one.start.minute
        assert one.end.hour * 60 + one.end.minute <= span[1]
        assert one.start.date() not in asked.closed
        assert not any(one.start < rule.end and one.end > rule.start for rule in hard)
        assert naive(instant(one.start)) == one.start
        assert instant(one.end) - instant(one.start) == dt.timedelta(minutes=90)


def test_a_tentative_answer_is_a_tentative_appointment() -> None:
    asked = problem(Meeting("m", ("anna",)), days=0, anna=(busy(0, 9, 12, Strength.TENTATIVE),))
    assert solver.solve(asked).placed[0].tentative == ("anna",)
