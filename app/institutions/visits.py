"""A list of earlier dialogues (institution, year) as bytes → its lines, or every fault by line and column.

Engine: standard library only. Which unit a name means is for services.record_visits to find out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.institutions.csv_table import Table, read_table
from app.institutions.domain import Fault, Problem, RegisterFaulty
from app.institutions.register_terms import header_of

INSTITUTION_HEADERS = ("id", "nr", "nummer", "institutionsnummer", "institution", "navn", "institutionsnavn", "enhed")
YEAR_HEADERS = ("år", "aar", "year", "årstal")
EARLIEST, LATEST = 1990, 2100


@dataclass(frozen=True, kw_only=True)
class VisitRow:
    """A unit, by number or name as somebody wrote it, was in dialogue in that year."""

    line: int
    institution: str
    year: int


def read_visits(data: bytes) -> tuple[VisitRow, ...]:
    """Reads the list; a number goes before a name where both are given. Raises RegisterFaulty."""
    table = read_table(data, lambda header: header_of(header) in (*INSTITUTION_HEADERS, *YEAR_HEADERS))
    unit, year = _column(table, INSTITUTION_HEADERS, "institution"), _column(table, YEAR_HEADERS, "år")
    problems = [problem for line, cells in table.rows for problem in _problems(line, cells, table, unit, year)]
    if problems:
        raise RegisterFaulty(*problems)
    return tuple(VisitRow(line=line, institution=cells[unit], year=int(cells[year])) for line, cells in table.rows)


def _column(table: Table, aliases: tuple[str, ...], name: str) -> int:
    headers: Mapping[str, int] = {header_of(header): index for index, header in enumerate(table.header)}
    found = next((headers[alias] for alias in aliases if alias in headers), None)
    if found is None:
        raise RegisterFaulty(Problem(fault=Fault.COLUMN_MISSING, line=1, column=name))
    return found


def _problems(line: int, cells: tuple[str, ...], table: Table, unit: int, year: int) -> list[Problem]:
    found = []
    if not cells[unit]:
        found.append(Problem(fault=Fault.EMPTY, line=line, column=table.header[unit]))
    if not (cells[year].isascii() and cells[year].isdigit() and EARLIEST <= int(cells[year]) <= LATEST):
        found.append(Problem(fault=Fault.NOT_A_YEAR, line=line, column=table.header[year], value=cells[year]))
    return found
