"""A draft that comes back from Word: its rows, its comments, and whatever else somebody wrote in it.

An engine: bytes in, plain data out. ECMA-376 part 1: 17.13.5 (what Word keeps as inserted counts, what it keeps as
deleted or moved away does not), 17.13.4 (comments), 17.3.2 (runs), 17.9 (lists). The archive is bounded and holds no
macros before anything of it is read, and its XML is read without entities.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.dialogues.before.documents import examine
from app.dialogues.domain import DocumentKind
from app.guidance.domain import WordForeign, WordUnreadable
from app.guidance.word.marks import is_ours, rows_in, sent_in, visible
from app.guidance.word.styles import Styles

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_OF_A_PART = 40_000_000
LONGEST_ANCHOR = 120
_GONE = {f"{W}del", f"{W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_SPACES = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
Line = tuple[bool, str]
"""Whether a line is an item of a list, and its words."""


@dataclass(frozen=True)
class WordRow:
    """One text as it stands in the file, and the revision that it started from."""

    year: int
    element: int
    revision: int
    lines: tuple[Line, ...]
    bold: tuple[str, ...]


@dataclass(frozen=True)
class WordComment:
    """A comment of Word: on a row, or (no element) on the whole. `anchor`: the words that it points at, if few."""

    element: int | None
    author: str
    written: str
    anchor: str
    text: str


@dataclass(frozen=True)
class WordFile:
    """What came back. `sent`: the texts that the file was made with. `other`: words that stand outside of the texts."""

    year: int
    rows: tuple[WordRow, ...]
    comments: tuple[WordComment, ...]
    sent: dict[int, int]
    other: tuple[str, ...]


def read(content: bytes) -> WordFile:
    """Reads a file. Raises WordUnreadable, WordForeign, and what the house refuses of any file (macros, size)."""
    if examine("udkast.docx", content).kind is not DocumentKind.DOCX:
        raise WordUnreadable()
    try:
        parts = _parts(content)
        return _read(*parts)
    except WordForeign:
        raise
    except Exception:  # whatever a broken archive makes of the libraries
        raise WordUnreadable() from None


def _parts(content: bytes) -> tuple[Any, Any, Styles]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = _xml(archive, "word/document.xml").find(f"{W}body")
        names = set(archive.namelist())
        comments = _xml(archive, "word/comments.xml") if "word/comments.xml" in names else ()
        styles = _xml(archive, "word/styles.xml") if "word/styles.xml" in names else ()
    return body, comments, Styles.of(styles)


def _xml(archive: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree  # heavy: only where a file is read

    with archive.open(name) as part:
        content = part.read(MOST_OF_A_PART + 1)
    if len(content) > MOST_OF_A_PART or b"<!DOCTYPE" in content:
        raise WordUnreadable()
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _read(body: Any, comments: Any, styles: Styles) -> WordFile:
    rows: list[WordRow] = []
    other: list[str] = []
    anchors: dict[str, tuple[int, str]] = {}
    for row, ours in _tracked(body):
        if row is None:
            other.extend(visible(text) for text in ours if not is_ours(text))
            continue
        found, outside = _row(row, styles)
        other.extend(visible(text) for text in outside if not is_ours(text))
        if found is not None:
            rows.append(found)
            whole = " ".join(words for _, words in found.lines)
            anchors |= {key: (found.element, words) for key, words in _anchors(row, whole)}
    year, sent = _sent(body, rows)
    return WordFile(year, tuple(rows), tuple(_comments(comments, anchors)), sent, tuple(other))


def _sent(body: Any, rows: list[WordRow]) -> tuple[int, dict[int, int]]:
    """The list in the file; where somebody has deleted that, the rows alone say what it is."""
    found = [one for paragraph in body.iter(f"{W}p") for one in sent_in(_text(paragraph))]
    if not found and not rows:
        raise WordForeign()
    return found[0] if found else (rows[0].year, {})


def _tracked(parent: Any) -> Iterator[tuple[Any | None, list[str]]]:
    """The rows of all tables (a row that was deleted is none), and the paragraphs outside of them."""
    for child in parent:
        if child.tag == f"{W}tbl":
            for row in _within(child, f"{W}tr"):
                if row.find(f"{W}trPr/{W}del") is None:
                    yield row, []
        elif child.tag == f"{W}p":
            yield None, [_text(child)]
        elif child.tag not in _GONE:
            yield from _tracked(child)


def _within(parent: Any, tag: str) -> Iterator[Any]:
    """The children of a kind, inside of content controls too, and not those of a table in a cell."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from _within(child, tag)


