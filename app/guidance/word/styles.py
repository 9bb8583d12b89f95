"""What the styles of a Word file say of its words: in bold, hidden, an item of a list (ECMA-376 part 1, 17.7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LISTS = re.compile(r"^(?:list (?:bullet|number)|opstilling|punktopstilling|liste)", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True)
class Styles:
    """The styles of a file by their ids."""

    known: dict[str, Any]

    @classmethod
    def of(cls, part: Iterable[Any]) -> Styles:
        """The styles of the part word/styles.xml."""
        return cls({one.get(f"{W}styleId"): one for one in part if one.tag == f"{W}style"})

    def is_bold(self, run: Any, paragraph: Any) -> bool:
        """By the run itself, else by its style, else by the paragraph's."""
        if run is None:
            return False
        places = [run, *self._chain(run, "rPr/rStyle"), *self._chain(paragraph, "pPr/pStyle")]
        return _first(places, "rPr/b")

    def is_hidden(self, run: Any) -> bool:
        """Whether nobody sees these words."""
        return run is not None and _first([run, *self._chain(run, "rPr/rStyle")], "rPr/vanish")

    def is_item(self, paragraph: Any) -> bool:
        """Whether the paragraph is an item of a list: by itself or by its style; number 0 takes it out of the list."""
        styles = list(self._chain(paragraph, "pPr/pStyle"))
        for place in (paragraph, *styles):
            number = place.find(_path("pPr/numPr/numId"))
            if number is not None:
                return number.get(f"{W}val") != "0"
        names = (style.find(f"{W}name") for style in styles)
        return any(name is not None and _LISTS.match(name.get(f"{W}val") or "") for name in names)

    def _chain(self, element: Any, path: str) -> Iterator[Any]:
        """The style of a run or paragraph and those that it is based on."""
        named = element.find(_path(path))
        for _step in range(10):
            style = self.known.get(named.get(f"{W}val")) if named is not None else None
            if style is None:
                return
            yield style
            named = style.find(f"{W}basedOn")


def _first(places: Iterable[Any], path: str) -> bool:
    """What the first place says that says anything."""
    for place in places:
        found = place.find(_path(path))
        if found is not None:
            return found.get(f"{W}val", "1") not in _OFF
    return False


def _path(path: str) -> str:
    return "/".join(f"{W}{name}" for name in path.split("/"))
