"""The states of a message, the outcomes of an attempt, and what a handler hears of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from app.domain import N_, Refused


class MessageState(Enum):
    """A message's life: WAITING until one worker has CLAIMED it. HELD waits for a person; the rest is final.

    SUPERSEDED: a newer one to the same person has overtaken it. TAKEN_BACK: whoever sent it undid the sending in time.
    """

    WAITING = "waiting"
    CLAIMED = "claimed"
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    TAKEN_BACK = "taken-back"


UNSENT = (MessageState.SUPERSEDED, MessageState.TAKEN_BACK)
"""The ends of a message that never left."""

ENDED = (MessageState.SENT, MessageState.FAILED, *UNSENT)
"""Nothing more becomes of it by itself."""


SIGN_IN = "sign-in"
"""The kind of mail that lets its reader in: nobody else ever sees its text."""

BOUNCE = "bounce+"
"""What the address for a bounce begins with; the Message-ID follows."""


class Phase(Enum):
    """How far a try got. RETURNED: the server took the mail, and it came back later."""

    CONNECTION = "connection"
    ENVELOPE = "envelope"
    BODY = "body"
    AMBIGUOUS = "ambiguous"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Outcome(Enum):
    """How one attempt ended. AMBIGUOUS: the connection was lost between the final dot and the answer."""

    ACCEPTED = "accepted"
    PERMANENT = "permanent"
    TRANSIENT = "transient"
    AMBIGUOUS = "ambiguous"


class InboxOutcome(Enum):
    """What became of a mail that came in: each ends in exactly one (docs/adr/0015)."""

    APPLIED = "applied"
    STALE = "stale"
    IGNORED = "ignored"
    NEEDS_PERSON = "needs-person"


class Resolution(Enum):
    """What a person did about a mail that waited for one.

    MOVED, CALLED_OFF: a proposal of another time that was answered by what was sent to all.
    """

    LINKED = "linked"
    COUNTED = "counted"
    IGNORED = "ignored"
    ANSWERED = "answered"
    MOVED = "moved"
    CALLED_OFF = "called-off"


class UnfitHeader(Refused):
    """A header holds a line break or control character, or would not read back as exactly one address."""

    code = "unfit-header"
    status = 422
    sentence = N_("Mailen kan ikke skrives: et navn, en adresse eller emnet holder tegn, som en mail ikke kan rumme.")


class TextFaulty(Refused):
    """A text of a mail holds something that it cannot; the page shows each line."""

    code = "text-faulty"
    status = 422
    sentence = N_("Teksten kan ikke bruges endnu. Fejlen er i linje %(line)s (0 er emnet).")


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """The final word on one message, for the room that wrote it: sent, or failed with the server's words."""

    message_id: int
    kind: str
    thread: str
    person_id: int | None
    address: str
    sent: bool
    words: str


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """One mail that came in, as the room that answers for it is given it.

    `trusted` is set when a person has looked and says that it is from whom it says; `own` is the address that we
    send from and read; `authserv_id` the name by which our own mail server signs its checks.
    """

    id: int
    raw: bytes = field(repr=False)
    received_at: dt.datetime
    own: str
    authserv_id: str = ""
    trusted: bool = False


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a mail came to. `waits`: a person has something to do; `mailed`: whom we wrote to at once, by ourselves."""

    outcome: InboxOutcome
    reason: str
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    dialogue_id: int | None = None
    person_id: int | None = None
    answer: str = ""
    waits: bool = False
    mailed: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


class AlreadyHandled(Refused):
    """Someone has done something about this mail before, and it is done once."""

    code = "already-handled"
    sentence = N_("Mailen er allerede klaret. Genindlæs siden.")


class TextForgotten(Refused):
    """The bytes of a mail are no longer kept, so it cannot go out once more."""

    code = "text-forgotten"
    sentence = N_("Mailens tekst er ikke gemt mere, så den kan ikke sendes igen.")


class MailAlreadyStopped(Refused):
    """Someone was faster: all mail is stopped."""

    code = "mail-already-stopped"
    sentence = N_("Al mail er allerede stoppet. Genindlæs siden.")


class MailNotStopped(Refused):
    """Someone was faster: mail leaves again."""

    code = "mail-not-stopped"
    sentence = N_("Mail er allerede sat i gang igen. Genindlæs siden.")


class NoMailbox(Refused):
    """No mailbox is set, so there is nothing to fetch."""

    code = "no-mailbox"
    sentence = N_("Der er ikke angivet en postkasse. Sæt LEDETRAAD_IMAP_HOST.")


class MailboxUnread(Refused):
    """The mailbox could not be read to its end; what was taken in stays, and the rest comes with the next round."""

    code = "mailbox-unread"
    sentence = N_("Postkassen kunne ikke læses til ende: %(words)s")
