"""What a mail says: pure, without a database. Files in tests/data/replies are as calendars and servers send them."""

from __future__ import annotations

import base64
import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.invitations.answers import replies
from app.invitations.answers.replies import Kind, Said, read
from app.invitations.answers.reply_calendar import Given
from app.invitations.domain import Answer
from tests.invitations.answering import attendee, calendar, event, mail, part, text

DATA = Path(__file__).parents[2] / "data" / "replies"
UID, LENE, OURS = "dialogue-1-abc@example.dk", "lene@example.dk", "0123abc@example.dk"
ACCEPTED = calendar(event(UID, attendee(LENE)))


def filled(name: str, *, uid: str = UID, address: str = LENE, message: str = OURS) -> bytes:
    raw = (DATA / f"{name}.eml").read_bytes()
    for mark, value in (("%UID%", uid), ("%ATTENDEE%", address), ("%MESSAGE%", message)):
        raw = raw.replace(mark.encode(), value.encode())
    return _coded(raw, uid, address)


def _coded(raw: bytes, uid: str, address: str) -> bytes:
    """The marks inside base64, too."""

    def again(found: re.Match[bytes]) -> bytes:
        try:
            inside = base64.b64decode(found[0])
        except ValueError:
            return found[0]
        inside = inside.replace(b"%UID%", uid.encode()).replace(b"%ATTENDEE%", address.encode())
        return base64.encodebytes(inside).replace(b"\n", b"\r\n")

    return re.sub(rb"(?m)(?:^[A-Za-z0-9+/]{76}\r\n)+[A-Za-z0-9+/=]*(?:\r\n)?", again, raw)


def said(*parts: bytes, **given_: object) -> Said:
    return read(mail(LENE, *parts, **given_))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "kind", "answer", "comment"),
    [
        ("exchange-accepted", Kind.REPLY, Answer.ACCEPTED, "Vi glæder os"),
        ("exchange-declined", Kind.REPLY, Answer.DECLINED, "Kan ikke den dag"),
        ("exchange-counter", Kind.COUNTER, Answer.TENTATIVE, "Kan vi ses dagen efter?"),
        ("google-accepted", Kind.REPLY, Answer.ACCEPTED, ""),
        ("apple-declined", Kind.REPLY, Answer.DECLINED, ""),
        ("thunderbird-tentative", Kind.REPLY, Answer.TENTATIVE, "Måske kommer vi lidt senere, hvis bussen driller"),
    ],
)
def test_answer_is_read_as_its_calendar_writes_it(name: str, kind: Kind, answer: Answer, comment: str) -> None:
    found = read(filled(name))
    assert (found.kind, found.sender.address, found.sender.name) == (kind, LENE, "Lene Holst")
    assert found.event is not None
    assert (found.event.uid, found.event.sequence, found.event.comment) == (UID, 0, comment)
    assert found.event.stamp == dt.datetime(2027, 1, 12, 10, 0, tzinfo=dt.UTC)
    assert [(one.address, one.answer) for one in found.event.given] == [(LENE, answer)]


def test_proposed_time_is_an_instant_though_its_zone_is_windows() -> None:
    found = read(filled("exchange-counter")).event
    assert (found.start, found.end) == (
        dt.datetime(2027, 3, 17, 12, 0, tzinfo=dt.UTC),
        dt.datetime(2027, 3, 17, 13, 30, tzinfo=dt.UTC),
    )


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("exchange-out-of-office", Kind.AUTOMATIC, "automatic"),
        ("outlook-winmail", Kind.UNCLEAR, "winmail"),
        ("postfix-bounce", Kind.BOUNCE, ""),
        ("headers-only-bounce", Kind.BOUNCE, ""),
        ("postfix-delayed", Kind.BOUNCE, ""),
    ],
)
def test_what_is_no_answer_is_told_apart(name: str, kind: Kind, reason: str) -> None:
    found = read(filled(name))
    assert (found.kind, found.reason, found.event) == (kind, reason, None)


@pytest.mark.parametrize("name", ["postfix-bounce", "headers-only-bounce", "postfix-delayed"])
def test_bounce_names_the_mail_that_came_back_and_is_not_walked_into(name: str) -> None:
    report = read(filled(name)).returned
    assert report is not None
    assert (report.ids, report.tokens, report.recipient) == ((OURS,), (OURS,), LENE)
    assert report.failed is (name != "postfix-delayed")


@pytest.mark.parametrize(
    ("action", "status", "failed"),
    [
        ("failed", "5.1.1", True),
        ("Failed", "4.4.7", True),
        ("delayed", "4.0.0", False),
        ("delayed", "5.0.0", False),
        ("delivered", "2.0.0", False),
        ("relayed", "2.0.0", False),
    ],
)
def test_bounce_is_for_good_only_where_the_server_gave_up(action: str, status: str, failed: bool) -> None:
    raw = filled("postfix-bounce").replace(b"Action: failed", f"Action: {action}".encode())
    assert read(raw.replace(b"Status: 5.1.1", f"Status: {status}".encode())).returned.failed is failed


