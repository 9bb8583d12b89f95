"""A new time with the fewest meetings moved, and what stands in the way of one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from hypothesis import given, settings

from app.scheduling.domain import Blocker, Cause, Meeting, Problem, Rules
from app.scheduling.planner import solver
from app.scheduling.planner.explain import at_slot, conflict
from app.scheduling.planner.openings import Board
from app.scheduling.planner.replan import Known, replan
from tests.scheduling.planner.problems import at, broken_rules, busy, problem, problems


def test_a_meeting_with_an_open_start_moves_alone() -> None:
    asked = problem(Meeting("m1", ("anna",), pinned=at(0, 9)), Meeting("m2", ("anna",), pinned=at(1, 9)), anna=())
    found = replan(asked, "m1", {"m2": Known.ACCEPTED})
    assert (found.moved, found.weight, found.proven) == ((), 0, True)


def test_a_draft_makes_way_before_an_accepted_meeting() -> None:
    anna = (busy(2, 9, 12),)
    asked = problem(
        Meeting("m1", ("anna", "bo"), pinned=at(2, 9)),
        Meeting("m2", ("anna",), pinned=at(0, 9)),
        Meeting("m3", ("bo",), pinned=at(1, 9)),
        days=3,
        anna=(*anna, busy(3, 9, 12)),
        bo=(
            busy(
                2,
                9,
                9,
            ),
            busy(3, 9, 12),
        ),
        rules=Rules(per_week=5),
    )
    found = replan(asked, "m1", {"m2": Known.ACCEPTED, "m3": Known.DRAFT})
    assert (found.moved, found.weight, found.proven) == (("m3",), Known.DRAFT.value, True)


def test_no_plan_is_said_as_that() -> None:
    asked = problem(Meeting("m1", ("anna",), pinned=at(0, 9)), days=0, anna=(busy(0, 9, 12),))
    assert replan(asked, "m1", {}).placed == ()


@settings(deadline=None, max_examples=25)
@given(problems())
def test_a_replan_breaks_no_rule_and_moves_what_it_says(asked: Problem) -> None:
    free = replace(asked, meetings=tuple(replace(one, pinned=None) for one in asked.meetings))
    plan = solver.solve(free)
    if not plan.placed or any(one.absent for one in plan.placed):
        return
    done = {one.meeting for one in plan.placed}
    stood = free.with_pins(plan.placed)
    stood = replace(stood, meetings=tuple(one for one in stood.meetings if one.id in done))
    first = plan.placed[0]
    found = replan(stood, first.meeting, {one.meeting: Known.SENT for one in plan.placed})
    old = {one.meeting: (one.start, one.room) for one in plan.placed}
    if found.placed:
        whole = replace(plan, placed=found.placed)
        assert broken_rules(free, whole) == [] or any(one.optional for one in free.meetings)
        moved = {one.meeting for one in found.placed if (one.start, one.room) != old[one.meeting]}
        assert moved - {first.meeting} <= set(found.moved)
        assert found.weight == Known.SENT.value * len(found.moved)


def test_the_smallest_conflict_leaves_out_what_does_not_matter() -> None:
    both = Meeting("m", ("anna", "bo"))
    asked = problem(both, days=0, anna=(busy(0, 9, 11),), bo=(busy(0, 10, 12), busy(0, 9, 10)))
    assert conflict(Board(asked), both) == (Blocker(Cause.PERSON, "bo"),)
    assert at_slot(Board(asked), both, at(0, 9)) == (Blocker(Cause.PERSON, "anna"), Blocker(Cause.PERSON, "bo"))


@settings(deadline=None, max_examples=40)
@given(problems(most=1))
def test_a_conflict_shuts_everything_and_needs_each_of_its_parts(asked: Problem) -> None:
    """By the planner, which reads calendars and not the masks that the conflict was found in."""
    meeting = replace(asked.meetings[0], pinned=None, quorum=0, room=None)
    asked = replace(asked, meetings=(meeting,))
    found = conflict(Board(asked), meeting)
    if Board(asked).open(meeting):
        assert found == ()
        return
    if not Board(asked).fitting(meeting):
        return
    assert not solver.solve(_without_others(asked, found)).placed
    for left_out in found:
        assert solver.solve(_without_others(asked, [one for one in found if one != left_out])).placed


def _without_others(asked: Problem, kept: Collection[Blocker]) -> Problem:
    """The problem in which nothing but these stands in the way."""
    meeting, causes = asked.meetings[0], {one.cause for one in kept}
    persons = {one.id for one in kept if one.cause is Cause.PERSON}
    rules = {one.id for one in kept if one.cause is Cause.RULE}
    return replace(
        asked,
        persons=tuple(one for one in asked.persons if one.id in persons),
        ruled=tuple(one for one in asked.ruled if one.rule in rules),
        rooms=asked.rooms if causes & {Cause.ROOM, Cause.ROOMS} else (),
        meetings=(
            replace(
                meeting,
                optional=(),
                earliest=meeting.earliest if Cause.NOTICE in causes else None,
                latest=meeting.latest if Cause.LATEST in causes else None,
            ),
        ),
    )
