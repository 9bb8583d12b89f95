"""Named reads of the choice: the draw of a year, its seats and reserves, and everything a list is made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.clock import local_day
from app.cycle.models import Cycle
from app.domain import N_, NotFound
from app.institutions import queries as institutions
from app.institutions.events import queries as event_queries
from app.institutions.events.queries import OnDay
from app.institutions.models import Institution
from app.selection.domain import (
    DrawSettings,
    DrawState,
    PoolRequest,
    SeatKind,
    SeatState,
    Unit,
    Way,
    withdrew_twice,
)
from app.selection.models import Draw, Seat
from app.selection.refusals import NotPrepared

METHOD = "lottery"
"""What makes the choice since the plain one went; a record of another method stands as it was stored."""

IN_PLACE = (SeatState.ACTIVE, SeatState.HELD)


def draw_of(session: Session, cycle: Cycle) -> Draw | None:
    """The choice of a year, if one is prepared."""
    return session.scalars(select(Draw).where(Draw.cycle_id == cycle.id)).one_or_none()


def prepared_draw(session: Session, cycle: Cycle) -> Draw:
    """The choice of a year; raises NotPrepared."""
    draw = draw_of(session, cycle)
    if draw is None:
        raise NotPrepared(year=cycle.year)
    return draw


def has_record(draw: Draw) -> bool:
    """Whether there is a record of this engine; years taken over have none, those of the plain choice another."""
    return draw.method == METHOD and bool(draw.record)


def public_draw(session: Session, year: int, *, switched_on: bool) -> Draw:
    """The year's public lot for everybody outside: only when the installation publishes (`switched_on`), only a public
    lot, and only from its publication on; else NotFound."""
    query = select(Draw).join(Cycle).where(Cycle.year == year, Draw.way == Way.BY_PUBLIC_LOT)
    query = query.where(Draw.state.in_((DrawState.PUBLISHED, DrawState.DRAWN)), Draw.published_at.is_not(None))
    found = session.scalars(query.options(joinedload(Draw.cycle))).one_or_none() if switched_on else None
    if found is None:
        raise NotFound()
    return found


def used_in(session: Session, value: str, *, but: Draw) -> int | None:
    """The year of another choice that this value made, if any: then it was known before this list."""
    query = select(Cycle.year).join(Draw).where(Draw.value == value, Draw.value != "", Draw.id != but.id)
    return session.scalars(query.order_by(Cycle.year)).first()


def withdrawals(session: Session) -> dict[int, tuple[int, ...]]:
    """{institution: the years in which it gave a seat up, ascending}."""
    query = select(Seat.institution_id, Cycle.year).join(Draw, Draw.id == Seat.draw_id).join(Cycle)
    found: dict[int, tuple[int, ...]] = {}
    for institution_id, year in session.execute(query.where(Seat.state == SeatState.WITHDRAWN).order_by(Cycle.year)):
        found[institution_id] = (*found.get(institution_id, ()), year)
    return found


def active_seats(session: Session, cycle: Cycle) -> list[Seat]:
    """The six of a year, by number: whoever holds a seat now, also after the dialogue. Institutions are loaded."""
    query = _seats().join(Draw).where(Draw.cycle_id == cycle.id, Seat.state.in_(IN_PLACE))
    return list(session.scalars(query.order_by(Seat.number)))


def reserves(session: Session, draw: Draw) -> list[Seat]:
    """The reserves that have not been asked, in their order."""
    query = _seats().where(Seat.draw_id == draw.id, Seat.kind == SeatKind.RESERVE, Seat.state == SeatState.WAITING)
    return list(session.scalars(query.order_by(Seat.number)))


def withdrawn(session: Session, draw: Draw) -> list[Seat]:
    """Those who gave their seat up this year, in the order in which they did."""
    query = _seats().where(Seat.draw_id == draw.id, Seat.state == SeatState.WITHDRAWN)
    return list(session.scalars(query.order_by(Seat.withdrawn_at, Seat.id)))


def seat(session: Session, seat_id: int) -> Seat:
    """One seat with its institution, draw and year, as the tables have it now; raises NotFound."""
    query = _seats().where(Seat.id == seat_id).options(joinedload(Seat.draw).joinedload(Draw.cycle))
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound(N_("Pladsen"), seat_id)
    return found


def seat_of(session: Session, cycle: Cycle, institution: Institution) -> Seat | None:
    """The seat that an institution holds this year, if it is one of the six."""
    return next((seat for seat in active_seats(session, cycle) if seat.institution_id == institution.id), None)


def _seats() -> Select[Seat]:
    return select(Seat).options(joinedload(Seat.institution))


def pool_request(session: Session, *, cycle: Cycle, settings: DrawSettings, now: dt.datetime) -> PoolRequest:
    """Everything that the list of a year is made from, as plain data for the engine."""
    settings = _as_named_now(session, settings)
    day = local_day(now)
    counted, given_up = (
        event_queries.on_day(session, day),
        event_queries.given_up_by(session, withdrawals(session), day),
    )
    units = tuple(
        _as_of(unit_of(unit), counted[unit.id], given_up.get(unit.id, ()), cycle.year)
        for unit in institutions.all_units(session)
    )
    if settings.known_since is None:
        settings = replace(settings, known_since=institutions.visits_known_since(session))
    return PoolRequest(year=cycle.year, day=day, settings=settings, units=units)


def _as_of(unit: Unit, counted: OnDay, given_up: Sequence[tuple[int, ...]], year: int) -> Unit:
    """The unit as it counts on the day of the list: history follows the successor (docs/adr/0020).

    Of the seats given up along several lines it has those of the line that rests last, else gave one up last.
    """
    unit = replace(unit, **vars(counted))
    lines = [replace(unit, withdrawals=line) for line in given_up]
    return max(lines, key=lambda one: (withdrew_twice(one, year) or 0, one.withdrawals[::-1]), default=unit)


def forecast_request(session: Session, *, cycle: Cycle, now: dt.datetime) -> PoolRequest:
    """What a forecast of turns begins with: the year itself, or the next one where its six are chosen."""
    draw = draw_of(session, cycle)
    settings = DrawSettings.of_data(draw.settings) if draw else DrawSettings()
    request = pool_request(session, cycle=cycle, settings=settings, now=now)
    if draw is None or draw.state in (DrawState.PREPARED, DrawState.PUBLISHED):
        return request
    seated = {unit_id(seat.institution) for seat in active_seats(session, cycle)}
    units = tuple(
        replace(one, visits=tuple(sorted({*one.visits, cycle.year}))) if one.id in seated else one
        for one in request.units
    )
    later = replace(settings, appointed=(), excluded=(), bounds=(), cap=None, known_since=request.known_since)
    day = dt.date(cycle.year + 1, request.day.month, min(request.day.day, 28))
    return PoolRequest(year=cycle.year + 1, day=day, settings=later, units=units)


def unit_of(institution: Institution, withdrawals: tuple[int, ...] = ()) -> Unit:
    """An institution as the engine knows it; its visits must be loaded."""
    return Unit(
        id=unit_id(institution),
        name=institution.name,
        kind=institution.kind,
        area=institution.area,
        ownership=institution.ownership,
        district=institution.district,
        size=institution.size_band,
        pseudo=institution.pseudo,
        department=institution.head_id is not None,
        active_from=institution.active_from,
        active_to=institution.active_to,
        visits=tuple(visit.year for visit in institution.visits),
        unknown_before=institution.unknown_before,
        withdrawals=withdrawals,
    )


def unit_id(institution: Institution) -> str:
    """The name of an institution in a record: register and number, the same on every machine."""
    return f"{institution.register}:{institution.number}"


def ids_by_unit(session: Session) -> dict[str, int]:
    """{name in a record: id in this database} of every institution, its names from before it had its number too."""
    query = select(Institution.register, Institution.number, Institution.id)
    now = {f"{register}:{number}": institution_id for register, number, institution_id in session.execute(query)}
    return {**_former_names(session), **now}


def names_in(session: Session, record: Mapping[str, Any]) -> dict[int, str]:
    """{institution: the name by which a record knows it}, which may be one from before it had its number."""
    return {one: name for name, one in ids_by_unit(session).items() if name in record["names"]}


def names_of(session: Session, units: Collection[Institution]) -> set[str]:
    """Every name that the units have, or had, in a record."""
    ids = {unit.id for unit in units}
    return {unit_id(unit) for unit in units} | {name for name, one in _former_names(session).items() if one in ids}


def _former_names(session: Session) -> dict[str, int]:
    keys = event_queries.former_keys(session)
    return {f"{register}:{number}": one for one, found in keys.items() for register, number in found}


def _as_named_now(session: Session, settings: DrawSettings) -> DrawSettings:
    """Whom a person appointed or kept out is the same unit when it has been given its number."""
    former = _former_names(session)
    if not former:
        return settings
    units = institutions.by_ids(session, former.values())
    now = {name: unit_id(units[one]) for name, one in former.items()}
    appointed, excluded = (
        tuple(replace(one, id=now.get(one.id, one.id)) for one in part)
        for part in (settings.appointed, settings.excluded)
    )
    return replace(settings, appointed=appointed, excluded=excluded)
