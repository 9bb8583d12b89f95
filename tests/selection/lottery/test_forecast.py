"""Turns forecast by running the engine forward: in order of waiting, the same for the same seed."""

from __future__ import annotations

import pytest

from app.institutions.domain import Kind
from app.selection.domain import Named
from app.selection.lottery.forecast import Turn, forecast
from app.selection.refusals import TooFewEligible
from tests.selection.units import request, unit


def test_turns_come_in_order_of_waiting_and_the_same_seed_gives_the_same() -> None:
    units = [unit(number, Kind.SCHOOL, "Nord", 2020 + number // 2) for number in range(12)]
    asked = request(*units, seats=2, cool_down=0)
    told = forecast(asked)
    assert told == forecast(asked)
    assert (told.first, told.runs, told.seed) == (2027, 3, 1)
    assert [told.turns[one.id].likely for one in units] == [2027 + number // 2 for number in range(12)]


def test_forecast_lets_ties_differ_and_knows_what_it_does_not_reach() -> None:
    units = [unit(number) for number in range(6)]
    told = forecast(request(*units, seats=2, cool_down=0), runs=8, seed=3)
    assert {turn.soonest for turn in told.turns.values()} == {2027}
    assert max(turn.latest or 0 for turn in told.turns.values()) == 2029
    kept_out = request(*units, seats=5, excluded=(Named(id="own:005", reason="closing"),))
    assert forecast(kept_out).turns["own:005"].soonest == 2028
    assert Turn(soonest=2027, likely=None, latest=None).likely is None
    with pytest.raises(TooFewEligible):
        forecast(request(*units, seats=7))
