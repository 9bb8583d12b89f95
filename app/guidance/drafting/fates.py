"""The page of fates: the insights of a year some at a time, and in one of them the texts that may be based on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.guidance.drafting.board import Head, Text, texts_of
from app.guidance.drafting.found import FoundRow, found_in

AT_ONCE = 40


@dataclass(frozen=True, kw_only=True)
class FatesPage:
    """Page `number` of `of`. `chosen` is open: `texts` are what it may become part of; `open` have no fate yet."""

    rows: Sequence[FoundRow]
    number: int
    of: int
    open: int
    chosen: int | None
    texts: Sequence[Text]

    @property
    def notes(self) -> set[int]:
        """The notes whose words are shown."""
        return {item.note_id for row in self.rows for item in row.evidence}


def fates_page(session: Session, guidance: Head, *, chosen: int | None, number: int) -> FatesPage:
    """The page on which the chosen insight stands, or the part it has become of another; else page `number`."""
    found = found_in(session, guidance.cycle_id)
    ordered = sorted(found.values(), key=lambda row: (row.fate is not None, row.insight.id))
    place = next((place for place, row in enumerate(ordered) if chosen in row.ids), None)
    of = max(1, -(-len(ordered) // AT_ONCE))
    number = place // AT_ONCE + 1 if place is not None else min(max(1, number), of)
    return FatesPage(
        rows=ordered[(number - 1) * AT_ONCE : number * AT_ONCE],
        number=number,
        of=of,
        open=sum(row.fate is None for row in ordered),
        chosen=ordered[place].insight.id if place is not None else None,
        texts=[row for row in texts_of(session, guidance) if row.text] if place is not None else [],
    )
