"""The three ways in the database: publication before the value, appointed seats, and a record that grows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.cycle.services import open_year
from app.database import Database
from app.domain import NotFound
from app.institutions import queries as institutions
from app.institutions.domain import Kind, Ownership
from app.institutions.events import services as events
from app.institutions.events.life import NewUnit, Part
from app.institutions.models import Institution
from app.selection import queries, services
from app.selection.domain import DrawSettings, Named, SeatKind, SeatState, Verdict, Way, verdicts
from app.selection.lottery.asked import faults_of
from app.selection.lottery.drawing import standing
from app.selection.lottery.record import read_record, with_value
from app.selection.lottery.spelling import readable, sha256
from app.selection.models import Draw, Seat
from app.selection.refusals import (
    NoReserveLeft,
    NotInPlace,
    NotPublished,
    ValueEmpty,
)
from tests.conftest import NOW
from tests.selection.filled import VALUE, drawn, fill, prepared

YEAR_MADE_UP = "923d2ffed56b951e73bb297c3a68635a5b13e12237562063cc68e0b032ea37d9"
"""The fingerprint of what the made-up register is in a record, on every machine."""


@pytest.fixture
def cycle(session: Session) -> Cycle:
    fill(session)
    return open_year(session, year=2027, subject=None, now=NOW)


def test_public_lot_is_drawn_after_publication_by_a_value_that_is_given(session: Session, cycle: Cycle) -> None:
    draw = prepared(session, cycle, way=Way.BY_PUBLIC_LOT)
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
    draw = prepared(session, cycle, way=Way.BY_PUBLIC_LOT)
    record = with_value(read_record(draw.record), VALUE)
    with pytest.raises(NotPublished):
        services.store_result(session, draw=draw, record=record, by=None, now=NOW)


def test_public_lot_is_seen_outside_only_when_switched_on_and_published(session: Session, cycle: Cycle) -> None:
    draw = prepared(session, cycle, way=Way.BY_PUBLIC_LOT)
    with pytest.raises(NotFound):
        queries.public_draw(session, 2027, switched_on=True)
    services.publish(session, draw=draw, by=None, now=NOW)
    assert queries.public_draw(session, 2027, switched_on=True).id == draw.id
    for year, switched_on in ((2027, False), (2026, True)):
        with pytest.raises(NotFound):
            queries.public_draw(session, year, switched_on=switched_on)


def test_choice_by_turn_is_never_seen_outside(session: Session, cycle: Cycle) -> None:
    services.publish(session, draw=prepared(session, cycle), by=None, now=NOW)
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
    draw = drawn(session, cycle)
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
        draw = prepared(session, this, appointed=named)
        services.draw(session, draw=draw, value=None, by=None, now=NOW)
        seat = queries.seat_of(session, this, unit)
        assert seat is not None
        services.withdraw(session, seat=seat, reason="Syg", relaxed=True, by=None, now=NOW)
    verdict = {year: _verdict_of(session, unit, year) for year in (2029, 2030, 2031)}
    assert verdict == {2029: "withdrew-twice", 2030: "withdrew-twice", 2031: "eligible"}


def _verdict_of(session: Session, unit: Institution, year: int) -> str:
    this = open_year(session, year=year, subject=None, now=NOW)
    record = read_record(prepared(session, this, cool_down=0).record)
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
    draw = drawn(session, cycle)
    draw.method, draw.record = "plain", '{"schema":"ledetraad-draw/1"}'
    session.flush()
    assert not queries.has_record(draw)
    seat = queries.active_seats(session, cycle)[0]
    with pytest.raises(NoReserveLeft), session.begin_nested():
        services.withdraw(session, seat=seat, reason="Syg", by=None, now=NOW)
    assert services.withdraw(session, seat=seat, reason="Syg", empty=True, by=None, now=NOW) is None


def test_two_who_withdraw_at_once_are_both_in_the_record(own_database: Database) -> None:
    with own_database.write.begin() as session:
        fill(session)
        cycle = open_year(session, year=2027, subject=None, now=NOW)
        drawn(session, cycle)
        seats = [seat.id for seat in queries.active_seats(session, cycle)[:4]]

    def withdraw(seat_id: int) -> str:
        try:
            with own_database.write.begin() as session:
                seat = session.get_one(Seat, seat_id)
                services.withdraw(session, seat=seat, reason="Syg", relaxed=True, by=None, now=NOW)
                return "withdrawn"
        except NotInPlace as refused:
            return refused.code

    with ThreadPoolExecutor(4) as pool:
        outcomes = Counter(pool.map(withdraw, [*seats, *seats]))
    assert outcomes == {"withdrawn": 4, "not-in-place": 4}
    with own_database.read() as session:
        draw = session.scalars(select(Draw)).one()
        assert len(read_record(draw.record)["withdrawals"]) == 4
        assert faults_of(draw.record) == []
        assert session.scalar(select(func.count(Seat.id)).where(Seat.state == SeatState.ACTIVE)) == 6


def _give_up(session: Session, year: int, *units: Institution) -> None:
    """The units have seats in a year, and give them up."""
    this = open_year(session, year=year, subject=None, now=NOW)
    draw = services.take_over(session, cycle=this, institutions=units, by=None, now=NOW)
    for seat in queries.active_seats(session, this):
        services.withdraw(session, seat=seat, reason="Syg", empty=True, by=None, now=NOW)
    assert len(queries.withdrawn(session, draw)) == len(units)


def _merged(session: Session, *units: Institution) -> Institution:
    new = NewUnit(name="Engen", kind=Kind.SCHOOL, ownership=Ownership.MUNICIPAL, area="N")
    event = events.merge_units(session, units=units, into=new, day=NOW.date(), by=None, now=NOW)
    return next(one.institution for one in event.parts if one.part is Part.AFTER)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [((0,), (0,), Verdict.WITHDREW_TWICE), ((0,), (1,), Verdict.ELIGIBLE), ((0, 1), (), Verdict.ELIGIBLE)],
)
def test_pause_of_whoever_gave_up_twice_follows_into_a_merger(
    session: Session, cycle: Cycle, first: tuple[int, ...], second: tuple[int, ...], verdict: Verdict
) -> None:
    units = [one for one in institutions.all_units(session) if not one.visits][:2]
    for year, given_up in ((2025, first), (2026, second)):
        _give_up(session, year, *(units[place] for place in given_up))
    new = _merged(session, *units)
    request = queries.pool_request(session, cycle=cycle, settings=DrawSettings(known_since=2010), now=NOW)
    assert verdicts(request, 0)[queries.unit_id(new)] is verdict
