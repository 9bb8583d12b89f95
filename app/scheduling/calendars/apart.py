"""Reads a calendar in a process of its own, with limits of time and memory.

A few lines of rules can keep the best of libraries busy for hours. Here they cost ten seconds and a sentence.
`main` is that process: it reads the file from stdin and writes what `documents` makes of it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from app.scheduling import domain
from app.scheduling.calendars import freebusy
from app.scheduling.planner import documents

SECONDS = 10
BYTES = 1_000_000_000
ROOT = Path(__file__).parents[3]
BARE = """
import sys, types
bare = types.ModuleType("app")
bare.__path__ = [sys.argv.pop(1)]
sys.modules["app"] = bare
from app.scheduling.calendars.apart import main
main(*sys.argv[1:])
"""
"""The package of the application without what its __init__ brings: a calendar needs neither pages nor tables, and
importing them takes ten times as long as reading it."""
REFUSALS = (domain.CalendarUnreadable, domain.CalendarCutOff, domain.CalendarTooLarge)


def read(
    data: bytes,
    start: dt.datetime,
    end: dt.datetime,
    *,
    seconds: int = SECONDS,
    ours: Iterable[domain.Interval] = (),
) -> domain.FreeBusy:
    """As `freebusy.read`, but never longer than `seconds` of CPU, or three times that by the clock.

    Raises what it raises, and CalendarTooSlow.
    """
    own = json.dumps([[one.start.isoformat(), one.end.isoformat()] for one in ours])
    window = [start.isoformat(), end.isoformat()]
    try:
        done = subprocess.run(
            [sys.executable, "-c", BARE, str(ROOT / "app"), *window, str(seconds), own],
            input=data,
            capture_output=True,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PATH": os.environ.get("PATH", "")},
            timeout=3 * seconds,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as stopped:
        raise domain.CalendarTooSlow from stopped
    answer = json.loads(done.stdout)
    for refusal in REFUSALS:
        if answer.get("error") == refusal.code:
            raise refusal(**answer["data"])
    return documents.freebusy_of(answer)


def main(start: str, end: str, seconds: str, own: str) -> None:
    """Never returns later than its limits let it: the system ends it."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    window = dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end)
    read_time = dt.datetime.fromisoformat
    ours = [domain.Interval(read_time(begins), read_time(ends)) for begins, ends in json.loads(own)]
    try:
        answer = documents.freebusy_document(freebusy.read(sys.stdin.buffer.read(), *window, ours=ours))
    except domain.CalendarUnreadable as refused:
        answer = {"error": refused.code, "data": refused.data}
    json.dump(answer, sys.stdout)
