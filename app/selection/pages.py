"""Puts the page of a year's choice together: who could be chosen, what was due, the chances, the six and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.institutions.domain import Kind, alphabetical
from app.institutions.labels import KINDS_MANY
from app.selection import labels, queries
from app.selection.domain import (
    CAN_EVER_BE_CHOSEN,
    DrawSettings,
    DrawState,
    Quota,
    SeatKind,
    Unit,
    Verdict,
    Way,
    telling,
)
from app.selection.lottery.listing import read_list
from app.selection.lottery.record import read_record
from app.selection.lottery.year import DrawList
from app.selection.models import Draw, Seat
from app.selection.picture import Picture, Point, draw_picture
from app.selection.printing import in_fours
from app.selection.showing import ShownList, Steps, show_list, show_steps


@dataclass(frozen=True, kw_only=True)
class Card:
    """One of the six: by turn how long it waited (`share` of the longest wait), by lot its chance (of 100); and why."""

    seat: Seat
    figure: str
    share: int
    why: list[str]


@dataclass(frozen=True, kw_only=True)
class Due:
    """One group: what it was due and what that is made of, and what it got (None before the choice)."""

    name: str
    quota: Quota
    got: int | None

    @property
    def entitled(self) -> str:
        """The seats of the horizon and this year that its share of the members comes to."""
        return labels.say_tenths(Fraction(self.quota.entitled))

    @property
    def deficit(self) -> str:
        """What it lacks of that."""
        return labels.say_tenths(Fraction(self.quota.deficit))

    @property
    def target(self) -> str:
        """Its part of this year's seats."""
        return labels.say_tenths(Fraction(self.quota.target))


@dataclass(frozen=True, kw_only=True)
class NamedUnit:
    """Whom a person gave a seat or kept out: the public reason, and the remark that stays in the house."""

    name: str
    reason: str
    remark: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """The page of a year's choice. `draw` is None before anything is prepared; a year taken over has no list."""

    cycle: Cycle
    draw: Draw | None
    listed: DrawList | None = None
    record: Mapping[str, Any] | None = None
    cards: tuple[Card, ...] = ()
    reserves: tuple[Seat, ...] = ()
    withdrawn: tuple[Seat, ...] = ()
    dues: tuple[Due, ...] = ()
    relaxations: tuple[str, ...] = ()
    picture: Picture | None = None
    left_out: tuple[str, ...] = ()
    shown: ShownList | None = None
    steps: Steps | None = None
    appointed: tuple[NamedUnit, ...] = ()
    excluded: tuple[NamedUnit, ...] = ()

    @property
    def drawn(self) -> bool:
        """Whether there is a result."""
        return self.draw is not None and self.draw.state in (DrawState.DRAWN, DrawState.TAKEN_OVER)

    @property
    def by_turn(self) -> bool:
        """Whether waiting decides and a lot only among those who tie."""
        return self.draw is not None and self.draw.way is Way.BY_TURN

    @property
    def public(self) -> bool:
        """Whether the list is published before the number is drawn."""
        return self.draw is not None and self.draw.way is Way.BY_PUBLIC_LOT

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
    def round(self) -> int:
        """Years until everybody whose turn comes at all has had one."""
        verdicts = self.listed.verdicts.values() if self.listed else ()
        return ceil(sum(verdict in CAN_EVER_BE_CHOSEN for verdict in verdicts) / self.seats)

    @property
    def seats(self) -> int:
        """How many are chosen."""
        return self.draw.seats_wanted if self.draw else DrawSettings.seats

    @property
    def without(self) -> int:
        """How many of those who can be chosen are in no set."""
        return sum(not chance for chance in self.record["chances"].values()) if self.record else 0

    @property
    def lowest(self) -> str:
        """The smallest chance of those who have one, of 100."""
        return labels.say_chance(self.record["min"]) if self.record else ""

    @property
    def highest(self) -> str:
        """The highest chance of those who are not appointed, of 100."""
        return labels.say_chance(highest_chance(self.record)) if self.record else ""

    @property
    def fingerprint(self) -> list[str]:
        """The list's fingerprint in groups of four, as people compare it."""
        return in_fours(self.draw.commitment) if self.draw else []


