"""Promised actions: what stands open moves on from year to year, and its owner is reminded, not more than twice."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import at
from app.dialogues import queries as dialogues
from app.dialogues import services
from app.dialogues.models import Action
from app.follow_up import promises
from app.mail.models import OutboxMessage
from app.people.domain import Role
from app.people.models import Person
from jobs.planned import run_due
from jobs.plans import PLANS
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import Year

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.begin)]
DUE = dt.date(2027, 8, 2)  # a Monday
SOON, LATE = dt.date(2027, 7, 28), dt.date(2027, 8, 3)


@pytest.fixture
def year(session: Session) -> Year:
    return drafting.begin(session)


@pytest.fixture
def owner(add_person) -> Person:
    return add_person(Role.DIRECTOR, name="Lars Bjerre")


def promise(session: Session, year: Year, owner: Person | None, due: dt.date | None = DUE) -> Action:
    found = dialogues.dialogue(session, year.notes[0].dialogue_id)
    return services.add_action(
        session, dialogue=found, text="Finde en fast dag.", owner=owner, due=due, now=drafting.NOW
    )


def reminded(session: Session, first: dt.date, days: int) -> list[dt.date]:
    """The days on which the job wrote a mail; it looks twice on each."""
    found = []
    for day in (first + dt.timedelta(days=number) for number in range(days)):
        for now in (at(day, 7), at(day, 9)):
            found += [
                day for one in promises.to_remind(session, now) if promises.remind(session, action_id=one, now=now)
            ]
    return found


def test_owner_is_reminded_three_working_days_before_and_the_working_day_after(
    session: Session, year: Year, owner: Person
) -> None:
    promise(session, year, owner)
    assert reminded(session, dt.date(2027, 7, 1), 60) == [SOON, LATE]


@pytest.mark.parametrize("case", ["nobody owns it", "no day", "kept"])
def test_nobody_is_reminded_of_what_has_no_owner_no_day_or_is_done(
    session: Session, year: Year, owner: Person, case: str
) -> None:
    made = promise(session, year, None if case == "nobody owns it" else owner, None if case == "no day" else DUE)
    if case == "kept":
        services.finish_action(session, action=made, outcome="Onsdag.", by=None, now=drafting.NOW)
    assert reminded(session, dt.date(2027, 7, 1), 60) == []


def test_daily_job_reminds_once(session: Session, year: Year, owner: Person) -> None:
    promise(session, year, owner)
    session.commit()
    for _ in range(2):
        run_due({"remind-promises": PLANS["remind-promises"]}, now=at(SOON, 12))
    told = session.scalars(select(OutboxMessage.subject).where(OutboxMessage.kind == "promise")).all()
    assert told == ["Det aftalte vi"]


def test_what_stands_open_moves_on_and_is_named_in_the_hand_over(
    session: Session, year: Year, owner: Person, client_of, add_person
) -> None:
    promise(session, year, owner)
    assert [one.text for one in promises.open_promises(session, before=2028)] == ["Finde en fast dag."]
    assert promises.open_promises(session, before=2027) == []
    page = client_of(add_person(Role.SECRETARIAT)).get("/opfoelgning/overdragelse").text
    assert ("Finde en fast dag." in page, "Lars Bjerre" in page, "Det venter" in page) == (True, True, True)
