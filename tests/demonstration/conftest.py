"""The demonstration as it is on one day, built twice at once: to be looked at, and to be compared."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.database import EXTENSION
from config import ROOT, read_settings
from demonstration.mark import NAME
from demonstration.web import create_app

TODAY = "2027-05-14"


@dataclass(frozen=True)
class Built:
    """Where the two stand, and what was told while they were made."""

    first: Path
    second: Path

    @property
    def told(self) -> str:
        return (self.first / "told.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Built:
    """Built once, whichever worker of the run asks first."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker == "alone" else base.parent
    found = Built(shared / "demonstration-1", shared / "demonstration-2")
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        started = [start_build(folder) for folder in (found.first, found.second) if not (folder / NAME).exists()]
        assert [process.wait() for process in started] == [0] * len(started), found.told
    return found


def start_build(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    """Builds into a folder, in a process of its own with a hash salt of its own."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "demonstration", "--build-only", "--today", TODAY, *more]
    environ = {**os.environ, "LEDETRAAD_INSTANCE_DIR": str(folder)}
    with (folder / "told.txt").open("wb") as told:
        return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=told, stderr=subprocess.STDOUT)


@pytest.fixture(scope="module")
def shown(built: Built) -> Iterator[Flask]:
    """The application of the demonstration that was built."""
    application = application_of(built.first)
    yield application
    application.extensions[EXTENSION].dispose()


def application_of(folder: Path) -> Flask:
    """The application with the settings that the demonstration runs by."""
    return create_app(
        read_settings(
            {
                "LEDETRAAD_ENVIRONMENT": "demonstration",
                "LEDETRAAD_INSTANCE_DIR": str(folder),
                "LEDETRAAD_DATABASE_URL": f"sqlite:///{folder / 'demonstration.db'}",
                "LEDETRAAD_BODY_NAME": "Eksempel Kommune",
            }
        )
    )


@pytest.fixture
def read(shown: Flask) -> Iterator[Session]:
    """A reading session on it."""
    with shown.app_context(), shown.extensions[EXTENSION].read() as session:
        yield session
