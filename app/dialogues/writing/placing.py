"""Where institutions place themselves on the year's themes: voluntary, counted, and never made into a mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.cycle.models import Cycle, ThemeEdition
from app.dialogues.domain import STEPS, NoSuchStep
from app.dialogues.models import Confirmation, Note, SelfPlacement
from app.domain import NotFound


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A theme with how many institutions stand on each of the five steps."""

    edition: ThemeEdition
    counts: Sequence[int]

    @property
    def n(self) -> int:
        """How many have placed themselves."""
        return sum(self.counts)


def place_itself(session: Session, *, confirmation: Confirmation, placements: Mapping[int, int]) -> None:
    """What came with the answer; a theme that was left out has none."""
    for edition_id, step in placements.items():
        if step not in STEPS:
            raise NoSuchStep()
        if session.get(ThemeEdition, edition_id) is None:
            raise NotFound()
        session.add(SelfPlacement(confirmation_id=confirmation.id, edition_id=edition_id, step=step))
    session.flush()


def placements_of(session: Session, cycle: Cycle) -> list[Placed]:
    """The year's themes with their steps: each institution once, with what it said in its newest answer."""
    newest = (
        select(func.max(SelfPlacement.confirmation_id))
        .join(Confirmation, Confirmation.id == SelfPlacement.confirmation_id)
        .join(Confirmation.note)
        .where(Note.cycle_id == cycle.id)
        .group_by(Confirmation.note_id)
    )
    query = select(SelfPlacement.edition_id, SelfPlacement.step).where(SelfPlacement.confirmation_id.in_(newest))
    counted = Counter((edition_id, step) for edition_id, step in session.execute(query))
    return [
        Placed(edition=one, counts=[counted[one.id, step] for step in STEPS])
        for one in cycles.themes_of(session, cycle.year)
    ]
