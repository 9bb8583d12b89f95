"""Runs what is planned: each planned time once, whoever gets there first, and each of its items in its own transaction.

An item's run is recorded in the transaction of its effects, and the whole when every item is done: one that fails
leaves nothing behind, stops no other, and is tried again alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import logs
from app.database import close_reading, reading, transaction
from app.trail import runs
from jobs.planner import Daily


@dataclass(frozen=True, kw_only=True)
class Job:
    """When a job runs, what it goes through (ids), and what it does to each."""

    when: Daily
    items: Callable[[Session, dt.datetime], Sequence[int]]
    effect: Callable[[Session, int, dt.datetime], object]


def run_due(jobs: Mapping[str, Job], *, now: dt.datetime) -> list[tuple[str, dt.datetime]]:
    """Runs every planned time since the last recorded one; gives those that this process finished.

    A planned time with a fault is not recorded, so that the next tick tries it again; the other jobs run all the same.
    """
    ran = []
    for name, job in jobs.items():
        try:
            planned = job.when.due(after=runs.last_planned(reading(), job=name), now=now)
            ran += [(name, planned_at) for planned_at in planned if _run(name, job, planned_at, now)]
        except Exception as error:
            logs.fault("job-failed", error, job=name)
            close_reading()  # what it read with may be of no more use to the next
    return ran


def _run(name: str, job: Job, planned_at: dt.datetime, now: dt.datetime) -> bool:
    """One planned time of a job: recorded when every item is done, by whichever process gets there first."""
    done = runs.items_done(reading(), job=name, planned_at=planned_at)
    left = [item for item in job.items(reading(), now) if item not in done]
    faulty = [item for item in left if not _run_item(name, job, item, planned_at, now)]
    if faulty:
        return False
    with transaction() as session:
        return runs.finish(session, job=name, planned_at=planned_at, now=now)


def _run_item(name: str, job: Job, item: int, planned_at: dt.datetime, now: dt.datetime) -> bool:
    """One item in its own transaction, unless another worker has done it; false where it failed."""
    try:
        with transaction() as session:
            if runs.begin_item(session, job=name, item=item, planned_at=planned_at, now=now):
                job.effect(session, item, now)
    except Exception as error:
        logs.fault("job-failed", error, job=name, item=item)
        return False
    return True
