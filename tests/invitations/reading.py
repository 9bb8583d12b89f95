"""What lies in the outbox, as its recipients would read it."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import vobject
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.mail.domain import MessageState
from app.mail.models import OutboxMessage


@dataclass(frozen=True)
class Read:
    """One mail: its row, its parsed message, and its calendar (read by a reader that is not ours)."""

    row: OutboxMessage
    message: EmailMessage
    calendar: Any

    @property
    def text(self) -> str:
        """The plain text."""
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")


def read_outbox(session: Session, *, kind: str = "invitation") -> list[Read]:
    """Every mail of a kind that has not been superseded, in the order of writing."""
    query = (
        select(OutboxMessage)
        .where(OutboxMessage.kind == kind, OutboxMessage.state != MessageState.SUPERSEDED)
        .order_by(OutboxMessage.id)
        .options(undefer(OutboxMessage.raw))
        .execution_options(populate_existing=True)
    )
    return [_read(row) for row in session.scalars(query)]


def _read(row: OutboxMessage) -> Read:
    message = email.message_from_bytes(row.raw, policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return Read(row, message, vobject.readOne(parts[0].get_content()) if parts else None)
