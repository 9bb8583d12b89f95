"""Asking the heads about their annual plans: once, reminded once, and once more at half-year for who likes to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.clock import add_working_days, local_day
from app.cycle import queries as cycles
from app.cycle.domain import CycleState, MilestoneKind
from app.cycle.models import Cycle
from app.cycle.services import require_open
from app.follow_up.models import PlanRow
from app.follow_up.plans import PlanLine, lines_of, row_of
from app.institutions.models import Institution
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.writing.words import absolute
from app.people import services as people
from app.people.models import Person
from app.trail import services as trail

LINK_PURPOSE = "plan-row"
LINK_LIFE = dt.timedelta(days=400)
WEEK = dt.timedelta(days=7)


def ask(session: Session, *, cycle: Cycle, by: Person | None, now: dt.datetime) -> int:
    """Asks every head whose plan nobody knows of, by mail with a link to the short form; each once. Gives how many."""
    require_open(session, cycle=cycle)
    missing = [line for line in lines_of(session, cycle, now=now) if line.head and line.received_on is None]
    return _mail(session, cycle, missing, "ask", by=by, now=now)


def ask_half_year(session: Session, *, cycle: Cycle, by: Person | None, now: dt.datetime) -> int:
    """Asks every head for the one sentence at half-year that nobody has to write; each once. Gives how many."""
    require_open(session, cycle=cycle)
    silent = [line for line in lines_of(session, cycle, now=now) if line.head and not line.sentence]
    return _mail(session, cycle, silent, "half-year", by=by, now=now)


def to_remind(session: Session, now: dt.datetime) -> list[int]:
    """The years whose heads are reminded: those that are open, from the working day after the plans were due."""
    found = cycles.all_years(session)
    due = {one.id: add_working_days(one.day(MilestoneKind.ANNUAL_PLANS), 1) for one in found}
    today = local_day(now)
    return [one.year for one in found if one.state is CycleState.OPEN and due[one.id] <= today < due[one.id] + WEEK]


def remind(session: Session, *, year: int, now: dt.datetime) -> int:
    """Reminds the heads who were asked and have not entered anything, once. Gives how many mails were written."""
    if year not in to_remind(session, now):
        return 0
    cycle = cycles.by_year(session, year)
    asked = [
        line
        for line in lines_of(session, cycle, now=now)
        if line.head
        and line.row
        and line.received_on is None
        and outbox.is_written(session, _once(line.row, "ask", line.head))
    ]
    return _mail(session, cycle, asked, "reminder", by=None, now=now)


def _mail(
    session: Session, cycle: Cycle, lines: Sequence[PlanLine], what: str, *, by: Person | None, now: dt.datetime
) -> int:
    """One mail to the head of each, unless it was written before; a link to her own unit's form and nothing else."""
    written = 0
    for line in lines:
        row, head = line.row or row_of(session, cycle, line.institution, now=now), line.head
        if head is None or outbox.is_written(session, _once(row, what, head)):
            continue
        _post(session, cycle=cycle, institution=line.institution, row=row, head=head, what=what, now=now)
        written += 1
    if written:
        trail.record(session, by=by, action=f"follow-up.plans-{what}", thing=f"cycle:{cycle.id}", now=now)
    return written


def _once(row: PlanRow, what: str, head: Person) -> str:
    return f"plan-row:{row.id}:{what}:{head.id}"


def _post(
    session: Session,
    *,
    cycle: Cycle,
    institution: Institution,
    row: PlanRow,
    head: Person,
    what: str,
    now: dt.datetime,
) -> None:
    token = people.issue_link(
        session, person=head, purpose=LINK_PURPOSE, subject_id=row.id, ends_at=now + LINK_LIFE, now=now
    )
    subjects = {
        "ask": _("Hvor tager jeres årsplan ledetråden op?"),
        "reminder": _("Påmindelse: Hvor tager jeres årsplan ledetråden op?"),
        "half-year": _("Halvvejs: Har I en sætning om årsplanen?"),
    }
    mail.enqueue_plain(
        session,
        once=_once(row, what, head),
        kind="plan-row",
        thread=f"plan-row:{row.id}",
        person=head,
        subject=subjects[what],
        template="plan_row",
        context={"institution": institution, "cycle": cycle, "what": what, "url": absolute(f"/aarsplan/{token}")},
        now=now,
    )
