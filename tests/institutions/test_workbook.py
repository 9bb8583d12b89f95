"""Spreadsheets: what a person sees in a cell is what is read, and what nobody can see is said."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from app.institutions import workbook
from app.institutions.csv_table import read_file
from app.institutions.domain import Fault, Problem, RegisterFaulty
from app.institutions.register.reading import read_register
from app.institutions.visits.reading import VisitRow, read_visits

HEADER = ["id", "navn", "kategori", "elevtal"]


def sheet_of(*rows: list[Any], header: list[str] | None = None) -> bytes:
    book = Workbook()
    for row in (header or HEADER, *rows):
        book.active.append(row)
    return bytes_of(book)


def bytes_of(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def with_values(content: bytes, values: dict[str, str]) -> bytes:
    """The same workbook as a spreadsheet program saves it: its formulas with the value last worked out."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(kept, "w") as after:
        for part in before.namelist():
            data = before.read(part)
            for formula, value in values.items():
                text = f"<f>{formula}</f><v></v>".encode()
                data = data.replace(text, f"<f>{formula}</f><v>{value}</v>".encode())
                data = data.replace(f"<f>{formula}</f><v />".encode(), f"<f>{formula}</f><v>{value}</v>".encode())
            after.writestr(part, data)
    return kept.getvalue()


def problems_of(content: bytes) -> tuple[Problem, ...]:
    with pytest.raises(RegisterFaulty) as caught:
        read_register(content)
    return caught.value.problems


def test_sheet_is_read_as_the_csv_is() -> None:
    rows = read_register(
        sheet_of(["208007", "Endrupskolen", "skole", 516], [208008, " Åen  Skole ", "skole", None])
    ).rows
    assert [(row.line, row.key, row.name, row.size) for row in rows] == [
        (2, "208007", "Endrupskolen", 516),
        (3, "208008", "Åen Skole", None),
    ]


def test_days_of_a_sheet_are_days() -> None:
    header = ["id", "navn", "kategori", "lukket"]
    (row,) = read_register(sheet_of(["1", "A", "skole", dt.datetime(2026, 7, 31)], header=header)).rows
    assert row.closed == dt.date(2026, 7, 31)


def test_formula_counts_for_the_value_last_worked_out() -> None:
    content = with_values(sheet_of(["1", "A", "skole", "=100+20"]), {"100+20": "120"})
    assert [row.size for row in read_register(content).rows] == [120]


def test_formula_that_nobody_has_worked_out_is_said_by_row_and_column() -> None:
    assert problems_of(sheet_of(["1", "A", "skole", 1], ["2", "B", "skole", "=100+20"])) == (
        Problem(fault=Fault.FORMULA, line=3, column="elevtal", value="=100+20"),
    )


def test_formula_in_a_column_that_is_not_read_is_nobodys_business() -> None:
    (row,) = read_register(sheet_of(["1", "A", "skole", 1, "=1+1"], header=[*HEADER, "vores noter"])).rows
    assert row.key == "1"


def test_cell_that_shows_an_error_is_said_by_row_and_column() -> None:
    book = Workbook()
    book.active.append(HEADER)
    book.active.append(["1", "A", "skole", "#N/A"])
    book.active["D2"].data_type = "e"
    assert problems_of(bytes_of(book)) == (Problem(fault=Fault.CELL_ERROR, line=2, column="elevtal", value="#N/A"),)


def test_number_that_is_none_is_said_by_row_and_column() -> None:
    assert problems_of(sheet_of(["1", "A", "skole", 12.5])) == (
        Problem(fault=Fault.NOT_A_NUMBER, line=2, column="elevtal", value="12.5"),
    )


def test_the_sheet_with_the_headers_is_read_whichever_it_is() -> None:
    book = Workbook()
    book.active.append(["Vejledning"])
    other = book.create_sheet("Enheder")
    other.append(HEADER)
    other.append(["1", "A", "skole", 1])
    assert [row.key for row in read_register(bytes_of(book)).rows] == ["1"]


def test_blank_rows_and_notes_to_the_right_are_passed_over() -> None:
    content = sheet_of([None], ["1", "A", "skole", 1, "set af Ida"], [None], ["2", "B", "skole"])
    assert [(row.line, row.key) for row in read_register(content).rows] == [(3, "1"), (5, "2")]


def test_earlier_dialogues_come_from_a_sheet_too() -> None:
    content = sheet_of(["Endrupskolen", 2019.0], header=["institution", "år"])
    assert read_visits(content) == (VisitRow(line=2, institution="Endrupskolen", year=2019),)


def _zip(**parts: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, data in parts.items():
            folder.writestr(name.replace("__", "/"), data)
    return kept.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        _zip(word__document=b"a letter"),
        _zip(xl__workbook=b"nothing"),
        sheet_of(["1", "A", "skole", 1])[:400],
        b"PK\x03\x04" + bytes(range(256)) * 20,
    ],
)
def test_what_is_no_workbook_is_a_sentence(content: bytes) -> None:
    assert [problem.fault for problem in problems_of(content)] == [Fault.WRONG_FILE]


def test_workbook_that_unpacks_too_large_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED", 1_000)
    assert [problem.fault for problem in problems_of(sheet_of(["1", "A", "skole", 1]))] == [Fault.TOO_LARGE]


def test_sheet_with_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)
    rows = [["1", "A", "skole", 1], ["2", "B", "skole", 1]]
    assert [problem.fault for problem in problems_of(sheet_of(*rows))] == [Fault.TOO_LARGE]


def test_empty_workbook_has_no_rows() -> None:
    with pytest.raises(RegisterFaulty) as caught:
        read_file(bytes_of(Workbook()), bool)
    assert [problem.fault for problem in caught.value.problems] == [Fault.EMPTY_FILE]
