"""Working time of a year in the database: set, imported, and kept by the plan; places, rooms and travel with it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.cycle import services as cycles
from app.cycle.domain import MilestoneKind
from app.domain import NotFound
from app.scheduling import bookings, places, queries, services
from app.scheduling.domain import Cause, Diary, FreeBusy, Interval
from app.scheduling.instants import instant, naive
from app.scheduling.planner import solver
from app.scheduling.planner.explain import what_would_open
from app.scheduling.planner.openings import Board
from app.scheduling.rules import domain as rules
from app.scheduling.rules import working_time
from app.scheduling.rules.domain import Force, HolidaysUnreadable, MinutesUnfit, Rule, RuleKind, SpanBackwards
from app.scheduling.rules.school_year import Holiday
from tests.scheduling.conftest import FEBRUARY, Year

APRIL = dt.date(2027, 4, 5)


def set_rule(session: Session, year: Year, kind: RuleKind, **given: object) -> None:
    usual = rules.usual(kind)
    rule = Rule(**{"kind": kind, "force": usual.force, "number": usual.number, "hours": usual.hours} | given)  # type: ignore[arg-type]
    working_time.set_rule(session, cycle=year.cycle, rule=rule, by=None, now=FEBRUARY)


def plan_days(session: Session, year: Year) -> list[dt.date]:
    plan = solver.solve(services.plan_request(session, cycle=year.cycle, now=FEBRUARY))
    return [one.start.date() for one in plan.placed]


def close(session: Session, kind: RuleKind, first: dt.date, last: dt.date, *minutes: int) -> None:
    working_time.add_span(
        session,
        kind=kind,
        first=first,
        last=last,
        minutes=(minutes[0], minutes[1]) if minutes else (0, 1440),
        word="Seminar",
        by=None,
        now=FEBRUARY,
    )


def test_a_year_without_rules_of_its_own_has_the_usual_ones(session: Session, year: Year) -> None:
    known = working_time.rules_of(session, year.cycle)
    assert list(known) == list(RuleKind)
    assert not any(rule.own for rule in known.values())
    assert (known[RuleKind.NOTICE].number, known[RuleKind.SCHOOL].force) == (6, Force.HARD)


def test_a_rule_that_is_set_back_is_the_usual_one_again(session: Session, year: Year) -> None:
    set_rule(session, year, RuleKind.NOTICE, number=4, force=Force.SOFT)
    rule = working_time.rule_of(session, year.cycle, RuleKind.NOTICE)
    assert (rule.number, rule.force, rule.own, rule.price) == (4, Force.SOFT, True, 5)
    set_rule(session, year, RuleKind.NOTICE)
    assert not working_time.rule_of(session, year.cycle, RuleKind.NOTICE).own


def test_the_plan_keeps_out_of_closed_days_and_committee_meetings(session: Session, year: Year) -> None:
    before = plan_days(session, year)
    for day in before:
        close(session, RuleKind.CLOSED, day, day)
        assert day not in plan_days(session, year)
    close(session, RuleKind.COMMITTEE, before[0] + dt.timedelta(days=1), before[0] + dt.timedelta(days=1), 480, 900)
    after = plan_days(session, year)
    assert len(after) == 6
    assert not set(after) & {*before, before[0] + dt.timedelta(days=1)}


def test_a_meeting_of_the_wheel_keeps_its_day(session: Session, year: Year) -> None:
    day = plan_days(session, year)[2]
    cycles.set_milestones(session, cycle=year.cycle, days={MilestoneKind.PRESENTED: day}, by=None, now=FEBRUARY)
    assert day not in plan_days(session, year)
    set_rule(session, year, RuleKind.COMMITTEE, force=Force.OFF)
    assert day in plan_days(session, year)


def test_a_municipality_has_its_own_school_holidays(session: Session, year: Year) -> None:
    usual = working_time.days_off(session, year.cycle, dt.date(2027, 3, 15), dt.date(2027, 6, 15))
    assert usual[dt.date(2027, 3, 22)] == "påskeferie"
    own = [Holiday(name="Forårsferie", first=APRIL, last=dt.date(2027, 4, 9), source="hand")]
    working_time.save_holidays(session, year=2026, holidays=own, by=None, now=FEBRUARY)
    off = working_time.days_off(session, year.cycle, dt.date(2027, 3, 15), dt.date(2027, 6, 15))
    assert dt.date(2027, 3, 22) not in off
    assert off[APRIL] == "Forårsferie"
    assert not {day for day in plan_days(session, year) if APRIL <= day <= dt.date(2027, 4, 9)}
    working_time.save_holidays(session, year=2026, holidays=[], by=None, now=FEBRUARY)
    assert len(working_time.holidays_of_year(session, 2026)) == 5


def test_a_file_of_holidays_is_taken_whole_or_not_at_all(session: Session, year: Year) -> None:
    good = b"navn;fra;til\nVinterferie;8.2.2027;12.2.2027\nUge 42;18.10.2027;22.10.2027\n"
    with pytest.raises(HolidaysUnreadable):
        working_time.import_holidays(session, data=good + b"Paske;x;y\n", source="f.csv", by=None, now=FEBRUARY)
    assert len(working_time.holidays_of_year(session, 2026)) == 5
    listed = working_time.import_holidays(session, data=good, source="f.csv", by=None, now=FEBRUARY)
    assert listed.years == [2026, 2027]
    assert [one.source for one in working_time.holidays_of_year(session, 2027)] == ["f.csv"]


def test_soft_notice_lets_a_meeting_come_earlier_at_a_price(session: Session, year: Year) -> None:
    now = clock.at(dt.date(2027, 3, 15), 9)
    asked = services.plan_request(session, cycle=year.cycle, now=now)
    assert {one.earliest for one in asked.meetings} == {dt.date(2027, 4, 26)}
    set_rule(session, year, RuleKind.NOTICE, number=6, force=Force.SOFT)
    asked = services.plan_request(session, cycle=year.cycle, now=now)
    assert {one.earliest for one in asked.meetings} == {None}
    notice = [one for one in asked.ruled if one.rule == "notice"]
    assert [(one.start.date(), one.end.date(), one.price) for one in notice] == [
        (dt.date(2027, 3, 16), dt.date(2027, 4, 26), 5)
    ]


def test_a_soft_last_day_opens_two_more_weeks(session: Session, year: Year) -> None:
    set_rule(session, year, RuleKind.LATEST, force=Force.SOFT)
    asked = services.plan_request(session, cycle=year.cycle, now=FEBRUARY)
    assert asked.last == dt.date(2027, 6, 29)
    assert {one.latest for one in asked.meetings} == {None}
    assert [one.start.date() for one in asked.ruled if one.rule == "latest"] == [dt.date(2027, 6, 16)]


def test_hours_and_limits_come_from_the_rules(session: Session, year: Year) -> None:
    hours = ((480, 960),) * 4 + (None,)
    set_rule(session, year, RuleKind.HOURS, hours=hours)
    set_rule(session, year, RuleKind.PER_WEEK, number=1)
    set_rule(session, year, RuleKind.BUFFER, number=15)
    asked = services.plan_request(session, cycle=year.cycle, now=FEBRUARY)
    assert (asked.rules.per_week, asked.rules.buffer_minutes) == (1, 15)
    assert all(day.weekday() < 4 for day in plan_days(session, year))
    off = working_time.days_off(session, year.cycle, APRIL, APRIL + dt.timedelta(days=4))
    assert off == {dt.date(2027, 4, 9): "ingen møder den ugedag"}


def test_a_span_that_ends_before_it_begins_is_refused(session: Session, year: Year) -> None:
    for last, minutes in ((APRIL - dt.timedelta(days=1), ()), (APRIL, (600, 600)), (dt.date(2030, 1, 1), ())):
        with pytest.raises(SpanBackwards):
            close(session, RuleKind.CLOSED, APRIL, last, *minutes)
    with pytest.raises(NotFound):
        working_time.remove_span(session, span_id=999, by=None, now=FEBRUARY)


def test_a_meeting_at_the_institution_takes_the_way_of_each_director(session: Session, year: Year) -> None:
    seat = year.seats[0]
    seat.institution.postcode, seat.institution.street, seat.institution.town = "8000", "Skolevej 1", "Byen"
    places.set_places(session, there={seat: True}, by=None, now=FEBRUARY)
    places.save_travel(session, minutes={"8000": 25}, by=None, now=FEBRUARY)
    asked = services.plan_request(session, cycle=year.cycle, now=FEBRUARY)
    first, *others = asked.meetings
    assert first.travel == tuple((str(one.id), 25) for one in year.directors)
    assert not first.needs_room
    assert not any(one.travel for one in others)
    dialogues = services.store_plan(session, cycle=year.cycle, result=solver.solve(asked), by=None, now=FEBRUARY)
    assert dialogues[0].room.name == "Birkely Skole, Skolevej 1, 8000 Byen"
    assert dialogues[1].room.name in {"Lokale 1", "Lokale 2"}
    assert "Birkely" not in str([room.name for room in queries.rooms(session)])
    services.accept_plan(session, cycle=year.cycle, by=None, now=FEBRUARY)
    around = services.move_request(session, dialogue=queries.dialogue(session, dialogues[1].id), now=FEBRUARY)
    pinned = next(one for one in around.meetings if one.id == str(seat.id))
    assert pinned.travel == first.travel


def test_a_year_at_the_institutions_is_one_rule_and_a_seat_may_say_otherwise(session: Session, year: Year) -> None:
    set_rule(session, year, RuleKind.PLACE, number=1)
    places.set_places(session, there={year.seats[5]: False}, by=None, now=FEBRUARY)
    asked = services.plan_request(session, cycle=year.cycle, now=FEBRUARY)
    assert [one.needs_room for one in asked.meetings] == [False] * 5 + [True]
    assert {minutes for one in asked.meetings for _person, minutes in one.travel} == {20}
    with pytest.raises(MinutesUnfit):
        places.save_travel(session, minutes={"8000": 7}, by=None, now=FEBRUARY)


def test_who_comes_and_two_companions_must_fit(session: Session, year: Year) -> None:
    asked = services.plan_request(session, cycle=year.cycle, now=FEBRUARY)
    assert {one.seats for one in asked.meetings} == {7}
    assert [(room.id, room.seats) for room in asked.rooms] == [(str(room.id), room.seats) for room in year.rooms[:2]]


def test_a_room_that_others_have_is_not_proposed(session: Session, year: Year) -> None:
    plan = solver.solve(services.plan_request(session, cycle=year.cycle, now=FEBRUARY))
    first = plan.placed[0]
    for room in year.rooms:
        bookings.book(
            session,
            room=room,
            starts_at=instant(first.start.replace(hour=8)),
            ends_at=instant(first.start.replace(hour=16)),
            word="Kursus",
            by=None,
            now=FEBRUARY,
        )
    asked = services.plan_request(session, cycle=year.cycle, now=FEBRUARY)
    assert first.start.date() not in {one.start.date() for one in solver.solve(asked).placed}
    without = {one.blocker.cause for one in what_would_open(Board(asked), asked.meetings[0])}
    assert Cause.ROOMS in without


def test_a_feed_replaces_only_what_it_said_itself(session: Session, year: Year) -> None:
    room, window = year.rooms[0], (APRIL, APRIL + dt.timedelta(days=30))
    noon = dt.datetime.combine(APRIL, dt.time(12))
    hour = dt.timedelta(hours=1)
    bookings.book(
        session,
        room=room,
        starts_at=instant(noon),
        ends_at=instant(noon + hour),
        word="Vores",
        by=None,
        now=FEBRUARY,
    )
    for begin in (noon + hour, noon + 3 * hour):
        found = FreeBusy((Interval(begin, begin + hour),), events=1, unread=0)
        bookings.store_bookings(session, room=room, found=found, source="feed", window=window, by=None, now=FEBRUARY)
    ahead = bookings.bookings_of(session, room, since=FEBRUARY)
    assert [(one.source, naive(one.starts_at)) for one in ahead] == [("hand", noon), ("feed", noon + 3 * hour)]
    (diary,) = bookings.diaries_of(session, [room], *window)
    assert diary == Diary(
        str(room.id), (Interval(noon, noon + hour), Interval(noon + 3 * hour, noon + 4 * hour)), room.seats
    )
    with pytest.raises(NotFound):
        bookings.remove_booking(session, booking_id=ahead[1].id, by=None, now=FEBRUARY)
    bookings.remove_booking(session, booking_id=ahead[0].id, by=None, now=FEBRUARY)


def test_a_booking_that_ends_before_it_begins_is_refused(session: Session, year: Year) -> None:
    noon = instant(dt.datetime.combine(APRIL, dt.time(12)))
    with pytest.raises(SpanBackwards):
        bookings.book(session, room=year.rooms[0], starts_at=noon, ends_at=noon, word="", by=None, now=FEBRUARY)
