"""A mail as it came, read without trusting any of it: who wrote it, what it is made of, whether a machine wrote it.

Everything is bounded before it is parsed, and every read of a header or part gives something: what cannot be read is
empty. Nothing is ever read out of a message that is carried inside (message/rfc822) but the name of a returned one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.header import Header, decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from functools import cached_property
from html.parser import HTMLParser

from app.domain import shown_line
from app.mail.domain import BOUNCE
from app.mail.inbox import addresses

MOST_BYTES = 5 * 1024 * 1024
MOST_NESTED = 60
MOST_PARTS = 2_000
HEADER_LENGTH = 2_000
TEXT_LENGTH = 20_000
NAME_LENGTH, SUBJECT_LENGTH = 200, 300
_NESTING = re.compile(rb"multipart/|message/", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")
_DMARC = re.compile(r"(?:^|[;\s])dmarc\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,250})>")
_AUTOMATIC_PRECEDENCE = {"bulk", "junk", "auto_reply"}
_AUTOMATIC_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder")
_PASSED_ON_HEADERS = ("List-Id", "X-MS-Exchange-Inbox-Rules-Loop")
_DAEMONS = {"mailer-daemon", "postmaster"}


class MailUnreadable(Exception):
    """The bytes are too many, or made to keep a parser busy. `args[0]` is the reason code."""


@dataclass(frozen=True)
class Sender:
    """Who a mail says it is from. `certain`: there is one From with one address."""

    address: str = ""
    name: str = ""
    certain: bool = False


class Mail:
    """One parsed mail; raises MailUnreadable for what is not parsed at all."""

    def __init__(self, raw: bytes) -> None:
        if len(raw) > MOST_BYTES:
            raise MailUnreadable("too-large")
        # Each level of nesting is a level of recursion in the parser, and each part costs on its own.
        if len(_NESTING.findall(raw)) > MOST_NESTED or raw.count(b"\n--") > MOST_PARTS:
            raise MailUnreadable("unreadable")
        try:
            self.message: Message = message_from_bytes(raw)
        except Exception as error:  # the parser's own faults: the bytes are a stranger's
            raise MailUnreadable("unreadable") from error

    def header(self, name: str) -> str:
        """The first header of a name as people read it, on one line; empty if there is none."""
        return decoded(self.message.get(name, ""))

    def all(self, name: str) -> list[str]:
        """Every header of a name, from the top, as it stands."""
        return [str(value)[:HEADER_LENGTH] for value in self.message.get_all(name, [])]

    @cached_property
    def sender(self) -> Sender:
        """From, if it is one address."""
        values = self.message.get_all("From", [])
        found = [pair for value in values for pair in getaddresses([decoded_address(value)]) if pair[1]]
        if not found:
            return Sender()
        name, address = clean(found[0][0])[:NAME_LENGTH], addresses.plain(clean(found[0][1]))
        return Sender(address, name, len(values) == len(found) == 1 and "@" in address)

    @property
    def subject(self) -> str:
        """The subject, cut to what a row keeps."""
        return self.header("Subject")[:SUBJECT_LENGTH]

    @cached_property
    def leaves(self) -> list[Message]:
        """The parts that hold something, in order; what a carried message holds is not ours to read."""
        return list(_leaves(self.message))

    @property
    def answers_to(self) -> tuple[str, ...]:
        """The Message-IDs that this one says it answers, without brackets; the nearest first."""
        found = [
            *_MESSAGE_ID.findall(self.header("In-Reply-To")),
            *_MESSAGE_ID.findall(self.header("References"))[::-1],
        ]
        return tuple(dict.fromkeys(found))

    @property
    def envelope_tokens(self) -> tuple[str, ...]:
        """The Message-IDs of ours to whose address for bounces it was sent."""
        names = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
        found = [address for name in names for _, address in getaddresses(self.all(name))]
        return tuple(one[len(BOUNCE) :] for one in found if one.lower().startswith(BOUNCE))

    def dmarc(self, authserv_id: str) -> str:
        """What our own server found about the sender's domain; empty if it says nothing (RFC 8601, RFC 7489)."""
        for value in self.all("Authentication-Results") if authserv_id else ():
            text, before = value, ""
            while text != before:
                text, before = _COMMENT.sub(" ", text), text
            name, _, results = text.partition(";")
            if name.split()[:1] and name.split()[0].strip('"').lower() == authserv_id.lower():
                found = _DMARC.search(results)
                return found[1].lower() if found else ""
        return ""

    @property
    def is_automatic(self) -> bool:
        """Whether a machine wrote it (RFC 3834, and what the large servers put in beside it)."""
        submitted = re.split(r"[;(\s]", self.header("Auto-Submitted").strip().lower(), maxsplit=1)[0]
        return (
            submitted not in ("", "no")
            or self.header("Precedence").strip().lower() in _AUTOMATIC_PRECEDENCE
            or any(name in self.message for name in _AUTOMATIC_HEADERS)
            or content_type(self.message) == "multipart/report"
            or self.is_from_a_server
        )

    @property
    def is_passed_on(self) -> bool:
        """Whether a list or a rule of a mailbox has handed it on: a newsletter, or a person's words on a detour."""
        listed = self.header("Precedence").strip().lower() == "list"
        return listed or any(name in self.message for name in _PASSED_ON_HEADERS)

    @property
    def is_from_a_server(self) -> bool:
        """Whether a mail server itself speaks: nobody is to be answered."""
        empty = [value.strip() for value in self.all("Return-Path")][:1] == ["<>"]
        return empty or self.is_from_a_daemon

    @property
    def is_from_a_daemon(self) -> bool:
        """Whether it is written by what delivers mails."""
        return self.sender.address.partition("@")[0] in _DAEMONS

    @cached_property
    def text(self) -> str:
        """What a person would read, as plain text of a bounded length."""
        for kind in ("text/plain", "text/html"):
            for part in self.leaves:
                if content_type(part) == kind and not file_name(part):
                    text = as_text(payload(part)[: TEXT_LENGTH * 4])
                    return clean_lines(_without_tags(text) if kind == "text/html" else text)[:TEXT_LENGTH]
        return ""


