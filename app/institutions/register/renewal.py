"""What a register changes of the units that are there: new, changed, unchanged, gone.

Engine: standard library only. A register never deletes, never closes what it merely does not mention, never opens what
a person has closed, never changes what a person has settled, and what it says nothing of stays as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.institutions.domain import (
    Change,
    ChangedUnit,
    Doubt,
    GoneUnit,
    KnownUnit,
    Ownership,
    Recognised,
    RegisterDiff,
    RegisterRow,
    Remark,
    is_closed,
)
from app.institutions.register.terms import municipality_of

SILENT = ("", None, Ownership.UNKNOWN)
Key = tuple[str, str]


@dataclass(frozen=True)
class Coverage:
    """What a file tells of: a list of schools tells of schools, and that of one municipality of its own units."""

    kinds: frozenset[tuple[str, object]]
    places: frozenset[str]

    def holds(self, unit: KnownUnit) -> bool:
        """Whether a unit that is not in the file is therefore gone; one of no known municipality is of any."""
        place = str(unit.fields["municipality"]).casefold()
        return (unit.register, unit.fields["kind"]) in self.kinds and (not place or place in self.places)


def covered_by(rows: Iterable[RegisterRow], municipality: str = "") -> Coverage:
    """What the whole file covers, or its part for one municipality (whose last school may be missing)."""
    rows = list(rows)
    places = {municipality_of(municipality)} if municipality else {row.place for row in rows}
    return Coverage(
        kinds=frozenset((row.register, row.kind) for row in rows),
        places=frozenset(place.casefold() for place in places),
    )


def fields_of(row: RegisterRow, areas: Mapping[str, str], day: dt.date) -> dict[str, object]:
    """What the row says of its unit, by the names of the table. `areas` (number → area) goes before the file's own.

    A row that is no longer active closes on the day it names, else on the day of the import.
    """
    said = {
        "name": row.name,
        "kind": row.kind,
        "kind_words": row.kind_words,
        "ownership": row.ownership,
        "municipality": row.place,
        "area": areas.get(row.key, row.area),
        "street": row.address,
        "postcode": row.postcode,
        "town": row.town,
        "size": row.size,
        "pseudo": row.pseudo,
        "active_from": row.opened,
        "active_to": row.closed or (None if row.active else day),
        "head": row.head_key if row.head_key != row.key else "",
    }
    return {field: value for field, value in said.items() if value not in SILENT}


def compare(
    known: Iterable[KnownUnit],
    rows: Sequence[RegisterRow],
    *,
    areas: Mapping[str, str],
    day: dt.date,
    unused: tuple[str, ...] = (),
    coverage: Coverage | None = None,
    asked: Sequence[Recognised] = (),
) -> RegisterDiff:
    """The difference between the units that are there and the rows of a file, which covers at least them.

    A row that is `asked` about is not new, nor is a unit gone that it may be, before somebody has answered.
    """
    open_rows = {one.row.key for one in asked}
    open_units = {unit.id for one in asked for unit in one.units}
    by_key = {(unit.register, unit.number): unit for unit in known}
    changed, unchanged = [], 0
    for row in rows:
        unit = by_key.get((row.register, row.key))
        if unit is None:
            continue
        changes = tuple(_changes(unit, fields_of(row, areas, day)))
        if changes:
            changed.append(ChangedUnit(id=unit.id, row=row, changes=changes))
        else:
            unchanged += 1
    return RegisterDiff(
        new=tuple(row for row in rows if (row.register, row.key) not in by_key and row.key not in open_rows),
        changed=tuple(changed),
        unchanged=unchanged,
        gone=tuple(
            unit for unit in _gone(by_key, rows, coverage or covered_by(rows), day) if unit.id not in open_units
        ),
        remarked=tuple(row for row in (_asked_about(row, by_key, day) for row in rows) if row.remarks),
        unused=unused,
        asked=tuple(asked),
    )


def _asked_about(row: RegisterRow, known: Mapping[Key, KnownUnit], day: dt.date) -> RegisterRow:
    """A unit that is closed here and stands open in the file is a question, and not opened unasked."""
    unit = known.get((row.register, row.key))
    closes = unit.closes if unit else None
    if closes is None or not is_closed(closes, day) or row.closed or not row.active:
        return row
    return replace(row, remarks=(*row.remarks, Remark(doubt=Doubt.CLOSED_HERE, about=closes.strftime("%d-%m-%Y"))))


def _changes(unit: KnownUnit, said: Mapping[str, object]) -> Iterable[Change]:
    for field, after in said.items():
        before = unit.fields[field]
        closed_already = field == "active_to" and before is not None
        if before != after and not closed_already and field not in unit.decided:
            yield Change(field=field, before=before, after=after)


def _gone(
    known: Mapping[Key, KnownUnit], rows: Sequence[RegisterRow], coverage: Coverage, day: dt.date
) -> Iterable[GoneUnit]:
    """Units that are not closed and that the file should hold, yet does not."""
    present = {(row.register, row.key) for row in rows}
    for key, unit in known.items():
        if not is_closed(unit.closes, day) and key not in present and coverage.holds(unit):
            yield GoneUnit(id=unit.id, number=unit.number, name=str(unit.fields["name"]))
