"""Working time as a year has it: which rules hold, where each comes from, and what they are to the planner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.clock import holidays_of
from app.cycle.domain import MilestoneKind
from app.cycle.models import Cycle, Milestone
from app.domain import N_, NotFound, one_line
from app.people.models import Person
from app.scheduling.days import days_between
from app.scheduling.domain import Rules
from app.scheduling.models import ClosedSpan, PlanRule, SchoolHoliday
from app.scheduling.rules import domain as rules
from app.scheduling.rules import school_year
from app.scheduling.rules.closed import always_closed
from app.scheduling.rules.domain import DATED, WHOLE_DAY, Force, Rule, RuleKind, SpanBackwards
from app.scheduling.rules.ruled import Ruled
from app.scheduling.rules.school_year import Holiday
from app.trail import services as trail

DAY = dt.timedelta(days=1)
LONGEST_SPAN = 366
MEETINGS = (
    MilestoneKind.DISCUSSED,
    MilestoneKind.HEADS_FORUM,
    MilestoneKind.JOINT_COMMITTEE,
    MilestoneKind.FINANCE_COMMITTEE,
    MilestoneKind.PRESENTED,
)
"""The days of the year wheel on which the directors meet somebody else."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What working time is to the planner, between two days."""

    opens: dt.time
    closes: dt.time
    closed: frozenset[dt.date]
    ruled: tuple[Ruled, ...]
    limits: Rules


def rules_of(session: Session, cycle: Cycle | None) -> dict[RuleKind, Rule]:
    """Every rule as it holds in a year; without one, as it usually does."""
    found = {kind: rules.usual(kind) for kind in RuleKind}
    if cycle is not None:
        for one in session.scalars(select(PlanRule).where(PlanRule.cycle_id == cycle.id)):
            hours = tuple((span[0], span[1]) if span else None for span in one.hours)
            found[one.kind] = Rule(
                kind=one.kind, force=one.force, number=one.number, hours=hours, own=True, set_at=one.set_at
            )
    return found


def rule_of(session: Session, cycle: Cycle, kind: RuleKind) -> Rule:
    """One rule as it holds in a year."""
    return rules_of(session, cycle)[kind]


def weeks_of(session: Session, cycle: Cycle, kind: RuleKind) -> dt.timedelta:
    """The notice that a year asks for."""
    return dt.timedelta(weeks=rule_of(session, cycle, kind).number)


def set_rule(session: Session, *, cycle: Cycle, rule: Rule, by: Person | None, now: dt.datetime) -> None:
    """A year's own rule, or the usual one again where it says the same. Nothing that is agreed moves."""
    rules.check(rule)
    session.execute(delete(PlanRule).where(PlanRule.cycle_id == cycle.id, PlanRule.kind == rule.kind))
    plain = rules.usual(rule.kind)
    if (rule.force, rule.number, rule.hours) != (plain.force, plain.number, plain.hours):
        hours = [list(span) if span else None for span in rule.hours]
        session.add(
            PlanRule(
                cycle_id=cycle.id,
                kind=rule.kind,
                force=rule.force,
                number=rule.number,
                hours=hours,
                set_at=now,
                set_by_id=by.id if by else None,
            )
        )
    details = {"rule": rule.kind.value, "force": rule.force.value, "number": rule.number}
    trail.record(session, by=by, action="rule.set", thing=f"cycle:{cycle.id}", details=details, now=now)


