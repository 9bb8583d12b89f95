"""Notes from a file become passages: all of them once, or none and the line that stood in the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.dialogues import queries
from app.dialogues.discussions import importing, incoming
from app.dialogues.discussions.importing import Imported
from app.dialogues.domain import LineRefused, NoteClosed, NoteState, PassageKind
from app.dialogues.models import Note, Passage
from app.dialogues.writing import passages
from tests.dialogues.meetings import NOW, open_cycle, open_held_note, say, themes

TEXT = "# Effekt for borgerne\n\n- Rampen.\n- Rampen.\n\n# Egne noter\n\n- Rampen.\n"


@pytest.fixture
def cycle(app: Flask, session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def note(session: Session, cycle: Cycle) -> Note:
    return open_held_note(session, cycle)


def bring(session: Session, note: Note, text: str) -> Imported:
    occasion = queries.occasion(session, note.at)
    return importing.import_notes(session, occasion=occasion, blocks=incoming.read(text.encode()), by=None, now=NOW)


def words(session: Session, note: Note) -> list[str]:
    return [one.current.text for one in queries.all_passages(session, note)]


def test_file_becomes_passages_under_their_themes(session: Session, note: Note) -> None:
    done = bring(session, note, TEXT)
    found = queries.all_passages(session, note)
    assert [(one.current.text, one.edition_id, one.kind) for one in found] == [
        ("Rampen.", themes(session)[0].id, PassageKind.MINUTES),
        ("Rampen.", themes(session)[0].id, PassageKind.MINUTES),
        ("Rampen.", None, PassageKind.OWN),
    ]
    assert [one.passage_id for one in done.made] == [one.id for one in found]


def test_same_file_again_makes_nothing_even_after_it_was_edited(session: Session, note: Note) -> None:
    bring(session, note, TEXT)
    passage = queries.all_passages(session, note)[0]
    passages.save_passage(session, passage=passage, text="Rampen kom.", base_revision=1, now=NOW)
    again = bring(session, note, TEXT)
    assert (list(again.made), again.standing) == ([], 3)
    assert words(session, note)[0] == "Rampen kom."


def test_file_that_has_grown_brings_only_what_is_new_in_its_place(session: Session, note: Note) -> None:
    bring(session, note, "- et\n- tre\n")
    done = bring(session, note, "- et\n- to\n- tre\n- fire\n")
    assert ([one.text for one in done.made], done.standing) == (["to", "fire"], 2)
    assert words(session, note) == ["et", "to", "tre", "fire"]


@pytest.mark.parametrize(
    ("bad", "why"), [("Det var 010203-1234.", "CPR-nummer"), ("langt " * 2_000, "for langt")], ids=["cpr", "long"]
)
def test_line_that_may_not_be_kept_is_named_and_nothing_is_read_in(
    session: Session, note: Note, bad: str, why: str
) -> None:
    before = session.scalar(select(func.count(Passage.id)))
    with pytest.raises(LineRefused) as refused, session.begin_nested():
        bring(session, note, f"- godt\n- også godt\n- {bad}\n")
    assert refused.value.data["line"] == 3
    assert why in str(refused.value.data["why"])
    assert "0102" not in str(refused.value.data)
    assert session.scalar(select(func.count(Passage.id))) == before


def test_minutes_that_lie_with_the_head_take_nothing_in(session: Session, note: Note) -> None:
    say(session, note, "Ja")
    note.state = NoteState.ASKED
    session.flush()
    with pytest.raises(NoteClosed):
        bring(session, note, TEXT)


def test_command_prints_the_passages_and_refuses_in_a_sentence(
    app: Flask, session: Session, note: Note, tmp_path: Path
) -> None:
    session.commit()
    file = tmp_path / "noter.md"
    file.write_text(TEXT, encoding="utf-8")

    def run() -> tuple[int, list[str], str]:
        arguments = ["dialogues", "import-notes", str(note.dialogue_id), str(file)]
        result = app.test_cli_runner().invoke(args=arguments)
        return result.exit_code, result.stdout.splitlines(), result.stderr

    code, lines, _told = run()
    assert (code, [line[38:] for line in lines]) == (
        0,
        ["1  minutes  Rampen.", "1  minutes  Rampen.", "+  own      Rampen."],
    )
    assert run() == (0, [], "0 passages made, 3 were there already.\n")
    file.write_text("- 010203-1234", encoding="utf-8")
    assert run() == (
        1,
        [],
        "Intet er læst ind. Linje 1 (“••••••-••••”): Afsnittet ligner et CPR-nummer. Skriv det uden, så er det gemt.\n",
    )
    file.write_bytes(b"\xff\xfe\x00")
    assert run()[0] == 1
