"""The choice in the database: one a year, withdrawn seats, dialogues held, years taken over."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.cycle.services import open_year
from app.database import Database
from app.domain import NotFound
from app.institutions import queries as institutions
from app.institutions import services as register
from app.institutions.domain import Kind, Ownership
from app.institutions.models import Institution
from app.people.domain import Role
from app.people.models import Person
from app.selection import queries, services
from app.selection.domain import DrawSettings, DrawState, Named, SeatKind, SeatState, Way
from app.selection.lottery.asked import faults_of
from app.selection.lottery.drawing import standing
from app.selection.lottery.record import read_record, with_value
from app.selection.lottery.spelling import readable, sha256
from app.selection.models import Draw, Seat
from app.selection.refusals import (
    AlreadyChosen,
    AlreadyFast,
    ListChanged,
    NoReserveFits,
    NoReserveLeft,
    NotInPlace,
    NotPrepared,
    NotPublished,
    ReasonMissing,
    ValueEmpty,
    ValueUsed,
)
from app.trail.models import TrailEntry
from tests.conftest import NOW

VALUE = "417205883016"
YEAR_MADE_UP = "923d2ffed56b951e73bb297c3a68635a5b13e12237562063cc68e0b032ea37d9"
"""The fingerprint of what the made-up register is in a record, on every machine."""
KINDS = (Kind.SCHOOL, Kind.DAY_CARE, Kind.CENTRE)


def _fill(session: Session, count: int = 24, **given: Any) -> list[Institution]:
    """Units of three kinds and two areas; all but the last third have been in dialogue."""
    units = [
        register.open_institution(
            session,
            number=f"U{number:02}",
            name=f"Enhed {number}",
            kind=KINDS[number % 3],
            ownership=Ownership.MUNICIPAL,
            area="NS"[number % 2],
            by=None,
            now=NOW,
        )
        for number in range(count)
    ]
    for number, unit in enumerate(units[: count * 2 // 3]):
        register.record_visit(session, institution_id=unit.id, year=2019 + number % 8, source="liste")
    return units


@pytest.fixture
def cycle(session: Session) -> Cycle:
    _fill(session)
    return open_year(session, year=2027, subject=None, now=NOW)


def _prepared(session: Session, cycle: Cycle, **settings: Any) -> Draw:
    return services.prepare(session, cycle=cycle, settings=DrawSettings(**settings), by=None, now=NOW)


def _drawn(session: Session, cycle: Cycle, **settings: Any) -> Draw:
    return services.draw(session, draw=_prepared(session, cycle, **settings), value=VALUE, by=None, now=NOW)


def test_prepared_list_stands_with_its_fingerprint(session: Session, cycle: Cycle) -> None:
    draw = _prepared(session, cycle)
    record = read_record(draw.record)
    assert (draw.state, draw.method, draw.seats_wanted) == (DrawState.PREPARED, "lottery", 6)
    assert draw.commitment == record["commitment"]
    assert faults_of(draw.record) == []
    assert queries.active_seats(session, cycle) == []


def test_list_is_made_anew_until_it_lies_fast(session: Session, cycle: Cycle) -> None:
    first = _prepared(session, cycle)
    before = first.commitment
    again = _prepared(session, cycle, seats=5)
    assert (again.id, again.seats_wanted) == (first.id, 5)
    assert again.commitment != before
    services.publish(session, draw=again, by=None, now=NOW)
    assert (again.state, again.published_at) == (DrawState.PUBLISHED, NOW)
    with pytest.raises(AlreadyFast):
        _prepared(session, cycle)
    with pytest.raises(AlreadyFast):
        services.publish(session, draw=again, by=None, now=NOW)


def test_six_sit_and_everyone_else_is_in_reserve(
    session: Session, cycle: Cycle, add_person: Callable[..., Person]
) -> None:
    person = add_person(Role.SECRETARIAT)
    draw = services.draw(session, draw=_prepared(session, cycle), value=" 4172 0588 3016 ", by=person, now=NOW)
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
    draw = _prepared(session, cycle)
    expected = with_value(read_record(draw.record), VALUE)
    services.draw(session, draw=draw, value=VALUE, by=None, now=NOW)
    assert read_record(draw.record) == expected


def test_without_a_value_one_is_found_and_recorded(session: Session, cycle: Cycle) -> None:
    draw = services.draw(session, draw=_prepared(session, cycle), value=None, by=None, now=NOW)
    assert len(draw.value) == 12
    assert draw.value.isdigit()
    assert faults_of(draw.record) == []


def test_second_choice_is_refused(session: Session, cycle: Cycle) -> None:
    draw = _drawn(session, cycle)
    with pytest.raises(AlreadyChosen):
        services.draw(session, draw=draw, value="1", by=None, now=NOW)
    with pytest.raises(AlreadyFast):
        _prepared(session, cycle)


def test_result_of_a_list_that_was_remade_is_refused(session: Session, cycle: Cycle) -> None:
    stale = with_value(read_record(_prepared(session, cycle).record), VALUE)
    draw = _prepared(session, cycle, seats=5)
    with pytest.raises(ListChanged):
        services.store_result(session, draw=draw, record=stale, by=None, now=NOW)


def test_year_without_a_list_says_so(session: Session, cycle: Cycle) -> None:
    with pytest.raises(NotPrepared) as caught:
        queries.prepared_draw(session, cycle)
    assert caught.value.data == {"year": 2027}


def test_fifty_clicks_are_one_choice(own_database: Database) -> None:
    with own_database.write.begin() as session:
        _fill(session)
        cycle = open_year(session, year=2027, subject=None, now=NOW)
        draw_id = _prepared(session, cycle).id
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
        _fill(session)
        cycle_id = open_year(session, year=2027, subject=None, now=NOW).id

    def prepare(seats: int) -> None:
        with own_database.write.begin() as session:
            _prepared(session, session.get_one(Cycle, cycle_id), seats=seats)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(prepare, (4, 5, 6, 7)))
    with own_database.read() as session:
        assert session.scalar(select(func.count(Draw.id))) == 1


def test_withdrawn_seat_goes_to_the_first_reserve_that_fits(session: Session, cycle: Cycle) -> None:
    draw = _drawn(session, cycle)
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
    draw = _drawn(session, cycle)
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
        register.open_institution(
            session,
            number=f"S{number}",
            name=f"Enhed {number}",
            kind=Kind.SCHOOL if number < 2 else Kind.DAY_CARE,
            ownership=Ownership.MUNICIPAL,
            by=None,
            now=NOW,
        )
    cycle = open_year(session, year=2027, subject=None, now=NOW)
    _drawn(session, cycle, seats=3)
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
    _fill(session, 3)
    cycle = open_year(session, year=2027, subject=None, now=NOW)
    _drawn(session, cycle, seats=2, horizon=0)
    first, second = queries.active_seats(session, cycle)
    services.withdraw(session, seat=first, reason="Syg", by=None, now=NOW, relaxed=True)
    with pytest.raises(NoReserveLeft), session.begin_nested():
        services.withdraw(session, seat=second, reason="Syg", by=None, now=NOW, relaxed=True)
    assert services.withdraw(session, seat=second, reason="Syg", by=None, now=NOW, empty=True) is None
    assert [seat.number for seat in queries.active_seats(session, cycle)] == [first.number]


def test_held_dialogue_counts_as_the_institutions_last(session: Session, cycle: Cycle) -> None:
    _drawn(session, cycle)
    seat = queries.active_seats(session, cycle)[0]
    for _ in range(2):
        services.mark_held(session, seat=seat, now=NOW)
    held = queries.seat(session, seat.id)
    assert (held.state, held.held_at) == (SeatState.HELD, NOW)
    session.expire_all()
    assert institutions.by_id(session, seat.institution_id).visits[-1].year == 2027
    assert len(queries.active_seats(session, cycle)) == 6


def test_reserve_cannot_be_held(session: Session, cycle: Cycle) -> None:
    draw = _drawn(session, cycle)
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
    _drawn(session, cycle)
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
    draw = _prepared(session, cycle)
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


def _public(session: Session, cycle: Cycle, **settings: Any) -> Draw:
    draw = _prepared(session, cycle, way=Way.BY_PUBLIC_LOT, **settings)
    services.publish(session, draw=draw, by=None, now=NOW)
    return draw


def test_public_lot_is_drawn_after_publication_by_a_value_that_is_given(session: Session, cycle: Cycle) -> None:
    draw = _prepared(session, cycle, way=Way.BY_PUBLIC_LOT)
    with pytest.raises(NotPublished):
        services.draw(session, draw=draw, value=VALUE, by=None, now=NOW)
    services.publish(session, draw=draw, by=None, now=NOW)
    for nothing in (None, "", "  "):
        with pytest.raises(ValueEmpty):
            services.draw(session, draw=draw, value=nothing, by=None, now=NOW)
    how, witnesses = "Ti kugler, lagt tilbage", "Anne Toft og Ole Friis"
    later = NOW + dt.timedelta(days=1)
    services.draw(session, draw=draw, value="417 205", how=how, witnesses=witnesses, by=None, now=later)
    assert (draw.value, draw.drawn_how, draw.witnesses) == ("417205", how, witnesses)
    assert (draw.way, draw.published_at, draw.drawn_at) == (Way.BY_PUBLIC_LOT, NOW, later)
    assert read_record(draw.record)["result"]["ticket"] == 417205
    assert faults_of(draw.record) == []


def test_result_of_a_public_lot_that_is_not_published_is_not_stored(session: Session, cycle: Cycle) -> None:
    draw = _prepared(session, cycle, way=Way.BY_PUBLIC_LOT)
    record = with_value(read_record(draw.record), VALUE)
    with pytest.raises(NotPublished):
        services.store_result(session, draw=draw, record=record, by=None, now=NOW)


def test_public_lot_is_seen_outside_only_when_switched_on_and_published(session: Session, cycle: Cycle) -> None:
    draw = _prepared(session, cycle, way=Way.BY_PUBLIC_LOT)
    with pytest.raises(NotFound):
        queries.public_draw(session, 2027, switched_on=True)
    services.publish(session, draw=draw, by=None, now=NOW)
    assert queries.public_draw(session, 2027, switched_on=True).id == draw.id
    for year, switched_on in ((2027, False), (2026, True)):
        with pytest.raises(NotFound):
            queries.public_draw(session, year, switched_on=switched_on)


def test_choice_by_turn_is_never_seen_outside(session: Session, cycle: Cycle) -> None:
    services.publish(session, draw=_prepared(session, cycle), by=None, now=NOW)
    with pytest.raises(NotFound):
        queries.public_draw(session, 2027, switched_on=True)


@pytest.mark.parametrize("way", Way)
def test_appointed_sit_with_their_code_and_what_was_written_stays_in_the_house(
    session: Session, cycle: Cycle, way: Way
) -> None:
    unit = institutions.all_units(session)[4]
    named = queries.unit_id(unit)
    settings = DrawSettings(way=way, appointed=(Named(id=named, reason="promised"),))
    remarks = {named: "Lovet på mødet i maj"}
    draw = services.prepare(session, cycle=cycle, settings=settings, remarks=remarks, by=None, now=NOW)
    services.publish(session, draw=draw, by=None, now=NOW)
    services.draw(session, draw=draw, value=VALUE, by=None, now=NOW)
    seat = queries.seat_of(session, cycle, unit)
    assert seat is not None
    assert (seat.kind, seat.reason["appointed"], seat.reason["chance"]) == (SeatKind.APPOINTED, "promised", 1)
    assert draw.remarks == remarks
    assert "Lovet" not in draw.record
    assert DrawSettings.of_data(draw.settings) == settings
    assert faults_of(draw.record) == []


def test_record_grows_by_withdrawals_that_the_verifier_replays(session: Session, cycle: Cycle) -> None:
    draw = _drawn(session, cycle)
    for _ in range(3):
        seat = queries.active_seats(session, cycle)[1]
        services.withdraw(session, seat=seat, reason="Syg", relaxed=True, by=None, now=NOW)
        assert faults_of(draw.record) == []
    record = read_record(draw.record)
    assert len(record["withdrawals"]) == 3
    assert set(standing(record)[0]) == {
        queries.unit_id(seat.institution) for seat in queries.active_seats(session, cycle)
    }
    assert "Syg" not in draw.record


def test_who_withdraws_twice_in_a_row_rests_and_waits_anew(session: Session, cycle: Cycle) -> None:
    unit = institutions.all_units(session)[4]
    named = (Named(id=queries.unit_id(unit), reason="decided"),)
    for year in (2027, 2028):
        this = cycle if year == 2027 else open_year(session, year=year, subject=None, now=NOW)
        draw = _prepared(session, this, appointed=named)
        services.draw(session, draw=draw, value=None, by=None, now=NOW)
        seat = queries.seat_of(session, this, unit)
        assert seat is not None
        services.withdraw(session, seat=seat, reason="Syg", relaxed=True, by=None, now=NOW)
    verdict = {year: _verdict_of(session, unit, year) for year in (2029, 2030, 2031)}
    assert verdict == {2029: "withdrew-twice", 2030: "withdrew-twice", 2031: "eligible"}


def _verdict_of(session: Session, unit: Institution, year: int) -> str:
    this = open_year(session, year=year, subject=None, now=NOW)
    record = read_record(_prepared(session, this, cool_down=0).record)
    return next(one["verdict"] for one in record["year"]["units"] if one["id"] == queries.unit_id(unit))


def test_stored_record_is_the_one_that_was_worked_out(session: Session, cycle: Cycle) -> None:
    """The same bytes on both databases: nothing that the tables say differs in type or order."""
    settings = DrawSettings(way=Way.BY_LOT_IN_HOUSE)
    request = queries.pool_request(session, cycle=cycle, settings=settings, now=NOW)
    expected = readable(with_value(services.work_out_list(request), VALUE))
    draw = services.prepare(session, cycle=cycle, settings=settings, by=None, now=NOW)
    services.draw(session, draw=draw, value=VALUE, by=None, now=NOW)
    session.expire_all()
    assert queries.prepared_draw(session, cycle).record == expected
    assert sha256(read_record(expected)["year"]) == YEAR_MADE_UP


def test_choice_of_the_plain_method_stands_and_its_seats_can_be_given_up(session: Session, cycle: Cycle) -> None:
    draw = _drawn(session, cycle)
    draw.method, draw.record = "plain", '{"schema":"ledetraad-draw/1"}'
    session.flush()
    assert not queries.has_record(draw)
    seat = queries.active_seats(session, cycle)[0]
    with pytest.raises(NoReserveLeft), session.begin_nested():
        services.withdraw(session, seat=seat, reason="Syg", by=None, now=NOW)
    assert services.withdraw(session, seat=seat, reason="Syg", empty=True, by=None, now=NOW) is None