def frame_of(session: Session, cycle: Cycle, first: dt.date, last: dt.date) -> Frame:
    """The hours, the closed days, and what each rule says of the days from the first to the last."""
    known = rules_of(session, cycle)
    opens, closes = rules.widest(known[RuleKind.HOURS].hours)
    return Frame(
        opens=opens,
        closes=closes,
        closed=frozenset(day for day in always_closed(first, last) if day.weekday() < 5),
        ruled=(
            *rules.outside_hours(known[RuleKind.HOURS], days_between(first, last)),
            *(one for span in spans_of(session, known, first, last) for one in span.ruled),
        ),
        limits=Rules(
            per_day=known[RuleKind.PER_DAY].number,
            per_week=known[RuleKind.PER_WEEK].number,
            buffer_minutes=known[RuleKind.BUFFER].number,
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Spell:
    """Days that a rule speaks of, and the word for them (Danish; `_()` where it is shown)."""

    rule: Rule
    word: str
    first: dt.date
    last: dt.date
    minutes: tuple[int, int] = WHOLE_DAY

    @property
    def ruled(self) -> list[Ruled]:
        """The same for the planner."""
        return rules.stretch(self.rule, self.first, self.last, self.minutes)


def spans_of(session: Session, known: dict[RuleKind, Rule], first: dt.date, last: dt.date) -> list[Spell]:
    """Everything dated that is not off and touches a window, by its day."""
    found = [
        *(
            Spell(rule=known[RuleKind.OPTIONAL], word=name, first=day, last=day)
            for day, name in optional_days(first, last).items()
        ),
        *(
            Spell(rule=known[RuleKind.SCHOOL], word=one.name, first=one.first, last=one.last)
            for one in holidays_between(session, first, last)
        ),
        *(
            Spell(
                rule=known[one.kind],
                word=one.word,
                first=one.first,
                last=one.last,
                minutes=(one.from_minute, one.to_minute),
            )
            for one in closed_spans(session, first, last)
        ),
        *(
            Spell(rule=known[RuleKind.COMMITTEE], word=one.kind.value, first=one.day, last=one.day)
            for one in meeting_days(session, first, last)
        ),
    ]
    return sorted((one for one in found if one.rule.force is not Force.OFF), key=lambda one: (one.first, one.word))


def days_off(session: Session, cycle: Cycle | None, first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """The weekdays on which a hard rule lets nobody meet, each with its word."""
    known, found = rules_of(session, cycle), dict[dt.date, str]()
    for one in spans_of(session, known, first, last):
        if one.rule.force is Force.HARD and one.minutes == WHOLE_DAY:
            found |= dict.fromkeys(days_between(max(one.first, first), min(one.last, last)), one.word)
    hours = known[RuleKind.HOURS]
    if hours.force is Force.HARD and not all(hours.hours):
        idle = [day for day in days_between(first, last) if day.weekday() < 5 and not hours.hours[day.weekday()]]
        found = dict.fromkeys(idle, N_("ingen møder den ugedag")) | found
    found |= always_closed(first, last)
    return {day: word for day, word in sorted(found.items()) if day.weekday() < 5}


def optional_days(first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """The days on which most workplaces are closed without a law that says so."""
    always = always_closed(first, last)
    found = {day: name for year in range(first.year, last.year + 1) for day, name in holidays_of(year).items()}
    return {
        day: name
        for day, name in sorted(found.items())
        if first <= day <= last and day.weekday() < 5 and day not in always
    }


def meeting_days(session: Session, first: dt.date, last: dt.date) -> list[Milestone]:
    """The days of any year's wheel on which the directors meet somebody else."""
    query = select(Milestone).where(Milestone.kind.in_(MEETINGS), Milestone.day.between(first, last))
    return list(session.scalars(query.order_by(Milestone.day)))


def holidays_between(session: Session, first: dt.date, last: dt.date) -> list[Holiday]:
    """The schools' holidays that touch a window: a municipality's own, and the usual ones of other school years."""
    years = range(school_year.school_year_of(first) - 1, school_year.school_year_of(last) + 1)
    own = _own_holidays(session, years)
    found = [one for year in years for one in own.get(year) or school_year.usual_holidays(year)]
    return [one for one in found if one.last >= first and one.first <= last]


def holidays_of_year(session: Session, year: int) -> list[Holiday]:
    """The holidays of one school year, in order."""
    return _own_holidays(session, [year]).get(year) or school_year.usual_holidays(year)


def _own_holidays(session: Session, years: Iterable[int]) -> dict[int, list[Holiday]]:
    query = select(SchoolHoliday).where(SchoolHoliday.school_year.in_(list(years))).order_by(SchoolHoliday.first)
    found: dict[int, list[Holiday]] = {}
    for one in session.scalars(query):
        holiday = Holiday(name=one.name, first=one.first, last=one.last, source=one.source)
        found.setdefault(one.school_year, []).append(holiday)
    return found


def save_holidays(
    session: Session, *, year: int, holidays: Sequence[Holiday], by: Person | None, now: dt.datetime
) -> None:
    """A municipality's own holidays of one school year, all of them; none: the usual ones again."""
    if wrong := school_year.check(holidays):
        raise rules.HolidaysUnreadable(line=wrong[0].line)
    session.execute(delete(SchoolHoliday).where(SchoolHoliday.school_year == year))
    for one in holidays:
        name = one_line(one.name, longest=80)
        row = SchoolHoliday(school_year=year, name=name, first=one.first, last=one.last, source=one.source[:200])
        session.add(row)
    session.flush()
    trail.record(session, by=by, action="holidays.set", thing=f"school-year:{year}", now=now)


def import_holidays(
    session: Session, *, data: bytes, source: str, by: Person | None, now: dt.datetime
) -> school_year.Listed:
    """Takes a municipality's list from a file, whole school years at a time; with one fault, nothing of it."""
    listed = school_year.read(data, source=source)
    if listed.faults:
        raise rules.HolidaysUnreadable(line=listed.faults[0].line)
    for year in listed.years:
        mine = [one for one in listed.holidays if school_year.school_year_of(one.first) == year]
        save_holidays(session, year=year, holidays=mine, by=by, now=now)
    return listed


def closed_spans(session: Session, first: dt.date, last: dt.date) -> list[ClosedSpan]:
    """The closed days and committee meetings that touch a window."""
    query = select(ClosedSpan).where(ClosedSpan.last >= first, ClosedSpan.first <= last)
    return list(session.scalars(query.order_by(ClosedSpan.first, ClosedSpan.from_minute, ClosedSpan.id)))


def add_span(
    session: Session,
    *,
    kind: RuleKind,
    first: dt.date,
    last: dt.date,
    minutes: tuple[int, int],
    word: str,
    by: Person | None,
    now: dt.datetime,
) -> ClosedSpan:
    """Days, or hours of each of them, on which the directors cannot."""
    if kind not in DATED or not 0 <= (last - first).days <= LONGEST_SPAN or not 0 <= minutes[0] < minutes[1] <= 1440:
        raise SpanBackwards()
    span = ClosedSpan(
        kind=kind,
        first=first,
        last=last,
        from_minute=minutes[0],
        to_minute=minutes[1],
        word=one_line(word, longest=120),
    )
    session.add(span)
    session.flush()
    trail.record(session, by=by, action="closed.added", thing=f"closed:{span.id}", now=now)
    return span


def remove_span(session: Session, *, span_id: int, by: Person | None, now: dt.datetime) -> None:
    """They can after all. Raises NotFound."""
    span = session.get(ClosedSpan, span_id)
    if span is None:
        raise NotFound(N_("Lukkedagen"), span_id)
    session.delete(span)
    trail.record(session, by=by, action="closed.removed", thing=f"closed:{span_id}", now=now)
