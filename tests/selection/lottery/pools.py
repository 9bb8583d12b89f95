"""Small pools for the tests of the lottery, short to write and made by chance."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from app.selection.lottery.pool import Bound, Pool, tiered, typed
from app.selection.lottery.record import as_record, solved_record, with_value
from app.selection.lottery.solution import solve


def pool(*rows: Sequence[str], columns: Sequence[str] = ("kind", "area"), waiting: Sequence[int] = ()) -> Pool:
    """Units u00, u01, … with these values."""
    units = [f"u{number:02}" for number in range(len(rows))]
    return Pool(
        tuple(columns),
        {unit: dict(zip(columns, row, strict=True)) for unit, row in zip(units, rows, strict=True)},
        {unit: Fraction(years) for unit, years in zip(units, waiting, strict=True)} if waiting else None,
    )


@st.composite
def asked(draw: st.DrawFn) -> dict[str, Any]:
    """A pool with quotas that some set of the seats keeps, often hardly any."""
    columns = ("kind", "area", "size")[: draw(st.integers(1, 3))]
    rows = draw(st.lists(st.tuples(*(st.sampled_from("abc") for _ in columns)), min_size=4, max_size=16))
    seats = draw(st.integers(1, min(5, len(rows))))
    some = draw(st.permutations(rows))[:seats]
    bounds = []
    for place, column in enumerate(columns):
        for value in draw(st.sets(st.sampled_from("abc"))):
            had = sum(row[place] == value for row in some)
            low, high = (draw(st.integers(0, 1)) for _ in range(2))
            bounds.append(Bound(column, value, max(0, had - low), had + high))
    waiting = draw(st.one_of(st.just([]), st.lists(st.integers(0, 9), min_size=len(rows), max_size=len(rows))))
    found = pool(*rows, columns=columns, waiting=waiting)
    # With waiting the tiers may leave out the set that the quotas were made from; there is always another one then.
    return {"pool": found, "seats": seats, "bounds": bounds, "steps": draw(st.sampled_from([None, [3], [2, 5]]))}


def example(value: str | None = "417205883016") -> dict[str, Any]:
    """The record of twenty units in a few tiers, drawn if there is a value."""
    kinds, areas = "aaabbcabcb", "NSNSØNSØNN"
    rows = [(kinds[number % 10], areas[number * 3 % 10]) for number in range(20)]
    found = pool(*rows, waiting=[number * 7 % 6 for number in range(20)])
    bounds = [Bound("kind", "a", 1, 3), Bound("kind", "b", 2, 2), Bound("area", "N", 2, 4), Bound("area", "Ø", 1, 2)]
    record = solved_record(found, seats=6, bounds=bounds, steps=[2])
    return record if value is None else with_value(record, value)


def capped_record() -> dict[str, Any]:
    """Ten of three types each, and one alone: the more the first type gets, the more the one alone must have."""
    found = pool(*[*["10"] * 10, *["11"] * 10, "01", *["00"] * 10], columns=("x", "y"))
    kinds = typed(found, seats=2, bounds=[Bound("x", "1", 0, 1), Bound("y", "1", 1, 2)], cap=Fraction(2, 5))
    problem = tiered(kinds)
    return with_value(as_record(kinds, problem, solve(problem)), "417205")


def crossed_record() -> dict[str, Any]:
    """Three who exclude each other pairwise, beside two more: what the heaviest set weighs is proven by cases."""
    found = pool("101", "110", "011", "000", "000", columns=("x", "y", "z"))
    bounds = [Bound(name, "1", 0, 1) for name in "xyz"]
    return with_value(solved_record(found, seats=2, bounds=bounds), "417205")
