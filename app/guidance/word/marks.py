"""The hidden marks of a draft in Word: what a row is, what was sent, and which words are ours and not a writer's.

They are words in runs that are hidden (w:vanish), so that Word and LibreOffice keep them with the row; they are read
wherever they stand, hidden or not. What is not marked as ours was written by somebody, and is never lost unseen.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

_MARK = re.compile(r"\[\[ledetraad:([^\[\]]*)\]\]")
_ROW = re.compile(r"^(\d{4}):(\d+):r(\d+)$")
_SENT = re.compile(r"^(\d{4}):sent:((?:\d+r\d+(?:\.\d+r\d+)*)?)$")


def row_mark(year: int, element: int, revision: int) -> str:
    """Which text a row holds, and the revision that stood when the file was made."""
    return f"[[ledetraad:{year}:{element}:r{revision}]]"


def sent_mark(year: int, sent: Mapping[int, int]) -> str:
    """Every text that was in the file, with its revision: so that a row that is gone is missed."""
    return f"[[ledetraad:{year}:sent:{'.'.join(f'{element}r{revision}' for element, revision in sent.items())}]]"


def ours_mark(text: str) -> str:
    """These words are ours: the mark holds as long as nobody changes them."""
    return f"[[ledetraad:k{_sum(text)}]]"


def visible(text: str) -> str:
    """The words without the marks."""
    return " ".join(_MARK.sub("", text).split())


def is_ours(text: str) -> bool:
    """Whether a paragraph is as it was written by us; an empty one says nothing."""
    words = visible(text)
    return not words or f"k{_sum(words)}" in _MARK.findall(text)


def rows_in(text: str) -> list[tuple[int, int, int]]:
    """The marks of rows in a text: year, element, revision."""
    found = (_ROW.match(mark) for mark in _MARK.findall(text))
    return [(int(one[1]), int(one[2]), int(one[3])) for one in found if one]


def sent_in(text: str) -> list[tuple[int, dict[int, int]]]:
    """The lists of what was sent in a text: the year, and each element with its revision."""
    found = (_SENT.match(mark) for mark in _MARK.findall(text))
    return [(int(one[1]), _pairs(one[2])) for one in found if one]


def _pairs(listed: str) -> dict[int, int]:
    parts = (one.split("r") for one in listed.split(".") if one)
    return {int(element): int(revision) for element, revision in parts}


def _sum(text: str) -> str:
    return f"{zlib.crc32(' '.join(text.split()).encode()):08x}"
