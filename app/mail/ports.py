"""The ports by which a room hears what became of its mails, and of what comes in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from sqlalchemy.orm import Session

from app.mail.domain import Arrived, Delivery, Verdict

HANDLERS = "ledetraad.mail-handlers"
RECEIVER = "ledetraad.mail-receiver"
Receiver = Callable[[Session, Arrived, dt.datetime], Verdict]
"""The room that answers for what comes in: called once for each mail, inside the transaction that keeps the verdict."""


@dataclass(frozen=True)
class Handler:
    """Called once with the final word on each message of a kind, inside the transaction that records it."""

    kind: str
    function: Callable[[Session, Delivery, dt.datetime], None]


def register_handler(app: Flask, handler: Handler) -> None:
    """A room asks to hear of its mails."""
    handlers: dict[str, Handler] = app.extensions.setdefault(HANDLERS, {})
    handlers[handler.kind] = handler


def receiver_of(app: Flask) -> Receiver:
    """Who has been registered to answer for what comes in."""
    found: Receiver = app.extensions[RECEIVER]
    return found
