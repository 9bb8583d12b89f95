"""Who can be chosen and why not, how long each has waited, and the words and refusals of the choice."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from app.institutions.domain import Kind, Ownership


class Way(Enum):
    """How the year's six are found; one engine for all three.

    BY_TURN: each year of waiting is a tier of its own. BY_LOT_IN_HOUSE: a few wide tiers. In both the value may come
    from the system. BY_PUBLIC_LOT: wide tiers, and a value that nobody could know when the list was published.
    """

    BY_TURN = "by-turn"
    BY_LOT_IN_HOUSE = "by-lot-in-house"
    BY_PUBLIC_LOT = "by-public-lot"


class AppointedFor(Enum):
    """Why a seat is not drawn: public codes, a closed list. What else there is to say stays in the house."""

    PROMISED = "promised"
    CALLED_OFF = "called-off"
    THEME = "theme"
    NEW_HEAD = "new-head"
    DECIDED = "decided"


class ExcludedFor(Enum):
    """Why a unit is kept out by a person: public codes, a closed list."""

    CLOSING = "closing"
    WITHOUT_HEAD = "without-head"
    MET_OTHERWISE = "met-otherwise"
    ASKED_FOR_PEACE = "asked-for-peace"
    DECIDED = "decided"


class DrawState(Enum):
    """PREPARED can be changed; PUBLISHED lies fast; DRAWN has a result. TAKEN_OVER was chosen before this system."""

    PREPARED = "prepared"
    PUBLISHED = "published"
    DRAWN = "drawn"
    TAKEN_OVER = "taken-over"


class SeatKind(Enum):
    """How an institution came to its place."""

    DRAWN = "drawn"
    APPOINTED = "appointed"
    RESERVE = "reserve"


class SeatState(Enum):
    """WAITING is a reserve that has not been asked."""

    ACTIVE = "active"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    HELD = "held"


class Verdict(Enum):
    """Whether a unit can be chosen this year, and if not, the rule that says so. Rules are tried in this order."""

    NO_UNIT = "no-unit"
    CLOSED = "closed"
    NOT_OPEN_YET = "not-open-yet"
    DEPARTMENT = "department"
    OWNERSHIP_UNKNOWN = "ownership-unknown"
    PRIVATE = "private"
    OTHER_OWNER = "other-owner"
    SELF_GOVERNING = "self-governing"
    EXCLUDED = "excluded"
    WITHDREW_TWICE = "withdrew-twice"
    COOL_DOWN = "cool-down"
    ELIGIBLE = "eligible"


CAN_EVER_BE_CHOSEN = (Verdict.ELIGIBLE, Verdict.COOL_DOWN, Verdict.WITHDREW_TWICE, Verdict.EXCLUDED)
"""Those whose turn comes again: they count as members of their groups."""

OWNERS_OUT: Mapping[Ownership, Verdict] = {
    Ownership.UNKNOWN: Verdict.OWNERSHIP_UNKNOWN,
    Ownership.PRIVATE: Verdict.PRIVATE,
    Ownership.OTHER: Verdict.OTHER_OWNER,
}
"""Whom the directorate does not govern (institutions.domain), and of whom nobody has said whose it is: a choice is not
made on a guess."""


@dataclass(frozen=True, kw_only=True)
class Unit:
    """What the choice knows of an institution. `id` is register and number, the same on every machine.

    `visits` are the years in which it was in dialogue, `withdrawals` those in which it gave a seat up; ascending.
    Whether it was in dialogue before `unknown_before` nobody knows.
    """

    id: str
    name: str
    kind: Kind
    area: str
    ownership: Ownership
    district: str = ""
    size: str = ""
    pseudo: bool = False
    department: bool = False
    active_from: dt.date | None = None
    active_to: dt.date | None = None
    visits: tuple[int, ...] = ()
    unknown_before: int | None = None
    withdrawals: tuple[int, ...] = ()

    def feature(self, dimension: str) -> str:
        """The group the unit belongs to in a dimension; what is unknown is a group of its own, named by nothing."""
        groups = {"area": self.area, "kind": self.kind.value, "district": self.district, "size": self.size}
        return groups[dimension]


DIMENSIONS = ("area", "kind", "district", "size")


@dataclass(frozen=True, kw_only=True)
class GivenBound:
    """A bound that a person gave: it stands instead of what a group is due, and never gives way unasked."""

    dimension: str
    value: str
    lower: int
    upper: int


@dataclass(frozen=True, kw_only=True)
class Named:
    """A unit that a person names, and the code of the reason (AppointedFor or ExcludedFor)."""

    id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DrawSettings:
    """What a person decides about the choice of a year.

    `cool_down` None means: the longest that leaves a pool of twice the seats. `horizon` is the number of years over
    which each group's share is evened out, `dimensions` are those that quotas are made of, in the order in which their
    bounds give way. `known_since` is the first year whose dialogues are all on record; None means the first on record.
    `tiers` are the years of waiting at which a wide tier begins. `cap` is the highest chance anyone may have, out of a
    hundred. Whoever withdraws twice in a row rests for `pause` years.
    """

    way: Way = Way.BY_TURN
    seats: int = 6
    self_governing: bool = False
    cool_down: int | None = None
    horizon: int = 8
    known_since: int | None = None
    tiers: tuple[int, ...] = (4, 8)
    dimensions: tuple[str, ...] = ("area", "kind")
    bounds: tuple[GivenBound, ...] = ()
    appointed: tuple[Named, ...] = ()
    excluded: tuple[Named, ...] = ()
    cap: int | None = None
    pause: int = 2

    @property
    def steps(self) -> tuple[int, ...] | None:
        """Where a wide tier begins; None by turn, where each year is a tier of its own."""
        return None if self.way is Way.BY_TURN else self.tiers

    def as_data(self) -> dict[str, Any]:
        """As it is stored and stands in the record."""
        return {
            **asdict(self),
            "way": self.way.value,
            "tiers": list(self.tiers),
            "dimensions": list(self.dimensions),
        } | {name: [asdict(one) for one in getattr(self, name)] for name in ("bounds", "appointed", "excluded")}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> DrawSettings:
        """From what was stored; what an earlier version did not know has its default."""
        known = dict(data)
        if "way" in known:
            known["way"] = Way(known["way"])
        for name, kind in (("bounds", GivenBound), ("appointed", Named), ("excluded", Named)):
            known[name] = tuple(kind(**one) for one in known.get(name, ()))
        for name in ("tiers", "dimensions"):
            if name in known:
                known[name] = tuple(known[name])
        return cls(**known)


@dataclass(frozen=True, kw_only=True)
class PoolRequest:
    """Everything that the choice of one year is made from."""

    year: int
    day: dt.date
    settings: DrawSettings
    units: tuple[Unit, ...]

    @cached_property
    def known_since(self) -> int:
        """The first year whose dialogues are on record; before it a unit's visits are unknown, not absent."""
        if self.settings.known_since is not None:
            return self.settings.known_since
        return min((year for unit in self.units for year in unit.visits), default=self.year)


