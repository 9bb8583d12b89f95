"""When each unit's turn comes: the engine run forward from a year, with what is known today and a printed seed.

Nobody opens, closes or withdraws in it, and what a person decided holds for the first year alone. The same request and
seed give the same forecast.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from app.domain import Refused
from app.selection.domain import PoolRequest, Unit, Verdict, standing
from app.selection.lottery.record import with_value, year_record

RUNS, SEED, ROUNDS = 3, 1, 2.5
"""Runs and seed unless others are asked for; a run goes over so many rounds (units per seat, in years)."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """The years of a unit's next turn over all runs: the soonest, the one in the middle, and the latest.

    None where a run ended before.
    """

    soonest: int | None
    likely: int | None
    latest: int | None


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The turns of everyone who can ever be chosen, by id, and how they were found."""

    first: int
    last: int
    runs: int
    seed: int
    turns: Mapping[str, Turn]

    def as_data(self) -> dict[str, Any]:
        """As the command prints it."""
        turns = {
            unit: {"soonest": turn.soonest, "likely": turn.likely, "latest": turn.latest}
            for unit, turn in self.turns.items()
        }
        return {"first": self.first, "last": self.last, "runs": self.runs, "seed": self.seed, "turns": turns}


@lru_cache(maxsize=16)
def forecast(request: PoolRequest, *, runs: int = RUNS, seed: int = SEED) -> Forecast:
    """Runs the years from the request's on; kept for the next who asks. Raises what its first list refuses."""
    ours = [unit.id for unit in request.units if standing(unit, request) is Verdict.ELIGIBLE]
    last = request.year + round(ROUNDS * len(ours) / request.settings.seats)
    chances = (random.Random(f"{seed}:{run}") for run in range(runs))  # noqa: S311, made-up values
    found = [_run(request, last, set(ours), chance) for chance in chances]
    turns = {unit: _turn([one.get(unit) for one in found]) for unit in sorted(ours)}
    return Forecast(first=request.year, last=last, runs=runs, seed=seed, turns=turns)


def _turn(years: Iterable[int | None]) -> Turn:
    known = sorted(year if year is not None else 9999 for year in years)
    soonest, likely, latest = (
        None if year == 9999 else year for year in (known[0], known[(len(known) - 1) // 2], known[-1])
    )
    return Turn(soonest=soonest, likely=likely, latest=latest)


def _run(request: PoolRequest, last: int, ours: set[str], chance: random.Random) -> dict[str, int]:
    """{unit: the first year in which it is chosen}."""
    turns: dict[str, int] = {}
    units = request.units
    for year in range(request.year, last + 1):
        asked = _in_year(request, year, units)
        try:
            record = with_value(year_record(asked), f"{chance.randrange(10**12):012d}")
        except Refused:
            if year == request.year:
                raise
            break
        chosen = set(record["result"]["chosen"])
        turns = {**dict.fromkeys(sorted(chosen), year), **turns}
        if ours <= set(turns):
            break
        units = tuple(_visited(unit, year) if unit.id in chosen else unit for unit in units)
    return turns


def _in_year(request: PoolRequest, year: int, units: tuple[Unit, ...]) -> PoolRequest:
    if year == request.year:
        return request
    settings = replace(request.settings, appointed=(), excluded=(), bounds=(), cap=None)
    day = dt.date(year, request.day.month, min(request.day.day, 28))
    return PoolRequest(year=year, day=day, settings=replace(settings, known_since=request.known_since), units=units)


def _visited(unit: Unit, year: int) -> Unit:
    return replace(unit, visits=(*unit.visits, year))
