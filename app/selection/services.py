"""Use cases of the choice: preparing the list, fixing it, choosing, withdrawing, and a dialogue that was held.

What is worked out (`work_out_list`, `work_out_result`) is worked out before the transaction opens; `store_list` and
`store_result` put it into the tables by one conditional statement, so that fifty clicks are one choice. `prepare` and
`draw` do both, for who has the write lock to herself.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.models import Cycle
from app.institutions import services as institutions
from app.institutions.events import queries as event_queries
from app.institutions.models import Institution
from app.people.models import Person
from app.selection import queries
from app.selection.domain import DrawSettings, DrawState, PoolRequest, SeatKind, SeatState, Way
from app.selection.lottery.drawing import next_in_line
from app.selection.lottery.drawing import withdraw as withdrawn_record
from app.selection.lottery.listing import read_list
from app.selection.lottery.record import read_record, with_value, year_record
from app.selection.lottery.spelling import readable, tidy_value
from app.selection.models import Draw, Seat
from app.selection.reasons import reasons_of
from app.selection.refusals import (
    AlreadyChosen,
    AlreadyFast,
    ListBehind,
    ListChanged,
    NoReserveFits,
    NoReserveLeft,
    NotInPlace,
    NotPublished,
    ReasonMissing,
    ValueEmpty,
    ValueUsed,
)
from app.trail import services as trail

CHANGEABLE = (DrawState.PREPARED, DrawState.PUBLISHED)
TAKEN_OVER = "taken-over"
WRITTEN = ("state", "value", "record", "drawn_how", "witnesses", "published_at", "drawn_at", "drawn_by_id")


def prepare(
    session: Session,
    *,
    cycle: Cycle,
    by: Person | None,
    now: dt.datetime,
    settings: DrawSettings | None = None,
    remarks: Mapping[str, str] | None = None,
) -> Draw:
    """Makes the list of a year and stores it; while it is not published, it can be made anew."""
    request = queries.pool_request(session, cycle=cycle, settings=settings or DrawSettings(), now=now)
    return store_list(session, cycle=cycle, record=work_out_list(request), remarks=remarks, by=by, now=now)


def work_out_list(request: PoolRequest) -> dict[str, Any]:
    """The record of the list that a request gives, touching no table; to be called before the transaction opens.

    Raises what cannot be: SettingsImpossible, UnitUnknown, NamedTwice, ReasonUnknown, CannotBeAppointed,
    TooManyAppointed, GroupUnknown, TooFewEligible, TooLongCoolDown, BoundsCollide, CapTooLow.
    """
    return year_record(request)


def store_list(
    session: Session,
    *,
    cycle: Cycle,
    record: dict[str, Any],
    remarks: Mapping[str, str] | None = None,
    by: Person | None,
    now: dt.datetime,
) -> Draw:
    """Stores a list that was worked out; raises AlreadyFast once the year's list is published or drawn from.

    `remarks` {unit: text} of whom a person appointed or kept out; they stay in the house.
    """
    session.execute(select(Cycle.id).where(Cycle.id == cycle.id).with_for_update())
    draw = queries.draw_of(session, cycle) or Draw(cycle_id=cycle.id, state=DrawState.PREPARED)
    if draw.state is not DrawState.PREPARED:
        raise AlreadyFast(year=cycle.year)
    settings = read_list(record).request.settings
    draw.method, draw.way = queries.METHOD, settings.way
    draw.seats_wanted, draw.settings = settings.seats, settings.as_data()
    draw.record, draw.commitment = readable(record), record["commitment"]
    draw.prepared_at, draw.remarks = now, dict(remarks or {})
    session.add(draw)
    session.flush()
    _trail(session, draw, "selection.prepared", by, now, fingerprint=draw.commitment)
    return draw


def publish(session: Session, *, draw: Draw, by: Person | None, now: dt.datetime) -> None:
    """From now on the list lies fast: the unit that closes or withdraws keeps its place in it.

    A public lot is published by this; by turn and in the house it can be done so that nobody makes the list anew.
    """
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


def _require_current(session: Session, draw: Draw, now: dt.datetime) -> None:
    """A list that is about to lie fast was made with all that has happened to the units; raises ListBehind."""
    name = event_queries.changed_since(session, draw.prepared_at, day=local_day(now))
    if name is not None:
        raise ListBehind(name=name)


def draw(
    session: Session,
    *,
    draw: Draw,
    value: str | None,
    by: Person | None,
    now: dt.datetime,
    how: str = "",
    witnesses: str = "",
) -> Draw:
    """Chooses by a value that somebody gives, else by twelve digits of our own; both are on record."""
    record = work_out_result(draw, value=value, year=_year(session, draw))
    return store_result(session, draw=draw, record=record, how=how, witnesses=witnesses, by=by, now=now)


def work_out_result(draw: Draw, *, value: str | None, year: int) -> dict[str, Any]:
    """The record that the value gives, touching no table; to be called before the transaction opens.

    None: twelve digits of our own; not in a public lot, where the value is given, and after publication. Raises
    AlreadyChosen, NotPublished, ValueEmpty.
    """
    if draw.state not in CHANGEABLE:
        raise AlreadyChosen(year=year)
    if draw.way is Way.BY_PUBLIC_LOT:
        if draw.state is not DrawState.PUBLISHED:
            raise NotPublished(year=year)
        if value is None:
            raise ValueEmpty()
    if value is not None and not tidy_value(value):
        raise ValueEmpty()
    return with_value(read_record(draw.record), f"{secrets.randbelow(10**12):012d}" if value is None else value)


def store_result(
    session: Session,
    *,
    draw: Draw,
    record: dict[str, Any],
    by: Person | None,
    now: dt.datetime,
    how: str = "",
    witnesses: str = "",
) -> Draw:
    """Stores a result that was worked out, once: AlreadyChosen, or ListChanged if the list is another by now.

    `how` the value was drawn and who the `witnesses` were, for the page. Raises ValueUsed if an earlier choice had it.
    """
    fast = _fast_enough(session, draw, record["value"])
    stored = session.execute(
        update(Draw)
        .where(Draw.id == draw.id, Draw.state.in_(fast), Draw.commitment == record["commitment"])
        .values(
            state=DrawState.DRAWN,
            value=record["value"],
            drawn_how=how.strip(),
            witnesses=witnesses.strip(),
            record=readable(record),
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
    _seat_everyone(session, draw, record)
    _trail(session, draw, "selection.drawn", by, now, fingerprint=draw.commitment)
    return draw


def _fast_enough(session: Session, draw: Draw, value: str) -> tuple[DrawState, ...]:
    """The states from which the value may choose; raises NotPublished and ValueUsed."""
    if draw.way is Way.BY_PUBLIC_LOT and draw.state is DrawState.PREPARED:
        raise NotPublished(year=_year(session, draw))
    used = queries.used_in(session, value, but=draw)
    if used is not None:
        raise ValueUsed(year=used)
    return (DrawState.PUBLISHED,) if draw.way is Way.BY_PUBLIC_LOT else CHANGEABLE


def _seat_everyone(session: Session, draw: Draw, record: dict[str, Any]) -> None:
    ids, reasons = queries.ids_by_unit(session), reasons_of(record)
    appointed = {one["id"] for one in record["appointed"]}
    for part, state in (("chosen", SeatState.ACTIVE), ("reserves", SeatState.WAITING)):
        kind = SeatKind.DRAWN if part == "chosen" else SeatKind.RESERVE
        session.add_all(
            Seat(
                draw_id=draw.id,
                institution_id=ids[unit],
                number=number,
                kind=SeatKind.APPOINTED if unit in appointed else kind,
                state=state,
                reason=reasons[unit],
            )
            for number, unit in enumerate(record["result"][part], start=1)
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
    successor = _successor(session, seat, relaxed=relaxed, empty=empty)
    if successor is not None:
        successor.state, successor.number, successor.took_over_from_id = SeatState.ACTIVE, seat.number, seat.id
    session.flush()
    successor_id = successor.id if successor else None
    _trail(session, seat.draw, "selection.withdrawn", by, now, seat=seat.id, successor=successor_id)
    return successor


def _successor(session: Session, seat: Seat, *, relaxed: bool, empty: bool) -> Seat | None:
    """The reserve that takes the seat, with the line in the record that says so; None where it is to stand empty."""
    waiting = queries.reserves(session, seat.draw)
    if not queries.has_record(seat.draw) or not waiting:
        if not empty:
            raise NoReserveLeft(year=seat.draw.cycle.year)
        if not queries.has_record(seat.draw):
            return None
    record = read_record(seat.draw.record)
    named = queries.names_in(session, record)
    line, unit = {named[one.institution_id]: one for one in waiting}, named[seat.institution_id]
    found, gave_way = next_in_line(record, unit)
    if found is not None and gave_way and not relaxed:
        raise NoReserveFits(name=line[found].institution.name, gave_way=gave_way)
    seat.draw.record = readable(withdrawn_record(record, unit))
    if found is None:
        return None
    successor = line[found]
    successor.reason = {**successor.reason, "breaks": gave_way}
    return successor


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


def _year(session: Session, draw: Draw) -> int:
    return session.scalars(select(Cycle.year).where(Cycle.id == draw.cycle_id)).one()


def _trail(session: Session, draw: Draw, action: str, by: Person | None, now: dt.datetime, **details: object) -> None:
    trail.record(session, by=by, action=action, thing=f"draw:{draw.id}", details=details, now=now)
