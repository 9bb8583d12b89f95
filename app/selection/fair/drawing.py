"""From the value to the chosen, and from a withdrawal to the reserve; over the record, as a reader of it would.

Engine: standard library only. `app/selection/verify.py` does the same by itself, so that one checks the other.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain import N_, Refused
from app.selection.fair.problem import TICKETS
from app.selection.lottery import LOT, canonical, lot


class ValueEmpty(Refused):
    """The value must be there, for anybody can choose an empty one."""

    code = "value-empty"
    status = 422
    sentence = N_("Skriv det tal eller den tekst, der blev trukket.")


def ticket_of(commitment: str, value: str) -> int:
    """The ticket: the first six of twelve digits; for any other text its hash with the fingerprint."""
    if not value:
        raise ValueEmpty()
    if len(value) == 12 and value.isascii() and value.isdecimal():
        return int(value[:6])
    return int(hashlib.sha256(canonical([LOT, commitment, value]).encode()).hexdigest(), 16) % TICKETS


def panel_of(panels: Sequence[Mapping[str, Any]], ticket: int) -> int:
    """The place of the set that holds the ticket, the first ticket being 0."""
    for place, panel in enumerate(panels):
        ticket -= panel["tickets"]
        if ticket < 0:
            return place
    raise ValueError("the tickets do not reach so far")


def lots(record: Mapping[str, Any], value: str) -> dict[str, str]:
    """The lot of every unit of the list."""
    return {unit: lot(record["commitment"], value, unit) for kind in record["types"] for unit in kind["members"]}


def members_of(record: Mapping[str, Any], place: int, lot_of: Mapping[str, str]) -> set[str]:
    """The units of a set: of each type those with the lowest lots."""
    counts = record["panels"][place]["counts"]
    return {
        unit
        for kind in record["types"]
        for unit in sorted(kind["members"], key=lot_of.__getitem__)[: counts.get(kind["id"], 0)]
    }


def withdraw(record: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """The record in which a unit has given its seat to the reserve with whom the quotas are missed least.

    That is the first with whom all are kept, where there is one. `misses` says by how much they are not.
    """
    sitting, line = standing(record)
    sitting.remove(unit)
    successor, misses = _next(record, sitting, line)
    entry = {"id": unit, "successor": successor, "misses": misses}
    return {**record, "withdrawals": [*record["withdrawals"], entry]}


def standing(record: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Who holds a seat and who stands in line, after the withdrawals so far."""
    sitting, line = list(record["result"]["chosen"]), list(record["result"]["reserves"])
    for entry in record["withdrawals"]:
        sitting.remove(entry["id"])
        if entry["successor"] is not None:
            line.remove(entry["successor"])
            sitting.append(entry["successor"])
    return sitting, line


def _next(record: Mapping[str, Any], sitting: Iterable[str], line: Iterable[str]) -> tuple[str | None, int]:
    features = {unit: kind["features"] for kind in record["types"] for unit in kind["members"]}
    sums = Counter((name, value) for unit in sitting for name, value in features[unit].items())
    missed = [(_missed(record["quotas"], sums, features[unit]), place, unit) for place, unit in enumerate(line)]
    misses, _, successor = min(missed, default=(0, 0, None))
    return successor, misses


def _missed(quotas: Iterable[Mapping[str, Any]], sums: Mapping[Any, int], features: Mapping[str, str]) -> int:
    """By how many seats the quotas are missed in all, if a unit with these features joins."""
    total = 0
    for quota in quotas:
        count = sums.get((quota["feature"], quota["value"]), 0) + (features[quota["feature"]] == quota["value"])
        total += max(quota["lower"] - count, count - quota["upper"], 0)
    return total
