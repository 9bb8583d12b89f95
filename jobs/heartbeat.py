"""Every quarter of a minute: the process shows that it lives."""

from __future__ import annotations

import datetime as dt

from app.database import transaction
from app.trail import runs


def beat(*, now: dt.datetime) -> None:
    """Notes the time; /readyz tells how long ago it was."""
    with transaction() as session:
        runs.beat(session, process=runs.JOBS, now=now)
