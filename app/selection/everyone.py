"""The table of everyone in the register: facts, chance, what became of each and why; and when their turns come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.institutions.domain import alphabetical
from app.institutions.labels import KINDS
from app.selection import labels, queries
from app.selection.domain import PoolRequest, Unit
from app.selection.lottery.forecast import RUNS, Forecast, Turn, forecast
from app.selection.lottery.listing import read_list
from app.selection.lottery.record import read_record
from app.selection.lottery.year import DrawList
from app.selection.models import Draw
from app.selection.pages import reason_out
from app.selection.reasons import reasons_of

MANY, NEVER = 100, 9999
"""So many units are run forward once only; and where in the order whoever has no year stands."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One unit. `chance` is of 100, empty where it cannot be chosen."""

    institution_id: int | None
    unit: Unit
    kind: str
    waited: int | None
    chance: str
    chosen: bool
    sentence: str


def lines_of(session: Session, draw: Draw) -> list[Line]:
    """Everyone in the register: the chosen, then who could be, then who could not."""
    record = read_record(draw.record)
    listed, ids, reasons = read_list(record), queries.ids_by_unit(session), reasons_of(record)
    chosen = set(record.get("result", {}).get("chosen", ()))
    lines = [
        Line(
            institution_id=ids.get(unit.id),
            unit=unit,
            kind=str(KINDS[unit.kind]),
            waited=listed.waited.get(unit.id),
            chance=labels.say_chance(record["chances"][unit.id]) if unit.id in record["chances"] else "",
            chosen=unit.id in chosen,
            sentence=_sentence(unit, listed, reasons.get(unit.id)),
        )
        for unit in listed.request.units
    ]
    return sorted(lines, key=_order)


def _order(line: Line) -> tuple[bool, bool, int, str]:
    return not line.chosen, line.waited is None, -(line.waited or 0), alphabetical(line.unit.name)


def _sentence(unit: Unit, listed: DrawList, reason: Mapping[str, Any] | None) -> str:
    if reason is None:
        return reason_out(unit, listed)
    if "fills" in reason:
        return " ".join(labels.say_why(reason))
    return labels.say_not_chosen(reason) if "because" in reason else labels.say_history(reason)


@dataclass(frozen=True, kw_only=True)
class TurnLine:
    """When the turn of one unit comes: between these years in all runs, None where no run came so far."""

    institution_id: int | None
    name: str
    kind: str
    turn: Turn


def turns_of(session: Session, request: PoolRequest) -> tuple[Forecast, list[TurnLine]]:
    """Everyone whose turn comes at all, the soonest first. Raises what the list of the first year refuses."""
    found = forecast(request, runs=RUNS if len(request.units) <= MANY else 1)
    ids, units = queries.ids_by_unit(session), {unit.id: unit for unit in request.units}
    lines = [
        TurnLine(institution_id=ids.get(one), name=units[one].name, kind=str(KINDS[units[one].kind]), turn=turn)
        for one, turn in found.turns.items()
    ]
    return found, sorted(lines, key=lambda line: (line.turn.likely or NEVER, alphabetical(line.name)))
