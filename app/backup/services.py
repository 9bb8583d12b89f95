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
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.engine import URL

from app.backup.domain import BackupDamaged, NotABackup, NotEmpty, OtherDatabase, RowsMissing, ToolMissing
from app.database import Base, Database

MANIFEST = "manifest.json"
CONTENT = "database"


def create(database: Database, *, target: Path, now: dt.datetime) -> dict[str, Any]:
    """Writes the backup and returns its manifest. The file appears whole or not at all."""
    url = database.engine.url
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        content = Path(folder) / CONTENT
        _dump(url, content)
        manifest = {
            "made_at": now.isoformat(),
            "database": url.get_backend_name(),
            "migration": _migration(database),
            "rows": count_rows(database),
            "sha256": _sha256(content),
        }
        packed = Path(folder) / "backup.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(manifest, sort_keys=True, indent=1))
            archive.write(content, CONTENT)
        packed.chmod(0o600)  # everything that people said lies in it
        packed.replace(target)
    return manifest


def restore(database: Database, *, source: Path, replace: bool) -> dict[str, Any]:
    """Puts a backup back. One that is damaged, or not for this database, is refused before anything changes.

    The counts are compared afterwards: RowsMissing says that what stands now is not what was saved.
    """
    url = database.engine.url
    manifest = read_manifest(source, backend=url.get_backend_name())
    if not replace and any(_counts_if_migrated(database).values()):
        raise NotEmpty()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(source) as archive:
        content = Path(archive.extract(CONTENT, folder))
        if _sha256(content) != manifest["sha256"]:
            raise BackupDamaged(file=source.name)
        database.dispose()
        _load(url, content)
    rows = count_rows(database)
    if rows != manifest["rows"]:
        raise RowsMissing(file=source.name)
    return manifest


def read_manifest(source: Path, *, backend: str) -> dict[str, Any]:
    """What a backup says of itself; raises NotABackup or OtherDatabase."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        raise NotABackup(file=source.name) from None
    if manifest["database"] != backend:
        raise OtherDatabase(file=source.name, theirs=manifest["database"], ours=backend)
    return manifest


def count_rows(database: Database) -> dict[str, int]:
    """The number of rows of every table."""
    with database.read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def _counts_if_migrated(database: Database) -> dict[str, int]:
    with database.engine.connect() as connection:
        if not database.engine.dialect.has_table(connection, "person"):
            return {}
    return count_rows(database)


def _migration(database: Database) -> str:
    with database.read() as session:
        return str(session.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _dump(url: URL, target: Path) -> None:
    if url.get_backend_name() == "sqlite":
        with sqlite3.connect(str(url.database)) as live, sqlite3.connect(target) as copy:
            live.backup(copy)
        live.close()
        copy.close()
    else:
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}", url=url)


def _load(url: URL, content: Path) -> None:
    if url.get_backend_name() == "sqlite":
        _load_sqlite(Path(str(url.database)), content)
    else:
        _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--exit-on-error", str(content), url=url)


def _load_sqlite(place: Path, content: Path) -> None:
    copy = sqlite3.connect(content)
    whole = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    copy.close()
    if not whole:
        raise BackupDamaged(file=content.name)
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_suffix(".restoring")
    shutil.copyfile(content, beside)
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
    subprocess.run(command, env=environment, check=True, capture_output=True)
