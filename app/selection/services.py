"""Use cases of the choice: preparing the list, fixing it, choosing, withdrawing, and a dialogue that was held.

What is worked out (`lottery`, `record`) is worked out before the transaction opens; `store_list` and `store_result` put
it into the tables by one conditional statement, so that fifty clicks are one choice. `prepare` and `draw` do both, for
who has the write lock to herself.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.models import Cycle
from app.institutions import events as happenings
from app.institutions import services as institutions
from app.institutions.models import Institution
from app.people.models import Person
from app.selection import queries
from app.selection.domain import (
    AlreadyChosen,
    AlreadyFast,
    DrawSettings,
    DrawState,
    ListChanged,
    NoReserveFits,
    NoReserveLeft,
    NotInPlace,
    Quota,
    ReasonMissing,
    SeatKind,
    SeatState,
    Unit,
    misses,
)
from app.selection.lottery import METHOD, DrawList, canonical, make_list, nearest_in_line, next_in_line
from app.selection.models import Draw, Seat
from app.selection.record import prepared_record, read_list, read_record, with_value
from app.trail import services as trail

CHANGEABLE = (DrawState.PREPARED, DrawState.PUBLISHED)
TAKEN_OVER = "taken-over"
WRITTEN = ("state", "value", "record", "published_at", "drawn_at", "drawn_by_id")


def prepare(
    session: Session, *, cycle: Cycle, by: Person | None, now: dt.datetime, settings: DrawSettings | None = None
) -> Draw:
    """Makes the list of a year and stores it; while it is not published, it can be made anew."""
    request = queries.pool_request(session, cycle=cycle, settings=settings or DrawSettings(), now=now)
    return store_list(session, cycle=cycle, drawn_from=make_list(request), by=by, now=now)


def store_list(session: Session, *, cycle: Cycle, drawn_from: DrawList, by: Person | None, now: dt.datetime) -> Draw:
    """Stores a list that was worked out; raises AlreadyFast once the year's list is published or drawn from."""
    session.execute(select(Cycle.id).where(Cycle.id == cycle.id).with_for_update())
    draw = queries.draw_of(session, cycle) or Draw(cycle_id=cycle.id, state=DrawState.PREPARED)
    if draw.state is not DrawState.PREPARED:
        raise AlreadyFast(year=cycle.year)
    record = prepared_record(drawn_from)
    draw.method = METHOD
    draw.seats_wanted = drawn_from.request.settings.seats
    draw.settings = asdict(drawn_from.request.settings)
    draw.record, draw.commitment = canonical(record), record["commitment"]
    draw.prepared_at = now
    session.add(draw)
    session.flush()
    _trail(session, draw, "selection.prepared", by, now, fingerprint=draw.commitment)
    return draw


def publish(session: Session, *, draw: Draw, by: Person | None, now: dt.datetime) -> None:
    """From now on the list lies fast: the unit that closes or withdraws keeps its place in it."""
    fixed = session.execute(
        update(Draw)
        .where(Draw.id == draw.id, Draw.state == DrawState.PREPARED)
        .values(state=DrawState.PUBLISHED, published_at=now)
        .returning(Draw.id)
    ).one_or_none()
    if fixed is None:
        raise AlreadyFast(year=_year(session, draw))
    _require_current(session, draw, now)
    session.refresh(draw, WRITTEN)
    _trail(session, draw, "selection.published", by, now, fingerprint=draw.commitment)


def draw(session: Session, *, draw: Draw, value: str | None, by: Person | None, now: dt.datetime) -> Draw:
    """Chooses by a value that somebody gives, else by twelve digits of our own; both are on record."""
    record = work_out(draw, value=value, year=_year(session, draw))
    return store_result(session, draw=draw, record=record, by=by, now=now)


def work_out(draw: Draw, *, value: str | None, year: int) -> dict[str, Any]:
    """The record that the value gives, touching no table; to be called before the transaction opens."""
    if draw.state not in CHANGEABLE:
        raise AlreadyChosen(year=year)
    return with_value(read_record(draw.record), value or f"{secrets.randbelow(10**12):012d}")


def store_result(session: Session, *, draw: Draw, record: dict[str, Any], by: Person | None, now: dt.datetime) -> Draw:
    """Stores a result that was worked out, once: raises AlreadyChosen, or ListChanged if the list is another by now."""
    stored = session.execute(
        update(Draw)
        .where(Draw.id == draw.id, Draw.state.in_(CHANGEABLE), Draw.commitment == record["commitment"])
        .values(
            state=DrawState.DRAWN,
            value=record["value"],
            record=canonical(record),
            drawn_at=now,
            drawn_by_id=by.id if by else None,
        )
        .returning(Draw.id)
    ).one_or_none()
    if stored is None:
        state = session.scalar(select(Draw.state).where(Draw.id == draw.id))
        raise ListChanged() if state in CHANGEABLE else AlreadyChosen(year=_year(session, draw))
    session.refresh(draw, WRITTEN)
    if draw.published_at is None:
        _require_current(session, draw, now)
    _seat_everyone(session, draw, record["result"])
    _trail(session, draw, "selection.drawn", by, now, fingerprint=draw.commitment)
    return draw


