"""A workbook (XLSX) → its sheets, row by row, each cell as the person sees it. Nothing is kept but the row at hand.

Engine: standard library. A workbook is a zip with some pages of XML (ECMA-376, part 1, chapter 18); read as they pass,
they cost an import neither the memory nor the time of a library that builds the whole book.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from xml.etree import ElementTree as ET

MOST_COLUMNS = 256
BOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
DAY = "day"
_ZEROS = re.compile(r"0{2,}")
_NOT_SAID = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
"""What stands in a number format and is no code: quoted words, colours, padding."""
_DAY_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Those of the built-in number formats that show a day or a time."""
_EARLY, _LATE = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
"""The days from which a book counts; the earlier one takes 1900 for a leap year, which shows before its day 60."""


class Cell(NamedTuple):
    """What a cell shows. `error`: it shows that something went wrong; `formula`: one that nobody has worked out."""

    text: str = ""
    error: bool = False
    formula: str = ""


class Row(NamedTuple):
    """A row by the number that the sheet gives it."""

    number: int
    cells: list[Cell]


BLANK = Cell()


@dataclass(frozen=True)
class Book:
    """A workbook that is open: what its cells refer to is read when the first one does.

    Anything may be wrong with a file: whoever reads has to expect zipfile's, ElementTree's and plain Python's errors.
    """

    folder: zipfile.ZipFile

    def sheets(self) -> list[str]:
        """The parts that hold sheets with cells, in the order of the book."""
        links = self._links
        named = [sheet for sheet in self._root(BOOK).iter() if _name(sheet) == "sheet"]
        found = [links[identity] for sheet in named for key, identity in sheet.items() if key.endswith("}id")]
        return [target for kind, target in found if kind == "worksheet"]

    def rows(self, sheet: str) -> Iterator[Row]:
        """Every row that the sheet holds, blank ones too if it has written them down."""
        number = 0
        for row in self._each(sheet, "row"):
            number = int(row.get("r") or number + 1)
            yield Row(number, self._cells(row))

    def _cells(self, row: ET.Element) -> list[Cell]:
        cells: list[Cell] = []
        for cell in row:
            place = _column(cell.get("r")) or len(cells) + 1
            if place > MOST_COLUMNS:
                break
            cells.extend([BLANK] * (place - 1 - len(cells)))
            cells.append(self._cell(cell))
        return cells

    def _cell(self, cell: ET.Element) -> Cell:
        kind, value, formula = cell.get("t", "n"), "", None
        for part in cell:
            match _name(part):
                case "v":
                    value = part.text or ""
                case "f":
                    formula = part.text or ""
                case "is":
                    return Cell(_tidy(_words(part)))
        if formula is not None and not value and kind != "str":  # words that were worked out may be none
            return Cell(formula=f"={formula}")
        return Cell(self._shown(kind, value, int(cell.get("s", 0))) if value else "", error=kind == "e")

    def _shown(self, kind: str, value: str, style: int) -> str:
        """A value as somebody sees it: days without a clock, whole numbers without a comma, the zeros of its format."""
        match kind:
            case "s":
                return self._texts[int(value)]
            case "n":
                return self._number(value, self._formats[style] if self._formats else "")
            case "b":
                return str(value == "1")
            case "d":
                return value.partition("T")[0]
        return _tidy(value)

    def _number(self, value: str, form: str) -> str:
        if form == DAY and float(value) >= 1:
            return self._day(int(float(value)))
        number = float(value)
        if not number.is_integer():
            return str(number)
        whole = value if value.isdigit() else str(int(number))
        return whole.zfill(len(form)) if _ZEROS.fullmatch(form) else whole

    @cached_property
    def _links(self) -> dict[str, tuple[str, str]]:
        """{identity: (kind, part)} of what the book is made of."""
        links = self._root(_LINKS)
        return {
            one.get("Id", ""): (one.get("Type", "").rpartition("/")[2], _part(one.get("Target", ""))) for one in links
        }

    @cached_property
    def _texts(self) -> list[str]:
        return [_tidy(_words(text)) for part in self._of_kind("sharedStrings") for text in self._each(part, "si")]

    @cached_property
    def _formats(self) -> list[str]:
        """How each style shows a number: as a day, with that many zeros, or plainly."""
        return [form for part in self._of_kind("styles") for form in _forms(self._root(part))]

    def _day(self, number: int) -> str:
        if self._counts_from_1904:
            return (_LATE + dt.timedelta(days=number)).isoformat()
        return (_EARLY + dt.timedelta(days=number + (number < 60))).isoformat()

    @cached_property
    def _counts_from_1904(self) -> bool:
        return any(one.get("date1904") in ("1", "true") for one in self._root(BOOK))

    def _of_kind(self, kind: str) -> list[str]:
        return [part for found, part in self._links.values() if found == kind]

    def _root(self, part: str) -> ET.Element:
        with self.folder.open(part) as stream:
            return ET.parse(stream).getroot()  # noqa: S314, as below

    def _each(self, part: str, name: str) -> Iterator[ET.Element]:
        """The elements of that name as they pass; each is emptied when the next is asked for."""
        ending = "}" + name
        with self.folder.open(part) as stream:
            for _event, element in ET.iterparse(stream):  # noqa: S314, it fetches nothing, and expat bounds entities
                if element.tag.endswith(ending):
                    yield element
                    element.clear()


def _forms(styles: ET.Element) -> list[str]:
    """The number format of each style of the book, a day's as DAY."""
    own = {int(one.get("numFmtId", 0)): one.get("formatCode", "") for one in _under(styles, "numFmts")}
    used = [int(style.get("numFmtId", 0)) for style in _under(styles, "cellXfs")]
    return [DAY if one in _DAY_FORMATS or _is_day(own.get(one, "")) else own.get(one, "") for one in used]


def _is_day(form: str) -> bool:
    said = _NOT_SAID.sub("", form.partition(";")[0]).lower()
    return "general" not in said and any(code in said for code in "dmyhs")


def _under(root: ET.Element, name: str) -> list[ET.Element]:
    return [one for found in root if _name(found) == name for one in found]


def _words(text: ET.Element) -> str:
    """The words of a text and of its runs, but not how they are pronounced."""
    runs = [part for part in text if _name(part) in ("t", "r")]
    words = [one.text or "" for run in runs for one in run.iter() if _name(one) == "t"]
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(words))


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _column(place: str | None) -> int:
    """The number of a column from the place of a cell (AB7: 28); 0 where the cell does not say."""
    found = 0
    for letter in (place or "").rstrip("0123456789"):
        found = 26 * found + ord(letter) - ord("A") + 1
    return found


def _part(target: str) -> str:
    """Where a link leads: from the top of the folder, or beside the book."""
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
