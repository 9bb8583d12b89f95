"""Whether the list of a year in a record is the one that its facts and settings make: it is made anew and compared.

The verifier by itself shows that the record is of one piece; this shows that it was made by the rules of the house.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain import Refused
from app.selection.lottery import listing
from app.selection.lottery.pool import tiered
from app.selection.lottery.record import tiers_as_data, types_as_data
from app.selection.lottery.year import make_list
from app.selection.verify import Fault


def faults_of_making(record: Mapping[str, Any]) -> list[Fault]:
    """Each part that comes out otherwise; none for a record that is of no year."""
    if record["year"] is None:
        return []
    try:
        listed = make_list(listing.read_list(record).request)
        found = listed.typed()
        made = {"types": types_as_data(found), "tiers": tiers_as_data(tiered(found))}
    except Refused as refused:
        return [Fault("making", ("year", "settings"), f"cannot be made into a list ({refused.code})")]
    year = listing.as_data(listed)
    faults = [_fault(("year", part)) for part, told in year.items() if record["year"].get(part) != told]
    return faults + [_fault((part,)) for part, told in made.items() if record[part] != told]


def _fault(where: tuple[str | int, ...]) -> Fault:
    return Fault("making", where, "comes out otherwise when the list is made anew from its facts and settings")
