"""The same matrix over the years: a theme with what it came from × the year; how many institutions stood behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle, ThemeLineage
from app.dialogues.models import Note, Passage, PassageRevision
from app.insights import queries, reading
from app.insights.domain import Stance
from app.insights.models import Evidence, Insight
from app.insights.rows import Edition
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.selection.models import Draw, Seat

Behind = Mapping[tuple[int, int | None], set[int]]
"""Cycle and theme → the institutions whose words support an insight about it."""
YEARS = select(Cycle.id, Cycle.year).order_by(Cycle.year)
LINEAGE = select(ThemeLineage.edition_id, ThemeLineage.forerunner_id)
BEHIND = (
    select(Insight.cycle_id, Insight.edition_id, Seat.institution_id)
    .select_from(Evidence)
    .join(Evidence.insight)
    .join(Evidence.revision)
    .join(PassageRevision.passage)
    .join(Passage.note)
    .join(Note.dialogue)
    .join(Dialogue.seat)
    .where(Evidence.stance == Stance.SUPPORTS, queries.STANDING)
    .distinct()
)
HELD = (
    select(Draw.cycle_id, func.count(Dialogue.id))
    .select_from(Dialogue)
    .join(Dialogue.seat)
    .join(Seat.draw)
    .where(Dialogue.state == DialogueState.HELD)
    .group_by(Draw.cycle_id)
)
"""How many dialogues of each year have been held."""


class Year(NamedTuple):
    """A year of dialogues."""

    id: int
    year: int


@dataclass(frozen=True, kw_only=True)
class YearCell:
    """A theme in one year: what it was called then, and how many institutions stood behind what was learned."""

    cycle: Year
    editions: Sequence[Edition]
    behind: int
    held: int

    @property
    def number(self) -> int | None:
        """The number of the theme in that year, where it was one."""
        return self.editions[0].number if len(self.editions) == 1 else None


@dataclass(frozen=True, kw_only=True)
class YearRow:
    """A theme as it is called now (None: the form of the guidance, and all else); a cell is None where it was not."""

    edition: Edition | None
    cells: Sequence[YearCell | None]


@dataclass(frozen=True, kw_only=True)
class OverYears:
    """Themes × years, the oldest year first."""

    cycles: Sequence[Year]
    rows: Sequence[YearRow]


def over_years(session: Session) -> OverYears:
    """Every year of dialogues, in a fixed number of queries."""
    ask = session.connection().execute
    found = [Year(*row) for row in ask(YEARS)]
    behind, held = _behind(session), dict(ask(HELD).all())
    rows = [
        YearRow(edition=line[0], cells=[_cell(cycle, line, behind, held) for cycle in found])
        for line in _lines(reading.all_themes(session), ask(LINEAGE).all())
    ]
    rest = YearRow(edition=None, cells=[_cell(cycle, (), behind, held, rest=True) for cycle in found])
    return OverYears(cycles=found, rows=[*(row for row in rows if any(row.cells)), rest])


def _lines(editions: Sequence[Edition], lineage: Sequence[Row[int, int]]) -> list[list[Edition]]:
    """Each theme that no later one carries on, followed by all that it came from."""
    by_id = {one.id: one for one in editions}
    carried = {forerunner_id for _edition_id, forerunner_id in lineage}
    forerunners: defaultdict[int, list[Edition]] = defaultdict(list)
    for edition_id, forerunner_id in lineage:
        forerunners[edition_id].append(by_id[forerunner_id])
    return [_line(one, forerunners) for one in editions if one.id not in carried]


def _line(last: Edition, forerunners: Mapping[int, Sequence[Edition]]) -> list[Edition]:
    found = [last]
    for one in found:  # grows while it is walked, one year back at a time
        found += [before for before in forerunners.get(one.id, ()) if before not in found]
    return found


def _cell(
    cycle: Year, line: Sequence[Edition], behind: Behind, held: Mapping[int, int], *, rest: bool = False
) -> YearCell | None:
    editions = [one for one in line if one.year == cycle.year]
    if not (editions or rest):
        return None
    keys: list[int | None] = [None] if rest else [one.id for one in editions]
    institutions = {number for key in keys for number in behind.get((cycle.id, key), ())}
    return YearCell(cycle=cycle, editions=editions, behind=len(institutions), held=held.get(cycle.id, 0))


def _behind(session: Session) -> Behind:
    found: dict[tuple[int, int | None], set[int]] = defaultdict(set)
    for cycle_id, edition_id, institution_id in session.connection().execute(BEHIND):
        found[cycle_id, edition_id].add(institution_id)
    return found
