"""The lottery against every set there is: nothing is broken, everything is proven, chance does what was promised."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.selection.domain import Way
from app.selection.lottery.certificate import SCALE, heaviest_by_prices, heaviest_set
from app.selection.lottery.columns import Columns, apportioned
from app.selection.lottery.leximin import leximin
from app.selection.lottery.pool import Bound, tiered, typed
from app.selection.lottery.problem import CLOSE, TICKETS, TIER, NoSuchSet, Problem, Row, seats_row
from app.selection.lottery.record import with_value
from app.selection.lottery.solution import solve
from app.selection.lottery.tiers import overdue_after, tiers_of
from app.selection.refusals import CapTooLow
from tests.selection.lottery.pools import asked, example, pool
from tests.selection.lottery.years import listed

CROSSED = Problem(
    (1, 1, 1, 1),
    (
        seats_row(1, 4),
        Row("x", "1", (0, 1), 0, 1),
        Row("y", "1", (1, 2), 0, 1),
        Row("z", "1", (2, 0), 0, 1),
    ),
)


HALF = Fraction(1, 2)


def _problem(question: dict[str, Any]) -> Problem:
    return tiered(typed(question["pool"], seats=question["seats"], bounds=question["bounds"], steps=question["steps"]))


def _panels(problem: Problem) -> list[tuple[int, ...]]:
    every = itertools.product(*(range(size + 1) for size in problem.sizes))
    return [panel for panel in every if problem.holds(panel)]


@given(asked())
def test_every_set_keeps_every_bound_and_tickets_sum(question: dict[str, Any]) -> None:
    problem = _problem(question)
    found = solve(problem)
    assert all(problem.holds(panel) for panel in found.lottery.panels)
    assert sum(found.lottery.tickets) == TICKETS
    assert min(found.lottery.tickets) > 0
    assert list(found.lottery.panels) == sorted(set(found.lottery.panels))
    assert sum(share * size for share, size in zip(found.chances, problem.sizes, strict=True)) == problem.seats


@given(asked())
def test_bound_is_proven_and_who_has_no_chance_is_in_no_set(question: dict[str, Any]) -> None:
    problem = _problem(question)
    found = solve(problem)
    assert found.proven
    assert 0 <= found.certificate.bound - found.least + Fraction(1, TICKETS) <= CLOSE + Fraction(1, TICKETS)
    if sum(size + 1 for size in problem.sizes) < 26:
        in_some = [any(panel[place] for panel in _panels(problem)) for place in range(len(problem.sizes))]
        assert [chance > 0 for chance in found.chances] == in_some


@given(asked())
def test_all_chances_in_order_are_the_fairest_over_every_set(question: dict[str, Any]) -> None:
    """Leximin from the least to the largest, against a program over all sets written out."""
    problem = _problem(question)
    if len(problem.sizes) > 10:
        return
    panels = _panels(problem)
    nowhere = [place for place in range(len(problem.sizes)) if not any(panel[place] for panel in panels)]
    fairest = Columns(problem, panels).leximin(nowhere).chances
    found = solve(problem).chances
    assert all(abs(fairest[place] - float(chance)) < 5e-6 for place, chance in enumerate(found))


def test_later_levels_are_as_fair_as_can_be() -> None:
    problem = Problem((2, 2, 4), (seats_row(2, 3), Row("x", "a", (0,), 1, 1), Row("x", "c", (2,), 0, 2)))
    shares = solve(problem).chances
    assert shares[0] == Fraction(1, 2)
    assert abs(shares[1] - Fraction(1, 6)) < Fraction(1, TICKETS)
    assert abs(shares[2] - Fraction(1, 6)) < Fraction(1, TICKETS)


def test_relaxation_that_promises_too_much_is_proven_by_cases() -> None:
    """Of three that exclude each other pairwise, the relaxation takes a part of each: more than one in all."""
    problem = Problem(
        (1, 1, 1, 2),
        (
            seats_row(2, 4),
            Row("x", "1", (0, 1), 0, 1),
            Row("y", "1", (1, 2), 0, 1),
            Row("z", "1", (0, 2), 0, 1),
        ),
    )
    promised = leximin(problem)
    found = solve(problem)
    assert promised is not None
    assert min(promised.chances) > float(found.least) + 0.01
    assert abs(found.least - Fraction(1, 3)) < Fraction(1, TICKETS)
    assert found.proven


def test_columns_alone_reach_the_same_least_chance() -> None:
    problem = _problem({"pool": pool(*["aN", "aS", "bN", "bS", "bS", "cN"]), "seats": 3, "bounds": [], "steps": None})
    problem = Problem(problem.sizes, (seats_row(3, len(problem.sizes)),))
    lottery = apportioned(problem, Columns(problem, []).leximin([]))
    assert abs(min(lottery.shares(problem.sizes)) - Fraction(1, 2)) < CLOSE
    assert sum(lottery.tickets) == TICKETS


def test_heaviest_set_is_exact_over_every_set() -> None:
    proof, heaviest = heaviest_set(CROSSED, {0: SCALE, 1: 2 * SCALE, 3: SCALE}, 2 * SCALE)
    assert heaviest == 2 * SCALE
    assert heaviest_by_prices(CROSSED, {0: SCALE}, {}, [(0, size) for size in CROSSED.sizes]) == SCALE
    assert "prices" in proof


def test_cap_that_cannot_be_kept_names_the_smallest_that_can() -> None:
    problem = Problem((2, 4), (seats_row(2, 2), Row("x", "a", (0,), 1, 1)), Fraction(4, 10))
    with pytest.raises(CapTooLow) as caught:
        solve(problem)
    assert caught.value.data == {"cap": 40, "smallest": 50}
    assert max(solve(replace(problem, cap=Fraction(1, 2))).chances) == Fraction(1, 2)


def test_cap_that_only_the_relaxation_keeps_is_refused_too() -> None:
    """Of three that exclude each other pairwise, points have half of each; sets leave the two others a half."""
    rows = (seats_row(2, 4), Row("x", "1", (0, 1), 0, 1), Row("y", "1", (1, 2), 0, 1), Row("z", "1", (0, 2), 0, 1))
    problem = Problem((1, 1, 1, 2), rows)
    with pytest.raises(CapTooLow) as caught:
        solve(replace(problem, cap=Fraction(45, 100)))
    assert caught.value.data == {"cap": 45, "smallest": 50}
    capped = solve(replace(problem, cap=Fraction(1, 2)))
    assert capped.proven
    assert max(capped.chances) <= Fraction(1, 2)


def test_cap_where_no_set_keeps_the_quotas_is_no_question_of_the_cap() -> None:
    with pytest.raises(NoSuchSet):
        solve(Problem((2, 2), (seats_row(2, 2), Row("kind", "a", (0,), 0, 0), Row("kind", "b", (1,), 0, 1)), HALF))
    rows = (seats_row(2, 3), Row("x", "1", (0, 1), 1, 1), Row("y", "1", (1, 2), 1, 1), Row("z", "1", (0, 2), 1, 1))
    with pytest.raises(NoSuchSet):  # points have half of each of the three; sets have not
        solve(Problem((1, 1, 1), rows, HALF))


def test_nobody_is_raised_past_certainty_in_the_search_for_who_can_be_raised() -> None:
    """The last type has all its chance; one more ten-thousandth of it would make room for the first, who has none."""
    rows = (
        seats_row(4, 5),
        Row("area", "a", (0, 1), 0, 1),
        Row("area", "b", (2,), 1, 1),
        Row("kind", "b", (1, 4), 2, 2),
    )
    found = solve(Problem((2, 3, 1, 1, 1), rows))
    assert found.chances == (Fraction(0), Fraction(1, 3), *[Fraction(1)] * 3)
    assert found.proven


@settings(max_examples=50)
@given(asked(), st.integers(20, 99))
def test_capped_chances_are_capped_and_proven(question: dict[str, Any], cap: int) -> None:
    problem = replace(_problem(question), cap=Fraction(cap, 100))
    try:
        found = solve(problem)
    except CapTooLow as refused:
        smallest = refused.data["smallest"]
        assert isinstance(smallest, int)
        assert cap < smallest <= 100
        found = solve(replace(problem, cap=Fraction(smallest, 100)))
    assert found.certificate.bound >= found.least
    assert all(problem.holds(panel) for panel in found.lottery.panels)


def test_no_set_is_refused() -> None:
    with pytest.raises(NoSuchSet):
        solve(Problem((2, 2), (seats_row(2, 2), Row("kind", "a", (0,), 0, 0), Row("kind", "b", (1,), 0, 1))))


def test_overdue_come_first_in_order_of_waiting() -> None:
    waiting = {name: Fraction(years) for name, years in {"a": 1, "b": 9, "c": 8, "d": 5, "e": 4}.items()}
    assert tiers_of(waiting, overdue_after(5, 1), [3]) == {"b": 1, "c": 2, "d": 3, "e": 3, "a": 4}
    assert tiers_of(waiting, overdue_after(5, 5)) == {"b": 1, "c": 2, "d": 3, "e": 4, "a": 5}


def test_first_tier_gets_all_that_the_quotas_allow() -> None:
    found = pool(*["aN", "aN", "aN", "bN", "bN"], waiting=[9, 9, 9, 1, 1])
    problem = tiered(typed(found, seats=3, bounds=[Bound("kind", "a", 0, 2)]))
    assert [(row.value, row.upper) for row in problem.rows if row.feature == TIER] == [("1", 2), ("2", 1)]


DRAWS = 100_000 if os.environ.get("HYPOTHESIS_PROFILE") == "proofs" else 2_000


@pytest.mark.parametrize("record", [example(None), *(listed(way) for way in Way)])
def test_drawn_as_often_as_the_chances_say(record: dict[str, Any]) -> None:
    """Chi-square over the units; the long form (100,000 draws) is in make proofs."""
    assert chi_square(record, DRAWS) < 60  # 19 degrees of freedom at the most: one run in a million is beyond


def chi_square(record: dict[str, Any], draws: int) -> float:
    """How far the draws are from the published chances."""
    chance, seen = random.Random(20270301), Counter[str]()
    for _ in range(draws):
        seen.update(with_value(record, f"{chance.randrange(10**12):012}")["result"]["chosen"])
    return sum(
        (seen[unit] - draws * share) ** 2 / (draws * share) for unit, share in record["chances"].items() if share
    )


PRINT_A_LIST = """
from app.selection.lottery.spelling import canonical
from app.selection.refusals import CapTooLow
from tests.selection.lottery.pools import example
print(canonical(example()))
"""


def test_same_input_gives_the_same_bytes_whatever_the_hash_salt() -> None:
    def printed(salt: str) -> bytes:
        environ = {**os.environ, "PYTHONHASHSEED": salt, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", PRINT_A_LIST]
        return subprocess.run(command, env=environ, capture_output=True, check=True).stdout

    first = printed("1")
    assert first.count(b'"tickets"') > 1
    assert first == printed("2027")
