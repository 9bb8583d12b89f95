"""What a mail server says about a mail that it could not deliver: RFC 3464, read for the three things that we need."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message

from app.mail.inbox.reading import Mail, as_text, clean, content_type, decoded, message_ids, payload

WORDS_LENGTH = 500
_ID = "Message-ID"


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
    reports = [part for part in mail.leaves if content_type(part) == "message/delivery-status"]
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


def _has_failed(block: Message) -> bool:
    """Given up for good. A status of the 4.x.x kind with "failed" is a server that has tried for days and stopped."""
    action, status = (decoded(block.get(name, "")).lower() for name in ("Action", "Status"))
    return action == "failed" and not status.startswith("2") if action else status.startswith("5")


def _blocks(report: Message) -> list[Message]:
    inside = report.get_payload()
    return [one for one in inside if isinstance(one, Message)] if isinstance(inside, list) else []


def _words(block: Message) -> str:
    """The status and the server's own words."""
    said = decoded(block.get("Diagnostic-Code", "")).partition(";")
    return clean(f"{decoded(block.get('Status', ''))} {said[2] or said[0]}")[:WORDS_LENGTH]


def _address(block: Message) -> str:
    for name in ("Original-Recipient", "Final-Recipient"):
        kind, _, address = decoded(block.get(name, "")).partition(";")
        if kind.strip().lower() == "rfc822" and "@" in address:
            return address.strip().strip("<>").lower()[:254]
    return ""


def _ids(mail: Mail) -> tuple[str, ...]:
    """The name of the mail that came back, from its headers in the report; else the mail that the report answers."""
    for part in mail.leaves:
        if content_type(part) == "message/rfc822":
            inside = part.get_payload()
            if isinstance(inside, list) and inside and isinstance(inside[0], Message):
                return message_ids(str(inside[0].get(_ID, "")))
        if content_type(part) in ("text/rfc822-headers", "message/rfc822-headers"):
            return _ids_of_headers(as_text(payload(part)[:65_536]))
    return mail.answers_to


def _ids_of_headers(text: str) -> tuple[str, ...]:
    lines = text.replace("\r\n ", " ").replace("\n ", " ").replace("\n\t", " ").splitlines()
    return next((message_ids(line[len(_ID) + 1 :]) for line in lines if line.lower().startswith("message-id:")), ())
