"""The rules of calendar mails, one case each, named after it: one mail, the event, updates and cancellations.

The expected mails are files (tests/data/invitations/*.eml), compared to the byte; only what is random is set first.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import re
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, undefer

from app.clock import at
from app.invitations import services
from app.invitations.domain import Answer, Channel, NothingToSend
from app.mail import queries
from app.mail import services as mail
from app.mail.domain import MessageState
from app.mail.models import OutboxMessage
from app.mail.outbox import claiming
from app.mail.outbox.claiming import Worker
from app.scheduling import queries as scheduling
from app.scheduling import services as times
from tests.invitations.conftest import DAYS, NOW, Year
from tests.invitations.reading import Read, read_outbox

DATA = Path(__file__).parents[1] / "data" / "invitations"
SECOND = dt.timedelta(seconds=1)
START = at(DAYS[0], 9)


def all_left(session: Session) -> None:
    session.execute(update(OutboxMessage).values(state=MessageState.SENT, attempt=1))


def after(year: Year, change: str) -> list[Read]:
    """The mails that one more sending writes, after a change of the first meeting; what went before has left."""
    known = {one.row.id for one in read_outbox(year.session)}
    all_left(year.session)
    dialogue = scheduling.dialogue(year.session, year.invitation().dialogue_id)
    if change == "time":
        year.move(0, DAYS[0] + dt.timedelta(days=1), 13)
    elif change == "name":
        dialogue.seat.institution.name = "Åens Børnehus"
        year.session.flush()
    elif change == "room":
        year.move(0, DAYS[0], 9, room=year.other)
    elif change == "cancel-all":
        times.cancel(year.session, dialogue=dialogue, reason="Lukket.", by=None, now=NOW)
    else:
        services.remove_participant(year.session, participant=year.part_of(year.directors[0]), by=None, now=NOW)
    year.send(NOW + SECOND)
    return [one for one in read_outbox(year.session) if one.row.id not in known]


def calendar_lines(one: Read) -> list[str]:
    part = next(part for part in one.message.walk() if part.get_content_type() == "text/calendar")
    return str(part.get_content()).replace("\r\n ", "").splitlines()


CHANGES = ("first", "time", "room", "name", "cancel-all", "cancel-one")


@pytest.fixture
def settled(year: Year, monkeypatch: pytest.MonkeyPatch) -> Year:
    """The year with nothing random in it: tokens and ids are counted."""
    numbers = itertools.count(1)
    monkeypatch.setattr("secrets.token_hex", lambda size: f"{next(numbers):0{2 * size}x}")
    monkeypatch.setattr("secrets.token_urlsafe", lambda size: f"{next(numbers):0{size}x}")
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    for number in range(3):
        year.invitation(number).uid = f"dialogue-{number + 1}@example.dk"
    year.session.flush()
    year.send()
    return year


@pytest.mark.parametrize("change", CHANGES)
def test_mail_is_the_expected_one_to_the_byte(settled: Year, change: str) -> None:
    mails = read_outbox(settled.session) if change == "first" else after(settled, change)
    raw = (
        settled.session.query(OutboxMessage).options(undefer(OutboxMessage.raw)).filter_by(id=mails[0].row.id).one().raw
    )
    place = DATA / f"mail-{change}.eml"
    if "WRITE_EXPECTED" in os.environ:
        place.write_bytes(raw)
    assert raw == place.read_bytes()


@pytest.mark.parametrize("change", CHANGES)
def test_one_mail_one_recipient_one_attendee_and_never_cc(sent: Year, change: str) -> None:
    for one in read_outbox(sent.session) if change == "first" else after(sent, change):
        lines = calendar_lines(one)
        attendees = [line for line in lines if line.startswith("ATTENDEE")]
        assert len(attendees) == 1
        assert attendees[0].endswith(f"mailto:{one.row.address}")
        assert getaddresses([str(one.message["To"])])[0][1] == one.row.address
        assert one.message["Cc"] is one.message["Bcc"] is None


@pytest.mark.parametrize("change", CHANGES)
def test_method_of_the_part_equals_that_of_the_body_and_both_parts_are_the_same_bytes(sent: Year, change: str) -> None:
    for one in read_outbox(sent.session) if change == "first" else after(sent, change):
        calendar, attached = parts_of(one.message)
        method = dict(calendar["Content-Type"].params)["method"]
        assert f"METHOD:{method}" in calendar_lines(one)
        assert calendar.get_payload(decode=True) == attached.get_payload(decode=True)
        assert calendar.get_content_disposition() is None
        assert (attached.get_filename(), attached.get_content_disposition()) == ("invite.ics", "attachment")


def parts_of(message: EmailMessage) -> tuple[EmailMessage, EmailMessage]:
    found = {part.get_content_type(): part for part in message.walk()}
    assert list(found)[:2] == ["multipart/mixed", "multipart/alternative"]
    return found["text/calendar"], found["application/ics"]  # type: ignore[return-value]


@pytest.mark.parametrize("change", CHANGES)
def test_organizer_is_the_sender_and_never_an_attendee(sent: Year, change: str) -> None:
    for one in read_outbox(sent.session) if change == "first" else after(sent, change):
        sender = getaddresses([str(one.message["From"])])[0][1]
        organizer = [line for line in calendar_lines(one) if line.startswith("ORGANIZER")]
        assert [line.rpartition("mailto:")[2] for line in organizer] == [sender]
        assert one.row.address != sender


def test_envelope_sender_says_which_mail_came_back_and_is_of_the_senders_domain(sent: Year) -> None:
    for one in read_outbox(sent.session):
        assert one.row.envelope_from == f"bounce+{one.row.message_id}"
        assert one.row.envelope_from.rpartition("@")[2] == "example.dk"
    assert len({one.row.envelope_from for one in read_outbox(sent.session)}) == 9


def test_own_headers_stand_and_content_class_is_last(sent: Year) -> None:
    for one in read_outbox(sent.session):
        assert one.message["Message-ID"] == f"<{one.row.message_id}>"
        assert one.message["Auto-Submitted"] == "auto-generated"
        assert one.message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
        assert list(one.message.items())[-1] == ("Content-Class", "urn:content-classes:calendarmessage")


@pytest.mark.parametrize("change", CHANGES)
def test_uid_is_stable_for_all_and_for_the_meetings_life(sent: Year, change: str) -> None:
    uid = sent.invitation().uid
    mails = read_outbox(sent.session)[:3] if change == "first" else after(sent, change)
    assert {line for one in mails for line in calendar_lines(one) if line.startswith("UID")} == {f"UID:{uid}"}
    assert uid.isascii()


def test_event_holds_what_clients_need_and_no_alarm(sent: Year) -> None:
    lines = calendar_lines(read_outbox(sent.session)[0])
    for wanted in (
        "DTSTART;TZID=Europe/Copenhagen:20270316T090000",
        "DTEND;TZID=Europe/Copenhagen:20270316T103000",
        "DTSTAMP:20270112T090000Z",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
    ):
        assert wanted in lines
    assert not [line for line in lines if "VALARM" in line or line.startswith("RDATE")]
    assert next(line for line in lines if line.startswith("PRODID")).isascii()
    assert "/svar/" in next(line for line in lines if line.startswith("DESCRIPTION"))
    attendee = next(line for line in lines if line.startswith("ATTENDEE"))
    for parameter in ("CUTYPE=INDIVIDUAL", "ROLE=REQ-PARTICIPANT", "PARTSTAT=NEEDS-ACTION", "RSVP=TRUE", "CN="):
        assert parameter in attendee


@pytest.mark.parametrize("change", ["time", "room", "name", "cancel-all", "cancel-one"])
def test_any_change_that_is_seen_has_a_higher_sequence_and_a_new_stamp(sent: Year, change: str) -> None:
    for one in after(sent, change):
        lines = calendar_lines(one)
        assert "SEQUENCE:1" in lines
        assert "DTSTAMP:20270112T090001Z" in lines
        assert one.row.sequence == 1


def test_new_time_resets_every_partstat_and_new_room_keeps_it(sent: Year) -> None:
    for person in (sent.heads[0], sent.directors[0]):
        part = sent.part_of(person)
        services.answer(sent.session, participant=part, answer=Answer.ACCEPTED, channel=Channel.WEB, now=NOW)
    kept = {re.search(r"PARTSTAT=([\w-]+)", line)[1] for one in after(sent, "room") for line in attendees(one)}  # type: ignore[index]
    assert kept == {"ACCEPTED", "NEEDS-ACTION"}
    reset = {re.search(r"PARTSTAT=([\w-]+)", line)[1] for one in after(sent, "time") for line in attendees(one)}  # type: ignore[index]
    assert reset == {"NEEDS-ACTION"}
    assert (sent.invitation().sequence, sent.invitation().reply_floor) == (2, 2)


def test_new_name_in_the_title_is_told_keeps_every_answer_and_is_told_once(sent: Year) -> None:
    services.answer(
        sent.session, participant=sent.part_of(sent.heads[0]), answer=Answer.ACCEPTED, channel=Channel.WEB, now=NOW
    )
    mails = after(sent, "name")
    assert {line for one in mails for line in calendar_lines(one) if line.startswith("SUMMARY")} == {
        "SUMMARY:Strategisk drøftelse: Åens Børnehus"
    }
    kept = [re.search(r"PARTSTAT=([\w-]+)", line)[1] for one in mails for line in attendees(one)]  # type: ignore[index]
    assert kept == ["ACCEPTED", "NEEDS-ACTION", "NEEDS-ACTION"]
    assert (sent.invitation().sequence, sent.invitation().reply_floor) == (1, 0)
    assert {str(one.message["Subject"]).split(":")[0] for one in mails} == {"Nyt navn"}
    with pytest.raises(NothingToSend):
        sent.send(NOW + 2 * SECOND)


def attendees(one: Read) -> list[str]:
    return [line for line in calendar_lines(one) if line.startswith("ATTENDEE")]


def test_whole_cancellation_keeps_times_and_zone_and_says_cancelled(sent: Year) -> None:
    mails = after(sent, "cancel-all")
    assert len(mails) == 3
    for one in mails:
        lines = calendar_lines(one)
        assert {"METHOD:CANCEL", "STATUS:CANCELLED", "BEGIN:VTIMEZONE"} <= set(lines)
        assert "DTSTART;TZID=Europe/Copenhagen:20270316T090000" in lines


def test_one_person_removed_is_told_alone_and_without_a_status(sent: Year) -> None:
    [one] = after(sent, "cancel-one")
    assert one.row.person_id == sent.directors[0].id
    assert "METHOD:CANCEL" in calendar_lines(one)
    assert not [line for line in calendar_lines(one) if line.startswith("STATUS")]


def test_pure_re_send_is_the_same_bytes(sent: Year) -> None:
    all_left(sent.session)
    part = sent.part_of(sent.heads[0])
    row = read_outbox(sent.session)[0].row
    before = bytes(row.raw)
    services.resend(sent.session, participant=part, message_id=row.id, by=None, now=NOW + SECOND)
    sent.session.flush()
    again = queries.with_bytes(sent.session, row.id)
    assert again is not None
    assert (again.raw, again.state) == (before, MessageState.WAITING)
    assert sent.invitation().sequence == 0


def test_version_that_a_newer_one_has_overtaken_is_superseded_per_person_and_never_sent(sent: Year) -> None:
    sent.move(0, DAYS[0] + dt.timedelta(days=1), 13)
    sent.send(NOW + SECOND)
    worker = Worker(name="one", per_hour=500)
    taken = claiming.claim(sent.session, worker=worker, now=NOW + SECOND)
    rows = {row.id: row for row in sent.session.query(OutboxMessage)}
    sent.session.expire_all()
    thread = f"invitation:{sent.invitation().id}"
    assert [rows[one.id].sequence for one in taken if rows[one.id].thread == thread] == [1, 1, 1]
    old = [row for row in rows.values() if row.thread == thread and row.sequence == 0]
    assert {row.state for row in old} == {MessageState.SUPERSEDED}
    assert not mail.send_again(sent.session, message_id=old[0].id, now=NOW + SECOND)
