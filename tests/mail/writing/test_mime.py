"""One mail: compared with files, and read back by Python's parser and by calendar readers that are not ours."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from dataclasses import replace
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import CalendarStream

from app.mail.domain import UnfitHeader
from app.mail.writing.mime import CalendarPart, Letter, render

DATA = Path(__file__).parents[2] / "data"
CALENDAR = (DATA / "invitations" / "request.ics").read_bytes()
PLAIN = Letter(
    message_id="0f3c@example.dk",
    date=dt.datetime(2027, 1, 12, 9, 0, tzinfo=dt.UTC),
    sender=Address("Direktionens sekretariat", addr_spec="ledetraad@example.dk"),
    recipient=Address("Lene Holst-Ærø", addr_spec="lene@example.dk"),
    subject="Strategisk drøftelse med direktionen tirsdag 16. marts 2027 kl. 9.00, uge 11",
    text="Kære Lene\n.\nDirektionen vil gerne tale med jer – æøå.\n",
    html='<!doctype html>\n<html lang="da"><body><p>Kære Lene</p></body></html>\n',
)
INVITATION = replace(PLAIN, calendar=CalendarPart(method="REQUEST", content=CALENDAR))


def parse(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize(("name", "letter"), [("plain", PLAIN), ("invitation", INVITATION)])
def test_bytes_are_those_of_the_expected_file(name: str, letter: Letter) -> None:
    assert render(letter) == (DATA / "mail" / f"{name}.eml").read_bytes()


def test_shape_is_the_one_that_outlook_acts_upon() -> None:
    parts = [
        (part.get_content_type(), part["Content-Transfer-Encoding"], part.get_content_disposition())
        for part in parse(render(INVITATION)).walk()
    ]
    assert parts == [
        ("multipart/mixed", None, None),
        ("multipart/alternative", None, None),
        ("text/plain", "quoted-printable", None),
        ("text/html", "quoted-printable", None),
        ("text/calendar", "base64", None),
        ("application/ics", "base64", "attachment"),
    ]


def test_method_of_the_part_is_the_method_of_the_body() -> None:
    part = next(part for part in parse(render(INVITATION)).walk() if part.get_content_type() == "text/calendar")
    parameters = dict(part["Content-Type"].params)
    assert parameters == {"charset": "utf-8", "method": "REQUEST", "component": "VEVENT"}
    assert vobject.readOne(part.get_content()).method.value == "REQUEST"


def test_both_calendar_parts_hold_the_same_bytes_for_two_other_readers() -> None:
    message = parse(render(INVITATION))
    found = [
        part.get_payload(decode=True)
        for part in message.walk()
        if part.get_content_type() in ("text/calendar", "application/ics")
    ]
    assert found == [CALENDAR, CALENDAR]
    start = dt.datetime(2027, 3, 16, 8, 0, tzinfo=dt.UTC)
    assert vobject.readOne(found[0].decode()).vevent.dtstart.value.astimezone(dt.UTC) == start
    assert CalendarStream.from_ics(found[1].decode()).calendars[0].events[0].start_datetime == start


def test_own_headers_stand_and_content_class_is_last() -> None:
    message = parse(render(INVITATION))
    assert message["Message-ID"] == "<0f3c@example.dk>"
    assert message["Date"].datetime == PLAIN.date
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert list(message.keys())[-1] == "Content-Class"
    assert "Content-Class" not in parse(render(PLAIN))


def test_words_with_danish_letters_read_back() -> None:
    message = parse(render(PLAIN))
    body = message.get_body(("plain",))
    assert message["Subject"] == PLAIN.subject
    assert body is not None and body.get_content().replace("\r\n", "\n") == PLAIN.text


@pytest.mark.parametrize(
    "name",
    [
        "Holst, Lene",
        'Lene "Lulle" Holst',
        "Direktionens sekretariat, Eksempel Kommune (Ledetråd) <x@y.dk>; og meget mere som gør navnet langt",
        "Center for Børn, Unge, Familie, Skole, Dagtilbud, Sundhed, Forebyggelse, Kultur, Fritid og Idræt",
        "",
    ],
)
def test_sender_and_recipient_read_back_as_exactly_one_address(name: str) -> None:
    content = render(
        replace(
            PLAIN, sender=Address(name, addr_spec="a@example.dk"), recipient=Address(name, addr_spec="b@example.dk")
        )
    )
    message = email.message_from_bytes(content)
    assert [spec for _, spec in getaddresses([str(message["From"])])] == ["a@example.dk"]
    assert [spec for _, spec in getaddresses([str(message["To"])])] == ["b@example.dk"]


WORDS = ("Børn", "Nørre-Snede", "og", "Æblegården", "sekretariat", "24/7", "på", "Direktionens", "Bækgård")


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30), st.lists(st.sampled_from(WORDS), max_size=6))
def test_every_blank_of_a_subject_and_of_a_name_reads_back(subject: list[str], name: list[str]) -> None:
    words, called = " ".join(subject), " ".join(" ".join(name)[:60].split())
    content = render(replace(PLAIN, subject=words, sender=Address(called, addr_spec="a@example.dk")))
    plain = email.message_from_bytes(content)  # the older parser keeps to RFC 2047, 6.2
    found = getaddresses([str(plain["From"]).replace("\r\n", "")])
    assert str(make_header(decode_header(str(plain["Subject"]).replace("\r\n", "")))) == words
    assert [(str(make_header(decode_header(name))), spec) for name, spec in found] == [(called, "a@example.dk")]
    assert max(len(line) for line in content.partition(b"\r\n\r\n")[0].split(b"\r\n")) <= 80


@pytest.mark.parametrize("text", ["emne\r\nBcc: x@y.dk", "emne\nmere", "klokke\x07"])
def test_line_break_in_a_header_is_refused(text: str) -> None:
    with pytest.raises(UnfitHeader):
        render(replace(PLAIN, subject=text))


def test_address_that_smtp_cannot_carry_is_refused() -> None:
    with pytest.raises(UnfitHeader):
        render(replace(PLAIN, recipient=Address("Lene", addr_spec="lene@børnehus.dk")))


def test_no_line_is_too_long_for_smtp() -> None:
    content = render(replace(INVITATION, text="æ" * 5000, html="ø" * 5000))
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert content.isascii()
