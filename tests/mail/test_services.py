"""Writing the outbox."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.domain import NotFound
from app.mail import queries, services
from app.mail.domain import MessageState, Phase
from app.mail.labels import PHASES
from app.mail.models import OutboxMessage
from app.mail.writing.mime import CalendarPart
from app.mail.writing.words import Words
from app.people.models import Person
from app.trail.models import TrailEntry

NOW = dt.datetime(2027, 1, 12, 9, 0, tzinfo=dt.UTC)
WORDS = Words(subject="Emne på dansk", text="Hej æøå\n", html="<p>Hej æøå</p>\n")


def put(session: Session, person: Person, once: str = "a", **given: object) -> OutboxMessage:
    given = {"kind": "test", "thread": "test:1", "written": WORDS, "now": NOW} | given
    return services.enqueue(session, once=once, person=person, **given)  # type: ignore[arg-type]


def test_message_is_a_row_with_its_bytes_before_it_leaves(
    app: Flask, session: Session, add_person: Callable[..., Person]
) -> None:
    person = add_person(name="Lene Holst", address="lene@example.dk")
    row = put(session, person, calendar=CalendarPart(method="REQUEST", content=b"BEGIN:VCALENDAR\r\n"))
    session.expire_all()
    kept = queries.with_bytes(session, row.id)
    assert kept is not None
    parsed = email.message_from_bytes(kept.raw, policy=email.policy.default)
    assert (kept.state, kept.address, kept.due_at) == (MessageState.WAITING, "lene@example.dk", NOW)
    assert parsed["Message-ID"] == f"<{kept.message_id}>"
    assert parsed["To"] == "Lene Holst <lene@example.dk>"
    assert parsed["From"] == "Direktionens sekretariat <ledetraad@example.dk>"
    assert kept.envelope_from == f"bounce+{kept.message_id}"
    assert parsed.get_content_type() == "multipart/mixed"


def test_same_key_writes_one_mail(app: Flask, session: Session, add_person: Callable[..., Person]) -> None:
    person = add_person()
    first, again = put(session, person), put(session, person)
    assert first is again
    assert queries.count_by_state(session)["waiting"] == 1


def test_plain_mail_is_in_the_language_of_its_reader(
    app: Flask, session: Session, add_person: Callable[..., Person]
) -> None:
    person = add_person(name="Lene Holst")
    row = services.enqueue_plain(
        session,
        once="r",
        kind="reminder",
        thread="reminder:1",
        person=person,
        subject="Påmindelse",
        template="inbox_answer",
        context={"text": "Vi mangler dit svar."},
        now=NOW,
    )
    kept = session.scalars(
        select(OutboxMessage).where(OutboxMessage.id == row.id).options(undefer(OutboxMessage.raw))
    ).one()
    parsed = email.message_from_bytes(kept.raw, policy=email.policy.default)
    text = parsed.get_body(("plain",)).get_content()
    assert [part.get_content_type() for part in parsed.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert "Vi mangler dit svar." in text
    assert text.replace("\r\n", "\n").endswith("Venlig hilsen\nDirektionens sekretariat\nEksempel Kommune\n")


def test_name_in_html_is_escaped_and_in_text_is_not(
    app: Flask, session: Session, add_person: Callable[..., Person]
) -> None:
    person = add_person()
    context = {"text": "Anna & <Bo>"}
    row = services.enqueue_plain(
        session,
        once="r",
        kind="r",
        thread="r",
        person=person,
        subject="s",
        template="inbox_answer",
        context=context,
        now=NOW,
    )
    parsed = email.message_from_bytes(row.raw, policy=email.policy.default)
    assert "Anna & <Bo>" in parsed.get_body(("plain",)).get_content()
    assert "Anna &amp; &lt;Bo&gt;" in parsed.get_body(("html",)).get_content()


def test_held_mail_waits_for_a_person(app: Flask, session: Session, add_person: Callable[..., Person]) -> None:
    person = add_person()
    put(session, person, "a")
    put(session, person, "b")
    assert services.hold_waiting(session) == 2
    assert queries.count_by_state(session)["held"] == 2
    assert services.release_held(session, by=person, now=NOW) == 2
    assert queries.count_by_state(session)["waiting"] == 2
    entry = session.scalars(select(TrailEntry).where(TrailEntry.action == "mail.released")).one()
    assert (entry.person_id, entry.thing, entry.details) == (person.id, "outbox", {"count": 2})


@pytest.mark.parametrize(
    ("state", "sent_again"),
    [
        (MessageState.SENT, True),
        (MessageState.FAILED, True),
        (MessageState.SUPERSEDED, False),
        (MessageState.WAITING, False),
    ],
)
def test_only_what_has_left_can_be_sent_again(
    app: Flask, session: Session, add_person: Callable[..., Person], state: MessageState, sent_again: bool
) -> None:
    row = put(session, add_person())
    row.state = state
    session.flush()
    assert services.send_again(session, message_id=row.id, now=NOW) is sent_again


def test_mail_that_was_stopped_is_taken_back_and_one_that_a_newer_overtook_is_not_called_that(
    app: Flask, session: Session, add_person: Callable[..., Person]
) -> None:
    person = add_person()
    stopped, closed = put(session, person, "a", thread="plan:1"), put(session, person, "b", thread="poll:1")
    overtaken = put(session, person, "c", thread="sign-in:1")
    services.take_back_thread(session, thread="plan:1", now=NOW)
    services.take_back(session, thread="poll:1", person=person, now=NOW)
    services.take_back(session, thread="sign-in:1", person=person, now=NOW, state=MessageState.SUPERSEDED)
    session.expire_all()
    assert [one.state.value for one in (stopped, closed, overtaken)] == ["taken-back", "taken-back", "superseded"]
    assert services.revive(session, threads=["plan:1", "poll:1", "sign-in:1"], since=NOW) == 1
    session.expire_all()
    assert overtaken.state is MessageState.WAITING


def test_whether_a_mail_has_ever_left_is_known_without_counting(
    app: Flask, session: Session, add_person: Callable[..., Person]
) -> None:
    row = put(session, add_person())
    assert not queries.any_sent(session)
    row.state = MessageState.SENT
    session.flush()
    assert queries.any_sent(session)
    assert queries.count_held(session) == 0


@pytest.mark.parametrize("phase", Phase)
def test_every_phase_of_a_try_has_its_words(phase: Phase) -> None:
    assert str(PHASES[phase])


def test_bytes_that_are_read_are_trailed_and_those_that_let_in_are_not_read(
    app: Flask, session: Session, add_person: Callable[..., Person]
) -> None:
    person = add_person()
    row, secret = put(session, person), put(session, person, "b", kind="sign-in")
    assert services.read_raw(session, message_id=row.id, by=person, now=NOW).startswith(b"From: ")
    with pytest.raises(NotFound):
        services.read_raw(session, message_id=secret.id, by=person, now=NOW)
    read = select(TrailEntry).where(TrailEntry.action == "mail.raw-read")
    assert [entry.thing for entry in session.scalars(read)] == [f"message:{row.id}"]
