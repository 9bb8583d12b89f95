"""A spreadsheet (XLSX) as bytes → the same table as from CSV: each cell as the person sees it in the sheet.

A formula counts for the value that the spreadsheet last worked out; one that was never worked out is a fault, and so
is a cell that shows an error: neither is taken for empty.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping

from app.institutions.domain import Fault, Problem, RegisterFaulty
from app.institutions.sheets import BOOK, Book, Row

LARGEST_UNPACKED = 200_000_000
MOST_ROWS = 100_000
Line = tuple[int, tuple[str, ...]]


def read_workbook(data: bytes, is_known: Callable[[str], bool]) -> tuple[Line, list[Line]]:
    """(header, rows) of the sheet whose first row has the most known headers; blank rows are passed over.

    Raises RegisterFaulty: for what is no workbook or grows too large, and for cells that have no value to show.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as folder:
            _check(folder)
            book = Book(folder)
            sheet = max(book.sheets(), key=lambda one: _known_headers(book.rows(one), is_known))
            header, *rows = _lines(book.rows(sheet), is_known)
    except RegisterFaulty:
        raise
    except Exception as error:  # a zip, its XML and what it says of itself can be wrong in many ways
        raise RegisterFaulty(Problem(fault=Fault.WRONG_FILE)) from error
    return header, [(line, cells + ("",) * (len(header[1]) - len(cells))) for line, cells in rows]


def _check(folder: zipfile.ZipFile) -> None:
    if BOOK not in folder.namelist():
        raise RegisterFaulty(Problem(fault=Fault.WRONG_FILE))
    if sum(part.file_size for part in folder.infolist()) > LARGEST_UNPACKED:
        raise RegisterFaulty(Problem(fault=Fault.TOO_LARGE))


def _known_headers(rows: Iterator[Row], is_known: Callable[[str], bool]) -> int:
    first = next((row for row in rows if any(cell.text for cell in row.cells)), None)
    return sum(is_known(cell.text) for cell in first.cells) if first else -1


def _lines(rows: Iterator[Row], is_known: Callable[[str], bool]) -> list[Line]:
    """Every row that is not blank, as wide as the header."""
    lines: list[Line] = []
    problems: list[Problem] = []
    read: dict[int, str] = {}
    width = 0
    for row in rows:
        problems += _valueless(row, read)
        cells = tuple([cell.text for cell in row.cells])
        if any(cells):
            read = read or {place: text for place, text in enumerate(cells) if is_known(text)}
            width = width or _width(cells)
            lines.append((row.number, cells[:width]))
        if len(lines) > MOST_ROWS + 1:
            raise RegisterFaulty(Problem(fault=Fault.TOO_LARGE))
    if problems:
        raise RegisterFaulty(*problems)
    if not lines:
        raise RegisterFaulty(Problem(fault=Fault.EMPTY_FILE))
    return lines


def _width(header: tuple[str, ...]) -> int:
    """Sheets have no last column: what stands to the right of the header is a note of somebody's, if it is anything."""
    return max(place for place, text in enumerate(header, 1) if text)


def _valueless(row: Row, read: Mapping[int, str]) -> Iterator[Problem]:
    """Cells of columns that are read, which show an error or hold a formula that nobody has worked out."""
    for place, cell in enumerate(row.cells):
        if cell.error and place in read:
            yield Problem(fault=Fault.CELL_ERROR, line=row.number, column=read[place], value=cell.text)
        if cell.formula and place in read:
            yield Problem(fault=Fault.FORMULA, line=row.number, column=read[place], value=cell.formula[:60])
