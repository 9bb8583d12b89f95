"""The process over the years: whom it has reached, how long themes live, what insights became, who answered in time.

Counts only, each with the whole that it is a part of; nothing is scored and nobody is ranked.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle import queries as cycles
from app.cycle.models import Cycle, ThemeEdition
from app.dialogues.models import Confirmation, Note
from app.guidance.domain import FateKind
from app.guidance.models import Fate
from app.insights.models import Insight
from app.institutions.models import Visit
from app.selection.domain import CAN_EVER_BE_CHOSEN
from app.selection.lottery.listing import read_list
from app.selection.lottery.record import read_record
from app.selection.models import Draw
from app.selection.refusals import RecordUnreadable


@dataclass(frozen=True, kw_only=True)
class Reached:
    """How many institutions were met in a year, how many different ones by then, and of how many if a list says so."""

    year: int
    met: int
    so_far: int
    of: int | None


@dataclass(frozen=True, kw_only=True)
class ThemeLife:
    """A theme by its newest name, from its first year to its last; `why` it ended, if it has."""

    title: str
    first: int
    last: int
    years: int
    why: str


@dataclass(frozen=True, kw_only=True)
class Used:
    """What the insights of a year became."""

    year: int
    insights: int
    fates: Mapping[FateKind, int]

    @property
    def undecided(self) -> int:
        """Those that nobody has said anything of."""
        return self.insights - sum(self.fates.values())


@dataclass(frozen=True, kw_only=True)
class Answered:
    """How the institutions answered when they were asked about their minutes; no answer is never a yes."""

    year: int
    asked: int
    in_time: int
    late: int
    never: int


@dataclass(frozen=True, kw_only=True)
class Years:
    """Everything that the page shows, the oldest year first."""

    reached: Sequence[Reached]
    themes: Sequence[ThemeLife]
    used: Sequence[Used]
    answered: Sequence[Answered]


def over_years(session: Session, today: dt.date) -> Years:
    """Read in a fixed number of queries, however many years there are."""
    found = cycles.all_years(session)[::-1]
    return Years(
        reached=_reached(session),
        themes=_lives(cycles.all_editions(session)),
        used=_used(session, found),
        answered=_answered(session, found, today),
    )


def _reached(session: Session) -> list[Reached]:
    visits: dict[int, set[int]] = defaultdict(set)
    for institution_id, year in session.execute(select(Visit.institution_id, Visit.year)):
        visits[year].add(institution_id)
    listed = _listed(session)
    so_far: set[int] = set()
    found = []
    for year in sorted(visits):
        so_far |= visits[year]
        found.append(Reached(year=year, met=len(visits[year]), so_far=len(so_far), of=listed.get(year)))
    return found


def _listed(session: Session) -> dict[int, int]:
    """How many could be chosen at all, as the list of each year tells; those in their pause are among them."""
    found = {}
    for year, text in session.execute(select(Cycle.year, Draw.record).join(Draw, Draw.cycle_id == Cycle.id)):
        try:
            verdicts = read_list(read_record(text)).verdicts
        except RecordUnreadable:  # a choice that was taken over, or made by the plain method, has no list
            continue
        found[year] = sum(verdict in CAN_EVER_BE_CHOSEN for verdict in verdicts.values())
    return found


def _lives(editions: Sequence[ThemeEdition]) -> list[ThemeLife]:
    """The themes, those that began first coming first."""
    by_theme: dict[int, list[ThemeEdition]] = defaultdict(list)
    for edition in editions:  # the newest first
        by_theme[edition.theme_id].append(edition)
    lives = [
        ThemeLife(
            title=own[0].title,
            first=own[-1].year,
            last=own[0].year,
            years=len(own),
            why=own[0].ended_reason or "",
        )
        for own in by_theme.values()
    ]
    return sorted(lives, key=lambda one: (one.first, one.last, one.title))


def _used(session: Session, found: Sequence[Cycle]) -> list[Used]:
    """An insight that has become part of another is counted with it."""
    query = (
        select(Insight.cycle_id, Fate.kind, func.count())
        .outerjoin(Fate, Fate.insight_id == Insight.id)
        .where(Insight.merged_into_id.is_(None))
        .group_by(Insight.cycle_id, Fate.kind)
    )
    by_cycle: dict[int, Counter[FateKind | None]] = defaultdict(Counter)
    for cycle_id, kind, count in session.execute(query):
        by_cycle[cycle_id][kind] += count
    return [
        Used(
            year=cycle.year,
            insights=by_cycle[cycle.id].total(),
            fates={kind: by_cycle[cycle.id][kind] for kind in FateKind},
        )
        for cycle in found
        if cycle.id in by_cycle
    ]


def _answered(session: Session, found: Sequence[Cycle], today: dt.date) -> list[Answered]:
    query = select(Note.cycle_id, Confirmation.deadline, Confirmation.answered_at).join(Confirmation.note)
    by_cycle: dict[int, Counter[str]] = defaultdict(Counter)
    for cycle_id, deadline, answered_at in session.execute(query):
        by_cycle[cycle_id][_when(deadline, answered_at, today)] += 1
    return [
        Answered(
            year=cycle.year,
            asked=by_cycle[cycle.id].total(),
            in_time=by_cycle[cycle.id]["in-time"],
            late=by_cycle[cycle.id]["late"],
            never=by_cycle[cycle.id]["never"],
        )
        for cycle in found
        if cycle.id in by_cycle
    ]


def _when(deadline: dt.date, answered_at: dt.datetime | None, today: dt.date) -> str:
    if answered_at is not None:
        return "in-time" if local_day(answered_at) <= deadline else "late"
    return "never" if deadline < today else "waiting"
