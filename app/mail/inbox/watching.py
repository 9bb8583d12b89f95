"""A mailbox that is not read is noticed by nobody who waits for an answer: someone is told, once for each time."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.dates import moment
from app.mail import noticing
from app.mail.inbox import queries
from app.mail.models import MailboxState
from app.mail.writing import words
from app.settings import settings

KIND = "inbox-silent"
PAGE = "/indbakke"


def tell_of_silence(session: Session, *, mailbox: str, now: dt.datetime) -> int:
    """Writes to everyone in the secretariat when a mailbox has not been read for a quarter of an hour.

    Asked again, it writes none twice, until the mailbox has been read in between.
    """
    state = queries.silent(session, mailbox, now)
    if state is None:
        return 0
    since = state.read_at or state.tried_since
    return noticing.tell_secretariat(
        session,
        kind=KIND,
        which=f"{state.mailbox[:80]}:{since.isoformat()}",
        sentence=lambda: _("Postkassen er ikke læst siden %(when)s", when=moment(since)),
        template="inbox_silent",
        context={"fault": state.fault, "url": words.absolute(PAGE)},
        now=now,
    )


def unread_mailbox(session: Session, *, now: dt.datetime) -> MailboxState | None:
    """This installation's mailbox, if it has one and it has not been read for a quarter of an hour."""
    given = settings()
    return queries.silent(session, given.imap_mailbox, now) if given.imap_host else None