def highest_chance(record: Mapping[str, Any]) -> float:
    """The highest chance that anyone has by lot: whoever was given a seat has it for certain, and is left out."""
    given = {one["id"] for one in record["appointed"]}
    return max((chance for unit, chance in record["chances"].items() if unit not in given), default=0.0)


def page_of(session: Session, cycle: Cycle) -> Page:
    """Everything that the page of a year's choice shows."""
    draw = queries.draw_of(session, cycle)
    if draw is None:
        return Page(cycle=cycle, draw=None)
    seats = queries.active_seats(session, cycle)
    withdrawn = tuple(queries.withdrawn(session, draw))
    if not queries.has_record(draw):
        cards = tuple(Card(seat=seat, figure="", share=0, why=[]) for seat in seats)
        return Page(cycle=cycle, draw=draw, cards=cards, withdrawn=withdrawn)
    record = read_record(draw.record)
    listed, named = read_list(record), queries.names_in(session, record)
    chosen = set(record.get("result", {}).get("chosen", ()))
    shown = show_list(record)
    settings = listed.request.settings
    return Page(
        cycle=cycle,
        draw=draw,
        listed=listed,
        record=record,
        cards=tuple(_card(seat, named[seat.institution_id], draw, listed, record) for seat in seats),
        reserves=tuple(queries.reserves(session, draw)),
        withdrawn=withdrawn,
        dues=tuple(_due(quota, listed, chosen) for quota in telling(listed.bounds)),
        relaxations=tuple(map(labels.say_relaxation, listed.relaxations)),
        picture=draw_picture(_points(draw, listed, record, chosen), _notes(listed, chosen)),
        left_out=tuple(_left_out(listed)),
        shown=shown,
        steps=show_steps(record),
        appointed=tuple(_named(one, record, draw, labels.say_appointed(one.reason)) for one in settings.appointed),
        excluded=tuple(_named(one, record, draw, labels.say_excluded(one.reason)) for one in settings.excluded),
    )


def _named(one: Any, record: Mapping[str, Any], draw: Draw, reason: str) -> NamedUnit:
    return NamedUnit(name=record["names"].get(one.id, one.id), reason=reason, remark=draw.remarks.get(one.id, ""))


def _card(seat: Seat, unit: str, draw: Draw, listed: DrawList, record: Mapping[str, Any]) -> Card:
    if seat.took_over_from_id is not None:
        why = [
            labels.say_history(seat.reason),
            labels.say_took_over(),
            *labels.say_gave_way(seat.reason.get("breaks", ())),
        ]
    else:
        why = labels.say_why(seat.reason)
    if seat.kind is SeatKind.APPOINTED:
        return Card(seat=seat, figure="", share=0, why=why)
    if draw.way is Way.BY_TURN:
        waited, longest = listed.waited[unit], max(listed.waited.values()) or 1
        known = seat.reason["last"] or seat.reason["opened"] or seat.reason["known_since"]
        return Card(seat=seat, figure=str(waited) if known else "", share=round(100 * waited / longest), why=why)
    chance = record["chances"][unit]
    return Card(seat=seat, figure=labels.say_chance(chance), share=round(100 * chance), why=why)


def _due(quota: Quota, listed: DrawList, chosen: set[str]) -> Due:
    group = [unit for unit in listed.eligible if unit.feature(quota.dimension) == quota.value]
    return Due(
        name=labels.say_group(quota.dimension, quota.value),
        quota=quota,
        got=sum(unit.id in chosen for unit in group) if chosen else None,
    )


def _points(draw: Draw, listed: DrawList, record: Mapping[str, Any], chosen: set[str]) -> list[Point]:
    order = list(Kind)
    units = sorted(listed.eligible, key=lambda unit: (order.index(unit.kind), alphabetical(unit.name)))
    by_turn = draw.way is Way.BY_TURN
    return [
        Point(
            lane=str(KINDS_MANY[unit.kind]),
            name=unit.name,
            value=listed.waited[unit.id] if by_turn else round(100 * record["chances"][unit.id]),
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


def reason_out(unit: Unit, listed: DrawList) -> str:
    """The rule, or the person's reason, that keeps a unit out this year."""
    verdict = listed.verdicts[unit.id]
    for one in listed.request.settings.excluded:
        if verdict is Verdict.EXCLUDED and one.id == unit.id:
            return labels.say_kept_out(one.reason)
    return labels.say_verdict(verdict, unit, listed.request.year)
