"""How every unit takes the year's guidance up in its annual plan: one row each, entered once, never scored.

The six of the year hand their plan in before the dialogue (app/dialogues/before/plans.py); here it counts as received.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle import queries as cycles
from app.cycle.models import Cycle
from app.cycle.services import require_open
from app.dialogues.before.plans import web_address
from app.dialogues.models import AnnualPlan
from app.dialogues.writing.words import refuse_private, tidy
from app.domain import Refused
from app.follow_up.domain import LONGEST_SENTENCE, PlanOfNone, SentenceTooLong, SheetLineRefused, TakesUpUnknown
from app.follow_up.models import PlanRow
from app.follow_up.plan_sheet import SheetRow
from app.institutions import queries as institutions
from app.institutions.models import Institution
from app.people.models import Person
from app.scheduling.models import Dialogue
from app.selection import queries as selection
from app.selection.domain import DrawSettings, PoolRequest, Verdict, standing
from app.selection.models import Draw, Seat
from app.trail import services as trail


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
    request = _rules(session, cycle, now=now)
    found = [one for one in institutions.all_units(session) if _is_ours(one, request)]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def _rules(session: Session, cycle: Cycle, *, now: dt.datetime) -> PoolRequest:
    """What makes a unit one that can be chosen, by the settings of the year's choice."""
    draw = selection.draw_of(session, cycle)
    settings = DrawSettings.of_data(draw.settings) if draw else DrawSettings()
    return PoolRequest(year=cycle.year, day=local_day(now), settings=settings, units=())


def _is_ours(institution: Institution, rules: PoolRequest) -> bool:
    return standing(selection.unit_of(institution), rules) is Verdict.ELIGIBLE


def row_of(session: Session, cycle: Cycle, institution: Institution, *, now: dt.datetime) -> PlanRow:
    """The row of a unit (with its visits), made empty where there is none; raises PlanOfNone for one without a plan."""
    query = select(PlanRow).where(PlanRow.cycle_id == cycle.id, PlanRow.institution_id == institution.id)
    found = session.scalars(query.with_for_update()).one_or_none()
    if found is None:
        if not _is_ours(institution, _rules(session, cycle, now=now)):
            raise PlanOfNone(name=institution.name)
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
    address = web_address(link.strip()) if link.strip() else ""
    row = row_of(session, cycle, institution, now=now)
    row.received_on, row.link = received_on, address
    row.themes, row.sentence = [str(one) for one in sorted(set(themes))], words
    row.entered_at, row.entered_by_id = now, by.id if by else None
    session.flush()
    trail.record(session, by=by, action="follow-up.plan-entered", thing=f"plan-row:{row.id}", now=now)
    return row


def enter_sheet(
    session: Session, *, cycle: Cycle, rows: Sequence[SheetRow], by: Person | None, now: dt.datetime
) -> int:
    """Writes down every line of a spreadsheet, or none; an empty line changes nothing. Gives how many were written.

    Raises SheetLineRefused with the line and the reason.
    """
    finder = institutions.finder(session)
    numbers = {one.number: one.id for one in cycles.themes_of(session, cycle.year)}
    told = [row for row in rows if row.received_on or row.link or row.themes or row.sentence]
    for row in told:
        try:
            if not numbers.keys() >= set(row.themes):
                raise TakesUpUnknown(year=cycle.year)
            enter(
                session,
                cycle=cycle,
                institution=finder.find(row.unit),
                received_on=row.received_on,
                link=row.link,
                themes=[numbers[number] for number in row.themes],
                sentence=row.sentence,
                by=by,
                now=now,
            )
        except Refused as refused:
            raise SheetLineRefused(line=row.line, unit=row.unit, why=_(refused.sentence, **refused.data)) from refused
    return len(told)
