"""The bytes of one mail to one recipient, in the shape that Outlook, Gmail and Apple's calendar act upon.

    multipart/mixed
      multipart/alternative
        text/plain, text/html            quoted-printable
        text/calendar; method=…          base64, without Content-Disposition, last
      application/ics, an attachment     base64, the same bytes

A mail without a calendar is the inner multipart/alternative alone. Everything in the bytes comes from the arguments
(the boundaries too), so an outbox row is rendered once and a second rendering would give the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.header import Header, decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import getaddresses
from typing import Any

from app.mail.domain import UnfitHeader

NAME_LENGTH = 60
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys(',;:<>@()[]\\"', " "))


@dataclass(frozen=True, kw_only=True)
class CalendarPart:
    """An iTIP object to go along; `method` is the METHOD that its bytes hold."""

    method: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail. `message_id` is ours, from the outbox row, without angle brackets; `date` is aware."""

    message_id: str
    date: dt.datetime
    sender: Address
    recipient: Address
    subject: str
    text: str
    html: str
    calendar: CalendarPart | None = None


class _Faithful(EmailPolicy):
    """Python 3.11 drops or doubles a blank where a long subject or name is folded between two coded words. What it
    folds is read back, and coded as one where it is not the same."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        folded = super().fold_binary(name, value)
        return folded if _read(folded) == str(value) else _coded(name, value) or folded


def _read(folded: bytes) -> str:
    with suppress(Exception):
        value = folded.decode("ascii").partition(":")[2].replace("\r\n", "")
        return str(make_header(decode_header(value.strip(" "))))
    return ""


def _coded(name: str, value: Any) -> bytes:
    """A subject, or the one address of a From or To, with all of its words coded; nothing for any other header."""
    if name.lower() == "subject":
        words = Header(str(value), "utf-8", header_name=name).encode(linesep="\r\n")
        return f"{name}: {words}\r\n".encode("ascii")
    addresses: Sequence[Address] = getattr(value, "addresses", ())
    if len(addresses) != 1 or addresses[0].display_name.isascii():
        return b""
    phrase = Header(addresses[0].display_name, "utf-8", header_name=name).encode(linesep="\r\n")
    return f"{name}: {phrase}\r\n <{addresses[0].addr_spec}>\r\n".encode("ascii")


def render(letter: Letter) -> bytes:
    """The mail as it goes over the wire, with CRLF line ends and no line over 998 bytes."""
    message = EmailMessage(policy=_Faithful(linesep="\r\n"))
    _add_headers(message, letter)
    _add_body(message, letter)
    if letter.calendar is not None:
        _add_calendar(message, letter, letter.calendar)
    content = message.as_bytes()
    _require_one_address(content, letter)
    return content


def _add_headers(message: EmailMessage, letter: Letter) -> None:
    for text in (letter.subject, letter.message_id, str(letter.sender), str(letter.recipient)):
        if any(character < " " or character == "\x7f" for character in text):
            raise UnfitHeader()
    message["From"] = _plain(letter.sender)
    message["To"] = _plain(letter.recipient)
    message["Subject"] = letter.subject
    message["Date"] = letter.date.astimezone(dt.UTC)
    message["Message-ID"] = f"<{letter.message_id}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"


def _plain(address: Address) -> Address:
    """A name short and without specials: Python 3.11 folds a long quoted name into two addresses."""
    name = " ".join(address.display_name.translate(_NOT_IN_A_NAME).split())
    return Address(name[:NAME_LENGTH].strip(), addr_spec=address.addr_spec)


def _add_body(message: EmailMessage, letter: Letter) -> None:
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    message.set_boundary(_boundary(letter, "alternative"))


def _add_calendar(message: EmailMessage, letter: Letter, calendar: CalendarPart) -> None:
    parameters = {"charset": "utf-8", "method": calendar.method, "component": "VEVENT"}
    message.add_alternative(calendar.content, maintype="text", subtype="calendar", params=parameters)
    message.make_mixed(boundary=_boundary(letter, "mixed"))
    message.add_attachment(calendar.content, maintype="application", subtype="ics", filename="invite.ics")
    list(message.iter_attachments())[-1].set_param("name", "invite.ics")
    # Last, since every method above that rearranges the parts drops the content headers of the whole.
    message["Content-Class"] = "urn:content-classes:calendarmessage"


def _boundary(letter: Letter, level: str) -> str:
    return "=_" + hashlib.sha256(f"{letter.message_id} {level}".encode()).hexdigest()[:40]


def _require_one_address(content: bytes, letter: Letter) -> None:
    parsed = message_from_bytes(content)
    for header, address in (("From", letter.sender), ("To", letter.recipient)):
        found = [spec for _, spec in getaddresses([str(parsed[header])])]
        if found != [address.addr_spec]:
            raise UnfitHeader()
