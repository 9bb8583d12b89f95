"""How long the pages of the demonstration take, as multiples of a bare Flask page measured in the same run.

The bar: list and detail pages under 10 times the bare page (p50). No server, no network: the WSGI application is
called in this process, as every page is.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.pool import StaticPool

from app import clock, create_app
from app.database import transaction
from app.people import queries as people_queries
from app.people import services as people
from app.people.access import TOKEN
from app.people.domain import Role
from config import ROOT, Environment, Settings

TODAY = "2027-05-11"
YEAR = 2027
ROUNDS = 40
TABLE = "<table>{% for row in rows %}<tr><td>{{ row.id }}</td><td>{{ row.name }}</td></tr>{% endfor %}</table>"
PAGES = (
    "/",
    "/institutioner/",
    "/institutioner/1",
    f"/udvaelgelse/{YEAR}",
    f"/tider/{YEAR}",
    f"/indkaldelser/{YEAR}",
    f"/dialoger/{YEAR}",
    f"/indsigter/{YEAR}",
    f"/ledetraad/{YEAR + 1}/udkast",
    f"/ledetraad/{YEAR}",
    f"/opfoelgning/{YEAR - 1}",
)


def measure() -> list[dict[str, object]]:
    """The p50 of each page in milliseconds, and as a multiple of the bare page."""
    with tempfile.TemporaryDirectory() as folder:
        client = signed_in(demonstration(Path(folder)))
        plain = plain_pages()
        bare = median(lambda: plain.get("/"))
        table = median(lambda: plain.get("/table"))
        rows: list[dict[str, object]] = [
            {"page": "a bare Flask page", "ms": round(bare, 2), "times": 1.0},
            {"page": "one query, a table of 100 rows", "ms": round(table, 2), "times": round(table / bare, 1)},
        ]
        for page in PAGES:
            answer = client.get(page, follow_redirects=True)
            if answer.status_code != 200:
                raise SystemExit(f"{page} answers {answer.status_code}")
            taken = median(lambda page=page: client.get(page, follow_redirects=True))  # type: ignore[misc]
            rows.append({"page": page, "ms": round(taken, 2), "times": round(taken / bare, 1)})
    return rows


def demonstration(folder: Path) -> Flask:
    """The application on a demonstration built for this run."""
    environ = {**os.environ, "LEDETRAAD_INSTANCE_DIR": str(folder)}
    build = [sys.executable, "-m", "demonstration", "--build-only", "--today", TODAY]
    subprocess.run(build, cwd=ROOT, env=environ, check=True, stdout=subprocess.DEVNULL)
    settings = Settings(
        environment=Environment.DEMONSTRATION,
        secret_key="only for this measurement",
        database_url=f"sqlite:///{folder / 'demonstration.db'}",
        secure_cookies=False,
    )
    app = create_app(settings)
    app.config["RATELIMIT_ENABLED"] = False
    return app


def signed_in(app: Flask) -> FlaskClient:
    """The secretary's browser."""
    client = app.test_client()
    now = clock.now()
    with app.app_context(), transaction() as session:
        secretary = people_queries.with_role(session, Role.SECRETARIAT)[0]
        token = people.open_session(session, person=secretary, life=dt.timedelta(hours=1), now=now)
    with client.session_transaction() as cookie:
        cookie[TOKEN], cookie["seen"] = token, int(now.timestamp())
    return client


def plain_pages() -> FlaskClient:
    """What Flask itself costs: a page of nothing, and one with a single query and a table of a hundred rows."""
    plain = Flask("plain")
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT)"))
        connection.execute(text("INSERT INTO thing (name) VALUES (:name)"), [{"name": f"{n}"} for n in range(100)])

    def table() -> str:
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT id, name FROM thing")).all()
        return render_template_string(TABLE, rows=rows)

    plain.add_url_rule("/", "bare", lambda: "<!doctype html><title>bare</title><p>bare")
    plain.add_url_rule("/table", "table", table)
    return plain.test_client()


def median(act: Callable[[], object]) -> float:
    """The p50 in milliseconds, after three rounds that warm up."""
    for _ in range(3):
        act()
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)
