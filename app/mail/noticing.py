"""What nobody else would notice is told to everyone in the secretariat by mail, once for each time it happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.writing import words
from app.people import queries as people
from app.people.domain import Role

TOLD_AFTER = dt.timedelta(minutes=15)
"""What should have happened by itself, and has not for so long, is told of."""


def tell_secretariat(
    session: Session,
    *,
    kind: str,
    which: str,
    sentence: Callable[[], str],
    template: str,
    context: Mapping[str, object],
    now: dt.datetime,
) -> int:
    """Writes to each in her language; `which` names the one time, of which nobody is told twice. Gives the mails."""
    told = 0
    for person in people.with_role(session, Role.SECRETARIAT):
        once = f"{kind}:{which}:{person.id}"
        if outbox.is_written(session, once):
            continue
        with words.language_of(person):
            subject = sentence()
        mail.enqueue_plain(
            session,
            once=once,
            kind=kind,
            thread=kind,
            person=person,
            subject=subject,
            template=template,
            context={"sentence": subject, **context},
            now=now,
        )
        told += 1
    return told
