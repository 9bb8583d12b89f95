"""A register as bytes → its units, or everything that is wrong with it by line and column. All rows or nothing.

Engine: standard library (and csv_table.py). The header decides what a column is (terms.py), so that the state
register of 2016, today's, the school and day-care lists and a list made by hand are read by the same lines.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.institutions.csv_table import Table, read_file
from app.institutions.domain import (
    Doubt,
    Fault,
    Kind,
    Ownership,
    Problem,
    RegisterFaulty,
    RegisterRow,
    Remark,
    is_pseudo,
    register_of,
)
from app.institutions.register.terms import (
    ACTIVE_CODES,
    COLUMN_OF,
    KIND_COLUMNS,
    KIND_OF_CODE,
    KIND_OF_WORD,
    LONGEST,
    OWNERSHIP_OF_CODE,
    OWNERSHIP_OF_WORD,
    PSEUDO_CODES,
    REQUIRED,
    Column,
    header_of,
    municipality_of,
)
from app.institutions.register.whole import with_heads, with_likenesses

_POSTCODE = re.compile(r"\d{4}")
_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_MONTH = re.compile(r"(\d{4})-?(\d{2})(?:-?(\d{2}))?")


@dataclass(frozen=True, kw_only=True)
class Register:
    """What was read: the rows in the file's order, how it was written, and the headers that nothing was read from."""

    rows: tuple[RegisterRow, ...]
    encoding: str
    delimiter: str
    unused: tuple[str, ...]


def read_register(data: bytes, kinds: Mapping[str, Kind] | None = None) -> Register:
    """Reads one file; raises RegisterFaulty with every problem of it, not only the first.

    `kinds` are the body's own rules (a word or a code of the register, in small letters → kind); they go before ours.
    """
    table = read_file(data, lambda header: header_of(header) in COLUMN_OF)
    columns = _columns(table)
    problems: list[Problem] = []
    rows = [_Cells(line, cells, columns, table.header, problems, kinds or {}).row() for line, cells in table.rows]
    problems += _twice(rows, table.header[columns[Column.KEY]])
    if problems:
        raise RegisterFaulty(*sorted(problems, key=lambda problem: problem.line))
    return Register(
        rows=with_likenesses(with_heads(rows)),
        encoding=table.encoding,
        delimiter=table.delimiter,
        unused=tuple(name for index, name in enumerate(table.header) if name and index not in columns.values()),
    )


def within(rows: Iterable[RegisterRow], municipality: str) -> tuple[RegisterRow, ...]:
    """The units of one municipality: those it administers, and those that lie in it and nobody administers.

    One whose head is left out stands under whom is still there, like one whose parent the file does not hold.
    """
    name = municipality_of(municipality).casefold()
    kept = [row for row in rows if row.place.casefold() == name]
    keys = {row.key for row in kept}
    return tuple(row if row.head_key in keys else alone for row, alone in zip(kept, with_heads(kept), strict=True))


def parse_day(text: str) -> dt.date | None:
    """A day as registers write it: 02/11/2023, 2023-11-02, or a month alone (200501: its first day)."""
    if day := _DAY.fullmatch(text):
        parts = int(day[3]), int(day[2]), int(day[1])
    elif month := _MONTH.fullmatch(text):
        parts = int(month[1]), int(month[2]), int(month[3] or 1)
    else:
        return None
    try:
        return dt.date(*parts)
    except ValueError:
        return None


def _columns(table: Table) -> dict[Column, int]:
    found: dict[Column, int] = {}
    problems = []
    for index, header in enumerate(table.header):
        column = COLUMN_OF.get(header_of(header))
        if column is None:
            continue
        if column in found:
            problems.append(Problem(fault=Fault.COLUMN_TWICE, line=1, column=header, value=table.header[found[column]]))
        found.setdefault(column, index)
    missing = [column.value for column in REQUIRED if column not in found]
    if not any(column in found for column in KIND_COLUMNS):
        missing.append(Column.CATEGORY.value)
    problems += [Problem(fault=Fault.COLUMN_MISSING, line=1, column=name) for name in missing]
    if problems:
        raise RegisterFaulty(*problems)
    return found


def _twice(rows: Iterable[RegisterRow], header: str) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for row in rows:
        if row.key and first.setdefault(row.key, row.line) != row.line:
            where = str(first[row.key])
            problems.append(Problem(fault=Fault.TWICE, line=row.line, column=header, value=row.key, expected=where))
    return problems


