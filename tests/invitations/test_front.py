"""What the front pages ask of the secretariat, a head and a director."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.invitations import services
from app.invitations.domain import Answer, Channel
from app.invitations.front import next_steps
from app.people.domain import Role
from app.people.models import Person
from tests.invitations.conftest import NOW, Year

AFTER = NOW + dt.timedelta(hours=1)


def asked(year: Year, person: Person, now: dt.datetime = AFTER) -> list[tuple[str, str]]:
    year.session.flush()
    year.session.expire_all()
    return [(step.sentence, step.endpoint) for step in next_steps(year.session, person, year.cycle, now)]


def test_secretariat_is_asked_to_send_what_is_ready(year: Year, add_person: Callable[..., Person]) -> None:
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    secretary = add_person(Role.SECRETARIAT)
    assert asked(year, secretary) == [("9 mails er klar til at blive sendt", "invitations.preview")]
    year.send()
    assert asked(year, secretary) == []


def test_secretariat_is_asked_to_find_another_time(sent: Year, add_person: Callable[..., Person]) -> None:
    head = sent.part_of(sent.heads[0])
    services.answer(sent.session, participant=head, answer=Answer.DECLINED, channel=Channel.WEB, now=NOW)
    assert asked(sent, add_person(Role.SECRETARIAT)) == [
        ("Lene nr. 0 kan ikke den dag, Åkandens Børnehus skulle komme.", "scheduling.new_time")
    ]


def test_head_and_director_are_asked_until_they_have_answered(sent: Year) -> None:
    assert asked(sent, sent.heads[0]) == [("Kan du komme tirsdag 16. marts kl. 9.00, uge 11?", "invitations.my_answer")]
    assert len(asked(sent, sent.directors[0])) == 3
    head = sent.part_of(sent.heads[0])
    services.answer(sent.session, participant=head, answer=Answer.TENTATIVE, channel=Channel.WEB, now=NOW)
    assert asked(sent, sent.heads[0]) == []


def test_nobody_is_asked_about_a_meeting_that_is_over(sent: Year) -> None:
    assert asked(sent, sent.heads[0], now=NOW + dt.timedelta(days=300)) == []
