"""The choice called “plain”: within the quotas whoever has waited longest, and a seeded lot among those who tie.

Engine: the list is made beforehand (`make_list`) and lies fast under its fingerprint; the value comes afterwards; the
list and the value together give one result (`draw`), on every machine and for every hash salt.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from app.selection.domain import (
    DrawSettings,
    PoolRequest,
    Quota,
    Relaxation,
    Unit,
    Verdict,
    longest_cool_down,
    misses,
    standing,
    verdicts,
    waited,
)
from app.selection.panels import Panels, Type, pool_of, relax, relaxed, type_of
from app.selection.quotas import quotas
from app.selection.refusals import SettingsImpossible, TooFewEligible

METHOD = "plain"
LOT = "ledetråd-1"


@dataclass(frozen=True, kw_only=True)
class DrawList:
    """What lies fast before any value exists: who can be chosen, the bounds, and how many of each waiting.

    `quotas` stand as they were due; `relaxations` say which of them gave way. `tiers` is {years waited: seats}.
    """

    request: PoolRequest
    cool_down: int
    verdicts: Mapping[str, Verdict]
    quotas: tuple[Quota, ...]
    relaxations: tuple[Relaxation, ...]
    tiers: Mapping[int, int]

    @cached_property
    def eligible(self) -> tuple[Unit, ...]:
        """The units that can be chosen, in the order of their ids."""
        return tuple(unit for unit in self.request.units if self.verdicts[unit.id] is Verdict.ELIGIBLE)

    @cached_property
    def waited(self) -> dict[str, int]:
        """Years waited of everyone who can be chosen, by id."""
        return {unit.id: waited(unit, self.request) for unit in self.eligible}

    @property
    def bounds(self) -> tuple[Quota, ...]:
        """The quotas that the choice keeps: as due, with what gave way."""
        return relaxed(self.quotas, self.relaxations)

    def type_of(self, unit: Unit) -> Type:
        """The unit's groups and waiting; units of one type differ by the lot alone."""
        return type_of(unit, self.waited[unit.id])


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Who was chosen, in the order of waiting and lot, and everyone else who could have been, in the same order."""

    chosen: tuple[Unit, ...]
    reserves: tuple[Unit, ...]


def make_list(request: PoolRequest) -> DrawList:
    """Works out the pool, the quotas and, where no set meets them, the smallest relaxation; recorded as such.

    Bounds give way by one; then the cool-down, year by year; then bounds by more. Raises SettingsImpossible or
    TooFewEligible. Units are sorted by id, so that their order in the request does not matter.
    """
    settings = request.settings
    if settings.seats < 1 or settings.horizon < 0 or (settings.cool_down or 0) < 0:
        raise SettingsImpossible()
    request = replace(request, units=tuple(sorted(request.units, key=lambda unit: unit.id)))
    wanted = _wanted_cool_down(request, settings)
    for cool_down in range(wanted, -1, -1):
        found = _list_with(request, cool_down, wanted, by=1)
        if found is not None:
            return found
    return next(filter(None, (_list_with(request, 0, wanted, by=by) for by in range(2, settings.seats + 1))))


def _wanted_cool_down(request: PoolRequest, settings: DrawSettings) -> int:
    members = [unit for unit in request.units if standing(unit, request) is Verdict.ELIGIBLE]
    if len(members) < settings.seats:
        raise TooFewEligible(eligible=len(members), seats=settings.seats)
    return longest_cool_down(members, request) if settings.cool_down is None else settings.cool_down


def _list_with(request: PoolRequest, cool_down: int, wanted: int, by: int) -> DrawList | None:
    judged = verdicts(request, cool_down)
    draft = DrawList(
        request=request,
        cool_down=cool_down,
        verdicts=judged,
        quotas=quotas(request, judged),
        relaxations=(),
        tiers={},
    )
    pool = pool_of(map(draft.type_of, draft.eligible))
    given_way = relax(request.settings.seats, pool, draft.quotas, by)
    if given_way is None:
        return None
    if cool_down < wanted:
        given_way = (Relaxation(side="cool-down", before=wanted, after=cool_down), *given_way)
    panels = Panels(request.settings.seats, pool, relaxed(draft.quotas, given_way))
    return replace(draft, relaxations=given_way, tiers=panels.tier_counts())


def draw(drawn_from: DrawList, fingerprint: str, value: str) -> Outcome:
    """Walks down everyone by waiting and lot, and takes each with whom the set can still be completed.

    `fingerprint` is the list's (commitment), `value` the text that nobody knew before the list lay fast.
    """
    order = in_order(drawn_from, fingerprint, value)
    panels = Panels(
        drawn_from.request.settings.seats,
        pool_of(map(drawn_from.type_of, order)),
        drawn_from.bounds,
        drawn_from.tiers,
    )
    least: dict[Type, int] = {}
    full: dict[Type, int] = {}
    chosen: list[Unit] = []
    for unit in order:
        kind = drawn_from.type_of(unit)
        if kind in full or kind[1] not in drawn_from.tiers:
            continue
        more = {**least, kind: least.get(kind, 0) + 1}
        if replace(panels, least=more, most=full).feasible():
            least = more
            chosen.append(unit)
        else:
            full[kind] = least.get(kind, 0)
        if len(chosen) == panels.seats:
            break
    taken = {unit.id for unit in chosen}
    return Outcome(chosen=tuple(chosen), reserves=tuple(unit for unit in order if unit.id not in taken))


def in_order(drawn_from: DrawList, fingerprint: str, value: str) -> list[Unit]:
    """Everyone who can be chosen: the longest waiting first, and by lot among those who waited as long."""
    return sorted(drawn_from.eligible, key=lambda unit: (-drawn_from.waited[unit.id], lot(fingerprint, value, unit.id)))


def lot(fingerprint: str, value: str, unit_id: str) -> str:
    """The lot of one unit: SHA-256 over the canonical JSON of what anybody can check."""
    return hashlib.sha256(canonical([LOT, fingerprint, tidy_value(value), unit_id]).encode()).hexdigest()


def tidy_value(value: str) -> str:
    """The public value as it counts: composed letters, no space around it, none at all between digits."""
    text = unicodedata.normalize("NFC", value).strip()
    bare = "".join(text.split())
    return bare if bare.isdigit() else text


def canonical(value: object) -> str:
    """JSON with one spelling: sorted keys, no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def next_in_line(bounds: tuple[Quota, ...], staying: tuple[Unit, ...], reserves: tuple[Unit, ...]) -> Unit | None:
    """The first reserve with whom those who stay keep all quotas."""
    return next((unit for unit in reserves if not misses(bounds, (*staying, unit))), None)


def nearest_in_line(bounds: tuple[Quota, ...], staying: tuple[Unit, ...], reserves: tuple[Unit, ...]) -> Unit:
    """The reserve with whom the quotas give way least; the first of several."""

    def distance(unit: Unit) -> int:
        return sum(abs(miss.after - miss.before) for miss in misses(bounds, (*staying, unit)))

    return min(reserves, key=distance)
