"""The port by which a room hears what became of its mails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from sqlalchemy.orm import Session

from app.mail.domain import Delivery

HANDLERS = "ledetraad.mail-handlers"


@dataclass(frozen=True)
class Handler:
    """Called once with the final word on each message of a kind, inside the transaction that records it."""

    kind: str
    function: Callable[[Session, Delivery, dt.datetime], None]


def register_handler(app: Flask, handler: Handler) -> None:
    """A room asks to hear of its mails."""
    handlers: dict[str, Handler] = app.extensions.setdefault(HANDLERS, {})
    handlers[handler.kind] = handler
