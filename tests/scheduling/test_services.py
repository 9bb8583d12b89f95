"""The year's times as a person works with them: ask, see, accept, take over, move, hold."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cycle import services as cycles
from app.cycle.domain import MilestoneKind
from app.cycle.models import Cycle
from app.database import Database
from app.scheduling import queries, services
from app.scheduling.domain import (
    CancelledWithoutReason,
    DialogueSettled,
    DialogueState,
    MovedMeanwhile,
    NothingToAccept,
    PlanOutdated,
    Strength,
    TimePassed,
    TimeTaken,
    Way,
)
from app.scheduling.models import Dialogue
from app.scheduling.planner import solver
from app.scheduling.refusals import HeldWithoutTime, NobodyChosen, NotYetHeld, PeriodOver
from app.selection.domain import SeatState
from app.trail.models import TrailEntry
from tests.scheduling.conftest import FEBRUARY, Year, make_year, mark_busy

WEEK = dt.timedelta(weeks=1)


def planned(session: Session, year: Year, now: dt.datetime = FEBRUARY) -> list[Dialogue]:
    plan = solver.solve(services.plan_request(session, cycle=year.cycle, now=now))
    return services.store_plan(session, cycle=year.cycle, result=plan, by=None, now=now)


def agreed(session: Session, year: Year) -> list[Dialogue]:
    planned(session, year)
    return services.accept_plan(session, cycle=year.cycle, by=None, now=FEBRUARY)


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(TrailEntry.action).order_by(TrailEntry.id)))


def test_the_request_holds_directors_heads_rooms_and_the_period(session: Session, year: Year) -> None:
    asked = services.plan_request(session, cycle=year.cycle, now=FEBRUARY)
    assert (asked.first, asked.last) == (dt.date(2027, 3, 15), dt.date(2027, 6, 15))
    assert [diary.id for diary in asked.rooms] == [str(room.id) for room in year.rooms[:2]]
    assert [meeting.id for meeting in asked.meetings] == [str(seat.id) for seat in year.seats]
    directors = tuple(str(one.id) for one in year.directors)
    assert [one.required for one in asked.meetings] == [(*directors, str(head.id)) for head in year.heads]
    assert {one.earliest for one in asked.meetings} == {dt.date(2027, 3, 15)}
    assert any(one.rule == "school" and one.start.date() == dt.date(2027, 3, 22) for one in asked.ruled)
    assert dt.date(2027, 5, 6) in asked.closed


def test_notice_and_the_week_before_coding_bound_the_request(session: Session, year: Year) -> None:
    cycles.set_milestones(
        session, cycle=year.cycle, days={MilestoneKind.CODED: dt.date(2027, 6, 16)}, by=None, now=FEBRUARY
    )
    asked = services.plan_request(session, cycle=year.cycle, now=FEBRUARY, notice=10 * WEEK)
    assert asked.last == dt.date(2027, 6, 9)
    assert {(one.earliest, one.latest) for one in asked.meetings} == {(dt.date(2027, 4, 12), dt.date(2027, 6, 9))}


def test_a_plan_is_spread_over_the_period_or_early(session: Session, year: Year) -> None:
    months = [one.starts_at.month for one in planned(session, year) if one.starts_at]
    assert months == [3, 4, 4, 5, 5, 6]
    asked = services.plan_request(session, cycle=year.cycle, now=FEBRUARY, way=Way.EARLIEST)
    early = [one.start.date() for one in solver.solve(asked).placed]
    assert [clock.week(day) for day in early] == [11, 11, 13, 13, 14, 14]


def test_what_is_marked_is_kept_free_of_meetings(session: Session, year: Year) -> None:
    asta, head = year.directors[0], year.heads[0]
    for number in range(93):
        day = dt.date(2027, 3, 15) + dt.timedelta(days=number)
        mark_busy(session, asta, day, (0, 780, Strength.BUSY))
        mark_busy(session, head, day, (840, 1440, Strength.BUSY))
    for dialogue in planned(session, year):
        if dialogue.seat_id == year.seats[0].id:
            assert (dialogue.state, dialogue.starts_at) == (DialogueState.WITHOUT_TIME, None)
        else:
            assert dialogue.starts_at is not None
            assert clock.local(dialogue.starts_at).hour >= 13


def test_a_tentative_appointment_is_told_with_the_proposal(session: Session, year: Year) -> None:
    for number in range(93):
        day = dt.date(2027, 3, 15) + dt.timedelta(days=number)
        mark_busy(session, year.directors[1], day, (0, 1440, Strength.TENTATIVE))
    assert {tuple(one.why) for one in planned(session, year)} == {(f"tentative:{year.directors[1].id}",)}


def test_a_new_proposal_replaces_the_old_one_but_nothing_agreed(session: Session, year: Year) -> None:
    first = planned(session, year)[0]
    services.take_over(
        session, seat=year.seats[1], starts_at=clock.at(dt.date(2027, 4, 6), 9), room=None, by=None, now=FEBRUARY
    )
    second = planned(session, year)
    assert second[0].id == first.id
    assert (second[1].state, second[1].starts_at) == (DialogueState.AGREED, clock.at(dt.date(2027, 4, 6), 9))
    others = [clock.local_day(one.starts_at) for one in second if one.starts_at and one.id != second[1].id]
    assert dt.date(2027, 4, 6) not in others


def test_accepting_agrees_once(session: Session, year: Year) -> None:
    accepted = agreed(session, year)
    assert [one.state for one in accepted] == [DialogueState.AGREED] * 6
    with pytest.raises(NothingToAccept):
        services.accept_plan(session, cycle=year.cycle, by=None, now=FEBRUARY)
    assert actions(session)[-2:] == ["plan.proposed", "plan.accepted"]


def test_a_proposal_whose_time_has_passed_is_not_accepted(session: Session, year: Year) -> None:
    planned(session, year)
    with pytest.raises(PlanOutdated):
        services.accept_plan(session, cycle=year.cycle, by=None, now=clock.at(dt.date(2027, 4, 20), 12))


def test_nobody_is_planned_before_the_choice_or_after_the_period(session: Session, year: Year) -> None:
    empty = cycles.open_year(session, year=2028, subject=None, now=FEBRUARY)
    with pytest.raises(NobodyChosen):
        services.plan_request(session, cycle=empty, now=FEBRUARY)
    with pytest.raises(PeriodOver):
        services.plan_request(session, cycle=year.cycle, now=clock.at(dt.date(2027, 6, 15), 12))


def test_a_time_agreed_elsewhere_is_taken_over_past_or_future(session: Session, year: Year) -> None:
    starts_at = clock.at(dt.date(2027, 1, 20), 13)
    taken = services.take_over(
        session, seat=year.seats[0], starts_at=starts_at, room=year.rooms[0], by=None, now=FEBRUARY
    )
    assert (taken.state, taken.taken_over, taken.room) == (DialogueState.AGREED, True, year.rooms[0])
    assert taken.ends_at == starts_at + dt.timedelta(minutes=90)
    with pytest.raises(DialogueSettled):
        services.take_over(session, seat=year.seats[0], starts_at=starts_at, room=None, by=None, now=FEBRUARY)


def test_time_agreed_elsewhere_is_not_what_was_said_of_the_proposal(session: Session, year: Year) -> None:
    proposed = Dialogue(seat_id=year.seats[0].id, state=DialogueState.PROPOSED, why=["absent:1"], fixed=True)
    proposed.starts_at, proposed.ends_at = clock.at(dt.date(2027, 3, 2), 9), clock.at(dt.date(2027, 3, 2), 10)
    session.add(proposed)
    session.flush()
    taken = services.take_over(
        session, seat=year.seats[0], starts_at=clock.at(dt.date(2027, 3, 3), 9), room=None, by=None, now=FEBRUARY
    )
    assert (taken.id, taken.why, taken.fixed) == (proposed.id, [], False)


def test_a_no_keeps_the_old_time_until_a_new_one_is_chosen(session: Session, year: Year) -> None:
    dialogue = queries.dialogue(session, agreed(session, year)[2].id)
    old = dialogue.starts_at
    services.need_new_time(session, dialogue=dialogue, now=FEBRUARY)
    assert (dialogue.state, dialogue.starts_at) == (DialogueState.NEEDS_TIME, old)
    new = clock.at(dt.date(2027, 6, 3), 9)
    services.move(session, dialogue=dialogue, starts_at=new, room=None, by=None, now=FEBRUARY)
    assert (dialogue.state, dialogue.starts_at) == (DialogueState.AGREED, new)
    assert dialogue.room in year.rooms[:2]


def test_moving_a_proposal_leaves_it_a_proposal(session: Session, year: Year) -> None:
    dialogue = queries.dialogue(session, planned(session, year)[0].id)
    services.move(
        session,
        dialogue=dialogue,
        starts_at=clock.at(dt.date(2027, 6, 4), 10),
        room=year.rooms[1],
        by=None,
        now=FEBRUARY,
    )
    assert (dialogue.state, dialogue.room, dialogue.why) == (DialogueState.PROPOSED, year.rooms[1], [])


def test_two_dialogues_at_once_are_refused(session: Session, year: Year) -> None:
    first, second = (queries.dialogue(session, one.id) for one in agreed(session, year)[:2])
    assert first.starts_at is not None
    overlapping = first.starts_at + dt.timedelta(minutes=60)
    with pytest.raises(TimeTaken) as refused:
        services.move(session, dialogue=second, starts_at=overlapping, room=None, by=None, now=FEBRUARY)
    assert refused.value.data == {"institution": first.seat.institution.name}


def test_a_time_that_has_passed_or_a_page_that_is_old_is_refused(session: Session, year: Year) -> None:
    dialogue = queries.dialogue(session, agreed(session, year)[0].id)
    with pytest.raises(TimePassed):
        services.move(session, dialogue=dialogue, starts_at=FEBRUARY, room=None, by=None, now=FEBRUARY)
    with pytest.raises(MovedMeanwhile):
        services.move(
            session,
            dialogue=dialogue,
            starts_at=clock.at(dt.date(2027, 6, 3), 9),
            room=None,
            by=None,
            now=FEBRUARY,
            version=dialogue.version - 1,
        )


def test_a_held_dialogue_closes_here_and_counts_as_a_visit(session: Session, year: Year) -> None:
    dialogue = queries.dialogue(session, agreed(session, year)[0].id)
    for _again in range(2):
        services.mark_held(session, dialogue=dialogue, now=dialogue.ends_at or FEBRUARY)
    assert dialogue.state is DialogueState.HELD
    assert dialogue.seat.state is SeatState.HELD
    assert actions(session).count("dialogue.held") == 1
    with pytest.raises(DialogueSettled):
        services.move(
            session, dialogue=dialogue, starts_at=clock.at(dt.date(2027, 6, 3), 9), room=None, by=None, now=FEBRUARY
        )


def test_a_dialogue_is_not_held_before_its_time_nor_without_one(session: Session, year: Year) -> None:
    first, second = (queries.dialogue(session, one.id) for one in planned(session, year)[:2])
    with pytest.raises(HeldWithoutTime):
        services.mark_held(session, dialogue=first, now=clock.at(dt.date(2027, 6, 30), 12))
    services.accept_plan(session, cycle=year.cycle, by=None, now=FEBRUARY)
    session.refresh(first)
    with pytest.raises(NotYetHeld) as caught:
        services.mark_held(session, dialogue=first, now=FEBRUARY)
    assert first.starts_at is not None
    assert caught.value.data["day"] == f"{clock.local(first.starts_at):%d.%m.%Y kl. %H.%M}"
    session.refresh(second)
    services.need_new_time(session, dialogue=second, now=FEBRUARY)
    assert second.starts_at is not None
    services.mark_held(session, dialogue=second, now=second.starts_at)
    assert second.state is DialogueState.HELD


def test_a_meeting_is_called_off_once_with_a_reason(session: Session, year: Year) -> None:
    dialogue = queries.dialogue(session, agreed(session, year)[0].id)
    with pytest.raises(CancelledWithoutReason):
        services.cancel(session, dialogue=dialogue, reason="  ", by=None, now=FEBRUARY)
    off = services.cancel(session, dialogue=dialogue, reason=" Skolen er lukket. ", by=None, now=FEBRUARY)
    assert (off.state, off.cancelled_because, off.seat.state) == (
        DialogueState.CANCELLED,
        "Skolen er lukket.",
        SeatState.ACTIVE,
    )
    with pytest.raises(DialogueSettled):
        services.cancel(session, dialogue=off, reason="Igen", by=None, now=FEBRUARY)
    with pytest.raises(DialogueSettled):
        services.mark_held(session, dialogue=off, now=clock.at(dt.date(2027, 6, 30), 12))
    assert actions(session).count("dialogue.cancelled") == 1
    assert off.starts_at is not None
    other = queries.dialogue(session, queries.dialogues_of(session, year.cycle)[1].id)
    moved = services.move(session, dialogue=other, starts_at=off.starts_at, room=None, by=None, now=FEBRUARY)
    assert moved.starts_at == off.starts_at


def test_a_held_meeting_is_not_called_off(session: Session, year: Year) -> None:
    dialogue = queries.dialogue(session, agreed(session, year)[0].id)
    services.mark_held(session, dialogue=dialogue, now=dialogue.ends_at or FEBRUARY)
    with pytest.raises(DialogueSettled):
        services.cancel(session, dialogue=dialogue, reason="Nej", by=None, now=FEBRUARY)


def test_whoever_gave_up_her_seat_has_no_dialogue(session: Session, year: Year) -> None:
    first = queries.dialogue(session, agreed(session, year)[0].id)
    first.seat.state = SeatState.WITHDRAWN
    session.flush()
    assert [one.seat.number for one in queries.dialogues_of(session, year.cycle)] == [2, 3, 4, 5, 6]


def test_who_was_invited_from_here_is_moved_and_not_taken_over(session: Session, year: Year) -> None:
    dialogue = agreed(session, year)[0]
    services.need_new_time(session, dialogue=dialogue, now=FEBRUARY)
    session.flush()
    assert queries.without_agreed_time(session, year.cycle) == []
    with pytest.raises(DialogueSettled):
        services.take_over(
            session, seat=year.seats[0], starts_at=clock.at(dt.date(2027, 6, 3), 9), room=None, by=None, now=FEBRUARY
        )


def test_a_taken_over_time_that_is_moved_is_ours(session: Session, year: Year) -> None:
    taken = services.take_over(
        session, seat=year.seats[0], starts_at=clock.at(dt.date(2027, 6, 3), 9), room=None, by=None, now=FEBRUARY
    )
    services.move(session, dialogue=taken, starts_at=clock.at(dt.date(2027, 6, 4), 9), room=None, by=None, now=FEBRUARY)
    assert (taken.state, taken.taken_over) == (DialogueState.AGREED, False)


def test_the_time_of_a_seat_that_was_given_up_is_free_again(session: Session, year: Year) -> None:
    first, second = (queries.dialogue(session, one.id) for one in agreed(session, year)[:2])
    first.seat.state = SeatState.WITHDRAWN
    session.flush()
    assert first.starts_at is not None
    services.move(session, dialogue=second, starts_at=first.starts_at, room=None, by=None, now=FEBRUARY)
    assert second.starts_at == first.starts_at
    asked = services.plan_request(session, cycle=year.cycle, now=FEBRUARY)
    assert [meeting.id for meeting in asked.meetings] == [str(seat.id) for seat in year.seats[1:]]


def test_of_many_who_accept_at_once_one_does(own_database: Database) -> None:
    with own_database.write.begin() as session:
        year = make_year(session)
        planned(session, year)

    def accept(_number: int) -> str:
        try:
            with own_database.write.begin() as session:
                cycle = session.get_one(Cycle, year.cycle.id)
                return str(len(services.accept_plan(session, cycle=cycle, by=None, now=FEBRUARY)))
        except NothingToAccept as refused:
            return refused.code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(accept, range(8)))
    assert answers == ["6", *["nothing-to-accept"] * 7]
