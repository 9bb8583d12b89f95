"""Mails that came back: which one, whom it marks, and what is forged or only late."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from app.invitations import waits
from app.invitations.sending import reminders
from app.mail.domain import MessageState
from app.mail.models import OutboxMessage
from tests.invitations.answering import APPLIED, IGNORED, WAITS, came_to, mail, take, text
from tests.invitations.answers.test_replies import filled
from tests.invitations.conftest import NOW, Year


@pytest.fixture
def gone(sent: Year) -> Year:
    """The year with every invitation taken by a server."""
    sent.session.execute(update(OutboxMessage).values(state=MessageState.SENT))
    return sent


def ours(year: Year, person: int = 0) -> OutboxMessage:
    query = select(OutboxMessage).where(OutboxMessage.address == year.heads[person].address)
    options = selectinload(OutboxMessage.attempts)
    return year.session.scalars(query.options(options).execution_options(populate_existing=True)).one()


def returned(year: Year, name: str = "postfix-bounce", **given: str) -> bytes:
    return filled(name, **{"address": year.heads[0].address, "message": ours(year).message_id, **given})


@pytest.mark.parametrize("name", ["postfix-bounce", "headers-only-bounce"])
def test_bounce_marks_its_person_and_tells_the_secretariat(gone: Year, name: str) -> None:
    message = take(gone, returned(gone, name))
    assert came_to(message) == (APPLIED, "bounced")
    assert (message.person_id, message.dialogue_id) == (gone.heads[0].id, gone.invitation().dialogue_id)
    marked = gone.part_of(gone.heads[0])
    assert marked.bounced_at is not None
    assert marked.bounce_words.startswith("5.")
    assert gone.part_of(gone.heads[1], 1).bounced_at is None
    row = ours(gone)
    assert (row.state, row.last_words, row.attempts[-1].phase) == (
        MessageState.FAILED,
        marked.bounce_words,
        "returned",
    )
    told = waits.of_year(gone.session, [gone.invitation()], now=NOW)
    assert [one.what for one in told][:1] == ["Mailen til Lene nr. 0 kom tilbage."]


def test_second_bounce_of_a_mail_changes_nothing(gone: Year) -> None:
    take(gone, returned(gone))
    assert came_to(take(gone, returned(gone, "headers-only-bounce"))) == (IGNORED, "bounce-known")


def test_delayed_mail_is_nothing_to_do(gone: Year) -> None:
    assert came_to(take(gone, returned(gone, "postfix-delayed"))) == (IGNORED, "bounce-delayed")
    assert ours(gone).state is MessageState.SENT


def test_bounce_of_a_mail_that_we_did_not_issue_is_ignored(gone: Year) -> None:
    raw = returned(gone, message="ffff@example.dk")
    assert came_to(take(gone, raw)) == (IGNORED, "bounce-unknown")
    assert gone.part_of(gone.heads[0]).bounced_at is None


def test_bounce_is_known_by_the_envelope_where_a_relay_renamed_the_mail(gone: Year) -> None:
    raw = returned(gone).replace(f"Message-ID: <{ours(gone).message_id}>".encode(), b"Message-ID: <new@relay.example>")
    assert came_to(take(gone, raw)) == (APPLIED, "bounced")


def test_bounce_without_either_is_believed_about_the_recipient(gone: Year) -> None:
    raw = (
        returned(gone)
        .replace(f"Message-ID: <{ours(gone).message_id}>\r\n".encode(), b"")
        .replace(f"bounce+{ours(gone).message_id}".encode(), b"ledetraad@example.dk")
    )
    message = take(gone, raw)
    assert (came_to(message), message.person_id) == ((APPLIED, "bounced"), gone.heads[0].id)


def test_bounce_of_a_reminder_marks_the_person_in_her_meetings(gone: Year) -> None:
    reminders.remind_unanswered(gone.session, invitation=gone.invitation(), now=NOW)
    query = select(OutboxMessage).where(
        OutboxMessage.kind == "reminder", OutboxMessage.person_id == gone.directors[0].id
    )
    reminder = gone.session.scalars(query).one()
    reminder.state = MessageState.SENT
    gone.session.flush()
    raw = filled("postfix-bounce", address=reminder.address, message=reminder.message_id)
    message = take(gone, raw)
    assert (came_to(message), message.dialogue_id) == ((APPLIED, "bounced"), gone.invitation().dialogue_id)
    assert all(gone.part_of(gone.directors[0], number).bounced_at for number in range(3))


def test_server_that_says_in_no_known_form_that_a_mail_came_back_needs_a_person(gone: Year) -> None:
    raw = mail("MAILER-DAEMON@mx.example.dk", text("No mailbox here.")).replace(
        b"To: ledetraad@example.dk", f"To: bounce+{ours(gone).message_id}".encode()
    )
    assert came_to(take(gone, raw)) == (WAITS, "bounce-unclear")
