"""Notes that were written elsewhere: a Word or Markdown file as blocks, and the blocks under the year's headings.

An engine: bytes in, plain data out. `read` gives every heading, paragraph, list item and table cell (row by row) in the
order of the file, each with its line (Markdown) or its number among the paragraphs (Word). `placed` puts them where
they belong. Nothing of what is written is left out but layout, pictures, and what Word keeps as deleted.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from app.dialogues.domain import NotesEmpty, NotesTooLong, NotesUnreadable, PassageKind
from app.dialogues.writing.words import OWN_HEADINGS, REST_HEADINGS

if TYPE_CHECKING:
    from markdown_it.token import Token

MOST = 1_000
LARGEST = 60 * 1024 * 1024
NEAR = 0.8
"""Two titles that share less than this (difflib's ratio over characters) are two different titles."""

_NUMBERED = re.compile(r"^(?P<word>tema(?:et)?\s+)?(?P<number>\d+)\s*[.):–-]*\s*(?P<rest>.*)$", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = {f"{_W}del", f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_HEADING_STYLE = re.compile(r"^(?:heading|overskrift)\s*(?P<level>\d)$", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """One thing that is written in the file. `level` is that of a heading, else 0."""

    line: int
    text: str
    level: int = 0


@dataclass(frozen=True)
class Heading:
    """A theme of the year, or (no number) the form of the guidance and all else."""

    number: int | None
    title: str
    edition_id: int | None


@dataclass(frozen=True)
class Placed:
    """A passage to be made."""

    line: int
    text: str
    heading: Heading
    kind: PassageKind


def read(content: bytes) -> list[Block]:
    """The blocks of a file; raises NotesUnreadable, NotesEmpty or NotesTooLong."""
    blocks = list(_of_word(content) if content.startswith(b"PK") else _of_markdown(content))
    blocks = [block for block in blocks if block.text.strip()]
    if not blocks:
        raise NotesEmpty()
    if len(blocks) > MOST:
        raise NotesTooLong(most=MOST)
    return blocks


def placed(blocks: Sequence[Block], headings: Sequence[Heading]) -> list[Placed]:
    """The blocks under the year's headings, of which the last takes all else.

    A heading that is a theme's takes what follows, down to the next heading of its rank. One that nobody knows stays
    as words of its own; below a theme it belongs to the theme, else it leads to all else, like the start of the file.
    """
    rest = headings[-1]
    here, rank, own, found = rest, 0, 0, []  # the heading, its rank, and the rank of own notes (0: the minutes)
    for block in blocks:
        known = _known(block.text, headings) if block.level else None
        if known is not None:
            here, rank, own = known, block.level, 0
            continue
        if block.level and block.level <= rank:
            here, rank = rest, block.level
        if block.level and _is_near(block.text, OWN_HEADINGS):
            own = block.level
            continue
        if block.level and block.level <= own:
            own = 0
        found.append(Placed(block.line, block.text, here, PassageKind.OWN if own else PassageKind.MINUTES))
    return found


def _known(text: str, headings: Sequence[Heading]) -> Heading | None:
    """The heading that a title names, by its words (nearly) or its number."""
    numbered = _NUMBERED.match(text.strip())
    bare = numbered["rest"] if numbered and numbered["rest"] else text
    scored = [(_likeness(words, one.title), one) for one in headings for words in (text, bare)]
    likeness, nearest = max(scored, key=lambda pair: pair[0])
    if likeness >= NEAR:
        return nearest
    if numbered and (numbered["word"] or not numbered["rest"]):
        return next((one for one in headings if one.number == int(numbered["number"])), None)
    return headings[-1] if _is_near(bare, REST_HEADINGS) else None


def _is_near(text: str, titles: Sequence[str]) -> bool:
    return any(_likeness(text, title) >= NEAR for title in titles)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _bare(one), _bare(other), autojunk=False).ratio()


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


# ---- Markdown
def _of_markdown(content: bytes) -> Iterator[Block]:
    from markdown_it import MarkdownIt  # heavy: only where a file is read

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotesUnreadable() from None
    if "\0" in text:
        raise NotesUnreadable()
    level = 0
    for token in MarkdownIt("commonmark", {"html": False}).enable("table").parse(text):
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "inline":
            yield Block(_line_of(token), _plain(token), level)
            level = 0
        elif token.type in ("fence", "code_block"):
            first = _line_of(token) + (token.type == "fence")
            yield from (Block(first + number, line) for number, line in enumerate(token.content.splitlines()))


def _line_of(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def _plain(token: Token) -> str:
    """The words of a line without its marks; a line break in a paragraph is a space."""
    parts = [" " if one.type in ("softbreak", "hardbreak") else one.content for one in token.children or []]
    return "".join(parts).strip()


# ---- Word
def _of_word(content: bytes) -> Iterator[Block]:
    import docx  # heavy: only where a file is read

    try:
        _check_size(content)
        document = docx.Document(io.BytesIO(content))
        levels = {style.style_id: _level_of(style) for style in document.styles}
        body = document.element.body
    except NotesUnreadable:
        raise
    except Exception:  # whatever a broken archive makes of the library
        raise NotesUnreadable() from None
    for line, paragraph in enumerate(_paragraphs(body), 1):
        yield Block(line, _text_of(paragraph), _outline(paragraph, levels))


def _check_size(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST:
            raise NotesUnreadable()


def _paragraphs(parent: Any) -> Iterator[Any]:
    """Every paragraph in the order of the file: in tables row by row, inside of content controls too."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield child
        elif child.tag in (f"{_W}tbl", f"{_W}tr", f"{_W}tc", f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
            yield from _paragraphs(child)


def _text_of(element: Any) -> str:
    parts = []
    for child in element:
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            parts.append(" ")
        elif child.tag not in _LEFT_OUT:
            parts.append(_text_of(child))
    return "".join(parts)


def _outline(paragraph: Any, levels: dict[str, int]) -> int:
    """The rank of a heading, by its own outline level or its style; 0 for running text."""
    own = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    if own is not None and own.get(f"{_W}val", "9").isdigit() and int(own.get(f"{_W}val")) < 9:
        return int(own.get(f"{_W}val")) + 1
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return levels.get(style.get(f"{_W}val"), 0) if style is not None else 0


def _level_of(style: Any) -> int:
    """The rank of a style: a heading of Word's own, in English or Danish, or one that is made from it."""
    for _step in range(10):
        if style is None:
            break
        named = _HEADING_STYLE.match(style.name or "")
        if named:
            return int(named["level"])
        if (style.name or "").lower() in ("title", "titel"):
            return 1
        style = getattr(style, "base_style", None)
    return 0
