"""Units open, close, are renamed, moved, merged and split; each event can be undone until a choice has used it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.institutions import queries, services
from app.institutions.domain import DaysInDisorder, Kind, NumberTaken
from app.institutions.events import queries as event_queries
from app.institutions.events import services as events
from app.institutions.events import writing as event_writing
from app.institutions.events.life import (
    AlreadyThere,
    DayImpossible,
    EventKind,
    GoesOnInAnother,
    LaterEvent,
    NotFormerYet,
    NothingChanges,
    NotThere,
    Part,
    StillOpen,
    TooFewUnits,
    UnitTwice,
)
from app.institutions.models import Institution, Succession, UnitEvent
from app.institutions.queries import Filter
from app.people.models import Person
from tests.conftest import NOW
from tests.institutions.events.life_of_units import (
    AUGUST,
    AUTUMN,
    TODAY,
    close,
    merge,
    move,
    new,
    rename,
    split,
    undo,
    unit,
)

pytestmark = pytest.mark.usefixtures("app")
DAY = dt.timedelta(days=1)


def _made(event: UnitEvent) -> Institution:
    return next(part.institution for part in event.parts if part.part is not Part.BEFORE)


def test_former_name_with_a_future_day_is_refused_as_that_and_not_as_days_in_disorder(session: Session) -> None:
    one = unit(session, "1", name="Solbakken")
    with pytest.raises(NotFormerYet) as caught:
        events.note_former_name(session, unit=one, name="Marie", day=TODAY + DAY, by=None, now=NOW)
    assert "til og med i dag" in caught.value.sentence
    assert events.note_former_name(session, unit=one, name="Marie", day=TODAY, by=None, now=NOW).day == TODAY


def test_renamed_unit_keeps_its_former_name_and_is_found_by_it(session: Session) -> None:
    one = unit(session, "1", name="Mariehøj")
    rename(session, one, "  Solbakken ")
    assert one.name == "Solbakken"
    assert event_queries.former_names(session)[one.id] == [event_queries.FormerName(name="Mariehøj", until=TODAY)]
    assert queries.find(session, text="mariehøj").id == one.id
    assert [found.id for found in queries.listed(session, Filter(text="marieh")).institutions] == [one.id]


def test_name_of_a_unit_goes_before_a_former_name_of_another(session: Session) -> None:
    one = unit(session, "1", name="Mariehøj")
    rename(session, one, "Solbakken")
    other = unit(session, "2", name="Mariehøj")
    assert queries.find(session, text="Mariehøj").id == other.id


def test_coming_name_waits_for_its_day(session: Session) -> None:
    one = unit(session, "1", name="Mariehøj")
    event = rename(session, one, "Solbakken", AUGUST)
    assert (one.name, event.in_force_at, event_writing.due(session, NOW)) == ("Mariehøj", None, [])
    assert event_queries.former_names(session) == {}
    assert event_queries.on_day(session, AUGUST)[one.id].name == "Solbakken"
    assert event_writing.due(session, AUTUMN) == [event.id]
    for _twice in range(2):
        event_writing.put_in_force(session, event.id, now=AUTUMN)
    assert (one.name, event_writing.due(session, AUTUMN)) == ("Solbakken", [])


def test_former_name_is_noted_where_the_present_one_stands_already(session: Session) -> None:
    one = unit(session, "1", name="Solbakken")

    def note(name: str, day: dt.date) -> UnitEvent:
        return events.note_former_name(session, unit=one, name=name, day=day, by=None, now=NOW)

    event = note("Mariehøj", dt.date(2024, 8, 1))
    assert (one.name, queries.find(session, text="mariehøj").id) == ("Solbakken", one.id)
    with pytest.raises(NotFormerYet):
        note("Marie", AUGUST)
    with pytest.raises(NothingChanges):
        note("Solbakken", TODAY)
    undo(session, event)
    assert (one.name, one.decided, event_queries.former_names(session)) == ("Solbakken", [], {})


def test_what_is_not_known_of_a_predecessor_is_not_known_of_its_successor(session: Session) -> None:
    one, other = unit(session, "1"), unit(session, "2")
    one.unknown_before = 2022
    event = merge(session, one, other, into=other)
    assert other.unknown_before == 2022
    undo(session, event)
    assert other.unknown_before is None


def test_unit_moves_to_another_centre_with_those_that_its_head_leads(session: Session) -> None:
    one, house = unit(session, "1", 2024), unit(session, "2")
    elsewhere = unit(session, "3", area="Syd")
    house.head_id = elsewhere.head_id = one.id
    move(session, one, "Vest")
    assert (one.area, house.area, elsewhere.area) == ("Vest", "Vest", "Syd")
    assert one.decided == ["area"]


def test_unit_closes_and_opens_again(session: Session) -> None:
    one = unit(session, "1", from_day=dt.date(2010, 8, 1))
    close(session, one)
    with pytest.raises(NotThere):
        close(session, one, AUGUST)
    events.open_unit(session, unit=one, day=AUGUST, by=None, now=NOW)
    assert (one.active_from, one.active_to) == (AUGUST, None)
    with pytest.raises(StillOpen):
        events.open_unit(session, unit=one, day=AUGUST, by=None, now=NOW)


def test_new_unit_opens_with_a_number_of_the_house_or_the_states(session: Session) -> None:
    own = _made(events.open_unit(session, unit=new("Enghaven"), day=AUGUST, by=None, now=NOW))
    states = _made(events.open_unit(session, unit=new("Fjorden", number="G12345"), day=AUGUST, by=None, now=NOW))
    assert [(one.register, one.number, one.active_from) for one in (own, states)] == [
        ("own", "N1", AUGUST),
        ("stil", "G12345", AUGUST),
    ]
    with pytest.raises(NumberTaken):
        events.open_unit(session, unit=new("Åen", number="G12345"), day=AUGUST, by=None, now=NOW)
    with pytest.raises(AlreadyThere):
        events.open_unit(session, unit=new("Enghaven"), day=AUGUST, by=None, now=NOW)


def test_two_units_become_a_new_one(session: Session, add_person: Callable[..., Person]) -> None:
    one, other, house = unit(session, "1", 2021), unit(session, "2", 2024), unit(session, "3")
    house.head_id = one.id
    head = add_person()
    services.set_head(session, institution=one, person=head, from_day=dt.date(2020, 1, 1), by=None, now=NOW)
    event = merge(session, one, other, into=new("Solbakken"), head=head)
    made = _made(event)
    assert (one.active_to, other.active_to, made.active_from, house.head_id) == (TODAY, TODAY, TODAY, made.id)
    assert queries.head_of(session, made, TODAY) == head
    assert queries.head_of(session, one, TODAY) == head
    assert {(row.predecessor_id, row.successor_id) for row in session.scalars(select(Succession))} == {
        (one.id, made.id),
        (other.id, made.id),
    }
    assert queries.find(session, text=one.name).id == one.id
    assert made.id in queries.matching(session, Filter(text=one.name, open_on=TODAY))


def test_unit_becomes_part_of_one_that_is_there(session: Session) -> None:
    one, other = unit(session, "1", 2021), unit(session, "2", 2024)
    merge(session, one, other, into=other)
    assert (one.active_to, other.active_to) == (TODAY, None)
    assert event_queries.pasts(session, TODAY)[other.id].visits == (2021, 2024)


def test_unit_is_split_into_its_departments_and_the_rest_follows_the_first(session: Session) -> None:
    whole, first, second, rest = (unit(session, number) for number in "1234")
    services.record_visit(session, institution_id=whole.id, year=2022, source="")
    for house in (first, second, rest):
        house.head_id = whole.id
    session.flush()
    split(session, whole, first, second)
    assert (whole.active_to, first.head_id, second.head_id, rest.head_id) == (TODAY, None, None, first.id)
    pasts = event_queries.pasts(session, TODAY)
    assert pasts[first.id].visits == pasts[second.id].visits == (2022,)


def test_part_leaves_a_unit_that_goes_on(session: Session) -> None:
    whole = unit(session, "1", 2022)
    made = _made(split(session, whole, new("Enghaven"), goes_on=True))
    services.record_visit(session, institution_id=whole.id, year=2028, source="")
    assert whole.active_to is None
    with pytest.raises(UnitTwice):
        split(session, whole, made, goes_on=True, day=AUGUST)
    pasts = event_queries.pasts(session, AUGUST)
    assert (pasts[whole.id].visits, pasts[made.id].visits) == ((2022, 2028), (2022,))


# ---- what is refused ----


def test_event_that_cannot_be_is_refused(session: Session) -> None:
    one, other = unit(session, "1", from_day=dt.date(2020, 8, 1)), unit(session, "2")
    with pytest.raises(DayImpossible):
        rename(session, one, "B", dt.date(202, 8, 1))
    with pytest.raises(NothingChanges):
        rename(session, one, one.name)
    with pytest.raises(NothingChanges):
        move(session, one, "Nord")
    with pytest.raises(DaysInDisorder):
        close(session, one, dt.date(2020, 8, 1))
    with pytest.raises(TooFewUnits):
        merge(session, one, into=one)
    with pytest.raises(UnitTwice):
        merge(session, one, one, into=other)
    with pytest.raises(TooFewUnits):
        split(session, one, new("A"))
    with pytest.raises(UnitTwice):
        split(session, one, one, new("A"))
    assert session.scalars(select(UnitEvent)).all() == []


def test_closed_unit_is_no_successor_and_one_that_goes_on_in_another_does_not_open(session: Session) -> None:
    one, other, third = unit(session, "1"), unit(session, "2"), unit(session, "3")
    close(session, third)
    with pytest.raises(NotThere):
        merge(session, one, other, into=third)
    merge(session, one, other, into=other)
    with pytest.raises(GoesOnInAnother) as caught:
        events.open_unit(session, unit=one, day=AUGUST, by=None, now=NOW)
    assert caught.value.data == {"name": "Hus 1", "successor": "Hus 2"}


def test_events_of_a_unit_stand_in_the_order_of_their_days(session: Session) -> None:
    one = unit(session, "1")
    later = rename(session, one, "B", AUGUST)
    with pytest.raises(LaterEvent) as caught:
        move(session, one, "Syd")
    assert caught.value.data == {"name": "Hus 1", "day": "01-08-2027"}
    undo(session, later)
    move(session, one, "Syd")


def test_kinds_have_their_parts(session: Session) -> None:
    event = merge(session, unit(session, "1"), unit(session, "2", kind=Kind.SCHOOL), into=new("C"))
    assert (event.kind, sorted(part.part.value for part in event.parts)) == (
        EventKind.MERGED,
        ["after", "before", "before"],
    )


def test_app_knows_whom_to_ask(app: Flask) -> None:
    assert app.extensions["ledetraad.choice-used"]
