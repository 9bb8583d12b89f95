"""What follow-up asks on the front pages: of the secretariat the letters and the promises, of a head to read hers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.domain import MilestoneKind, NextStep
from app.cycle.models import Cycle
from app.follow_up import queries
from app.follow_up.domain import LetterState
from app.guidance import queries as guidances
from app.guidance.domain import GuidanceState
from app.people.domain import Role
from app.people.models import Person

SHOWN_FOR = dt.timedelta(days=60)
"""So long a letter stands on the front page of the one who got it; the page of her dialogue keeps it."""


def next_steps(session: Session, person: Person, cycle: Cycle | None, now: dt.datetime) -> list[NextStep]:
    """The next things of follow-up for this person."""
    if person.has(Role.SECRETARIAT):
        return list(_for_secretary(session, cycle, now)) if cycle else []
    return list(_for_head(session, person, now)) if person.has(Role.LEADER) else []


def _for_secretary(session: Session, cycle: Cycle, now: dt.datetime) -> Iterator[NextStep]:
    today = local_day(now)
    guidance = guidances.fed_by(session, cycle)
    if guidance is not None and guidance.state is GuidanceState.PUBLISHED:
        yield from _letter_step(cycle, queries.rows(session, cycle, today=today))
    late = [one for one in queries.promised(session, cycle) if one.done_on is None and one.due and one.due < today]
    if late:
        yield NextStep(
            sentence=ngettext("%(num)s aftale skulle være gjort.", "%(num)s aftaler skulle være gjort.", len(late)),
            otherwise=_("Institutionen læser i sit brev, hvor langt det er."),
            button=_("Se aftalerne"),
            endpoint="follow_up.overview",
            args={"year": cycle.year, "_anchor": "aftaler"},
            due=min(one.due for one in late if one.due),
            rank=70,
        )


def _letter_step(cycle: Cycle, rows: list[queries.Row]) -> Iterator[NextStep]:
    """One step at a time: write, read and adopt, send."""
    unwritten = [row for row in rows if row.letter is None and row.head is not None]
    unread = [row for row in rows if row.letter and row.letter.state is LetterState.DRAFT]
    unsent = [row for row in rows if row.letter and row.letter.state is LetterState.ADOPTED]
    if unwritten:
        sentence, button = _("Skriv brevene til dem, der var i dialog."), _("Til brevene")
    elif unread:
        sentence = ngettext("Læs og godkend %(num)s brev.", "Læs og godkend %(num)s breve.", len(unread))
        button = _("Læs brevene")
    elif unsent:
        sentence = ngettext(
            "%(num)s brev er klar til at blive sendt.", "%(num)s breve er klar til at blive sendt.", len(unsent)
        )
        button = _("Send brevene")
    else:
        yield _closing_step(cycle)
        return
    yield NextStep(
        sentence=sentence,
        otherwise=_("Ellers hører de aldrig, hvad der blev af deres ord."),
        button=button,
        endpoint="follow_up.overview",
        args={"year": cycle.year},
        due=cycle.day(MilestoneKind.SENT),
        rank=35,
    )


def _closing_step(cycle: Cycle) -> NextStep:
    return NextStep(
        sentence=_("Alle breve er sendt. Luk året %(year)s, når I er færdige med det.", year=cycle.year),
        otherwise=_("Ellers begynder siderne stadig med %(year)s.", year=cycle.year),
        button=_("Luk året"),
        endpoint="cycle.year",
        args={"year": cycle.year},
        rank=90,
    )


def _for_head(session: Session, person: Person, now: dt.datetime) -> Iterator[NextStep]:
    for letter in queries.letters_to(session, person, since=now - SHOWN_FOR, day=local_day(now)):
        yield NextStep(
            sentence=_("Se, hvad der blev af jeres ord i Ledetråd %(year)s.", year=letter.content["year"]),
            otherwise=_("Brevet bliver liggende her på siden."),
            button=_("Læs brevet"),
            endpoint="follow_up.letter_of",
            args={"dialogue_id": letter.dialogue_id},
            rank=40,
        )
