"""Each rule of "Answers by mail", named after it: what a mail comes to, and what it changes."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select, update

from app.clock import at
from app.invitations import queries, services
from app.invitations.domain import Answer, Channel, InvitationState
from app.invitations.models import InvitationAnswer, Participant
from app.mail.domain import InboxOutcome, MessageState
from app.mail.models import InboxMessage, OutboxMessage
from app.people import services as people
from app.people.models import Person, PersonDelegate
from app.scheduling import services as times
from app.scheduling.domain import DialogueState
from app.selection.domain import SeatState
from app.selection.models import Seat
from tests.invitations.answering import (
    APPLIED,
    IGNORED,
    MINUTE,
    STALE,
    WAITS,
    attendee,
    calendar,
    came_to,
    event,
    mail,
    part,
    reply,
    take,
    text,
)
from tests.invitations.conftest import DAYS, NOW, Year

DAY = dt.timedelta(days=1)


def lene(year: Year) -> str:
    return year.heads[0].address


def answer_of(year: Year, person: Person | None = None) -> Answer:
    return year.part_of(person or year.heads[0]).answer


# 4. UID and ATTENDEE


def test_answer_counts_without_organizer_as_exchange_sends_it(sent: Year) -> None:
    message = take(sent, reply(sent.invitation(), lene(sent), "ACCEPTED", "COMMENT:Vi glæder os\\, alle fem"))
    head = sent.part_of(sent.heads[0])
    assert came_to(message) == (APPLIED, "answered")
    assert (message.dialogue_id, message.person_id, message.answer, message.waits) == (
        head.invitation.dialogue_id,
        head.person_id,
        "accepted",
        False,
    )
    assert (head.answer, head.channel, head.word) == (Answer.ACCEPTED, Channel.MAIL, "Vi glæder os, alle fem")
    kept = sent.session.scalars(select(InvitationAnswer)).one()
    assert (kept.inbox_id, kept.sequence, kept.at, kept.received_at) == (
        message.id,
        0,
        NOW + MINUTE,
        NOW + 2 * MINUTE,
    )


def test_uid_is_matched_folded_and_with_space_around_it(sent: Year) -> None:
    uid = sent.invitation().uid
    folded = event(f" {uid[:20]}\r\n {uid[20:]} ", attendee(lene(sent)))
    assert came_to(take(sent, mail(lene(sent), part(calendar(folded))))) == (APPLIED, "answered")


def test_unknown_uid_is_ignored(sent: Year) -> None:
    raw = mail(lene(sent), part(calendar(event("else@example.dk", attendee(lene(sent))))))
    assert came_to(take(sent, raw)) == (IGNORED, "unknown-meeting")


def test_answer_never_adds_an_attendee(sent: Year) -> None:
    before = sent.session.scalar(select(func.count(Participant.id)))
    message = take(sent, reply(sent.invitation(), "fremmed@example.dk"))
    assert came_to(message) == (IGNORED, "not-invited")
    assert sent.session.scalar(select(func.count(Participant.id))) == before


def test_answer_of_who_was_taken_out_is_ignored(sent: Year) -> None:
    part_of = sent.part_of(sent.directors[0])
    services.remove_participant(sent.session, participant=part_of, by=None, now=NOW)
    assert came_to(take(sent, reply(sent.invitation(), sent.directors[0].address))) == (IGNORED, "not-invited")


def test_answer_never_changes_anothers(sent: Year) -> None:
    other = sent.directors[0].address
    lines = (attendee(lene(sent), "TENTATIVE"), attendee(other, "DECLINED"))
    message = take(sent, mail(lene(sent), part(calendar(event(sent.invitation().uid, *lines)))))
    assert came_to(message) == (APPLIED, "answered")
    assert (answer_of(sent), answer_of(sent, sent.directors[0])) == (Answer.TENTATIVE, Answer.NEEDS_ACTION)


def test_several_attendees_without_the_sender_need_a_person(sent: Year) -> None:
    lines = (attendee(lene(sent)), attendee(sent.directors[0].address))
    message = take(sent, mail("x@example.dk", part(calendar(event(sent.invitation().uid, *lines)))))
    assert came_to(message) == (WAITS, "sender-other")


def test_answer_without_an_attendee_needs_a_person(sent: Year) -> None:
    message = take(sent, mail(lene(sent), part(calendar(event(sent.invitation().uid)))))
    assert came_to(message) == (WAITS, "no-attendee")


@pytest.mark.parametrize("name", ["Lene nr. 0", "nr. 0, Lene"])
def test_unknown_address_of_a_known_name_needs_a_person_with_the_offer_to_link_it(sent: Year, name: str) -> None:
    raw = mail(
        "privat@example.com",
        part(calendar(event(sent.invitation().uid, attendee("privat@example.com", name=name)))),
    )
    message = take(sent, raw)
    assert came_to(message) == (WAITS, "address-unknown")
    assert (message.person_id, message.details["link"]) == (sent.heads[0].id, "privat@example.com")


def test_plus_tagged_address_needs_a_person_with_the_offer_to_link_it(sent: Year) -> None:
    tagged = lene(sent).replace("@", "+moede@")
    message = take(sent, reply(sent.invitation(), tagged))
    assert came_to(message) == (WAITS, "address-unknown")
    assert (message.person_id, message.details["link"]) == (sent.heads[0].id, tagged)


def test_known_alias_answers_for_its_person(sent: Year) -> None:
    people.add_alias(sent.session, person=sent.heads[0], address="lene@privat.dk", by=None, now=NOW)
    assert came_to(take(sent, reply(sent.invitation(), "lene@privat.dk"))) == (APPLIED, "answered")
    assert answer_of(sent) is Answer.ACCEPTED


# 5. who may answer


@pytest.mark.parametrize("sender", ["x@example.dk", "Lene nr. 0 <x@example.dk>"])
def test_sender_who_is_not_the_attendee_needs_a_person(sent: Year, sender: str) -> None:
    message = take(sent, reply(sent.invitation(), lene(sent), sender=sender))
    assert came_to(message) == (WAITS, "sender-other")
    assert (message.waits, message.details["link"]) == (True, "x@example.dk")
    assert answer_of(sent) is Answer.NEEDS_ACTION


@pytest.mark.parametrize("sender", ["{0}, x@example.dk", "", "Lene", "{0}\r\nFrom: x@example.dk"])
def test_from_must_be_one_address(sent: Year, sender: str) -> None:
    raw = reply(sent.invitation(), lene(sent)).replace(
        f"From: {lene(sent)}".encode(), f"From: {sender.format(lene(sent))}".encode()
    )
    assert came_to(take(sent, raw)) == (WAITS, "sender-unclear")


def test_delegate_answers_for_her_director(sent: Year, add_person) -> None:
    secretary = add_person()
    sent.session.add(PersonDelegate(person_id=sent.directors[0].id, delegate_id=secretary.id))
    raw = reply(sent.invitation(), sent.directors[0].address, sender=secretary.address)
    assert came_to(take(sent, raw)) == (APPLIED, "answered")
    assert answer_of(sent, sent.directors[0]) is Answer.ACCEPTED


RESULTS = "Authentication-Results: mx.kommune.dk; spf=pass; dmarc={0} (p=none) header.from=example.dk"
OTHERS = "Authentication-Results: mx.else.example; dmarc={0}"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([RESULTS.format("pass")], (APPLIED, "answered")),
        ([RESULTS.format("fail")], (WAITS, "dmarc-failed")),
        ([RESULTS.format("none")], (APPLIED, "answered")),
        ([OTHERS.format("fail")], (APPLIED, "answered")),
        ([RESULTS.format("fail"), RESULTS.format("pass")], (WAITS, "dmarc-failed")),
        ([OTHERS.format("pass"), RESULTS.format("fail")], (WAITS, "dmarc-failed")),
        (["Authentication-Results: mx.kommune.dk; (dmarc=fail) spf=pass"], (APPLIED, "answered")),
        (["Authentication-Results: MX.kommune.dk 1;\r\n dmarc=fail"], (WAITS, "dmarc-failed")),
        ([], (APPLIED, "answered")),
    ],
)
def test_dmarc_is_read_from_our_own_topmost_result_alone(
    sent: Year, headers: list[str], expected: tuple[InboxOutcome, str]
) -> None:
    raw = reply(sent.invitation(), lene(sent), headers=headers)
    assert came_to(take(sent, raw, authserv_id="mx.kommune.dk")) == expected


def test_dmarc_is_not_asked_where_our_servers_name_is_not_known(sent: Year) -> None:
    raw = reply(sent.invitation(), lene(sent), headers=[RESULTS.format("fail")])
    assert came_to(take(sent, raw)) == (APPLIED, "answered")


# 6. order


def test_older_answer_is_kept_as_history(sent: Year) -> None:
    take(sent, reply(sent.invitation(), lene(sent), "ACCEPTED", at=NOW + 9 * MINUTE), now=NOW + 10 * MINUTE)
    late = take(sent, reply(sent.invitation(), lene(sent), "DECLINED", at=NOW + 3 * MINUTE), now=NOW + 11 * MINUTE)
    assert came_to(late) == (STALE, "older-answer")
    assert (late.answer, late.waits, answer_of(sent)) == ("declined", False, Answer.ACCEPTED)
    assert sent.invitation().dialogue.state is DialogueState.AGREED
    assert len(queries.answers_of(sent.session, sent.part_of(sent.heads[0]))) == 2


def test_of_two_answers_of_one_second_the_one_received_later_wins(sent: Year) -> None:
    came = NOW + 10 * MINUTE
    second = reply(sent.invitation(), lene(sent), "TENTATIVE", "COMMENT:b")
    first = reply(sent.invitation(), lene(sent), "ACCEPTED", "COMMENT:a")
    take(sent, second, now=came, received=NOW + 3 * MINUTE)
    assert came_to(take(sent, first, now=came, received=NOW + 2 * MINUTE)) == (STALE, "older-answer")
    assert answer_of(sent) is Answer.TENTATIVE


def test_answer_below_the_reply_floor_is_shown_and_not_counted(sent: Year) -> None:
    sent.move(0, DAYS[0] + DAY, 13)
    sent.send(NOW + MINUTE)
    message = take(sent, reply(sent.invitation(), lene(sent), sequence=0, at=NOW + 5 * MINUTE))
    assert came_to(message) == (STALE, "older-time")
    assert answer_of(sent) is Answer.NEEDS_ACTION


def test_answer_to_an_older_room_counts(sent: Year) -> None:
    sent.move(0, DAYS[0], 9, room=sent.other)
    sent.send(NOW + MINUTE)
    assert came_to(take(sent, reply(sent.invitation(), lene(sent), sequence=0))) == (APPLIED, "answered")


def test_sequence_above_ours_needs_a_person(sent: Year) -> None:
    message = take(sent, reply(sent.invitation(), lene(sent), sequence=7))
    assert came_to(message) == (WAITS, "unknown-version")
    assert answer_of(sent) is Answer.NEEDS_ACTION


def test_sequence_larger_than_any_number_needs_a_person(sent: Year) -> None:
    assert came_to(take(sent, reply(sent.invitation(), lene(sent), sequence="9" * 40))) == (WAITS, "unknown-version")


def test_stamp_over_a_day_ahead_is_the_time_of_receipt(sent: Year) -> None:
    take(sent, reply(sent.invitation(), lene(sent), at=NOW + 9 * DAY))
    assert sent.session.scalars(select(InvitationAnswer.at)).one() == NOW + 2 * MINUTE


def test_web_and_secretary_use_the_same_clock(sent: Year) -> None:
    head = sent.part_of(sent.heads[0])
    services.answer(
        sent.session, participant=head, answer=Answer.DECLINED, channel=Channel.SECRETARY, now=NOW + 8 * MINUTE
    )
    mailed = take(sent, reply(sent.invitation(), lene(sent), at=NOW + 5 * MINUTE), now=NOW + 9 * MINUTE)
    assert came_to(mailed) == (STALE, "older-answer")
    newer = take(sent, reply(sent.invitation(), lene(sent), at=NOW + 10 * MINUTE), now=NOW + 11 * MINUTE)
    assert came_to(newer) == (APPLIED, "answered")
    assert (answer_of(sent), sent.part_of(sent.heads[0]).channel) == (Answer.ACCEPTED, Channel.MAIL)


@pytest.mark.parametrize("sequence", [None, "x", "-1", "²", ""])
def test_missing_or_broken_sequence_is_exchanges_own(sent: Year, sequence: object) -> None:
    sent.move(0, DAYS[0] + DAY, 13)
    sent.send(NOW + MINUTE)
    old = reply(sent.invitation(), lene(sent), "ACCEPTED", "X-MICROSOFT-CDO-APPT-SEQUENCE:0", sequence=sequence)
    assert came_to(take(sent, old)) == (STALE, "older-time")
    assert came_to(take(sent, reply(sent.invitation(), lene(sent), sequence=sequence))) == (APPLIED, "answered")


@pytest.mark.parametrize("line", [None, "DTSTAMP:i går", "DTSTAMP:20270199T990000Z", "DTSTAMP:99991231T235959"])
def test_missing_or_broken_stamp_is_the_time_of_receipt(sent: Year, line: str | None) -> None:
    raw = reply(sent.invitation(), lene(sent), "ACCEPTED", *([line] if line else []), at=None)
    assert came_to(take(sent, raw)) == (APPLIED, "answered")
    assert sent.session.scalars(select(InvitationAnswer.at)).one() == NOW + 2 * MINUTE


# 7. what applies


@pytest.mark.parametrize("answer", [Answer.ACCEPTED, Answer.DECLINED, Answer.TENTATIVE])
def test_accepted_declined_and_tentative_apply(sent: Year, answer: Answer) -> None:
    message = take(sent, reply(sent.invitation(), lene(sent), answer.value.upper()))
    assert (came_to(message), message.answer, answer_of(sent)) == ((APPLIED, "answered"), answer.value, answer)


def test_decline_by_mail_opens_another_time_and_never_gives_the_seat_away(sent: Year) -> None:
    take(sent, reply(sent.invitation(), lene(sent), "DECLINED"))
    assert sent.invitation().dialogue.state is DialogueState.NEEDS_TIME
    assert set(sent.session.scalars(select(Seat.state))) == {SeatState.ACTIVE}


def test_delegated_needs_a_person(sent: Year) -> None:
    assert came_to(take(sent, reply(sent.invitation(), lene(sent), "DELEGATED"))) == (WAITS, "delegated")


@pytest.mark.parametrize("partstat", ["NEEDS-ACTION", "", "X-MAYBE", "COMPLETED"])
def test_no_answer_is_ignored(sent: Year, partstat: str) -> None:
    assert came_to(take(sent, reply(sent.invitation(), lene(sent), partstat))) == (IGNORED, "no-answer")


def test_comment_is_plain_text_without_control_characters_and_cut(sent: Year) -> None:
    take(sent, reply(sent.invitation(), lene(sent), "ACCEPTED", "COMMENT:a\x07\x1b[31m\\n" + "b" * 9_000))
    word = sent.part_of(sent.heads[0]).word
    assert word.startswith("a  [31m\nb")
    assert len(word) == 2_000


def test_counter_counts_as_tentative_and_its_proposal_waits(sent: Year) -> None:
    proposed = ("DTSTART;TZID=Romance Standard Time:20270317T130000", "DTEND:20270317T133000Z")
    message = take(sent, reply(sent.invitation(), lene(sent), "DECLINED", *proposed, method="COUNTER"))
    assert (came_to(message), message.answer, message.waits) == ((APPLIED, "counter"), "tentative", True)
    assert (message.details["start"], message.details["end"]) == (
        "2027-03-17T12:00:00+00:00",
        "2027-03-17T13:30:00+00:00",
    )
    assert answer_of(sent) is Answer.TENTATIVE
    assert sent.invitation().dialogue.state is DialogueState.AGREED


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH", "ADD", "DECLINECOUNTER"])
def test_what_is_meant_for_invitees_is_never_applied(sent: Year, method: str) -> None:
    before = sent.invitation().sequence
    message = take(sent, reply(sent.invitation(), lene(sent), sequence=9, method=method))
    assert came_to(message) == (IGNORED, "not-an-answer")
    assert (sent.invitation().sequence, sent.invitation().state) == (before, InvitationState.SENT)


def test_refresh_sends_the_same_bytes_again_at_most_once_a_day(sent: Year) -> None:
    sent.session.execute(update(OutboxMessage).values(state=MessageState.SENT))
    raws = [reply(sent.invitation(), lene(sent), method="REFRESH", at=NOW + n * MINUTE) for n in range(3)]
    assert came_to(take(sent, raws[0])) == (APPLIED, "sent-again")
    waiting = select(OutboxMessage.address).where(OutboxMessage.state == MessageState.WAITING)
    assert sent.session.scalars(waiting).all() == [lene(sent)]
    sent.session.execute(update(OutboxMessage).values(state=MessageState.SENT))
    assert came_to(take(sent, raws[1], now=NOW + DAY)) == (IGNORED, "refresh-limit")
    assert came_to(take(sent, raws[2], now=NOW + DAY + 3 * MINUTE)) == (APPLIED, "sent-again")


def test_refresh_of_what_is_on_its_way_sends_nothing_more(sent: Year) -> None:
    raw = reply(sent.invitation(), lene(sent), method="REFRESH")
    assert came_to(take(sent, raw)) == (IGNORED, "refresh-under-way")


def test_answer_to_one_occurrence_is_ignored(sent: Year) -> None:
    one_day = event(sent.invitation().uid, "RECURRENCE-ID:20270316T080000Z", attendee(lene(sent), "DECLINED"))
    whole = event(sent.invitation().uid, attendee(lene(sent)))
    assert came_to(take(sent, mail(lene(sent), part(calendar(one_day))))) == (IGNORED, "recurrence")
    assert came_to(take(sent, mail(lene(sent), part(calendar(one_day, whole))))) == (APPLIED, "answered")
    assert answer_of(sent) is Answer.ACCEPTED


def test_past_or_cancelled_meeting_is_logged_and_nothing_else(sent: Year) -> None:
    past = take(sent, reply(sent.invitation(), lene(sent), "DECLINED"), now=at(DAYS[0], 11))
    dialogue = sent.invitation(1).dialogue
    times.cancel(sent.session, dialogue=dialogue, reason="sygdom", by=None, now=NOW)
    sent.send()
    cancelled = take(sent, reply(sent.invitation(1), sent.heads[1].address))
    assert (came_to(past), came_to(cancelled)) == ((IGNORED, "meeting-over"), (IGNORED, "meeting-over"))
    assert sent.session.scalar(select(func.count(InvitationAnswer.id))) == 0


# 1 and 8. once, and one outcome


def test_same_bytes_again_change_nothing(sent: Year) -> None:
    raw = reply(sent.invitation(), lene(sent))
    first, again = take(sent, raw), take(sent, raw)
    assert came_to(again) == (IGNORED, "duplicate")
    assert (again.repeats_id, again.raw, again.waits) == (first.id, b"", False)
    assert sent.session.scalar(select(func.count(InvitationAnswer.id))) == 1


def test_mail_of_a_person_waits_for_one_with_whom_and_what_it_is_about(sent: Year) -> None:
    ours = sent.session.scalars(select(OutboxMessage.message_id).where(OutboxMessage.address == lene(sent))).one()
    raw = mail(lene(sent), text("Kan vi tage det senere?"), headers=[f"In-Reply-To: <{ours}>"])
    message = take(sent, raw)
    assert came_to(message) == (WAITS, "person-mail")
    assert (message.sender, message.person_id, message.dialogue_id, message.waits) == (
        lene(sent),
        sent.heads[0].id,
        sent.invitation().dialogue_id,
        True,
    )


def test_every_mail_has_its_row_and_its_bytes(sent: Year) -> None:
    raw = mail("x@example.dk", text("Køb nu"))
    take(sent, raw)
    kept = sent.session.scalars(select(InboxMessage)).one()
    assert (kept.raw, kept.size, kept.subject) == (raw, len(raw), "Accepted")
