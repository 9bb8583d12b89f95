"""Answers: by the page, by the secretary; what counts, what a no means; bounces and corrected addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.clock import at
from app.invitations import queries, services
from app.invitations.commands import status_of
from app.invitations.domain import Answer, Channel, MeetingOver, NotInvited, Uncounted
from app.invitations.models import InvitationAnswer
from app.mail.domain import Delivery
from app.people.domain import AddressTaken
from app.scheduling.domain import DialogueState
from app.selection.domain import SeatState
from app.selection.models import Seat
from app.trail.models import TrailEntry
from tests.invitations.conftest import DAYS, NOW, Year
from tests.invitations.reading import read_outbox

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


def say(
    year: Year, answer: Answer, *, person: int = 0, channel: Channel = Channel.WEB, **given: Any
) -> InvitationAnswer:
    part = year.part_of(year.heads[person], person)
    return services.answer(
        year.session, participant=part, answer=answer, channel=channel, **{"now": NOW + MINUTE, **given}
    )


def state_of(year: Year, number: int = 0) -> DialogueState:
    return year.invitation(number).dialogue.state


def test_answer_counts_with_its_way_word_and_companions(sent: Year) -> None:
    kept = say(sent, Answer.ACCEPTED, word=" Vi glæder os ", brings=["Amira Said, souschef", " ", "Bo", "én for meget"])
    head = sent.part_of(sent.heads[0])
    assert kept.counted
    assert (head.answer, head.channel, head.answered_at) == (Answer.ACCEPTED, Channel.WEB, NOW + MINUTE)
    assert (head.word, head.brings) == ("Vi glæder os", ["Amira Said, souschef", "Bo"])
    assert state_of(sent) is DialogueState.AGREED


def test_no_means_another_time_and_never_passes_the_seat_on(sent: Year) -> None:
    seats = sent.session.scalars(select(Seat.state)).all()
    say(sent, Answer.DECLINED)
    assert state_of(sent) is DialogueState.NEEDS_TIME
    assert sent.session.scalars(select(Seat.state)).all() == seats
    assert set(seats) == {SeatState.ACTIVE}
    slot = queries.shown(sent.invitation())
    assert slot is not None and slot.start == at(DAYS[0], 9)


@pytest.mark.parametrize("channel", list(Channel))
def test_no_of_a_director_by_any_channel_opens_a_new_time(sent: Year, channel: Channel) -> None:
    part = sent.part_of(sent.directors[1])
    services.answer(sent.session, participant=part, answer=Answer.DECLINED, channel=channel, now=NOW)
    assert state_of(sent) is DialogueState.NEEDS_TIME


def test_no_of_somebody_who_is_not_needed_opens_nothing(sent: Year, add_person) -> None:
    guest = add_person()
    services.add_participant(sent.session, invitation=sent.invitation(), person=guest, by=None, now=NOW)
    sent.send()
    part = sent.part_of(guest)
    services.answer(sent.session, participant=part, answer=Answer.DECLINED, channel=Channel.WEB, now=NOW)
    assert state_of(sent) is DialogueState.AGREED


def test_newest_answer_wins_whatever_the_order_of_arrival(sent: Year) -> None:
    say(sent, Answer.ACCEPTED, channel=Channel.MAIL, sequence=0, stamp=NOW + 5 * MINUTE, now=NOW + 6 * MINUTE)
    late = say(sent, Answer.TENTATIVE, channel=Channel.MAIL, sequence=0, stamp=NOW + 2 * MINUTE, now=NOW + 9 * MINUTE)
    assert (late.counted, late.reason) == (False, Uncounted.OLDER_ANSWER.value)
    assert sent.part_of(sent.heads[0]).answer is Answer.ACCEPTED
    assert [one.counted for one in queries.answers_of(sent.session, sent.part_of(sent.heads[0]))] == [False, True]


def test_answer_to_a_moved_time_is_shown_but_does_not_count(sent: Year) -> None:
    sent.move(0, DAYS[0] + DAY, 13)
    sent.send(NOW + MINUTE)
    late = say(sent, Answer.ACCEPTED, sequence=0, now=NOW + 2 * MINUTE)
    assert (late.counted, late.reason) == (False, Uncounted.OLDER_TIME.value)
    assert sent.part_of(sent.heads[0]).answer is Answer.NEEDS_ACTION
    assert say(sent, Answer.ACCEPTED, sequence=1, now=NOW + 3 * MINUTE).counted


def test_answer_to_an_older_room_counts(sent: Year) -> None:
    sent.move(0, DAYS[0], 9, room=sent.other)
    sent.send(NOW + MINUTE)
    assert say(sent, Answer.ACCEPTED, sequence=0, now=NOW + 2 * MINUTE).counted


def test_answer_to_a_version_never_sent_does_not_count(sent: Year) -> None:
    assert say(sent, Answer.ACCEPTED, sequence=7).reason == Uncounted.UNKNOWN_VERSION.value


def test_stamp_of_the_future_is_the_time_of_receipt(sent: Year) -> None:
    kept = say(sent, Answer.ACCEPTED, channel=Channel.MAIL, sequence=0, stamp=NOW + 9 * DAY)
    assert kept.at == NOW + MINUTE


def test_over_meeting_takes_no_answer(sent: Year) -> None:
    with pytest.raises(MeetingOver):
        say(sent, Answer.ACCEPTED, now=at(DAYS[0], 10, 30))
    sent.invitation().dialogue.state = DialogueState.HELD
    with pytest.raises(MeetingOver):
        say(sent, Answer.ACCEPTED)


def test_who_has_not_been_asked_cannot_answer(year: Year) -> None:
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    with pytest.raises(NotInvited):
        say(year, Answer.ACCEPTED)


def test_time_that_nobody_refuses_any_more_can_be_kept(sent: Year) -> None:
    say(sent, Answer.DECLINED)
    say(sent, Answer.ACCEPTED, now=NOW + 2 * MINUTE)
    services.keep_time(sent.session, dialogue=sent.invitation().dialogue, by=None, now=NOW + 3 * MINUTE)
    assert state_of(sent) is DialogueState.AGREED
    assert queries.changes(sent.invitation(), NOW) == []


def bounced(year: Year, person: int = 0, **given: object) -> Delivery:
    head = year.heads[person]
    fields = {
        "message_id": 1,
        "kind": "invitation",
        "thread": f"invitation:{year.invitation(person).id}",
        "person_id": head.id,
        "address": head.address,
        "sent": False,
        "words": "5.1.1 No such mailbox",
    }
    return Delivery(**(fields | given))  # type: ignore[arg-type]


def test_bounced_mail_marks_its_person_and_nobody_else(sent: Year) -> None:
    services.mark_bounced(sent.session, bounced(sent), NOW)
    services.mark_bounced(sent.session, bounced(sent, 1, sent=True), NOW)
    assert (sent.part_of(sent.heads[0]).bounced_at, sent.part_of(sent.heads[0]).bounce_words) == (
        NOW,
        "5.1.1 No such mailbox",
    )
    assert sent.part_of(sent.heads[1], 1).bounced_at is None


def test_late_bounce_of_an_old_address_marks_nobody(sent: Year) -> None:
    services.mark_bounced(sent.session, bounced(sent, address="gammel@example.dk"), NOW)
    assert sent.part_of(sent.heads[0]).bounced_at is None


def test_corrected_address_is_asked_anew_and_only_there(sent: Year) -> None:
    services.mark_bounced(sent.session, bounced(sent), NOW)
    known = len(read_outbox(sent.session))
    written = services.correct_address(
        sent.session, participant=sent.part_of(sent.heads[0]), address="Ny@Example.dk", by=None, now=NOW
    )
    mail = read_outbox(sent.session)[known:]
    assert (written, [one.row.address for one in mail]) == (1, ["ny@example.dk"])
    assert mail[0].calendar.vevent.attendee.value == "mailto:ny@example.dk"
    assert sent.part_of(sent.heads[0]).bounced_at is None


def test_address_corrected_there_and_back_is_asked_each_time(sent: Year) -> None:
    first = sent.heads[0].address
    for address in ("ny@example.dk", first, "ny@example.dk"):
        part = sent.part_of(sent.heads[0])
        assert services.correct_address(sent.session, participant=part, address=address, by=None, now=NOW) == 1


def test_address_of_somebody_else_is_refused(sent: Year) -> None:
    with pytest.raises(AddressTaken):
        services.correct_address(
            sent.session,
            participant=sent.part_of(sent.heads[0]),
            address=sent.heads[1].address,
            by=None,
            now=NOW,
        )


def test_what_was_done_is_on_the_trail_without_a_word_of_it(sent: Year) -> None:
    say(sent, Answer.TENTATIVE, word="fortroligt")
    entries = sent.session.scalars(select(TrailEntry).order_by(TrailEntry.id)).all()
    assert [entry.action for entry in entries][-3:] == [
        "invitations.prepared",
        "invitations.sent",
        "invitation.answered",
    ]
    assert "fortroligt" not in str([entry.details for entry in entries])


def test_status_is_what_the_command_promises(sent: Year) -> None:
    say(sent, Answer.ACCEPTED)
    invitation = sent.invitation()
    found = status_of(invitation)
    head, *directors = found.pop("participants")
    assert found == {
        "id": invitation.dialogue_id,
        "uid": invitation.uid,
        "sequence": 0,
        "reply_floor": 0,
        "start": "2027-03-16T09:00:00+01:00",
    }
    assert head == {
        "person": sent.heads[0].id,
        "address": sent.heads[0].address,
        "answer": "accepted",
        "channel": "web",
    }
    assert {(one["answer"], one["channel"]) for one in directors} == {("needs-action", None)}
