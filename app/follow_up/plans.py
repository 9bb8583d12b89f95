"""How every unit takes the year's guidance up in its annual plan: one row each, entered once, never scored.

The six of the year hand their plan in before the dialogue (app/dialogues/plans.py); here it counts as received.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import add_working_days, local_day
from app.cycle import queries as cycles
from app.cycle.domain import CycleState, MilestoneKind
from app.cycle.models import Cycle
from app.cycle.services import require_open
from app.dialogues.models import AnnualPlan
from app.dialogues.passages import refuse_private
from app.dialogues.plans import web_address
from app.dialogues.words import tidy
from app.domain import NotFound
from app.follow_up.domain import LONGEST_SENTENCE, SentenceTooLong, TakesUpUnknown
from app.follow_up.models import PlanRow
from app.institutions import queries as institutions
from app.institutions.models import Institution
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.words import absolute
from app.people import services as people
from app.people.models import Person
from app.scheduling.models import Dialogue
from app.selection import queries as selection
from app.selection.domain import DrawSettings, Verdict, standing
from app.selection.models import Draw, Seat
from app.trail import services as trail

LINK_PURPOSE = "plan-row"
LINK_LIFE = dt.timedelta(days=400)
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """One unit on the page: who heads it, and what is known of its plan."""

    institution: Institution
    head: Person | None
    row: PlanRow | None
    handed_in: AnnualPlan | None

    @property
    def received_on(self) -> dt.date | None:
        """The first day on which anybody knew of the plan."""
        days = [self.row.received_on] if self.row and self.row.received_on else []
        days += [local_day(self.handed_in.received_at)] if self.handed_in else []
        return min(days, default=None)

    @property
    def link(self) -> str:
        return (self.row.link if self.row else "") or (self.handed_in.link if self.handed_in else "")

    @property
    def themes(self) -> set[int]:
        """The themes that it takes up, by the number of their edition."""
        own = self.row.themes if self.row else []
        return {int(one) for one in (*own, *(self.handed_in.takes_up if self.handed_in else ()))}

    @property
    def sentence(self) -> str:
        return self.row.sentence if self.row else ""


def lines_of(session: Session, cycle: Cycle, *, now: dt.datetime) -> list[PlanLine]:
    """Every unit with a head's seat of its own, by name; read in a fixed number of queries."""
    units = units_of(session, cycle, now=now)
    heads = institutions.heads_of(session, [one.id for one in units], local_day(now))
    rows = {one.institution_id: one for one in session.scalars(select(PlanRow).where(PlanRow.cycle_id == cycle.id))}
    handed_in = (
        select(Seat.institution_id, AnnualPlan)
        .join(Dialogue, Dialogue.id == AnnualPlan.dialogue_id)
        .join(Dialogue.seat)
        .join(Seat.draw)
        .where(Draw.cycle_id == cycle.id)
    )
    plans = dict(session.execute(handed_in).all())
    return [
        PlanLine(institution=one, head=heads.get(one.id), row=rows.get(one.id), handed_in=plans.get(one.id))
        for one in units
    ]


def units_of(session: Session, cycle: Cycle, *, now: dt.datetime) -> list[Institution]:
    """The units that the directorate governs and that have a head of their own, by name: those it could also invite."""
    draw = selection.draw_of(session, cycle)
    settings = DrawSettings(**draw.settings) if draw else DrawSettings()
    request = selection.pool_request(session, cycle=cycle, settings=settings, now=now)
    ours = {unit.id for unit in request.units if standing(unit, request) is Verdict.ELIGIBLE}
    found = [one for one in institutions.all_units(session) if selection.unit_id(one) in ours]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def row_of(session: Session, cycle: Cycle, institution: Institution, *, now: dt.datetime) -> PlanRow:
    """The row of a unit, made empty where there is none; raises NotFound for one that has no plan of its own."""
    query = select(PlanRow).where(PlanRow.cycle_id == cycle.id, PlanRow.institution_id == institution.id)
    found = session.scalars(query.with_for_update()).one_or_none()
    if found is None:
        if institution.id not in {one.id for one in units_of(session, cycle, now=now)}:
            raise NotFound()
        found = PlanRow(cycle_id=cycle.id, institution_id=institution.id, themes=[], entered_at=now)
        session.add(found)
        session.flush()
    return found


def enter(
    session: Session,
    *,
    cycle: Cycle,
    institution: Institution,
    received_on: dt.date | None,
    link: str,
    themes: Sequence[int],
    sentence: str,
    by: Person | None,
    now: dt.datetime,
) -> PlanRow:
    """Writes down what is known of one unit's plan; what stood there before is replaced.

    Raises LinkNotWeb, TakesUpUnknown, SentenceTooLong, and what refuse_private() raises.
    """
    require_open(session, cycle=cycle)
    words = tidy(sentence)
    refuse_private(words)
    if len(words) > LONGEST_SENTENCE:
        raise SentenceTooLong(most=LONGEST_SENTENCE)
    known = {one.id for one in cycles.themes_of(session, cycle.year)}
    if not known.issuperset(themes):
        raise TakesUpUnknown(year=cycle.year)
    row = row_of(session, cycle, institution, now=now)
    row.received_on, row.link = received_on, web_address(link.strip()) if link.strip() else ""
    row.themes, row.sentence = [str(one) for one in sorted(set(themes))], words
    row.entered_at, row.entered_by_id = now, by.id if by else None
    session.flush()
    trail.record(session, by=by, action="follow-up.plan-entered", thing=f"plan-row:{row.id}", now=now)
    return row


# ---- asking ----
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
