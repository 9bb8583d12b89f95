"""Insights from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.dialogues.models import Note, Passage
from tests.dialogues.meetings import open_cycle, open_held_note, say, themes


@pytest.fixture
def passage(session: Session) -> Passage:
    note = open_held_note(session, open_cycle(session))
    found = say(session, note, "Alle syv tror, at en anden har bolden.", edition_id=themes(session)[1].id)
    session.commit()
    return found


def run(app: Flask, *arguments: object) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["insights", *map(str, arguments)])
    return result.exit_code, result.stdout or result.stderr


def test_insight_is_added_listed_and_counted(app: Flask, session: Session, passage: Passage) -> None:
    given = ("--theme", 2, "--tone", "barrier", "--level", "organisation", "--passage", f"{passage.id}=Alle syv")
    code, number = run(app, "add", 2027, "Ingen ejer sagen.", *given)
    assert (code, number.strip().isdigit()) == (0, True)
    [found] = json.loads(run(app, "list", 2027, "--json")[1])
    assert (found["sentence"], found["strength"], found["theme"]) == ("Ingen ejer sagen.", 1, 2)
    assert [(one["text"], one["stance"]) for one in found["words"]] == [("Alle syv", "supports")]
    assert run(app, "list", 2027) == (0, f"{number.strip()}: Ingen ejer sagen. (1 behind)\n")
    matrix = json.loads(run(app, "matrix", 2027, "--json")[1])
    assert [[cell["state"] for cell in row["cells"]] for row in matrix["rows"]] == [
        ["silent"],
        ["coded"],
        ["silent"],
        ["silent"],
    ]
    assert "Samarbejde på tværs: 1 (1 behind)" in run(app, "matrix", 2027)[1]


def test_insight_without_or_with_unknown_words_is_refused(app: Flask, session: Session, passage: Passage) -> None:
    assert run(app, "add", 2027, "Ingen ejer sagen.", "--theme", 2, "--tone", "wish")[0] == 1
    assert run(app, "add", 2027, "Ingen ejer sagen.", "--theme", 2, "--tone", "wish", "--passage", "ukendt")[0] == 1
    assert run(app, "list", 2099)[0] == 1


def test_theme_that_the_year_does_not_have_is_refused_and_nothing_changes(
    app: Flask, session: Session, passage: Passage
) -> None:
    given = ("--about", "theme", "--tone", "wish", "--passage", passage.id)
    assert run(app, "add", 2027, "Før.", "--theme", 9, *given)[0] == 2
    number = run(app, "add", 2027, "Før.", "--theme", 2, *given)[1].strip()
    code, said = run(app, "change", number, "--sentence", "Efter.", "--theme", 9)
    assert (code, "2027 has themes 1, 2, 3" in said) == (2, True)
    [found] = json.loads(run(app, "list", 2027, "--json")[1])
    assert (found["sentence"], found["theme"]) == ("Før.", 2)
    assert run(app, "change", number, "--theme", 1)[0] == 0
    assert json.loads(run(app, "list", 2027, "--json")[1])[0]["theme"] == 1


def test_insight_is_changed_tied_and_untied(app: Flask, session: Session, passage: Passage) -> None:
    other = say(session, session.get_one(Note, passage.note_id), "Ingen ved hvem.", edition_id=passage.edition_id)
    session.commit()
    number = run(app, "add", 2027, "Før.", "--theme", 2, "--tone", "wish", "--passage", passage.id)[1].strip()
    assert run(app, "change", number, "--sentence", "Efter.", "--tone", "barrier")[0] == 0
    assert run(app, "tie", number, f"{other.id}=Ingen ved", "--against")[0] == 0
    [found] = json.loads(run(app, "list", 2027, "--json")[1])
    assert (found["sentence"], found["tone"], found["theme"]) == ("Efter.", "barrier", 2)
    against = [one for one in found["words"] if one["stance"] == "against"]
    assert [one["text"] for one in against] == ["Ingen ved"]
    assert run(app, "untie", against[0]["evidence"]) == (0, "Untied.\n")
    assert run(app, "untie", against[0]["evidence"])[0] == 1
    assert run(app, "tie", number, "ukendt")[0] == 1


def test_insights_are_merged_and_divided(app: Flask, session: Session, passage: Passage) -> None:
    given = ("--theme", 2, "--tone", "barrier", "--chain", "service")
    first, second = (
        run(app, "add", 2027, "Ingen ejer sagen.", *given, "--passage", f"{passage.id}={words}")[1].strip()
        for words in ("Alle syv", "bolden")
    )
    assert run(app, "merge", first, second) == (
        0,
        f"Insight {second} is part of {first} now, which got 1 more words.\n",
    )
    assert run(app, "merge", first, second)[0] == 1
    [found] = json.loads(run(app, "list", 2027, "--json")[1])
    assert (found["chain"], [one["text"] for one in found["words"]]) == ("service", ["Alle syv", "bolden"])
    code, part = run(app, "split", first, found["words"][1]["evidence"], "--sentence", "Bolden ligger stille.")
    assert code == 0
    whole, divided = json.loads(run(app, "list", 2027, "--json")[1])
    assert (divided["id"], divided["split_from"], divided["chain"]) == (int(part), int(first), "service")
    assert ([one["text"] for one in whole["words"]], [one["text"] for one in divided["words"]]) == (
        ["Alle syv"],
        ["bolden"],
    )
    assert run(app, "split", first, whole["words"][0]["evidence"], "--sentence", "Intet tilbage.")[0] == 1


def test_insights_are_exported_to_a_file_or_to_stdout(
    app: Flask, session: Session, passage: Passage, tmp_path: Path
) -> None:
    run(app, "add", 2027, "Ingen ejer sagen.", "--theme", 2, "--tone", "barrier", "--passage", passage.id)
    assert "Ingen ejer sagen." in run(app, "export", 2027)[1]
    assert json.loads(run(app, "export", 2027, "--format", "json")[1])["year"] == 2027
    assert json.loads(run(app, "export", "--format", "json")[1])["year"] == 2027
    out = tmp_path / "indsigter.xlsx"
    assert run(app, "export", 2027, "--format", "xlsx", "--out", out) == (0, "")
    assert out.read_bytes().startswith(b"PK")


def test_export_without_any_year_is_refused_in_a_sentence(app: Flask, session: Session) -> None:
    session.commit()
    result = app.test_cli_runner().invoke(args=["insights", "export", "--format", "json"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "er ikke åbnet endnu" in result.stderr
