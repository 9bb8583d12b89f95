"""What the engine speaks of: types, the bounds on their numbers, sets of seats as counts of types, tickets.

Institutions with equal features and the same tier are one type, and everything is solved over types, so that the size
of the register hardly matters. A set (a *panel*) is a tuple with the number of seats of each type. Engine: standard
library only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.domain import N_, Refused

TICKETS = 1_000_000
CLOSE = Fraction(2, TICKETS)
"""So far may the least chance stay behind its bound and still count as proven: two tickets."""

SEATS, TIER = ":seats", ":tier"
"""The features of the two kinds of rows that are no quotas: all seats, and the seats of one tier. No quota can name
them, whatever a file calls its columns.
"""

APPOINTED = 0
"""The tier of those who have a seat for certain."""

Panel = tuple[int, ...]


@dataclass(frozen=True)
class Row:
    """At least `lower` and at most `upper` of the seats go to the types in `members` (their places, ascending)."""

    feature: str
    value: str
    members: tuple[int, ...]
    lower: int
    upper: int


@dataclass(frozen=True)
class Problem:
    """How many units there are of each type, and every bound on a set; the first row is the number of seats.

    `cap` is the highest chance that a unit may have; the types in `certain` (appointed) are outside of it.
    """

    sizes: tuple[int, ...]
    rows: tuple[Row, ...]
    cap: Fraction = Fraction(1)
    certain: frozenset[int] = frozenset()

    @property
    def seats(self) -> int:
        """How many are chosen."""
        return self.rows[0].upper

    @property
    def tops(self) -> list[Fraction]:
        """The highest chance that a unit of each type may have."""
        return [Fraction(1) if place in self.certain else self.cap for place in range(len(self.sizes))]

    def holds(self, panel: Panel) -> bool:
        """Whether a set keeps every bound."""
        inside = all(0 <= count <= size for count, size in zip(panel, self.sizes, strict=True))
        return inside and all(row.lower <= sum(panel[place] for place in row.members) <= row.upper for row in self.rows)

    def with_row(self, row: Row) -> Problem:
        """The same with one more bound."""
        return replace(self, rows=(*self.rows, row))

    def before(self, row: int) -> Problem:
        """The same with the rows that stand before one."""
        return replace(self, rows=self.rows[:row])


def seats_row(seats: int, types: int) -> Row:
    """All seats are taken, over all types."""
    return Row(SEATS, "", tuple(range(types)), seats, seats)


@dataclass(frozen=True)
class Lottery:
    """Sets with their tickets, in lexicographic order; the tickets sum to TICKETS."""

    panels: tuple[Panel, ...]
    tickets: tuple[int, ...]

    @classmethod
    def of(cls, tickets: dict[Panel, int]) -> Lottery:
        """In the order that the draw reads them in; sets without a ticket fall out."""
        used = sorted(panel for panel, number in tickets.items() if number)
        return cls(tuple(used), tuple(tickets[panel] for panel in used))

    def shares(self, sizes: Sequence[int]) -> list[Fraction]:
        """The chance of one unit of each type."""
        totals = [0] * len(sizes)
        for panel, number in zip(self.panels, self.tickets, strict=True):
            for place, count in enumerate(panel):
                if count:
                    totals[place] += number * count
        return [Fraction(total, size * TICKETS) for total, size in zip(totals, sizes, strict=True)]


class NoSuchSet(Refused):
    """No set of that many units keeps every bound."""

    code = "infeasible"
    sentence = N_("Ingen %(seats)s sammen kan holde alle tallene. De mindste ændringer, der gør det muligt, står her.")
