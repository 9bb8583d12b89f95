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
from app.selection.domain import DrawState, Way
from app.selection.models import Draw
from app.selection.services import CHANGEABLE


def next_steps(session: Session, person: Person, cycle: Cycle | None, _now: dt.datetime) -> list[NextStep]:
    """Until they are chosen: make the list, for a public lot lay it before everyone, then choose."""
    if cycle is None or not person.has(Role.SECRETARIAT):
        return []
    draw = queries.draw_of(session, cycle)
    if draw is not None and draw.state not in CHANGEABLE:
        return []
    sentence, button, endpoint = _asked(draw, cycle.year)
    return [
        NextStep(
            sentence=sentence,
            otherwise=_("Uden de valgte kan ingen tider findes."),
            button=button,
            endpoint=endpoint,
            args={"year": cycle.year},
            due=cycle.day(MilestoneKind.CHOSEN),
            rank=20,
        )
    ]


def _asked(draw: Draw | None, year: int) -> tuple[str, str, str]:
    """The sentence, the button, and the page it leads to."""
    page = "selection.overview"
    if draw is None:
        return _("Lav listen over dem, der kan vælges i %(year)s", year=year), _("Lav listen"), page
    if draw.way is not Way.BY_PUBLIC_LOT:
        return _("Vælg dem, direktionen skal tale med i %(year)s", year=year), _("Se listen"), page
    if draw.state is DrawState.PREPARED:
        return _("Læg listen for %(year)s frem, før tallet bliver trukket", year=year), _("Se listen"), page
    return (
        _("Træk tallet for %(year)s, så alle kan se det, og skriv det ind", year=year),
        _("Skriv tallet"),
        "selection.draw_value",
    )
