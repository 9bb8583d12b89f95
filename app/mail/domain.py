"""The states of a message, the outcomes of an attempt, and what a handler hears of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

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


class Outcome(Enum):
    """How one attempt ended. AMBIGUOUS: the connection was lost between the final dot and the answer."""

    ACCEPTED = "accepted"
    PERMANENT = "permanent"
    TRANSIENT = "transient"
    AMBIGUOUS = "ambiguous"


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
