"""What follow-up and the guidance ask on the front pages, one step at a time."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.clock import at
from app.follow_up import front, services
from app.guidance import front as guidance_front
from app.guidance.editions import publishing
from app.people.domain import Role
from tests.dialogues import meetings
from tests.follow_up import harvest
from tests.follow_up.harvest import NOW
from tests.guidance.drafting import making as drafting

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=harvest.publish)]


def test_secretary_is_led_through_the_letters(session: Session, add_person) -> None:
    year = harvest.publish(session)
    secretary = add_person(Role.SECRETARIAT)

    def asked() -> list[str]:
        return [step.sentence for step in front.next_steps(session, secretary, year.cycle, NOW)]

    assert asked() == ["Skriv brevene til dem, der var i dialog."]
    written = harvest.letters(session, year)
    assert asked() == ["Læs og godkend 3 breve."]
    for letter in written:
        harvest.adopt(session, letter)
    assert asked() == ["3 breve er klar til at blive sendt."]
    services.send_letters(session, cycle=year.cycle, by=None, now=NOW)
    assert asked() == ["Alle breve er sendt. Luk året 2027, når I er færdige med det."]


def test_overdue_promise_is_told(session: Session, add_person) -> None:
    year = harvest.publish(session)
    steps = front.next_steps(session, add_person(Role.SECRETARIAT), year.cycle, at(dt.date(2028, 2, 2), 8))
    assert [step.sentence for step in steps][1:] == ["1 aftale skulle være gjort."]


def test_head_is_asked_to_read_her_letter_for_a_while(session: Session) -> None:
    year = harvest.publish(session)
    head = meetings.head_of(session, year.notes[0])
    assert front.next_steps(session, head, year.cycle, NOW) == []
    letter = harvest.send(session, year)
    (step,) = front.next_steps(session, head, year.cycle, NOW)
    assert (step.sentence, dict(step.args)) == (
        "Se, hvad der blev af jeres ord i Ledetråd 2028.",
        {"dialogue_id": letter.dialogue_id},
    )
    assert front.next_steps(session, head, year.cycle, NOW + dt.timedelta(days=61)) == []
    assert front.next_steps(session, meetings.head_of(session, year.notes[1]), year.cycle, NOW) == []


@pytest.mark.starts_from(make=None)
def test_guidance_is_begun_when_the_insights_are_coded(session: Session, add_person) -> None:
    cycle = publishing.open_year(
        session, guidance=drafting.last_years_guidance(session), by=None, now=drafting.LAST_YEAR
    )
    secretary = add_person(Role.SECRETARIAT)
    assert guidance_front.next_steps(session, secretary, cycle, at(dt.date(2027, 6, 30), 8)) == []
    (step,) = guidance_front.next_steps(session, secretary, cycle, at(dt.date(2027, 7, 1), 8))
    assert (step.sentence, step.due) == ("Begynd på Ledetråd 2028.", dt.date(2027, 8, 15))


@pytest.mark.starts_from(make=drafting.begin)
def test_draft_asks_for_fates_and_for_what_is_missing(session: Session, add_person) -> None:
    year = drafting.begin(session)
    steps = guidance_front.next_steps(session, add_person(Role.SECRETARIAT), year.cycle, drafting.NOW)
    assert [(step.sentence, step.endpoint) for step in steps] == [
        ("3 indsigter har ingen skæbne endnu.", "guidance.fates"),
        ("4 ting mangler i Ledetråd 2028.", "guidance.adoption"),
    ]
    (read,) = guidance_front.next_steps(session, add_person(Role.DIRECTOR), year.cycle, drafting.NOW)
    assert read.endpoint == "guidance.draft"


@pytest.mark.starts_from(make=drafting.finished)
def test_finished_draft_asks_for_adoption_then_publication(session: Session, add_person) -> None:
    year = drafting.finished(session)
    secretary = add_person(Role.SECRETARIAT)
    (step,) = guidance_front.next_steps(session, secretary, year.cycle, drafting.NOW)
    assert step.sentence == "Ledetråd 2028 er klar til at blive vedtaget."
    publishing.adopt(
        session, guidance=year.guidance, day=drafting.NOW.date(), agenda_item="", by=None, now=drafting.NOW
    )
    (step,) = guidance_front.next_steps(session, secretary, year.cycle, drafting.NOW)
    assert (step.sentence, step.due) == ("Offentliggør Ledetråd 2028.", dt.date(2027, 11, 1))
