"""The phases between the milestones, the order of what is asked, and the way of one of the six."""

from __future__ import annotations

import datetime as dt

from app.cycle.domain import (
    MilestoneKind,
    NextStep,
    Phase,
    PhaseSpan,
    SeatRow,
    Stage,
    Tense,
    default_milestones,
    in_order,
    phases_of,
)


def step(sentence: str, due: dt.date | None = None, *, waits: bool = False, rank: int = 50) -> NextStep:
    return NextStep(sentence=sentence, otherwise="", button="", endpoint="cycle.front", due=due, waits=waits, rank=rank)


def row(*, reached: int, waiting: bool) -> SeatRow:
    return SeatRow(
        number=1,
        institution_id=1,
        institution="Enhed 1",
        endpoint="cycle.front",
        args={},
        start=None,
        struck=False,
        reached=reached,
        waiting=waiting,
        sentence="",
    )


def test_phases_lie_between_the_milestones() -> None:
    spans = {one.phase: one for one in phases_of(default_milestones(2027))}
    assert list(spans) == list(Phase)
    assert spans[Phase.DIALOGUES] == PhaseSpan(Phase.DIALOGUES, dt.date(2027, 3, 15), dt.date(2027, 6, 15))
    assert spans[Phase.INSIGHTS].first == dt.date(2027, 6, 16)
    assert spans[Phase.ADOPTION].first == spans[Phase.ADOPTION].last == dt.date(2027, 10, 20)


def test_phase_squeezed_by_moved_days_keeps_one_day() -> None:
    days = default_milestones(2027) | {MilestoneKind.CODED: dt.date(2027, 6, 15)}
    insights = next(one for one in phases_of(days) if one.phase is Phase.INSIGHTS)
    assert (insights.first, insights.last) == (dt.date(2027, 6, 16), dt.date(2027, 6, 16))


def test_phase_is_present_on_both_its_ends() -> None:
    span = PhaseSpan(Phase.DIALOGUES, dt.date(2027, 3, 15), dt.date(2027, 6, 15))
    days = [dt.date(2027, 3, 14), dt.date(2027, 3, 15), dt.date(2027, 6, 15), dt.date(2027, 6, 16)]
    assert [span.tense(day) for day in days] == [Tense.NEXT, Tense.NOW, Tense.NOW, Tense.DONE]


def test_steps_come_by_day_then_by_whom_they_hold_up() -> None:
    early, late = dt.date(2027, 5, 11), dt.date(2027, 7, 1)
    given = [step("some day"), step("later", late), step("today", early), step("today, held up", early, waits=True)]
    assert [one.sentence for one in in_order(given)] == ["today, held up", "today", "later", "some day"]
    assert [one.rank for one in in_order([step("b", early, rank=60), step("a", early, rank=10)])] == [10, 60]


def test_way_marks_the_stage_that_waits() -> None:
    assert [mark for _, mark in row(reached=4, waiting=True).way()] == ["done"] * 4 + ["waits", "todo"]
    assert [mark for _, mark in row(reached=2, waiting=False).way()] == ["done"] * 2 + ["todo"] * 4
    assert [stage for stage, _ in row(reached=6, waiting=False).way()] == list(Stage)
    assert [mark for _, mark in row(reached=6, waiting=True).way()] == ["done"] * 6
