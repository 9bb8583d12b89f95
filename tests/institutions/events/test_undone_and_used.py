"""An event is taken back whole: everything is as it was, until a choice has used it; and what a choice makes of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.cycle.services import open_year
from app.dialogues import queries as dialogues
from app.institutions import queries, services
from app.institutions.events import queries as event_queries
from app.institutions.events import writing as event_writing
from app.institutions.events.life import (
    AlreadyUndone,
    EventUsed,
    LaterEvent,
    MadeUnitUsed,
    Part,
    ReasonNeeded,
)
from app.institutions.models import Institution, Leadership, Succession, UnitEvent
from app.people.models import Person
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.selection import queries as selection
from app.selection import services as choice
from app.selection.domain import DrawSettings, Verdict, verdicts, waited
from app.selection.refusals import ListBehind
from app.trail.models import TrailEntry
from tests.conftest import NOW
from tests.counting import count_queries
from tests.institutions.events.life_of_units import AUGUST, AUTUMN, TODAY, merge, move, new, rename, undo, unit

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
    request = selection.pool_request(session, cycle=cycle, settings=DrawSettings(cool_down=0), now=now)
    judged = verdicts(request, 0)
    return {
        one.name: (judged[one.id], waited(one, request) if judged[one.id] is Verdict.ELIGIBLE else None)
        for one in request.units
    }


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
    request = selection.pool_request(session, cycle=cycle, settings=DrawSettings(cool_down=0), now=NOW)
    had: Counter[str] = Counter()
    for each in request.units:
        had[each.area] += len(each.visits)
    assert had == {"Syd": 0, "Nord": 0, "Vest": 2}


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
    one = unit(session, "1")
    event = rename(session, one, "B", dt.date(2028, 1, 1))
    _fixed(session)
    assert undo(session, event, now=AUTUMN).undone_at == AUTUMN
    assert one.name == "Hus 1"


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
    fingerprint = draw.commitment
    choice.draw(session, draw=draw, value="123456", by=None, now=AUTUMN)
    assert (draw.state.value, draw.commitment) == ("drawn", fingerprint)
    assert '"B"' not in draw.record


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
