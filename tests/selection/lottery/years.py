"""Records of made-up years: each way, with appointed seats, withdrawals, and bounds that gave way."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

from app.institutions.domain import Kind, Ownership
from app.selection.domain import GivenBound, Named, PoolRequest, Way
from app.selection.lottery.drawing import standing, withdraw
from app.selection.lottery.record import with_value, year_record
from tests.selection.units import request, unit

KINDS = (Kind.SCHOOL, Kind.DAY_CARE, Kind.DAY_CARE, Kind.CARE_HOME, Kind.CENTRE)
AREAS = ("Nord", "Nord", "Syd", "Øst", "")
SEED = 406
VALUE = "417205883016"


def asked(way: Way, seed: int = SEED, **settings: Any) -> PoolRequest:
    """Thirty units, of which some rest, some are private, one is kept out and one appointed."""
    chance = random.Random(seed)
    units = [
        unit(
            number,
            chance.choice(KINDS),
            chance.choice(AREAS),
            *sorted(chance.sample(range(2018, 2027), chance.choice([0, 1, 1, 2]))),
            ownership=Ownership.PRIVATE if number % 10 == 9 else Ownership.MUNICIPAL,
        )
        for number in range(30)
    ]
    given = {
        "way": way,
        "seats": 5,
        "cool_down": 1,
        "appointed": (Named(id="own:006", reason="theme"),),
        "excluded": (Named(id="own:008", reason="closing"),),
        "bounds": (GivenBound(dimension="kind", value="centre", lower=0, upper=2),),
        "tiers": (3, 6),
        "known_since": 2019,
    }
    return request(*units, **{**given, **settings})


@cache
def _drawn(way: Way, withdrawals: int) -> dict[str, Any]:
    record = with_value(year_record(asked(way)), VALUE)
    for _ in range(withdrawals):
        record = withdraw(record, standing(record)[0][-1])
    return record


def drawn(way: Way, withdrawals: int = 4) -> dict[str, Any]:
    """The record of a year that is drawn, with so many who gave their seat up."""
    return _drawn(way, withdrawals)
