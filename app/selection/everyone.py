"""The table of everyone in the register: facts, chance, likely turn, and what became of each and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.institutions.domain import alphabetical
from app.institutions.labels import KINDS
from app.selection import labels, queries
from app.selection.domain import CAN_EVER_BE_CHOSEN, Unit, Way, waited
from app.selection.forecast import Waiting, years_of_turn
from app.selection.lottery.listing import read_list
from app.selection.lottery.record import read_record
from app.selection.lottery.year import DrawList
from app.selection.models import Draw
from app.selection.pages import reason_out
from app.selection.reasons import reasons_of


@dataclass(frozen=True, kw_only=True)
class Line:
    """One unit. `chance` is of 100, empty where it cannot be chosen; `turn` the year in which its turn is likely."""

    institution_id: int | None
    unit: Unit
    kind: str
    waited: int | None
    chance: str
    turn: int | None
    chosen: bool
    sentence: str


def lines_of(session: Session, draw: Draw) -> list[Line]:
    """Everyone in the register: the chosen, then who could be, then who could not."""
    record = read_record(draw.record)
    listed, ids, reasons = read_list(record), queries.ids_by_unit(session), reasons_of(record)
    chosen = set(record.get("result", {}).get("chosen", ()))
    turns = _turns(listed, chosen)
    lines = [
        Line(
            institution_id=ids.get(unit.id),
            unit=unit,
            kind=str(KINDS[unit.kind]),
            waited=listed.waited.get(unit.id),
            chance=labels.say_chance(record["chances"][unit.id]) if unit.id in record["chances"] else "",
            turn=turns.get(unit.id),
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


def _turns(listed: DrawList, chosen: set[str]) -> Mapping[str, int]:
    """By turn alone: in a lot nobody has a turn. Once some are chosen, it is theirs, and nobody else's this year."""
    request = listed.request
    if request.settings.way is not Way.BY_TURN:
        return {}
    found = years_of_turn(_waiting(listed), seats=request.settings.seats, first=request.year)
    if not chosen:
        return found
    return {unit: request.year if unit in chosen else max(year, request.year + 1) for unit, year in found.items()}


def _waiting(listed: DrawList) -> Iterable[Waiting]:
    for unit in listed.request.units:
        if listed.verdicts[unit.id] in CAN_EVER_BE_CHOSEN:
            yield Waiting(id=unit.id, group=unit.kind.value, waited=waited(unit, listed.request))
