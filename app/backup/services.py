"""A copy of everything that can be put back: one zip with the database and a manifest of counts and hashes.

SQLite is copied by its online backup API (a plain copy of a live file silently misses rows); PostgreSQL by pg_dump.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import func, inspect, select, table, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from app.backup.domain import (
    BackupDamaged,
    NotABackup,
    NotEmpty,
    OtherDatabase,
    OtherEdition,
    RowsMissing,
    ToolFailed,
    ToolMissing,
)
from app.database import Base, Database, sqlite_file
from app.mail import services as mail
from app.trail import services as trail
from config import ROOT

MANIFEST = "manifest.json"
CONTENT = "database"
SAID = {"database", "migration", "rows", "sha256"}
"""What a manifest must say for a backup to be put back."""


class Restored(NamedTuple):
    """What was put back, and how many mails are held until a person releases them."""

    manifest: dict[str, Any]
    mail_held: int


def create(database: Database, *, target: Path, now: dt.datetime) -> dict[str, Any]:
    """Writes the backup and returns its manifest. The file appears whole or not at all.

    Rows are counted in the copy itself, not in what people go on changing meanwhile.
    """
    url = database.engine.url
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        content = Path(folder) / CONTENT
        held = _dump_sqlite(url, content) if url.get_backend_name() == "sqlite" else _dump_postgresql(database, content)
        manifest = {"made_at": now.isoformat(), "database": url.get_backend_name(), "sha256": _sha256(content), **held}
        packed = Path(folder) / "backup.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(manifest, sort_keys=True, indent=1))
            archive.write(content, CONTENT)
        packed.chmod(0o600)  # everything that people said lies in it
        packed.replace(target)
    return manifest


def restore(database: Database, *, source: Path, replace: bool) -> Restored:
    """Puts a backup back, with all mail that had not left held. What is not for this program is refused first.

    On SQLite nothing changes unless every check holds. On PostgreSQL the rows are counted after the restore, when the
    mail is held already: RowsMissing says that what stands now is not what was saved.
    """
    url = database.engine.url
    manifest = read_manifest(source, backend=url.get_backend_name())
    if manifest["migration"] != newest_migration():
        raise OtherEdition(file=source.name, theirs=manifest["migration"], ours=newest_migration())
    if not replace and _has_content(database):
        raise NotEmpty()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(source) as archive:
        content = Path(archive.extract(CONTENT, folder))
        if _sha256(content) != manifest["sha256"]:
            raise BackupDamaged(file=source.name)
        database.dispose()
        load = _load_sqlite if url.get_backend_name() == "sqlite" else _load_postgresql
        held, rows = load(database, content)
        if rows != manifest["rows"]:
            raise RowsMissing(file=source.name)
        if url.get_backend_name() == "sqlite":
            put_in_place(Path(str(url.database)), content)
    return Restored(manifest, held)


def read_manifest(source: Path, *, backend: str) -> dict[str, Any]:
    """What a backup says of itself; raises NotABackup or OtherDatabase."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            archive.getinfo(CONTENT)
    except (OSError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile):
        raise NotABackup(file=source.name) from None
    if not isinstance(manifest, dict) or not manifest.keys() >= SAID:
        raise NotABackup(file=source.name)
    if manifest["database"] != backend:
        raise OtherDatabase(file=source.name, theirs=manifest["database"], ours=backend)
    return manifest


def newest_migration() -> str:
    """The migration that this edition of the program needs: a backup of another cannot be read by it."""
    from alembic.script import ScriptDirectory  # a tenth of what every start would import

    return str(ScriptDirectory(str(ROOT / "migrations")).get_current_head())


def count_rows(session: Session) -> dict[str, int]:
    """The number of rows of every table."""
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def _has_content(database: Database) -> bool:
    """Whether any of our tables has a row, whatever edition made them; an index can be made anew."""
    with database.engine.connect() as connection:
        ours = Base.metadata.tables.keys() & inspect(connection).get_table_names()
        tables = [table(name) for name in sorted(ours)]
        return any(connection.execute(select(text("1")).select_from(one).limit(1)).first() for one in tables)


def _facts(session: Session) -> dict[str, Any]:
    """What the manifest says of the content; the trail's end stands there, out of reach of who changes its table."""
    migration = str(session.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    return {"migration": migration, "rows": count_rows(session), "trail": trail.end_of(session)}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _dump_sqlite(url: URL, target: Path) -> dict[str, Any]:
    with closing(sqlite3.connect(str(url.database))) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
    with sqlite_file(target) as session:
        return _facts(session)


def _dump_postgresql(database: Database, target: Path) -> dict[str, Any]:
    """The dump and the counts see one exported snapshot, whatever is committed between them."""
    reading = database.engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(reading) as session:
        snapshot = session.scalar(text("SELECT pg_export_snapshot()"))
        options = ("--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
        _run("pg_dump", *options, url=database.engine.url)
        return _facts(session)


def _load_sqlite(_database: Database, content: Path) -> tuple[int, dict[str, int]]:
    """Checks the copy and holds its mail where it lies, before anybody can find it in place of the database."""
    try:
        with closing(sqlite3.connect(content)) as copy:
            whole = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:  # no database at all
        whole = False
    if not whole:
        raise BackupDamaged(file=content.name)
    with sqlite_file(content) as session:
        return _hold_and_count(session)


def _load_postgresql(database: Database, content: Path) -> tuple[int, dict[str, int]]:
    options = ("--clean", "--if-exists", "--no-owner", "--exit-on-error", "--single-transaction")
    _run("pg_restore", *options, str(content), url=database.engine.url)
    with database.writing() as session:
        return _hold_and_count(session)


def _hold_and_count(session: Session) -> tuple[int, dict[str, int]]:
    return mail.hold_waiting(session), count_rows(session)


def put_in_place(place: Path, content: Path) -> None:
    """The content in place of a database of SQLite, for no more eyes than that, or for its user's alone."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_suffix(".restoring")
    mode = stat.S_IMODE(place.stat().st_mode) if place.exists() else 0o600
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o600)
    shutil.copyfile(content, beside)
    beside.chmod(mode)
    for leftover in ("-wal", "-shm"):
        Path(f"{place}{leftover}").unlink(missing_ok=True)
    beside.replace(place)


def _run(tool: str, *arguments: str, url: URL) -> None:
    if shutil.which(tool) is None:
        raise ToolMissing(tool=tool)
    # The password goes by the environment: arguments can be read by everyone on the machine.
    address = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    environment = {**os.environ, **({"PGPASSWORD": url.password} if url.password else {})}
    command = [tool, f"--dbname={address.render_as_string()}", *arguments]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True, errors="replace")
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"{tool}: {done.returncode}"]
        raise ToolFailed(tool=tool, words=said[-1])
