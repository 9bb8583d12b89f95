"""What the communication asks of the secretariat on the front page: a plan, a row whose day is here, a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.clock import local_day
from app.communication import plans, queries
from app.communication.domain import Channel
from app.communication.labels import channel_word
from app.communication.models import PlanStep
from app.cycle.domain import NextStep
from app.cycle.models import Cycle
from app.guidance import queries as guidances
from app.guidance.domain import GuidanceState
from app.guidance.models import Guidance
from app.people.domain import Role
from app.people.models import Person

BEFORE_MEETING = dt.timedelta(weeks=3)
"""So long before it meets a committee's paper is asked for."""


def next_steps(session: Session, person: Person, cycle: Cycle | None, now: dt.datetime) -> list[NextStep]:
    """The next things of the communication; a director reads the plan and is asked for nothing."""
    if not person.has(Role.SECRETARIAT):
        return []
    return list(_steps(session, cycle, local_day(now)))


def _steps(session: Session, cycle: Cycle | None, today: dt.date) -> Iterator[NextStep]:
    guidance = guidances.fed_by(session, cycle) if cycle else None
    if guidance is not None and guidance.state is not GuidanceState.DRAFT:
        yield from _first_steps(session, guidance, today)
    for due in queries.steps_due(session, today):
        if due.channel is not Channel.COMMITTEE:
            yield _row_step(due)
    for paper in queries.papers_undecided(session, today):
        yield NextStep(
            sentence=_("Skriv ind, hvad %(committee)s besluttede.", committee=paper.committee),
            otherwise=_("Ellers er sagen om Ledetråd %(year)s ikke lukket.", year=paper.guidance.year),
            button=_("Skriv beslutningen"),
            endpoint="communication.paper",
            args={"year": paper.guidance.year, "_anchor": "beslutning"},
            due=paper.meeting_on,
            rank=65,
        )


def _first_steps(session: Session, guidance: Guidance, today: dt.date) -> Iterator[NextStep]:
    """A plan where there is none, and the paper before its committee meets."""
    rows = queries.steps_of(session, guidance)
    if not rows and plans.proposal(session, guidance):
        yield NextStep(
            sentence=_("Læg en plan for, hvem der får besked om Ledetråd %(year)s hvornår.", year=guidance.year),
            otherwise=_("Et forslag ud fra årets datoer ligger klar."),
            button=_("Se forslaget"),
            endpoint="communication.overview",
            args={"year": guidance.year},
            rank=45,
        )
    committee, meets = plans.committee_of(session, guidance)
    soon = meets is not None and meets - BEFORE_MEETING <= today
    if soon and queries.paper_of(session, guidance) is None and not _told_already(rows):
        yield NextStep(
            sentence=_("Skriv sagen om Ledetråd %(year)s til %(committee)s.", year=guidance.year, committee=committee),
            otherwise=_("Den er skrevet af årets gang, når du åbner den."),
            button=_("Skriv sagen"),
            endpoint="communication.paper",
            args={"year": guidance.year},
            due=meets,
            rank=46,
        )


def _told_already(rows: list[PlanStep]) -> bool:
    """The plan's committees have been told all the same, or there is none in it."""
    waiting = [one for one in rows if one.channel is Channel.COMMITTEE and one.done_on is None]
    return bool(rows) and not waiting


def _row_step(row: PlanStep) -> NextStep:
    year = row.guidance.year
    if row.channel is Channel.MAIL:
        sentence = _("Send Ledetråd %(year)s til %(audience)s.", year=year, audience=row.audience)
        otherwise, button = _("Du ser først, hvem der får hvad."), _("Se mailen")
    else:
        what = channel_word(row.channel)
        sentence = _("%(what)s for %(audience)s: Ledetråd %(year)s.", what=what, audience=row.audience, year=year)
        otherwise, button = _("Skriv den som gjort, når den er det."), _("Se rækken")
    return NextStep(
        sentence=sentence,
        otherwise=otherwise,
        button=button,
        endpoint="communication.step",
        args={"step_id": row.id},
        due=row.day,
        rank=60,
    )
