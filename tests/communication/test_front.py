"""What the communication asks for on the front page, and when."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.clock import at
from app.communication import front, papers, plans, queries
from app.communication.domain import Channel
from app.people.domain import Role
from tests.communication import telling
from tests.communication.telling import NOW
from tests.guidance.drafting import making as drafting

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=telling.publish)]


def day(month: int, number: int) -> dt.datetime:
    return at(dt.date(2027, month, number), 9)


def test_secretary_is_led_from_the_plan_to_the_decision(session: Session, add_person) -> None:
    year, secretary = telling.publish(session), add_person(Role.SECRETARIAT)

    def asked(now: dt.datetime) -> list[str]:
        return [step.sentence for step in front.next_steps(session, secretary, year.cycle, now)]

    assert asked(day(10, 21)) == ["Læg en plan for, hvem der får besked om Ledetråd 2028 hvornår."]
    rows = telling.plan(session, year.guidance)
    assert asked(day(10, 21)) == []
    write = "Skriv sagen om Ledetråd 2028 til Økonomiudvalget."
    assert asked(day(10, 26)) == [write]
    assert asked(day(11, 1)) == [
        write,
        "Send Ledetråd 2028 til ledercirklen.",
        "Medarbejderportal for alle medarbejdere: Ledetråd 2028.",
    ]
    for channel in (Channel.MAIL, Channel.PORTAL):
        plans.finish_step(session, step=rows[channel], on=dt.date(2027, 11, 1), by=None, now=NOW)
    paper = telling.write(session, year.guidance)
    assert asked(day(11, 15)) == []
    assert asked(day(11, 16)) == ["Skriv ind, hvad Økonomiudvalget besluttede."]
    papers.decide(session, paper=paper, decision="Ja.", day=telling.MEETS, by=None, now=day(11, 16))
    assert asked(day(11, 16)) == []
    assert asked(day(12, 8)) == ["Seminar for alle ledere: Ledetråd 2028."]


def test_row_is_asked_for_after_its_year_is_closed(session: Session, add_person) -> None:
    telling.told(session)
    (step,) = front.next_steps(session, add_person(Role.SECRETARIAT), None, day(11, 2))
    row = next(one for one in queries.steps_due(session, dt.date(2027, 11, 2)) if one.channel is Channel.MAIL)
    assert (step.endpoint, dict(step.args), step.due) == ("communication.step", {"step_id": row.id}, row.day)


@pytest.mark.starts_from(make=drafting.begin)
def test_draft_asks_for_no_plan_and_a_director_for_nothing(session: Session, add_person) -> None:
    year = drafting.begin(session)
    assert front.next_steps(session, add_person(Role.SECRETARIAT), year.cycle, NOW) == []
    telling.plan(session, year.guidance)
    assert front.next_steps(session, add_person(Role.DIRECTOR), year.cycle, NOW) == []
