"""Puts the page of a year's choice together: who could be chosen, what was due, the six and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.institutions.domain import Kind, alphabetical
from app.institutions.labels import KINDS, KINDS_MANY
from app.selection import labels, queries
from app.selection.domain import DrawState, Quota, Unit, Verdict
from app.selection.lottery.listing import read_list
from app.selection.lottery.record import read_record
from app.selection.lottery.year import DrawList
from app.selection.models import Draw, Seat
from app.selection.picture import Picture, Point, draw_picture
from app.selection.reasons import reasons_of


@dataclass(frozen=True, kw_only=True)
class Card:
    """One of the six: how long it waited, as a share of the longest wait too, and why it was chosen."""

    seat: Seat
    waited: int | None
    share: int
    why: list[str]


@dataclass(frozen=True, kw_only=True)
class Due:
    """One group: what it was due and what that is made of, and what it got (None before the choice)."""

    name: str
    quota: Quota
    got: int | None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One unit in the table of all: its facts, and what became of it and why."""

    institution_id: int | None
    unit: Unit
    kind: str
    waited: int | None
    chosen: bool
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """The page of a year's choice. `draw` is None before anything is prepared; a year taken over has no list."""

    cycle: Cycle
    draw: Draw | None
    listed: DrawList | None = None
    cards: tuple[Card, ...] = ()
    reserves: tuple[Seat, ...] = ()
    withdrawn: tuple[Seat, ...] = ()
    dues: tuple[Due, ...] = ()
    relaxations: tuple[str, ...] = ()
    picture: Picture | None = None
    left_out: tuple[str, ...] = ()

    @property
    def drawn(self) -> bool:
        """Whether there is a result."""
        return self.draw is not None and self.draw.state in (DrawState.DRAWN, DrawState.TAKEN_OVER)

    @property
    def empty(self) -> list[Seat]:
        """The seats that were given up and that nobody took."""
        taken = {card.seat.number for card in self.cards}
        return [seat for seat in self.withdrawn if seat.number not in taken]

    @property
    def eligible(self) -> int:
        """How many could be chosen."""
        return len(self.listed.eligible) if self.listed else 0

    @property
    def unseated(self) -> int:
        """How many units could not."""
        return len(self.listed.request.units) - self.eligible if self.listed else 0

    @property
    def fingerprint(self) -> list[str]:
        """The list's fingerprint in groups of four, as people compare it."""
        text = self.draw.commitment if self.draw else ""
        return [text[place : place + 4] for place in range(0, len(text), 4)]

    @property
    def digits(self) -> str:
        """The value, if it is digits that can be shown one by one."""
        value = self.draw.value if self.draw else ""
        return value if value.isdigit() and len(value) <= 12 else ""


def page_of(session: Session, cycle: Cycle) -> Page:
    """Everything that the page of a year's choice shows."""
    draw = queries.draw_of(session, cycle)
    if draw is None:
        return Page(cycle=cycle, draw=None)
    seats = queries.active_seats(session, cycle)
    if not queries.has_record(draw):
        cards, withdrawn = tuple(_card(seat, None) for seat in seats), tuple(queries.withdrawn(session, draw))
        return Page(cycle=cycle, draw=draw, cards=cards, withdrawn=withdrawn)
    record = read_record(draw.record)
    listed = read_list(record)
    chosen = set(record.get("result", {}).get("chosen", []))
    return Page(
        cycle=cycle,
        draw=draw,
        listed=listed,
        cards=tuple(_card(seat, listed) for seat in seats),
        reserves=tuple(queries.reserves(session, draw)),
        withdrawn=tuple(queries.withdrawn(session, draw)),
        dues=tuple(_due(quota, listed, chosen) for quota in listed.bounds),
        relaxations=tuple(map(labels.say_relaxation, listed.relaxations)),
        picture=draw_picture(_points(listed, chosen), _notes(listed, chosen)),
        left_out=tuple(_left_out(listed)),
    )


def _card(seat: Seat, listed: DrawList | None) -> Card:
    if listed is None:
        return Card(seat=seat, waited=None, share=0, why=[])
    longest = max(listed.waited.values())
    waited = seat.reason["waited"]
    took_over = seat.took_over_from_id is not None
    why = [labels.say_history(seat.reason), labels.say_took_over()] if took_over else labels.say_why(seat.reason)
    return Card(seat=seat, waited=waited, share=round(100 * waited / (longest or 1)), why=why)


def _due(quota: Quota, listed: DrawList, chosen: set[str]) -> Due:
    group = [unit for unit in listed.eligible if unit.feature(quota.dimension) == quota.value]
    return Due(
        name=labels.say_group(quota.dimension, quota.value),
        quota=quota,
        got=sum(unit.id in chosen for unit in group) if chosen else None,
    )


def _points(listed: DrawList, chosen: set[str]) -> list[Point]:
    order = list(Kind)
    units = sorted(listed.eligible, key=lambda unit: (order.index(unit.kind), alphabetical(unit.name)))
    return [
        Point(
            lane=str(KINDS_MANY[unit.kind]),
            name=unit.name,
            waited=listed.waited[unit.id],
            chosen=unit.id in chosen,
        )
        for unit in units
    ]


def _notes(listed: DrawList, chosen: set[str]) -> dict[str, str]:
    """The seats of each kind: what it got, or before the choice what it is due."""
    dues = [_due(quota, listed, chosen) for quota in listed.bounds if quota.dimension == "kind"]
    return {due.name: labels.say_room(due.quota) if due.got is None else labels.say_seats(due.got) for due in dues}


def _left_out(listed: DrawList) -> list[str]:
    counts = Counter(listed.verdicts.values())
    return [labels.say_left_out(verdict, counts[verdict]) for verdict in list(Verdict)[:-1] if counts[verdict]]


def lines_of(session: Session, draw: Draw) -> list[Line]:
    """Everyone in the register with what became of it: the chosen, then who could be, then who could not."""
    record = read_record(draw.record)
    listed, ids = read_list(record), queries.ids_by_unit(session)
    reasons, chosen = reasons_of(record), set(record.get("result", {}).get("chosen", []))
    lines = [
        Line(
            institution_id=ids.get(unit.id),
            unit=unit,
            kind=str(KINDS[unit.kind]),
            waited=listed.waited.get(unit.id),
            chosen=unit.id in chosen,
            sentence=_sentence(unit, listed, reasons.get(unit.id, {})),
        )
        for unit in listed.request.units
    ]
    return sorted(
        lines,
        key=lambda line: (not line.chosen, line.waited is None, -(line.waited or 0), alphabetical(line.unit.name)),
    )


def _sentence(unit: Unit, listed: DrawList, reason: Mapping[str, Any]) -> str:
    if not reason:
        return labels.say_verdict(listed.verdicts[unit.id], unit, listed.request.year)
    if "fills" in reason:
        return " ".join(labels.say_why(reason))
    if "because" in reason:
        return labels.say_not_chosen(reason)
    return labels.say_history(reason)
