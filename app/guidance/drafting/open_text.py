"""The text of a draft that somebody has opened, and the insights beside it: no more of them than are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from app.guidance.domain import TieKind
from app.guidance.drafting.board import Board, Text
from app.guidance.drafting.found import FoundRow, Tied, found_among, found_in, rows_of
from app.guidance.models import Tie
from app.guidance.queries import Wording, revisions_in
from app.insights.domain import About
from app.insights.models import Insight

FIRST, MORE = 10, 20
"""So many insights stand beside a text at once; a link leads to so many more."""
TIES = (
    select(Tie.id, Tie.element_id, Tie.insight_id, Tie.kind, Tie.revision)
    .where(Tie.element_id == bindparam("element"))
    .order_by(Tie.id)
)
TIED = select(Tie.insight_id).where(Tie.element_id == bindparam("element")).scalar_subquery()
PARTS = select(Insight.merged_into_id).where(Insight.id.in_(TIED), Insight.merged_into_id.is_not(None))
BESIDE = select(Insight.id).where(Insight.cycle_id == bindparam("cycle"), Insight.merged_into_id.is_(None))
IS_TIED = or_(Insight.id.in_(TIED), Insight.id.in_(PARTS.scalar_subquery()))
ON_THEME = Insight.edition_id.in_(bindparam("editions", expanding=True))
ON_LEVEL = or_(Insight.level.is_(None), Insight.level == bindparam("level", type_=Insight.level.type))
BESIDE_LEVEL = BESIDE.where(or_(IS_TIED, ON_THEME & ON_LEVEL))
BESIDE_THEME = BESIDE.where(or_(IS_TIED, ON_THEME))
BESIDE_INTRODUCTION = BESIDE.where(or_(IS_TIED, Insight.about != About.THEME))


@dataclass(frozen=True, kw_only=True)
class OpenText:
    """A text, what it is tied to, and the insights beside it; `more` of them stand behind a link.

    `source` is the first that it is based on, with its tie. `before` are the wordings that it was tied to where it
    reads otherwise now, by the tied insight.
    """

    text: Text
    ties: Sequence[Tied]
    beside: Sequence[FoundRow]
    more: int
    source: tuple[Tied, FoundRow] | None
    before: Mapping[int, Wording]

    @property
    def notes(self) -> set[int]:
        """The notes whose words are shown."""
        shown = [*self.beside, *([self.source[1]] if self.source else [])]
        return {item.note_id for row in shown for item in row.evidence}

    def tie_to(self, row: FoundRow) -> Tied | None:
        """What ties the text to an insight, or to one that has become part of it."""
        return next((tie for tie in self.ties if tie.insight_id in row.ids), None)


def open_text(session: Session, board: Board, text: Text, *, most: int = FIRST, everything: bool = False) -> OpenText:
    """Opens a text; beside it the insights on its theme and level, or `everything` of the year.

    Those without a fate come first, then the strongest.
    """
    ties = [Tied(*row) for row in rows_of(session, TIES, element=text.id)]
    everyone = found_in(session, board.guidance.cycle_id) if everything else None
    found = found_among(session, _beside(session, board, text)) if everyone is None else everyone
    ordered = sorted(found.values(), key=lambda one: (one.fate is not None, -len(one.institutions), one.insight.id))
    return OpenText(
        text=text,
        ties=ties,
        beside=ordered[:most],
        more=max(0, len(ordered) - most),
        source=_source(ties, ordered),
        before=_before(session, text, ties),
    )


def _beside(session: Session, board: Board, text: Text) -> list[int]:
    """An insight about form or process has its place at the introduction; one without a level at every level."""
    edition = board.editions.get(text.edition_id or 0)
    given: dict[str, object] = {"cycle": board.guidance.cycle_id, "element": text.id}
    if edition is None:
        query = BESIDE_INTRODUCTION
    else:
        query = BESIDE_LEVEL if text.level else BESIDE_THEME
        given["editions"] = [edition.id, *(one.forerunner_id for one in edition.forerunners)]
    if text.level:
        given["level"] = text.level
    return [row[0] for row in rows_of(session, query, **given)]


def _source(ties: Sequence[Tied], found: Sequence[FoundRow]) -> tuple[Tied, FoundRow] | None:
    first = next((tie for tie in ties if tie.kind is TieKind.BASED_ON), None)
    return next(((first, one) for one in found if first and first.insight_id in one.ids), None)


def _before(session: Session, text: Text, ties: Sequence[Tied]) -> dict[int, Wording]:
    old = [tie for tie in ties if tie.revision != text.revision]
    found = revisions_in(session, [(text.id, tie.revision) for tie in old]) if old else {}
    return {tie.insight_id: found[text.id, tie.revision] for tie in old}