def _row(row: Any, styles: Styles) -> tuple[WordRow | None, list[str]]:
    """A row with its text, and the paragraphs beside the text."""
    cells = list(_within(row, f"{W}tc"))
    texts = [[_text(paragraph) for paragraph in cell.iter(f"{W}p")] for cell in cells]
    marks = rows_in("".join(texts[0])) if texts else []
    if not marks:
        return None, [text for cell in texts for text in cell]
    if len(cells) < 2 or len(marks) > 1:
        raise WordUnreadable()
    lines, bold = _words(cells[1], styles)
    outside = [text for place, cell in enumerate(texts) if place != 1 for text in cell]
    return WordRow(*marks[0], lines, bold), outside


def _text(element: Any) -> str:
    """Everything that is written, hidden or not, without what Word keeps as deleted."""
    return "".join(text for text, _run in _pieces(element))


def _pieces(element: Any, run: Any = None) -> Iterator[tuple[str, Any]]:
    """Each piece of text with the run that it stands in."""
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or "", run
        elif child.tag in _SPACES:
            yield _SPACES[child.tag], run
        elif child.tag not in _GONE and isinstance(child.tag, str):
            yield from _pieces(child, child if child.tag == f"{W}r" else run)


def _words(cell: Any, styles: Styles) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """The lines of a cell, and the words in them that stand in bold."""
    lines: list[Line] = []
    bold: dict[str, None] = {}
    for is_list, letters in _paragraphs(cell, styles):
        for line in _lines(letters):
            words = "".join(letter for letter, _ in line)
            lines.append((is_list, words))
            bold |= dict.fromkeys(_in_bold(line, words))
    return tuple(lines), tuple(bold)


Letters = list[tuple[str, bool]]


def _paragraphs(cell: Any, styles: Styles) -> Iterator[tuple[bool, Letters]]:
    """The paragraphs letter by letter; one whose end was deleted goes on in the next."""
    held: tuple[bool, Letters] | None = None
    for paragraph in cell.iter(f"{W}p"):
        letters = _letters(paragraph, styles)
        is_list, before = held if held is not None else (styles.is_item(paragraph), [])
        held = (is_list, before + letters)
        if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is None:
            yield held
            held = None
    if held is not None:
        yield held


def _letters(paragraph: Any, styles: Styles) -> Letters:
    """What is seen of a paragraph."""
    found: Letters = []
    for text, run in _pieces(paragraph):
        if not styles.is_hidden(run):
            is_bold = styles.is_bold(run, paragraph)
            found.extend((letter, is_bold) for letter in text)
    return found


def _lines(letters: Letters) -> Iterator[Letters]:
    """The lines of a paragraph with single spaces; empty ones are left out."""
    line: Letters = []
    for letter, is_bold in [*letters, ("\n", False)]:
        if letter == "\n":
            while line and line[-1][0] == " ":
                line.pop()
            if line:
                yield line
            line = []
        elif not letter.isspace():
            line.append((letter, is_bold))
        elif line and line[-1][0] != " ":
            line.append((" ", is_bold))


def _in_bold(line: Letters, words: str) -> Iterator[str]:
    """The runs of bold in a line, each widened to whole words."""
    marked = [is_bold for _, is_bold in line]
    for found in re.finditer(r"\w+", words):
        if any(marked[found.start() : found.end()]):
            marked[found.start() : found.end()] = [True] * len(found[0])
    start = 0
    while start < len(marked):
        end = start
        while end < len(marked) and marked[end]:
            end += 1
        if phrase := words[start:end].strip():
            yield phrase
        start = end + 1


def _anchors(row: Any, whole: str) -> Iterator[tuple[str, str]]:
    """The comments of a row by their number, with the words that they point at unless those are all of the text."""
    opened: dict[str, list[str]] = {}
    reading: set[str] = set()
    for one in row.iter():
        number = one.get(f"{W}id") or ""
        if one.tag == f"{W}commentRangeStart":
            opened[number] = []
            reading.add(number)
        elif one.tag == f"{W}commentRangeEnd":
            reading.discard(number)
        elif one.tag == f"{W}commentReference":
            opened.setdefault(number, [])
        elif one.tag == f"{W}t":
            for open_one in reading:
                opened[open_one].append(one.text or "")
    for number, texts in opened.items():
        words = visible("".join(texts))
        yield number, words if words in whole and words != whole and len(words) <= LONGEST_ANCHOR else ""


def _comments(part: Iterable[Any], anchors: dict[str, tuple[int, str]]) -> Iterator[WordComment]:
    for one in part:
        if one.tag != f"{W}comment":
            continue
        text = "\n".join(line for paragraph in one.iter(f"{W}p") if (line := visible(_text(paragraph))))
        element, anchor = anchors.get(one.get(f"{W}id") or "", (None, ""))
        if text:
            author, written = one.get(f"{W}author") or "", one.get(f"{W}date") or ""
            yield WordComment(element, " ".join(author.split())[:200], written[:40], anchor, text)
