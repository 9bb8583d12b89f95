"""How last year's guidance was told of: the plan, the mail to every head, a course, the committee and its decision.

What the committee decided is made up, like everything here.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.clock import add_working_days, at, local_day, working_day_from
from app.communication import courses, mailing, papers, plans, queries
from app.communication.domain import STOP_WITHIN, Channel, Part
from app.communication.models import PlanStep
from app.cycle.domain import MilestoneKind, default_milestones
from app.database import transaction
from app.guidance import queries as guidances
from app.guidance.models import Guidance
from app.mail.domain import MessageState
from app.settings import settings
from demonstration.steps.stage import Stage, secretary

INVITED, ABSENT_EVERY = 14, 5
COURSE, PLACE = "Fra ledetråd til årsplan", "Rådhuset, kursuslokale 1"
OWN_WORDS = "Ledetråden følger op på den, som udvalget blev orienteret om for et år siden."
DECISION = "Orienteringen er taget til efterretning."
MINUTE = dt.timedelta(minutes=1)


def tell_managers(stage: Stage) -> str:
    """The plan is laid on the day of publication, and the mail goes to the managers' circle."""
    now = at(stage.story.last.published, 9, 30)
    with transaction() as session:
        guidance, by = _guidance(session, stage), secretary(session)
        for row in plans.lay_plan(session, guidance=guidance, by=by, now=now):
            plans.change_step(
                session,
                step=row,
                channel=row.channel,
                audience=row.audience,
                day=row.day,
                owner=by,
                by=by,
                now=now,
            )
        mail = _row(session, guidance, Channel.MAIL)
        mailing.send_mail(session, step=mail, body=settings().body_name, by=by, now=now + MINUTE)
        plans.finish_step(
            session, step=_row(session, guidance, Channel.PORTAL), on=local_day(now), by=by, now=now + 2 * MINUTE
        )
    sent = stage.deliver(now + STOP_WITHIN + 2 * MINUTE)
    return f"{sent[MessageState.SENT.value]} mails to the managers' circle"


def tell_the_others(stage: Stage) -> str:
    """The committee, the seminar, the meeting for everyone, and a course in writing annual plans."""
    decided, came = _write_paper(stage), _hold_course(stage)
    with transaction() as session:
        guidance, by = _guidance(session, stage), secretary(session)
        for channel in (Channel.SEMINAR, Channel.TOWN_HALL, Channel.COURSE):
            row = _row(session, guidance, channel)
            plans.finish_step(session, step=row, on=row.day, by=by, now=at(row.day, 15))
    return f"the committee has decided on {decided}, {came} came to the course"


def _write_paper(stage: Stage) -> dt.date:
    """Written when the guidance is out, closed by what the committee decides."""
    last = stage.story.last
    meets = working_day_from(default_milestones(last.year)[MilestoneKind.FINANCE_COMMITTEE])
    written = at(add_working_days(last.published, 3), 10)
    with transaction() as session:
        guidance, by = _guidance(session, stage), secretary(session)
        committee = _row(session, guidance, Channel.COMMITTEE).audience
        number = f"{last.year % 100}/4180"
        paper = papers.write_paper(
            session,
            guidance=guidance,
            committee=committee,
            meeting_on=meets,
            case_number=number,
            by=by,
            now=written,
        )
        papers.add_sentence(session, paper=paper, part=Part.CAME_ABOUT, text=OWN_WORDS, by=by, now=written + MINUTE)
    with transaction() as session:
        paper, by = queries.paper(session, last.year + 1), secretary(session)
        papers.decide(session, paper=paper, decision=DECISION, day=meets, by=by, now=at(meets, 13))
    return meets


def _hold_course(stage: Stage) -> int:
    """Some heads are invited, and most of them come."""
    with transaction() as session:
        guidance, by = _guidance(session, stage), secretary(session)
        day = _row(session, guidance, Channel.COURSE).day
        asked = at(add_working_days(day, -15), 9)
        people = queries.managers_circle(session, local_day(asked)).people[:INVITED]
        course = courses.add_course(
            session,
            guidance=guidance,
            title=COURSE,
            starts_at=at(day, 9),
            ends_at=at(day, 12),
            place=PLACE,
            material="https://example.dk/aarsplan",
            by=by,
            now=asked,
        )
        courses.add_places(session, course=course, people=people, by=by, now=asked)
        courses.invite(session, course=course, by=by, now=asked + MINUTE)
        number = course.id
    stage.deliver(asked + 2 * MINUTE)
    with transaction() as session:
        course, by = queries.course(session, number), secretary(session)
        came = {one.person_id for index, one in enumerate(course.places, start=1) if index % ABSENT_EVERY}
        courses.note_attendance(session, course=course, came=came, by=by, now=at(day, 13))
    return len(came)


def _guidance(session: Session, stage: Stage) -> Guidance:
    return guidances.of_year(session, stage.story.last.year + 1)


def _row(session: Session, guidance: Guidance, channel: Channel) -> PlanStep:
    found = next(one for one in queries.steps_of(session, guidance) if one.channel is channel)
    return queries.step(session, found.id)
