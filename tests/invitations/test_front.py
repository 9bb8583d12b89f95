"""What the front pages ask of the secretariat, a head and a director."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from app.invitations import services
from app.invitations.domain import Answer, Channel
from app.invitations.front import next_steps
from app.mail import services as mail
from app.mail.domain import MessageState, Outcome
from app.mail.models import MailAttempt, OutboxMessage
from app.mail.writing.words import Words
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


@pytest.mark.parametrize(
    ("kind", "endpoint"), [("letter", "people.change"), ("minutes", "people.change"), ("trial", "cycle.first_start")]
)
def test_secretariat_is_told_of_every_mail_that_was_given_up(
    sent: Year, add_person: Callable[..., Person], kind: str, endpoint: str
) -> None:
    lost = failed_mail(sent, kind)
    (step,) = next_steps(sent.session, add_person(Role.SECRETARIAT), sent.cycle, AFTER)
    assert (step.sentence, step.otherwise) == (
        f"Mailen “Ord” kunne ikke leveres til {lost.address}.",
        "550 no such user",
    )
    assert (step.endpoint, step.waits) == (endpoint, True)
    failed_mail(sent, kind, state=MessageState.WAITING)
    assert asked(sent, add_person(Role.SECRETARIAT)) == []  # another is on its way


def failed_mail(year: Year, kind: str, state: MessageState = MessageState.FAILED) -> OutboxMessage:
    written = Words(subject="Ord", text="Ord.", html="<p>Ord.</p>")
    person, once = year.heads[0], f"{kind}:{state.value}"
    row = mail.enqueue(year.session, once=once, kind=kind, thread="dialogue:1", person=person, written=written, now=NOW)
    row.state, row.finished_at = state, NOW
    try_of = MailAttempt(number=1, at=NOW, outcome=Outcome.PERMANENT, phase="envelope", words="550 no such user")
    year.session.add(try_of)
    try_of.outbox_id = row.id
    year.session.flush()
    return row
