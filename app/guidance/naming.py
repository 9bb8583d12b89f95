"""Pure text: whether a text names somebody, and whether it repeats words that are closed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from app.guidance.wording import BORROWED, sentences

MASK = "[…]"
LEAST_LETTERS = 8
"""A closed text of one word betrays something only if it is a rare one: as long as this."""

_WORD = re.compile(r"\w+")
_BULLET = "• "


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Those of the names that stand in the text, also in the genitive."""
    return [name for name in names if (found := _pattern(name)) and found.search(text)]


def masked(text: str, names: Iterable[str]) -> str:
    """The text with a mark in the place of each name; the longest first, so that no half of one is left."""
    for name in sorted(names, key=len, reverse=True):
        found = _pattern(name)
        text = found.sub(MASK, text) if found else text
    return text


@lru_cache(maxsize=256)
def _pattern(name: str) -> re.Pattern[str] | None:
    """A name of one word is one only with its own capital letters; the words of a longer one are parted by anything."""
    words = _WORD.findall(name)
    if sum(map(len, words)) < 3:
        return None
    joined = r"\W+".join(map(re.escape, words))
    return re.compile(rf"(?<!\w){joined}(?:['’]?s)?(?!\w)", re.IGNORECASE if len(words) > 1 else 0)


def exact_sentences(text: str) -> list[str]:
    """The sentences of a text as somebody may be asked about them: without the mark of a list."""
    return [part.removeprefix(_BULLET).strip() for part in sentences(text)]


def without(text: str, left_out: Iterable[str]) -> str:
    """The text without these sentences of it."""
    gone = set(left_out)
    return "\n".join(part for part in exact_sentences(text) if part not in gone)


class ClosedTexts:
    """Texts of which nothing may be repeated: BORROWED words in a row, or all of a shorter one."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.runs: dict[int, set[tuple[str, ...]]] = {}
        for text in texts:
            words = _words(text)
            length = min(BORROWED, len(words))
            if length > 1 or any(len(word) >= LEAST_LETTERS for word in words):
                self.runs.setdefault(length, set()).update(_runs(words, length))

    def repeated_in(self, text: str) -> bool:
        """Whether the text repeats any of them."""
        words = _words(text) if self.runs else []
        return any(not known.isdisjoint(_runs(words, length)) for length, known in self.runs.items())


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _runs(words: list[str], length: int) -> Iterable[tuple[str, ...]]:
    return (tuple(words[start : start + length]) for start in range(len(words) - length + 1))


def names_by(names: Mapping[int, tuple[str, ...]], text: str) -> Sequence[int]:
    """Whose names stand in the text."""
    return _names_by(tuple(names.items()), text)


@lru_cache(maxsize=2048)
def _names_by(names: tuple[tuple[int, tuple[str, ...]], ...], text: str) -> tuple[int, ...]:
    """The texts of a draft are looked through at every sight of it, and few of them change between two."""
    return tuple(key for key, own in names if names_in(text, own))
