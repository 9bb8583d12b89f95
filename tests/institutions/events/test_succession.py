"""History follows the successor: the rule of docs/adr/0020, and what can never happen by it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.institutions.events.succession import Past, Step, lines_on, pasts_on, waits

DAY = dt.date(2027, 8, 1)
A, B, C, D = 1, 2, 3, 4
OLD, YOUNG = dt.date(2000, 1, 1), dt.date(2024, 8, 1)


def _on(pasts: dict[int, Past], *steps: Step, day: dt.date = DAY) -> dict[int, Past]:
    return pasts_on(day, {C: Past(opened=DAY), D: Past(opened=DAY), **pasts}, steps)


def test_merged_unit_has_every_dialogue_and_waits_since_the_last() -> None:
    found = _on(
        {A: Past(visits=(2020,)), B: Past(visits=(2018, 2026))},
        Step(before=A, after=C, day=DAY, turn=1),
        Step(before=B, after=C, day=DAY, turn=1),
    )
    assert found[C].visits == (2018, 2020, 2026)
    assert (found[A].visits, found[B].visits) == ((), ())
    assert waits(found[C], year=2028, known_since=2018) == 2


def test_merged_unit_without_dialogues_waits_as_long_as_the_one_that_waited_longest() -> None:
    steps = [Step(before=one, after=C, day=DAY, turn=1) for one in (A, B)]
    found = _on({A: Past(opened=OLD), B: Past(opened=YOUNG)}, *steps)
    assert found[C] == Past(opened=OLD)
    assert _on({A: Past(), B: Past(opened=YOUNG)}, *steps)[C].opened is None


def test_year_in_which_two_predecessors_were_heard_counts_twice() -> None:
    steps = [Step(before=one, after=C, day=DAY, turn=1) for one in (A, B)]
    assert _on({A: Past(visits=(2020,)), B: Past(visits=(2020,))}, *steps)[C].visits == (2020, 2020)


def test_each_part_of_a_split_has_the_whole_history() -> None:
    steps = [Step(before=A, after=one, day=DAY, turn=1) for one in (C, D)]
    found = _on({A: Past(visits=(2021,), opened=OLD)}, *steps)
    assert found[C] == found[D] == Past(visits=(2021,), opened=OLD)
    assert found[A].visits == ()


def test_part_that_leaves_takes_what_was_heard_until_then() -> None:
    step = Step(before=A, after=C, day=DAY, goes_on=True, turn=1)
    found = _on({A: Past(visits=(2021, 2027, 2029))}, step, day=dt.date(2030, 1, 1))
    assert found[C].visits == (2021, 2027)
    assert found[A].visits == (2021, 2027, 2029)


def test_nothing_follows_before_the_day() -> None:
    pasts = {A: Past(visits=(2021,))}
    assert _on(pasts, Step(before=A, after=C, day=DAY), day=dt.date(2027, 7, 31))[A].visits == (2021,)


def test_parts_that_are_merged_again_have_each_dialogue_once() -> None:
    steps = [Step(before=A, after=one, day=DAY, turn=1) for one in (B, C)]
    steps += [Step(before=one, after=D, day=DAY, turn=2) for one in (B, C)]
    assert _on({A: Past(visits=(2021,)), B: Past()}, *steps)[D].visits == (2021,)


def test_part_that_left_and_takes_the_rest_in_has_each_dialogue_once() -> None:
    steps = [
        Step(before=A, after=C, day=DAY, goes_on=True, turn=1),
        Step(before=A, after=C, day=dt.date(2029, 1, 1), turn=2),
    ]
    assert _on({A: Past(visits=(2021, 2028))}, *steps, day=dt.date(2029, 1, 1))[C].visits == (2021, 2028)


def test_dialogue_that_is_written_on_a_closed_unit_later_follows_too() -> None:
    assert _on({A: Past(visits=(2028,))}, Step(before=A, after=C, day=DAY))[C].visits == (2028,)


def test_history_goes_through_several_steps() -> None:
    steps = [
        Step(before=B, after=C, day=DAY, turn=1),
        Step(before=A, after=B, day=dt.date(2020, 1, 1), turn=2),
        Step(before=C, after=D, day=DAY, turn=3),
    ]
    found = _on({A: Past(visits=(2019,)), B: Past(visits=(2021,))}, *steps)
    assert found[D].visits == (2019, 2021)


@pytest.mark.parametrize(
    ("past", "known_since", "years"),
    [
        (Past(visits=(2020, 2028)), 2018, 8),
        (Past(opened=OLD), 2018, 11),
        (Past(opened=YOUNG), 2018, 4),
        (Past(opened=YOUNG), None, 4),
        (Past(), 2018, 11),
        (Past(), None, None),
        (Past(opened=dt.date(2030, 1, 1)), 2018, 0),
    ],
)
def test_waiting_counts_from_the_last_dialogue_or_from_what_is_known(
    past: Past, known_since: int | None, years: int | None
) -> None:
    assert waits(past, year=2028, known_since=known_since) == years


DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2027, 7, 31))
PASTS = st.builds(
    Past,
    visits=st.lists(st.integers(2015, 2027), max_size=3, unique=True).map(lambda years: tuple(sorted(years))),
    opened=st.none() | DAYS,
)


@given(st.lists(PASTS, min_size=2, max_size=5), st.integers(2028, 2035))
def test_merged_unit_never_waits_longer_than_any_did_nor_less_than_nothing(pasts: list[Past], year: int) -> None:
    steps = [Step(before=one, after=99, day=DAY, turn=1) for one in range(len(pasts))]
    after = pasts_on(DAY, {**dict(enumerate(pasts)), 99: Past(opened=DAY)}, steps)
    waited = [waits(past, year=year, known_since=2015) or 0 for past in pasts]
    became = waits(after[99], year=year, known_since=2015)
    assert became is not None
    assert min(waited) <= became <= max(waited)
    assert sorted(after[99].visits) == sorted(visit for past in pasts for visit in past.visits)


@given(PASTS, st.integers(2, 5), st.booleans())
def test_no_part_waits_otherwise_than_the_whole(past: Past, parts: int, goes_on: bool) -> None:
    steps = [Step(before=0, after=one, day=DAY, turn=1, goes_on=goes_on) for one in range(1, parts + 1)]
    units = {0: past, **{one: Past(opened=DAY) for one in range(1, parts + 1)}}
    after = pasts_on(DAY, units, steps)
    whole = waits(past, year=2028, known_since=2015)
    assert [waits(after[one], year=2028, known_since=2015) for one in range(1, parts + 1)] == [whole] * parts
    assert after[0].visits == (past.visits if goes_on else ())


def _given_up(own: dict[int, tuple[int, ...]], *steps: Step, day: dt.date = DAY) -> dict[int, list[tuple[int, ...]]]:
    return lines_on(day, own, steps)


def test_seat_that_was_given_up_follows_along_the_line_of_whoever_gave_it_up() -> None:
    both = [Step(before=one, after=C, day=DAY, turn=1) for one in (A, B)]
    assert _given_up({A: (2025, 2026)}, *both) == {C: [(2025, 2026)]}
    assert _given_up({A: (2025,), B: (2026,)}, *both) == {C: [(2025,), (2026,)]}
    later = dt.date(2029, 1, 1)
    assert _given_up({A: (2026,), B: (2025,), C: (2028,)}, *both, day=later) == {
        C: [(2025, 2028), (2026, 2028), (2028,)]
    }


def test_unit_that_takes_another_in_has_its_own_line_and_that_of_the_other() -> None:
    step = Step(before=A, after=B, day=DAY, turn=1)
    assert _given_up({A: (2026,), B: (2025, 2028)}, step, day=dt.date(2029, 1, 1)) == {B: [(2025, 2028), (2026, 2028)]}


def test_part_that_leaves_takes_what_was_given_up_until_then() -> None:
    step = Step(before=A, after=C, day=DAY, goes_on=True, turn=1)
    assert _given_up({A: (2026, 2028)}, step, day=dt.date(2029, 1, 1)) == {C: [(2026,)]}


def test_parts_that_are_merged_again_end_where_they_began() -> None:
    apart = [Step(before=A, after=one, day=DAY, turn=1) for one in (C, D)]
    again = [Step(before=one, after=A, day=dt.date(2028, 8, 1), turn=2) for one in (C, D)]
    found = _given_up({A: (2026,), C: (2028,)}, *apart, *again, day=dt.date(2029, 1, 1))
    assert found[A] == [(2026,), (2026, 2028), (2028,)]


def test_nothing_given_up_follows_before_the_day() -> None:
    step = Step(before=A, after=C, day=DAY, turn=1)
    assert _given_up({A: (2026,)}, step, day=DAY - dt.timedelta(days=1)) == {}
