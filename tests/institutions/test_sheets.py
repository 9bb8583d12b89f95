"""The parts of a workbook, as spreadsheet programs write them; openpyxl is the judge of what its own hold."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from app.institutions.csv_table import read_file
from app.institutions.domain import Fault, RegisterFaulty
from app.institutions.sheets import Book, Cell, Row

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def book_of(
    rows: str, *, texts: str = "", styles: str = "", main: str = MAIN, settings: str = "", sheet: str = "sheets/one.xml"
) -> zipfile.ZipFile:
    """A workbook of one sheet from the inner XML of its parts."""
    kept = io.BytesIO()
    links = {"a": ("worksheet", sheet), "b": ("sharedStrings", "/xl/texts.xml"), "c": ("styles", "looks.xml")}
    told = "".join(f'<Relationship Id="{one}" Type="{KINDS}/{k}" Target="{t}"/>' for one, (k, t) in links.items())
    sheets = f'<sheets><sheet name="Enheder" sheetId="1" xmlns:r="{KINDS}" r:id="a"/></sheets>'
    with zipfile.ZipFile(kept, "w") as folder:
        folder.writestr("xl/workbook.xml", f'<workbook xmlns="{main}">{settings}{sheets}</workbook>')
        folder.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{told}</Relationships>")
        folder.writestr("xl/sheets/one.xml", f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>')
        folder.writestr("xl/texts.xml", f'<sst xmlns="{main}">{texts}</sst>')
        folder.writestr("xl/looks.xml", f'<styleSheet xmlns="{main}">{styles}</styleSheet>')
    return zipfile.ZipFile(kept)


def rows_of(folder: zipfile.ZipFile) -> list[Row]:
    book = Book(folder)
    (sheet,) = book.sheets()
    return list(book.rows(sheet))


def shown_by(folder: zipfile.ZipFile) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in rows_of(folder)]


def test_texts_are_looked_up_with_all_their_runs_and_not_how_they_are_pronounced() -> None:
    texts = (
        "<si><t>Åen</t></si><si><r><rPr><b/></rPr><t>Den </t></r><r><t>gule</t></r><rPh><t>gul</t></rPh></si>"
        '<si><t xml:space="preserve"> Skole_x000D_\nog SFO </t></si>'
    )
    cells = "".join(f'<c t="s"><v>{number}</v></c>' for number in range(3))
    assert shown_by(book_of(f"<row>{cells}</row>", texts=texts)) == [["Åen", "Den gule", "Skole og SFO"]]


def test_cells_stand_where_they_say() -> None:
    rows = '<row r="3"><c r="B3"><v>7</v></c><c><v>8</v></c><c r="AA3"><v>9</v></c></row><row/><row r="9"/>'
    found = rows_of(book_of(rows))
    assert [row.number for row in found] == [3, 4, 9]
    assert {place: cell.text for place, cell in enumerate(found[0].cells) if cell.text} == {1: "7", 2: "8", 26: "9"}


def test_what_stands_beyond_the_last_column_is_left_out() -> None:
    assert shown_by(book_of('<row><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>')) == [["1"]]


STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="0000"/><numFmt numFmtId="165" formatCode="dd\\-mm\\-yyyy;@"/>'
    '<numFmt numFmtId="166" formatCode="0&quot; hjem&quot;"/></numFmts>'
    "<cellXfs>" + "".join(f'<xf numFmtId="{form}"/>' for form in (0, 164, 165, 14, 166)) + "</cellXfs>"
)


def test_numbers_are_shown_as_their_format_says() -> None:
    cells = [("0", "0480"), ("1", "480"), ("2", "46234.75"), ("3", "59"), ("4", "12.0"), ("0", "12.5"), ("2", "0.5")]
    row = "".join(f'<c s="{style}"><v>{value}</v></c>' for style, value in cells)
    assert shown_by(book_of(f"<row>{row}</row>", styles=STYLES)) == [
        ["0480", "0480", "2026-07-31", "1900-02-28", "12", "12.5", "0.5"]
    ]


def test_books_that_count_from_1904_show_the_day_that_they_mean() -> None:
    settings = '<workbookPr date1904="1"/>'
    row = '<row><c s="3"><v>44772</v></c></row>'
    assert shown_by(book_of(row, styles=STYLES, settings=settings)) == [["2026-07-31"]]


def test_strict_workbooks_and_links_from_the_top_are_read_too() -> None:
    row = '<row><c t="s"><v>0</v></c><c t="d"><v>2026-07-31T00:00:00</v></c></row>'
    folder = book_of(row, texts="<si><t>Åen</t></si>", main=STRICT, sheet="/xl/sheets/one.xml")
    assert shown_by(folder) == [["Åen", "2026-07-31"]]


def test_formulas_show_what_was_worked_out_even_where_that_is_nothing() -> None:
    row = (
        '<row><c t="str"><f>A1&amp;""</f><v></v></c><c t="str"><f>B1</f><v>Åen</v></c><c><f>1+1</f><v>2</v></c>'
        '<c><f>1+1</f><v/></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c><c t="b"><v>1</v></c></row>'
    )
    ((_, cells),) = rows_of(book_of(row))
    assert cells == [Cell(), Cell("Åen"), Cell("2"), Cell(formula="=1+1"), Cell("#DIV/0!", error=True), Cell("True")]


def _saved(folder: zipfile.ZipFile) -> bytes:
    assert isinstance(folder.fp, io.BytesIO)
    return folder.fp.getvalue()


@pytest.mark.parametrize(
    "row",
    [
        '<row><c t="s"><v>7</v></c></row>',
        '<row><c s="9"><v>7</v></c></row>',
        "<row><c><v>seven</v></c></row>",
        "<row><c></row>",
        '<row r="x"/>',
    ],
)
def test_book_that_refers_to_what_it_does_not_hold_is_no_workbook(row: str) -> None:
    with pytest.raises(RegisterFaulty) as caught:
        read_file(_saved(book_of(row, styles=STYLES)), bool)
    assert [problem.fault for problem in caught.value.problems] == [Fault.WRONG_FILE]


def test_words_that_grow_without_end_are_no_workbook() -> None:
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    kept = io.BytesIO()
    with book_of('<row><c t="s"><v>0</v></c></row>') as made, zipfile.ZipFile(kept, "w") as folder:
        for part in made.namelist():
            data = made.read(part).decode()
            if part == "xl/texts.xml":
                data = f'<!DOCTYPE sst [<!ENTITY e0 "ha">{grown}]><sst xmlns="{MAIN}"><si><t>&e11;</t></si></sst>'
            folder.writestr(part, data)
    with pytest.raises(RegisterFaulty) as caught:
        read_file(kept.getvalue(), bool)
    assert [problem.fault for problem in caught.value.problems] == [Fault.WRONG_FILE]


def as_openpyxl_reads(content: bytes) -> list[tuple[str, ...]]:
    """What its reader shows of the rows that are not blank, as wide as the first."""
    rows = [tuple(map(said, row)) for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows()]
    rows = [row for row in rows if any(row)]
    width = max(place for place, text in enumerate(rows[0], 1) if text)
    return [row[:width] for row in rows]


def said(cell: Any) -> str:
    value = cell.value
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and set(cell.number_format) == {"0"}:
        return str(value).zfill(len(cell.number_format))
    return "" if value is None else " ".join(str(value).split())


texts = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Co", "Cn")), max_size=12).filter(
    lambda text: not text.startswith(("=", "#")) and "_x" not in text
)
numbers = st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6, allow_subnormal=False)
days = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(2100, 1, 1))
values = st.none() | st.booleans() | texts | numbers | days


@given(st.lists(st.lists(values, min_size=1, max_size=6), max_size=6), st.sampled_from(["0", "0000", "General"]))
def test_what_is_read_is_what_openpyxl_reads(rows: list[list[Any]], form: str) -> None:
    book = Workbook()
    book.active.append(["id", "navn"])
    for row in rows:
        book.active.append(row)
        for cell in book.active[book.active.max_row]:
            if isinstance(cell.value, int):
                cell.number_format = form
    kept = io.BytesIO()
    book.save(kept)
    table = read_file(kept.getvalue(), bool)
    assert [table.header, *(cells for _line, cells in table.rows)] == as_openpyxl_reads(kept.getvalue())
