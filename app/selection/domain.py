"""Who can be chosen and why not, how long each has waited, and the words and refusals of the choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from app.domain import N_, Refused
from app.institutions.domain import Kind, Ownership


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
    COOL_DOWN = "cool-down"
    ELIGIBLE = "eligible"


NOT_GOVERNED: Mapping[Ownership, Verdict] = {
    Ownership.UNKNOWN: Verdict.OWNERSHIP_UNKNOWN,
    Ownership.PRIVATE: Verdict.PRIVATE,
    Ownership.OTHER: Verdict.OTHER_OWNER,
}


@dataclass(frozen=True, kw_only=True)
class Unit:
    """What the choice knows of an institution. `id` is register and number, the same on every machine.

    `visits` are the years in which it was in dialogue, ascending.
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

    def feature(self, dimension: str) -> str:
        """The group the unit belongs to in a dimension; what is unknown is a group of its own, named by nothing."""
        groups = {"area": self.area, "kind": self.kind.value, "district": self.district, "size": self.size}
        return groups[dimension]


DIMENSIONS = ("area", "kind")


@dataclass(frozen=True, kw_only=True)
class DrawSettings:
    """What a person decides about the choice.

    `cool_down` None means: the longest that leaves a pool of twice the seats. `horizon` is the number of years over
    which each group's share is evened out. `known_since` is the first year whose dialogues are all on record; None
    means the first year on record.
    """

    seats: int = 6
    self_governing: bool = False
    cool_down: int | None = None
    horizon: int = 8
    known_since: int | None = None


@dataclass(frozen=True, kw_only=True)
class PoolRequest:
    """Everything that the choice of one year is made from."""

    year: int
    day: dt.date
    settings: DrawSettings
    units: tuple[Unit, ...]

    @property
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
    return NOT_GOVERNED.get(unit.ownership, Verdict.ELIGIBLE)


def waited(unit: Unit, request: PoolRequest) -> int:
    """Years since the last dialogue; for one that had none on record, since the last year it may have had one.

    That is its opening, or the year before the record began, whichever is later.
    """
    past = [year for year in unit.visits if year < request.year]
    if past:
        return request.year - past[-1]
    opened = unit.active_from.year if unit.active_from else 0
    return max(0, request.year - max(opened, request.known_since - 1))


def longest_cool_down(members: Sequence[Unit], request: PoolRequest) -> int:
    """The longest pause after a dialogue that leaves at least twice as many units as seats; 0 when none does."""
    gaps = sorted({request.year - unit.visits[-1] for unit in members if unit.visits})
    left = {gap: sum(not _resting(unit, request.year, gap) for unit in members) for gap in gaps}
    return max((gap for gap in gaps if left[gap] >= 2 * request.settings.seats), default=0)


def verdicts(request: PoolRequest, cool_down: int) -> dict[str, Verdict]:
    """The verdict of every unit, by id. Whoever was in dialogue within the last `cool_down` years rests."""
    found = {unit.id: standing(unit, request) for unit in request.units}
    for unit in request.units:
        if found[unit.id] is Verdict.ELIGIBLE and _resting(unit, request.year, cool_down):
            found[unit.id] = Verdict.COOL_DOWN
    return found


def _resting(unit: Unit, year: int, cool_down: int) -> bool:
    return any(0 <= year - visit <= cool_down for visit in unit.visits)


@dataclass(frozen=True, kw_only=True)
class Quota:
    """At least `lower` and at most `upper` of the seats go to one group; what they are made of stands beside them.

    `members` could ever be chosen, `eligible` can be this year, `had` were in dialogue within the horizon.
    """

    dimension: str
    value: str
    members: int
    eligible: int
    had: int
    target: str
    lower: int
    upper: int

    def holds(self, count: int) -> bool:
        """Whether a number of seats is within the bounds."""
        return self.lower <= count <= self.upper


@dataclass(frozen=True, kw_only=True)
class Relaxation:
    """One bound that gave way, because no six met all of them. `side` is lower, upper or cool-down."""

    side: str
    dimension: str = ""
    value: str = ""
    before: int
    after: int


def misses(quotas: Iterable[Quota], panel: Sequence[Unit]) -> list[Relaxation]:
    """The bounds that a set of units breaks, and what they would have to be."""
    found = []
    for quota in quotas:
        count = sum(unit.feature(quota.dimension) == quota.value for unit in panel)
        if count < quota.lower:
            found.append(_relaxation("lower", quota, quota.lower, count))
        if count > quota.upper:
            found.append(_relaxation("upper", quota, quota.upper, count))
    return found


def _relaxation(side: str, quota: Quota, before: int, after: int) -> Relaxation:
    return Relaxation(side=side, dimension=quota.dimension, value=quota.value, before=before, after=after)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing in a record that does not hold; `where` is its place in the record."""

    code: str
    where: str


class TooFewEligible(Refused):
    """There must be at least one eligible unit for each seat."""

    code = "too-few-eligible"
    sentence = N_(
        "Der er kun %(eligible)s, der kan vælges, til %(seats)s pladser. "
        "Læs flere enheder ind, eller lad selvejende være med."
    )


class SettingsImpossible(Refused):
    """A number of seats or years that means nothing."""

    code = "settings-impossible"
    status = 422
    sentence = N_("Der skal være mindst én plads, og årene kan ikke være negative.")


class NotPrepared(Refused):
    """Nothing is prepared for the year yet."""

    code = "not-prepared"
    sentence = N_("Udvælgelsen for %(year)s er ikke forberedt endnu. Forbered den først.")


class AlreadyFast(Refused):
    """A published list is the truth; it is not prepared anew."""

    code = "already-fast"
    sentence = N_("Listen for %(year)s ligger fast og kan ikke laves om.")


class AlreadyChosen(Refused):
    """One choice a year, however many times the button is pressed."""

    code = "already-chosen"
    sentence = N_("De er allerede valgt for %(year)s. Der er ikke trukket igen.")


class ListChanged(Refused):
    """Somebody prepared the list anew while this result was being worked out."""

    code = "list-changed"
    sentence = N_("Listen blev lavet om imens. Se den igennem, og prøv igen.")


class NotInPlace(Refused):
    """Only an institution that holds a seat and has not had its dialogue can withdraw or be held."""

    code = "not-in-place"
    sentence = N_("%(name)s har ikke en plads, der venter på dialog.")


class ReasonMissing(Refused):
    """A seat changes hands only with a reason."""

    code = "reason-missing"
    status = 422
    sentence = N_("Skriv hvorfor. Begrundelsen gemmes sammen med udvælgelsen.")


class NoReserveFits(Refused):
    """No reserve keeps all quotas; the nearest one needs a person's yes."""

    code = "no-reserve-fits"
    sentence = N_(
        "Ingen reserve holder alle hensyn. %(name)s er tættest på. Sig ja til den, hvis pladsen skal besættes."
    )


class NoReserveLeft(Refused):
    """Everyone on the list has been asked, or the choice was taken over without any; a seat can be left empty."""

    code = "no-reserve-left"
    sentence = N_("Der er ingen reserver for %(year)s. Sig ja til, at pladsen står tom, hvis de skal melde fra.")


class RecordUnreadable(Refused):
    """What was given is no record of a choice."""

    code = "record-unreadable"
    status = 422
    sentence = N_("Filen er ikke en protokol fra Ledetråd.")


class RecordDoesNotHold(Refused):
    """A record that was altered, or that another list or value gave."""

    code = "record-does-not-hold"
    sentence = N_("Protokollen holder ikke. Antal steder, der ikke stemmer: %(count)s.")
