"""The list that is drawn up beforehand, as people read it: sets with their numbers, and the groups that they name.

A record counts types; a reader wants lines. A group is a type with a number, a line is one set with the numbers that
point at it, the first number being 0. Engine: standard library only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Institutions that the list does not tell apart. `chance` is that of one of them, of 1."""

    number: int
    id: str
    features: Mapping[str, str]
    members: tuple[str, ...]
    chance: float

    @property
    def alone(self) -> bool:
        """Whether the group is one institution, so that its name says all."""
        return len(self.members) == 1


@dataclass(frozen=True, kw_only=True)
class Part:
    """So many of one group are in a set."""

    group: Group
    count: int

    @property
    def whole(self) -> bool:
        """Whether all of the group are in it: no lot is needed."""
        return self.count == len(self.group.members)


@dataclass(frozen=True, kw_only=True)
class SetLine:
    """One set: its place on the list, from 1, and the numbers from `first` to `last` that mean it."""

    number: int
    first: int
    last: int
    parts: tuple[Part, ...]

    def holds(self, ticket: int) -> bool:
        """Whether a number points at it."""
        return self.first <= ticket <= self.last


@dataclass(frozen=True, kw_only=True)
class Lot:
    """One institution of a group as the value puts it in order: `start` are the first signs of its lot."""

    unit: str
    start: str
    chosen: bool


SHOWN = 8
"""So many signs of a lot are enough to see which is lowest."""


def groups_of(record: Record) -> list[Group]:
    """The groups in the order of the record."""
    return [
        Group(
            number=number,
            id=kind["id"],
            features=kind["features"],
            members=tuple(kind["members"]),
            chance=record["chances"][kind["members"][0]],
        )
        for number, kind in enumerate(record["types"], start=1)
    ]


def lines_of(record: Record, groups: Sequence[Group]) -> list[SetLine]:
    """The sets in the order in which the numbers run."""
    return list(_lines(record["panels"], {group.id: group for group in groups}))


def _lines(panels: Sequence[Record], groups: Mapping[str, Group]) -> Iterator[SetLine]:
    first = 0
    for number, panel in enumerate(panels, start=1):
        parts = (Part(group=groups[name], count=count) for name, count in panel["counts"].items())
        ordered = tuple(sorted(parts, key=lambda part: part.group.number))
        yield SetLine(number=number, first=first, last=first + panel["tickets"] - 1, parts=ordered)
        first += panel["tickets"]


def around(lines: Sequence[SetLine], ticket: int, beside: int = 2) -> list[SetLine]:
    """The line that a number points at, with its neighbours."""
    place = next(place for place, line in enumerate(lines) if line.holds(ticket))
    return list(lines[max(0, place - beside) : place + beside + 1])


def lots_in(part: Part, lot_of: Callable[[str], str]) -> list[Lot]:
    """The institutions of a group by their lots, the lowest first; those within the set's number are chosen."""
    ordered = sorted(part.group.members, key=lot_of)
    return [Lot(unit=unit, start=lot_of(unit)[:SHOWN], chosen=place < part.count) for place, unit in enumerate(ordered)]
