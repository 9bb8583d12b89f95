"""The guidance of an earlier year as it stands in a Word file or is pasted: its pieces, and what each seems to be.

Nothing is decided here: a person points at what is a theme, a message, a question, and sees the whole before it is
kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from app.cycle.domain import Level
from app.dialogues.before import documents
from app.dialogues.discussions import incoming
from app.guidance.domain import MOST_THEMES, PieceWithoutTheme, TooManyPieces, TooManyThemes
from app.guidance.wording import BULLET, tidy

MOST_PIECES = 300
SHORT = 70
"""A line that is longer is no heading."""


class Part(Enum):
    """What a piece of an earlier guidance is."""

    SKIP = "skip"
    INTRODUCTION = "introduction"
    THEME = "theme"
    SUMMARY = "summary"
    CITIZENS = "citizens"
    ORGANISATION = "organisation"
    EMPLOYEES = "employees"
    QUESTION = "question"


LEVELS = {
    Level.CITIZENS: Part.CITIZENS,
    Level.ORGANISATION: Part.ORGANISATION,
    Level.EMPLOYEES: Part.EMPLOYEES,
}
_BEFORE = r"(?:budskab(?:et|er)?\W+)?(?:(?:for|til|om)\s+)?"
_LABELS = (
    (Part.CITIZENS, re.compile(rf"^{_BEFORE}borger(?:ne|en|e)?\W*$", re.IGNORECASE)),
    (Part.ORGANISATION, re.compile(rf"^{_BEFORE}organisation(?:en|er)?\W*$", re.IGNORECASE)),
    (Part.EMPLOYEES, re.compile(rf"^{_BEFORE}medarbejder(?:ne|en|e)?\W*$", re.IGNORECASE)),
    (
        Part.QUESTION,
        re.compile(r"^(?:(?:refleksions)?spørgsmål\b.{0,40}|til at tale om\W*|til refleksion\W*)$", re.IGNORECASE),
    ),
    (Part.INTRODUCTION, re.compile(r"^(?:indledning(?:en)?|forord|kære .{0,50})\W*$", re.IGNORECASE)),
)


@dataclass(frozen=True)
class Piece:
    """A heading or paragraph, and what it seems to be. `level` is that of a heading, else 0."""

    text: str
    part: Part
    level: int = 0


@dataclass(frozen=True, kw_only=True)
class Theme:
    """A theme as it was pointed out."""

    title: str
    texts: Mapping[Part, str]


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What the pieces make: the introduction and the themes."""

    introduction: str
    themes: Sequence[Theme]


def of_file(content: bytes, known: Collection[str] = ()) -> list[Piece]:
    """The pieces of a Word file; raises what the house refuses of any file, and of notes."""
    if content.startswith(b"PK"):
        documents.examine("ledetraad.docx", content)
    return _proposed([(block.text.strip(), block.level) for block in incoming.read(content)], known)


def of_text(text: str, known: Collection[str] = ()) -> list[Piece]:
    """The pieces of a pasted text: its paragraphs, or its lines where it has no empty ones."""
    tidied = tidy(text)
    parts = tidied.split("\n\n") if "\n\n" in tidied else tidied.split("\n")
    return _proposed([(one, 0) for part in parts for one in _apart(part)], known)


def _apart(paragraph: str) -> Iterator[str]:
    """A paragraph in one piece; items of a list, labels and questions on their own lines each for themselves."""
    held: list[str] = []
    for line in paragraph.split("\n"):
        if line.startswith(BULLET) or line.endswith("?") or _label(line):
            if held:
                yield " ".join(held)
            held = []
            yield line
        else:
            held.append(line)
    if held:
        yield " ".join(held)


def _proposed(blocks: Sequence[tuple[str, int]], known: Collection[str]) -> list[Piece]:
    """Headings are themes, down to the next; "For borgerne" and its like lead to what follows them."""
    blocks = [one for one in blocks if one[0]]
    if len(blocks) > MOST_PIECES:
        raise TooManyPieces(most=MOST_PIECES)
    names, rank = {one.casefold() for one in known}, _rank(blocks)
    here, pieces = Part.INTRODUCTION, []
    for place, (text, level) in enumerate(blocks):
        label = _label(text)
        following = blocks[place + 1][0] if place + 1 < len(blocks) else ""
        if label is not None:
            here, part = label, Part.SKIP
        elif level and level < rank:
            here, part = Part.INTRODUCTION, Part.SKIP
        elif level == rank if rank else _titled(text, following, names):
            here, part = Part.SUMMARY, Part.THEME
        else:
            part = here
        pieces.append(Piece(text, part, level))
    return pieces


def _rank(blocks: Sequence[tuple[str, int]]) -> int:
    """The rank of the themes' headings: the highest that more than one has; 0 where the text has none."""
    levels = [level for text, level in blocks if level and not _label(text)]
    several = [level for level in set(levels) if levels.count(level) > 1]
    return min(several or levels, default=0)


def _label(text: str) -> Part | None:
    return next((part for part, pattern in _LABELS if len(text) <= SHORT and pattern.match(text)), None)


def _titled(text: str, following: str, names: Collection[str]) -> bool:
    """Without headings: the name of a theme of a year nearby, or a short line without an end before a longer one."""
    if text.casefold() in names:
        return True
    short = len(text) <= SHORT and text[-1] not in ".:;,!?" and not text.startswith(BULLET)
    return short and bool(following) and (len(following) > SHORT or _label(following) is not None)


def gathered(pieces: Sequence[tuple[str, Part]]) -> Gathered:
    """The guidance that a person has pointed out; raises PieceWithoutTheme and TooManyThemes."""
    introduction: list[str] = []
    themes: list[tuple[str, dict[Part, list[str]]]] = []
    for text, part in pieces:
        if part is Part.THEME:
            themes.append((text, {}))
        elif part is Part.INTRODUCTION:
            introduction.append(text)
        elif part is not Part.SKIP:
            if not themes:
                raise PieceWithoutTheme(text=text[:60])
            themes[-1][1].setdefault(part, []).append(text)
    if len(themes) > MOST_THEMES:
        raise TooManyThemes(most=MOST_THEMES)
    return Gathered(introduction=_joined(introduction), themes=[_theme(title, texts) for title, texts in themes])


def _theme(title: str, texts: Mapping[Part, Sequence[str]]) -> Theme:
    together = {part: "\n".join(found) if part is Part.QUESTION else _joined(found) for part, found in texts.items()}
    return Theme(title=title, texts=together)


def _joined(texts: Sequence[str]) -> str:
    """Paragraphs; the items of a list stand together."""
    joined = ""
    for place, text in enumerate(texts):
        follows = place > 0 and text.startswith(BULLET) and texts[place - 1].startswith(BULLET)
        joined += ("\n" if follows else "\n\n") + text
    return joined.strip()
