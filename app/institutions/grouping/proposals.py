"""Who counts as one? What is drawn is one head, so houses and departments stand under theirs: proposals, with reasons.

Engine: standard library only. It proposes and decides nothing. What a person has answered is not asked again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from app.institutions.domain import Kind, Ownership, is_pseudo
from app.institutions.likeness import squash

SHORTEST_NAME = 6
FEWEST_HOUSES = 2
_ADMINISTRATION = re.compile(r"\badministration\b", re.IGNORECASE)
_WAITING_LIST = re.compile(r"\bventeliste.*$", re.IGNORECASE)
_PREFIX = re.compile(r"^BH\b\s*")


class Reason(Enum):
    """Why a unit may stand under a head."""

    PARENT = "parent"
    NAME = "name"
    ADDRESS = "address"
    PERSON = "person"
    PLACE = "place"


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An open unit as the proposals know it. `settled`: a person has decided under whom it stands, or that it is alone.

    `parent` is the head that a register gave it; `leaders` are the people who head it today.
    """

    id: int
    number: str
    name: str
    kind: Kind
    ownership: Ownership
    municipality: str = ""
    street: str = ""
    postcode: str = ""
    size: int | None = None
    pseudo: bool = False
    parent: int | None = None
    settled: bool = False
    leaders: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """This unit may stand under that head."""

    unit: int
    head: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True)
class AreaProposal:
    """What is no unit by its name may be where an area's one head sits; `houses` may stand under it."""

    unit: int
    name: str
    houses: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Proposals:
    """All that nobody has answered yet, in the order of the units given."""

    heads: tuple[Proposal, ...] = ()
    areas: tuple[AreaProposal, ...] = ()

    def reasons(self) -> dict[tuple[int, int], tuple[Reason, ...]]:
        """{(unit, head): reasons}, the houses of an area among them."""
        found = {(one.unit, one.head): one.reasons for one in self.heads}
        return found | {(house, area.unit): (Reason.PLACE,) for area in self.areas for house in area.houses}


@dataclass
class _Found:
    """Heads that were found for each unit, each with its reasons."""

    reasons: dict[tuple[int, int], list[Reason]] = field(default_factory=lambda: defaultdict(list))
    head: dict[int, int] = field(default_factory=dict)

    def add(self, unit: int, head: int, reason: Reason) -> None:
        """The first head found for a unit is its head; a later reason counts only if it speaks for the same one."""
        if unit != head and self.head.setdefault(unit, head) == head:
            self.reasons[unit, head].append(reason)


def propose(
    units: Sequence[Candidate],
    *,
    answered: Collection[tuple[int, int]] = (),
    areas: Collection[int] = (),
) -> Proposals:
    """What may belong together. `answered` are pairs (unit, head) that a person has answered; with itself: an area.

    `areas` are the units that lead an area, because a person said so.
    """
    by_id = {unit.id: unit for unit in units}
    found, asked = _Found(), frozenset(answered)
    for unit in units:
        if unit.parent is not None and unit.parent in by_id:
            found.add(unit.id, unit.parent, Reason.PARENT)
    free = [unit for unit in units if not unit.pseudo]
    _by_name(free, found, asked)
    _by_address(free, found, asked)
    _by_person(free, found, asked)
    _by_place([unit for unit in units if unit.id in areas], free, found, asked)
    heads = tuple(_open(found, by_id, asked))
    taken = {one.unit for one in heads}
    return Proposals(heads=heads, areas=tuple(_areas(units, taken, asked)))


def _by_name(units: Sequence[Candidate], found: _Found, asked: Collection[tuple[int, int]]) -> None:
    """“Humlebækskole, 6. - 9. klasse” begins with the whole name of “Humlebæk Skole”."""
    names = {(unit.municipality, unit.kind, squash(unit.name)): unit for unit in reversed(units)}
    for unit in units:
        for cut in re.finditer(r"\W", unit.name):
            start = squash(unit.name[: cut.start()])
            head = names.get((unit.municipality, unit.kind, start)) if len(start) >= SHORTEST_NAME else None
            if head and head.name != unit.name and (unit.id, head.id) not in asked:
                found.add(unit.id, head.id, Reason.NAME)
                break


