"""A question and the texts that answer it: how well, and which words are marked.

The database finds the candidates by their keys; this is the rest, the same for both databases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.search import danish
from app.search.domain import Grade, How

MOST_WORDS = 12
LONGEST_QUESTION = 300
EXCERPT = 320
_QUOTED = re.compile(r"[\"“”„»«](.+?)[\"“”„»«]")


@dataclass(frozen=True)
class Question:
    """The words that were asked for, folded, and those that must stand side by side."""

    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...] = ()
    _seen: dict[str, dict[str, How | None]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def keys(self) -> tuple[str, ...]:
        """What the index is asked for: every one of them."""
        return tuple(dict.fromkeys(map(danish.key, self.words)))

    def how(self, wanted: str, word: str) -> How | None:
        """How a folded word answers one of the question; remembered, for words come again and again."""
        seen = self._seen.setdefault(wanted, {})
        if word not in seen:
            seen[word] = _how(wanted, word)
        return seen[word]

    def grade(self, folded: str) -> Grade | None:
        """How well a folded text answers; None if it does not."""
        words = danish.words(folded)
        distinct = set(words)
        best = [self._best(wanted, distinct) for wanted in self.words]
        if None in best or not all(self._side_by_side(phrase, words) for phrase in self.phrases):
            return None
        ways = [way for way in best if way is not None]
        return Grade(max(ways), sum(ways))

    def _best(self, wanted: str, words: set[str]) -> How | None:
        if wanted in words:
            return How.EXACT
        seen = self._seen.setdefault(wanted, {})
        best: How | None = None
        for word in words:
            way = seen[word] if word in seen else self.how(wanted, word)
            if way is How.STEM:
                return way
            best = best or way
        return best

    def _side_by_side(self, phrase: tuple[str, ...], words: list[str]) -> bool:
        """Whether the words of a phrase follow one another; they may be inflected, but parts of words do not count."""
        places = range(len(words) - len(phrase) + 1)
        return any(
            all(self.how(wanted, words[place + step]) in (How.EXACT, How.STEM) for step, wanted in enumerate(phrase))
            for place in places
        )

    def marks(self, text: str) -> list[tuple[int, int]]:
        """Where the words that answer stand in a text as it was written."""
        found = []
        for match in danish.WORD.finditer(text):
            words = danish.words(danish.fold(match[0]))
            if any(self.how(wanted, word) is not None for wanted in self.words for word in words):
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


def _how(wanted: str, word: str) -> How | None:
    if word == wanted:
        return How.EXACT
    key = danish.key(wanted)
    if danish.key(word) == key:
        return How.STEM
    return How.PART if key in danish.parts(word) else None


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
    phrases = [tuple(danish.words(danish.fold(quoted))) for quoted in _QUOTED.findall(text)]
    words = dict.fromkeys(danish.words(danish.fold(text)))
    kept = tuple(words)[:MOST_WORDS]
    return Question(kept, tuple(phrase for phrase in phrases if len(phrase) > 1 and set(phrase) <= set(kept)))
