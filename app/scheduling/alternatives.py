"""Two other ways to lay the year, beside the proposal that stands: where they differ, who can come, at what cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.models import Cycle
from app.dates import day_short
from app.scheduling import queries, services
from app.scheduling.domain import DialogueState, Plan, Way, codes_of
from app.scheduling.forms import WAYS
from app.scheduling.labels import Names, nobody_busy_words, why_words
from app.scheduling.models import Dialogue
from app.scheduling.planner import solver
from app.scheduling.problems import instant, latest_day
from app.selection import queries as selection


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A meeting's time in one plan, and what is to be known of it; `differs` from the proposal that stands."""

    starts_at: dt.datetime | None
    words: str
    differs: bool = False


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """Another plan: its cells by seat, and what it costs in words."""

    way: Way
    name: str
    costs: list[str]
    cells: Mapping[int, Cell]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The proposal that stands, and the plans that are another."""

    cycle: Cycle
    seats: list[tuple[int, str]]
    standing: Mapping[int, Cell]
    others: list[Alternative]
    notice_weeks: int


def comparison_of(session: Session, *, cycle: Cycle, notice: dt.timedelta, now: dt.datetime) -> Comparison:
    """The year planned in each way; only those that differ from what stands are shown. Stores nothing."""
    seats = selection.active_seats(session, cycle)
    directors, last = queries.directors(session), latest_day(cycle)
    known_calendars = queries.knowledge_of(session, directors, local_day(now), last, now=now)
    names = Names.of(directors, queries.rooms(session), seats, known_calendars)
    known = {one.seat_id: one for one in queries.dialogues_of(session, cycle)}
    standing = {seat.id: _standing(known.get(seat.id), names) for seat in seats}
    others = []
    for way in Way:
        plan = solver.solve(services.plan_request(session, cycle=cycle, notice=notice, way=way, now=now))
        cells = _cells(plan, standing, names)
        if any(cell.differs for cell in cells.values()):
            others.append(Alternative(way=way, name=str(WAYS[way]), costs=_costs(plan, names), cells=cells))
    return Comparison(
        cycle=cycle,
        seats=[(seat.id, seat.institution.name) for seat in seats],
        standing=standing,
        others=others[:2],
        notice_weeks=notice.days // 7,
    )


def _standing(dialogue: Dialogue | None, names: Names) -> Cell:
    if dialogue is None or dialogue.starts_at is None or dialogue.state is DialogueState.CANCELLED:
        return Cell(starts_at=None, words="")
    proposed = dialogue.state is DialogueState.PROPOSED
    return Cell(starts_at=dialogue.starts_at, words=why_words(dialogue.why, names) if proposed else "")


def _cells(plan: Plan, standing: Mapping[int, Cell], names: Names) -> dict[int, Cell]:
    """A meeting that the planner was not asked about, such as one that has got a no, stays as it stands."""
    placed = {int(one.meeting): one for one in plan.placed}
    asked = {*placed, *(int(one.meeting) for one in plan.unplaced)}
    found = {}
    for seat, old in standing.items():
        if seat not in asked:
            found[seat] = replace(old, words="")
            continue
        one = placed.get(seat)
        at = instant(one.start) if one else None
        differs = at != old.starts_at
        words = why_words(codes_of(one), names) if one and differs else ""
        found[seat] = Cell(starts_at=at, words=words, differs=differs)
    return found


def _costs(plan: Plan, names: Names) -> list[str]:
    """What the whole plan costs, each part a sentence; a part that costs nothing is left out."""
    tentative = sum(len(one.tentative) for one in plan.placed)
    absent = sum(len(one.absent) for one in plan.placed)
    missing, last = len(plan.unplaced), max((one.start.date() for one in plan.placed), default=None)
    told = [
        ngettext("Én får ingen tid.", "%(num)s får ingen tid.", missing) if missing else "",
        _("Sidste møde er %(day)s.", day=day_short(last)) if last else "",
        ngettext("En foreløbig aftale må vige.", "%(num)s foreløbige aftaler må vige.", tentative) if tentative else "",
        ngettext("En direktør må melde fra.", "%(num)s direktører må melde fra.", absent) if absent else "",
        nobody_busy_words(names) if last and not (missing or tentative or absent) else "",
    ]
    return [sentence for sentence in told if sentence]
