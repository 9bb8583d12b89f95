"""Who has spoken of what: theme × institution, narrowed to what a reader asks for, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.cycle.domain import Level
from app.cycle.models import Cycle, ThemeEdition
from app.dialogues.models import Note, Passage, PassageRevision
from app.insights import queries
from app.insights.domain import CellState, Stance, Tone
from app.insights.models import Evidence, Insight
from app.insights.queries import Said
from app.institutions.models import Institution
from app.invitations import queries as invitations
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the reader has narrowed matrix and words to. An insight has a level of its own, and a passage another."""

    uncoded: bool = False
    level: Level | None = None
    tone: Tone | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not self.uncoded and self.level is None and self.tone is None

    def holds(self, said: Said) -> bool:
        """Whether a passage is among what is shown."""
        return (
            (not self.uncoded or not said.ties)
            and (self.level is None or said.passage.level is self.level)
            and (self.tone is None or any(tie.insight.tone is self.tone for tie in said.ties))
        )

    def counts(self, level: Level | None, tone: Tone) -> bool:
        """Whether an insight is among what is shown."""
        return self.level in (None, level) and self.tone in (None, tone)


EVERYTHING = Shown()


@dataclass(frozen=True, kw_only=True)
class Column:
    """One of the six in the matrix; `start` is the time that people have been told."""

    institution: Institution
    dialogue: Dialogue | None
    start: dt.datetime | None

    @property
    def held(self) -> bool:
        """Whether there is anything to read yet."""
        return self.dialogue is not None and self.dialogue.state is DialogueState.HELD


@dataclass(frozen=True, kw_only=True)
class Cell:
    """How a theme and an institution meet: how many insights have words from there, and how much was said."""

    state: CellState
    insights: int = 0
    passages: int = 0
    uncoded: int = 0


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    """A theme (None: the form of the guidance, and all else) across the six; `behind` counts institutions."""

    edition: ThemeEdition | None
    cells: Sequence[Cell]
    behind: int


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Who has spoken of what."""

    columns: Sequence[Column]
    rows: Sequence[MatrixRow]
    passages: int
    coded: int
    insights: int

    @property
    def uncoded(self) -> int:
        """How many passages stand behind no insight."""
        return sum(cell.uncoded for row in self.rows for cell in row.cells)

    @property
    def held(self) -> int:
        """How many of the six have been held."""
        return sum(column.held for column in self.columns)


def matrix_of(session: Session, cycle: Cycle, shown: Shown = EVERYTHING) -> Matrix:
    """Theme × institution: institutions are counted before passages, and silence is told from what nobody coded."""
    seats = queries.seats_of(session, cycle)
    slots = invitations.known_slots(session, [dialogue for _seat, dialogue in seats if dialogue], None)
    starts = {dialogue_id: slot.start for dialogue_id, slot in slots.items()}
    columns = [
        Column(institution=seat.institution, dialogue=dialogue, start=starts.get(dialogue.id) if dialogue else None)
        for seat, dialogue in seats
    ]
    said = {(row[0], row[1]): (row[2], row[3]) for row in session.execute(_said(cycle, shown.level))}
    ties = [_Tie(*row) for row in session.execute(_tied(cycle))]
    counted = [tie for tie in ties if shown.counts(tie.level, tie.tone)]
    editions = [*cycles.themes_of(session, cycle.year), None]
    return Matrix(
        columns=columns,
        rows=[_row(edition, columns, said, counted) for edition in editions],
        passages=sum(count for count, _uncoded in said.values()),
        coded=len({row.passage_id for row in ties}),
        insights=queries.count_insights(session, cycle),
    )


def _said(cycle: Cycle, level: Level | None) -> Select[int | None, int | None, int, int]:
    uncoded = func.count(Passage.id).filter(
        Passage.id.not_in(queries.cited_passages()), Passage.level == level if level else true()
    )
    return (
        select(Note.dialogue_id, Passage.edition_id, func.count(Passage.id), uncoded)
        .join(Passage.note)
        .where(Note.cycle_id == cycle.id, Note.dialogue_id.is_not(None), Passage.removed_at.is_(None))
        .group_by(Note.dialogue_id, Passage.edition_id)
    )


@dataclass(frozen=True)
class _Tie:
    dialogue_id: int | None
    passage_id: str
    insight_id: int
    edition_id: int | None
    stance: Stance
    level: Level | None
    tone: Tone


def _tied(cycle: Cycle) -> Select[int | None, str, int, int | None, Stance, Level | None, Tone]:
    return (
        select(
            Note.dialogue_id, Passage.id, Insight.id, Insight.edition_id, Evidence.stance, Insight.level, Insight.tone
        )
        .join_from(Evidence, Evidence.insight)
        .join(Evidence.revision)
        .join(PassageRevision.passage)
        .join(Passage.note)
        .where(Insight.cycle_id == cycle.id, queries.STANDING, Note.dialogue_id.is_not(None))
    )


def _row(
    edition: ThemeEdition | None,
    columns: Sequence[Column],
    said: Mapping[tuple[int | None, int | None], tuple[int, int]],
    ties: Sequence[_Tie],
) -> MatrixRow:
    edition_id = edition.id if edition else None
    here = [tie for tie in ties if tie.edition_id == edition_id]
    cells = []
    for column in columns:
        number = column.dialogue.id if column.dialogue else 0
        insights = {tie.insight_id for tie in here if tie.dialogue_id == number}
        cells.append(_cell(column, len(insights), *said.get((number, edition_id), (0, 0))))
    behind = {tie.dialogue_id for tie in here if tie.stance is Stance.SUPPORTS}
    return MatrixRow(edition=edition, cells=cells, behind=len(behind))


def _cell(column: Column, insights: int, passages: int, uncoded: int) -> Cell:
    if insights:
        state = CellState.CODED
    elif not column.held:
        return Cell(state=CellState.LATER)
    else:
        state = CellState.UNCODED if passages else CellState.SILENT
    return Cell(state=state, insights=insights, passages=passages, uncoded=uncoded)
