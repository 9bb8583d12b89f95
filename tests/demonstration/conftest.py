"""The demonstration as it is on one day, built twice at once: to be looked at, and to be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.database import EXTENSION
from tests.staged import TOLD, application_of, build_once

TODAY = "2027-05-14"


@dataclass(frozen=True)
class Built:
    """Where the two stand, and what was told while they were made."""

    first: Path
    second: Path

    @property
    def told(self) -> str:
        return (self.first / TOLD).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Built:
    """Built once, whichever worker of the run asks first."""
    return Built(*build_once(tmp_path_factory, worker, ["demonstration-1", "demonstration-2"], TODAY))


@pytest.fixture(scope="module")
def shown(built: Built) -> Iterator[Flask]:
    """The application of the demonstration that was built."""
    application = application_of(built.first)
    yield application
    application.extensions[EXTENSION].dispose()


@pytest.fixture
def read(shown: Flask) -> Iterator[Session]:
    """A reading session on it."""
    with shown.app_context(), shown.extensions[EXTENSION].read() as session:
        yield session
