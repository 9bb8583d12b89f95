"""The spreadsheet of annual plans as bytes: what is too large is not opened, and short lines are lines."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from app.follow_up import plan_sheet
from app.follow_up.domain import SheetFaulty, SheetUnreadable
from app.follow_up.plan_sheet import SheetRow, read_sheet
from app.insights.tables import Table, as_csv, as_xlsx
from app.institutions import workbook

HEADER = ["Nummer", "Institution", "Modtaget", "Link", "Temaer", "Sætning"]


def sheet_of(*rows: list[str]) -> bytes:
    book, kept = Workbook(), io.BytesIO()
    for row in (HEADER, *rows):
        book.active.append(row)
    book.save(kept)
    return kept.getvalue()


def narrowed(content: bytes) -> bytes:
    """The same workbook as some programs write it: rows end at their last cell that holds anything."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(kept, "w") as after:
        for part in before.namelist():
            after.writestr(part, before.read(part).replace(b'<dimension ref="A1:F2"/>', b""))
    return kept.getvalue()


def test_row_that_is_shorter_than_the_header_is_a_row() -> None:
    [row] = read_sheet(narrowed(sheet_of(["208007", "Endrupskolen"])))
    assert row == SheetRow(line=2, unit="208007", received_on=None, link="", themes=(), sentence="")


def test_file_that_is_too_large_is_not_parsed(monkeypatch) -> None:
    monkeypatch.setattr(plan_sheet, "LARGEST", 10)
    monkeypatch.setattr(plan_sheet, "read_file", None)  # a call of it would fail in another way
    with pytest.raises(SheetUnreadable):
        read_sheet(b"Nummer;Link\r\n1;2\r\n")


def test_workbook_that_grows_too_large_is_not_unpacked(monkeypatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED", 1_000)
    with pytest.raises(SheetUnreadable):
        read_sheet(sheet_of(["208007", "Endrupskolen"]))


def test_formula_that_nobody_has_worked_out_names_its_cell() -> None:
    with pytest.raises(SheetFaulty) as caught:
        read_sheet(sheet_of(["208007", "Endrupskolen", "=TODAY()"]))
    assert caught.value.data == {"line": 2, "column": "Modtaget", "value": "=TODAY()", "expected": "31-01-2027"}


@pytest.mark.parametrize("written", [as_csv, as_xlsx])
def test_sentence_that_looks_like_a_formula_comes_back_as_it_was(written) -> None:
    table = Table(title="Årsplaner", heads=HEADER, rows=[["208007", "E", "", "", "1", "=2 temaer"]])
    assert [one.sentence for one in read_sheet(written(table))] == ["=2 temaer"]
