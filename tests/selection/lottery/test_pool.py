"""Pools and quotas as people write them; what cannot be meant is refused, what cannot be met is told the way out."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from app.domain import Refused
from app.selection.lottery.changes import smallest_changes
from app.selection.lottery.pool import Bound, read_pool, read_quota, typed
from app.selection.lottery.problem import Problem
from tests.selection.lottery.pools import asked, pool


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_pool_is_read_as_spreadsheets_write_it(encoding: str, delimiter: str) -> None:
    text = "id|area|waiting\r\na|Øst|3\r\n\r\nb| Nord |2.5\r\n".replace("|", delimiter)
    found = read_pool(text.encode(encoding))
    assert found.features == {"a": {"area": "Øst"}, "b": {"area": "Nord"}}
    assert found.waiting is not None
    assert {unit: float(years) for unit, years in found.waiting.items()} == {"a": 3.0, "b": 2.5}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("name;kind\na;b\n", 1),
        ("id;kind;kind\na;b;c\n", 1),
        ("id;kind\na;x\na;y\n", 3),
        ("id;kind\n;x\n", 2),
        ("id;kind\na\n", 2),
        ("id;waiting\na;x\n", 2),
        ("id;waiting\na;-1\n", 2),
        ('id;kind\na;"x\nb;y\nc;z\n', 4),
        ('id;kind\na;"x"y\n', 2),
        ("id;kind\na\0;x\n", 1),
        ("å;kind\n", 1),
        ("id;kind\nå;x\na\u030a;y\n", 3),
        (f"id;{'x' * 200_000}\na;x\n", 1),
    ],
)
def test_pool_that_cannot_be_meant_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(Refused) as caught:
        read_pool(text.encode())
    assert (caught.value.code, caught.value.data["line"]) == ("pool-unreadable", line)


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ('id;"kind, of, unit, a, b"\na;x\n', {"kind, of, unit, a, b": "x"}),
        ('"kind; of; unit",id\n"x;y",a\n', {"kind; of; unit": "x;y"}),
        ("kind; of; unit\tID\nx;y\ta\n", {"kind; of; unit": "x;y"}),
        ('id,kind\na,"say ""x"", y"\n', {"kind": 'say "x", y'}),
        ("id;kind\na;bla\u030a\n", {"kind": "blå"}),
    ],
)
def test_pool_whose_cells_hold_delimiters_quotes_and_letters_of_two_parts_is_read(
    text: str, features: dict[str, str]
) -> None:
    assert read_pool(text.encode()).features == {"a": features}


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("kind:school:1-3", Bound("kind", "school", 1, 3)),
        ("kind:school:2", Bound("kind", "school", 2, 2)),
        ("kind:school:2-", Bound("kind", "school", 2, 6)),
        ("kind:school:-2", Bound("kind", "school", 0, 2)),
        ("kind:a:b c:0-1", Bound("kind", "a:b c", 0, 1)),
        ("kind::1-1", Bound("kind", "", 1, 1)),
        ("kind:bla\u030a:1", Bound("kind", "blå", 1, 1)),
        ("kind:x\ny:1", Bound("kind", "x\ny", 1, 1)),
        ("kind:x:1-2:3", Bound("kind", "x:1-2", 3, 3)),
    ],
)
def test_quota_is_read(text: str, bound: Bound) -> None:
    assert read_quota(text, 6) == bound


@pytest.mark.parametrize(
    "text", ["", "kind", "kind:school", "kind:school:", "kind:school:-", "kind:school:3-1", "a:b:x", "a:b:9999999999"]
)
def test_quota_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read_quota(text, 6)
    assert caught.value.code == "quota-unreadable"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"seats": 0}, "seats-impossible"),
        ({"seats": 4}, "too-few-eligible"),
        ({"bounds": [Bound("colour", "red", 0, 1)]}, "feature-unknown"),
        ({"bounds": [Bound("kind", "a", 0, 1), Bound("kind", "a", 1, 1)]}, "quota-twice"),
    ],
)
def test_question_that_cannot_be_meant_is_refused(given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as caught:
        typed(pool("aN", "bN", "bS"), **{"seats": 2, "bounds": [], **given})
    assert caught.value.code == code


def test_each_smallest_set_of_changes_is_named() -> None:
    found = typed(pool("aN", "aS", "bN", "bS"), seats=2, bounds=[Bound("kind", "a", 2, 2), Bound("area", "N", 2, 2)])
    changes = [[one.as_data() for one in changes] for changes in smallest_changes(found.problem)]
    assert changes == [
        [{"feature": "area", "value": "N", "side": "lower", "from": 2, "to": 1}],
        [{"feature": "kind", "value": "a", "side": "lower", "from": 2, "to": 1}],
    ]


def test_changes_of_the_same_bounds_by_other_amounts_are_named_too() -> None:
    three = [Bound("kind", "a", 3, 3), Bound("kind", "b", 3, 3)]
    found = typed(pool(*"aabb", columns=("kind",)), seats=3, bounds=three)
    told = [[(one.value, one.after) for one in changes] for changes in smallest_changes(found.problem)]
    assert told == [[("a", 1), ("b", 2)], [("a", 2), ("b", 1)]]


@given(asked())
def test_changes_make_it_feasible_and_nothing_smaller_does(question: dict[str, Any]) -> None:
    tight = [replace(bound, lower=bound.upper + 1, upper=bound.upper + 1) for bound in question["bounds"]]
    problem = typed(question["pool"], seats=question["seats"], bounds=tight).problem
    if _feasible(problem):
        assert smallest_changes(problem) == []
        return
    found = smallest_changes(problem)
    assert found
    totals = set()
    for changes in found:
        moved = {(one.feature, one.value, one.side): one.after for one in changes}
        rows = [
            replace(
                row,
                lower=moved.get((row.feature, row.value, "lower"), row.lower),
                upper=moved.get((row.feature, row.value, "upper"), row.upper),
            )
            for row in problem.rows
        ]
        assert _feasible(Problem(problem.sizes, tuple(rows)))
        totals.add(sum(abs(one.after - one.before) for one in changes))
    assert totals == {_least(problem)}


def _sets(problem: Problem) -> list[tuple[int, ...]]:
    every = itertools.product(*(range(min(size, problem.seats) + 1) for size in problem.sizes))
    return [panel for panel in every if sum(panel) == problem.seats]


def _feasible(problem: Problem) -> bool:
    return any(problem.holds(panel) for panel in _sets(problem))


def _least(problem: Problem) -> int:
    def missed(panel: tuple[int, ...]) -> int:
        counts = [(row, sum(panel[place] for place in row.members)) for row in problem.rows]
        return sum(max(row.lower - count, count - row.upper, 0) for row, count in counts)

    return min(missed(panel) for panel in _sets(problem))
