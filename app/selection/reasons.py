"""Why each was chosen and each of the others not, as codes and numbers of a closed list; words are put to them later.

Engine: standard library only.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from app.selection.domain import Quota, Unit
from app.selection.lottery import DrawList, Outcome


def reason_for_chosen(unit: Unit, drawn_from: DrawList, outcome: Outcome) -> dict[str, Any]:
    """How long it waited; whether nobody waited longer; among how many the lot decided; the quotas it fills."""
    years = drawn_from.waited[unit.id]
    tier = sum(waiting == years for waiting in drawn_from.waited.values())
    return {
        **history(unit, drawn_from),
        "longest": years == max(drawn_from.waited.values()),
        "lot_of": tier if tier > drawn_from.tiers.get(years, 0) else 0,
        "fills": [
            _fills(quota, outcome) for quota in drawn_from.bounds if unit.feature(quota.dimension) == quota.value
        ],
    }


def reason_for_reserve(unit: Unit, drawn_from: DrawList, outcome: Outcome) -> dict[str, Any]:
    """Why a unit that could be chosen was not: shorter, lot, full (its group had all it may have), or due-elsewhere."""
    years = drawn_from.waited[unit.id]
    chosen_years = [drawn_from.waited[other.id] for other in outcome.chosen]
    groups = Counter((quota.dimension, quota.value) for quota in _full(unit, drawn_from, outcome))
    if any(drawn_from.type_of(other) == drawn_from.type_of(unit) for other in outcome.chosen):
        because = "lot"
    elif years < min(chosen_years):
        because = "shorter"
    elif groups:
        because = "full"
    else:
        because = "lot" if years in chosen_years else "due-elsewhere"
    return {**history(unit, drawn_from), "because": because, "full": [list(group) for group in groups]}


def history(unit: Unit, drawn_from: DrawList) -> dict[str, Any]:
    """Years waited, and since what: the last dialogue, the opening, or the year before which nothing is known."""
    request = drawn_from.request
    past = [year for year in unit.visits if year < request.year]
    return {
        "waited": drawn_from.waited[unit.id],
        "last": past[-1] if past else None,
        "opened": unit.active_from.year if unit.active_from else None,
        "known_since": request.known_since,
    }


def _fills(quota: Quota, outcome: Outcome) -> dict[str, Any]:
    return {
        "dimension": quota.dimension,
        "value": quota.value,
        "seats": _count(quota, outcome),
        "lower": quota.lower,
        "upper": quota.upper,
        "eligible": quota.eligible,
    }


def _full(unit: Unit, drawn_from: DrawList, outcome: Outcome) -> list[Quota]:
    own = [quota for quota in drawn_from.bounds if unit.feature(quota.dimension) == quota.value]
    return [quota for quota in own if _count(quota, outcome) >= quota.upper]


def _count(quota: Quota, outcome: Outcome) -> int:
    return sum(unit.feature(quota.dimension) == quota.value for unit in outcome.chosen)
