"""What the front page says of the outbox: that nothing leaves, as long as it is so."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.cycle.domain import NextStep
from app.cycle.models import Cycle
from app.mail import queries
from app.people.domain import Role
from app.people.models import Person
from app.web import settings


def next_steps(session: Session, person: Person, _cycle: Cycle | None, _now: dt.datetime) -> list[NextStep]:
    """The secretariat is told first of all: whatever else it does today, nobody hears of it."""
    if not person.has(Role.SECRETARIAT):
        return []
    by_setting = settings().mail_paused
    if not by_setting and queries.stopped(session) is None:
        return []
    how = _("Det er gjort med en indstilling (LEDETRAAD_MAIL_PAUSED).") if by_setting else ""
    rest = _("Intet går tabt, men ingen får noget, før mail bliver sat i gang igen.")
    step = NextStep(
        sentence=_("Al mail er stoppet"),
        otherwise=f"{how} {rest}".strip(),
        button=_("Se mails"),
        endpoint="mail.overview",
        waits=True,
        rank=1,
    )
    return [step]
