"""What the jobs process ran and when it last showed that it lives; written by jobs/, read by whoever watches."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.trail.models import Heartbeat, JobRun

JOBS = "jobs"
"""The process that does what is due, by the name under which it notes that it lives."""


def begin_run(session: Session, *, job: str, planned_at: dt.datetime, now: dt.datetime) -> bool:
    """Claims one planned run, in the transaction of its effects; false if another worker has done it."""
    return _inserted(session, JobRun(job=job, planned_at=planned_at, finished_at=now))


def begin_item(session: Session, *, job: str, item: int, planned_at: dt.datetime, now: dt.datetime) -> bool:
    """Claims one item of a planned run. A slower worker, when another has recorded the whole and so forgotten its
    items, finds no row of this one any more: it is told by the whole."""
    row = f"{job}:{item}"
    if not begin_run(session, job=row, planned_at=planned_at, now=now):
        return False
    last = last_planned(session, job=job)
    if last is None or last < planned_at:
        return True
    session.execute(delete(JobRun).where(JobRun.job == row, JobRun.planned_at == planned_at))
    return False


def items_done(session: Session, *, job: str, planned_at: dt.datetime) -> set[int]:
    """The items of a planned run that are done, while the whole is not."""
    rows = session.scalars(select(JobRun.job).where(_items_of(job), JobRun.planned_at == planned_at))
    return {int(row.removeprefix(f"{job}:")) for row in rows}


def finish(session: Session, *, job: str, planned_at: dt.datetime, now: dt.datetime) -> bool:
    """Records a whole planned run, and forgets its items and those of earlier ones; false if another worker did."""
    if not begin_run(session, job=job, planned_at=planned_at, now=now):
        return False
    session.execute(delete(JobRun).where(_items_of(job), JobRun.planned_at <= planned_at))
    return True


def _items_of(job: str) -> ColumnElement[bool]:
    return JobRun.job.startswith(f"{job}:", autoescape=True)


def last_planned(session: Session, *, job: str) -> dt.datetime | None:
    """The latest planned time for which the job has run."""
    return session.scalar(select(func.max(JobRun.planned_at)).where(JobRun.job == job))


def beat(session: Session, *, process: str, now: dt.datetime) -> None:
    """Notes that a process of this kind lives."""
    noting = update(Heartbeat).where(Heartbeat.process == process).values(at=now).returning(Heartbeat.process)
    if session.scalar(noting) is None:
        _inserted(session, Heartbeat(process=process, at=now))


def last_beat(session: Session, *, process: str) -> dt.datetime | None:
    """When a process of this kind last lived; None if never."""
    return session.scalar(select(Heartbeat.at).where(Heartbeat.process == process))


def _inserted(session: Session, row: JobRun | Heartbeat) -> bool:
    """Inserts, and says whether nobody was there before; a second worker waits here until the first has committed."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True
