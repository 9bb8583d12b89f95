"""Runs what is planned: each planned time once, whoever gets there first, and each of its items in its own transaction.

An item's run is recorded in the transaction of its effects, and the whole when every item is done: one that fails
leaves nothing behind, stops no other, and is tried again alone. So with jobs: one that fails stops no other job, and
somebody is told if it still fails a quarter of an hour after its time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import logs
from app.database import reading, transaction
from app.mail import late_jobs
from app.trail import runs
from jobs.planner import Daily


@dataclass(frozen=True, kw_only=True)
class Job:
    """When a job runs, what it goes through (ids), and what it does to each."""

    when: Daily
    items: Callable[[Session, dt.datetime], Sequence[int]]
    effect: Callable[[Session, int, dt.datetime], object]


def run_due(jobs: Mapping[str, Job], *, now: dt.datetime) -> list[tuple[str, dt.datetime]]:
    """Runs every planned time since the last recorded one; gives those that this process finished."""
    ran: list[tuple[str, dt.datetime]] = []
    faults: list[Exception] = []
    for name, job in jobs.items():
        for planned_at in job.when.due(after=runs.last_planned(reading(), job=name), now=now):
            try:
                ran += _run_one(name, job, planned_at, now)
            except Exception as fault:  # a later time of the same job would hide that this one is missing
                logs.fault("job-failed", fault, job=name)
                faults.append(fault)
                with transaction() as session:
                    late_jobs.tell_of_late_job(session, job=name, planned_at=planned_at, now=now)
                break
    if faults:
        raise faults[0]
    return ran


def _run_one(name: str, job: Job, planned_at: dt.datetime, now: dt.datetime) -> list[tuple[str, dt.datetime]]:
    """One planned time of a job, and its record; the record, if it was this process that finished it."""
    _run_items(name, job, planned_at, now)
    with transaction() as session:
        return [(name, planned_at)] if runs.begin_run(session, job=name, planned_at=planned_at, now=now) else []


def _run_items(name: str, job: Job, planned_at: dt.datetime, now: dt.datetime) -> None:
    """Every item that has not been run for this planned time; a fault is raised when all have had their turn."""
    faults: list[Exception] = []
    for item in job.items(reading(), now):
        try:
            with transaction() as session:
                if runs.begin_run(session, job=f"{name}:{item}", planned_at=planned_at, now=now):
                    job.effect(session, item, now)
        except Exception as fault:
            faults.append(fault)
    if faults:
        raise faults[0]
