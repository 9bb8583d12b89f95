"""A planned time is run once, with its effects or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.trail import runs, services
from app.trail.models import JobRun, TrailEntry
from jobs.planned import run_due
from jobs.planner import Daily

NOW = dt.datetime(2027, 1, 12, 9, tzinfo=dt.UTC)
SIX = dt.datetime(2027, 1, 12, 6, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def leave_a_mark(session: Session, now: dt.datetime) -> None:
    services.record(session, by=None, action="test.ran", thing="job:1", now=now)


def fail(session: Session, now: dt.datetime) -> None:
    leave_a_mark(session, now)
    raise RuntimeError


def test_due_job_runs_once(app: Flask, session: Session) -> None:
    jobs = {"mark": (Daily(hour=7), leave_a_mark)}
    assert run_due(jobs, now=NOW) == [("mark", SIX)]
    assert run_due(jobs, now=NOW) == []
    assert run_due(jobs, now=NOW + 2 * DAY) == [("mark", SIX + DAY), ("mark", SIX + 2 * DAY)]
    assert session.scalar(select(func.count(TrailEntry.id))) == 3


def test_failed_job_leaves_nothing_and_is_tried_again(app: Flask, session: Session) -> None:
    with pytest.raises(RuntimeError):
        run_due({"mark": (Daily(hour=7), fail)}, now=NOW)
    assert session.scalar(select(func.count()).select_from(JobRun)) == 0
    assert session.scalar(select(func.count(TrailEntry.id))) == 0
    assert run_due({"mark": (Daily(hour=7), leave_a_mark)}, now=NOW) == [("mark", SIX)]


def test_run_that_another_worker_has_begun_is_left_to_it(session: Session) -> None:
    assert runs.begin_run(session, job="mark", planned_at=SIX, now=NOW)
    assert not runs.begin_run(session, job="mark", planned_at=SIX, now=NOW)
    assert runs.begin_run(session, job="other", planned_at=SIX, now=NOW)
    assert runs.last_planned(session, job="mark") == SIX


def test_heartbeat_is_one_row(session: Session) -> None:
    assert runs.last_beat(session, process="jobs") is None
    runs.beat(session, process="jobs", now=NOW)
    runs.beat(session, process="jobs", now=NOW + DAY)
    assert runs.last_beat(session, process="jobs") == NOW + DAY


def test_readiness_says_when_the_jobs_process_last_lived(app: Flask, session: Session) -> None:
    client = app.test_client()
    assert client.get("/readyz").text == "ready\njobs never seen\n"
    runs.beat(session, process="jobs", now=clock.now())
    session.commit()
    assert client.get("/readyz").text == "ready\njobs seen 0 seconds ago\n"
