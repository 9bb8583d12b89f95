"""An institution may place itself on five steps, if the body wishes it: counted, and never made into a mean."""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cycle.models import Cycle
from app.dialogues import services
from app.dialogues.domain import ConfirmationAnswer, NoSuchStep
from app.dialogues.models import Confirmation, Note, SelfPlacement
from app.dialogues.writing import placing
from app.domain import NotFound
from app.people.domain import Role
from app.people.models import Person
from app.settings import SETTINGS
from tests.dialogues.meetings import NOW, head_of, open_cycle, open_held_note, say, themes

Client = Callable[[Person | None], FlaskClient]
MEANS = {"avg", "mean", "fmean", "median", "average", "nanmean", "statistics"}
RIGHT, CORRECTION = ConfirmationAnswer.RIGHT, ConfirmationAnswer.CORRECTION


@pytest.fixture
def cycle(app: Flask, session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def switched_on(app: Flask) -> Iterator[None]:
    given = app.extensions[SETTINGS]
    app.extensions[SETTINGS] = dataclasses.replace(given, self_placement=True)
    yield
    app.extensions[SETTINGS] = given


def asked(session: Session, cycle: Cycle, name: str) -> tuple[Note, Confirmation]:
    note = open_held_note(session, cycle, name=name)
    say(session, note, "Ja")
    return note, ask(session, note)


def ask(session: Session, note: Note) -> Confirmation:
    deadline = clock.local_day(clock.now()) + dt.timedelta(days=400)
    return services.ask_confirmation(session, note=note, deadline=deadline, by=None, now=NOW)


def answer(
    session: Session, confirmation: Confirmation, steps: dict[int, int], said: ConfirmationAnswer = RIGHT
) -> None:
    word = "Nej" if said is CORRECTION else ""
    services.answer_confirmation(session, confirmation=confirmation, answer=said, word=word, placements=steps, now=NOW)


def test_each_institution_counts_once_with_its_newest_answer(session: Session, cycle: Cycle) -> None:
    one, two, _three = (edition.id for edition in themes(session))
    note, first = asked(session, cycle, "Åkandens Børnehus")
    answer(session, first, {one: 1, two: 2}, CORRECTION)
    answer(session, ask(session, note), {one: 4})
    answer(session, asked(session, cycle, "Engvejens Skole")[1], {one: 4, two: 5})
    answer(session, asked(session, cycle, "Skovbrynets Skole")[1], {})
    placed = placing.placements_of(session, cycle)
    assert [(list(theme.counts), theme.n) for theme in placed] == [
        ([0, 0, 0, 2, 0], 2),
        ([0, 0, 0, 0, 1], 1),
        ([0, 0, 0, 0, 0], 0),
    ]


@pytest.mark.parametrize("step", [0, 6])
def test_scale_has_five_steps(session: Session, cycle: Cycle, step: int) -> None:
    _note, confirmation = asked(session, cycle, "Åkandens Børnehus")
    with pytest.raises(NoSuchStep), session.begin_nested():
        answer(session, confirmation, {themes(session)[0].id: step})
    with pytest.raises(NotFound), session.begin_nested():
        answer(session, confirmation, {9_999: 3})


def test_no_mean_is_computed_anywhere() -> None:
    names = {
        f"{path}:{node.lineno}"
        for path in (*Path("app").rglob("*.py"), *Path("jobs").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in MEANS)
        or (isinstance(node, ast.ImportFrom) and node.module in MEANS)
    }
    assert names == set()
    assert {one.name for one in dataclasses.fields(placing.Placed)} == {"edition", "counts"}


def test_nothing_is_asked_or_kept_where_it_is_switched_off(client_of: Client, session: Session, cycle: Cycle) -> None:
    note, _confirmation = asked(session, cycle, "Åkandens Børnehus")
    client, at = client_of(head_of(session, note)), f"/dialoger/dialog/{note.dialogue_id}/bekraeft"
    assert "Hvor langt er I?" not in client.get(at).text
    assert client.post(at, data={"answer": "right", f"step-{themes(session)[0].id}": "3"}).status_code == 302
    assert session.scalars(select(SelfPlacement.step)).all() == []


def test_step_is_voluntary_and_shown_as_dots_with_their_number(
    client_of: Client, session: Session, cycle: Cycle, add_person: Callable[..., Person], switched_on: None
) -> None:
    director = client_of(add_person(Role.DIRECTOR))
    for name, step in (("Åkandens Børnehus", "3"), ("Engvejens Skole", "")):
        note, _confirmation = asked(session, cycle, name)
        client, at = client_of(head_of(session, note)), f"/dialoger/dialog/{note.dialogue_id}/bekraeft"
        assert "Hvor langt er I?" in client.get(at).text
        fields = {"answer": "right", f"step-{themes(session)[0].id}": step, "step-x": "3"}
        assert client.post(at, data=fields).status_code == 302
    assert session.scalars(select(SelfPlacement.step)).all() == [3]
    page = director.get("/indsigter/2027").text
    assert (page.count('class="period-meeting"'), "n = 1" in page) == (1, True)
    assert "Vi er på vej: 1" in page