@dataclass(frozen=True)
class _Cells:
    """The cells of one line by what they mean; what cannot be read is noted among the problems."""

    line: int
    cells: tuple[str, ...]
    columns: Mapping[Column, int]
    header: tuple[str, ...]
    problems: list[Problem]
    kinds: Mapping[str, Kind]

    def row(self) -> RegisterRow:
        self._check_texts()
        key, name = self._needed(Column.KEY), self._needed(Column.NAME)
        kind, words = self._kind()
        parent = self._text(Column.PARENT)
        closed = self._date(Column.CLOSED)
        row = RegisterRow(
            line=self.line,
            register=register_of(key),
            key=key,
            name=name,
            kind=kind or Kind.OTHER,
            kind_words=words,
            ownership=self._ownership(),
            municipality=municipality_of(self._text(Column.MUNICIPALITY)),
            location=municipality_of(self._text(Column.LOCATION)),
            parent_key=parent if parent != key else "",
            address=self._text(Column.ADDRESS),
            postcode=self._text(Column.POSTCODE),
            town=self._text(Column.TOWN),
            area=self._text(Column.AREA),
            size=self._number(Column.SIZE),
            pseudo=is_pseudo(name) or self._text(Column.TYPE_CODE) in PSEUDO_CODES,
            active=self._active(closed),
            opened=self._date(Column.OPENED),
            closed=closed,
            place_number=self._text(Column.PLACE_NUMBER),
        )
        return replace(row, remarks=tuple(_remarks(row, kind_known=kind is not None, owner=self._owner())))

    def _text(self, column: Column) -> str:
        return self.cells[self.columns[column]] if column in self.columns else ""

    def _needed(self, column: Column) -> str:
        text = self._text(column)
        if not text:
            self._fault(Fault.EMPTY, column)
        return text

    def _check_texts(self) -> None:
        """What no column of the table holds, and what would end a line of a mail's header or a calendar."""
        for column in self.columns:
            text, longest = self._text(column), LONGEST.get(column)
            if longest is not None and len(text) > longest:
                self._fault(Fault.TOO_LONG, column, expected=str(longest))
            if not text.isprintable():
                self._fault(Fault.UNPRINTABLE, column)

    def _number(self, column: Column) -> int | None:
        text = self._text(column)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 7):
            self._fault(Fault.NOT_A_NUMBER, column)
            return None
        return int(text)

    def _date(self, column: Column) -> dt.date | None:
        text = self._text(column)
        found = parse_day(text) if text else None
        if text and found is None:
            self._fault(Fault.NOT_A_DATE, column)
        return found

    def _kind(self) -> tuple[Kind | None, str]:
        if code := self._text(Column.TYPE_CODE):
            words = self._text(Column.TYPE_NAME) or code
            own = self.kinds.get(code) or self.kinds.get(words.casefold())
            return own or KIND_OF_CODE.get(code), words
        word = self._text(Column.CATEGORY)
        return self.kinds.get(word.casefold()) or KIND_OF_WORD.get(word.casefold()), word

    def _owner(self) -> str:
        return self._text(Column.OWNER_CODE) or self._text(Column.OWNERSHIP)

    def _ownership(self) -> Ownership:
        words = OWNERSHIP_OF_CODE if self._text(Column.OWNER_CODE) else OWNERSHIP_OF_WORD
        return words.get(self._owner().casefold(), Ownership.UNKNOWN)

    def _active(self, closed: dt.date | None) -> bool:
        code = self._text(Column.ACTIVE_CODE)
        return code in ACTIVE_CODES if code else closed is None

    def _fault(self, fault: Fault, column: Column, expected: str = "") -> None:
        index = self.columns[column]
        self.problems.append(
            Problem(fault=fault, line=self.line, column=self.header[index], value=self.cells[index], expected=expected)
        )


def _remarks(row: RegisterRow, *, kind_known: bool, owner: str) -> Iterable[Remark]:
    if not kind_known:
        yield Remark(doubt=Doubt.KIND_UNKNOWN, about=row.kind_words)
    if row.ownership is Ownership.UNKNOWN:
        yield Remark(doubt=Doubt.OWNERSHIP_UNKNOWN, about=owner)
    if row.pseudo:
        yield Remark(doubt=Doubt.PSEUDO)
    if row.location and row.municipality not in ("", row.location):
        yield Remark(doubt=Doubt.ADMINISTERED_ELSEWHERE, about=row.location)
    if row.postcode and not _POSTCODE.fullmatch(row.postcode):
        yield Remark(doubt=Doubt.POSTCODE, about=row.postcode)
