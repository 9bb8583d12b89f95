"""Answers in shapes that a rule does not name: where a word may stand, zones of one's own, sealed and passed on."""

from __future__ import annotations

import pytest

from app.invitations.answers.replies import Kind, read
from app.invitations.domain import Answer
from tests.invitations.answering import WAITS, attendee, calendar, came_to, event, mail, part, reply, take, text
from tests.invitations.conftest import Year


def lene(year: Year) -> str:
    return year.heads[0].address


def answer_of(year: Year) -> Answer:
    return year.part_of(year.heads[0]).answer


def test_word_that_googles_calendar_keeps_beside_the_attendee_is_the_comment(sent: Year) -> None:
    line = (
        f'ATTENDEE;PARTSTAT=DECLINED;CN=Lene;X-NUM-GUESTS=0;X-RESPONSE-COMMENT="Kan ikke, rejser":mailto:{lene(sent)}'
    )
    take(sent, mail(lene(sent), part(calendar(event(sent.invitation().uid, line)))))
    assert (answer_of(sent), sent.part_of(sent.heads[0]).word) == (Answer.DECLINED, "Kan ikke, rejser")


def test_proposal_in_a_zone_that_nobody_knows_says_so(sent: Year) -> None:
    lines = ("DTSTART;TZID=Egen zone:20270317T130000", "DTEND;TZID=Egen zone:20270317T143000")
    message = take(sent, reply(sent.invitation(), lene(sent), "TENTATIVE", *lines, method="COUNTER"))
    assert (message.details["start"], message.details["zone"]) == ("2027-03-17T12:00:00+00:00", "Egen zone")


@pytest.mark.parametrize("zone", ["Romance Standard Time", "Europe/Copenhagen", "America/New_York", "UTC", "Etc/UTC"])
def test_proposal_in_a_known_zone_says_nothing_of_it(sent: Year, zone: str) -> None:
    line = f"DTSTART;TZID={zone}:20270317T130000"
    message = take(sent, reply(sent.invitation(), lene(sent), "TENTATIVE", line, method="COUNTER"))
    assert "zone" not in message.details


def test_answer_of_whom_an_invited_person_passed_it_on_to_needs_a_person(sent: Year) -> None:
    line = f'ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM="mailto:{lene(sent)}":mailto:bo@example.com'
    message = take(sent, mail("bo@example.com", part(calendar(event(sent.invitation().uid, line)))))
    assert (came_to(message), message.person_id) == ((WAITS, "delegated"), sent.heads[0].id)
    assert answer_of(sent) is Answer.NEEDS_ACTION


SEALED = {
    "signed": b"application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
    "encrypted": b"application/x-pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
    "pgp": b"application/pgp-encrypted",
}


@pytest.mark.parametrize("kind", SEALED)
def test_sealed_mail_needs_a_person(kind: str) -> None:
    sealed = b"Content-Type: " + SEALED[kind] + b"\r\nContent-Transfer-Encoding: base64\r\n\r\nMIAGCSqG\r\n"
    found = read(mail("a@example.dk", text(""), sealed))
    assert (found.kind, found.reason) == (Kind.UNCLEAR, "sealed")


def test_signature_beside_the_parts_seals_nothing() -> None:
    signature = b"Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nMIAG\r\n"
    answer = part(calendar(event("x@y", attendee("a@example.dk"))))
    found = read(mail("a@example.dk", answer, signature, kind="signed; micalg=sha-256"))
    assert found.kind is Kind.REPLY


def test_space_around_the_name_of_a_coding_is_none_of_it() -> None:
    answer = part(calendar(event("x@y", attendee("a@example.dk")))).replace(b": base64", b": BASE64 ")
    assert read(mail("a@example.dk", answer)).kind is Kind.REPLY
