"""When each unit's turn is likely to come, if nobody opens, closes or withdraws: an estimate, and called one.

Each kind has its share of the seats over the years, and within a kind who has waited longest comes first. Engine:
standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A unit that can ever be chosen: the group whose share it waits within, and the years that it has waited."""

    id: str
    group: str
    waited: int


def years_of_turn(units: Iterable[Waiting], *, seats: int, first: int) -> Mapping[str, int]:
    """{unit: the year in which its turn has come}, the first year being the one that is chosen for now.

    Units of a group that have waited as long share the last year that any of them may need.
    """
    units = list(units)
    groups: dict[str, list[Waiting]] = {}
    for unit in units:
        groups.setdefault(unit.group, []).append(unit)
    found: dict[str, int] = {}
    for members in groups.values():
        a_year = Fraction(seats * len(members), len(units))
        for unit in members:
            rank = sum(other.waited >= unit.waited for other in members)
            found[unit.id] = first + ceil(rank / a_year) - 1
    return found


def round_length(units: int, seats: int) -> int:
    """Years until everybody has had a turn once."""
    return ceil(Fraction(units, seats))
