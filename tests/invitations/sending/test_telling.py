"""From an agreed time to the bytes that leave: first invitations, moves, rooms, cancellations, additions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import at
from app.cycle import services as cycles
from app.cycle.domain import YearClosed
from app.invitations import queries, services
from app.invitations.domain import Answer, Attendance, Change, Channel, HeadUnknown, InvitationState, NothingToSend
from app.invitations.models import Invitation
from app.invitations.sending.reminders import remind, to_remind
from app.mail.domain import MessageState
from app.mail.models import OutboxMessage
from app.people.models import Person
from app.scheduling import queries as scheduling
from app.scheduling import services as times
from app.scheduling.domain import DialogueState
from app.selection import queries as selection
from app.selection.domain import SeatState
from app.selection.models import Seat
from tests.invitations.conftest import DAYS, NOW, Year
from tests.invitations.reading import Read, read_outbox

DAY = dt.timedelta(days=1)
START = at(DAYS[0], 9)


def all_left(session: Session) -> None:
    """Every mail has left."""
    session.execute(update(OutboxMessage).values(state=MessageState.SENT, attempt=1))


def written_since(session: Session, known: list[Read]) -> list[Read]:
    ids = {one.row.id for one in known}
    return [one for one in read_outbox(session) if one.row.id not in ids]


def cancel(session: Session, invitation: Invitation) -> None:
    dialogue = scheduling.dialogue(session, invitation.dialogue_id)
    times.cancel(session, dialogue=dialogue, reason="Skolen er lukket.", by=None, now=NOW)


def test_preparing_drafts_and_sends_nothing(year: Year) -> None:
    drafts = services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    assert [one.state for one in drafts] == [InvitationState.DRAFT] * 3
    assert [one.person.name for one in drafts[0].participants] == ["Lene nr. 0", "Anne Bæk", "Carl Dam"]
    assert {one.attendance for one in drafts[0].participants} == {Attendance.REQUIRED}
    assert len({one.uid for one in drafts}) == 3
    assert read_outbox(year.session) == []
    assert len(queries.outgoing(year.session, year.cycle, NOW)) == 9


def test_preparing_again_changes_nothing_but_the_people(year: Year, add_person: Callable[..., Person]) -> None:
    first = services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    uids = [one.uid for one in first]
    year.directors[0].active = False
    year.session.flush()
    again = services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    assert [one.uid for one in again] == uids
    assert [one.person.name for one in again[0].participants] == ["Lene nr. 0", "Carl Dam"]


def test_each_mail_has_one_recipient_and_asks_nobody_else(sent: Year) -> None:
    mails = read_outbox(sent.session)
    assert len(mails) == 9
    for one in mails:
        event = one.calendar.vevent
        assert one.message["To"].addresses[0].addr_spec == one.row.address
        assert one.message["Cc"] is None
        assert event.attendee.value == f"mailto:{one.row.address}"
        assert event.organizer.value == "mailto:ledetraad@example.dk"
    assert Counter(one.calendar.method.value for one in mails) == {"REQUEST": 9}
    assert len({one.calendar.vevent.uid.value for one in mails}) == 3


def test_invitation_holds_time_place_and_a_link_of_ones_own(sent: Year) -> None:
    mails = [one for one in read_outbox(sent.session) if one.row.thread == f"invitation:{sent.invitation().id}"]
    event = mails[0].calendar.vevent
    assert event.dtstart.value == START
    assert event.dtend.value - event.dtstart.value == dt.timedelta(minutes=90)
    assert event.location.value == "Åen"
    assert event.summary.value == "Strategisk drøftelse: Åkandens Børnehus"
    links = {one.calendar.vevent.description.value.rpartition(" ")[2] for one in mails}
    assert len(links) == 3
    assert all(link.startswith("http://127.0.0.1:8000/svar/") for link in links)


def test_head_reads_first_what_she_wants_to_know(sent: Year) -> None:
    text = read_outbox(sent.session)[0].text
    order = (
        "Direktionen vil gerne tale med jer, Lene",
        "Tirsdag 16. marts 2027\nkl. 9.00–10.30, uge 11\nÅen",
        "HVORFOR JER",
        "Det er ikke et tilsyn.",
        "HVAD DET KRÆVER",
        "90 minutter og højst en times forberedelse. Jeres årsplan er nok.",
        "1. Hvad virker hos jer?",
        "HVAD DER BLIVER SKREVET NED",
        "HVEM DER KAN KOMME MED",
        "SVAR I OUTLOOK",
        "Tryk Acceptér i Outlook, så er det nok.",
        "http://127.0.0.1:8000/svar/",
        "Venlig hilsen\nDirektionens sekretariat\nEksempel Kommune",
    )
    places = [text.find(part) for part in order]
    assert -1 not in places, dict(zip(order, places, strict=True))
    assert places == sorted(places)


def test_sending_twice_sends_once(sent: Year) -> None:
    with pytest.raises(NothingToSend):
        sent.send()
    assert len(read_outbox(sent.session)) == 9


def test_institution_without_head_stops_the_sending(year: Year) -> None:
    drafts = services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    drafts[1].participants[0].removed_at = NOW
    with pytest.raises(HeadUnknown) as refused:
        year.send()
    assert refused.value.data == {"institution": "Birkely Skole"}


def test_new_time_asks_everybody_anew_at_a_higher_version(sent: Year) -> None:
    known, head = read_outbox(sent.session), sent.part_of(sent.heads[0])
    services.answer(sent.session, participant=head, answer=Answer.ACCEPTED, channel=Channel.WEB, now=NOW)
    all_left(sent.session)
    sent.move(0, DAYS[0] + DAY, 13)
    assert sent.send() == 3
    mails = written_since(sent.session, known)
    assert [one.calendar.method.value for one in mails] == ["REQUEST"] * 3
    assert {one.calendar.vevent.sequence.value for one in mails} == {"1"}
    assert {one.calendar.vevent.attendee.params["PARTSTAT"][0] for one in mails} == {"NEEDS-ACTION"}
    assert {one.calendar.vevent.uid.value for one in mails} == {sent.invitation().uid}
    assert "Det var tirsdag 16. marts kl. 9.00, uge 11." in mails[0].text
    assert mails[0].row.subject == "Flyttet: strategisk drøftelse onsdag 17. marts kl. 13.00, uge 11"
    invitation = sent.invitation()
    assert (invitation.sequence, invitation.reply_floor) == (1, 1)
    assert {one.answer for one in invitation.participants} == {Answer.NEEDS_ACTION}


def test_new_room_keeps_every_answer(sent: Year) -> None:
    known, head = read_outbox(sent.session), sent.part_of(sent.heads[0])
    services.answer(sent.session, participant=head, answer=Answer.ACCEPTED, channel=Channel.WEB, now=NOW)
    sent.move(0, DAYS[0], 9, room=sent.other)
    assert sent.send() == 3
    mails = {one.row.person_id: one for one in written_since(sent.session, known)}
    assert mails[head.person_id].calendar.vevent.attendee.params["PARTSTAT"] == ["ACCEPTED"]
    assert mails[sent.directors[0].id].calendar.vevent.attendee.params["PARTSTAT"] == ["NEEDS-ACTION"]
    assert {one.calendar.vevent.location.value for one in mails.values()} == {"Bækken"}
    assert (sent.invitation().sequence, sent.invitation().reply_floor) == (1, 0)
    assert sent.part_of(sent.heads[0]).answer is Answer.ACCEPTED


def test_cancelling_all_takes_it_out_of_every_calendar(sent: Year) -> None:
    known = read_outbox(sent.session)
    all_left(sent.session)
    cancel(sent.session, sent.invitation())
    assert sent.send() == 3
    for one in written_since(sent.session, known):
        event = one.calendar.vevent
        assert (one.calendar.method.value, event.status.value, event.sequence.value) == ("CANCEL", "CANCELLED", "1")
        assert event.dtstart.value == START
        assert "http" not in one.text
    assert sent.invitation().state is InvitationState.CANCELLED
    with pytest.raises(NothingToSend):
        sent.send()


def test_given_up_seat_takes_its_meeting_out_of_every_calendar_at_the_next_sending(sent: Year) -> None:
    known = read_outbox(sent.session)
    all_left(sent.session)
    seat, meetings = sent.invitation().dialogue.seat, [sent.invitation(number).id for number in range(3)]
    sent.session.execute(update(Seat).where(Seat.id == seat.id).values(state=SeatState.WITHDRAWN))
    sent.session.expire_all()
    assert [remind(sent.session, invitation_id=one, now=NOW + 20 * DAY) for one in meetings] == [0, 3, 3]
    assert sent.send() == 3
    assert {one.calendar.method.value for one in written_since(sent.session, known)} == {"CANCEL"}
    assert services.prepare_from_plan(sent.session, cycle=sent.cycle, by=None, now=NOW) == []


def test_who_never_got_the_invitation_hears_of_no_cancellation(sent: Year) -> None:
    cancel(sent.session, sent.invitation())
    assert sent.send() == 0
    assert len(read_outbox(sent.session)) == 6
    assert sent.invitation().state is InvitationState.CANCELLED


def test_removing_one_tells_that_one_alone_and_says_no_status(sent: Year) -> None:
    known = read_outbox(sent.session)
    all_left(sent.session)
    services.remove_participant(sent.session, participant=sent.part_of(sent.directors[0]), by=None, now=NOW)
    assert sent.send() == 1
    mail = written_since(sent.session, known)[0]
    assert (mail.row.person_id, mail.calendar.method.value) == (sent.directors[0].id, "CANCEL")
    assert not hasattr(mail.calendar.vevent, "status")


def test_invited_again_gets_a_version_above_the_cancellation(sent: Year) -> None:
    all_left(sent.session)
    director = sent.directors[0]
    services.remove_participant(sent.session, participant=sent.part_of(director), by=None, now=NOW)
    sent.send()
    known = read_outbox(sent.session)
    services.add_participant(sent.session, invitation=sent.invitation(), person=director, by=None, now=NOW)
    assert sent.send() == 1
    mail = written_since(sent.session, known)[0]
    assert (mail.calendar.method.value, mail.calendar.vevent.sequence.value) == ("REQUEST", "2")


def test_adding_one_tells_that_one_alone(sent: Year, add_person: Callable[..., Person]) -> None:
    known, guest = read_outbox(sent.session), add_person(name="Chef for centeret")
    services.add_participant(sent.session, invitation=sent.invitation(), person=guest, by=None, now=NOW)
    assert sent.send() == 1
    mail = written_since(sent.session, known)[0]
    assert mail.calendar.vevent.attendee.params["ROLE"] == ["OPT-PARTICIPANT"]
    assert "også hvis du ikke kan" in mail.text


def test_nothing_is_sent_while_a_new_time_is_sought(sent: Year) -> None:
    head = sent.part_of(sent.heads[0])
    services.answer(sent.session, participant=head, answer=Answer.DECLINED, channel=Channel.WEB, now=NOW)
    services.remove_participant(sent.session, participant=sent.part_of(sent.directors[0]), by=None, now=NOW)
    with pytest.raises(NothingToSend):
        sent.send()


def test_mail_is_in_the_language_of_its_reader(year: Year) -> None:
    year.heads[0].language = "en"
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    year.send()
    mail = read_outbox(year.session)[0]
    assert 'lang="en"' in mail.message.get_body(("html",)).get_content()


def taken_over(year: Year, start: dt.datetime) -> Invitation:
    """The first meeting of the year, agreed outside of the system."""
    dialogue = scheduling.dialogues_of(year.session, year.cycle)[0]
    dialogue.state = DialogueState.WITHOUT_TIME
    year.session.flush()
    seat = selection.seat(year.session, dialogue.seat_id)
    return services.take_over(year.session, seat=seat, starts_at=start, room=None, by=None, now=NOW)


@pytest.mark.parametrize("start", [START, NOW - 30 * DAY], ids=["ahead", "past"])
def test_taken_over_meeting_stands_as_agreed_and_no_mail_goes_out(year: Year, start: dt.datetime) -> None:
    invitation = taken_over(year, start)
    assert (invitation.state, invitation.dialogue.taken_over) == (InvitationState.SENT, True)
    assert [(one.person.name, one.answer) for one in invitation.participants] == [
        ("Lene nr. 0", Answer.ACCEPTED),
        ("Anne Bæk", Answer.ACCEPTED),
        ("Carl Dam", Answer.ACCEPTED),
    ]
    drafts = services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    assert invitation.id not in {one.id for one in drafts}
    assert year.send() == 6
    assert to_remind(year.session, NOW) == [one.id for one in drafts]


def test_time_agreed_elsewhere_gets_no_invitation_from_here(year: Year) -> None:
    dialogue = scheduling.dialogues_of(year.session, year.cycle)[0]
    dialogue.taken_over = True
    year.session.flush()
    drafts = services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    assert [one.dialogue.seat.number for one in drafts] == [2, 3]


def test_taken_over_meeting_that_is_moved_is_told_from_here(year: Year) -> None:
    taken_over(year, START)
    year.move(0, DAYS[0] + DAY, 9)
    assert [one.change for one in queries.changes(year.invitation(), NOW)] == [Change.TIME] * 3


def test_nobody_is_asked_to_come_yesterday(year: Year) -> None:
    after = at(DAYS[0], 12)
    drafts = services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=after)
    assert [one.dialogue.seat.number for one in drafts] == [2, 3]
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    assert year.send(now=after) == 6


def test_nobody_is_told_that_yesterdays_meeting_is_off(sent: Year) -> None:
    all_left(sent.session)
    cancel(sent.session, sent.invitation())
    with pytest.raises(NothingToSend):
        sent.send(now=at(DAYS[0], 12))


def test_whoever_has_left_is_not_invited_and_a_successor_is_asked_for(year: Year) -> None:
    year.heads[0].active = False
    year.session.flush()
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    with pytest.raises(HeadUnknown):
        year.send()


def test_nothing_is_sent_in_a_closed_year(year: Year) -> None:
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    cycles.close_year(year.session, cycle=year.cycle, gates=(), by=None, now=NOW)
    with pytest.raises(YearClosed), year.session.begin_nested():
        year.send()
    cycles.reopen_year(year.session, cycle=year.cycle, by=None, now=NOW)
    assert year.send() == 9
    cycles.close_year(year.session, cycle=year.cycle, gates=(), by=None, now=NOW)
    assert to_remind(year.session, NOW) == []
