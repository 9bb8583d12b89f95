"""The forecast of turns: everybody's comes within a round, the longest waiting first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.selection.forecast import Waiting, round_length, years_of_turn

UNITS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), min_size=1, max_size=30)


def _units(rows: list[tuple[str, int]]) -> list[Waiting]:
    return [Waiting(id=str(place), group=group, waited=waited) for place, (group, waited) in enumerate(rows)]


def test_longest_waiting_comes_this_year_and_the_last_at_the_end_of_the_round() -> None:
    found = years_of_turn(_units([("a", 9), ("a", 5), ("b", 7), ("b", 1)]), seats=2, first=2027)
    assert found == {"0": 2027, "1": 2028, "2": 2027, "3": 2028}


def test_units_that_waited_as_long_share_a_year() -> None:
    assert set(years_of_turn(_units([("a", 3)] * 6), seats=2, first=2027).values()) == {2029}


@given(UNITS, st.integers(1, 6))
def test_everybody_has_a_turn_within_the_round_and_nobody_overtakes(rows: list[tuple[str, int]], seats: int) -> None:
    units = _units(rows)
    found = years_of_turn(units, seats=seats, first=2027)
    assert all(2027 <= year < 2027 + round_length(len(units), seats) for year in found.values())
    for one in units:
        for other in units:
            if one.group == other.group and one.waited > other.waited:
                assert found[one.id] <= found[other.id]
