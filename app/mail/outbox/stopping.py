"""The secretariat's switch: all mail is stopped, or goes again. Nothing is lost by it; rows wait.

The setting LEDETRAAD_MAIL_PAUSED stands above it: what the installation has stopped, no page starts.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.mail.domain import MailAlreadyStopped, MailNotStopped
from app.mail.models import MailStop
from app.people.models import Person
from app.trail import services as trail

THE_ONE = 1


def stop(session: Session, *, by: Person, now: dt.datetime) -> None:
    """From now on nothing leaves but the mail that is under way. Raises MailAlreadyStopped."""
    try:
        with session.begin_nested():
            session.add(MailStop(id=THE_ONE, at=now, by_id=by.id))
    except IntegrityError:
        raise MailAlreadyStopped() from None
    trail.record(session, by=by, action="mail.stopped", thing="outbox", now=now)


def start(session: Session, *, by: Person, now: dt.datetime) -> None:
    """What waits leaves. Raises MailNotStopped."""
    if not session.scalars(delete(MailStop).returning(MailStop.id)).all():
        raise MailNotStopped()
    trail.record(session, by=by, action="mail.started", thing="outbox", now=now)
