"""Every few seconds: what is due leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import current_app

from app.database import recording, transaction
from app.mail.outbox import delivery
from app.mail.outbox.smtp import Transport, relay_of
from config import Settings


def deliver_mail(settings: Settings, *, stopping: Callable[[], bool], now: dt.datetime) -> None:
    """Delivers what is due, and stops between two mails when the process is asked to end."""
    worker = delivery.worker_of(settings, app=current_app, stopping=stopping)
    with Transport(relay_of(settings, now=now)) as transport, recording() as recorder:
        delivery.deliver_due(transaction, transport=transport, worker=worker, now=now, recorder=recorder)
