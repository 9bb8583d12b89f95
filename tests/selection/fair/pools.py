"""Small pools for the tests of the lottery, short to write and made by chance."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from app.selection.fair.pool import Bound, Pool
from app.selection.fair.record import solved_record, with_value


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
