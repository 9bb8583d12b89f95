"""Every half minute: what has come to the mailbox is taken in. Every minute: whether it can be read is watched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import structlog
from flask import current_app

from app.database import transaction
from app.mail.inbox import fetching, taking_in, watching
from app.mail.inbox.imap import MailboxFault
from config import Settings


def fetch_mail(settings: Settings, *, stopping: Callable[[], bool], now: dt.datetime) -> None:
    """One round through the mailbox, if there is one. A mailbox that cannot be read is no fault of ours: it is noted,
    and watched."""
    if not settings.imap_host:
        return
    reader = taking_in.reader_of(settings, app=current_app)
    plan = fetching.round_of(settings, reader=reader, now=now, stopping=stopping)
    try:
        fetching.fetch_new(transaction, plan=plan, now=now)
    except MailboxFault:
        structlog.get_logger().warning("mailbox-unread")


def watch_inbox(settings: Settings, *, now: dt.datetime) -> None:
    """Tells the secretariat of a mailbox that has not been read for a quarter of an hour."""
    if not settings.imap_host:
        return
    with transaction() as session:
        watching.tell_of_silence(session, mailbox=settings.imap_mailbox, now=now)
