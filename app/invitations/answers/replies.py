"""What a mail that came in says: RFC 5546's answers as Outlook, Exchange, Gmail and Apple write them.

Raw bytes → one `Said`: of which kind it is, and why. Nothing here knows who is invited; incoming.py decides what it
changes. Each reading stands alone: what one mail says of zones, or of anything else, is not there for the next.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from email.message import Message
from enum import Enum

from app.invitations.answers.reply_calendar import Calendar, Event, Unclear, calendars
from app.mail.inbox import reading
from app.mail.inbox.bounces import Returned, named_in_words, returned
from app.mail.inbox.reading import Mail, MailUnreadable, Sender

MOST_CALENDAR_BYTES = 256 * 1024
LONGEST_ENCODED = 4 * MOST_CALENDAR_BYTES  # quoted-printable makes three of one
TO_OTHERS = {"REQUEST", "CANCEL", "PUBLISH", "ADD", "DECLINECOUNTER"}
SEALED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"}
TO_US = {"REPLY", "COUNTER", "REFRESH"}


class Kind(Enum):
    """What a mail is. NOTHING asks nobody for anything; UNCLEAR needs a person."""

    BOUNCE = "bounce"
    REPLY = "reply"
    COUNTER = "counter"
    REFRESH = "refresh"
    AUTOMATIC = "automatic"
    PERSONAL = "personal"
    NOTHING = "nothing"
    UNCLEAR = "unclear"


@dataclass(frozen=True, kw_only=True)
class Said:
    """A mail, read. `reason` is a code; `event` is there for a REPLY, COUNTER or REFRESH, `returned` for a bounce.

    `own_words`: it may be a person's after all, if we know who wrote it or it answers a mail of ours. `about` are the
    Message-IDs of the mails that a server seems to write about.
    """

    kind: Kind
    reason: str = ""
    sender: Sender = field(default_factory=Sender)
    subject: str = ""
    dmarc: str = ""
    event: Event | None = None
    returned: Returned | None = None
    answers_to: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    own_words: bool = False


def read(raw: bytes, *, own: str = "", authserv_id: str = "") -> Said:
    """What the mail says. `own` is our address, `authserv_id` the name by which our own server signs its checks."""
    try:
        mail = Mail(raw)
        return replace(
            _classified(mail, own),
            sender=mail.sender,
            subject=mail.subject,
            dmarc=mail.dmarc(authserv_id),
            answers_to=mail.answers_to,
        )
    except MailUnreadable as unreadable:
        return Said(kind=Kind.UNCLEAR, reason=str(unreadable))


def _classified(mail: Mail, own: str) -> Said:
    """Bounce, calendar, automatic, a person: the first that fits."""
    report = returned(mail)
    if report is not None:
        return Said(kind=Kind.BOUNCE, returned=report)
    calendar = _calendar_said(mail)
    if calendar is not None:
        words = calendar.reason == "not-an-answer" and bool(mail.text) and not mail.is_automatic
        return replace(calendar, own_words=words)
    about = named_in_words(mail) or (mail.envelope_tokens if mail.is_from_a_server else ())
    if about:
        return Said(kind=Kind.UNCLEAR, reason="bounce-unclear", about=about)
    if mail.is_automatic or mail.is_passed_on:
        return Said(kind=Kind.AUTOMATIC, reason="automatic", own_words=not mail.is_automatic)
    if own and mail.sender.address == own.lower():
        return Said(kind=Kind.NOTHING, reason="own-mail")
    return Said(kind=Kind.PERSONAL, reason="person-mail")


def _calendar_said(mail: Mail) -> Said | None:
    """What the calendar in the mail says; None if there is none, or none with a method."""
    try:
        found = _one_calendar([part for part in mail.leaves if _is_calendar(part)])
        if found is not None:
            return _of_method(found)
    except Unclear as unclear:
        return Said(kind=Kind.UNCLEAR, reason=str(unclear))
    if any(_is_packed(part) for part in mail.leaves):
        return Said(kind=Kind.UNCLEAR, reason="winmail")
    sealed = any(reading.content_type(part) in SEALED for part in mail.leaves)
    return Said(kind=Kind.UNCLEAR, reason="sealed") if sealed else None


def _is_calendar(part: Message) -> bool:
    kind, name = reading.content_type(part), reading.file_name(part).lower()
    named = name.endswith(".ics") and kind == "application/octet-stream"
    return kind in ("text/calendar", "application/ics") or named


def _is_packed(part: Message) -> bool:
    """Outlook's own wrapping, which only Outlook opens."""
    kinds = ("application/ms-tnef", "application/vnd.ms-tnef")
    return reading.content_type(part) in kinds or reading.file_name(part).lower() == "winmail.dat"


def _one_calendar(parts: list[Message]) -> Calendar | None:
    """The one calendar of all parts: the same twice is once. Its METHOD rules; the part's own word may be missing."""
    texts: dict[str, str] = {}
    for part in parts:
        length = reading.encoded_length(part)
        content = reading.payload(part) if length <= LONGEST_ENCODED else b""
        if len(content) > MOST_CALENDAR_BYTES or length > LONGEST_ENCODED:
            raise Unclear("calendar-too-large")
        text = reading.as_text(content).replace("\r\n", "\n").strip()
        texts[text] = texts.get(text) or reading.parameter(part, "method").strip().upper()
    method = next((word for word in texts.values() if word), "")
    found = list(dict.fromkeys(one for text, word in texts.items() for one in calendars(text, word or method)))
    if len(found) > 1:
        raise Unclear("several-calendars")
    return found[0] if found and found[0].method else None


def _of_method(calendar: Calendar) -> Said:
    if calendar.method in TO_OTHERS:
        return Said(kind=Kind.NOTHING, reason="not-an-answer")
    if calendar.method not in TO_US:
        raise Unclear("calendar-unreadable")
    masters = list(dict.fromkeys(event for event in calendar.events if not event.one_day))
    if len({event.uid for event in calendar.events}) > 1 or len(masters) > 1:
        raise Unclear("several-calendars")
    if not masters:
        return Said(kind=Kind.NOTHING, reason="recurrence" if calendar.events else "no-event")
    return Said(kind=Kind[calendar.method], event=masters[0])
