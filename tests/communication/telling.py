"""A published guidance that is being told of: three dialogues held, another forum heard, a plan, and a paper."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import at
from app.communication import papers, plans, queries
from app.communication.domain import Channel
from app.communication.models import CommitteePaper, PlanStep
from app.dialogues import queries as dialogue_queries
from app.dialogues.discussions import services as discussions
from app.dialogues.domain import Forum, PassageKind
from app.dialogues.models import Discussion
from app.guidance.models import Guidance
from tests.dialogues import meetings
from tests.follow_up import harvest
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import Year

BODY = "Eksempel Kommune"
DAY = dt.date(2027, 11, 3)
NOW = at(DAY, 9)
MEETS = dt.date(2027, 11, 15)
HIDDEN = "Centerchefen gav os ret, men vil ikke citeres for det."


def publish(session: Session) -> Year:
    """Ledetråd 2028 is out; the heads' forum has had its say too, with a note that is the secretariat's own.

    Tests that start from it find it here.
    """
    year = harvest.publish(session)
    if session.scalars(select(Discussion)).first():
        return year
    found = discussions.add_discussion(
        session,
        cycle=year.cycle,
        forum=Forum.HEADS_FORUM,
        title="Drøftelse af udkastet",
        held_on=dt.date(2027, 9, 9),
        by=None,
        now=drafting.NOW,
    )
    note = dialogue_queries.discussion_note(session, found)
    meetings.say(session, note, HIDDEN, by=None, kind=PassageKind.OWN)
    return year


def plan(session: Session, guidance: Guidance) -> dict[Channel, PlanStep]:
    """The plan as it is proposed, by channel."""
    plans.lay_plan(session, guidance=guidance, by=None, now=NOW)
    return {one.channel: queries.step(session, one.id) for one in queries.steps_of(session, guidance)}


def write(session: Session, guidance: Guidance) -> CommitteePaper:
    """The paper as the year writes it."""
    return papers.write_paper(
        session,
        guidance=guidance,
        committee="Økonomiudvalget",
        meeting_on=MEETS,
        case_number="27/4180",
        by=None,
        now=NOW,
    )


def told(session: Session) -> CommitteePaper:
    """A year with its plan, of which the portal has been done, and its paper."""
    year = publish(session)
    rows = plan(session, year.guidance)
    plans.finish_step(session, step=rows[Channel.PORTAL], on=dt.date(2027, 11, 1), by=None, now=NOW)
    return write(session, year.guidance)
