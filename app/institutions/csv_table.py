"""Bytes of a file that somebody saved from somewhere → a table with the line of every row.

Engine: standard library (a spreadsheet is read by workbook.py). It knows encodings and delimiters, and nothing of
institutions.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.institutions.domain import Fault, Problem, RegisterFaulty
from app.institutions.workbook import MOST_ROWS, read_workbook

DELIMITERS = ";,\t"
LARGEST = 20 * 1024 * 1024
WORKBOOK = "xlsx"
_ZIP_MARK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<!DOCTYPE", b"<html", b"<?xml", b"BEGIN:V")
"""How files begin that people choose by mistake: documents, pictures, web pages, calendars and cards."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """The header as the file writes it, and (line, cells) of each row that is not blank; all rows equally long."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_file(data: bytes, is_known: Callable[[str], bool]) -> Table:
    """CSV or XLSX, whichever the bytes are; as read_table()."""
    _check(data)
    if not data.startswith(_ZIP_MARK):
        return read_table(data, is_known)
    (_, header), rows = read_workbook(data, is_known)
    return Table(encoding=WORKBOOK, delimiter="", header=header, rows=tuple(rows))


def _check(data: bytes) -> None:
    start = data[:64].lstrip(b"\xef\xbb\xbf \r\n\t")
    if len(data) > LARGEST:
        raise RegisterFaulty(Problem(fault=Fault.TOO_LARGE))
    if start.startswith(_OLD_WORKBOOK):
        raise RegisterFaulty(Problem(fault=Fault.SPREADSHEET))
    if start.lower().startswith(tuple(mark.lower() for mark in _NO_TABLES)):
        raise RegisterFaulty(Problem(fault=Fault.WRONG_FILE))


def read_table(data: bytes, is_known: Callable[[str], bool]) -> Table:
    """Decodes and splits. The delimiter is the one that makes most headers known (`is_known` gets the raw header),
    else the one that makes most cells.

    Raises RegisterFaulty for what is not text, for an empty file, and for rows of another length than the header.
    """
    text, encoding = decode(data)
    if not text.strip():
        raise RegisterFaulty(Problem(fault=Fault.EMPTY_FILE))
    delimiter = _delimiter(text, is_known)
    lines = list(_lines(text, delimiter))
    (_, header), *rows = lines
    if len(rows) > MOST_ROWS:
        raise RegisterFaulty(Problem(fault=Fault.TOO_LARGE))
    _check_lengths(header, rows)
    return Table(encoding=encoding, delimiter=delimiter, header=header, rows=tuple(rows))


def decode(data: bytes) -> tuple[str, str]:
    """UTF-8 with or without its mark, UTF-16 with one, else cp1252: what Danish spreadsheets write."""
    if data.startswith(_ZIP_MARK):
        raise RegisterFaulty(Problem(fault=Fault.SPREADSHEET))
    guesses = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in guesses:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return unicodedata.normalize("NFC", text), encoding
    raise RegisterFaulty(Problem(fault=Fault.NOT_TEXT))


def _delimiter(text: str, is_known: Callable[[str], bool]) -> str:
    first = next(line for line in text.splitlines() if line.strip())

    def known(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([first], delimiter=delimiter))
        return sum(map(is_known, cells)), len(cells)

    return max(DELIMITERS, key=known)


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(line, cells) with every run of white space in a cell made one space; blank rows are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            tidy = tuple(" ".join(cell.split()) for cell in cells)
            if any(tidy):
                yield line, tidy
            line = reader.line_num + 1
    except csv.Error as error:
        raise RegisterFaulty(Problem(fault=Fault.QUOTES, line=line, value=str(error))) from error


def _check_lengths(header: tuple[str, ...], rows: list[tuple[int, tuple[str, ...]]]) -> None:
    problems = [
        Problem(fault=Fault.RAGGED, line=line, value=str(len(cells)), expected=str(len(header)))
        for line, cells in rows
        if len(cells) != len(header)
    ]
    if problems:
        raise RegisterFaulty(*problems)
