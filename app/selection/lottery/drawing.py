"""From the value to the chosen, and from a withdrawal to the reserve; over the record, as a reader of it would.

Engine: standard library only. `app/selection/verify.py` does the same by itself, so that one checks the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.selection.lottery.problem import TICKETS
from app.selection.lottery.spelling import LOT, lot, sha256
from app.selection.refusals import ValueEmpty

TICKET_DIGITS = 6
DIGITS = (TICKET_DIGITS, 12)
"""Values of so many digits say the ticket themselves, with their first six."""


def says_its_ticket(value: str) -> bool:
    """Whether the ticket is read off the value: six digits, or the first six of twelve."""
    return len(value) in DIGITS and value.isascii() and value.isdecimal()


def ticket_of(commitment: str, value: str) -> int:
    """The ticket: the first six of six or twelve digits; for any other text its hash with the fingerprint."""
    if not value:
        raise ValueEmpty()
    if says_its_ticket(value):
        return int(value[:TICKET_DIGITS])
    return int(sha256([LOT, commitment, value]), 16) % TICKETS


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


GaveWay = list[dict[str, Any]]


def withdraw(record: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """The record in which a unit has given its seat to the next in line; `gave_way` are the bounds that are missed."""
    successor, gave_way = next_in_line(record, unit)
    entry = {"id": unit, "successor": successor, "gave_way": gave_way}
    return {**record, "withdrawals": [*record["withdrawals"], entry]}


def next_in_line(record: Mapping[str, Any], unit: str) -> tuple[str | None, GaveWay]:
    """The reserve that takes the seat of a unit: the first with whom the quotas are missed by the fewest seats.

    That is the first with whom all are kept, where there is one; else the bounds that are missed are named, and a
    person must have said yes. None when nobody is left.
    """
    sitting, line = standing(record)
    sitting.remove(unit)
    features = {one: kind["features"] for kind in record["types"] for one in kind["members"]}
    sums = Counter((name, value) for one in sitting for name, value in features[one].items())
    best: tuple[str | None, GaveWay] = (None, [])
    least = None
    for one in line:
        gave_way = list(_missed(record["quotas"], sums, features[one]))
        misses = sum(abs(miss["to"] - miss["from"]) for miss in gave_way)
        if least is None or misses < least:
            best, least = (one, gave_way), misses
        if not misses:
            break
    return best


def standing(record: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Who holds a seat and who stands in line, after the withdrawals so far."""
    sitting, line = list(record["result"]["chosen"]), list(record["result"]["reserves"])
    for entry in record["withdrawals"]:
        sitting.remove(entry["id"])
        if entry["successor"] is not None:
            line.remove(entry["successor"])
            sitting.append(entry["successor"])
    return sitting, line


def _missed(
    quotas: Iterable[Mapping[str, Any]], sums: Mapping[Any, int], features: Mapping[str, str]
) -> Iterable[dict[str, Any]]:
    """The bounds that are missed if a unit with these features joins, and what they would have to be."""
    for quota in quotas:
        group = {"feature": quota["feature"], "value": quota["value"]}
        count = sums.get((quota["feature"], quota["value"]), 0) + (features[quota["feature"]] == quota["value"])
        if count < quota["lower"]:
            yield {**group, "side": "lower", "from": quota["lower"], "to": count}
        if count > quota["upper"]:
            yield {**group, "side": "upper", "from": quota["upper"], "to": count}
