"""Tables as files for a spreadsheet: no cell of them can be taken for a formula, whatever people have written.

CSV as Danish spreadsheets open it by a double click: UTF-8 with a byte order mark, semicolons, CRLF (RFC 4180 else).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Value = str | int | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection")."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot hold, and nobody can see."""
LONGEST_NAME = 31  # of a sheet
FONT = "Calibri"
NARROWEST, WIDEST = 8, 50
"""Widths of a column in characters; longer texts are wrapped."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A heading, the names of the columns, and the rows."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]


def neutral(value: Value) -> Value:
    """A text that begins as a formula does gets an apostrophe, which spreadsheets read as "this is text"."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def as_csv(table: Table) -> bytes:
    """The table for a spreadsheet, or for anything else that reads CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([neutral(value) for value in row] for row in (table.heads, *table.rows))
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table) -> bytes:
    """The table as a workbook of one sheet; every text is stored as text and nothing is computed."""
    from openpyxl import Workbook  # heavy: only where a workbook is made
    from openpyxl.styles import Alignment, Font

    book = Workbook(write_only=False)
    sheet = book.active
    sheet.title = re.sub(r"[\\/*?:\[\]]", " ", table.title)[:LONGEST_NAME]
    for row, values in enumerate((table.heads, *table.rows), 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column)
            if isinstance(value, str):
                cell.value = _UNWRITABLE.sub("", value)
                cell.data_type = "s"
                cell.quotePrefix = cell.value.startswith(FORMULA)
            else:
                cell.value = value
            cell.alignment = Alignment(wrap_text=isinstance(value, str), vertical="top")
            cell.font = Font(name=FONT, size=11, bold=row == 1)
    _lay_out(sheet, table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lay_out(sheet: Any, table: Table) -> None:
    """Columns as wide as what they hold, the heads always in sight, and a printout that is one page wide."""
    from openpyxl.utils import get_column_letter

    for column, head in enumerate(table.heads):
        longest = max(len(str(value)) for value in (head, *(row[column] or "" for row in table.rows)))
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(max(longest + 2, NARROWEST), WIDEST)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
