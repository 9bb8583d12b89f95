"""The list in words, for the page, for the paper that is handed out, and for who looks on from outside.

It says what stands in the published part of a record and nothing else, so that all three readers see the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.institutions.domain import Kind, alphabetical
from app.institutions.labels import KINDS_MANY
from app.selection import labels
from app.selection.lottery import steps as way
from app.selection.lottery.steps import Group, Line, Within

Record = Mapping[str, Any]
KIND, SHOWN = "kind", 8
"""The feature that makes the columns, and so many signs of a lot as are enough to see which is lowest."""


@dataclass(frozen=True, kw_only=True)
class ShownLine:
    """One line: its numbers as they are read aloud, and for each column who is in the set."""

    number: int
    first: str
    last: str
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class ShownGroup:
    """A group that lines name by its number: what its members share, and who they are."""

    number: int
    about: str
    members: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ShownList:
    """The whole list. `chances` are names with their chance of 100, in the order of the alphabet.

    `dues` are groups with the room that every line has for them; `given` and `kept_out` are whom a person named, with
    the public reason.
    """

    columns: tuple[str, ...]
    lines: tuple[ShownLine, ...]
    groups: tuple[ShownGroup, ...]
    chances: tuple[tuple[str, str], ...]
    dues: tuple[tuple[str, str], ...]
    given: tuple[tuple[str, str], ...]
    kept_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Words:
    """What lines are put into words with: the names, and the numbers of the groups (by the place of their type)."""

    names: Mapping[str, str]
    numbers: Mapping[str, int]
    columns: Sequence[Kind | None]

    @classmethod
    def of(cls, record: Record) -> _Words:
        numbers = {kind["id"]: number for number, kind in enumerate(record["types"], start=1)}
        found = {kind["features"].get(KIND) for kind in record["types"]}
        columns = [None] if None in found else [kind for kind in Kind if kind.value in found]
        return cls(record["names"], numbers, columns)

    def heads(self) -> tuple[str, ...]:
        """The kinds on the list in their fixed order; one column for all where the list does not know kinds."""
        return tuple(str(KINDS_MANY[kind]) if kind else _("De valgte") for kind in self.columns)

    def line(self, line: Line) -> ShownLine:
        cells = (tuple(self.parts(line.seats, kind)) for kind in self.columns)
        first, last = labels.say_number(line.first), labels.say_number(line.last)
        return ShownLine(number=line.number, first=first, last=last, cells=tuple(cells))

    def parts(self, seats: Iterable[tuple[Group, int]], kind: Kind | None) -> Iterable[str]:
        """Those of one kind; names first, then so many of a group."""
        found = [part for part in seats if kind is None or part[0].features[KIND] == kind.value]
        for group, count in sorted(found, key=lambda part: not _whole(*part)):
            if _whole(group, count):
                yield from self.members(group)
            else:
                number = self.numbers[group.id]
                yield _("%(count)s fra gruppe %(number)s", count=labels.one_or(count), number=number)

    def members(self, group: Group) -> list[str]:
        return sorted((self.names[unit] for unit in group.members), key=alphabetical)

    def group(self, group: Group) -> ShownGroup:
        return ShownGroup(number=self.numbers[group.id], about=_about(group), members=tuple(self.members(group)))

    def lots(self, within: Within) -> GroupLots:
        """The chosen first; the others by the alphabet, for an order among them would be that of the reserves."""
        found = [ShownLot(name=self.names[unit], start=lot[:SHOWN]) for unit, lot in within.order]
        chosen, others = found[: within.seats], found[within.seats :]
        return GroupLots(
            number=self.numbers[within.group.id],
            about=_about(within.group),
            chosen=tuple(chosen),
            others=tuple(sorted(others, key=lambda one: alphabetical(one.name))),
        )


def _whole(group: Group, count: int) -> bool:
    return count == len(group.members)


def _about(group: Group) -> str:
    waited = labels.say_waited(*group.waited) if group.waited else ""
    return " · ".join(filter(None, (labels.say_features(group.features), waited)))


def show_list(record: Record) -> ShownList:
    """The list of a record. Whoever is in a set for certain goes by name; groups are those that lines take some of."""
    words, lines = _Words.of(record), way.lines(record)
    some = {group.id: group for line in lines for group, count in line.seats if not _whole(group, count)}
    names = record["names"]
    return ShownList(
        columns=words.heads(),
        lines=tuple(map(words.line, lines)),
        groups=tuple(words.group(some[name]) for name in sorted(some)),
        chances=_chances(record),
        dues=tuple(_due(quota) for quota in record["quotas"]),
        given=tuple((names[one["id"]], labels.say_appointed(one["reason"])) for one in record["appointed"]),
        kept_out=tuple(_kept_out(record["year"], names)),
    )


def _chances(record: Record) -> tuple[tuple[str, str], ...]:
    found = [(record["names"][unit], labels.say_chance(chance)) for unit, chance in record["chances"].items()]
    return tuple(sorted(found, key=lambda one: alphabetical(one[0])))


def _due(quota: Record) -> tuple[str, str]:
    group = labels.say_group(quota["feature"], quota["value"])
    return group, labels.say_bounds(quota["lower"], quota["upper"])


def _kept_out(year: Record | None, names: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for one in year["settings"]["excluded"] if year else ():
        yield names[one["id"]], labels.say_excluded(one["reason"])


@dataclass(frozen=True, kw_only=True)
class ShownLot:
    """One of a group, and the first signs of its lot."""

    name: str
    start: str


@dataclass(frozen=True, kw_only=True)
class GroupLots:
    """A group of which the line takes some: those with the lowest lots, and the others in no order."""

    number: int
    about: str
    chosen: tuple[ShownLot, ...]
    others: tuple[ShownLot, ...]


@dataclass(frozen=True, kw_only=True)
class Steps:
    """From the value to the chosen: the number, its line among its neighbours, and who of like institutions.

    `digits` is the value if the number is read off it; then its first six are the number.
    """

    value: str
    digits: str
    number: str
    line: ShownLine
    near: tuple[ShownLine, ...]
    lots: tuple[GroupLots, ...]
    chosen: tuple[str, ...]


def show_steps(record: Record) -> Steps | None:
    """The steps of a record that has a result; None before the value."""
    if "result" not in record:
        return None
    words, found = _Words.of(record), way.steps(record)
    return Steps(
        value=found.value,
        digits=found.digits,
        number=labels.say_number(found.ticket),
        line=words.line(found.line),
        near=tuple(map(words.line, found.around)),
        lots=tuple(words.lots(within) for within in found.within if not within.alone),
        chosen=tuple(record["names"][unit] for unit in found.chosen),
    )
