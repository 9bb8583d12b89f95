"""The same matrix over the years: a theme with what it came from × the year; how many institutions stood behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.cycle.models import Cycle, ThemeEdition
from app.dialogues.models import Note, Passage, PassageRevision
from app.insights import queries
from app.insights.domain import Stance
from app.insights.models import Evidence, Insight
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.selection.models import Draw, Seat

Behind = Mapping[tuple[int, int | None], set[int]]
"""Cycle and theme → the institutions whose words support an insight about it."""


@dataclass(frozen=True, kw_only=True)
class YearCell:
    """A theme in one year: what it was called then, and how many institutions stood behind what was learned."""

    cycle: Cycle
    editions: Sequence[ThemeEdition]
    behind: int
    held: int

    @property
    def number(self) -> int | None:
        """The number of the theme in that year, where it was one."""
        return self.editions[0].number if len(self.editions) == 1 else None


@dataclass(frozen=True, kw_only=True)
class YearRow:
    """A theme as it is called now (None: the form of the guidance, and all else); a cell is None where it was not."""

    edition: ThemeEdition | None
    cells: Sequence[YearCell | None]


@dataclass(frozen=True, kw_only=True)
class OverYears:
    """Themes × years, the oldest year first."""

    cycles: Sequence[Cycle]
    rows: Sequence[YearRow]


def over_years(session: Session) -> OverYears:
    """Every year of dialogues, in a fixed number of queries."""
    found = cycles.all_years(session)[::-1]
    behind, held = _behind(session), _held(session)
    rows = [
        YearRow(edition=line[0], cells=[_cell(cycle, line, behind, held) for cycle in found])
        for line in _lines(cycles.all_editions(session))
    ]
    rest = YearRow(edition=None, cells=[_cell(cycle, (), behind, held, rest=True) for cycle in found])
    return OverYears(cycles=found, rows=[*(row for row in rows if any(row.cells)), rest])


def _lines(editions: Sequence[ThemeEdition]) -> list[list[ThemeEdition]]:
    """Each theme that no later one carries on, followed by all that it came from."""
    by_id = {one.id: one for one in editions}
    carried = {step.forerunner_id for one in editions for step in one.forerunners}
    return [_line(one, by_id) for one in editions if one.id not in carried]


def _line(last: ThemeEdition, by_id: Mapping[int, ThemeEdition]) -> list[ThemeEdition]:
    found = [last]
    for one in found:  # grows while it is walked, one year back at a time
        found += [by_id[step.forerunner_id] for step in one.forerunners if by_id[step.forerunner_id] not in found]
    return found


def _cell(
    cycle: Cycle, line: Sequence[ThemeEdition], behind: Behind, held: Mapping[int, int], *, rest: bool = False
) -> YearCell | None:
    editions = [one for one in line if one.year == cycle.year]
    if not (editions or rest):
        return None
    keys: list[int | None] = [None] if rest else [one.id for one in editions]
    institutions = {number for key in keys for number in behind.get((cycle.id, key), ())}
    return YearCell(cycle=cycle, editions=editions, behind=len(institutions), held=held.get(cycle.id, 0))


def _behind(session: Session) -> Behind:
    query = (
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
    found: dict[tuple[int, int | None], set[int]] = defaultdict(set)
    for cycle_id, edition_id, institution_id in session.execute(query):
        found[cycle_id, edition_id].add(institution_id)
    return found


def _held(session: Session) -> dict[int, int]:
    """How many dialogues of each year have been held."""
    query = (
        select(Draw.cycle_id, func.count(Dialogue.id))
        .select_from(Dialogue)
        .join(Dialogue.seat)
        .join(Seat.draw)
        .where(Dialogue.state == DialogueState.HELD)
        .group_by(Draw.cycle_id)
    )
    return dict(session.execute(query).all())
