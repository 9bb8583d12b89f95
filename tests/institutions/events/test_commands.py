"""`flask institutions event`: the same events, told as one document."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.institutions import queries
from app.people.models import Person
from tests.institutions.events.life_of_units import AUGUST, TODAY, unit


@pytest.fixture
def run(app: Flask, session: Session) -> Callable[..., Any]:
    """Runs `flask institutions event …` on three units; the answer with its document, if it was asked for one."""
    for number, year in (("1", 2020), ("2", 2024), ("3", 2022)):
        unit(session, number, year)
    session.commit()

    def invoke(*words: str) -> Any:
        result = app.test_cli_runner().invoke(args=["institutions", "event", *words])
        session.expire_all()
        return json.loads(result.stdout) if "--json" in words else result

    return invoke


def test_every_kind_is_written_down(run: Callable[..., Any], session: Session) -> None:
    day = ("--day", "2026-01-05", "--json")
    assert run("rename", "Hus 1", "Solbakken", *day)["units"][0]["name"] == "Solbakken"
    assert run("move", "1", "Syd", *day)["kind"] == "moved"
    merged = run("merge", "1", "2", "--into", "Engen", *day)
    assert [one["name"] for one in merged["before"]] == ["Solbakken", "Hus 2"]
    assert (merged["after"], merged["in_force"]) == ([{"register": "own", "number": "N1", "name": "Engen"}], True)
    day = ("--day", "2026-02-05", "--json")
    parts = run("split", "Engen", "--into", "Øst", "--into", "Vest", *day)["after"]
    assert [one["name"] for one in parts] == ["Øst", "Vest"]
    day = ("--day", "2026-03-05", "--json")
    into_3 = run("merge", "Øst", "--into", "3", *day)
    assert into_3["after"][0]["number"] == "3"
    assert run("split", "3", "--into", "Nord", "--goes-on", *day)["goes_on"] is True
    assert run("open", "Fjorden", "--new", "--kind", "school", *day)["units"][0]["name"] == "Fjorden"
    assert queries.find(session, text="Fjorden").kind.value == "school"


def test_event_is_listed_and_undone(run: Callable[..., Any], session: Session) -> None:
    told = run("rename", "1", "Solbakken", "--day", "2026-01-05", "--json")
    again = run("undo", str(told["event"]), "--reason", "Ikke vedtaget", "--json")
    assert (again["undone"], queries.find(session, text="1").name) == ("Ikke vedtaget", "Hus 1")
    assert [one["event"] for one in run("list", "1", "--json")] == [told["event"]]
    assert run("list", "1").stdout == f"{told['event']}\t2026-01-05\trenamed\tHus 1 (undone)\n"


def test_merger_has_the_head_that_is_named(
    run: Callable[..., Any], session: Session, add_person: Callable[..., Person]
) -> None:
    head = add_person()
    session.commit()
    run("merge", "1", "2", "--into", "Engen", "--head", head.address, "--day", str(TODAY), "--json")
    assert queries.head_of(session, queries.find(session, text="Engen"), AUGUST) == head
    refused = run("merge", "Engen", "3", "--into", "Ny", "--head", "nobody@example.dk", "--json")
    assert refused["code"] == "person-unknown"


def test_refusal_is_a_sentence_and_exit_1(run: Callable[..., Any]) -> None:
    assert run("move", "1", "Nord").exit_code == 1
    assert run("merge", "1", "1", "--into", "Hus 1", "--json")["code"] == "too-few-units"
    assert run("undo", "99", "--reason", "x", "--json")["code"] == "not-found"
    assert run("rename", "1", "B", "--day", "5-1-2026").exit_code == 2
