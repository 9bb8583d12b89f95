"""A question and the texts that answer it: how well, and which words are marked.

The database finds the candidates by their keys; this is the rest, the same for both databases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from app.search import danish
from app.search.domain import EXACT, NOT, PART, STEM, Grade

MOST_WORDS = 12
LONGEST_QUESTION = 300
EXCERPT = 320
_QUOTED = re.compile(r"[\"“”„»«](.+?)[\"“”„»«]")


class Ways(dict[str, int]):
    """How each word that comes along answers a word of the question, remembered: words come again and again."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.key = wanted, danish.key(wanted)
        self.roots = danish.roots(self.key)

    def __missing__(self, word: str) -> int:
        self[word] = found = self._way(word)
        return found

    def _way(self, word: str) -> int:
        if word == self.wanted:
            return EXACT
        if danish.key(word) == self.key:
            return STEM
        return PART if self.key in danish.parts(word) else NOT

    def best(self, plain: str) -> int:
        """How the best word of a plain text answers: only those are looked at in which a root of the key stands."""
        best = NOT
        for root in self.roots:
            at = plain.find(root)
            while at >= 0:
                start, end = plain.rfind(" ", 0, at) + 1, plain.find(" ", at)
                best = min(best, self[plain[start:end] if end >= 0 else plain[start:]])
                at = plain.find(root, end) if best and end >= 0 else -1
        return best


@dataclass(frozen=True)
class Question:
    """The words that were asked for, folded, and those that must stand side by side."""

    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """What the index is asked for: every one of them."""
        return tuple(dict.fromkeys(map(danish.key, self.words)))

    @cached_property
    def ways(self) -> dict[str, Ways]:
        """What is known so far of each word of the question."""
        return {wanted: Ways(wanted) for wanted in self.words}

    def grade(self, plain: str) -> Grade | None:
        """How well a plain text answers; None if it does not. Thousands of texts are graded for one question."""
        weakest = together = EXACT
        for ways in self.ways.values():
            best = ways.best(plain)
            if best == NOT:
                return None
            weakest, together = max(weakest, best), together + best
        if self.phrases and not all(self._side_by_side(phrase, plain.split()) for phrase in self.phrases):
            return None
        return weakest, together

    def _side_by_side(self, phrase: tuple[str, ...], words: list[str]) -> bool:
        """Whether the words of a phrase follow one another; they may be inflected, but parts of words do not count."""
        ways = [self.ways[wanted] for wanted in phrase]
        return any(
            all(way[word] <= STEM for way, word in zip(ways, words[place:], strict=False))
            for place in range(len(words) - len(phrase) + 1)
        )

    def marks(self, text: str) -> list[tuple[int, int]]:
        """Where the words that answer stand in a text as it was written."""
        found = []
        for match in danish.WORD.finditer(text):
            words = danish.plain(match[0]).split()
            if any(ways[word] < NOT for ways in self.ways.values() for word in words):
                found.append(match.span())
        return found

    def excerpt(self, text: str, longest: int = EXCERPT) -> list[tuple[bool, str]]:
        """The text in pieces, each with whether it is marked; of a long one what stands around the first mark."""
        marks = self.marks(text)
        start, end = _around(text, marks[0][0] if marks else 0, longest)
        pieces, at = [(False, "… " if start else "")], start
        for first, last in marks:
            if start <= first and last <= end:
                pieces += [(False, text[at:first]), (True, text[first:last])]
                at = last
        pieces.append((False, text[at:end] + (" …" if end < len(text) else "")))
        return [piece for piece in pieces if piece[1]]


def _around(text: str, place: int, longest: int) -> tuple[int, int]:
    """The span of a text to be shown, whole words, with a place in its first third."""
    if len(text) <= longest:
        return 0, len(text)
    start = max(0, min(place - longest // 3, len(text) - longest))
    end = start + longest
    if start:
        start = text.find(" ", start, place) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", place, end), start + 1)
    return start, end


def ask(text: str) -> Question:
    """A question as it was typed: words, and “words in quotation marks” that must stand side by side."""
    text = text[:LONGEST_QUESTION]
    phrases = [tuple(danish.plain(quoted).split()) for quoted in _QUOTED.findall(text)]
    words = dict.fromkeys(danish.plain(text).split())
    kept = tuple(words)[:MOST_WORDS]
    return Question(kept, tuple(phrase for phrase in phrases if len(phrase) > 1 and set(phrase) <= set(kept)))
