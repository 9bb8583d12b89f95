"""Who has spoken of what: theme × institution, narrowed to what a reader asks for, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from app.cycle.domain import Level
from app.cycle.models import Cycle
from app.dialogues.models import Note, Passage
from app.insights import queries, reading
from app.insights.domain import CellState, Stance, Tone
from app.insights.rows import Edition, Learned, Said
from app.institutions.models import Institution
from app.invitations import queries as invitations
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.selection.models import Draw, Seat


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
            (not self.uncoded or said.uncoded)
            and (self.level is None or said.level is self.level)
            and (self.tone is None or any(tie.tone is self.tone for tie in said.ties))
        )

    def counts(self, level: Level | None, tone: Tone) -> bool:
        """Whether an insight is among what is shown."""
        return self.level in (None, level) and self.tone in (None, tone)


EVERYTHING = Shown()
SEATS = (
    select(Institution.name, Dialogue.id, Dialogue.state)
    .select_from(Seat)
    .join(Seat.draw)
    .join(Seat.institution)
    .outerjoin(Dialogue, Dialogue.seat_id == Seat.id)
    .where(Draw.cycle_id == bindparam("cycle"), queries.SEATED)
    .order_by(Seat.number, Seat.id)
)


def _passages(uncoded: ColumnElement[bool]) -> Select[int | None, int | None, int, int]:
    return (
        select(Note.dialogue_id, Passage.edition_id, func.count(Passage.id), func.count(Passage.id).filter(uncoded))
        .join(Passage.note)
        .where(Note.cycle_id == bindparam("cycle"), Note.dialogue_id.is_not(None), *queries.IN_MINUTES)
        .group_by(Note.dialogue_id, Passage.edition_id)
    )


PASSAGES, PASSAGES_BY_LEVEL = (
    _passages(queries.UNCODED),
    _passages(queries.UNCODED & (Passage.level == bindparam("level"))),
)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One of the six in the matrix; `start` is the time that people have been told of a meeting that lies ahead."""

    institution: str
    dialogue_id: int | None
    state: DialogueState | None
    start: dt.datetime | None

    @property
    def held(self) -> bool:
        """Whether there is anything to read yet."""
        return self.state is DialogueState.HELD


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

    edition: Edition | None
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
        """How many passages of the six are not coded."""
        return sum(cell.uncoded for row in self.rows for cell in row.cells)

    @property
    def held(self) -> int:
        """How many of the six have been held."""
        return sum(column.held for column in self.columns)


Where = tuple[int | None, int | None]
"""A dialogue and a theme."""


def matrix_of(
    session: Session, cycle: Cycle, shown: Shown = EVERYTHING, *, insights: Sequence[Learned] | None = None
) -> Matrix:
    """Theme × institution: institutions are counted before passages, and silence is told from what nobody coded.

    `insights` are the year's, where the page has read them already.
    """
    insights = reading.insights_of(session, cycle) if insights is None else insights
    columns = _columns(session, cycle)
    said = _said(session, cycle, shown.level)
    within, behind = _counted([one for one in insights if shown.counts(one.level, one.tone)])
    return Matrix(
        columns=columns,
        rows=[
            MatrixRow(
                edition=edition,
                cells=[_cell(column, _where(column, edition), within, said) for column in columns],
                behind=len(behind[edition.id if edition else None]),
            )
            for edition in (*reading.themes_of(session, cycle.year), None)
        ],
        passages=sum(count for count, _uncoded in said.values()),
        coded=len({tie.passage_id for one in insights for tie in one.evidence if tie.dialogue_id and not tie.own}),
        insights=len(insights),
    )


def _columns(session: Session, cycle: Cycle) -> list[Column]:
    seats = session.connection().execute(SEATS, {"cycle": cycle.id}).all()
    ahead = [number for _name, number, state in seats if number is not None and state is not DialogueState.HELD]
    starts = _starts(session, ahead) if ahead else {}
    return [
        Column(institution=name, dialogue_id=number, state=state, start=starts.get(number))
        for name, number, state in seats
    ]


def _starts(session: Session, dialogue_ids: Sequence[int]) -> dict[int | None, dt.datetime]:
    query = select(Dialogue).where(Dialogue.id.in_(dialogue_ids)).options(joinedload(Dialogue.room))
    slots = invitations.known_slots(session, session.scalars(query).all(), None)
    return {dialogue_id: slot.start for dialogue_id, slot in slots.items()}


def _said(session: Session, cycle: Cycle, level: Level | None) -> dict[Where, tuple[int, int]]:
    """How many passages each dialogue has under each theme, and how many of them nobody has coded."""
    query = PASSAGES if level is None else PASSAGES_BY_LEVEL
    rows = session.connection().execute(query, {"cycle": cycle.id} | ({"level": level} if level else {}))
    return {(dialogue_id, edition_id): (count, uncoded) for dialogue_id, edition_id, count, uncoded in rows}


def _counted(insights: Sequence[Learned]) -> tuple[Mapping[Where, set[int]], Mapping[int | None, set[int]]]:
    """Which insights have words from where, and which dialogues stand behind those of a theme."""
    within: defaultdict[Where, set[int]] = defaultdict(set)
    behind: defaultdict[int | None, set[int]] = defaultdict(set)
    for one in insights:
        for tie in one.evidence:
            if tie.dialogue_id is not None:
                within[tie.dialogue_id, one.edition_id].add(one.id)
                if tie.stance is Stance.SUPPORTS:
                    behind[one.edition_id].add(tie.dialogue_id)
    return within, behind


def _where(column: Column, edition: Edition | None) -> Where:
    return column.dialogue_id or 0, edition.id if edition else None


def _cell(
    column: Column, where: Where, within: Mapping[Where, set[int]], said: Mapping[Where, tuple[int, int]]
) -> Cell:
    insights, (passages, uncoded) = len(within.get(where, ())), said.get(where, (0, 0))
    if insights:
        state = CellState.CODED
    elif not column.held:
        return Cell(state=CellState.LATER)
    else:
        state = CellState.UNCODED if passages else CellState.SILENT
    return Cell(state=state, insights=insights, passages=passages, uncoded=uncoded)
