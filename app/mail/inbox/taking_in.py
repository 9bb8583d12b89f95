"""From a mail's bytes to its one outcome, in two short transactions: stored and committed, then processed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.mail.inbox import queries
from app.mail.inbox import services as inbox
from app.mail.models import InboxMessage
from app.mail.ports import Receiver, receiver_of
from config import Settings

OpenTransaction = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Reader:
    """Who applies what comes in, and the name by which our own server signs its checks of senders."""

    receiver: Receiver
    authserv_id: str = ""


def reader_of(settings: Settings, *, app: Flask) -> Reader:
    """The reader of this installation, with the receiver that wiring has registered."""
    return Reader(receiver_of(app), settings.authserv_id)


def ingest(open_transaction: OpenTransaction, *, raw: bytes, reader: Reader, now: dt.datetime) -> InboxMessage:
    """One mail that came by another way than the mailbox. The same bytes once more change nothing.

    The entrypoint's transaction() is handed in, as for delivery: the bytes are safe before anything is made of them.
    """
    with open_transaction() as session:
        message = inbox.store(session, raw=raw, received_at=now, now=now)
    if message is None:
        raise RuntimeError("a mail without a place is always kept")
    return process(open_transaction, message_id=message.id, reader=reader, now=now)


def process(
    open_transaction: OpenTransaction, *, message_id: int, reader: Reader, now: dt.datetime, trusted: bool = False
) -> InboxMessage:
    """Processes one stored mail. A fault of ours undoes whatever it had begun, and leaves the mail to a person."""
    try:
        with open_transaction() as session:
            return inbox.process(
                session,
                message_id=message_id,
                receiver=reader.receiver,
                authserv_id=reader.authserv_id,
                now=now,
                trusted=trusted,
            )
    except OperationalError:  # the database is busy or away: the mail stays as it is, for the next round
        raise
    except Exception as error:
        with open_transaction() as session:
            return inbox.keep_fault(session, message_id=message_id, error=error, now=now)


def process_left_over(open_transaction: OpenTransaction, *, reader: Reader, now: dt.datetime) -> int:
    """What was stored by a process that ended before it could go on; says how many."""
    with open_transaction() as session:
        left = queries.unprocessed(session)
    for message_id in left:
        process(open_transaction, message_id=message_id, reader=reader, now=now)
    return len(left)


def told(message: InboxMessage) -> dict[str, object]:
    """What became of a mail, as the command prints it."""
    return {
        "outcome": message.outcome.value if message.outcome else None,
        "reason": message.reason,
        "dialogue": message.dialogue_id,
        "person": message.person_id,
        "answer": message.answer or None,
    }
