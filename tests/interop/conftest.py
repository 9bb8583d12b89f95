"""A real office program: the tests with it are `make interop`, and fail where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import office as offices
from tests.office import NONE, Office


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever takes the office is marked so; other readers in this folder are in every run."""
    for item in items:
        if "office_folder" in getattr(item, "fixturenames", ()):
            item.add_marker("office")


@pytest.fixture(scope="session")
def office_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not offices.is_there():
        pytest.fail(NONE)
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="session")
def office(office_folder: Path) -> Iterator[Office]:
    with offices.running(office_folder) as found:
        yield found
