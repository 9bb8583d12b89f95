"""Mails as somebody would send them who knows the rules and the programs, and not our code: what each comes to."""

from __future__ import annotations

import pytest

from app.invitations.answers.replies import read
from app.invitations.domain import Answer
from app.people import services as people
from tests.invitations.answering import (
    APPLIED,
    IGNORED,
    WAITS,
    attendee,
    calendar,
    came_to,
    event,
    mail,
    part,
    take,
    text,
)
from tests.invitations.answers.test_bounces import gone, ours  # noqa: F401, a fixture
from tests.invitations.answers.test_replies import filled
from tests.invitations.conftest import NOW, Year

COUNTED, NO_ONE = (APPLIED, "answered"), (WAITS, "no-attendee")
INVITE = ("application/ics; name=invite.ics", "Content-Disposition: attachment; filename=invite.ics")


def lene(year: Year) -> str:
    return year.heads[0].address


def answered_with(year: Year, *lines: str, sender: str = "", uid: str = "") -> tuple[object, str]:
    """What an answer with these lines comes to; LENE stands for the head's address."""
    told = [line.replace("LENE", lene(year)) for line in lines]
    one = calendar(event(uid or year.invitation().uid, *told))
    return came_to(take(year, mail(sender or lene(year), part(one))))


@pytest.mark.parametrize(
    ("line", "came"),
    [
        ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:%6Cene.nr.0%40example.dk", COUNTED),
        ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:LENE?subject=Svar", COUNTED),
        ("ATTENDEE;PARTSTAT=ACCEPTED;CN=Lene: leder:mailto:LENE", COUNTED),
        ('ATTENDEE;PARTSTAT=ACCEPTED:mailto:"lene.nr.0"@example.dk', COUNTED),
        ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:lene.nr.0@example.dk.", COUNTED),
        ("ATTENDEE;PARTSTAT=ACCEPTED:invalid:nomail", NO_ONE),
        ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:gaest@example.com", (IGNORED, "not-invited")),
    ],
)
def test_attendee_is_known_however_her_address_is_written(sent: Year, line: str, came: tuple[object, str]) -> None:
    assert answered_with(sent, line) == came


@pytest.mark.parametrize("sender", ['Lene <"lene.nr.0"@example.dk>', "LENE.NR.0@Example.DK.", "lene.nr.0@example.dk"])
def test_sender_is_known_however_her_address_is_written(sent: Year, sender: str) -> None:
    assert answered_with(sent, attendee(lene(sent)), sender=sender) == COUNTED


@pytest.mark.parametrize("domain", ["børnehus.dk", "xn--brnehus-q1a.dk", "BØRNEHUS.dk"])
def test_domain_with_danish_letters_is_the_one_of_dns(sent: Year, domain: str) -> None:
    people.change_address(sent.session, person=sent.heads[0], address="lene@xn--brnehus-q1a.dk", now=NOW)
    line = f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:lene@{domain}"
    assert answered_with(sent, line, sender=f"Lene <lene@{domain}>") == COUNTED


def test_two_answers_of_one_person_in_a_mail_need_a_person(sent: Year) -> None:
    lines = (attendee(lene(sent), "DECLINED"), attendee(lene(sent), "ACCEPTED", name="Lene"))
    assert answered_with(sent, *lines) == (WAITS, "contradiction")
    assert sent.part_of(sent.heads[0]).answer is Answer.NEEDS_ACTION


def test_same_answer_under_two_names_is_one(sent: Year) -> None:
    other = attendee(sent.directors[0].address, "DECLINED")
    assert answered_with(sent, attendee(lene(sent)), attendee(lene(sent), name="Lene"), other) == COUNTED


def test_two_uids_in_one_event_need_a_person(sent: Year) -> None:
    assert answered_with(sent, attendee(lene(sent)), "UID:en-anden@example.dk") == (WAITS, "several-calendars")


def test_uid_is_found_in_the_wrapping_of_outlook(sent: Year) -> None:
    head = bytes.fromhex("040000008200E00074C5B7101A82E008") + bytes(24)
    inside = b"vCal-Uid\x01\0\0\0" + sent.invitation().uid.encode() + b"\0"
    wrapped = (head + len(inside).to_bytes(4, "little") + inside).hex().upper()
    assert answered_with(sent, attendee(lene(sent)), uid=wrapped) == COUNTED
    for foreign in (wrapped[:80], wrapped[:-1], "040000008200E00074C5B7101A82E008zz"):
        assert answered_with(sent, attendee(lene(sent)), uid=foreign) == (IGNORED, "unknown-meeting")


def carried(year: Year, words: str, *headers: str, sender: str = "", method: str = "REQUEST") -> bytes:
    """A mail in words that has our own invitation with it, as programs put it there when one answers in words."""
    invite = calendar(event(year.invitation().uid, attendee(lene(year), "NEEDS-ACTION")), method=method)
    return mail(sender or lene(year), text(words), part(invite, *INVITE), headers=headers)


