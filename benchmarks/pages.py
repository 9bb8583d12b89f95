"""How long the pages of the demonstration take, as multiples of a bare Flask page measured in the same run.

Both are served by gunicorn, one process each, and asked over one kept connection, as peers can be measured too. The
bar: list and detail pages under 10 times the bare page (p50).
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from app import clock
from app.database import transaction
from app.people import queries as people_queries
from app.people import services as people
from app.people.access import TOKEN
from app.people.domain import Role
from config import ROOT, read_settings
from demonstration.serving import free_port
from demonstration.web import create_app

ROUNDS = 60
HOST = "127.0.0.1"


def pages(year: int) -> tuple[str, ...]:
    """The main pages in a year that is in the middle of its dialogues."""
    return (
        "/",
        "/hjaelp",
        "/institutioner/",
        "/institutioner/1",
        f"/udvaelgelse/{year}",
        f"/tider/{year}",
        f"/indkaldelser/{year}",
        f"/dialoger/{year}",
        f"/indsigter/{year}",
        f"/ledetraad/{year + 1}/udkast",
        f"/ledetraad/{year}",
        f"/opfoelgning/{year - 1}",
    )


def measure() -> list[dict[str, object]]:
    """The p50 of each page in milliseconds, and as a multiple of the bare page."""
    with tempfile.TemporaryDirectory() as folder:
        environ = build(Path(folder))
        app = create_app(read_settings(environ))
        headers, year = {"Cookie": cookie_of_the_secretary(app)}, clock.local_day(clock.now()).year
        with served("benchmarks.plain:application", environ) as plain, served("demonstration.wsgi", environ) as ours:
            bare = median(plain, "/", {})
            taken = {"a bare Flask page": bare, "one query, a table of 100 rows": median(plain, "/table", {})}
            taken |= {page: median(ours, page, headers) for page in pages(year)}
    return [{"page": page, "ms": f"{ms:.2f}", "times": f"{ms / bare:.1f}"} for page, ms in taken.items()]


def build(folder: Path) -> dict[str, str]:
    """A demonstration built for this run; gives the settings by which it is served."""
    environ = {
        **os.environ,
        "LEDETRAAD_INSTANCE_DIR": str(folder),
        "LEDETRAAD_ENVIRONMENT": "demonstration",
        "LEDETRAAD_DATABASE_URL": f"sqlite:///{folder / 'demonstration.db'}",
    }
    command = [sys.executable, "-m", "demonstration", "--build-only"]
    subprocess.run(command, cwd=ROOT, env=environ, check=True, stdout=subprocess.DEVNULL)
    return environ


def cookie_of_the_secretary(app: Flask) -> str:
    """What her browser holds after signing in."""
    now = clock.now()
    with app.app_context(), transaction() as session:
        secretary = people_queries.with_role(session, Role.SECRETARIAT)[0]
        token = people.open_session(session, person=secretary, life=dt.timedelta(hours=1), now=now)
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps({TOKEN: token, 'seen': int(now.timestamp())})}"


@contextmanager
def served(application: str, environ: Mapping[str, str]) -> Iterator[HTTPConnection]:
    """A connection to an application in a gunicorn of its own."""
    port = free_port(8600)
    options = ["--no-control-socket", "--threads", "2", "--log-level", "error", "--bind", f"{HOST}:{port}"]
    command = [sys.executable, "-m", "gunicorn", *options, application]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(environ))
    try:
        yield connected(port)
    finally:
        process.terminate()
        process.wait()


def connected(port: int) -> HTTPConnection:
    """The connection, as soon as somebody answers."""
    until = time.monotonic() + 30
    while True:
        connection = HTTPConnection(HOST, port, timeout=30)
        try:
            connection.connect()
        except ConnectionError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return connection


def median(connection: HTTPConnection, page: str, headers: Mapping[str, str]) -> float:
    """The p50 in milliseconds, after five rounds that warm up."""
    taken = [ask(connection, page, headers) for _ in range(ROUNDS + 5)]
    return statistics.median(taken[5:])


def ask(connection: HTTPConnection, page: str, headers: Mapping[str, str]) -> float:
    """The milliseconds of one request."""
    begun = time.perf_counter()
    connection.request("GET", page, headers=dict(headers))
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{page} answers {answer.status}")
    return (time.perf_counter() - begun) * 1000
