"""A planned job that fails again and again is noticed by nobody who waits for what it does: someone is told, once."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.dates import moment
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.writing import words
from app.people import queries as people
from app.people.domain import Role
from app.people.models import Person

KIND = "job-late"
TOLD_AFTER = dt.timedelta(minutes=15)


def tell_of_late_job(session: Session, *, job: str, planned_at: dt.datetime, now: dt.datetime) -> int:
    """Writes to everyone in the secretariat about a run that should have been done a quarter of an hour ago.

    Asked again about the same run, it writes none twice.
    """
    if planned_at > now - TOLD_AFTER:
        return 0
    return sum(_tell(session, job, planned_at, one, now) for one in people.with_role(session, Role.SECRETARIAT))


def _tell(session: Session, job: str, planned_at: dt.datetime, person: Person, now: dt.datetime) -> int:
    once = f"{KIND}:{job}:{planned_at.isoformat()}:{person.id}"
    if outbox.is_written(session, once):
        return 0
    with words.language_of(person):
        sentence = _("Noget, der går af sig selv, er ikke lykkedes siden %(when)s", when=moment(planned_at))
    mail.enqueue_plain(
        session,
        once=once,
        kind=KIND,
        thread=KIND,
        person=person,
        subject=sentence,
        template="job_late",
        context={"sentence": sentence, "job": job},
        now=now,
    )
    return 1