def standing(unit: Unit, request: PoolRequest) -> Verdict:
    """The rule that keeps a unit out whatever its history, or ELIGIBLE."""
    if unit.pseudo:
        return Verdict.NO_UNIT
    if unit.active_to is not None and unit.active_to <= request.day:
        return Verdict.CLOSED
    if unit.active_from is not None and unit.active_from > request.day:
        return Verdict.NOT_OPEN_YET
    if unit.department:
        return Verdict.DEPARTMENT
    if unit.ownership is Ownership.SELF_GOVERNING and not request.settings.self_governing:
        return Verdict.SELF_GOVERNING
    return OWNERS_OUT.get(unit.ownership, Verdict.ELIGIBLE)


def waited(unit: Unit, request: PoolRequest) -> int:
    """Years since the last dialogue; for one that had none on record, since the last year it may have had one.

    That is its opening, or the year before the record began, whichever is later. Whoever gives a seat up keeps its
    waiting once; after a second time in a row it waits anew from that year.
    """
    past = [year for year in unit.visits if year < request.year]
    opened = unit.active_from.year if unit.active_from else 0
    since = past[-1] if past else max(opened, request.known_since - 1, (unit.unknown_before or 0) - 1)
    return max(0, request.year - max(since, withdrew_twice(unit, request.year) or 0))


