"""What the page of a draft says of it, held against what is read in full: the same, however little is read."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.guidance import gates, labels, waiting
from app.guidance.domain import Gate
from app.guidance.drafting import drafts
from app.guidance.drafting.board import board_of, head_of
from app.guidance.models import Guidance


def open_gates(session: Session, guidance: Guidance, *, now: dt.datetime) -> list[Gate]:
    """The open gates of a guidance; the lines of its page are those."""
    session.flush()
    found, head = gates.open_gates(session, guidance, now=now), head_of(session, guidance.year)
    board = board_of(session, head)
    lines = waiting.lines_of(session, board, waiting.tallies_of(session, head), now=now)
    assert [one() for one in lines] == labels.gate_lines(found, guidance.year)
    _agree(session, guidance)
    return found


def _agree(session: Session, guidance: Guidance) -> None:
    """How the texts read and what stands behind them is the same on the page as in the draft."""
    draft, board = drafts.draft_of(session, guidance), board_of(session, head_of(session, guidance.year))
    assert [
        (row.id, row.text, list(row.bold), row.last_text, row.institutions, row.founded, row.look_again, row.tied)
        for row in board.rows
    ] == [
        (
            *(row.element.id, row.text, list(row.bold), row.last_text),
            *(row.institutions, row.founded, row.look_again, row.tied),
        )
        for row in draft.rows
    ]
    assert [(part.edition.title, part.finished, labels.lineage_from(part.edition)) for part in board.themes] == [
        (part.edition.title, part.finished, labels.lineage_from(part.edition)) for part in draft.themes
    ]
