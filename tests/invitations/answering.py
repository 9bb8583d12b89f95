"""Mails as calendars send them, put together by hand so that each test can spoil what it is about."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Sequence
from typing import Any

from app.invitations.answers import incoming
from app.invitations.models import Invitation
from app.mail.domain import InboxOutcome
from app.mail.inbox import services as inbox
from app.mail.inbox import taking_in
from app.mail.models import InboxMessage
from tests.invitations.conftest import NOW, Year

OWN = "ledetraad@example.dk"
MINUTE = dt.timedelta(minutes=1)
IGNORED, WAITS = InboxOutcome.IGNORED, InboxOutcome.NEEDS_PERSON
APPLIED, STALE = InboxOutcome.APPLIED, InboxOutcome.STALE


def stamp(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def attendee(address: str, partstat: str = "ACCEPTED", name: str = "") -> str:
    cn = f';CN="{name}"' if name else ""
    return f"ATTENDEE;PARTSTAT={partstat}{cn}:mailto:{address}"


def event(uid: str, *lines: str, sequence: object = 0, at: dt.datetime | None = NOW + MINUTE) -> str:
    """One VEVENT; None leaves a line out."""
    numbered = [] if sequence is None else [f"SEQUENCE:{sequence}"]
    stamped = [] if at is None else [f"DTSTAMP:{stamp(at)}"]
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *numbered, *stamped, *lines, "END:VEVENT"])


def calendar(*events: str, method: str = "REPLY") -> str:
    named = [f"METHOD:{method}"] if method else []
    return (
        "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", *named, *events, "END:VCALENDAR"]) + "\r\n"
    )


def part(content: str | bytes, kind: str = "text/calendar; charset=utf-8; method=REPLY", *headers: str) -> bytes:
    raw = content if isinstance(content, bytes) else content.encode()
    coded = base64.encodebytes(raw).replace(b"\n", b"\r\n")
    head = [f"Content-Type: {kind}", "Content-Transfer-Encoding: base64", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + coded


def mail(sender: str, *parts: bytes, kind: str = "mixed", headers: Sequence[str] = ()) -> bytes:
    """A mail to us of these parts; with one it is that part itself."""
    head = [*headers, f"From: {sender}", f"To: {OWN}", "Subject: Accepted", "Message-ID: <reply@example.dk>"]
    start = "\r\n".join([*head, "MIME-Version: 1.0"]).encode() + b"\r\n"
    if len(parts) == 1 and kind == "mixed":
        return start + parts[0]
    body = b"".join(b"\r\n--=_b\r\n" + one for one in parts)
    return start + f'Content-Type: multipart/{kind}; boundary="=_b"\r\n'.encode() + body + b"\r\n--=_b--\r\n"


def text(words: str) -> bytes:
    return (
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + words.encode() + b"\r\n"
    )


def reply(
    invitation: Invitation,
    address: str,
    partstat: str = "ACCEPTED",
    *lines: str,
    sender: str = "",
    method: str = "REPLY",
    headers: Sequence[str] = (),
    **given: Any,
) -> bytes:
    """An answer of one person to one meeting."""
    one = event(invitation.uid, attendee(address, partstat), *lines, **given)
    return mail(sender or address, part(calendar(one, method=method)), headers=headers)


def take(
    year: Year,
    raw: bytes,
    *,
    now: dt.datetime = NOW + 2 * MINUTE,
    authserv_id: str = "",
    received: dt.datetime | None = None,
    trusted: bool = False,
) -> InboxMessage:
    """Stores and processes a mail in the test's transaction; whatever goes wrong is the test's failure."""
    session = year.session
    message = inbox.store(session, raw=raw, received_at=received or now, now=now)
    assert message is not None
    reader = taking_in.Reader(incoming.receive, authserv_id)
    return inbox.process(
        session,
        message_id=message.id,
        receiver=reader.receiver,
        authserv_id=authserv_id,
        now=now,
        trusted=trusted,
    )


def came_to(message: InboxMessage) -> tuple[InboxOutcome | None, str]:
    return message.outcome, message.reason
