"""The choice in the database: one a year, withdrawn seats, dialogues held, years taken over."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.cycle.services import open_year
from app.database import Database
from app.institutions import queries as institutions
from app.institutions import services as institution_services
from app.institutions.domain import Kind, Ownership
from app.people.domain import Role
from app.people.models import Person
from app.selection import queries, services
from app.selection.domain import DrawState, SeatKind, SeatState
from app.selection.lottery.asked import faults_of
from app.selection.lottery.record import read_record, with_value
from app.selection.models import Draw, Seat
from app.selection.refusals import (
    AlreadyChosen,
    AlreadyFast,
    ListChanged,
    NoReserveFits,
    NoReserveLeft,
    NotInPlace,
    NotPrepared,
    ReasonMissing,
    ValueUsed,
)
from app.trail.models import TrailEntry
from tests.conftest import NOW
from tests.selection.filled import VALUE, drawn, fill, prepared


@pytest.fixture
def cycle(session: Session) -> Cycle:
    fill(session)
    return open_year(session, year=2027, subject=None, now=NOW)


def test_prepared_list_stands_with_its_fingerprint(session: Session, cycle: Cycle) -> None:
    draw = prepared(session, cycle)
    record = read_record(draw.record)
    assert (draw.state, draw.method, draw.seats_wanted) == (DrawState.PREPARED, "lottery", 6)
    assert draw.commitment == record["commitment"]
    assert faults_of(draw.record) == []
    assert queries.active_seats(session, cycle) == []


def test_list_is_made_anew_until_it_lies_fast(session: Session, cycle: Cycle) -> None:
    first = prepared(session, cycle)
    before = first.commitment
    again = prepared(session, cycle, seats=5)
    assert (again.id, again.seats_wanted) == (first.id, 5)
    assert again.commitment != before
    services.publish(session, draw=again, by=None, now=NOW)
    assert (again.state, again.published_at) == (DrawState.PUBLISHED, NOW)
    with pytest.raises(AlreadyFast):
        prepared(session, cycle)
    with pytest.raises(AlreadyFast):
        services.publish(session, draw=again, by=None, now=NOW)


def test_six_sit_and_everyone_else_is_in_reserve(
    session: Session, cycle: Cycle, add_person: Callable[..., Person]
) -> None:
    person = add_person(Role.SECRETARIAT)
    draw = services.draw(session, draw=prepared(session, cycle), value=" 4172 0588 3016 ", by=person, now=NOW)
    record = read_record(draw.record)
    seats = queries.active_seats(session, cycle)
    assert [(seat.number, seat.kind, seat.state) for seat in seats] == [
        (number, SeatKind.DRAWN, SeatState.ACTIVE) for number in range(1, 7)
    ]
    assert [queries.unit_id(seat.institution) for seat in seats] == record["result"]["chosen"]
    reserves = queries.reserves(session, draw)
    assert [queries.unit_id(seat.institution) for seat in reserves] == record["result"]["reserves"]
    assert (draw.state, draw.value, draw.drawn_at, draw.drawn_by_id) == (DrawState.DRAWN, VALUE, NOW, person.id)
    assert faults_of(draw.record) == []
    assert {tuple(sorted(Counter(seat.institution.kind for seat in seats).values()))} <= {(2, 2, 2), (1, 2, 3)}


def test_same_value_gives_the_same_six_and_the_same_bytes(session: Session, cycle: Cycle) -> None:
    draw = prepared(session, cycle)
    expected = with_value(read_record(draw.record), VALUE)
    services.draw(session, draw=draw, value=VALUE, by=None, now=NOW)
    assert read_record(draw.record) == expected


def test_without_a_value_one_is_found_and_recorded(session: Session, cycle: Cycle) -> None:
    draw = services.draw(session, draw=prepared(session, cycle), value=None, by=None, now=NOW)
    assert len(draw.value) == 12
    assert draw.value.isdigit()
    assert faults_of(draw.record) == []


def test_second_choice_is_refused(session: Session, cycle: Cycle) -> None:
    draw = drawn(session, cycle)
    with pytest.raises(AlreadyChosen):
        services.draw(session, draw=draw, value="1", by=None, now=NOW)
    with pytest.raises(AlreadyFast):
        prepared(session, cycle)


def test_result_of_a_list_that_was_remade_is_refused(session: Session, cycle: Cycle) -> None:
    stale = with_value(read_record(prepared(session, cycle).record), VALUE)
    draw = prepared(session, cycle, seats=5)
    with pytest.raises(ListChanged):
        services.store_result(session, draw=draw, record=stale, by=None, now=NOW)


def test_year_without_a_list_says_so(session: Session, cycle: Cycle) -> None:
    with pytest.raises(NotPrepared) as caught:
        queries.prepared_draw(session, cycle)
    assert caught.value.data == {"year": 2027}


def test_fifty_clicks_are_one_choice(own_database: Database) -> None:
    with own_database.write.begin() as session:
        fill(session)
        cycle = open_year(session, year=2027, subject=None, now=NOW)
        draw_id = prepared(session, cycle).id
        record = with_value(read_record(session.get_one(Draw, draw_id).record), VALUE)

    def click(_number: int) -> str:
        try:
            with own_database.write.begin() as session:
                draw = session.get_one(Draw, draw_id)
                services.store_result(session, draw=draw, record=record, by=None, now=NOW)
                return "chosen"
        except AlreadyChosen as refused:
            return refused.code

    with ThreadPoolExecutor(10) as pool:
        outcomes = Counter(pool.map(click, range(50)))
    assert outcomes == {"chosen": 1, "already-chosen": 49}
    with own_database.read() as session:
        in_place = select(func.count(Seat.id)).where(Seat.state == SeatState.ACTIVE)
        assert session.scalar(in_place) == 6


def test_two_who_prepare_at_once_make_one_list(own_database: Database) -> None:
    with own_database.write.begin() as session:
        fill(session)
        cycle_id = open_year(session, year=2027, subject=None, now=NOW).id

    def prepare(seats: int) -> None:
        with own_database.write.begin() as session:
            prepared(session, session.get_one(Cycle, cycle_id), seats=seats)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(prepare, (4, 5, 6, 7)))
    with own_database.read() as session:
        assert session.scalar(select(func.count(Draw.id))) == 1


def test_withdrawn_seat_goes_to_the_first_reserve_that_fits(session: Session, cycle: Cycle) -> None:
    draw = drawn(session, cycle)
    seat = queries.active_seats(session, cycle)[2]
    reserves = queries.reserves(session, draw)
    successor = services.withdraw(session, seat=seat, reason=" Lederen er syg. ", by=None, now=NOW)
    assert successor is not None
    gone = queries.seat(session, seat.id)
    assert (gone.state, gone.withdrawn_because, gone.withdrawn_at) == (SeatState.WITHDRAWN, "Lederen er syg.", NOW)
    assert (successor.state, successor.kind, successor.number) == (SeatState.ACTIVE, SeatKind.RESERVE, 3)
    assert successor.took_over_from_id == seat.id
    assert successor.id in {reserve.id for reserve in reserves}
    assert successor.reason["breaks"] == []
    assert [one.number for one in queries.active_seats(session, cycle)] == [1, 2, 3, 4, 5, 6]
    assert [one.id for one in queries.withdrawn(session, draw)] == [seat.id]


def test_withdrawal_needs_a_reason_and_a_seat(session: Session, cycle: Cycle) -> None:
    draw = drawn(session, cycle)
    seat = queries.active_seats(session, cycle)[0]
    with pytest.raises(ReasonMissing):
        services.withdraw(session, seat=seat, reason="  ", by=None, now=NOW)
    services.withdraw(session, seat=seat, reason="Syg", by=None, now=NOW)
    with pytest.raises(NotInPlace):
        services.withdraw(session, seat=seat, reason="Syg", by=None, now=NOW)
    with pytest.raises(NotInPlace):
        services.withdraw(session, seat=queries.reserves(session, draw)[0], reason="Syg", by=None, now=NOW)


def test_reserve_that_breaks_a_quota_takes_over_only_by_a_persons_yes(session: Session) -> None:
    for number in range(6):
        institution_services.open_institution(
            session,
            number=f"S{number}",
            name=f"Enhed {number}",
            kind=Kind.SCHOOL if number < 2 else Kind.DAY_CARE,
            ownership=Ownership.MUNICIPAL,
            by=None,
            now=NOW,
        )
    cycle = open_year(session, year=2027, subject=None, now=NOW)
    drawn(session, cycle, seats=3)
    first = next(seat for seat in queries.active_seats(session, cycle) if seat.institution.kind is Kind.SCHOOL)
    second = services.withdraw(session, seat=first, reason="Lukket", by=None, now=NOW)
    assert second is not None
    assert second.institution.kind is Kind.SCHOOL
    with pytest.raises(NoReserveFits) as caught, session.begin_nested():
        services.withdraw(session, seat=second, reason="Lukket", by=None, now=NOW)
    successor = services.withdraw(session, seat=second, reason="Lukket", by=None, now=NOW, relaxed=True)
    assert successor is not None
    assert successor.institution.name == caught.value.data["name"]
    assert [(miss["value"], miss["from"], miss["to"]) for miss in successor.reason["breaks"]] == [
        ("day-care", 2, 3),
        ("school", 1, 0),
    ]


def test_last_reserve_and_then_none(session: Session) -> None:
    fill(session, 3)
    cycle = open_year(session, year=2027, subject=None, now=NOW)
    drawn(session, cycle, seats=2, horizon=0)
    first, second = queries.active_seats(session, cycle)
    services.withdraw(session, seat=first, reason="Syg", by=None, now=NOW, relaxed=True)
    with pytest.raises(NoReserveLeft), session.begin_nested():
        services.withdraw(session, seat=second, reason="Syg", by=None, now=NOW, relaxed=True)
    assert services.withdraw(session, seat=second, reason="Syg", by=None, now=NOW, empty=True) is None
    assert [seat.number for seat in queries.active_seats(session, cycle)] == [first.number]


def test_held_dialogue_counts_as_the_institutions_last(session: Session, cycle: Cycle) -> None:
    drawn(session, cycle)
    seat = queries.active_seats(session, cycle)[0]
    for _ in range(2):
        services.mark_held(session, seat=seat, now=NOW)
    held = queries.seat(session, seat.id)
    assert (held.state, held.held_at) == (SeatState.HELD, NOW)
    session.expire_all()
    assert institutions.by_id(session, seat.institution_id).visits[-1].year == 2027
    assert len(queries.active_seats(session, cycle)) == 6


def test_reserve_cannot_be_held(session: Session, cycle: Cycle) -> None:
    draw = drawn(session, cycle)
    with pytest.raises(NotInPlace):
        services.mark_held(session, seat=queries.reserves(session, draw)[0], now=NOW)


def test_year_is_taken_over_as_it_stands(session: Session, cycle: Cycle) -> None:
    units = institutions.all_units(session)[:6]
    draw = services.take_over(session, cycle=cycle, institutions=units, by=None, now=NOW)
    seats = queries.active_seats(session, cycle)
    assert (draw.state, draw.seats_wanted) == (DrawState.TAKEN_OVER, 6)
    assert [(seat.number, seat.institution_id, seat.kind) for seat in seats] == [
        (number, unit.id, SeatKind.APPOINTED) for number, unit in enumerate(units, start=1)
    ]
    assert queries.seat_of(session, cycle, units[2]) is seats[2]
    with pytest.raises(AlreadyChosen):
        services.take_over(session, cycle=cycle, institutions=units, by=None, now=NOW)
    with pytest.raises(NoReserveLeft), session.begin_nested():
        services.withdraw(session, seat=seats[0], reason="Syg", by=None, now=NOW)
    assert services.withdraw(session, seat=seats[0], reason="Syg", by=None, now=NOW, empty=True) is None
    assert [seat.number for seat in queries.active_seats(session, cycle)] == [2, 3, 4, 5, 6]


def test_next_year_lets_those_who_were_held_rest(session: Session, cycle: Cycle) -> None:
    drawn(session, cycle)
    this_year = {seat.institution_id for seat in queries.active_seats(session, cycle)}
    for seat in queries.active_seats(session, cycle):
        services.mark_held(session, seat=seat, now=NOW)
    session.expire_all()
    later = NOW + dt.timedelta(days=365)
    next_cycle = open_year(session, year=2028, subject=None, now=later)
    draw = services.prepare(session, cycle=next_cycle, by=None, now=later)
    with pytest.raises(ValueUsed) as caught, session.begin_nested():
        services.draw(session, draw=draw, value=VALUE, by=None, now=later)
    assert caught.value.data == {"year": 2027}
    services.draw(session, draw=draw, value=VALUE[::-1], by=None, now=later)
    assert this_year.isdisjoint(seat.institution_id for seat in queries.active_seats(session, next_cycle))


def test_every_act_is_trailed_without_words(session: Session, cycle: Cycle) -> None:
    draw = prepared(session, cycle)
    services.publish(session, draw=draw, by=None, now=NOW)
    services.draw(session, draw=draw, value=VALUE, by=None, now=NOW)
    seat = queries.active_seats(session, cycle)[0]
    services.withdraw(session, seat=seat, reason="Lederen er syg.", by=None, now=NOW)
    trailed = list(
        session.scalars(select(TrailEntry).where(TrailEntry.thing == f"draw:{draw.id}").order_by(TrailEntry.id))
    )
    assert [entry.action for entry in trailed] == [
        "selection.prepared",
        "selection.published",
        "selection.drawn",
        "selection.withdrawn",
    ]
    assert "syg" not in str([entry.details for entry in trailed])
