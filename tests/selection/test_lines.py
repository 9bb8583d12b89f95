"""The list as people read it: lines, their numbers, groups, and lots inside a group."""

from __future__ import annotations

from app.selection.lines import SHOWN, around, groups_of, lines_of, lots_in
from app.selection.lottery.drawing import lots
from tests.selection.lottery.pools import example


def test_numbers_run_over_the_whole_million_without_a_gap() -> None:
    record = example(None)
    lines = lines_of(record, groups_of(record))
    assert [line.first for line in lines] == [0, *(line.last + 1 for line in lines[:-1])]
    assert lines[-1].last == 999_999
    assert [line.number for line in lines] == list(range(1, len(record["panels"]) + 1))


def test_every_line_seats_as_many_as_there_are_seats() -> None:
    record = example(None)
    assert {sum(part.count for part in line.parts) for line in lines_of(record, groups_of(record))} == {6}


def test_group_that_is_wholly_in_needs_no_lot() -> None:
    record = example(None)
    for line in lines_of(record, groups_of(record)):
        assert all(part.whole == (part.count == len(part.group.members)) for part in line.parts)


def test_number_points_at_the_line_that_the_record_names() -> None:
    record = example()
    lines = lines_of(record, groups_of(record))
    ticket = record["result"]["ticket"]
    (hit,) = [line for line in lines if line.holds(ticket)]
    assert hit.number == record["result"]["panel"] + 1
    assert hit in around(lines, ticket)


def test_ends_of_the_list_have_fewer_neighbours() -> None:
    record = example(None)
    lines = lines_of(record, groups_of(record))
    assert around(lines, 0) == lines[:3]
    assert around(lines, 999_999) == lines[-3:]


def test_lots_of_the_line_give_the_chosen() -> None:
    record = example()
    lines = lines_of(record, groups_of(record))
    lot = lots(record, record["value"])
    (hit,) = [line for line in lines if line.holds(record["result"]["ticket"])]
    shown = [one for part in hit.parts for one in lots_in(part, lot.__getitem__)]
    assert {one.unit for one in shown if one.chosen} == set(record["result"]["chosen"])
    assert {len(one.start) for one in shown} == {SHOWN}
