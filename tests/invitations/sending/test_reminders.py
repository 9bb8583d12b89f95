"""Reminders: the right people on the right days, each once, also after days away."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from app.clock import at
from app.invitations import queries, services, waits
from app.invitations.domain import Answer, Channel
from app.invitations.sending import reminders
from app.invitations.sending.reminders import remind, remind_unanswered, to_remind
from tests.invitations.conftest import DAYS, NOW, Year
from tests.invitations.reading import read_outbox

DAY = dt.timedelta(days=1)


def remind_all(year: Year, *, now: dt.datetime) -> int:
    """What the jobs process does, a meeting at a time."""
    return sum(remind(year.session, invitation_id=one, now=now) for one in to_remind(year.session, now))


def subjects(year: Year) -> Counter[str]:
    return Counter(one.row.subject for one in read_outbox(year.session, kind="reminder"))


def test_whoever_is_silent_is_reminded_after_a_week_and_once(sent: Year) -> None:
    head = sent.part_of(sent.heads[0])
    services.answer(sent.session, participant=head, answer=Answer.ACCEPTED, channel=Channel.WEB, now=NOW)
    for day in range(20):
        remind_all(sent, now=NOW + day * DAY)
    assert subjects(sent) == {
        "Vi mangler dit svar: strategisk drøftelse tirsdag 16. marts kl. 9.00, uge 11": 2,
        "Vi mangler dit svar: strategisk drøftelse tirsdag 6. april kl. 9.00, uge 14": 3,
        "Vi mangler dit svar: strategisk drøftelse tirsdag 11. maj kl. 9.00, uge 19": 3,
    }


def test_all_are_reminded_a_week_before_and_the_day_before(sent: Year) -> None:
    for day in range((DAYS[0] - NOW.date()).days - 8, (DAYS[0] - NOW.date()).days + 2):
        remind_all(sent, now=NOW + day * DAY)
    found = subjects(sent)
    assert found["Om en uge: strategisk drøftelse tirsdag 16. marts kl. 9.00, uge 11"] == 3
    assert found["I morgen: strategisk drøftelse tirsdag 16. marts kl. 9.00, uge 11"] == 3


def test_nobody_is_reminded_of_a_time_that_somebody_has_refused(sent: Year) -> None:
    head = sent.part_of(sent.heads[0])
    services.answer(sent.session, participant=head, answer=Answer.DECLINED, channel=Channel.WEB, now=NOW)
    remind_all(sent, now=at(DAYS[0], 7) - DAY)
    assert not any("16. marts" in subject for subject in subjects(sent))


def test_second_click_the_same_day_writes_none_and_says_so(sent: Year) -> None:
    invitation = sent.invitation()
    assert remind_unanswered(sent.session, invitation=invitation, now=NOW + DAY) == 3
    assert remind_unanswered(sent.session, invitation=invitation, now=NOW + DAY) == 0
    assert remind_unanswered(sent.session, invitation=invitation, now=NOW + 2 * DAY) == 3


def test_whoever_was_taken_out_or_has_left_is_not_reminded(sent: Year) -> None:
    sent.part_of(sent.directors[0]).removed_at = NOW
    sent.directors[1].active = False
    sent.session.flush()
    assert remind_unanswered(sent.session, invitation=sent.invitation(), now=NOW + DAY) == 1
    assert remind(sent.session, invitation_id=sent.invitation().id, now=at(DAYS[0], 7) - DAY) == 1
    assert {one.row.address for one in read_outbox(sent.session, kind="reminder")} == {sent.heads[0].address}


def test_nobody_is_reminded_of_an_invitation_that_has_not_left(year: Year, client_of, add_person) -> None:
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    wait = dt.timedelta(minutes=2)
    services.send(year.session, cycle=year.cycle, by=None, now=NOW, wait=wait)
    assert reminders.remind_year(year.session, cycle=year.cycle, now=NOW) == 0
    invitations = queries.invitations_of(year.session, year.cycle)
    assert waits.of_year(year.session, invitations, now=NOW) == []
    assert reminders.remind_year(year.session, cycle=year.cycle, now=NOW + wait) == 9


def test_reminder_holds_the_time_and_a_link(sent: Year) -> None:
    remind_all(sent, now=at(DAYS[0], 7) - DAY)
    mail = read_outbox(sent.session, kind="reminder")[0]
    assert "Tirsdag 16. marts 2027\nkl. 9.00–10.30, uge 11\nÅen" in mail.text
    assert "http://127.0.0.1:8000/svar/" in mail.text
    assert mail.calendar is None
