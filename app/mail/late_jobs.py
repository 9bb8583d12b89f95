"""A planned job that fails again and again is noticed by nobody who waits for what it does: someone is told, once."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.dates import moment
from app.mail import noticing

KIND = "job-late"


def tell_of_late_job(session: Session, *, job: str, planned_at: dt.datetime, now: dt.datetime) -> int:
    """Writes to everyone in the secretariat about a run that should have been done a quarter of an hour ago.

    Asked again about the same run, it writes none twice.
    """
    if planned_at > now - noticing.TOLD_AFTER:
        return 0
    return noticing.tell_secretariat(
        session,
        kind=KIND,
        which=f"{job}:{planned_at.isoformat()}",
        sentence=lambda: _("Noget, der går af sig selv, er ikke lykkedes siden %(when)s", when=moment(planned_at)),
        template="job_late",
        context={"job": job},
        now=now,
    )
