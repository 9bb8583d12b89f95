"""Planning further, as the secretariat meets it: other plans, a time of her own, fewest moves, who comes, the year."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.invitations import services as invitations
from app.invitations import views as invitations_views
from app.invitations.domain import Attendance
from app.invitations.models import Participant
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import moving, plan_views, queries, services, views
from app.scheduling.domain import Cause, DialogueSettled, DialogueState, MovedMeanwhile, Strength, Way
from app.scheduling.models import Dialogue
from app.scheduling.moving import Move
from app.scheduling.planner import solver
from app.scheduling.problems import instant, naive
from app.scheduling.rules import working_time
from app.scheduling.rules.domain import RuleKind
from tests.scheduling.conftest import FEBRUARY, Year, mark_busy
from tests.scheduling.test_services import agreed, planned
from tests.scheduling.test_views import text_of

SignIn = Callable[[Person], FlaskClient]
WHOLE_DAY = (0, 1440)


@pytest.fixture
def secretary(
    monkeypatch: pytest.MonkeyPatch, year: Year, add_person: Callable[..., Person], client_of: SignIn
) -> FlaskClient:
    """A signed-in secretary on the first of February."""
    for module in (views, plan_views, invitations_views):
        monkeypatch.setattr(module, "now", lambda: FEBRUARY)
    return client_of(add_person(Role.SECRETARIAT))


def busy_but_for(session: Session, person: Person, *free: dt.date) -> None:
    """Busy on every day of spring but these."""
    for number in range(150):
        day = dt.date(2027, 2, 2) + dt.timedelta(days=number)
        if day not in free:
            mark_busy(session, person, day, (*WHOLE_DAY, Strength.BUSY))


def test_other_plans_stand_beside_the_proposal_with_what_they_cost(
    secretary: FlaskClient, session: Session, year: Year
) -> None:
    mark_busy(session, year.directors[0], dt.date(2027, 3, 15), (*WHOLE_DAY, Strength.TENTATIVE))
    secretary.post("/tider/2027/forslag", data={"notice_weeks": "6", "way": "best"})
    page = secretary.get("/tider/2027/andre-forslag")
    words = text_of(page)
    assert "Så tidligt som muligt" in words
    assert "Sikkert: ingen foreløbige aftaler" in words
    assert "Sidste møde er" in words
    assert 'name="way" value="earliest"' in page.text
    before = [one.starts_at for one in queries.dialogues_of(session, year.cycle)]
    secretary.post("/tider/2027/forslag", data={"notice_weeks": "6", "way": "earliest"})
    session.expire_all()
    after = [one.starts_at for one in queries.dialogues_of(session, year.cycle)]
    assert before != after
    assert max(at for at in after if at) < max(at for at in before if at)


def test_a_meeting_that_has_got_a_no_is_no_matter_of_other_plans(
    secretary: FlaskClient, session: Session, year: Year
) -> None:
    lose_time(session, agreed(session, year)[0])
    assert "giver det samme forslag" in text_of(secretary.get("/tider/2027/andre-forslag"))


def test_a_robust_plan_uses_no_tentative_time_and_keeps_the_last_fortnight(session: Session, year: Year) -> None:
    for number in range(60):
        day = dt.date(2027, 3, 15) + dt.timedelta(days=number)
        mark_busy(session, year.directors[0], day, (0, 720, Strength.TENTATIVE))
    asked = services.plan_request(session, cycle=year.cycle, now=FEBRUARY, way=Way.ROBUST)
    assert {one.latest for one in asked.meetings} == {dt.date(2027, 6, 1)}
    assert {span.strength for diary in asked.persons for span in diary.busy} == {Strength.BUSY}


def test_a_fixed_time_stands_when_the_others_are_planned_anew(
    secretary: FlaskClient, session: Session, year: Year
) -> None:
    first, *_others = planned(session, year)
    secretary.post(f"/tider/dialog/{first.id}/fast", data={"fixed": "1"})
    stood = first.starts_at
    secretary.post("/tider/2027/forslag", data={"notice_weeks": "6", "way": "earliest"})
    session.expire_all()
    assert session.get_one(Dialogue, first.id).starts_at == stood
    assert "Ligger fast." in text_of(secretary.get("/tider/2027"))
    secretary.post(f"/tider/dialog/{first.id}/fast", data={"fixed": "0"})
    secretary.post("/tider/2027/forslag", data={"notice_weeks": "6", "way": "earliest"})
    session.expire_all()
    assert session.get_one(Dialogue, first.id).starts_at != stood


def test_only_a_proposal_is_fixed(session: Session, year: Year) -> None:
    dialogue = agreed(session, year)[0]
    with pytest.raises(DialogueSettled):
        services.fix(session, dialogue=dialogue, fixed=True, by=None, now=FEBRUARY)


def test_a_time_of_ones_own_says_what_stands_in_its_way_and_can_be_taken(
    secretary: FlaskClient, session: Session, year: Year
) -> None:
    dialogue = planned(session, year)[0]
    day = dt.date(2027, 5, 12)
    mark_busy(session, year.directors[1], day, (480, 720, Strength.BUSY))
    page = secretary.get(f"/tider/dialog/{dialogue.id}?dag=2027-05-12&tid=09:00")
    words = text_of(page)
    assert "Onsdag 12. maj kl. 9.00" in words
    assert "Bo er optaget." in words
    assert 'name="starts_at" value="2027-05-12T09:00"' in page.text
    secretary.post(
        f"/tider/dialog/{dialogue.id}/valg", data={"starts_at": "2027-05-12T09:00", "version": str(dialogue.version)}
    )
    session.expire_all()
    assert naive(session.get_one(Dialogue, dialogue.id).starts_at or FEBRUARY) == dt.datetime(2027, 5, 12, 9)


@pytest.mark.parametrize("asked", ["dag=2027-05-15&tid=09:00", "dag=2027-05-13&tid=04:00", "dag=2027-02-10&tid=09:00"])
def test_a_time_outside_of_days_hours_or_notice_is_said_as_that(
    secretary: FlaskClient, session: Session, year: Year, asked: str
) -> None:
    dialogue = planned(session, year)[0]
    words = text_of(secretary.get(f"/tider/dialog/{dialogue.id}?{asked}"))
    assert re.search("Det er uden for de dage og timer|Varslet bliver kortere end aftalt", words)


def test_garbage_for_a_day_shows_the_offers(secretary: FlaskClient, session: Session, year: Year) -> None:
    dialogue = planned(session, year)[0]
    assert "tider er åbne" in text_of(secretary.get(f"/tider/dialog/{dialogue.id}?dag=x&tid=y"))


def lose_time(session: Session, dialogue: Dialogue) -> None:
    services.need_new_time(session, dialogue=dialogue, now=FEBRUARY)
    session.commit()


def test_a_new_plan_moves_alone_where_it_can(secretary: FlaskClient, session: Session, year: Year) -> None:
    dialogue = agreed(session, year)[0]
    lose_time(session, dialogue)
    words = text_of(secretary.get(f"/tider/dialog/{dialogue.id}/ny-plan"))
    assert "Ingen andre møder bliver flyttet." in words
    assert words.count("uændret") == 5


def test_a_new_plan_takes_anothers_time_shows_both_and_is_accepted_whole(
    secretary: FlaskClient, session: Session, year: Year
) -> None:
    dialogues = agreed(session, year)
    lost, other = dialogues[0], dialogues[3]
    assert other.starts_at
    taken = naive(other.starts_at).date()
    busy_but_for(session, year.heads[0], taken)
    lose_time(session, lost)
    page = secretary.get(f"/tider/dialog/{lost.id}/ny-plan")
    words = text_of(page)
    assert "Et andet møde må flyttes." in words
    assert "Kun et forslag: ingen har fået besked." in words
    moves = re.findall(r'name="move" value="([^"]+)"', page.text)
    assert len(moves) == 2
    answer = secretary.post(f"/indkaldelser/dialog/{lost.id}/ny-plan", data={"move": moves})
    assert answer.location == "/indkaldelser/2027/send"
    session.expire_all()
    assert {one.state for one in queries.dialogues_of(session, year.cycle)} == {DialogueState.AGREED}
    again = session.get_one(Dialogue, lost.id)
    assert again.starts_at
    assert naive(again.starts_at).date() == taken
    late = secretary.post(f"/indkaldelser/dialog/{lost.id}/ny-plan", data={"move": moves})
    assert late.status_code == 409


def test_moves_are_all_or_none(session: Session, year: Year) -> None:
    one, other = agreed(session, year)[:2]
    session.commit()
    at = instant(dt.datetime(2027, 5, 12, 9))
    moves = [
        Move(dialogue_id=one.id, version=one.version, starts_at=at, room_id=None),
        Move(dialogue_id=other.id, version=other.version + 1, starts_at=at, room_id=None),
    ]
    stood = one.starts_at
    with pytest.raises(MovedMeanwhile):
        moving.move_together(session, moves=moves, by=None, now=FEBRUARY)
    session.rollback()
    assert session.get_one(Dialogue, one.id).starts_at == stood


def test_two_meetings_can_change_places(session: Session, year: Year) -> None:
    one, other = agreed(session, year)[:2]
    first, second = one.starts_at, other.starts_at
    assert first and second
    moves = [
        Move(dialogue_id=one.id, version=one.version, starts_at=second, room_id=one.room_id),
        Move(dialogue_id=other.id, version=other.version, starts_at=first, room_id=other.room_id),
    ]
    moving.move_together(session, moves=moves, by=None, now=FEBRUARY)
    assert (one.starts_at, other.starts_at) == (second, first)


def test_where_no_plan_helps_the_page_says_what_stands_in_the_way(
    secretary: FlaskClient, session: Session, year: Year
) -> None:
    dialogue = agreed(session, year)[0]
    busy_but_for(session, year.heads[0])
    lose_time(session, dialogue)
    words = text_of(secretary.get(f"/tider/dialog/{dialogue.id}/ny-plan"))
    assert "Der er ingen plan" in words
    assert "Uden lederen af Birkely Skole" in words
    assert "Det står tilsammen i vejen" in text_of(secretary.get(f"/tider/dialog/{dialogue.id}"))


@pytest.mark.parametrize("moves", [[], ["1|2"], ["x|1|2027-05-12T09:00|"]])
def test_moves_that_are_none_are_refused(
    secretary: FlaskClient, session: Session, year: Year, moves: list[str]
) -> None:
    dialogue = agreed(session, year)[0]
    session.commit()
    answer = secretary.post(f"/indkaldelser/dialog/{dialogue.id}/ny-plan", data={"move": moves})
    assert answer.status_code == 422


def test_a_substitute_is_planned_and_asked_in_a_directors_place(
    secretary: FlaskClient, session: Session, year: Year, add_person: Callable[..., Person]
) -> None:
    dialogue = planned(session, year)[0]
    away, instead = year.directors[0], add_person()
    session.commit()
    secretary.post(
        f"/tider/dialog/{dialogue.id}/hvem",
        data={"person": str(away.id), "there": "no", "substitute": str(instead.id)},
    )
    session.expire_all()
    there = queries.attending(session, [dialogue.seat_id])[dialogue.seat_id]
    assert instead in there and away not in there
    asked = services.plan_request(session, cycle=year.cycle, now=FEBRUARY)
    mine = next(one for one in asked.meetings if one.id == str(dialogue.seat_id))
    assert str(instead.id) in mine.required and str(away.id) not in mine.required
    secretary.post("/indkaldelser/2027/godkend-plan")
    preview = text_of(secretary.get("/indkaldelser/2027/send"))
    assert instead.name in preview
    secretary.post(
        f"/tider/dialog/{dialogue.id}/hvem", data={"person": str(away.id), "there": "yes", "substitute": "0"}
    )
    session.expire_all()
    assert away not in queries.attending(session, [dialogue.seat_id])[dialogue.seat_id]


def test_a_director_can_come_after_all(session: Session, year: Year) -> None:
    dialogue, away = planned(session, year)[0], year.directors[0]
    moving.stay_away(session, dialogue=dialogue, person=away, substitute=None, by=None, now=FEBRUARY)
    assert away not in queries.attending(session, [dialogue.seat_id])[dialogue.seat_id]
    moving.take_part(session, dialogue=dialogue, person=away, by=None, now=FEBRUARY)
    assert away in queries.attending(session, [dialogue.seat_id])[dialogue.seat_id]


def test_where_a_number_of_directors_is_enough_one_may_stay_away(app: Flask, session: Session, year: Year) -> None:
    rule = replace(working_time.rule_of(session, year.cycle, RuleKind.QUORUM), number=3)
    working_time.set_rule(session, cycle=year.cycle, rule=rule, by=None, now=FEBRUARY)
    busy_but_for(session, year.directors[0])
    asked = services.plan_request(session, cycle=year.cycle, now=FEBRUARY)
    assert {(len(one.required), len(one.optional), one.quorum) for one in asked.meetings} == {(1, 4, 3)}
    plan = solver.solve(asked)
    assert {one.absent for one in plan.placed} == {(str(year.directors[0].id),)}
    assert len(plan.placed) == 6
    services.store_plan(session, cycle=year.cycle, result=plan, by=None, now=FEBRUARY)
    services.accept_plan(session, cycle=year.cycle, by=None, now=FEBRUARY)
    invited = invitations.prepare_from_plan(session, cycle=year.cycle, by=None, now=FEBRUARY)
    optional = {person.person_id for one in invited for person in one.participants if not needed(person)}
    assert optional == {year.directors[0].id}


def needed(participant: Participant) -> bool:
    return participant.attendance is Attendance.REQUIRED


def test_without_a_quorum_there_is_no_time(session: Session, year: Year) -> None:
    rule = replace(working_time.rule_of(session, year.cycle, RuleKind.QUORUM), number=3)
    working_time.set_rule(session, cycle=year.cycle, rule=rule, by=None, now=FEBRUARY)
    for director in year.directors[:2]:
        busy_but_for(session, director)
    plan = solver.solve(services.plan_request(session, cycle=year.cycle, now=FEBRUARY))
    assert plan.placed == ()
    assert {one.without[0].blocker.cause for one in plan.unplaced} == {Cause.QUORUM}


def test_the_year_at_a_glance_holds_meetings_milestones_and_week_numbers(
    secretary: FlaskClient, session: Session, year: Year
) -> None:
    dialogue = agreed(session, year)[0]
    session.commit()
    page = secretary.get("/tider/2027/uger")
    words = text_of(page)
    assert f"Dialog med {dialogue.seat.institution.name}" in words
    assert "Indsigterne er skrevet" in words
    weeks = [int(one) for one in re.findall(r'class="period-week"[^>]*>(\d+)<', page.text)]
    assert {14, 20, 25} <= set(weeks)
    ids = re.findall(r'id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))
