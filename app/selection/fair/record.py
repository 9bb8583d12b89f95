"""The record of a lottery: the list that is published, and what a value makes of it (docs/selection-record.md).

The hashed part (HASHED) holds ids, numbers and public features alone; the fingerprint over it is what is published
before any value exists. Engine: standard library, and the lottery.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from app.selection.fair.drawing import lots, members_of, panel_of, ticket_of
from app.selection.fair.lottery import Solution, solve
from app.selection.fair.pool import Bound, Pool, Typed, tiered, typed
from app.selection.fair.problem import TICKETS, TIER, Problem
from app.selection.lottery import canonical, tidy_value

SCHEMA = "ledetraad-lottery/1"
HASHED = ("schema", "seats", "total", "features", "types", "quotas", "tiers", "panels", "certificate", "solver")


def solved_record(
    pool: Pool, *, seats: int, bounds: Sequence[Bound], steps: Sequence[int] | None = None
) -> dict[str, Any]:
    """The list of a pool with tickets, chances and proof. Raises NoSuchSet and the refusals of `pool`."""
    found = typed(pool, seats=seats, bounds=bounds, steps=steps)
    problem = tiered(found)
    return as_record(found, problem, solve(problem))


def as_record(found: Typed, problem: Problem, solution: Solution) -> dict[str, Any]:
    """The list of a solution, ready to be published."""
    names = [f"t{place:04}" for place in range(len(found.kinds))]
    record = {
        "schema": SCHEMA,
        "seats": problem.seats,
        "total": TICKETS,
        "solver": solver_version(),
        "features": list(found.features),
        "types": _types(found, names),
        "quotas": [
            {"feature": one.feature, "value": one.value, "lower": one.lower, "upper": one.upper} for one in found.bounds
        ],
        "tiers": [{"tier": int(row.value), "seats": row.upper} for row in problem.rows if row.feature == TIER],
        "panels": [
            {"tickets": number, "counts": {names[place]: count for place, count in enumerate(panel) if count}}
            for panel, number in zip(solution.lottery.panels, solution.lottery.tickets, strict=True)
        ],
        "certificate": solution.certificate_data(names),
    }
    return {**record, "commitment": fingerprint(record), **_figures(found, solution)}


def _types(found: Typed, names: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "id": name,
            "features": dict(zip(found.features, kind.features, strict=True)),
            "tier": kind.tier,
            "members": list(kind.members),
        }
        for name, kind in zip(names, found.kinds, strict=True)
    ]


def _figures(found: Typed, solution: Solution) -> dict[str, Any]:
    chances = {
        unit: float(chance) for kind, chance in zip(found.kinds, solution.chances, strict=True) for unit in kind.members
    }
    return {
        "chances": chances,
        "min": float(solution.least),
        "min_all": float(min(solution.chances)),
        "bound": float(solution.certificate.bound),
        "proven": solution.proven,
    }


def fingerprint(record: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of the hashed part."""
    return hashlib.sha256(canonical({key: record[key] for key in HASHED}).encode()).hexdigest()


def with_value(record: Mapping[str, Any], value: str) -> dict[str, Any]:
    """The record of a published list, completed by the value: the ticket, its set, the chosen and the reserves."""
    value = tidy_value(value)
    ticket = ticket_of(record["commitment"], value)
    place = panel_of(record["panels"], ticket)
    lot = lots(record, value)
    tiers = {unit: kind["tier"] or 0 for kind in record["types"] for unit in kind["members"]}
    order = sorted(lot, key=lambda unit: (tiers[unit], lot[unit]))
    chosen = members_of(record, place, lot)
    result = {
        "ticket": ticket,
        "panel": place,
        "chosen": [unit for unit in order if unit in chosen],
        "reserves": [unit for unit in order if unit not in chosen],
    }
    return {**record, "value": value, "result": result, "withdrawals": []}


def solver_version() -> str:
    """Which solver made the list; another one may make another."""
    return f"ortools {version('ortools')}"
