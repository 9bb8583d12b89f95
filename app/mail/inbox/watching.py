"""A mailbox that is not read is noticed by nobody who waits for an answer: someone is told, once for each time."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.dates import moment
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.inbox import queries
from app.mail.models import MailboxState
from app.mail.writing import words
from app.people import queries as people
from app.people.domain import Role
from app.people.models import Person
from app.settings import settings

KIND = "inbox-silent"
PAGE = "/indbakke"


def tell_of_silence(session: Session, *, mailbox: str, now: dt.datetime) -> int:
    """Writes to everyone in the secretariat when a mailbox has not been read for a quarter of an hour.

    Asked again, it writes none twice, until the mailbox has been read in between.
    """
    state = queries.silent(session, mailbox, now)
    secretariat = people.with_role(session, Role.SECRETARIAT) if state else []
    return sum(_tell(session, state, one, now) for one in secretariat if state)


def unread_mailbox(session: Session, *, now: dt.datetime) -> MailboxState | None:
    """This installation's mailbox, if it has one and it has not been read for a quarter of an hour."""
    given = settings()
    return queries.silent(session, given.imap_mailbox, now) if given.imap_host else None


def _tell(session: Session, state: MailboxState, person: Person, now: dt.datetime) -> int:
    since = state.read_at or state.tried_since
    once = f"{KIND}:{state.mailbox[:80]}:{since.isoformat()}:{person.id}"
    if outbox.is_written(session, once):
        return 0
    with words.language_of(person):
        sentence = _("Postkassen er ikke læst siden %(when)s", when=moment(since))
    mail.enqueue_plain(
        session,
        once=once,
        kind=KIND,
        thread=KIND,
        person=person,
        subject=sentence,
        template="inbox_silent",
        context={"sentence": sentence, "fault": state.fault, "url": words.absolute(PAGE)},
        now=now,
    )
    return 1
