"""A demonstration staged for the tests: built in a process of its own, once for all workers of a run."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, insert, select, text
from sqlalchemy.orm import Session

from app.database import Base
from app.search import danish, index
from app.search.models import SearchEntry
from config import ROOT, read_settings
from demonstration.mark import NAME
from demonstration.web import create_app

TOLD = "told.txt"


def start_build(folder: Path, today: str, *more: str) -> subprocess.Popen[bytes]:
    """Builds into a folder, in a process of its own with a hash salt of its own."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "demonstration", "--build-only", "--today", today, *more]
    environ = {**os.environ, "LEDETRAAD_INSTANCE_DIR": str(folder)}
    with (folder / TOLD).open("wb") as told:
        return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=told, stderr=subprocess.STDOUT)


def build_once(factory: pytest.TempPathFactory, worker: str, names: list[str], today: str) -> list[Path]:
    """The folders of that name, built by whichever worker of the run asks first."""
    shared = factory.getbasetemp() if worker == "alone" else factory.getbasetemp().parent
    folders = [shared / name for name in names]
    with _alone(shared / f"{names[0]}.lock"):
        missing = [folder for folder in folders if not (folder / NAME).exists()]
        ended = [process.wait() for process in [start_build(folder, today) for folder in missing]]
    assert ended == [0] * len(missing), [(folder / TOLD).read_text(encoding="utf-8")[-2_000:] for folder in missing]
    return folders


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def copy_of(built: Path, folder: Path) -> Path:
    """A demonstration of one's own, to be written in. Nobody has the one that was built open."""
    return Path(shutil.copytree(built, folder))


def application_of(folder: Path, **variables: str) -> Flask:
    """The application with the settings that the demonstration runs by: application_of(folder, BASE_URL="http://…")."""
    return create_app(
        read_settings(
            {
                "LEDETRAAD_ENVIRONMENT": "demonstration",
                "LEDETRAAD_INSTANCE_DIR": str(folder),
                "LEDETRAAD_DATABASE_URL": f"sqlite:///{folder / 'demonstration.db'}",
                "LEDETRAAD_BODY_NAME": "Eksempel Kommune",
                "LEDETRAAD_SELF_PLACEMENT": "yes",
                "LEDETRAAD_PUBLIC_LOTS": "yes",
                **{f"LEDETRAAD_{name}": value for name, value in variables.items()},
            }
        )
    )


def make_index(session: Session) -> None:
    """The index is each database's own: it is made from the entries that came along."""
    index.empty(session)
    entries = session.execute(select(SearchEntry.id, SearchEntry.text).order_by(SearchEntry.id))
    index.put(session, [(number, danish.keys(text)) for number, text in entries])
    index.settle(session)


def carry_over(folder: Path, url: str) -> None:
    """Every row of a demonstration into a PostgreSQL database that is migrated and empty; numbers go on from there."""
    source, target = create_engine(f"sqlite:///{folder / 'demonstration.db'}"), create_engine(url)
    with source.connect() as reading, target.begin() as writing:
        writing.execute(text("SET session_replication_role = replica"))  # in any order, unlike foreign keys want it
        for table in Base.metadata.sorted_tables:
            rows = [dict(row) for row in reading.execute(select(table)).mappings()]
            if rows:
                writing.execute(insert(table), rows)
            if table.autoincrement_column is not None:
                number = f"pg_get_serial_sequence('{table.name}', '{table.autoincrement_column.name}')"
                last = f"(SELECT COALESCE(MAX({table.autoincrement_column.name}), 0) + 1 FROM {table.name})"
                writing.execute(text(f"SELECT setval({number}, {last}, false)"))
        make_index(Session(writing))
    source.dispose()
    target.dispose()
