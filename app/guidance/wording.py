"""Pure text: paragraphs, sentences, what changed between two wordings, and whether one text borrows another's words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÆØÅÉ»“\"])")
_LETTERS = re.compile(r"\w+")
ALIKE = 0.4
"""Two sentences that share less than this (difflib's ratio over words) are two different sentences."""

BORROWED = 6
"""So many words in a row that stand in two texts were copied, not found again by chance."""


def tidy(text: str) -> str:
    """A text as it is stored: no stray spaces, one empty line at the most between paragraphs."""
    lines = [" ".join(line.split()) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: an empty line parts them, a single line break does not."""
    return [" ".join(block.split()) for block in re.split(r"\n\s*\n", text) if block.strip()]


def lines(text: str) -> list[str]:
    """One entry a line, as reflection questions are written."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order. A full stop inside an abbreviation before a small letter parts nothing."""
    return [part.strip() for line in lines(text) for part in _SENTENCE_END.split(line) if part.strip()]


def nearest(sentence: str, candidates: Iterable[str]) -> str:
    """The candidate that the sentence most likely grew out of; empty if none is alike."""
    scored = [(_likeness(sentence, candidate), candidate) for candidate in candidates]
    best, found = max(scored, default=(0.0, ""), key=lambda pair: pair[0])
    return found if best >= ALIKE else ""


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _words(one), _words(other), autojunk=False).ratio()


def stands_in(words: str, text: str) -> bool:
    """Whether these words stand in the text, whatever their case, spacing and punctuation."""
    wanted = " ".join(_words(words))
    return bool(wanted) and f" {wanted} " in f" {' '.join(_words(text))} "


def borrows(text: str, source: str) -> bool:
    """Whether the text repeats BORROWED words in a row of the source, or all of a shorter source."""
    wanted, found = _words(source), " ".join(_words(text))
    length = min(BORROWED, len(wanted))
    runs = (" ".join(wanted[start : start + length]) for start in range(len(wanted) - length + 1))
    return length > 0 and any(f" {run} " in f" {found} " for run in runs)


def _words(text: str) -> list[str]:
    return _LETTERS.findall(text.lower())
