"""`flask search`: the JSON that programs read, refusals, and making the index anew."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.dialogues.models import Note
from app.search import index
from tests.dialogues import meetings


def test_hits_are_passage_dialogue_and_text(app: Flask, session: Session, note: Note) -> None:
    part = meetings.say(session, note, "Folkeskolen er ny.")
    whole = meetings.say(session, note, "En skole er ny.")
    session.commit()
    done = app.test_cli_runner().invoke(args=["search", "skole", "--json"])
    assert json.loads(done.stdout) == {
        "hits": [{"passage": one.id, "dialogue": note.dialogue_id, "text": one.current.text} for one in (whole, part)],
        "total": 2,
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["search", "--json", "!"], "Skriv mindst ét ord at søge efter."),
        (["search", "skole", "--kind", "people", "--json"], "Der kan ikke søges i people."),
        (["search", "skole", "--as", "nobody@example.dk", "--json"], "Ingen person har adressen nobody@example.dk."),
    ],
)
def test_refusals_are_sentences(app: Flask, given: list[str], said: str) -> None:
    done = app.test_cli_runner().invoke(args=given)
    assert (done.exit_code, done.stderr.strip()) == (1, said)


def test_several_words_and_phrases_can_be_given(app: Flask, session: Session, note: Note) -> None:
    meetings.say(session, note, "Fast tid virker. Skolen ved det.")
    session.commit()
    run = app.test_cli_runner()
    found = [run.invoke(args=["search", *words]).stdout.strip() for words in (["skole", "tid"], ['"tid fast"'])]
    assert found == ["Åkandens Børnehus: Fast tid virker. Skolen ved det.", "Nothing was found."]


def test_the_index_is_made_anew(app: Flask, session: Session, note: Note) -> None:
    meetings.say(session, note, "Skolen er ny.")
    index.empty(session)
    session.commit()
    run = app.test_cli_runner()
    assert run.invoke(args=["search", "skole"]).stdout == "Nothing was found.\n"
    assert run.invoke(args=["search", "rebuild"]).stdout == "1 texts can be found.\n"
    assert run.invoke(args=["search", "skole"]).stdout == "Åkandens Børnehus: Skolen er ny.\n"
