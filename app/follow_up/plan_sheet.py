"""A spreadsheet of annual plans as bytes → its lines, or the first that cannot be taken and what was expected there.

Engine. The columns are those of the file that the page offers (Danish or English), in any order; only the unit is
needed. CSV as Danish spreadsheets save it, or XLSX.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.follow_up.domain import SheetFaulty, SheetUnreadable
from app.institutions.csv_table import read_table
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
_ZIP = b"PK\x03\x04"


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
    lines = list(_xlsx(data) if data.startswith(_ZIP) else _csv(data))
    if len(data) > LARGEST or len(lines) > MOST_LINES or len(lines) < 2:
        raise SheetUnreadable()
    (_, header), *rows = lines
    places = {
        key: next((i for name in names for i, head in enumerate(header) if head.strip().casefold() == name), None)
        for key, names in COLUMNS.items()
    }
    if places["number"] is None and places["name"] is None:
        raise SheetUnreadable()
    return [_row(line, cells, places) for line, cells in rows if any(cells)]


def _row(line: int, cells: Sequence[str], places: dict[str, int | None]) -> SheetRow:
    given = {key: cells[place].strip() if place is not None else "" for key, place in places.items()}
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


def _csv(data: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    known = {name for names in COLUMNS.values() for name in names}
    try:
        table = read_table(data, lambda header: header.strip().casefold() in known)
    except RegisterFaulty as faulty:
        raise SheetUnreadable() from faulty
    yield 1, table.header
    yield from table.rows


def _xlsx(data: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    from openpyxl import load_workbook  # heavy: only where a workbook is read

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for line, row in enumerate(book.worksheets[0].iter_rows(values_only=True, max_row=MOST_LINES + 1), 1):
            yield line, [_text(value) for value in row]
    except Exception as error:  # openpyxl fails in many ways on what is not a workbook
        raise SheetUnreadable() from error


def _text(value: object) -> str:
    """A cell as somebody sees it: days without a clock, whole numbers without a comma."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lstrip("'")
