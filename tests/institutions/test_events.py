"""Units open, close, are renamed, moved, merged and split; each event can be undone until a choice has used it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.cycle.services import open_year
from app.dialogues import queries as dialogues
from app.institutions import event_queries, event_writing, events, queries, services
from app.institutions.domain import DaysInDisorder, Kind, NumberTaken
from app.institutions.life import (
    AlreadyUndone,
    DayImpossible,
    EventKind,
    EventUsed,
    GoesOnInAnother,
    LaterEvent,
    ListBehind,
    MadeUnitUsed,
    NothingChanges,
    NotThere,
    Part,
    ReasonNeeded,
    StillOpen,
    TooFewUnits,
    UnitTwice,
)
from app.institutions.models import Institution, Leadership, Succession, UnitEvent
from app.institutions.queries import Filter
from app.people.models import Person
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.selection import queries as selection
from app.selection import services as choice
from app.selection.domain import DrawSettings, Verdict
from app.selection.lottery import make_list
from app.trail.models import TrailEntry
from tests.conftest import NOW
from tests.counting import count_queries
from tests.institutions.life_of_units import (
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


def _made(event: UnitEvent) -> Institution:
    return next(part.institution for part in event.parts if part.part is not Part.BEFORE)


def _row(one: Institution) -> dict[str, object]:
    return {column.key: getattr(one, column.key) for column in Institution.__table__.columns}


def _pool(session: Session, year: int = 2028, now: dt.datetime = AUTUMN) -> dict[str, tuple[Verdict, int | None]]:
    """Verdict and waiting of every unit by name, as a choice of that year made on that day has them."""
    for number in range(7):
        if not session.scalar(select(Institution.id).where(Institution.number == f"Z{number}")):
            unit(session, f"Z{number}", 2016)
    cycle = session.scalars(select(Cycle).where(Cycle.year == year)).first() or open_year(
        session, year=year, subject=None, now=NOW
    )
    settings = DrawSettings(cool_down=0)
    listed = make_list(selection.pool_request(session, cycle=cycle, settings=settings, now=now))
    return {one.name: (listed.verdicts[one.id], listed.waited.get(one.id)) for one in listed.request.units}


# ---- each kind ----


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
    with pytest.raises(DaysInDisorder):
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


# ---- undoing ----


def test_undone_merger_leaves_everything_as_it_was(session: Session, add_person: Callable[..., Person]) -> None:
    one, other, house = unit(session, "1", 2021), unit(session, "2", 2024), unit(session, "3")
    house.head_id = one.id
    session.flush()
    before = [_row(each) for each in (one, other, house)]
    event = merge(session, one, other, into=new("Solbakken"), head=add_person())
    made = _made(event).id
    undone = undo(session, event)
    assert [_row(each) for each in (one, other, house)] == before
    assert (undone.undone_because, undone.undone_at) == ("Det var en fejl.", NOW)
    assert session.scalar(select(Institution.id).where(Institution.id == made)) is None
    assert [session.scalars(select(table)).all() for table in (Succession, Leadership)] == [[], []]
    assert event_queries.pasts(session, TODAY)[one.id].visits == (2021,)
    actions = session.scalars(select(TrailEntry.action).order_by(TrailEntry.id)).all()
    assert actions[-1] == "institutions.event-undone"


def test_event_is_undone_once_last_first_and_with_a_reason(session: Session) -> None:
    one = unit(session, "1")
    first = rename(session, one, "B")
    second = rename(session, one, "C")
    with pytest.raises(LaterEvent):
        undo(session, first)
    with pytest.raises(ReasonNeeded):
        undo(session, second, reason=" ")
    undo(session, second)
    with pytest.raises(AlreadyUndone):
        undo(session, second)
    undo(session, first)
    assert (one.name, one.decided) == ("Hus 1", [])


def test_correction_that_was_made_since_stays(session: Session) -> None:
    one = unit(session, "1")
    event = rename(session, one, "B")
    one.name = "Rettet"
    session.flush()
    undo(session, event)
    assert one.name == "Rettet"


def test_coming_name_that_is_undone_never_comes(session: Session) -> None:
    one = unit(session, "1")
    event = rename(session, one, "B", AUGUST)
    undo(session, event)
    event_writing.put_in_force(session, event.id, now=AUTUMN)
    assert (one.name, event_writing.due(session, AUTUMN)) == ("Hus 1", [])


def test_unit_that_something_was_written_on_is_not_taken_away(session: Session) -> None:
    event = merge(session, unit(session, "1"), unit(session, "2"), into=new("Solbakken"))
    services.record_visit(session, institution_id=_made(event).id, year=2026, source="")
    with pytest.raises(MadeUnitUsed) as caught, session.begin_nested():
        undo(session, event)
    assert caught.value.data == {"name": "Solbakken"}


# ---- the choice ----


def test_pool_is_judged_by_its_day(session: Session) -> None:
    one, other = unit(session, "1", 2020), unit(session, "2", 2024)
    merge(session, one, other, into=new("Solbakken"), day=AUGUST)
    before = _pool(session, now=NOW)
    assert before["Hus 1"] == (Verdict.ELIGIBLE, 8)
    assert before["Solbakken"] == (Verdict.NOT_OPEN_YET, None)
    after = _pool(session)
    assert [after[name][0] for name in ("Hus 1", "Hus 2")] == [Verdict.CLOSED] * 2
    assert after["Solbakken"] == (Verdict.ELIGIBLE, 4)


def test_quota_of_an_area_counts_a_dialogue_once_and_follows_the_unit(session: Session) -> None:
    one, other = unit(session, "1", 2024), unit(session, "2", 2025)
    merge(session, one, other, into=new("Solbakken"))
    cycle = open_year(session, year=2028, subject=None, now=NOW)
    for number in range(8):
        unit(session, f"Z{number}", area="Syd")
    move(session, queries.find(session, text="Solbakken"), "Vest")
    listed = make_list(selection.pool_request(session, cycle=cycle, settings=DrawSettings(cool_down=0), now=NOW))
    had = {quota.value: quota.had for quota in listed.quotas if quota.dimension == "area"}
    assert had == {"Syd": 0, "Vest": 2}


def _fixed(session: Session, now: dt.datetime = AUTUMN) -> None:
    """A list of 2028 that lies fast."""
    _pool(session)
    cycle = session.scalars(select(Cycle)).one()
    draw = choice.prepare(session, cycle=cycle, settings=DrawSettings(cool_down=0), by=None, now=now)
    choice.publish(session, draw=draw, by=None, now=now)


def test_event_that_a_choice_has_used_stands(session: Session) -> None:
    event = rename(session, unit(session, "1"), "B")
    _fixed(session)
    with pytest.raises(EventUsed) as caught:
        undo(session, event, now=AUTUMN)
    assert caught.value.data == {"year": 2028}


def test_event_that_comes_after_the_list_can_be_undone(session: Session) -> None:
    event = rename(session, unit(session, "1"), "B", dt.date(2028, 1, 1))
    _fixed(session)
    undo(session, event, now=AUTUMN)


def test_list_that_is_only_prepared_is_made_anew_first(session: Session) -> None:
    one = unit(session, "1")
    event = rename(session, one, "B")
    _pool(session)
    cycle = session.scalars(select(Cycle)).one()
    settings = DrawSettings(cool_down=0)
    draw = choice.prepare(session, cycle=cycle, settings=settings, by=None, now=AUTUMN)
    undo(session, event, now=AUTUMN + dt.timedelta(minutes=1))
    for attempt in (choice.publish, choice.draw):
        given = {"value": "123456"} if attempt is choice.draw else {}
        with pytest.raises(ListBehind) as caught, session.begin_nested():
            attempt(session, draw=draw, by=None, now=AUTUMN + dt.timedelta(minutes=2), **given)
    assert caught.value.data == {"name": "Hus 1"}
    session.refresh(draw)
    draw = choice.prepare(session, cycle=cycle, settings=settings, by=None, now=AUTUMN + dt.timedelta(minutes=3))
    choice.publish(session, draw=draw, by=None, now=AUTUMN + dt.timedelta(minutes=4))


def test_what_happens_after_a_list_lies_fast_does_not_disturb_it(session: Session) -> None:
    one = unit(session, "1")
    _fixed(session)
    rename(session, one, "B")
    draw = selection.prepared_draw(session, session.scalars(select(Cycle)).one())
    choice.draw(session, draw=draw, value="123456", by=None, now=AUTUMN)


def test_pool_of_many_events_costs_no_more_queries(session: Session) -> None:
    def ask() -> object:
        return event_queries.on_day(session, TODAY)

    rename(session, unit(session, "1"), "B")
    one = count_queries(session, ask)
    for number in range(4):
        merge(session, unit(session, f"A{number}"), unit(session, f"B{number}"), into=new(f"C{number}"))
        move(session, unit(session, f"D{number}"), "Syd", AUGUST)
    assert count_queries(session, ask) == one


# ---- who may read ----


def test_head_of_a_closed_unit_still_answers_for_it_and_her_successor_does_not(
    session: Session, add_person: Callable[..., Person]
) -> None:
    one, other = unit(session, "1"), unit(session, "2")
    hers, his = add_person(), add_person()
    for institution, person in ((one, hers), (other, his)):
        services.set_head(
            session, institution=institution, person=person, from_day=dt.date(2020, 1, 1), by=None, now=NOW
        )
    made = _made(merge(session, one, other, into=new("Solbakken"), head=his))
    assert [found.name for found in queries.led_by(session, hers, AUGUST)] == ["Hus 1"]
    assert {found.id for found in queries.led_by(session, his, AUGUST)} == {other.id, made.id}
    assert hers.active


def test_nobody_reads_more_or_less_of_what_was_said_after_a_merger(
    session: Session, add_person: Callable[..., Person]
) -> None:
    """Who heads a unit reads its dialogues; that of a predecessor is read by who headed it, not by her successor."""
    one, other = unit(session, "1", 2020), unit(session, "2", 2024)
    head, newcomer = add_person(), add_person()
    services.set_head(session, institution=one, person=head, from_day=dt.date(2020, 1, 1), by=None, now=NOW)
    cycle = open_year(session, year=2027, subject=None, now=NOW)
    choice.take_over(session, cycle=cycle, institutions=[one], by=None, now=NOW)
    (seat,) = selection.active_seats(session, cycle)
    session.add(Dialogue(seat_id=seat.id, state=DialogueState.HELD))
    session.flush()
    made = _made(merge(session, one, other, into=new("Solbakken"), head=head))
    services.set_head(session, institution=made, person=newcomer, from_day=AUGUST, by=None, now=NOW)
    for day in (TODAY, AUGUST):
        assert len(dialogues.dialogues_of_head(session, head, day)) == 1
        assert dialogues.dialogues_of_head(session, newcomer, day) == []


def test_kinds_have_their_parts(session: Session) -> None:
    event = merge(session, unit(session, "1"), unit(session, "2", kind=Kind.SCHOOL), into=new("C"))
    assert (event.kind, sorted(part.part.value for part in event.parts)) == (
        EventKind.MERGED,
        ["after", "before", "before"],
    )


def test_app_knows_whom_to_ask(app: Flask) -> None:
    assert app.extensions["ledetraad.choice-used"]
