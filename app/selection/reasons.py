"""Why each was chosen and each of the others not, as codes and numbers of a closed list; words are put to them later.

Everything is read off a record. Engine: standard library only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.selection.domain import Quota, Unit, telling
from app.selection.lottery.listing import read_list
from app.selection.lottery.year import DrawList

Reason = dict[str, Any]


def reasons_of(record: Mapping[str, Any]) -> dict[str, Reason]:
    """The reason of everyone who could be chosen, by id; before the draw only history and chance."""
    told = _Told.of(record)
    return {unit.id: told.reason(unit) for unit in told.listed.eligible}


def history(unit: Unit, listed: DrawList) -> Reason:
    """Years waited, and since what: the last dialogue, the opening, or the year before which nothing is known.

    `known_since` None: no dialogue before this year is on record, so nothing is known of the unit.
    """
    request = listed.request
    known = max(request.known_since, unit.unknown_before or 0)
    opened = unit.active_from.year if unit.active_from else None
    past = [year for year in unit.visits if year < request.year]
    return {
        "waited": listed.waited[unit.id],
        "last": past[-1] if past else None,
        "opened": opened,
        "known_since": known if known < request.year or (opened or 0) >= known else None,
    }


@dataclass(frozen=True)
class _Told:
    """What a record says, in the shape in which reasons ask for it."""

    listed: DrawList
    record: Mapping[str, Any]
    tier_of: Mapping[str, int]
    tiers: Mapping[int, int]
    chosen: tuple[Unit, ...]
    in_tier: Counter[int] = field(default_factory=Counter)

    @cached_property
    def telling(self) -> list[Quota]:
        """What each group may have, in the order of the quotas."""
        return telling(self.listed.bounds)

    @cached_property
    def counts(self) -> Counter[tuple[str, str]]:
        """The seats that each group got."""
        dimensions = {one.dimension for one in self.telling}
        return Counter((one, unit.feature(one)) for unit in self.chosen for one in dimensions)

    @cached_property
    def appointed(self) -> dict[str, str]:
        """The codes of those who have their seat by a person."""
        return {one["id"]: one["reason"] for one in self.record["appointed"]}

    @cached_property
    def last_tier(self) -> int:
        """The last tier that anyone was drawn from."""
        return max((self.tier_of[one.id] for one in self.chosen), default=0)

    @cached_property
    def ids(self) -> set[str]:
        """The chosen, by id."""
        return {unit.id for unit in self.chosen}

    def groups(self, unit: Unit) -> list[Quota]:
        """The quotas that a unit counts in, and that tell it from others."""
        return [one for one in self.telling if unit.feature(one.dimension) == one.value]

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> _Told:
        listed = read_list(record)
        tier_of = {unit: kind["tier"] for kind in record["types"] for unit in kind["members"]}
        tiers = {one["tier"]: one["seats"] for one in record["tiers"]}
        chosen = set(record.get("result", {}).get("chosen", ()))
        units = tuple(unit for unit in listed.eligible if unit.id in chosen)
        return cls(listed, record, tier_of, tiers, units, Counter(tier_of.values()))

    def reason(self, unit: Unit) -> Reason:
        common = {**history(unit, self.listed), "chance": self.record["chances"][unit.id]}
        if not self.chosen:
            return common
        return {**common, **(self._chosen(unit) if unit.id in self.ids else self._reserve(unit))}

    def _chosen(self, unit: Unit) -> Reason:
        """Whether a person gave the seat; whether nobody waited longer; among how many the lot decided; its quotas."""
        tier = self.tier_of[unit.id]
        return {
            "appointed": self.appointed.get(unit.id),
            "longest": self.listed.waited[unit.id] == max(self.listed.waited.values()),
            "lot_of": self.in_tier[tier] if self.in_tier[tier] > self.tiers[tier] else 0,
            "fills": [self._fills(one) for one in self.groups(unit)],
        }

    def _reserve(self, unit: Unit) -> Reason:
        """lot (it had a chance), shorter (others have waited longer), full (its group had all it may have), or
        due-elsewhere."""
        full = [one for one in self.groups(unit) if self.counts[one.dimension, one.value] >= one.upper]
        if self.record["chances"][unit.id]:
            because = "lot"
        elif self.last_tier and self.tier_of[unit.id] > self.last_tier:
            because = "shorter"
        else:
            because = "full" if full else "due-elsewhere"
        return {"because": because, "full": [[one.dimension, one.value] for one in full]}

    def _fills(self, quota: Quota) -> Reason:
        return {
            "dimension": quota.dimension,
            "value": quota.value,
            "seats": self.counts[quota.dimension, quota.value],
            "lower": quota.lower,
            "upper": quota.upper,
            "eligible": quota.eligible,
        }
