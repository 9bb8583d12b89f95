"""What a mail server says about a mail that it could not deliver: RFC 3464, read for the three things that we need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string
from email.message import Message

from app.mail.inbox import addresses
from app.mail.inbox.reading import Mail, as_text, clean, content_type, decoded, message_ids, payload

WORDS_LENGTH = 500
_ID = "Message-ID"
_NAMED = re.compile(r"^[>\s]*Message-ID:\s*<([^<>\s]{1,250})>", re.IGNORECASE | re.MULTILINE)
_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_CARRIED = ("message/rfc822", "message/global")
_HEADERS_ALONE = ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers")


@dataclass(frozen=True, kw_only=True)
class Returned:
    """A report on one mail. `ids`: the Message-ID of the mail that came back, and `tokens`: those in the address to
    which the report was sent; without brackets. `recipient` is the address that was tried last."""

    failed: bool
    status: str
    words: str
    ids: tuple[str, ...]
    tokens: tuple[str, ...]
    recipient: str


def returned(mail: Mail) -> Returned | None:
    """The report that a mail is; None if it is none. Of several recipients the one that failed is told of."""
    reports = [part for part in mail.leaves if content_type(part) in _REPORTS]
    if not reports:
        return None
    groups = [block for report in reports for block in _blocks(report) if "Action" in block or "Status" in block]
    failed = next((one for one in groups if _has_failed(one)), None)
    told = failed or (groups[0] if groups else None)
    return Returned(
        failed=failed is not None,
        status=decoded(told.get("Status", ""))[:20] if told else "",
        words=_words(told) if told else "",
        ids=_ids(mail),
        tokens=mail.envelope_tokens,
        recipient=_address(told) if told else "",
    )


def named_in_words(mail: Mail) -> tuple[str, ...]:
    """The mails that a server's own words are about, where it writes in no form (qmail, older Exim): those of which it
    shows the headers."""
    if not mail.is_from_a_daemon:
        return ()
    return tuple(dict.fromkeys((*(_ids_of_carried(mail) or ()), *_NAMED.findall(mail.text))))


def _has_failed(block: Message) -> bool:
    """Given up for good. A status of the 4.x.x kind with "failed" is a server that has tried for days and stopped."""
    action, status = (decoded(block.get(name, "")).lower() for name in ("Action", "Status"))
    return action == "failed" and not status.startswith("2") if action else status.startswith("5")


def _blocks(report: Message) -> list[Message]:
    """Of the mail and of each recipient. The form for addresses in all letters (RFC 6533) is parsed as one mail, whose
    text holds the blocks after the first."""
    inside = report.get_payload()
    found = [one for one in inside if isinstance(one, Message)] if isinstance(inside, list) else []
    return found if content_type(report) == _REPORTS[0] else [one for head in found for one in _in_all_letters(head)]


def _in_all_letters(head: Message) -> Iterator[Message]:
    yield head
    rest = head.get_payload()
    for block in re.split(r"\r?\n\s*\r?\n", rest if isinstance(rest, str) else ""):
        yield message_from_string(block.lstrip())


def _words(block: Message) -> str:
    """The status and the server's own words."""
    said = decoded(block.get("Diagnostic-Code", "")).partition(";")
    return clean(f"{decoded(block.get('Status', ''))} {said[2] or said[0]}")[:WORDS_LENGTH]


def _address(block: Message) -> str:
    for name in ("Original-Recipient", "Final-Recipient"):
        kind, _, address = decoded(block.get(name, "")).partition(";")
        if kind.strip().lower() in ("rfc822", "utf-8") and "@" in address:
            return addresses.plain(address.strip().strip("<>"))
    return ""


def _ids(mail: Mail) -> tuple[str, ...]:
    """The name of the mail that came back, from its headers in the report; else the mail that the report answers."""
    carried = _ids_of_carried(mail)
    return mail.answers_to if carried is None else carried


def _ids_of_carried(mail: Mail) -> tuple[str, ...] | None:
    """The name of the mail that is carried inside; None if there is none."""
    for part in mail.leaves:
        inside = part.get_payload()
        carried = inside[0] if isinstance(inside, list) and inside else None
        if content_type(part) in (*_CARRIED, *_HEADERS_ALONE) and isinstance(carried, Message):
            return message_ids(str(carried.get(_ID, "")))
        if content_type(part) in _HEADERS_ALONE:
            return _ids_of_headers(as_text(payload(part)[:65_536]))
    return None


def _ids_of_headers(text: str) -> tuple[str, ...]:
    lines = text.replace("\r\n ", " ").replace("\n ", " ").replace("\n\t", " ").splitlines()
    return next((message_ids(line[len(_ID) + 1 :]) for line in lines if line.lower().startswith("message-id:")), ())
