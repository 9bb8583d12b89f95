"""What the choice asks of the secretariat on its front page."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.cycle.domain import MilestoneKind, NextStep
from app.cycle.models import Cycle
from app.people.domain import Role
from app.people.models import Person
from app.selection import queries
from app.selection.services import CHANGEABLE


def next_steps(session: Session, person: Person, cycle: Cycle | None, _now: dt.datetime) -> list[NextStep]:
    """Until they are chosen: make the list, then choose."""
    if cycle is None or not person.has(Role.SECRETARIAT):
        return []
    draw = queries.draw_of(session, cycle)
    if draw is not None and draw.state not in CHANGEABLE:
        return []
    prepared = draw is not None
    return [
        NextStep(
            sentence=_("Vælg dem, direktionen skal tale med i %(year)s", year=cycle.year)
            if prepared
            else _("Lav listen over dem, der kan vælges i %(year)s", year=cycle.year),
            otherwise=_("Uden de valgte kan ingen tider findes."),
            button=_("Se listen") if prepared else _("Lav listen"),
            endpoint="selection.overview",
            args={"year": cycle.year},
            due=cycle.day(MilestoneKind.CHOSEN),
            rank=20,
        )
    ]
