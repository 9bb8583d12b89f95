"""A sending can be taken back until the first of its mails may leave: then everything stands as it stood."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.clock import at
from app.invitations import services
from app.invitations.domain import Answer, Channel, InvitationState, TooLate
from app.invitations.sending.taking_back import open_sending, take_back
from app.mail.domain import MessageState
from app.mail.outbox import claiming
from app.mail.outbox.claiming import Worker
from app.people.domain import Role
from app.people.models import Person
from tests.invitations.conftest import DAYS, NOW, Year
from tests.invitations.reading import read_outbox

WINDOW = dt.timedelta(minutes=2)
SECOND = dt.timedelta(seconds=1)
WORKER = Worker(name="one", per_hour=500)


def send(year: Year, now: dt.datetime = NOW) -> int:
    return services.send(year.session, cycle=year.cycle, by=None, now=now, wait=WINDOW)


def undo(year: Year, now: dt.datetime = NOW + SECOND) -> int:
    return take_back(year.session, cycle=year.cycle, by=None, now=now)


@pytest.fixture
def drafted(year: Year) -> Year:
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    return year


def test_nothing_leaves_before_the_window_is_over(drafted: Year) -> None:
    assert send(drafted) == 9
    assert claiming.claim(drafted.session, worker=WORKER, now=NOW + WINDOW - SECOND) == []
    assert len(claiming.claim(drafted.session, worker=WORKER, now=NOW + WINDOW)) == 9


def test_first_invitations_taken_back_are_drafts_again_and_can_be_sent_anew(drafted: Year) -> None:
    send(drafted)
    first = read_outbox(drafted.session)
    assert undo(drafted) == 9
    drafted.session.expire_all()
    assert {one.row.state for one in first} == {MessageState.TAKEN_BACK}
    assert drafted.invitation().state is InvitationState.DRAFT
    assert {one.told_sequence for one in drafted.invitation().participants} == {None}
    assert claiming.claim(drafted.session, worker=WORKER, now=NOW + 2 * WINDOW) == []
    assert send(drafted, NOW + WINDOW) == 9
    assert len(claiming.claim(drafted.session, worker=WORKER, now=NOW + 2 * WINDOW)) == 9


def test_move_taken_back_leaves_the_old_time_and_every_answer(sent: Year) -> None:
    head = sent.part_of(sent.heads[0])
    services.answer(sent.session, participant=head, answer=Answer.ACCEPTED, channel=Channel.WEB, word="Ja", now=NOW)
    sent.move(0, DAYS[0] + dt.timedelta(days=1), 13)
    send(sent, NOW + SECOND)
    assert sent.part_of(sent.heads[0]).answer is Answer.NEEDS_ACTION
    undo(sent, NOW + 2 * SECOND)
    again, invitation = sent.part_of(sent.heads[0]), sent.invitation()
    assert (again.answer, again.channel, again.answered_at, again.word) == (Answer.ACCEPTED, Channel.WEB, NOW, "Ja")
    assert (invitation.told_start, invitation.sequence, invitation.reply_floor) == (at(DAYS[0], 9), 1, 0)
    assert send(sent, NOW + WINDOW) == 3
    assert sent.invitation().sequence == 2


def test_answer_to_a_time_that_was_taken_back_does_not_count(sent: Year) -> None:
    sent.move(0, DAYS[0] + dt.timedelta(days=1), 13)
    send(sent, NOW + SECOND)
    head = sent.part_of(sent.heads[0])
    services.answer(sent.session, participant=head, answer=Answer.ACCEPTED, channel=Channel.WEB, now=NOW + 2 * SECOND)
    undo(sent, NOW + 3 * SECOND)
    assert sent.part_of(sent.heads[0]).answer is Answer.NEEDS_ACTION
    later = services.answer(
        sent.session, participant=head, answer=Answer.TENTATIVE, channel=Channel.WEB, sequence=0, now=NOW + WINDOW
    )
    assert later.counted


def test_answer_to_the_old_time_that_came_in_between_counts_when_that_time_stands_again(sent: Year) -> None:
    sent.move(0, DAYS[0] + dt.timedelta(days=1), 13)
    send(sent)
    head = sent.part_of(sent.heads[0])
    came = services.answer(
        sent.session,
        participant=head,
        answer=Answer.TENTATIVE,
        channel=Channel.MAIL,
        sequence=0,
        stamp=NOW - dt.timedelta(days=1),
        now=NOW + SECOND,
    )
    assert not came.counted
    undo(sent, NOW + 2 * SECOND)
    again = sent.part_of(sent.heads[0])
    assert (again.answer, again.channel, again.answered_at) == (Answer.TENTATIVE, Channel.MAIL, NOW + SECOND)
    assert came.counted


def test_what_a_sending_had_overtaken_goes_after_all_when_it_is_taken_back(drafted: Year) -> None:
    send(drafted)
    drafted.move(0, DAYS[0], 9, room=drafted.other)
    assert send(drafted, NOW + SECOND) == 3
    assert len(claiming.claim(drafted.session, worker=WORKER, now=NOW + WINDOW)) == 6
    undo(drafted, NOW + WINDOW)
    waiting = [one.row for one in read_outbox(drafted.session) if one.row.state is MessageState.WAITING]
    assert {one.sequence for one in waiting} == {0}
    assert len(waiting) == 3


def test_taking_back_is_too_late_once_the_first_mail_may_have_left(drafted: Year) -> None:
    send(drafted)
    with pytest.raises(TooLate), drafted.session.begin_nested():
        undo(drafted, NOW + WINDOW)
    claiming.claim(drafted.session, worker=WORKER, now=NOW + WINDOW)  # by a machine whose clock is ahead
    with pytest.raises(TooLate), drafted.session.begin_nested():
        undo(drafted)
    assert drafted.invitation().state is InvitationState.SENT


def test_taking_back_is_refused_when_something_else_was_sent_since(drafted: Year) -> None:
    send(drafted)
    head = drafted.part_of(drafted.heads[0])
    services.correct_address(drafted.session, participant=head, address="ny@example.dk", by=None, now=NOW + SECOND)
    with pytest.raises(TooLate), drafted.session.begin_nested():
        undo(drafted, NOW + 2 * SECOND)


def test_second_press_takes_nothing_back(drafted: Year) -> None:
    send(drafted)
    undo(drafted)
    assert open_sending(drafted.session, drafted.cycle, NOW + SECOND) is None
    with pytest.raises(TooLate):
        undo(drafted)


def test_sending_can_be_undone_from_the_page_while_the_mails_wait(
    year: Year,
    add_person: Callable[..., Person],
    client_of: Callable[..., FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    monkeypatch.setattr("app.invitations.views.now", lambda: NOW)
    client = client_of(add_person(Role.SECRETARIAT))
    page = client.post("/indkaldelser/2027/send", follow_redirects=True).text
    assert "De ni mails går kl." in page
    assert re.search(r"Der er 2 min\. 0 sek\. tilbage", page)
    undone = client.post("/indkaldelser/2027/fortryd", follow_redirects=True).text
    assert "9 mails er taget tilbage." in undone
    assert "Send de ni mails" in undone
    assert client.post("/indkaldelser/2027/fortryd").status_code == 409
