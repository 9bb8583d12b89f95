"""A real office program and a real mailbox server: the tests with them are `make interop`, and fail without them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import dovecot as dovecots
from tests import office as offices
from tests.mail.inbox.mailboxes import Mailboxes
from tests.office import NONE, Office


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever takes the office or Dovecot is marked so; other readers in this folder are in every run."""
    for item in items:
        for fixture, marker in (("office_folder", "office"), ("dovecot", "dovecot")):
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)


@pytest.fixture(scope="session")
def office_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not offices.is_there():
        pytest.fail(NONE)
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Mailboxes]:
    if not dovecots.program():
        pytest.fail(dovecots.NONE)
    # Not pytest's own folder: nobody but us may look into that, and the server's processes are others.
    with tempfile.TemporaryDirectory(prefix="ledetraad-") as folder, dovecots.running(Path(folder)) as found:
        yield found


@pytest.fixture(scope="session")
def office(office_folder: Path) -> Iterator[Office]:
    with offices.running(office_folder) as found:
        yield found
