"""Pure text: paragraphs, lists, bold, sentences, and whether one text borrows another's words.

A text is kept as it reads. A line that begins with BULLET is an item of a list, an empty line parts paragraphs, and
bold is a list of the words that stand in bold; there is no other markup, and none that a writer has to know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

BULLET = "• "

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÆØÅÉ»“\"])")
_LETTERS = re.compile(r"\w+")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufffe\uffff]")
_TYPED_BULLET = re.compile(r"^(?:[-*]\s+|•\s*)(?=\S)")
ALIKE = 0.4
"""Two sentences that share less than this (difflib's ratio over words) are two different sentences."""

WORDLESS = " \n.,:;!?…–-▮"
"""A text of these alone says nothing: it was never words, or they have been erased."""

BORROWED = 6
"""So many words in a row that stand in two texts were copied, not found again by chance."""


Run = tuple[str, bool]
"""Words, and whether they stand in bold."""


@dataclass(frozen=True)
class Block:
    """A paragraph (one line of runs) or a list (one line an item)."""

    is_list: bool
    lines: tuple[tuple[Run, ...], ...]


def tidy(text: str) -> str:
    """A text as it is stored: no stray spaces, at most one empty line between paragraphs, one sign for an item.

    Characters that cannot be seen, and that neither Word nor print can hold, are left out.
    """
    seen = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    parts = [" ".join(line.split()) for line in seen.split("\n")]
    marked = ["" if part in ("-", "*", "•") else _TYPED_BULLET.sub(BULLET, part) for part in parts]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(marked)).strip()


def tidy_bold(phrases: Iterable[str]) -> list[str]:
    """The words that stand in bold, each once, as they are stored."""
    return list(dict.fromkeys(phrase for one in phrases if (phrase := " ".join(one.split()))))


def blocks(text: str, bold: Sequence[str] = (), *, every_line: bool = False) -> list[Block]:
    """The paragraphs and lists of a text, in order; with `every_line` each line is an item, as questions are written.

    A phrase of `bold` stands in bold wherever the text has it as whole words.
    """
    found = []
    for is_list, lines_of_block in _parted(text, every_line=every_line):
        found.append(Block(is_list, tuple(tuple(_runs(line, bold)) for line in lines_of_block)))
    return found


def _parted(text: str, *, every_line: bool) -> Iterator[tuple[bool, list[str]]]:
    if every_line:
        found = lines(text)
        yield from [(True, found)] if found else []
        return
    for part in re.split(r"\n\s*\n", text):
        for is_list, group in groupby(part.strip().splitlines(), key=lambda line: line.startswith(BULLET)):
            listed = [line.removeprefix(BULLET).strip() for line in group if line.strip()]
            if listed:
                yield is_list, listed if is_list else [" ".join(listed)]


def _runs(line: str, bold: Sequence[str]) -> Iterator[Run]:
    marked = [False] * len(line)
    for phrase in bold:
        for found in _places(phrase, line):
            marked[found.start() : found.end()] = [True] * len(found[0])
    for is_bold, group in groupby(range(len(line)), key=marked.__getitem__):
        yield "".join(line[place] for place in group), is_bold


def _places(phrase: str, line: str) -> Iterator[re.Match[str]]:
    yield from re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", line) if phrase else ()


def not_in_text(text: str, bold: Iterable[str]) -> list[str]:
    """The phrases that do not stand in the text as whole words, in one paragraph or item."""
    found = ["".join(words for words, _ in line) for block in blocks(text) for line in block.lines]
    return [phrase for phrase in bold if not any(any(_places(phrase, line)) for line in found)]


def written(found: Iterable[Block]) -> str:
    """The text of blocks: the way back from blocks()."""
    parts = []
    for block in found:
        texts = ["".join(words for words, _ in line) for line in block.lines]
        parts.append("\n".join(f"{BULLET}{one}" for one in texts) if block.is_list else texts[0])
    return "\n\n".join(parts)


def emphasis_differs(one: tuple[str, Sequence[str]], other: tuple[str, Sequence[str]]) -> bool:
    """Whether other words stand in bold. Words that were themselves put in or taken out count for nothing."""
    before, after = (set(_emphasised(*wording)) for wording in (one, other))
    return any(not_in_text(other[0], [phrase]) == [] for phrase in before - after) or any(
        not_in_text(one[0], [phrase]) == [] for phrase in after - before
    )


def _emphasised(text: str, bold: Sequence[str]) -> Iterator[str]:
    for block in blocks(text, bold):
        for line in block.lines:
            yield from (words.strip() for words, is_bold in line if is_bold)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: an empty line parts them, a single line break does not."""
    return [" ".join(block.split()) for block in re.split(r"\n\s*\n", text) if block.strip()]


def lines(text: str) -> list[str]:
    """One entry a line, as reflection questions are written; without the sign of an item."""
    return [line.strip().removeprefix(BULLET) for line in text.splitlines() if line.strip()]


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
    if not words.strip(WORDLESS):
        return False
    if words == text:
        return True
    wanted = " ".join(_words(words))
    if not wanted:
        return words in text
    return f" {wanted} " in f" {' '.join(_words(text))} "


def stands_whole_in(words: str, text: str) -> bool:
    """Whether each sentence of these words is a whole sentence of the text, and not the beginning of a longer one."""
    known = {tuple(_words(one)) for one in sentences(text)}
    return stands_in(words, text) and all(tuple(_words(one)) in known for one in sentences(words))


def borrows(text: str, source: str) -> bool:
    """Whether the text repeats BORROWED words in a row of the source, or all of a shorter source."""
    wanted, found = _words(source), " ".join(_words(text))
    length = min(BORROWED, len(wanted))
    runs = (" ".join(wanted[start : start + length]) for start in range(len(wanted) - length + 1))
    return length > 0 and any(f" {run} " in f" {found} " for run in runs)


def _words(text: str) -> list[str]:
    return _LETTERS.findall(text.lower())
