"""What only the whole register can tell of a row: who heads it, and which other row it resembles.

Engine: standard library only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.institutions.domain import Doubt, Fault, Kind, Problem, RegisterFaulty, RegisterRow, Remark
from app.institutions.likeness import squash


def with_heads(rows: Iterable[RegisterRow]) -> list[RegisterRow]:
    """Each row with the unit at the top of its chain of parents (a department may have departments).

    A parent outside the file is nobody's head here: the row is its own, with a remark. A loop is a fault.
    """
    rows = list(rows)
    parents = {row.key: row.parent_key for row in rows}
    return [
        replace(
            row,
            head_key=_head(row, parents),
            remarks=(*row.remarks, *_absent_parent(row, parents)),
        )
        for row in rows
    ]


def with_likenesses(rows: Sequence[RegisterRow]) -> tuple[RegisterRow, ...]:
    """Each row with doubts from comparing it: a place number that stands twice, a name like a department's."""
    places = Counter(row.place_number for row in rows if row.place_number)
    names = {(row.place, squash(row.name)): row.name for row in rows if row.kind is Kind.SCHOOL}
    return tuple(replace(row, remarks=(*row.remarks, *_likenesses(row, places, names))) for row in rows)


def _head(row: RegisterRow, parents: Mapping[str, str]) -> str:
    passed = [row.key]
    while (parent := parents[passed[-1]]) in parents:
        if parent in passed:
            chain = " → ".join((*passed, parent))
            raise RegisterFaulty(Problem(fault=Fault.PARENT_LOOP, line=row.line, value=chain))
        passed.append(parent)
    return passed[-1]


def _absent_parent(row: RegisterRow, parents: Mapping[str, str]) -> Iterable[Remark]:
    remark = Remark(doubt=Doubt.PARENT_ABSENT, about=row.parent_key)
    if row.parent_key and row.parent_key not in parents and remark not in row.remarks:
        yield remark


def _likenesses(row: RegisterRow, places: Mapping[str, int], names: Mapping[tuple[str, str], str]) -> Iterable[Remark]:
    if places.get(row.place_number, 0) > 1:
        yield Remark(doubt=Doubt.PLACE_NUMBER_TWICE, about=row.place_number)
    if row.kind is Kind.SCHOOL and not row.parent_key and (main := _main_unit(row, names)):
        yield Remark(doubt=Doubt.LIKE_A_DEPARTMENT, about=main)


def _main_unit(row: RegisterRow, names: Mapping[tuple[str, str], str]) -> str | None:
    """The school whose whole name begins this one's: “Humlebækskole, 6. - 9. klasse” beside “Humlebæk Skole”."""
    cuts = (match.start() for match in re.finditer(r"\W", row.name))
    heads = (names.get((row.place, squash(row.name[:cut]))) for cut in cuts)
    return next((head for head in heads if head and head != row.name), None)
