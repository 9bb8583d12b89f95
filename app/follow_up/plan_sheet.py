"""A spreadsheet of annual plans as bytes → its lines, or the first that cannot be taken and what was expected there.

Engine. The columns are those of the file that the page offers (Danish or English), in any order; only the unit is
needed. CSV as Danish spreadsheets save it, or XLSX.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.follow_up.domain import SheetFaulty, SheetUnreadable
from app.institutions.csv_table import Table, read_file
from app.institutions.domain import RegisterFaulty

COLUMNS = {
    "number": ("nummer", "number"),
    "name": ("institution", "navn", "name", "enhed", "unit"),
    "received": ("modtaget", "received"),
    "link": ("link",),
    "themes": ("temaer", "themes"),
    "sentence": ("sætning", "sentence"),
}
LARGEST = 5_000_000
MOST_LINES = 5_000
_DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y")
_EXPECTED = {
    "number": "280123",
    "name": "280123",
    "received": "31-01-2027",
    "link": "https://…",
    "themes": "1, 3",
    "sentence": "tekst",
}
"""What a column holds, where a cell shows an error or a formula that nobody has worked out."""


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One unit, by number or name as somebody wrote it, and what its plan says; themes by their number in the year."""

    line: int
    unit: str
    received_on: dt.date | None
    link: str
    themes: tuple[int, ...]
    sentence: str


def read_sheet(data: bytes) -> list[SheetRow]:
    """Reads the file; raises SheetUnreadable, or SheetFaulty with line, column and what was expected."""
    if len(data) > LARGEST:
        raise SheetUnreadable()
    table = _table(data)
    if not 0 < len(table.rows) < MOST_LINES:
        raise SheetUnreadable()
    places = {key: _place(table.header, names) for key, names in COLUMNS.items()}
    if places["number"] is None and places["name"] is None:
        raise SheetUnreadable()
    return [_row(line, cells, places) for line, cells in table.rows]


def _table(data: bytes) -> Table:
    """Its lines, all as long as the header; raises SheetFaulty for a cell that has no value to show."""
    known = {name: key for key, names in COLUMNS.items() for name in names}
    try:
        return read_file(data, lambda header: _head(header) in known)
    except RegisterFaulty as faulty:
        first = faulty.problems[0]
        if not first.column:
            raise SheetUnreadable() from faulty
        expected = _EXPECTED[known[_head(first.column)]]
        raise SheetFaulty(line=first.line, column=first.column, value=first.value, expected=expected) from faulty


def _head(text: str) -> str:
    return text.strip().casefold()


def _place(header: Sequence[str], names: Sequence[str]) -> int | None:
    """Where the column stands that has one of these names: the first name that any column has."""
    heads = [_head(text) for text in header]
    return next((heads.index(name) for name in names if name in heads), None)


def _row(line: int, cells: Sequence[str], places: Mapping[str, int | None]) -> SheetRow:
    given = {key: cells[place].lstrip("'").strip() if place is not None else "" for key, place in places.items()}
    if not given["number"] and not given["name"]:
        raise SheetFaulty(line=line, column="Institution", value="", expected="280123")
    return SheetRow(
        line=line,
        unit=given["number"] or given["name"],
        received_on=_day(line, given["received"]),
        link=given["link"],
        themes=tuple(_themes(line, given["themes"])),
        sentence=given["sentence"],
    )


def _day(line: int, text: str) -> dt.date | None:
    if not text:
        return None
    for form in _DAYS:
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 (a day, not an instant)
        except ValueError:
            continue
    raise SheetFaulty(line=line, column="Modtaget", value=text, expected="31-01-2027")


def _themes(line: int, text: str) -> Iterator[int]:
    for part in text.replace(";", ",").replace(" ", ",").split(","):
        if part and not (part.isascii() and part.isdigit()):
            raise SheetFaulty(line=line, column="Temaer", value=text, expected="1, 3")
        if part:
            yield int(part)
