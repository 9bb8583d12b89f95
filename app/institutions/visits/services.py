"""Use cases of earlier dialogues: which unit each line of a list means, and all lines written down, or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local_day
from app.institutions import queries
from app.institutions.domain import Fault, InstitutionAmbiguous, InstitutionUnknown, Problem, RegisterFaulty
from app.institutions.events.queries import former_names
from app.institutions.likeness import Likeness
from app.institutions.models import Institution, RegisterSetting, Visit
from app.institutions.visits.reading import VisitRow
from app.people.models import Person
from app.trail import services as trail

THE_ONE = 1


@dataclass(frozen=True, kw_only=True)
class NearLine:
    """A line whose unit is not certain, with those that it may mean: a person chooses one, or leaves the line out."""

    row: VisitRow
    units: tuple[Institution, ...]
    fault: Fault

    def problem(self) -> Problem:
        """The same as a fault, where nobody is asked."""
        names = ", ".join(f"{unit.name} ({unit.number})" for unit in self.units)
        expected = names if self.fault is Fault.LIKE_OTHERS else ""
        return Problem(fault=self.fault, line=self.row.line, value=self.row.institution, expected=expected)


@dataclass(frozen=True, kw_only=True)
class Matched:
    """What the lines of a list mean: `sure` {line: unit}, `near` for a person to say, `problems` that stop the list."""

    sure: Mapping[int, int]
    near: tuple[NearLine, ...]
    problems: tuple[Problem, ...]


def match_visits(session: Session, *, rows: Sequence[VisitRow], now: dt.datetime) -> Matched:
    """Which unit each line means, by number or whole name; where none has it, those whose names resemble it."""
    units = queries.all_units(session)
    finder, by_id = queries.Finder(units, former_names(session)), {unit.id: unit for unit in units}
    likeness = Likeness({unit.id: unit.name for unit in units})
    sure: dict[int, int] = {}
    near: list[NearLine] = []
    problems = [_not_yet(row) for row in rows if row.year > local_day(now).year]
    for row in rows:
        try:
            sure[row.line] = finder.find(row.institution).id
        except InstitutionAmbiguous:
            same = tuple(finder.all_named(row.institution))
            near.append(NearLine(row=row, units=same, fault=Fault.SEVERAL_UNITS))
        except InstitutionUnknown:
            like = tuple(by_id[one] for one in likeness.near(row.institution))
            if like:
                near.append(NearLine(row=row, units=like, fault=Fault.LIKE_OTHERS))
            else:
                problems.append(Problem(fault=Fault.NO_SUCH_UNIT, line=row.line, value=row.institution))
    return Matched(sure=sure, near=tuple(near), problems=tuple(problems))


def _not_yet(row: VisitRow) -> Problem:
    return Problem(fault=Fault.NOT_YET, line=row.line, value=str(row.year))


def record_visits(
    session: Session,
    *,
    rows: Sequence[VisitRow],
    source: str,
    by: Person | None,
    now: dt.datetime,
    chosen: Mapping[int, int | None] | None = None,
) -> int:
    """Earlier dialogues, by number or name of the unit; returns how many were new. All lines or nothing.

    `chosen` {line: unit, or None to leave the line out} is what a person said of lines that are not certain. Raises
    RegisterFaulty with every line whose unit is unknown or still uncertain.
    """
    chosen = chosen or {}
    matched = match_visits(session, rows=rows, now=now)
    unsaid = [near.problem() for near in matched.near if near.row.line not in chosen]
    if problems := (*matched.problems, *unsaid):
        raise RegisterFaulty(*sorted(problems, key=lambda problem: problem.line))
    meant = {**matched.sure, **chosen}
    found = {(unit, row.year, row.unknown) for row in rows if (unit := meant[row.line]) is not None}
    new = _add(session, {(unit, year) for unit, year, unknown in found if not unknown}, source)
    _mark_unknown(session, [(unit, year) for unit, year, unknown in found if unknown])
    details = {"new": new, "left_out": sum(unit is None for unit in chosen.values())}
    trail.record(session, by=by, action="institutions.visits", thing="visits", details=details, now=now)
    return new


def _add(session: Session, found: set[tuple[int, int]], source: str) -> int:
    known = {(visit.institution_id, visit.year) for visit in session.scalars(select(Visit))}
    new = sorted(found - known)
    session.add_all(Visit(institution_id=unit, year=year, source=source[-200:]) for unit, year in new)
    session.flush()
    return len(new)


def _mark_unknown(session: Session, found: Iterable[tuple[int, int]]) -> None:
    for unit, year in found:
        session.get_one(Institution, unit).unknown_before = year
    session.flush()


def set_known_since(session: Session, *, year: int | None, by: Person | None, now: dt.datetime) -> None:
    """From which year all dialogues are on record; None: from the earliest that is."""
    row = session.get(RegisterSetting, THE_ONE)
    if row is None:
        row = RegisterSetting(id=THE_ONE)
        session.add(row)
    row.visits_known_since = year
    session.flush()
    details = {"year": year}
    trail.record(session, by=by, action="institutions.known-since", thing="register:visits", details=details, now=now)
