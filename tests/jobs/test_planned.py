"""A planned time is run once, with its effects or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from app import clock
from app.trail import runs, services
from app.trail.models import JobRun, TrailEntry
from jobs.planned import Job, run_due
from jobs.planner import Daily

NOW = dt.datetime(2027, 1, 12, 9, tzinfo=dt.UTC)
SIX = dt.datetime(2027, 1, 12, 6, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def leave_a_mark(session: Session, item: int, now: dt.datetime) -> None:
    services.record(session, by=None, action="test.ran", thing=f"thing:{item}", now=now)


def fail_at_two(session: Session, item: int, now: dt.datetime) -> None:
    leave_a_mark(session, item, now)
    if item == 2:
        raise RuntimeError


def job(effect: Callable[[Session, int, dt.datetime], None], *items: int) -> dict[str, Job]:
    return {"mark": Job(when=Daily(hour=7), items=lambda _session, _now: items, effect=effect)}


def marked(session: Session) -> list[str]:
    return list(session.scalars(select(TrailEntry.thing).order_by(TrailEntry.id)))


def rows(session: Session) -> list[str]:
    return list(session.scalars(select(JobRun.job).order_by(JobRun.job)))


def test_due_job_runs_once_for_each_item(app: Flask, session: Session) -> None:
    jobs = job(leave_a_mark, 1, 2)
    assert run_due(jobs, now=NOW) == [("mark", SIX)]
    assert run_due(jobs, now=NOW) == []
    assert run_due(jobs, now=NOW + 2 * DAY) == [("mark", SIX + DAY), ("mark", SIX + 2 * DAY)]
    assert marked(session) == ["thing:1", "thing:2"] * 3


def test_item_that_fails_leaves_nothing_stops_no_other_and_is_tried_again_alone(app: Flask, session: Session) -> None:
    assert run_due(job(fail_at_two, 1, 2, 3), now=NOW) == []
    assert marked(session) == ["thing:1", "thing:3"]
    assert runs.last_planned(session, job="mark") is None
    assert run_due(job(leave_a_mark, 1, 2, 3), now=NOW) == [("mark", SIX)]
    assert marked(session) == ["thing:1", "thing:3", "thing:2"]


def test_job_that_fails_stops_no_other_and_each_fault_is_logged(app: Flask, session: Session) -> None:
    def cannot_tell(_session: Session, _now: dt.datetime) -> list[int]:
        raise RuntimeError

    unread = Job(when=Daily(hour=7), items=cannot_tell, effect=leave_a_mark)
    both = {"unread": unread, "torn": job(fail_at_two, 1, 2)["mark"], **job(leave_a_mark, 4)}
    with capture_logs() as logged:
        assert run_due(both, now=NOW) == [("mark", SIX)]
    assert marked(session) == ["thing:1", "thing:4"]
    assert [(one["event"], one["job"], one.get("item")) for one in logged] == [
        ("job-failed", "unread", None),
        ("job-failed", "torn", 2),
    ]


def test_planned_time_that_is_recorded_whole_keeps_no_row_of_its_items(app: Flask, session: Session) -> None:
    run_due(job(fail_at_two, 1, 2), now=NOW)
    assert rows(session) == ["mark:1"]
    run_due(job(leave_a_mark, 1, 2), now=NOW)
    assert rows(session) == ["mark"]


def test_slower_worker_does_no_item_of_what_is_recorded_whole(session: Session) -> None:
    assert runs.begin_item(session, job="mark", item=1, planned_at=SIX, now=NOW)
    assert runs.finish(session, job="mark", planned_at=SIX, now=NOW)
    assert not runs.begin_item(session, job="mark", item=1, planned_at=SIX, now=NOW)
    assert not runs.finish(session, job="mark", planned_at=SIX, now=NOW)
    assert rows(session) == ["mark"]
    assert runs.begin_item(session, job="mark", item=1, planned_at=SIX + DAY, now=NOW)


def test_item_that_another_worker_has_done_is_left_to_it(app: Flask, session: Session) -> None:
    assert runs.begin_run(session, job="mark:1", planned_at=SIX, now=NOW)
    session.commit()
    assert run_due(job(leave_a_mark, 1, 2), now=NOW) == [("mark", SIX)]
    assert marked(session) == ["thing:2"]


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
