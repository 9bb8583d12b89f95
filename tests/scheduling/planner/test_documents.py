"""The JSON forms of problems and plans, which others' programs write and read."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.scheduling.domain import (
    Diary,
    FreeBusy,
    Interval,
    Meeting,
    Problem,
    ProblemUnreadable,
    Rules,
    Strength,
    Warned,
)
from app.scheduling.planner import asked as problem_document
from app.scheduling.planner import documents, solver

PROBLEM: dict[str, Any] = {
    "grid_minutes": 30,
    "from": "2027-03-22",
    "to": "2027-03-26",
    "hours": ["09:00", "12:00"],
    "closed": ["2027-03-25"],
    "persons": [
        {"id": "anna", "busy": [["2027-03-22T09:00", "2027-03-22T12:00", "busy"]]},
        {"id": "bo", "busy": [["2027-03-23T09:00", "2027-03-23T11:00", "tentative"]]},
    ],
    "rooms": [{"id": "east"}],
    "dialogues": [{"id": "m1", "minutes": 90, "required": ["anna"], "optional": ["bo"], "target": "2027-03-22"}],
    "rules": {"per_day": 1, "per_week": 2, "buffer_minutes": 15},
    "remark": "unknown keys are passed over",
}


def test_a_problem_is_read_with_its_defaults() -> None:
    assert problem_document.problem_of(PROBLEM) == Problem(
        first=dt.date(2027, 3, 22),
        last=dt.date(2027, 3, 26),
        opens=dt.time(9),
        closes=dt.time(12),
        closed=frozenset({dt.date(2027, 3, 25)}),
        persons=(
            Diary("anna", (Interval(dt.datetime(2027, 3, 22, 9), dt.datetime(2027, 3, 22, 12)),)),
            Diary("bo", (Interval(dt.datetime(2027, 3, 23, 9), dt.datetime(2027, 3, 23, 11), Strength.TENTATIVE),)),
        ),
        rooms=(Diary("east"),),
        meetings=(Meeting("m1", ("anna",), ("bo",), target=dt.date(2027, 3, 22)),),
        rules=Rules(per_day=1, per_week=2, buffer_minutes=15, spacing_days=0),
    )


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"from": None}, "from"),
        ({"to": "i morgen"}, "to"),
        ({"persons": [{"busy": []}]}, "persons[0].id"),
        ({"persons": ["anna"]}, "persons[0]"),
        ({"persons": [{"id": "a", "busy": [["2027-03-22T09:00Z", "2027-03-22T10:00Z"]]}]}, "persons[0].busy[0]"),
        ({"dialogues": [{"id": "a", "required": []}, {"id": "a", "required": []}]}, "dialogues"),
        ({"dialogues": [{"id": "a", "required": [], "minutes": -30}]}, "dialogues[0].minutes"),
        ({"rules": {"per_day": "one"}}, "rules.per_day"),
    ],
)
def test_a_problem_that_is_wrong_says_where(change: dict[str, Any], where: str) -> None:
    with pytest.raises(ProblemUnreadable) as refused:
        problem_document.problem_of(PROBLEM | change)
    assert refused.value.data["where"] == where


def test_a_document_that_is_no_object_is_refused() -> None:
    with pytest.raises(ProblemUnreadable):
        problem_document.problem_of([])


def test_a_plan_is_written_as_documented() -> None:
    busy_always = {"id": "carl", "busy": [["2027-03-22T00:00", "2027-03-27T00:00", "oof"]]}
    asked = PROBLEM | {
        "persons": [*PROBLEM["persons"], busy_always],
        "dialogues": [
            {"id": "m1", "required": ["anna"], "pinned": "2027-03-23T10:30", "room": "east"},
            {"id": "m2", "required": ["carl"]},
        ],
    }
    assert documents.plan_document(solver.solve(problem_document.problem_of(asked))) == {
        "placed": [
            {
                "dialogue": "m1",
                "start": "2027-03-23T10:30",
                "end": "2027-03-23T12:00",
                "room": "east",
                "tentative": [],
                "absent": [],
                "rules": [],
                "unknown": [],
            }
        ],
        "unplaced": [{"dialogue": "m2", "open": 0, "reasons": [{"cause": "person", "id": "carl", "opens": 13}]}],
        "cost": 1,
        "bound": 1,
        "unplaced_bound": 1,
        "proven": True,
    }


def test_busy_times_survive_the_way_to_another_process_and_back() -> None:
    found = FreeBusy(
        (Interval(dt.datetime(2027, 3, 22, 9), dt.datetime(2027, 3, 22, 10, 1), Strength.OUT),),
        events=3,
        unread=1,
        warnings=(Warned("unknown-zone", "Mars", 2),),
    )
    assert documents.freebusy_of(documents.freebusy_document(found)) == found
