"""What the choice tells the register: whether a choice was made with an event, so that it can no longer be undone."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.models import Cycle
from app.institutions.models import Institution
from app.selection.domain import DrawState
from app.selection.models import Draw
from app.selection.queries import names_of

LIES_FAST = (DrawState.PUBLISHED, DrawState.DRAWN)


def choice_used(
    session: Session, units: Collection[Institution], day: dt.date, since: dt.datetime, hold: bool
) -> int | None:
    """The first year whose list was made with the event, holds one of the units, and lies fast.

    A list that is only prepared is made anew; it is not published before that (ListBehind). `hold`: nobody publishes a
    list meanwhile.
    """
    if hold:
        session.execute(select(Draw.id).where(Draw.state == DrawState.PREPARED).order_by(Draw.id).with_for_update())
    query = select(Cycle.year, Draw.prepared_at, Draw.record).join(Draw, Draw.cycle_id == Cycle.id)
    query = query.where(Draw.state.in_(LIES_FAST), Draw.prepared_at >= since).order_by(Cycle.year)
    named = [json.dumps(name, ensure_ascii=False) for name in names_of(session, units)]
    for year, prepared_at, record in session.execute(query):
        if local_day(prepared_at) >= day and any(name in record for name in named):
            return int(year)
    return None