def test_bounce_in_no_known_form_needs_a_person() -> None:
    raw = mail("MAILER-DAEMON@mx.example.dk", text("Sorry, no mailbox here.")).replace(
        b"To: ledetraad@example.dk", f"To: bounce+{OURS}".encode()
    )
    assert (read(raw).kind, read(raw).reason) == (Kind.UNCLEAR, "bounce-unclear")


@pytest.mark.parametrize(
    "head",
    [
        ("text/calendar; charset=utf-8; method=REPLY",),
        ("text/calendar",),
        ("TEXT/CALENDAR; method=request",),
        ("application/ics", 'Content-Disposition: attachment; filename="x.ics"'),
        ("application/octet-stream", 'Content-Disposition: attachment; filename="Svar.ICS"'),
        ("text/calendar; charset=klingon",),
        ("text/calendar", "Content-Disposition: inline"),
    ],
)
def test_calendar_is_found_whatever_its_part_is_called(head: tuple[str, ...]) -> None:
    one = part(ACCEPTED, *head)
    for raw in (mail(LENE, one), mail(LENE, text("Ja"), one), mail(LENE, text("Ja"), one, kind="alternative")):
        assert read(raw).kind is Kind.REPLY, head


def test_calendar_is_found_at_any_depth() -> None:
    inner = mail(LENE, text("Ja"), part(ACCEPTED), kind="alternative")
    _, body = inner.split(b"Content-Type: multipart", 1)
    nested = b"Content-Type: multipart" + body.replace(b"=_b", b"=_c")
    assert read(mail(LENE, nested, text("fod"))).kind is Kind.REPLY


def test_calendar_inside_a_carried_mail_is_not_an_answer() -> None:
    carried = b"Content-Type: message/rfc822\r\n\r\n" + mail(LENE, part(ACCEPTED))
    assert said(text("Se her"), carried).kind is Kind.PERSONAL


def test_method_in_the_body_rules() -> None:
    other = part(calendar(event(UID, attendee(LENE)), method="CANCEL"), "text/calendar; method=REPLY")
    assert said(other).reason == "not-an-answer"
    bare = part(calendar(event(UID, attendee(LENE)), method=""), "text/calendar; method=REPLY")
    assert said(bare).kind is Kind.REPLY
    neither = part(calendar(event(UID, attendee(LENE)), method=""), "text/calendar")
    assert said(neither).kind is Kind.PERSONAL


def test_same_part_twice_is_once() -> None:
    other = ACCEPTED.replace("\r\n", "\n").replace("PRODID:-//x//y//EN\n", "")
    assert said(part(ACCEPTED), part(ACCEPTED, "application/ics")).kind is Kind.REPLY
    assert said(part(ACCEPTED), part(other, "application/ics")).kind is Kind.REPLY


@pytest.mark.parametrize(
    "parts",
    [
        (part(ACCEPTED), part(calendar(event(UID, attendee(LENE, "DECLINED"))))),
        (part(ACCEPTED + calendar(event("other", attendee(LENE)))),),
        (part(calendar(event(UID, attendee(LENE)), event("other", attendee(LENE)))),),
        (part(calendar(event(UID, attendee(LENE)), event(UID, attendee(LENE, "DECLINED")))),),
    ],
)
def test_more_than_one_calendar_or_uid_needs_a_person(parts: tuple[bytes, ...]) -> None:
    assert (said(*parts).kind, said(*parts).reason) == (Kind.UNCLEAR, "several-calendars")


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_letters_are_read_in_whatever_charset_they_come(charset: str) -> None:
    content = calendar(event(UID, attendee(LENE), "COMMENT:Blåbærgrød")).encode(charset)
    assert said(part(content, "text/calendar; charset=no-such")).event.comment == "Blåbærgrød"


@pytest.mark.parametrize(
    "content", [b"", b"\r\n", b"hello", b"\xff\xfe\x00", ACCEPTED[:60].encode(), ACCEPTED[40:].encode(), b"END:VEVENT"]
)
def test_broken_calendar_needs_a_person(content: bytes) -> None:
    assert (said(part(content)).kind, said(part(content)).reason) == (Kind.UNCLEAR, "calendar-unreadable")


def test_calendar_over_the_limit_is_not_parsed() -> None:
    large = calendar(event(UID, attendee(LENE), "COMMENT:" + "x" * replies.MOST_CALENDAR_BYTES))
    assert said(part(large)).reason == "calendar-too-large"
    assert said(part("x" * 3_000_000)).reason == "calendar-too-large"
    many = calendar(event(UID, *["ATTENDEE:mailto:a@b.dk"] * 9_000))
    assert said(part(many)).reason == "calendar-too-large"


