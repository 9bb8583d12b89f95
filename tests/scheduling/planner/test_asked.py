"""Problems as others' programs write them: each fault is one sentence that says where, and nothing is guessed right."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling.domain import ProblemUnreadable
from app.scheduling.planner import asked, solver, unreadable
from tests.scheduling.planner.test_documents import PROBLEM


def changed(path: str, value: Any) -> dict[str, Any]:
    """The problem with something else in one place: persons.0.id."""
    document = copy.deepcopy(PROBLEM)
    *steps, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    part: Any = document
    for step in steps:
        part = part[step]
    part[last] = value
    return document


NUMBERS = ["grid_minutes", "dialogues.0.minutes", "rules.per_day", "rules.per_week", "rules.spacing_days"]
DAYS = ["from", "to", "closed.0", "dialogues.0.earliest", "dialogues.0.latest", "dialogues.0.target"]
LISTS = ["closed", "persons", "rooms", "dialogues", "persons.0.busy", "dialogues.0.required", "dialogues.0.optional"]
NAMES = ["persons.0.id", "rooms.0.id", "dialogues.0.id", "dialogues.0.required.0", "dialogues.0.optional.0"]
HOURS = [["12:00", "09:00"], ["09:00", "09:00"], ["09:00"], ["09:00", "10:00", "11:00"], ["09:00Z", "12:00Z"], "09:00"]
SPANS = [
    ["2027-03-22T12:00", "2027-03-22T09:00", "busy"],
    ["2027-03-22T09:00Z", "2027-03-22T10:00Z", "busy"],
    ["2027-03-22T09:00", "2027-03-22T10:00", "free"],
    ["2027-03-22T09:00"],
    ["2027-03-22T09:00", "2027-03-22T10:00", "busy", "busy"],
    "2027-03-22T09:00",
    None,
]
NO_NUMBERS: list[Any] = [-1, 1.5, True, "1", 10**30]
NO_LISTS: list[Any] = ["anna", {}, 1]

FAULTS: list[tuple[str, Any, type[ProblemUnreadable]]] = [
    *((path, value, unreadable.NumberExpected) for path in NUMBERS for value in NO_NUMBERS),
    ("rules.buffer_minutes", 1441, unreadable.NumberExpected),
    *((path, value, unreadable.DayExpected) for path in DAYS for value in (20270322, "2027-02-30", "0001-01-01")),
    *((path, value, unreadable.ListExpected) for path in LISTS for value in NO_LISTS),
    *((path, value, unreadable.NameExpected) for path in NAMES for value in (1, "", ["anna"], "\n", "x" * 201)),
    *(("hours", value, unreadable.HoursExpected) for value in HOURS),
    *(("persons.0.busy.0", value, unreadable.SpanExpected) for value in SPANS),
    *((path, "x", unreadable.ObjectExpected) for path in ("rules", "persons.0", "rooms.0", "dialogues.0")),
    *(("dialogues.0.pinned", it, unreadable.MomentExpected) for it in ("2027-03-23", "2027-03-23T09:00:30")),
    ("dialogues.0.required", ["ana"], unreadable.NotInProblem),
    ("dialogues.0.optional", ["ana"], unreadable.NotInProblem),
    ("dialogues.0.room", "west", unreadable.NotInProblem),
    ("persons.1.id", "anna", unreadable.NamedTwice),
    ("persons", None, unreadable.ListExpected),
    ("dialogues.0.required", None, unreadable.ListExpected),
    ("to", "2027-03-21", unreadable.DaysReversed),
    ("to", "2099-03-21", unreadable.ProblemTooLarge),
]


@pytest.mark.parametrize(("path", "value", "kind"), FAULTS)
def test_each_fault_of_a_problem_has_its_sentence(path: str, value: Any, kind: type[ProblemUnreadable]) -> None:
    with pytest.raises(kind) as refused:
        asked.problem_of(changed(path, value))
    assert (refused.value.code, refused.value.sentence % refused.value.data != "") == ("problem-unreadable", True)


def test_more_dialogues_than_anybody_plans_are_refused() -> None:
    many = [{"id": str(number), "required": ["anna"]} for number in range(10_000)]
    with pytest.raises(unreadable.ProblemTooLarge):
        asked.problem_of(PROBLEM | {"dialogues": many})


def test_pins_that_have_a_person_in_two_places_are_refused() -> None:
    pins = [
        {"id": id, "required": ["anna"], "pinned": f"2027-03-23T{time}"}
        for id, time in (("a", "09:00"), ("b", "10:00"))
    ]
    with pytest.raises(unreadable.PinsClash) as refused:
        asked.problem_of(PROBLEM | {"dialogues": pins})
    assert [refused.value.data[key] for key in ("one", "other", "name")] == ["a", "b", "anna"]


def test_who_is_named_twice_comes_once_and_is_not_optional_too() -> None:
    problem = asked.problem_of(
        changed("dialogues.0", {"id": "m", "required": ["anna", "anna"], "optional": ["anna", "bo"]})
    )
    assert (problem.meetings[0].required, problem.meetings[0].optional) == (("anna",), ("bo",))
    assert len(solver.solve(problem).placed) == 1


@pytest.mark.parametrize(
    "text",
    ["", "<html>", "[" * 200_000, '{"from":' * 50_000, "9" * 5_000, '{"from": NaN}', "null", "[]", '"\\ud800"', "\0"],
)
def test_what_is_no_problem_at_all_is_one_sentence_and_json_alone(app: Flask, tmp_path: Path, text: str) -> None:
    file = tmp_path / "problem.json"
    file.write_text(text)
    told = app.test_cli_runner().invoke(args=["scheduling", "solve", str(file), "--json"])
    assert (told.exit_code, json.loads(told.stdout)["code"]) == (1, "problem-unreadable")
    assert told.stderr.count("\n") == 1


def test_what_was_hardly_meant_so_is_told_beside_the_plan(app: Flask, tmp_path: Path) -> None:
    night = {"id": "night", "required": ["bo"], "pinned": "2027-03-23T22:10"}
    file = tmp_path / "problem.json"
    busy = [{"id": "east", "busy": [["2027-03-23T00:00", "2027-03-24T00:00", "busy"]]}]
    file.write_text(json.dumps(PROBLEM | {"dialogues": [night], "rooms": busy, "rules": {"perday": 1}}))
    told = json.loads(app.test_cli_runner().invoke(args=["scheduling", "solve", str(file), "--json"]).stdout)
    assert [one["start"] for one in told["placed"]] == ["2027-03-23T22:10"]
    keys, outside, roomless = told["warnings"][1:]
    assert ("rules.perday" in keys, "night" in outside, "lokale" in roomless) == (True, True, True)


def leaves(part: Any, path: str = "") -> list[str]:
    """The places of a document."""
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [path] * bool(path) + [one for key, it in inside for one in leaves(it, f"{path}.{key}".lstrip("."))]


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3), st.just([]), st.just({}), st.just([[]])
)


@given(st.sampled_from(leaves(PROBLEM)), ANYTHING)
def test_whatever_stands_anywhere_in_a_problem_is_read_or_refused(path: str, value: Any) -> None:
    try:
        asked.problem_of(changed(path, value))
    except ProblemUnreadable as refused:
        assert refused.sentence % refused.data  # noqa: PT017, whichever of the two it is
