"""`python -m jobs`: APScheduler is the clock and nothing more. What is due stands in the database.

Ticks are short intervals in UTC, never cron times in a zone with summer time: those lose runs and run twice.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType

import structlog
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask

from app import clock, create_app, logs
from app.settings import settings
from jobs.deliver_mail import deliver_mail
from jobs.fetch_mail import fetch_mail, watch_inbox
from jobs.heartbeat import beat
from jobs.planned import run_due
from jobs.plans import PLANS
from jobs.refresh_calendars import refresh_calendars

STOPPING = threading.Event()
TICKS: tuple[tuple[str, int, Callable[[], object]], ...] = (
    ("deliver-mail", 3, lambda: deliver_mail(settings(), stopping=STOPPING.is_set, now=clock.now())),
    ("fetch-mail", 30, lambda: fetch_mail(settings(), stopping=STOPPING.is_set, now=clock.now())),
    ("watch-inbox", 60, lambda: watch_inbox(settings(), now=clock.now())),
    ("refresh-calendars", 60, lambda: refresh_calendars(settings(), stopping=STOPPING.is_set, now=clock.now())),
    ("run-planned", 20, lambda: run_due(PLANS, now=clock.now())),
    ("heartbeat", 15, lambda: beat(now=clock.now())),
)


def main() -> None:
    """Ticks until it is asked to stop; the mail under way is finished first."""
    app = create_app()
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # it would log the texts of exceptions
    scheduler = build_scheduler(app)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        STOPPING.set()
        # In a thread of its own: a signal arrives in the middle of the scheduler, which may hold its own lock.
        threading.Thread(target=scheduler.shutdown, name="shutdown").start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    structlog.get_logger().info("jobs-started")
    scheduler.start()
    structlog.get_logger().info("jobs-stopped")


def build_scheduler(app: Flask) -> BlockingScheduler:
    """The ticks. One that was missed runs as soon as it can, and never beside itself."""
    defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    scheduler = BlockingScheduler(timezone="UTC", job_defaults=defaults)
    for name, seconds, tick in TICKS:
        guarded = within(app, name, tick)
        scheduler.add_job(guarded, "interval", id=name, seconds=seconds, next_run_time=clock.now())
    return scheduler


def within(app: Flask, name: str, tick: Callable[[], object]) -> Callable[[], None]:
    """The tick in the application's context. A fault is logged, and the next tick tries again."""

    def run() -> None:
        with app.app_context():
            try:
                tick()
            except Exception as error:
                logs.fault("tick-failed", error, tick=name)

    return run


if __name__ == "__main__":
    main()