def _seat_everyone(session: Session, draw: Draw, result: dict[str, Any]) -> None:
    ids = queries.ids_by_unit(session)
    places = (("chosen", SeatKind.DRAWN, SeatState.ACTIVE), ("reserves", SeatKind.RESERVE, SeatState.WAITING))
    for part, kind, state in places:
        session.add_all(
            Seat(
                draw_id=draw.id,
                institution_id=ids[one["id"]],
                number=number,
                kind=kind,
                state=state,
                reason=one["reason"],
            )
            for number, one in enumerate(result[part], start=1)
        )
    session.flush()


def take_over(
    session: Session, *, cycle: Cycle, institutions: Sequence[Institution], by: Person | None, now: dt.datetime
) -> Draw:
    """A choice that was made before this system: the seats stand, nothing is drawn and nobody is written to."""
    session.execute(select(Cycle.id).where(Cycle.id == cycle.id).with_for_update())
    if queries.draw_of(session, cycle) is not None:
        raise AlreadyChosen(year=cycle.year)
    draw = Draw(
        cycle_id=cycle.id,
        method=TAKEN_OVER,
        state=DrawState.TAKEN_OVER,
        seats_wanted=len(institutions),
        settings={},
        prepared_at=now,
        drawn_at=now,
        drawn_by_id=by.id if by else None,
    )
    session.add(draw)
    session.flush()
    session.add_all(
        Seat(
            draw_id=draw.id,
            institution_id=institution.id,
            number=number,
            kind=SeatKind.APPOINTED,
            state=SeatState.ACTIVE,
            reason={"code": TAKEN_OVER},
        )
        for number, institution in enumerate(institutions, start=1)
    )
    session.flush()
    _trail(session, draw, "selection.taken-over", by, now, seats=len(institutions))
    return draw


def withdraw(
    session: Session,
    *,
    seat: Seat,
    reason: str,
    by: Person | None,
    now: dt.datetime,
    relaxed: bool = False,
    empty: bool = False,
) -> Seat | None:
    """A seat changes hands by a person's act, with a reason; returns the reserve's seat, which takes the same number.

    The first reserve with whom the others still meet all quotas takes it. If there is none, NoReserveFits names the
    nearest, which takes it only when the person says so (`relaxed`). Where nobody is left, as in a choice that was
    taken over, NoReserveLeft, until the person says that the seat is to stand `empty`; then None. Raises NotInPlace,
    ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing()
    session.execute(select(Draw.id).where(Draw.id == seat.draw_id).with_for_update())
    given_up = session.execute(
        update(Seat)
        .where(Seat.id == seat.id, Seat.state == SeatState.ACTIVE)
        .values(state=SeatState.WITHDRAWN, withdrawn_because=reason.strip(), withdrawn_at=now)
        .returning(Seat.id)
    ).one_or_none()
    seat = queries.seat(session, seat.id)
    if given_up is None:
        raise NotInPlace(name=seat.institution.name)
    line = {queries.unit_id(one.institution): one for one in queries.reserves(session, seat.draw)}
    if not line and not empty:
        raise NoReserveLeft(year=seat.draw.cycle.year)
    successor = _successor(session, seat, line, relaxed=relaxed) if line else None
    if successor is not None:
        successor.state, successor.number, successor.took_over_from_id = SeatState.ACTIVE, seat.number, seat.id
    session.flush()
    successor_id = successor.id if successor else None
    _trail(session, seat.draw, "selection.withdrawn", by, now, seat=seat.id, successor=successor_id)
    return successor


def _successor(session: Session, seat: Seat, line: Mapping[str, Seat], *, relaxed: bool) -> Seat:
    listed = read_list(read_record(seat.draw.record))
    units = {unit.id: unit for unit in listed.request.units}
    staying = tuple(units[queries.unit_id(one.institution)] for one in queries.active_seats(session, seat.draw.cycle))
    reserves = tuple(units[unit] for unit in line)
    found = next_in_line(listed.bounds, staying, reserves)
    if found is None:
        found = nearest_in_line(listed.bounds, staying, reserves)
        if not relaxed:
            raise NoReserveFits(name=found.name)
    successor = line[found.id]
    successor.reason = {**successor.reason, "breaks": _breaks(listed.bounds, (*staying, found))}
    return successor


def _breaks(bounds: tuple[Quota, ...], panel: tuple[Unit, ...]) -> list[dict[str, Any]]:
    return [asdict(miss) for miss in misses(bounds, panel)]


def mark_held(session: Session, *, seat: Seat, now: dt.datetime) -> None:
    """The dialogue took place: the seat is held, and the year counts as the institution's last. Twice is no error."""
    held = session.execute(
        update(Seat)
        .where(Seat.id == seat.id, Seat.state == SeatState.ACTIVE)
        .values(state=SeatState.HELD, held_at=now)
        .returning(Seat.id)
    ).one_or_none()
    seat = queries.seat(session, seat.id)
    if held is None and seat.state is not SeatState.HELD:
        raise NotInPlace(name=seat.institution.name)
    institutions.record_visit(session, institution_id=seat.institution_id, year=seat.draw.cycle.year, source="Ledetråd")


def _require_current(session: Session, draw: Draw, now: dt.datetime) -> None:
    """A list that is about to lie fast was made with all that has happened to the units."""
    happenings.require_unchanged(session, since=draw.prepared_at, day=local_day(now))


def _year(session: Session, draw: Draw) -> int:
    return session.scalars(select(Cycle.year).where(Cycle.id == draw.cycle_id)).one()


def _trail(session: Session, draw: Draw, action: str, by: Person | None, now: dt.datetime, **details: object) -> None:
    trail.record(session, by=by, action=action, thing=f"draw:{draw.id}", details=details, now=now)
