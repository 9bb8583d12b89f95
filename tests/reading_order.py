"""A PDF as a screen reader meets it: down the structure tree, the words of each element by its marked content.

PDF 32000-1, 14.6 (marked content), 14.7.4.3 (what an element of the tree points at), 14.9.4 (replacement text).
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from tests.printed import letters_of

INLINE = frozenset({"Span", "Strong", "Em", "Link", "LBody", "Code"})
"""Their words are part of what they stand in."""

SIGNS = "Lbl"
"""The sign before an item of a list."""


@dataclass
class Told:
    """An element of the tree that has words, or is a picture with a text in its place."""

    tag: str
    text: str = ""
    alt: str = ""


@dataclass
class Walk:
    """One walk down the tree; what each content stream says is read once."""

    known: dict[tuple[int, int], dict[int, str]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def down(self, node: Any, page: Any, into: Told | None) -> None:
        """`into` is the element around: words of inline elements are added to its."""
        page = node.get("/Pg", page)
        tag = str(node.get("/S", "/"))[1:]
        if tag == SIGNS:
            return
        here = into if tag in INLINE else None
        if tag == "Figure":
            self.told.append(Told(tag, alt=str(node.get("/Alt", ""))))
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                inline = str(kid.S)[1:] in INLINE
                here = here if not inline or here is not None else self._begun(tag)
                self.down(kid, page, here)
                here = here if inline else (into if tag in INLINE else None)
            elif (words := self._words(kid, page)) and tag != "Figure":
                here = here if here is not None else self._begun(tag)
                here.text += words

    def _begun(self, tag: str) -> Told:
        self.told.append(Told(tag))
        return self.told[-1]

    def _words(self, kid: Any, page: Any) -> str:
        """Of a marked content: by its number on the page, or in a stream of its own."""
        if isinstance(kid, pikepdf.Dictionary):
            if "/MCID" not in kid:
                return ""
            place, number = kid.get("/Stm", kid.get("/Pg", page)), int(kid.MCID)
        else:
            place, number = page, int(kid)
        if place.objgen not in self.known:
            self.known[place.objgen] = _said_in(place)
        return self.known[place.objgen][number]


def read_aloud(rendered: bytes) -> list[Told]:
    """Every element with words, in the order of the tree."""
    with pikepdf.open(io.BytesIO(rendered)) as pdf:
        walk = Walk()
        walk.down(pdf.Root.StructTreeRoot, None, None)
        return [one for one in walk.told if one.text or one.tag == "Figure"]


def unread(rendered: bytes) -> str:
    """The words on the pages that are marked as decoration, foot or head, or not at all."""
    with pikepdf.open(io.BytesIO(rendered)) as pdf:
        return "".join(_said_in(page.obj).get(-1, "") for page in pdf.pages)


def _said_in(place: Any) -> dict[int, str]:
    """The words of a page by the numbers of its marked contents; -1 for what has none."""
    fonts = {str(name): letters_of(font) for name, font in place.get("/Resources", {}).get("/Font", {}).items()}
    found: dict[int, str] = defaultdict(str)
    around: list[tuple[int, bool]] = [(-1, False)]
    letters: dict[bytes, str] = {}
    for step in pikepdf.parse_content_stream(place):
        name, number, replaced = str(step.operator), *around[-1]
        if name in ("BDC", "BMC"):
            has = name == "BDC" and isinstance(step.operands[1], pikepdf.Dictionary)
            given: Any = step.operands[1] if has else {}
            number = int(given.get("/MCID", number))
            if "/ActualText" in given and not replaced:
                found[number] += str(given.get("/ActualText"))
            around.append((number, replaced or "/ActualText" in given))
        elif name == "EMC":
            around.pop()
        elif name == "Tf":
            letters = fonts[str(step.operands[0])]
        elif name in ("Tj", "TJ") and not replaced:
            found[number] += "".join(_letters(step, letters))
        else:
            found[number] += ""
    return found


def _letters(step: Any, letters: dict[bytes, str]) -> Iterator[str]:
    for part in step.operands[0] if str(step.operator) == "TJ" else step.operands:
        if isinstance(part, pikepdf.String):
            codes = bytes(part)
            yield from (letters.get(codes[at : at + 2], "") for at in range(0, len(codes), 2))
