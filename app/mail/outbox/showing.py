"""A message of the outbox as its recipient sees it, for the secretariat: without the keys that are hers alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

_KEY = re.compile(r"(https?://[^\s\"'<>()]*?/)[A-Za-z0-9_-]{22,}")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The mail's text and its page, each link without the key at its end, and the calendar that goes along."""

    text: str
    html: str
    calendar: str


def shown(raw: bytes) -> Shown:
    """Reads one message back from its bytes."""
    message = message_from_bytes(raw, policy=policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError("the policy makes messages of this kind")
    return Shown(text=_body(message, "plain"), html=_body(message, "html"), calendar=_calendar(message))


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return without_keys(str(part.get_content())) if part is not None else ""


def _calendar(message: EmailMessage) -> str:
    """The lines of the calendar object, unfolded; empty for a mail without one."""
    part = next((one for one in message.walk() if one.get_content_type() == "text/calendar"), None)
    if not isinstance(part, EmailMessage):
        return ""
    return without_keys(str(part.get_content()).replace("\r\n ", "").replace("\r\n", "\n"))


def without_keys(text: str) -> str:
    """Links that open something for their reader alone end in "…"."""
    return _KEY.sub(r"\1…", text)
