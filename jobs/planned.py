"""Runs what is planned: each planned time once, whoever gets there first, with its effects or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from app.database import reading, transaction
from app.trail import runs
from jobs.planner import Daily

Effect = Callable[[Session, dt.datetime], object]


def run_due(jobs: Mapping[str, tuple[Daily, Effect]], *, now: dt.datetime) -> list[tuple[str, dt.datetime]]:
    """Runs every planned time since the last recorded one; gives those that this process ran."""
    ran = []
    for name, (plan, effect) in jobs.items():
        for planned_at in plan.due(after=runs.last_planned(reading(), job=name), now=now):
            with transaction() as session:
                if runs.begin_run(session, job=name, planned_at=planned_at, now=now):
                    effect(session, now)
                    ran.append((name, planned_at))
    return ran
