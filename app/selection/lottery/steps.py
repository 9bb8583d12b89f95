"""The way from the value to the six, step by step, for a reader who holds the list in her hand; read off a record.

Engine: standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.selection.lottery.drawing import DIGITS, lots, says_its_ticket

BESIDE = 2
"""So many lines are shown before and after the one that was drawn."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """One type of the list: units that quotas and tiers do not tell apart. `waited` are the fewest and most years."""

    id: str
    features: Mapping[str, str]
    tier: int | None
    members: tuple[str, ...]
    waited: tuple[int, int] | None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the list: a set, by the seats of each group, and its tickets from the first to the last."""

    number: int
    first: int
    last: int
    seats: tuple[tuple[Group, int], ...]

    @property
    def tickets(self) -> int:
        """How many."""
        return self.last - self.first + 1


@dataclass(frozen=True, kw_only=True)
class Within:
    """One group of the line that was drawn: its units in the order of their lots; the first `seats` are chosen."""

    group: Group
    seats: int
    order: tuple[tuple[str, str], ...]

    @property
    def chosen(self) -> tuple[str, ...]:
        """Those with the lowest lots."""
        return tuple(unit for unit, _ in self.order[: self.seats])

    @property
    def alone(self) -> bool:
        """Whether every unit of the group is chosen, so that the lot decides nothing."""
        return self.seats == len(self.order)


@dataclass(frozen=True, kw_only=True)
class Steps:
    """Value → ticket → line of the list → order within each group → the chosen, and the reserves in their order.

    `reads_its_ticket`: the ticket is the first six digits of the value; else it is the value's hash.
    """

    value: str
    reads_its_ticket: bool
    ticket: int
    line: Line
    around: tuple[Line, ...]
    within: tuple[Within, ...]
    chosen: tuple[str, ...]
    reserves: tuple[str, ...]

    @property
    def digits(self) -> str:
        """The value where it can be shown digit by digit."""
        return self.value if self.reads_its_ticket and len(self.value) in DIGITS else ""


def lines(record: Mapping[str, Any]) -> list[Line]:
    """The whole list, in its order."""
    groups, found, first = _groups(record), list[Line](), 0
    for number, panel in enumerate(record["panels"], start=1):
        seats = tuple((groups[name], count) for name, count in sorted(panel["counts"].items()))
        found.append(Line(number=number, first=first, last=first + panel["tickets"] - 1, seats=seats))
        first += panel["tickets"]
    return found


def steps(record: Mapping[str, Any]) -> Steps:
    """The steps of a record that is drawn."""
    every, result = lines(record), record["result"]
    place = result["panel"]
    lot = lots(record, record["value"])
    within = [
        Within(group=group, seats=count, order=tuple(sorted(((one, lot[one]) for one in group.members), key=_by_lot)))
        for group, count in every[place].seats
    ]
    return Steps(
        value=record["value"],
        reads_its_ticket=says_its_ticket(record["value"]),
        ticket=result["ticket"],
        line=every[place],
        around=tuple(every[max(0, place - BESIDE) : place + BESIDE + 1]),
        within=tuple(within),
        chosen=tuple(result["chosen"]),
        reserves=tuple(result["reserves"]),
    )


def _by_lot(one: tuple[str, str]) -> str:
    return one[1]


def _groups(record: Mapping[str, Any]) -> dict[str, Group]:
    units = record["year"]["units"] if record["year"] else []
    waited = {unit["id"]: unit["waited"] for unit in units}
    return {
        kind["id"]: Group(
            id=kind["id"],
            features=kind["features"],
            tier=kind["tier"],
            members=tuple(kind["members"]),
            waited=_range([waited[unit] for unit in kind["members"]]) if waited else None,
        )
        for kind in record["types"]
    }


def _range(years: list[int]) -> tuple[int, int]:
    return min(years), max(years)
