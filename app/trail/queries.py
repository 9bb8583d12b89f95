"""Named reads of the trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.trail.models import TrailEntry

OPENED = "notes.opened"


def opened_since(session: Session, opened: Collection[tuple[int, int]], *, since: dt.datetime) -> set[tuple[int, int]]:
    """Which of these (person, note) the trail holds since an instant."""
    things = {f"note:{note}": note for _by, note in opened}
    query = select(TrailEntry.person_id, TrailEntry.thing).where(
        TrailEntry.action == OPENED,
        TrailEntry.thing.in_(things),
        TrailEntry.person_id.in_({by for by, _note in opened}),
        TrailEntry.at > since,
    )
    return {(by, things[thing]) for by, thing in session.execute(query) if by is not None}
