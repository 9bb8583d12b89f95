"""The port by which the register learns that a choice was made with what it says, without knowing the choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

from flask import current_app
from sqlalchemy.orm import Session

from app.institutions.models import Institution

CHOICE_USED = "ledetraad.choice-used"
ChoiceUsed = Callable[[Session, Collection[Institution], dt.date, dt.datetime, bool], int | None]
"""(units, day of an event, when it was written down, whether to hold what lies fast): the year of the choice that was
made with it, if there is one. With the last, no list is published until the transaction is over."""


def choice_used(
    session: Session, units: Collection[Institution], *, day: dt.date, since: dt.datetime, hold: bool
) -> int | None:
    """The year of the choice that was made with an event."""
    asked: ChoiceUsed = current_app.extensions[CHOICE_USED]
    return asked(session, units, day, since, hold)
