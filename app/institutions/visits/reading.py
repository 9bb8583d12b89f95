"""A list of earlier dialogues (institution, year) as bytes → its lines, or every fault by line and column.

Engine: standard library (and csv_table.py). Which unit a name means is for visits/services.py to find out. Instead of a
year, a line may say “ukendt før 2015”: the unit's earlier dialogues are unknown, which is not the same as none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.institutions.csv_table import Table, read_file
from app.institutions.domain import Fault, Problem, RegisterFaulty
from app.institutions.register.terms import UNKNOWN_BEFORE, header_of

INSTITUTION_HEADERS = ("id", "nr", "nummer", "institutionsnummer", "institution", "navn", "institutionsnavn", "enhed")
YEAR_HEADERS = ("år", "aar", "year", "årstal")
EARLIEST, LATEST = 1970, 2100


@dataclass(frozen=True, kw_only=True)
class VisitRow:
    """A unit, by number or name as somebody wrote it, was in dialogue in that year.

    With `unknown` nothing is known of it before that year.
    """

    line: int
    institution: str
    year: int
    unknown: bool = False


def read_visits(data: bytes) -> tuple[VisitRow, ...]:
    """Reads the list; a number goes before a name where both are given. Raises RegisterFaulty."""
    table = read_file(data, lambda header: header_of(header) in (*INSTITUTION_HEADERS, *YEAR_HEADERS))
    unit, year = _column(table, INSTITUTION_HEADERS, "institution"), _column(table, YEAR_HEADERS, "år")
    problems = [problem for line, cells in table.rows for problem in _problems(line, cells, table, unit, year)]
    if problems:
        raise RegisterFaulty(*problems)
    return tuple(_row(line, cells[unit], cells[year]) for line, cells in table.rows)


def _row(line: int, institution: str, said: str) -> VisitRow:
    unknown = UNKNOWN_BEFORE.fullmatch(said)
    year = int(unknown[1] if unknown else said)
    return VisitRow(line=line, institution=institution, year=year, unknown=unknown is not None)


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
    unknown = UNKNOWN_BEFORE.fullmatch(cells[year])
    said = unknown[1] if unknown else cells[year]
    if not (said.isascii() and said.isdigit() and EARLIEST <= int(said) <= LATEST):
        found.append(Problem(fault=Fault.NOT_A_YEAR, line=line, column=table.header[year], value=cells[year]))
    return found
