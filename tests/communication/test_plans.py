"""The communication plan: proposed out of the year's days, taken once, then a person's to change."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.communication import plans, queries
from app.communication.domain import Channel, PlanExists, TextTooLong
from app.domain import TextUnfit
from app.people.domain import Role
from tests.communication import telling
from tests.communication.telling import NOW
from tests.guidance.drafting import making as drafting

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.begin)]


def test_plan_is_proposed_from_the_days_of_the_year(session: Session) -> None:
    year = drafting.begin(session)
    assert [
        (one.channel.value, one.audience, one.day.isoformat()) for one in plans.proposal(session, year.guidance)
    ] == [
        ("mail", "ledercirklen", "2027-11-01"),
        ("portal", "alle medarbejdere", "2027-11-01"),
        ("committee", "Økonomiudvalget", "2027-11-14"),
        ("seminar", "alle ledere", "2027-12-08"),
        ("town-hall", "alle medarbejdere", "2027-12-09"),
        ("course", "ledere, der skriver planer", "2027-12-14"),
    ]


def test_plan_is_laid_once(session: Session) -> None:
    year = drafting.begin(session)
    assert len(telling.plan(session, year.guidance)) == 6
    with pytest.raises(PlanExists):
        plans.lay_plan(session, guidance=year.guidance, by=None, now=NOW)


@pytest.mark.starts_from(make=None)
def test_nothing_is_proposed_for_a_year_that_was_taken_over(session: Session) -> None:
    assert plans.proposal(session, drafting.last_years_guidance(session)) == []


def test_row_is_added_changed_done_opened_and_removed(session: Session, add_person) -> None:
    year, owner = drafting.begin(session), add_person(Role.SECRETARIAT)
    day = dt.date(2027, 11, 20)
    row = plans.add_step(
        session, guidance=year.guidance, channel=Channel.OTHER, audience="borgerne", day=day, by=None, now=NOW
    )
    plans.change_step(
        session, step=row, channel=Channel.PORTAL, audience="alle", day=day, owner=owner, by=None, now=NOW
    )
    plans.finish_step(session, step=row, on=day, by=None, now=NOW)
    (found,) = queries.steps_of(session, year.guidance)
    assert (found.channel, found.audience, found.owner, found.done_on) == (Channel.PORTAL, "alle", owner, day)
    assert queries.steps_due(session, day) == []
    plans.finish_step(session, step=row, on=None, by=None, now=NOW)
    assert [one.id for one in queries.steps_due(session, day)] == [row.id]
    plans.remove_step(session, step=row, by=None, now=NOW)
    assert queries.steps_of(session, year.guidance) == []


def test_row_says_to_whom_and_no_text_is_endless(session: Session) -> None:
    year = drafting.begin(session)
    row = telling.plan(session, year.guidance)[Channel.PORTAL]
    with pytest.raises(TextUnfit):
        plans.change_step(
            session, step=row, channel=row.channel, audience=" ", day=row.day, owner=None, by=None, now=NOW
        )
    with pytest.raises(TextTooLong):
        plans.write_text(session, step=row, text="a" * 20_001, by=None, now=NOW)
