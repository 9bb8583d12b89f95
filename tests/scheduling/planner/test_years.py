"""Years of made-up problems in which nobody has a wish: valid whatever the rules are, and their cost is true."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from app.scheduling.domain import Diary, Interval, Meeting, Problem, Rules, Strength
from app.scheduling.planner import solver
from tests.scheduling.planner.problems import broken_rules, cost_of

MONDAY = dt.date(2027, 1, 4)
DAYS = [MONDAY + dt.timedelta(days=day) for day in range(7 * 26) if day % 7 < 5]
STRENGTHS = [*[Strength.BUSY] * 8, Strength.TENTATIVE, Strength.OUT]
PEOPLE = [f"d{number:02}" for number in range(20)]


def year(seed: int, count: int) -> Problem:
    """So many meetings of two to four of twenty directors, a third to three fifths of whose hours are taken."""
    chance = random.Random(seed)
    full, attending = chance.choice([0.3, 0.45, 0.6]), chance.choice([2, 3, 4])
    return Problem(
        first=DAYS[0],
        last=DAYS[-1],
        closed=frozenset(chance.sample(DAYS, 5)),
        persons=tuple(_diary(chance, name, full) for name in PEOPLE),
        rooms=tuple(_diary(chance, f"r{n}", chance.choice([0, 0.2])) for n in range(chance.choice([1, 1, 2, 3]))),
        meetings=tuple(_meeting(chance, f"m{number:03}", attending) for number in range(count)),
        rules=Rules(
            per_week=chance.choice([1, 2, 2, 3]),
            spacing_days=chance.choice([0, 0, 1]),
            buffer_minutes=chance.choice([0, 15]),
        ),
    )


def _meeting(chance: random.Random, id: str, attending: int) -> Meeting:
    half = len(DAYS) // 2
    pinned = dt.datetime.combine(chance.choice(DAYS), dt.time(chance.randrange(8, 14)))
    return Meeting(
        id,
        tuple(sorted(chance.sample(PEOPLE, attending))),
        minutes=chance.choice([60, 90, 90]),
        earliest=chance.choice(DAYS[:half]) if chance.random() < 0.2 else None,
        latest=chance.choice(DAYS[half:]) if chance.random() < 0.2 else None,
        pinned=pinned if chance.random() < 0.03 else None,
    )


def _diary(chance: random.Random, name: str, full: float) -> Diary:
    spans = []
    for day in DAYS:
        half_hours = 0
        while half_hours < 16:
            length = chance.choice([1, 2, 3, 4])
            if chance.random() < full:
                start = dt.datetime.combine(day, dt.time(8)) + dt.timedelta(minutes=30 * half_hours)
                end = start + dt.timedelta(minutes=30 * min(length, 16 - half_hours))
                spans.append(Interval(start, end, chance.choice(STRENGTHS)))
            half_hours += length
    return Diary(name, tuple(spans))


@pytest.mark.parametrize(("seed", "count"), [(1, 10), (2, 20), (3, 20), (4, 40), (6, 60)])
def test_a_year_without_wishes_has_a_valid_plan_whose_cost_is_true(seed: int, count: int) -> None:
    asked = year(seed, count)
    plan = solver.solve(asked, effort=0.3)
    assert broken_rules(asked, plan) == []
    assert len(plan.placed) + len(plan.unplaced) == count
    assert cost_of(asked, plan.placed) == plan.cost >= plan.bound
    assert len(plan.unplaced) >= plan.unplaced_bound


def test_a_search_that_is_cut_short_ends_with_the_same_plan() -> None:
    asked = year(4, 30)
    assert solver.solve(asked, effort=0.2) == solver.solve(asked, effort=0.2)


def test_meetings_that_all_want_the_first_day_fill_the_weeks() -> None:
    """Three directors, all of them in each of eight meetings: two a week, and proven."""
    meetings = tuple(Meeting(f"m{number}", ("d00", "d01", "d02")) for number in range(8))
    plan = solver.solve(Problem(first=DAYS[0], last=DAYS[-1], persons=(), meetings=meetings))
    assert plan.proven
    assert plan.cost == sum(5 * week + day for week in range(4) for day in (0, 1))
