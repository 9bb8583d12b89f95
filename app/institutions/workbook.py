"""A spreadsheet (XLSX) as bytes → the same table as from CSV: each cell as the person sees it in the sheet.

Engine: openpyxl, imported where a workbook is read. A formula counts for the value that the spreadsheet last worked
out; one that was never worked out is a fault, and so is a cell that shows an error: neither is taken for empty.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from app.institutions.domain import Fault, Problem, RegisterFaulty

LARGEST_UNPACKED = 200_000_000
MOST_ROWS, MOST_COLUMNS = 100_000, 256
_BOOK = "xl/workbook.xml"
_FORMULA = re.compile(rb"<f[\s>/]")
_ZEROS = re.compile(r"0+")
Line = tuple[int, tuple[str, ...]]


def read_workbook(data: bytes, is_known: Callable[[str], bool]) -> tuple[Line, list[Line]]:
    """(header, rows) of the sheet whose first row has the most known headers; blank rows are passed over.

    Raises RegisterFaulty: for what is no workbook or grows too large, and for cells that have no value to show.
    """
    formulas = _opened(data)
    from openpyxl import load_workbook  # heavy

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = max(book.worksheets, key=lambda one: _known_headers(one, is_known))
        said = load_workbook(io.BytesIO(data), read_only=True)[sheet.title] if formulas else None
        header, *rows = _lines(sheet, said, is_known)
    except RegisterFaulty:
        raise
    except Exception as error:  # openpyxl fails in many ways on what is not quite a workbook
        raise RegisterFaulty(Problem(fault=Fault.WRONG_FILE)) from error
    return header, [(line, cells + ("",) * (len(header[1]) - len(cells))) for line, cells in rows]


def _opened(data: bytes) -> bool:
    """Whether it holds formulas; raises RegisterFaulty for another zip, a broken one, and one that grows too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as folder:
            if _BOOK not in folder.namelist():
                raise RegisterFaulty(Problem(fault=Fault.WRONG_FILE))
            if sum(part.file_size for part in folder.infolist()) > LARGEST_UNPACKED:
                raise RegisterFaulty(Problem(fault=Fault.TOO_LARGE))
            sheets = [part for part in folder.namelist() if part.startswith("xl/worksheets/")]
            return any(_FORMULA.search(folder.read(part)) for part in sheets if part.endswith(".xml"))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise RegisterFaulty(Problem(fault=Fault.WRONG_FILE)) from error


def _known_headers(sheet: Any, is_known: Callable[[str], bool]) -> int:
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_col=MOST_COLUMNS):
        texts = [_text(cell) for cell in row]
        if any(texts):
            return sum(map(is_known, texts))
    return -1


def _lines(sheet: Any, said: Any, is_known: Callable[[str], bool]) -> list[Line]:
    """Every row that is not blank; `said` is the same sheet with its formulas, if it has any."""
    lines: list[Line] = []
    problems: list[Problem] = []
    read: dict[int, str] = {}
    for number, row, formulas in _rows(sheet, said):
        cells = tuple([_text(cell) for cell in row])
        problems += _valueless(number, row, formulas, read)
        if any(cells):
            read = read or {place: text for place, text in enumerate(cells) if is_known(text)}
            lines.append((number, cells))
        if len(lines) > MOST_ROWS + 1:
            raise RegisterFaulty(Problem(fault=Fault.TOO_LARGE))
    if problems:
        raise RegisterFaulty(*problems)
    if not lines:
        raise RegisterFaulty(Problem(fault=Fault.EMPTY_FILE))
    return _as_wide_as_the_header(lines)


def _as_wide_as_the_header(lines: list[Line]) -> list[Line]:
    """Sheets have no last column: what stands to the right of the header is a note of somebody's, if it is anything."""
    width = max((place for place, text in enumerate(lines[0][1], 1) if text), default=0)
    return [(number, cells[:width]) for number, cells in lines]


def _rows(sheet: Any, said: Any) -> Iterator[tuple[int, Sequence[Any], Sequence[Any]]]:
    for one in filter(None, (sheet, said)):
        one.reset_dimensions()
    shown = sheet.iter_rows(max_col=MOST_COLUMNS)
    if said is None:
        yield from ((number, row, ()) for number, row in enumerate(shown, 1))
        return
    pairs = zip(shown, said.iter_rows(max_col=MOST_COLUMNS), strict=False)
    yield from ((number, row, formulas) for number, (row, formulas) in enumerate(pairs, 1))


def _valueless(number: int, row: Sequence[Any], formulas: Sequence[Any], read: Mapping[int, str]) -> Iterator[Problem]:
    """Cells of columns that are read, which show an error or hold a formula that nobody has worked out."""
    for place, cell in enumerate(row):
        if cell.data_type == "e" and place in read:
            yield Problem(fault=Fault.CELL_ERROR, line=number, column=read[place], value=str(cell.value))
    for place, formula in enumerate(formulas[: len(row)]):
        if formula.data_type == "f" and row[place].value is None and place in read:
            yield Problem(fault=Fault.FORMULA, line=number, column=read[place], value=str(formula.value)[:60])


def _text(cell: Any) -> str:
    """A cell as somebody sees it: days without a clock, whole numbers without a comma, the zeros of its format."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and _ZEROS.fullmatch(str(cell.number_format)):
        return str(value).zfill(len(cell.number_format))
    return " ".join(str(value).split())