def test_words_beside_our_own_invitation_are_a_persons(sent: Year) -> None:
    answers = f"In-Reply-To: <{ours(sent).message_id}>"
    message = take(sent, carried(sent, "Desværre nej", answers))
    assert (came_to(message), message.person_id) == ((WAITS, "person-mail"), sent.heads[0].id)
    assert message.dialogue_id == sent.invitation().dialogue_id
    assert sent.part_of(sent.heads[0]).answer is Answer.NEEDS_ACTION


def test_calendar_of_another_meeting_is_still_nobodys_words(sent: Year) -> None:
    answers = f"In-Reply-To: <{ours(sent).message_id}>"
    for raw in (
        carried(sent, "Indkaldelse"),
        carried(sent, "Indkaldelse", "In-Reply-To: <andet@example.com>"),
        carried(sent, "", answers),
        carried(sent, "Jeg er på ferie", answers, "Auto-Submitted: auto-replied"),
    ):
        assert came_to(take(sent, raw)) == (IGNORED, "not-an-answer")


@pytest.mark.parametrize(
    "mark", ["List-Id: <x.dk>", "Precedence: list", "X-MS-Exchange-Inbox-Rules-Loop: x@example.dk"]
)
def test_words_that_a_list_or_a_rule_passed_on_are_a_persons_if_we_know_her(sent: Year, mark: str) -> None:
    answers = f"References: <{ours(sent).message_id}>"
    assert came_to(take(sent, mail(lene(sent), text("Vi kommer"), headers=[mark]))) == (WAITS, "person-mail")
    assert came_to(take(sent, mail("a@ny.dk", text("Vi kommer"), headers=[mark, answers]))) == (WAITS, "person-mail")
    assert came_to(take(sent, mail("nyt@ny.dk", text("Ugens nyt"), headers=[mark]))) == (IGNORED, "automatic")
    away = mail(lene(sent), text("Jeg er på ferie"), headers=[mark, "Auto-Submitted: auto-generated"])
    assert came_to(take(sent, away)) == (IGNORED, "automatic")


@pytest.mark.parametrize(
    ("result", "dmarc"),
    [
        ('"mx.example.dk"; dmarc=fail', "fail"),
        ("mx.example.dk 1; dmarc/1=fail", "fail"),
        ("mx.example.dk; dmarc / 1 = fail", "fail"),
        ("mx.example.dk; x-dmarc=fail", ""),
        ("mx.example.dk; dkim=pass (dmarc=fail)", ""),
    ],
)
def test_result_of_our_own_server_is_read_in_every_form_of_its_rfc(result: str, dmarc: str) -> None:
    raw = mail("a@example.dk", text("x"), headers=[f"Authentication-Results: {result}"])
    assert read(raw, authserv_id="mx.example.dk").dmarc == dmarc


QMAIL = "Hi. This is the qmail-send program.\n<a@b.dk>: Sorry, no mailbox here.\n--- Below is a copy.\n\nMessage-ID: "
DAEMON = "MAILER-DAEMON@mx.example.dk"


def test_bounce_in_words_that_shows_a_mail_of_ours_needs_a_person(sent: Year) -> None:
    message = take(sent, mail(DAEMON, text(f"{QMAIL}<{ours(sent).message_id}>"), headers=["Return-Path: <>"]))
    assert came_to(message) == (WAITS, "bounce-unclear")
    assert message.dialogue_id == sent.invitation().dialogue_id
    strange = take(sent, mail(DAEMON, text(f"{QMAIL}<andet@example.com>"), headers=["Return-Path: <>"]))
    assert came_to(strange) == (IGNORED, "bounce-unknown")


def test_report_without_its_machine_part_needs_a_person(sent: Year) -> None:
    returned = f"Content-Type: message/rfc822\r\n\r\nMessage-ID: <{ours(sent).message_id}>\r\n\r\nHej\r\n".encode()
    raw = mail(DAEMON, text("Could not be delivered"), returned, kind="report; report-type=delivery-status")
    assert came_to(take(sent, raw)) == (WAITS, "bounce-unclear")


def test_bounce_in_the_form_for_addresses_in_all_letters_counts(gone: Year) -> None:  # noqa: F811
    raw = filled("postfix-bounce", address=lene(gone), message=ours(gone).message_id)
    forms = ((b"message/delivery-status", b"message/global-delivery-status"), (b"message/rfc822", b"message/global"))
    for plain, global_ in forms:
        assert plain in raw
        raw = raw.replace(plain, global_)
    report = read(raw).returned
    assert report is not None
    assert (report.failed, report.recipient, report.ids) == (True, lene(gone), (ours(gone).message_id,))
    assert came_to(take(gone, raw)) == (APPLIED, "bounced")
    assert gone.part_of(gone.heads[0]).bounced_at is not None


def test_delayed_in_that_form_is_nothing_to_do(gone: Year) -> None:  # noqa: F811
    raw = filled("postfix-delayed", address=lene(gone), message=ours(gone).message_id)
    raw = raw.replace(b"message/delivery-status", b"message/global-delivery-status")
    assert came_to(take(gone, raw)) == (IGNORED, "bounce-delayed")
