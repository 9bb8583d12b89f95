"""A dialogue from the command line, from its agenda to the institution's answer."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import now
from app.dialogues import queries
from app.dialogues.domain import NoteState
from app.scheduling.models import Dialogue
from tests.dialogues.meetings import PAST, agree_dialogue, open_cycle, open_held_note


@pytest.fixture
def dialogue(session: Session) -> Dialogue:
    found = agree_dialogue(session, open_cycle(session), name="Åkandens Børnehus", day=PAST)
    session.commit()
    return found


def run(app: Flask, *arguments: object) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["dialogues", *map(str, arguments)])
    return result.exit_code, result.stdout or result.stderr


def test_dialogue_goes_from_agenda_to_yes(app: Flask, session: Session, dialogue: Dialogue) -> None:
    assert run(app, "agenda", dialogue.id, "--wishes", "PPR") == (0, "The agenda has 3 questions.\n")
    assert run(app, "open", dialogue.id) == (0, "The note is open.\n")
    code, passage_id = run(app, "add", dialogue.id, "Det er mor.", "--theme", 2, "--level", "citizens")
    assert (code, len(passage_id.strip())) == (0, 36)
    assert run(app, "add", dialogue.id, "Mellem os.", "--own")[0] == 0
    assert run(app, "hold", dialogue.id) == (0, "Held.\n")
    assert run(app, "ask", dialogue.id, "--deadline", "2099-01-01")[0] == 0
    assert run(app, "answer", dialogue.id, "right") == (0, "The note is confirmed.\n")
    code, printed = run(app, "show", dialogue.id)
    shown = json.loads(printed)
    assert (code, shown["institution"], shown["state"]) == (0, "Åkandens Børnehus", "held")
    assert shown["start"] == "2026-03-17T09:00:00+01:00"
    assert [(one["text"], one["kind"]) for one in shown["note"]["passages"]] == [
        ("Det er mor.", "minutes"),
        ("Mellem os.", "own"),
    ]
    assert [one["answer"] for one in shown["note"]["confirmations"]] == ["right"]


def test_repeated_add_with_an_id_changes_nothing(app: Flask, session: Session, dialogue: Dialogue) -> None:
    one = "0e9f5a3e-8c1b-4f57-9d0a-0a4b6c2d1e3f"
    assert [run(app, "add", dialogue.id, "Ja", "--id", one)[0] for _ in range(2)] == [0, 0]
    note = queries.note_of(session, dialogue)
    assert note is not None
    assert [passage.id for passage in queries.all_passages(session, note)] == [one]


def test_refusals_exit_with_one_sentence(app: Flask, session: Session, dialogue: Dialogue) -> None:
    assert run(app, "ask", dialogue.id)[0] == 1
    assert run(app, "answer", dialogue.id, "right")[0] == 1
    assert run(app, "add", dialogue.id, "010203-1234") == (
        1,
        "Afsnittet ligner et CPR-nummer. Skriv det uden, så er det gemt.\n",
    )
    assert run(app, "add", dialogue.id, "Ja", "--by", "ingen@example.dk")[0] == 1
    assert run(app, "show", 999)[0] == 1
    assert run(app, "add", dialogue.id, "Ja", "--theme", 9)[0] == 2


def test_correction_needs_words(app: Flask, session: Session, dialogue: Dialogue) -> None:
    run(app, "add", dialogue.id, "Hver onsdag.")
    run(app, "hold", dialogue.id)
    run(app, "ask", dialogue.id)
    assert run(app, "answer", dialogue.id, "correction")[0] == 1
    assert run(app, "answer", dialogue.id, "correction", "--word", "Hver anden")[0] == 0
    note = queries.note_of(session, dialogue)
    assert note is not None
    assert (note.state, note.confirmations[0].asked_at <= now()) == (NoteState.DISPUTED, True)


def test_passages_are_edited_moved_and_removed(app: Flask, session: Session, dialogue: Dialogue) -> None:
    first, second = (run(app, "add", dialogue.id, text)[1].strip() for text in ("Et.", "To."))
    assert run(app, "edit", first, "Ét.", "--revision", 1)[0] == 0
    assert run(app, "edit", first, "Igen.", "--revision", 7)[0] == 1
    assert run(app, "move", first, "--after", second, "--theme", 2) == (0, "Moved.\n")
    shown = json.loads(run(app, "show", dialogue.id)[1])["note"]["passages"]
    assert {one["text"] for one in shown} == {"Ét.", "To."}
    assert [one["theme"] is None for one in shown if one["id"] == first] == [False]
    assert run(app, "remove", second) == (0, "Removed.\n")
    assert run(app, "remove", second) == (1, f"Afsnittet “{second}” findes ikke.\n")


def test_passage_that_is_moved_after_none_comes_last(app: Flask, session: Session, dialogue: Dialogue) -> None:
    first, second = (run(app, "add", dialogue.id, text)[1].strip() for text in ("Et.", "To."))
    assert run(app, "move", first) == (0, "Moved.\n")
    shown = json.loads(run(app, "show", dialogue.id)[1])["note"]["passages"]
    assert [one["id"] for one in shown] == [second, first]
    assert "without it, it comes last" in " ".join(run(app, "move", "--help")[1].split())


def test_promise_is_written_down_and_minutes_are_taken_back(app: Flask, session: Session) -> None:
    held = open_held_note(session, open_cycle(session), day=dt.date(2026, 3, 16)).dialogue_id
    session.commit()
    code, number = run(app, "promise", held, "Send listen.", "--due", "2026-05-01")
    assert (code, json.loads(run(app, "show", held)[1])["actions"][0]["id"]) == (0, int(number))
    run(app, "add", held, "Hver onsdag.")
    assert run(app, "remind", held)[0] == 1  # nobody has been asked
    assert run(app, "ask", held, "--deadline", "2099-01-01")[0] == 0
    assert run(app, "remind", held) == (0, "Reminded.\n")
    assert run(app, "remind", held) == (0, "Reminded today already.\n")
    assert run(app, "take-back", held) == (0, "Open.\n")
    assert run(app, "ask", held, "--deadline", "2099-01-01")[0] == 0
    assert run(app, "answer", held, "correction", "--word", "Hver anden.")[0] == 0
    assert run(app, "settle", held) == (0, "Settled.\n")
    assert run(app, "settle", held)[0] == 1
