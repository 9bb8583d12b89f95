"""Rules about the words themselves: what may not be written, how pasted text divides, where two texts differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "added", "removed"]
Part = tuple[Change, str]

_CPR = re.compile(r"(?<!\d)(?P<day>\d{2})(?P<month>\d{2})\d{2}[\s–-]?\d{4}(?!\d)")
REPLACEMENT = 60  # day + 60: the number of somebody who has no CPR number yet


def holds_cpr(text: str) -> bool:
    """Whether ten digits of the text begin with a day and a month, as a CPR number does. Other numbers pass."""
    return any(_is_day(int(found["day"]), int(found["month"])) for found in _CPR.finditer(text))


def _is_day(day: int, month: int) -> bool:
    return 1 <= (day - REPLACEMENT if day > REPLACEMENT else day) <= 31 and 1 <= month <= 12


def tidy(text: str) -> str:
    """One passage as it is stored: single spaces, no line breaks."""
    return " ".join(text.split())


def paragraphs(text: str) -> list[str]:
    """The passages in a text: one for each line that says something."""
    return [line for line in map(tidy, text.splitlines()) if line]


def apart(mine: str, theirs: str) -> tuple[list[tuple[bool, str]], list[tuple[bool, str]]]:
    """Both texts in pieces, each with whether it differs from the other text; the pieces joined give the text."""
    left, right = _words(mine), _words(theirs)
    bare = [word.rstrip() for word in left], [word.rstrip() for word in right]
    sides: tuple[list[tuple[bool, str]], list[tuple[bool, str]]] = ([], [])
    for kind, i, j, k, m in SequenceMatcher(None, *bare, autojunk=False).get_opcodes():
        sides[0].extend(_piece("".join(left[i:j]), differs=kind != "equal"))
        sides[1].extend(_piece("".join(right[k:m]), differs=kind != "equal"))
    return sides


def changes(before: str, after: str) -> list[Part]:
    """How `before` became `after`, word by word; joining what is not removed gives `after`."""
    old, new = _words(before), _words(after)
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    return list(_joined(_steps(matcher.get_opcodes(), old, new)))


def _steps(opcodes: Iterable[tuple[str, int, int, int, int]], old: list[str], new: list[str]) -> Iterator[Part]:
    for kind, old_from, old_to, new_from, new_to in opcodes:
        if kind == "equal":
            yield "same", "".join(new[new_from:new_to])
            continue
        yield "removed", "".join(old[old_from:old_to])
        yield "added", "".join(new[new_from:new_to])


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Leaves out what is empty, and keeps a space between words that were taken out and those that came instead."""
    for change, text in parts:
        if text:
            yield change, text if change != "removed" or text[-1].isspace() else f"{text} "


def _words(text: str) -> list[str]:
    """The words, each with the space that follows it."""
    return re.findall(r"\S+\s*|\s+", text)


def _piece(text: str, *, differs: bool) -> list[tuple[bool, str]]:
    """A run of words; the space behind words that differ is nobody's."""
    end = len(text.rstrip()) if differs else len(text)
    return [(is_apart, part) for is_apart, part in ((differs, text[:end]), (False, text[end:])) if part]
