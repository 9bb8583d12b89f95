"""What every test may ask for: real databases, the application, signed-in clients.

A test that takes `session`, `connection`, `app` or `own_database` runs on SQLite and on PostgreSQL. The first three
share one connection whose outer transaction is rolled back afterwards; `own_database` is a copy that the test may use
from several connections, threads and processes.

The databases are empty, unless a test says what has happened already: `@pytest.mark.starts_from(make=drafting.begin)`
lets that function write into a database once, and rolls back to there after each of its tests.
"""

from __future__ import annotations

import contextvars
import datetime as dt
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from app import clock, create_app, logs
from app.database import EXTENSION, Database
from app.people import services as people
from app.people.access import TOKEN
from app.people.domain import Role
from app.people.models import Person
from app.web import LIMITER
from config import Environment, Settings
from tests import postgres, sparing, starting
from tests.staged import build_once

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
SECRET = "a secret of the tests, long enough for anyone"
NOW = dt.datetime(2027, 1, 4, 8, 0, tzinfo=dt.UTC)
NUMBERS = itertools.count(1)
MEMORY, ENOUGH = Path("/dev/shm"), 4 << 30
"""Files of tests need not outlive the run, so they lie where no commit waits for a disk, if there is room."""

PRODUCTION_HASHER, people.HASHER = people.HASHER, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A password is hashed quickly here; tests/people/test_services.py holds what it costs elsewhere."""

hypothesis.settings.register_profile("ci", max_examples=50, derandomize=True, deadline=None)
hypothesis.settings.register_profile("proofs", max_examples=2_000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
sparing.keep_compiled()


Make = Callable[[Session], object]
"""Writes what tests start from."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sqlite-only", action="store_true", help="leave PostgreSQL out (quick runs while writing)")


TEMPLATES: pytest.StashKey[dict[str, str]] = pytest.StashKey()
STACK: pytest.StashKey[ExitStack] = pytest.StashKey()


def kinds_of(config: pytest.Config) -> list[str]:
    """The databases of this run."""
    return ["sqlite"] if config.getoption("--sqlite-only") else ["sqlite", "postgresql"]


def templates_of(config: pytest.Config) -> dict[str, str]:
    """The migrated databases that tests copy. Made at the first use, once for all workers; pure tests never wait."""
    if TEMPLATES not in config.stash:
        stack = config.stash[STACK] = ExitStack()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ledetraad-")))
        templates = {"sqlite": f"sqlite:///{folder / 'template.db'}"}
        if "postgresql" in kinds_of(config):
            server = stack.enter_context(postgres.server())
            templates |= {"server": server, "postgresql": postgres.create_database(server, "ledetraad_template")}
        for kind in kinds_of(config):
            migrate(templates[kind])
        config.stash[TEMPLATES] = templates
    return config.stash[TEMPLATES]


def pytest_configure_node(node: object) -> None:
    """Tells an xdist worker where the templates are."""
    node.workerinput["templates"] = templates_of(node.config)  # type: ignore[attr-defined]


def pytest_configure(config: pytest.Config) -> None:
    """An xdist worker uses the templates of the process that leads the run, which sees to where all files lie."""
    if hasattr(config, "workerinput"):
        config.stash[TEMPLATES] = config.workerinput["templates"]
    elif "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def pytest_unconfigure(config: pytest.Config) -> None:
    if STACK in config.stash:
        config.stash[STACK].close()


def migrate(url: str, target: str = "head") -> None:
    """Every migration (or those up to one), in a process of its own (alembic's logging would switch off ours)."""
    done = starting.run("alembic", "-x", f"url={url}", "upgrade", target, environ=os.environ)
    assert done.returncode == 0, done.stderr


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every database test runs on both."""
    if "database_kind" in metafunc.fixturenames:
        kinds = [pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in kinds_of(metafunc.config)]
        metafunc.parametrize("database_kind", kinds, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever touches a database is marked so, without anyone having to remember it."""
    for item in items:
        if "database_kind" in getattr(item, "fixturenames", ()):
            item.add_marker("database")


def pytest_collection_finish() -> None:
    sparing.look_for_garbage_less_often()


def let_start(items: list[pytest.Item], folder: Path, **made_by: Make) -> None:
    """Who takes one of these fixtures in a folder starts from what makes it; who takes several, from the last."""
    for item in items:
        taken = getattr(item, "fixturenames", ()) if folder in item.path.parents else ()
        for make in [make for name, make in made_by.items() if name in taken][-1:]:
            item.add_marker(pytest.mark.starts_from(make=make))


def copy_template(config: pytest.Config, kind: str, folder: Path, worker: str) -> str:
    """A migrated database of one's own."""
    templates = templates_of(config)
    if kind == "sqlite":
        place = folder / f"copy-{next(NUMBERS)}.db"
        shutil.copyfile(templates["sqlite"].removeprefix("sqlite:///"), place)
        return f"sqlite:///{place}"
    name = f"ledetraad_{worker}_{next(NUMBERS)}"
    return postgres.create_database(templates["server"], name, template="ledetraad_template")


def make_settings(url: str, **given: object) -> Settings:
    """The settings of a test's application."""
    return Settings(
        environment=Environment.TEST,
        secret_key=SECRET,
        database_url=url,
        body_name="Eksempel Kommune",
        secure_cookies=False,
        **given,  # type: ignore[arg-type]
    )


class Client(FlaskClient):
    """Every request in a context of its own: inside the test's, Flask would share `g`, and so who is signed in."""

    def open(self, *args: Any, **given: Any) -> Any:
        return contextvars.Context().run(super().open, *args, **{"buffered": True, **given})