def test_mail_over_the_limit_is_not_parsed() -> None:
    assert said(text("x" * 5_300_000)).reason == "too-large"


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 3_000,
        b"Content-Type: message/rfc822\r\n\r\n" * 3_000,
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\nx\r\n" * 3_000,
    ],
)
def test_mail_made_to_keep_a_parser_busy_is_not_parsed(raw: bytes) -> None:
    assert (read(raw).kind, read(raw).reason) == (Kind.UNCLEAR, "unreadable")


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (vacation)",
        "Precedence: bulk",
        "Precedence: List",
        "X-Autoreply: yes",
        "List-Id: <news.example.dk>",
        "Return-Path: <>",
    ],
)
def test_automatic_mail_is_known_by_its_headers(header: str) -> None:
    assert read(mail(LENE, text("Hej"), headers=[header])).kind is Kind.AUTOMATIC
    assert read(mail(LENE, part(ACCEPTED), headers=[header])).kind is Kind.REPLY  # calendars answer by themselves


@pytest.mark.parametrize("header", ["Auto-Submitted: no", "Auto-Submitted: No (said by hand)", "X-Mailer: x"])
def test_mail_of_a_person_is_a_persons(header: str) -> None:
    assert read(mail(LENE, text("Hej"), headers=[header])).kind is Kind.PERSONAL


@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_letters_that_nobody_has_coded_are_read_in_headers_too(charset: str) -> None:
    raw = mail(f"Søren Bæk <{LENE}>", text("Hej")).replace("Søren Bæk".encode(), "Søren Bæk".encode(charset))
    raw = raw.replace(b"Subject: Accepted", "Subject: Et spørgsmål".encode(charset))
    found = read(raw)
    assert (found.subject, found.sender.name, found.sender.address) == ("Et spørgsmål", "Søren Bæk", LENE)
    assert found.sender.certain


def test_our_own_mail_is_for_nobody() -> None:
    assert read(mail("Ledetraad@example.dk", text("Hej")), own="ledetraad@example.dk").reason == "own-mail"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ATTENDEE;PARTSTAT=accepted:MAILTO:Lene@Example.dk", Given(LENE, "", "ACCEPTED")),
        ("ATTENDEE;EMAIL=lene@example.dk;PARTSTAT=ACCEPTED:urn:uuid:1", Given(LENE, "", "ACCEPTED")),
        ('ATTENDEE;CN="Holst, Lene";PARTSTAT=X-MAYBE:mailto:lene@example.dk', Given(LENE, "Holst, Lene", "X-MAYBE")),
        ("ATTENDEE:mailto:<lene@example.dk>", Given(LENE)),
    ],
)
def test_attendee_is_read_as_calendars_write_it(line: str, expected: Given) -> None:
    assert said(part(calendar(event(UID, line)))).event.given == (expected,)


def test_zone_of_one_mail_is_not_there_for_the_next() -> None:
    lying = (
        "BEGIN:VTIMEZONE\r\nTZID:Elsewhere\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    )
    when = event(UID, attendee(LENE), "DTSTART;TZID=Elsewhere:20270317T130000")
    for content in (calendar(lying, when, method="COUNTER"), calendar(when, method="COUNTER")):
        assert said(part(content)).event.start == dt.datetime(2027, 3, 17, 12, 0, tzinfo=dt.UTC)


LINES = st.sampled_from([*ACCEPTED.split("\r\n"), "BEGIN:VTIMEZONE", "END:VTIMEZONE", "DTSTAMP:x", "SEQUENCE:-"])
CALENDARS = st.lists(LINES | st.text(max_size=40), max_size=40).map("\r\n".join)
HEADS = st.lists(
    st.tuples(st.sampled_from(["From", "Subject", "Content-Type", "In-Reply-To", "To"]), st.text(max_size=60)),
    max_size=6,
)


@given(content=st.binary(max_size=2_000))
def test_any_bytes_are_read_without_a_fault(content: bytes) -> None:
    assert isinstance(read(content), Said)
    assert isinstance(said(part(content)), Said)


@given(content=CALENDARS, heads=HEADS)
def test_any_calendar_is_read_without_a_fault_and_leaves_nothing_behind(
    content: str, heads: list[tuple[str, str]]
) -> None:
    before = said(part(ACCEPTED))
    raw = "".join(f"{name}: {value}\r\n" for name, value in heads).encode("utf-8", "replace")
    assert isinstance(read(raw + mail(LENE, part(content.encode("utf-8", "replace")))), Said)
    assert said(part(ACCEPTED)) == before


@given(data=st.data(), name=st.sampled_from(sorted(path.stem for path in DATA.glob("*.eml"))))
def test_spoiled_answers_are_read_without_a_fault(data: st.DataObject, name: str) -> None:
    raw = bytearray(filled(name))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    assert isinstance(read(bytes(raw)), Said)
    assert isinstance(read(bytes(raw[:cut])), Said)
