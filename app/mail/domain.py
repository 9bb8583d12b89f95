"""The states of a message, the outcomes of an attempt, and what a handler hears of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class MessageState(Enum):
    """A message's life: WAITING until one worker has CLAIMED it. HELD waits for a person; the rest is final."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"
    SUPERSEDED = "superseded"


class Outcome(Enum):
    """How one attempt ended. AMBIGUOUS: the connection was lost between the final dot and the answer."""

    ACCEPTED = "accepted"
    PERMANENT = "permanent"
    TRANSIENT = "transient"
    AMBIGUOUS = "ambiguous"


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
