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
from app.selection.lines import Group, Part, SetLine, around, groups_of, lines_of, lots_in
from app.selection.lottery.spelling import lot

Record = Mapping[str, Any]
KIND, DIGITS = "kind", 12


@dataclass(frozen=True, kw_only=True)
class ShownLine:
    """One line: its numbers as they are read aloud, and for each column who is in the set."""

    line: SetLine
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

    def line(self, number: int) -> ShownLine:
        """The line with that number."""
        return self.lines[number - 1]


def show_list(record: Record) -> ShownList:
    """The list of a record. Whoever is in a set for certain goes by name; groups are those that lines take some of."""
    groups, names = groups_of(record), record["names"]
    columns, lines = _columns(groups), lines_of(record, groups)
    named = {part.group.number for line in lines for part in line.parts if not part.whole}
    return ShownList(
        columns=tuple(str(KINDS_MANY[kind]) if kind else _("De valgte") for kind in columns),
        lines=tuple(_line(line, columns, names) for line in lines),
        groups=tuple(_group(group, names) for group in groups if group.number in named),
        chances=_chances(groups, names),
        dues=tuple(_due(quota) for quota in record["quotas"]),
        given=tuple((names[one["id"]], labels.say_appointed(one["reason"])) for one in record["appointed"]),
        kept_out=tuple(_kept_out(record["year"], names)),
    )


def _due(quota: Mapping[str, Any]) -> tuple[str, str]:
    group = labels.say_group(quota["feature"], quota["value"])
    return group, labels.say_bounds(quota["lower"], quota["upper"])


def _kept_out(year: Mapping[str, Any] | None, names: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for one in year["settings"]["excluded"] if year else ():
        yield names[one["id"]], labels.say_excluded(one["reason"])


def _columns(groups: Iterable[Group]) -> list[Kind | None]:
    """The kinds on the list in their fixed order; one column for all where the list does not know kinds."""
    found = {group.features.get(KIND) for group in groups}
    return [None] if None in found else [kind for kind in Kind if kind.value in found]


def _line(line: SetLine, columns: Sequence[Kind | None], names: Mapping[str, str]) -> ShownLine:
    cells = (tuple(say_part(part, names) for part in _within(line.parts, kind)) for kind in columns)
    return ShownLine(
        line=line, first=labels.say_number(line.first), last=labels.say_number(line.last), cells=tuple(cells)
    )


def _within(parts: Iterable[Part], kind: Kind | None) -> list[Part]:
    """Those of one kind; names first, then so many of a group."""
    found = [part for part in parts if kind is None or part.group.features[KIND] == kind.value]
    return sorted(found, key=lambda part: not part.whole)


def say_part(part: Part, names: Mapping[str, str]) -> str:
    """Who of a group is in a set: by name where all of it is, else how many."""
    if part.whole:
        return ", ".join(sorted((names[unit] for unit in part.group.members), key=alphabetical))
    return _("%(count)s fra gruppe %(number)s", count=labels.one_or(part.count), number=part.group.number)


def _group(group: Group, names: Mapping[str, str]) -> ShownGroup:
    members = sorted((names[unit] for unit in group.members), key=alphabetical)
    return ShownGroup(number=group.number, about=labels.say_features(group.features), members=tuple(members))


def _chances(groups: Iterable[Group], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    found = [(names[unit], labels.say_chance(group.chance)) for group in groups for unit in group.members]
    return tuple(sorted(found, key=lambda one: alphabetical(one[0])))


@dataclass(frozen=True, kw_only=True)
class ShownLot:
    """One of a group, as its lot puts it in order."""

    name: str
    start: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class GroupLots:
    """A group of which the line takes some: how many, and all of it in the order of the lots."""

    number: int
    about: str
    count: int
    lots: tuple[ShownLot, ...]


@dataclass(frozen=True, kw_only=True)
class Steps:
    """From the value to the chosen: the number, its line among its neighbours, and who of like institutions.

    `digits` is the value if it is twelve digits; then the first six are the number.
    """

    value: str
    digits: str
    number: str
    line: ShownLine
    near: tuple[ShownLine, ...]
    lots: tuple[GroupLots, ...]
    chosen: tuple[str, ...]


def show_steps(record: Record, shown: ShownList) -> Steps | None:
    """The steps of a record that has a result; None before the value."""
    if "result" not in record:
        return None
    ticket, names, value = record["result"]["ticket"], record["names"], record["value"]
    lines = [one.line for one in shown.lines]
    near = [shown.line(line.number) for line in around(lines, ticket)]
    line = next(one for one in near if one.line.holds(ticket))
    return Steps(
        value=value,
        digits=twelve_digits(value),
        number=labels.say_number(ticket),
        line=line,
        near=tuple(near),
        lots=tuple(_lots(part, record) for part in line.line.parts if not part.whole),
        chosen=tuple(names[unit] for unit in record["result"]["chosen"]),
    )


def twelve_digits(value: str) -> str:
    """The value where it is twelve digits, of which the first six are the number; else nothing."""
    return value if len(value) == DIGITS and value.isascii() and value.isdecimal() else ""


def _lots(part: Part, record: Record) -> GroupLots:
    found = lots_in(part, lambda unit: lot(record["commitment"], record["value"], unit))
    return GroupLots(
        number=part.group.number,
        about=labels.say_features(part.group.features),
        count=part.count,
        lots=tuple(ShownLot(name=record["names"][one.unit], start=one.start, chosen=one.chosen) for one in found),
    )