def _by_address(units: Sequence[Candidate], found: _Found, asked: Collection[tuple[int, int]]) -> None:
    """The same kind and owner under one address; town halls hold many centres, each with its head."""
    there: dict[tuple[object, ...], list[Candidate]] = defaultdict(list)
    for unit in units:
        if unit.street and unit.kind is not Kind.CENTRE:
            there[unit.kind, unit.ownership, unit.postcode, squash(unit.street)].append(unit)
    for together in there.values():
        _under_the_largest(together, found, asked, Reason.ADDRESS)


def _by_person(units: Sequence[Candidate], found: _Found, asked: Collection[tuple[int, int]]) -> None:
    leading: dict[int, list[Candidate]] = defaultdict(list)
    for unit in units:
        if unit.parent is None:
            for person in unit.leaders:
                leading[person].append(unit)
    for together in leading.values():
        _under_the_largest(together, found, asked, Reason.PERSON)


def _under_the_largest(
    together: list[Candidate], found: _Found, asked: Collection[tuple[int, int]], reason: Reason
) -> None:
    """The head among them is who leads one already, else the largest, else the shortest name."""
    leads = set(found.head.values())
    head = min(together, key=lambda unit: (unit.id not in leads, -(unit.size or 0), len(unit.name), unit.number))
    for unit in together:
        if (unit.id, head.id) not in asked and unit.id not in leads:
            found.add(unit.id, head.id, reason)


def _by_place(
    areas: Iterable[Candidate], free: Iterable[Candidate], found: _Found, asked: Collection[tuple[int, int]]
) -> None:
    """A house that has come since its area got a head."""
    for area in areas:
        for house in _houses(area, free):
            if house.id not in found.head and (house.id, area.id) not in asked:
                found.add(house.id, area.id, Reason.PLACE)


def _open(found: _Found, by_id: Mapping[int, Candidate], asked: Collection[tuple[int, int]]) -> Iterable[Proposal]:
    """What is left to ask: under the top of each chain, and nothing that a person has settled."""
    leads = {unit.parent for unit in by_id.values() if unit.parent is not None}
    for unit in by_id:
        if unit not in found.head or by_id[unit].settled:
            continue
        top = _top(unit, found, by_id)
        stands = by_id[unit].parent
        if top == unit or (unit, top) in asked or (unit in leads and stands is None) or stands not in (None, top):
            continue
        yield Proposal(unit=unit, head=top, reasons=tuple(found.reasons[unit, found.head[unit]]))


def _top(unit: int, found: _Found, by_id: Mapping[int, Candidate]) -> int:
    passed = [unit]
    while (above := found.head.get(passed[-1], by_id[passed[-1]].parent)) is not None:
        if above in passed or above not in by_id:
            break
        passed.append(above)
    return passed[-1]


def _areas(
    units: Sequence[Candidate], taken: Collection[int], asked: Collection[tuple[int, int]]
) -> Iterable[AreaProposal]:
    """“BH Kokkedal venteliste og administration”: where several houses of a town are led from."""
    for unit in units:
        if not (unit.pseudo and is_pseudo(unit.name) and _ADMINISTRATION.search(unit.name)):
            continue
        houses = [one for one in _houses(unit, units) if one.id not in taken and (one.id, unit.id) not in asked]
        if len(houses) >= FEWEST_HOUSES and (unit.id, unit.id) not in asked:
            yield AreaProposal(unit=unit.id, name=area_name(unit), houses=tuple(house.id for house in houses))


def _houses(area: Candidate, units: Iterable[Candidate]) -> list[Candidate]:
    """Units of its municipality, postcode, kind and owner that stand under nobody."""
    mine = (area.municipality, area.postcode, area.kind, area.ownership)
    return [
        unit
        for unit in units
        if (unit.municipality, unit.postcode, unit.kind, unit.ownership) == mine
        and unit.id != area.id
        and not (unit.pseudo or unit.settled or unit.parent is not None)
    ]


def area_name(unit: Candidate) -> str:
    """A name to begin with, for a person to change: “Dagtilbud Kokkedal”."""
    place = _PREFIX.sub("", _WAITING_LIST.sub("", unit.name)).strip(" ,-–")
    return f"Dagtilbud {place}" if place and unit.kind is Kind.DAY_CARE else place