def content_type(part: Message) -> str:
    """The media type in small letters."""
    with suppress(Exception):
        return part.get_content_type()
    return ""


def file_name(part: Message) -> str:
    """The name of an attached file; empty if it is none."""
    with suppress(Exception):
        return clean(part.get_filename() or "")
    return ""


def parameter(part: Message, name: str) -> str:
    """A parameter of the content type."""
    with suppress(Exception):
        value = part.get_param(name, "")
        return value if isinstance(value, str) else ""
    return ""


def payload(part: Message) -> bytes:
    """The decoded bytes of a part; its declared charset is not asked, since it may be none that there is."""
    with suppress(Exception):
        coding = str(part.get("Content-Transfer-Encoding", ""))
        if coding != coding.strip():
            part.replace_header("Content-Transfer-Encoding", coding.strip())
        found = part.get_payload(decode=True)
        return found if isinstance(found, bytes) else b""
    return b""


def encoded_length(part: Message) -> int:
    """How long a part is before it is decoded."""
    found = part.get_payload()
    return len(found) if isinstance(found, str) else 0


def as_text(content: bytes) -> str:
    """utf-8, else what Windows writes; a mark of byte order is believed."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def decoded(value: object) -> str:
    """A header's words: encoded words are put into letters, where that can be done."""
    text = _letters(value)[:HEADER_LENGTH]
    with suppress(Exception):
        text = str(make_header(decode_header(text)))
    return clean(text)


def decoded_address(value: object) -> str:
    """A header of addresses: the names are decoded one by one, so that a coded comma or @ makes no second address."""
    text = " ".join(_letters(value)[:HEADER_LENGTH].split())
    pairs = getaddresses([text])
    return ", ".join(f'"{_quoted(decoded(name))}" <{address}>' for name, address in pairs if address)


def _letters(value: object) -> str:
    """A header as it stands; where it holds letters that nobody has coded, as utf-8 or what Windows writes."""
    if not isinstance(value, Header):
        return str(value)
    with suppress(Exception):
        return "".join(as_text(raw) if isinstance(raw, bytes) else raw for raw, _ in decode_header(value))
    return str(value)


def _quoted(name: str) -> str:
    return name.replace("\\", " ").replace('"', "'")


def clean(text: str) -> str:
    """One line without characters that cannot be seen; half a character (a lone surrogate) becomes a mark."""
    return shown_line(_whole(text))


def clean_lines(text: str) -> str:
    """The same for a text of several lines."""
    lines = _whole(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = ("".join(one if one.isprintable() else " " for one in line).rstrip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def message_ids(text: str) -> tuple[str, ...]:
    """The Message-IDs of a header, without their brackets."""
    return tuple(_MESSAGE_ID.findall(text[:HEADER_LENGTH]))


def _leaves(part: Message) -> Iterator[Message]:
    if content_type(part).startswith("message/"):
        yield part
        return
    inside = part.get_payload()
    if part.is_multipart() and isinstance(inside, list):
        for one in inside:
            if isinstance(one, Message):
                yield from _leaves(one)
    else:
        yield part


class _Words(HTMLParser):
    """The words of an HTML text. It is shown as text, so nothing of it has to be made safe."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in ("style", "script", "head", "title")
        if tag in ("p", "br", "div", "tr", "li", "h1", "h2", "h3"):
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "script", "head", "title") and self.hidden > 0

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(data)


def _without_tags(text: str) -> str:
    words = _Words()
    with suppress(Exception):
        words.feed(text)
        words.close()
    return "".join(words.found)
