"""Which new row of a register seems to be a unit that was opened here before the register knew it.

Engine: standard library only. It proposes; a person says, and what nobody has said is not read in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.institutions.domain import OWN_LIST, Fault, KnownUnit, Problem, Recognised, RegisterRow, is_closed
from app.institutions.likeness import Likeness, squash

Same = Mapping[str, int | None]
"""What a person said, by the number of the row: the unit that it is, or None for one of its own."""


def recognise(
    known: Sequence[KnownUnit], rows: Sequence[RegisterRow], *, made: Collection[int], day: dt.date
) -> tuple[Recognised, ...]:
    """The new rows that may be one of the units which an event `made` here, the likeliest unit first."""
    keys, there = {(row.register, row.key) for row in rows}, {(unit.register, unit.number) for unit in known}
    waiting = {unit.id: unit for unit in known if unit.id in made and _waits(unit, day)}
    waiting = {unit.id: unit for unit in waiting.values() if (unit.register, unit.number) not in keys}
    if not waiting:
        return ()
    names = Likeness({unit.id: str(unit.fields["name"]) for unit in waiting.values()})
    new = (row for row in rows if row.active and (row.register, row.key) not in there)
    found = (Recognised(row=row, units=tuple(_alike(row, waiting, names))) for row in new)
    return tuple(one for one in found if one.units)


def _waits(unit: KnownUnit, day: dt.date) -> bool:
    return unit.register == OWN_LIST and not is_closed(unit.closes, day)


def _alike(row: RegisterRow, waiting: Mapping[int, KnownUnit], names: Likeness) -> Iterator[KnownUnit]:
    """Of the same kind, by name or by address, and nothing known of both that tells them apart."""
    there = [unit.id for unit in waiting.values() if _same_address(unit, row)]
    for one in dict.fromkeys([*names.near(row.name), *there]):
        unit = waiting[one]
        named_alike = squash(str(unit.fields["name"])) == squash(row.name)
        apart = _differ(unit.fields["postcode"], row.postcode) and not named_alike
        if unit.fields["kind"] is row.kind and not apart and not _differ(unit.fields["municipality"], row.place):
            yield unit


def _same_address(unit: KnownUnit, row: RegisterRow) -> bool:
    street = str(unit.fields["street"])
    return bool(street) and squash(street) == squash(row.address) and unit.fields["postcode"] == row.postcode


def _differ(ours: object, theirs: str) -> bool:
    """Whether both say something, and not the same."""
    return bool(ours) and bool(theirs) and str(ours).casefold() != theirs.casefold()


def told(
    known: Iterable[KnownUnit], asked: Iterable[Recognised], same: Same
) -> tuple[list[KnownUnit], tuple[Recognised, ...]]:
    """The units as they stand with the numbers that a person gave them, and the questions that nobody has answered."""
    asked = tuple(asked)
    numbers = {unit: one.row for one in asked if (unit := same.get(one.row.key)) is not None}
    units = [_numbered(unit, numbers[unit.id]) if unit.id in numbers else unit for unit in known]
    return units, tuple(one for one in asked if one.row.key not in same)


def _numbered(unit: KnownUnit, row: RegisterRow) -> KnownUnit:
    return replace(unit, register=row.register, number=row.key, decided=unit.decided | {"active_from"})


def unanswered(asked: Iterable[Recognised]) -> list[Problem]:
    """The questions as faults, where nobody is asked."""
    return [
        Problem(
            fault=Fault.SEEMS_OPENED_HERE,
            line=one.row.line,
            value=f"{one.row.name} ({one.row.key})",
            expected=", ".join(f"{unit.fields['name']} ({unit.number})" for unit in one.units),
        )
        for one in asked
    ]
