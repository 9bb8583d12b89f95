"""Files of notes as blocks, and the blocks under the year's headings."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from app.dialogues.discussions import incoming
from app.dialogues.discussions.incoming import Block, Heading
from app.dialogues.domain import NotesEmpty, NotesTooLong, NotesUnreadable, PassageKind

EFFECT, ACROSS = Heading(1, "Effekt for borgerne", 11), Heading(2, "Samarbejde på tværs", 12)
REST = Heading(None, "Ledetrådens form og andet", None)
HEADINGS = [EFFECT, ACROSS, REST]
OWN, MINUTES = PassageKind.OWN, PassageKind.MINUTES

MARKDOWN = """\
# Referat af mødet

## effekt for borgene
- Vi tæller *hvor mange*.
  - Det er `nok`.

To linjer
bliver ét afsnit.

### Eksempler
Rampen.

### Egne noter
Spørg Anne.

## Tema 2
| Hvem | Hvad |
|---|---|
| Ole | ringer |

## Vejret
Det regnede.

## Internt
Mellem os.
"""


def word(build: Callable[[Any], object]) -> bytes:
    """The bytes of a Word file."""
    document, target = docx.Document(), io.BytesIO()
    build(document)
    document.save(target)
    return target.getvalue()


def told(content: bytes) -> list[tuple[str, int | None, PassageKind]]:
    return [(one.text, one.heading.number, one.kind) for one in incoming.placed(incoming.read(content), HEADINGS)]


def test_markdown_is_put_under_the_headings_that_it_names() -> None:
    assert told(MARKDOWN.encode()) == [
        ("Referat af mødet", None, MINUTES),
        ("Vi tæller hvor mange.", 1, MINUTES),
        ("Det er nok.", 1, MINUTES),
        ("To linjer bliver ét afsnit.", 1, MINUTES),
        ("Eksempler", 1, MINUTES),
        ("Rampen.", 1, MINUTES),
        ("Spørg Anne.", 1, OWN),
        ("Hvem", 2, MINUTES),
        ("Hvad", 2, MINUTES),
        ("Ole", 2, MINUTES),
        ("ringer", 2, MINUTES),
        ("Vejret", None, MINUTES),
        ("Det regnede.", None, MINUTES),
        ("Mellem os.", None, OWN),
    ]


def test_markdown_knows_its_lines() -> None:
    assert incoming.read(b"# A\n\n- et\n- to\n\n```\nkode 1\nkode 2\n```\n")[1:] == [
        Block(3, "et"),
        Block(4, "to"),
        Block(7, "kode 1"),
        Block(8, "kode 2"),
    ]


def test_word_is_read_in_order_with_lists_and_tables_row_by_row() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("Før alt.")
        document.add_heading("1. Effekt for borgerne", 2)
        document.add_paragraph("Punkt", style="List Bullet")
        table = document.add_table(2, 2)
        for place, text in enumerate(("a", "b", "c", "d")):
            table.cell(place // 2, place % 2).text = text
        document.add_paragraph("Efter.")
        document.add_heading("EGNE NOTER", 2)
        document.add_paragraph("Mellem os.")

    assert told(word(build)) == [
        ("Før alt.", None, MINUTES),
        *((text, 1, MINUTES) for text in ("Punkt", "a", "b", "c", "d", "Efter.")),
        ("Mellem os.", None, OWN),
    ]


def test_word_keeps_what_was_inserted_and_leaves_out_what_was_deleted() -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("Hver ")
        for tag, inner, text in (("w:ins", "w:t", "anden "), ("w:del", "w:delText", "tredje "), ("w:r", "w:t", "uge")):
            holder = OxmlElement(tag)
            run = holder if tag == "w:r" else OxmlElement("w:r")
            element = OxmlElement(inner)
            element.text = text
            run.append(element)
            if run is not holder:
                holder.append(run)
            paragraph._p.append(holder)

    assert told(word(build)) == [("Hver anden uge", None, MINUTES)]


def test_word_heading_is_told_by_its_outline_or_the_style_it_is_made_from() -> None:
    def build(document: Any) -> None:
        own = document.styles.add_style("Vores overskrift", 1)
        own.base_style = document.styles["Heading 3"]
        document.add_paragraph("Samarbejde på tværs", style="Vores overskrift")
        document.add_paragraph("a")
        outlined = document.add_paragraph("Effekt for borgerne")
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), "0")
        outlined._p.get_or_add_pPr().append(level)
        document.add_paragraph("b")

    assert told(word(build)) == [("a", 2, MINUTES), ("b", 1, MINUTES)]


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("Samarbejde på tværs", 2),
        ("SAMARBEJDE PÅ TVÆRS!", 2),
        ("Tema 2: Samarbejde", 2),
        ("2", 2),
        ("2.", 2),
        ("2. Mødets gang", None),
        ("Tema 9", None),
        ("Samarbejde", None),
    ],
)
def test_theme_is_named_by_its_title_nearly_or_its_number(heading: str, number: int | None) -> None:
    [*_kept, (text, found, _kind)] = told(f"# {heading}\n\nord\n".encode())
    assert (text, found) == ("ord", number)


@pytest.mark.parametrize("heading", ["Andet", "Ledetrådens form", "Eventuelt"])
def test_heading_of_all_else_is_no_passage(heading: str) -> None:
    assert told(f"# Tema 1\n\na\n\n# {heading}\n\nb\n".encode()) == [("a", 1, MINUTES), ("b", None, MINUTES)]


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (incoming.LARGEST + 1))
    return target.getvalue()


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old Word", b"\xff\xfe\x00", b"a\x00b", b"%PDF-1.7\n\xe2\xe3"]
)
def test_what_is_neither_word_nor_markdown_is_refused(content: bytes) -> None:
    with pytest.raises(NotesUnreadable):
        incoming.read(content)


def test_archive_that_would_grow_too_large_is_refused() -> None:
    with pytest.raises(NotesUnreadable):
        incoming.read(bomb())


@pytest.mark.parametrize("content", [b"", b" \n\n", word(lambda document: None)])
def test_file_without_a_word_is_refused(content: bytes) -> None:
    with pytest.raises(NotesEmpty):
        incoming.read(content)


def test_file_with_too_many_points_is_refused() -> None:
    with pytest.raises(NotesTooLong):
        incoming.read(b"- punkt\n" * (incoming.MOST + 1))