def withdrew_twice(unit: Unit, year: int) -> int | None:
    """The last year in which the unit gave a seat up for the second time in a row (no dialogue in between), if any."""
    found, last = None, None
    for withdrawal in (one for one in unit.withdrawals if one < year):
        if last is not None and not any(last < visit <= withdrawal for visit in unit.visits):
            found, last = withdrawal, None
        else:
            last = withdrawal
    return found


def longest_cool_down(members: Sequence[Unit], request: PoolRequest) -> int:
    """The longest pause after a dialogue that leaves at least twice as many units as seats; 0 when none does."""
    gaps = sorted({request.year - unit.visits[-1] for unit in members if unit.visits})
    never = {one.id for one in request.settings.appointed}
    left = {gap: sum(unit.id in never or not _resting(unit, request.year, gap) for unit in members) for gap in gaps}
    return max((gap for gap in gaps if left[gap] >= 2 * request.settings.seats), default=0)


def verdicts(request: PoolRequest, cool_down: int) -> dict[str, Verdict]:
    """The verdict of every unit, by id. Whoever was in dialogue within the last `cool_down` years rests.

    An appointed unit does not rest: a person has weighed that.
    """
    settings = request.settings
    appointed, excluded = ({one.id for one in named} for named in (settings.appointed, settings.excluded))
    found = {unit.id: standing(unit, request) for unit in request.units}
    for unit in request.units:
        if found[unit.id] is Verdict.ELIGIBLE and unit.id not in appointed:
            found[unit.id] = _rest(unit, request, cool_down, excluded)
    return found


def _rest(unit: Unit, request: PoolRequest, cool_down: int, excluded: set[str]) -> Verdict:
    if unit.id in excluded:
        return Verdict.EXCLUDED
    twice = withdrew_twice(unit, request.year)
    if twice is not None and request.year - twice <= request.settings.pause:
        return Verdict.WITHDREW_TWICE
    return Verdict.COOL_DOWN if _resting(unit, request.year, cool_down) else Verdict.ELIGIBLE


def _resting(unit: Unit, year: int, cool_down: int) -> bool:
    return any(0 <= year - visit <= cool_down for visit in unit.visits)


@dataclass(frozen=True, kw_only=True)
class Quota:
    """At least `lower` and at most `upper` of the seats go to one group; what they are made of stands beside them.

    `members` could ever be chosen, `eligible` can be this year, `had` were in dialogue within the horizon. The group's
    `share` of all seats of the horizon and this year is what it was `entitled` to; what it lacks of that (`deficit`),
    scaled to the seats there are, is the `target`, as fractions. `given`: a person gave the bounds.
    """

    dimension: str
    value: str
    members: int
    eligible: int
    had: int
    share: str = "0"
    entitled: str = "0"
    deficit: str = "0"
    target: str
    lower: int
    upper: int
    given: bool = False

    def holds(self, count: int) -> bool:
        """Whether a number of seats is within the bounds."""
        return self.lower <= count <= self.upper


def telling(quotas: Sequence[Quota]) -> list[Quota]:
    """The quotas that tell groups apart. Where all are one group, as when no area is known yet, it asks for nothing."""
    groups = Counter(one.dimension for one in quotas)
    return [one for one in quotas if one.given or groups[one.dimension] > 1]


@dataclass(frozen=True, kw_only=True)
class Relaxation:
    """One bound that gave way, because no six met all of them. `side` is lower, upper or cool-down."""

    side: str
    dimension: str = ""
    value: str = ""
    before: int
    after: int
