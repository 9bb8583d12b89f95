"""The record of a choice: the list that is published, and what a value makes of it (docs/selection-record.md).

The hashed part (HASHED) holds ids, numbers, codes and public features alone; the fingerprint over it is what is
published before any value exists. Engine: standard library, and the lottery.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib.metadata import version
from typing import Any

from app.selection.domain import AppointedFor, PoolRequest
from app.selection.lottery import listing
from app.selection.lottery.drawing import lots, members_of, panel_of, ticket_of
from app.selection.lottery.pool import Bound, Pool, Typed, tiered, typed
from app.selection.lottery.problem import TICKETS, TIER, Problem
from app.selection.lottery.solution import Solution, solve
from app.selection.lottery.spelling import sha256, tidy_value
from app.selection.lottery.year import DrawList, make_list
from app.selection.refusals import RecordUnreadable

SCHEMA = "ledetraad-lottery/2"
MADE = ("types", "appointed", "quotas", "tiers", "panels", "certificate", "solver", "year")
HASHED = ("schema", "seats", "total", "cap", "features", *MADE)


def solved_record(
    pool: Pool,
    *,
    seats: int,
    bounds: Sequence[Bound],
    steps: Sequence[int] | None = None,
    cap: Fraction = Fraction(1),
) -> dict[str, Any]:
    """The list of a pool with tickets, chances and proof. Raises NoSuchSet, CapTooLow and the refusals of `pool`."""
    found = typed(pool, seats=seats, bounds=bounds, steps=steps, cap=cap)
    problem = tiered(found)
    appointed = [{"id": unit, "reason": AppointedFor.DECIDED.value} for unit in sorted(pool.appointed)]
    return as_record(found, problem, solve(problem), appointed=appointed)


def year_record(request: PoolRequest) -> dict[str, Any]:
    """The list of a year with tickets, chances and proof. Raises what `make_list` refuses, and CapTooLow."""
    return record_of(make_list(request))


def record_of(listed: DrawList) -> dict[str, Any]:
    """The record of a list before the draw, with the names beside it."""
    found = listed.typed()
    problem = tiered(found)
    settings = listed.request.settings
    appointed = sorted(({"id": one.id, "reason": one.reason} for one in settings.appointed), key=lambda one: one["id"])
    record = as_record(found, problem, solve(problem), year=listing.as_data(listed), appointed=appointed)
    return {**record, "names": {unit.id: unit.name for unit in listed.request.units}}


def as_record(
    found: Typed,
    problem: Problem,
    solution: Solution,
    *,
    year: dict[str, Any] | None = None,
    appointed: Sequence[dict[str, str]] = (),
) -> dict[str, Any]:
    """The list of a solution, ready to be published."""
    names = names_of(found)
    record = {
        "schema": SCHEMA,
        "seats": problem.seats,
        "total": TICKETS,
        "cap": None if problem.cap == 1 else int(problem.cap * TICKETS),
        "solver": solver_version(),
        "features": list(found.features),
        "types": types_as_data(found),
        "appointed": list(appointed),
        "quotas": [
            {"feature": one.feature, "value": one.value, "lower": one.lower, "upper": one.upper} for one in found.bounds
        ],
        "tiers": tiers_as_data(problem),
        "panels": [
            {"tickets": number, "counts": {names[place]: count for place, count in enumerate(panel) if count}}
            for panel, number in zip(solution.lottery.panels, solution.lottery.tickets, strict=True)
        ],
        "certificate": solution.certificate_data(names),
        "year": year,
    }
    return {**record, "commitment": fingerprint(record), **_figures(found, solution)}


def names_of(found: Typed) -> list[str]:
    """The ids of the types, in their order."""
    return [f"t{place:04}" for place in range(len(found.kinds))]


def types_as_data(found: Typed) -> list[dict[str, Any]]:
    """The types as they stand in a record."""
    return [
        {
            "id": name,
            "features": dict(zip(found.features, kind.features, strict=True)),
            "tier": kind.tier,
            "members": list(kind.members),
        }
        for name, kind in zip(names_of(found), found.kinds, strict=True)
    ]


def tiers_as_data(problem: Problem) -> list[dict[str, int]]:
    """How many of every set are from each tier, as it stands in a record."""
    return [{"tier": int(row.value), "seats": row.upper} for row in problem.rows if row.feature == TIER]


def _figures(found: Typed, solution: Solution) -> dict[str, Any]:
    chances = {
        unit: float(chance) for kind, chance in zip(found.kinds, solution.chances, strict=True) for unit in kind.members
    }
    return {
        "chances": chances,
        "min": float(solution.least),
        "min_all": float(min(solution.chances)),
        "max": float(max(solution.chances)),
        "bound": float(solution.certificate.bound),
        "proven": solution.proven,
    }


def fingerprint(record: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of the hashed part."""
    return sha256({key: record[key] for key in HASHED})


def with_value(record: Mapping[str, Any], value: str) -> dict[str, Any]:
    """The record of a published list, completed by the value: the ticket, its set, the chosen and the reserves."""
    value = tidy_value(value)
    ticket = ticket_of(record["commitment"], value)
    place = panel_of(record["panels"], ticket)
    lot = lots(record, value)
    order = in_order(record, lot)
    chosen = members_of(record, place, lot)
    result = {
        "ticket": ticket,
        "panel": place,
        "chosen": [unit for unit in order if unit in chosen],
        "reserves": [unit for unit in order if unit not in chosen],
    }
    return {**record, "value": value, "result": result, "withdrawals": []}


def in_order(record: Mapping[str, Any], lot: Mapping[str, str]) -> list[str]:
    """Everyone on the list: the appointed, then tier by tier, by lot within each."""
    tiers = {unit: kind["tier"] or 0 for kind in record["types"] for unit in kind["members"]}
    return sorted(lot, key=lambda unit: (tiers[unit], lot[unit]))


def read_record(text: str) -> dict[str, Any]:
    """A record from its text; raises RecordUnreadable for anything that is not one of this schema."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecordUnreadable() from error
    if not isinstance(record, dict) or record.get("schema") != SCHEMA:
        raise RecordUnreadable()
    return record


@cache
def solver_version() -> str:
    """Which solver made the list; another one may make another."""
    return f"ortools {version('ortools')}"