class Beginnings:
    """A database for each thing that tests start from, made when the first of them comes."""

    def __init__(self, app: Flask, copy: Callable[[], str]) -> None:
        self._app, self._copy = app, copy
        self._databases: dict[Make, Database] = {}

    def engine(self, make: Make) -> Engine:
        """Of the database in which `make` has written."""
        if make not in self._databases:
            database = Database(self._copy(), trail_key=SECRET.encode())
            with self._app.app_context(), database.writing() as session:
                make(session)
            self._databases[make] = database
        return self._databases[make].engine

    def dispose(self) -> None:
        for database in self._databases.values():
            database.dispose()


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this xdist worker."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "alone"))


@pytest.fixture(scope="session")
def shared_app(
    request: pytest.FixtureRequest, database_kind: str, worker: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """One application a worker and database; tests reach it through `app`, whose writes are rolled back."""
    folder = tmp_path_factory.mktemp(database_kind)
    application = create_app(make_settings(copy_template(request.config, database_kind, folder, worker)))
    application.config["WTF_CSRF_ENABLED"] = False
    application.test_client_class = Client
    yield application
    application.extensions[EXTENSION].dispose()


@pytest.fixture(scope="session")
def beginnings(
    request: pytest.FixtureRequest,
    shared_app: Flask,
    database_kind: str,
    worker: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Beginnings]:
    """What the tests of this worker start from."""
    folder = tmp_path_factory.mktemp("beginnings")
    found = Beginnings(shared_app, lambda: copy_template(request.config, database_kind, folder, worker))
    yield found
    found.dispose()


@pytest.fixture
def connection(request: pytest.FixtureRequest, shared_app: Flask, beginnings: Beginnings) -> Iterator[Connection]:
    """A connection whose outer transaction is rolled back after the test."""
    database: Database = shared_app.extensions[EXTENSION]
    said = request.node.get_closest_marker("starts_from")
    make: Make | None = said.kwargs["make"] if said else None
    with (beginnings.engine(make) if make else database.engine).connect() as connection:
        outer = connection.begin()
        for writing in (database.write, database.record):
            writing.configure(bind=connection, join_transaction_mode="create_savepoint")
        # A savepoint of the reading session would take the request's writes with it when it is closed.
        database.read.configure(bind=connection, join_transaction_mode="rollback_only")
        yield connection
        outer.rollback()


@pytest.fixture
def session(connection: Connection, shared_app: Flask) -> Iterator[Session]:
    """A writing session. Commit it before a client or a command reads what it wrote."""
    with shared_app.extensions[EXTENSION].write() as session:
        yield session


@pytest.fixture
def app(shared_app: Flask, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application on the test's connection, with its context pushed. Limits stay off, whatever was made since."""
    monkeypatch.setattr(LIMITER, "enabled", False)
    with shared_app.app_context():
        yield shared_app


@pytest.fixture
def own_database(request: pytest.FixtureRequest, database_kind: str, worker: str, tmp_path: Path) -> Iterator[Database]:
    """A migrated database of the test's own, for several connections, threads or processes."""
    database = Database(copy_template(request.config, database_kind, tmp_path, worker), trail_key=SECRET.encode())
    yield database
    database.dispose()
    if database_kind == "postgresql":
        postgres.drop_database(templates_of(request.config)["server"], str(database.engine.url.database))


@pytest.fixture
def live_app(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application as an installation behind one proxy runs it: with limits, secure cookies, and no test's ease."""
    monkeypatch.setattr(LIMITER, "enabled", LIMITER.enabled)  # what init_app() changes is put back for the others
    url = own_database.engine.url.render_as_string(hide_password=False)
    given = {"environment": Environment.PRODUCTION, "secure_cookies": True, "base_url": "https://led.example.dk"}
    application = create_app(replace(make_settings(url, proxies=1), **given))  # type: ignore[arg-type]
    application.config["WTF_CSRF_ENABLED"] = False
    application.test_client_class = Client
    LIMITER.reset()
    yield application
    application.extensions[EXTENSION].dispose()
    logs.configure(make_settings(url))


@pytest.fixture
def add_person(session: Session) -> Callable[..., Person]:
    """Makes a person with a role: add_person(Role.DIRECTOR)."""

    def add(*roles: Role, name: str = "", address: str = "") -> Person:
        number = next(NUMBERS)
        return people.add_person(
            session,
            name=name or f"Person {number}",
            address=address or f"person{number}@example.dk",
            roles=roles,
            now=NOW,
        )

    return add


@pytest.fixture
def client_of(app: Flask, session: Session) -> Callable[[Person | None], FlaskClient]:
    """A browser's stand-in, signed in as a person (None: nobody). Commits what the test has written so far."""

    def sign_in(person: Person | None) -> FlaskClient:
        client = app.test_client()
        if person is not None:
            now = clock.now()
            token = people.open_session(session, person=person, life=dt.timedelta(hours=1), now=now)
            with client.session_transaction() as cookie:
                cookie[TOKEN], cookie["seen"] = token, int(now.timestamp())
        session.commit()
        return client

    return sign_in


@pytest.fixture(scope="session")
def built_demonstration(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Path:
    """The folder of the demonstration of today: demonstration.db and mails/. Only to read; tests/staged.py copies."""
    [folder] = build_once(tmp_path_factory, worker, ["demonstration-today"], clock.local_day(clock.now()).isoformat())
    return folder
