"""The whole engine before a judge that has never seen it: records of small pools against every set of institutions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.selection import verify
from app.selection.lottery import changes
from app.selection.lottery.pool import Bound, Pool, typed
from app.selection.lottery.problem import NoSuchSet
from app.selection.lottery.record import solved_record
from tests.selection.lottery import judge
from tests.selection.lottery.pools import pool

CLOSE = 2.001e-6


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    """Six to eight institutions, two to four seats, and bounds that are made up: many cannot be met together."""
    columns = ("kind", "area", "size")[: draw(st.integers(1, 3))]
    rows = draw(st.lists(st.tuples(*(st.sampled_from("abc") for _ in columns)), min_size=6, max_size=8))
    seats = draw(st.integers(2, 4))
    bounds = []
    for place, column in enumerate(columns):
        for value in sorted(draw(st.sets(st.sampled_from("abc"))) & {row[place] for row in rows}):
            lower = draw(st.integers(0, 2))
            bounds.append(Bound(column, value, lower, draw(st.integers(lower, 4))))
    years = st.lists(st.integers(0, 9), min_size=len(rows), max_size=len(rows))
    found = pool(*rows, columns=columns, waiting=draw(st.one_of(st.just([]), years)))
    named = draw(st.sets(st.sampled_from(sorted(found.features)), max_size=2))
    steps = draw(st.sampled_from([None, [3], [2, 5]]))
    return {"pool": replace(found, appointed=frozenset(named)), "seats": seats, "bounds": bounds, "steps": steps}


@given(questions())
def test_record_is_what_the_rules_say_of_every_set(question: dict[str, Any]) -> None:
    found, seats, bounds = question["pool"], question["seats"], question["bounds"]
    every = judge.panels(**question)
    try:
        record = solved_record(**question)
    except NoSuchSet:
        assert not every
        problem = typed(found, seats=seats, bounds=bounds, steps=question["steps"]).problem
        told = {
            frozenset(((one.feature, one.value, one.side), abs(one.after - one.before)) for one in way)
            for way in changes.smallest_changes(problem)
        }
        possible = judge.smallest_changes(found, seats, bounds)
        assert told <= possible
        assert len(told) == min(len(possible), changes.ALTERNATIVES)
        return
    fairest = judge.fairest(every)
    assert {unit for unit, chance in record["chances"].items() if chance} == set(fairest)
    assert all(abs(record["chances"][unit] - chance) < 2 * CLOSE for unit, chance in fairest.items())
    assert abs(record["min"] - min(fairest.values())) < CLOSE
    assert record["bound"] > min(fairest.values()) - 1e-9
    assert record["proven"]
    assert _sets(record, found) <= set(every)
    assert verify.Check(record).run() == []


def _sets(record: dict[str, Any], found: Pool) -> set[frozenset[str]]:
    """One set of institutions for each that has tickets: the first of each type."""
    members = {kind["id"]: kind["members"] for kind in record["types"]}
    assert sorted(unit for units in members.values() for unit in units) == sorted(found.features)
    return {
        frozenset(unit for kind, count in panel["counts"].items() for unit in members[kind][:count])
        for panel in record["panels"]
    }
