"""What was acknowledged is there, whatever is killed, restarted or full meanwhile.

Short here; `make faults` writes 100,000 saves under many more blows.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.database import Database
from tests import postgres
from tests.conftest import SECRET, copy_template, migrate
from tests.faults.serving import Server
from tests.faults.writers import Writer, lost, sign_in_writers

SAVES = int(os.environ.get("FAULTS_SAVES", "120"))
WRITERS = 8
BLOWS = 2 if SAVES < 1000 else 40
STALE_EVERY = 5
PAUSE = 0.02 if SAVES < 1000 else 0  # seconds between two saves of one writer: few saves last long enough for the blows
LITTLE = 200_000  # bytes up to which a file may still grow


@dataclass(frozen=True)
class Body:
    """A database that is this test's alone, in a folder of its own, and the pages on it."""

    database: Database
    server: Server
    folder: Path

    @property
    def embedded(self) -> bool:
        return self.database.engine.dialect.name == "sqlite"


@pytest.fixture
def body(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path, worker: str) -> Iterator[Body]:
    """SQLite, or a PostgreSQL that waits for the disk before it says yes, as at home."""
    if database_kind == "sqlite":
        yield from serving(copy_template(request.config, "sqlite", tmp_path, worker), tmp_path, workers=1)
        return
    with postgres.own_folder() as folder:
        for url in postgres.started(folder, ()):
            home = postgres.create_database(url, "ledetraad")
            migrate(home)
            yield from serving(home, folder, workers=2)


def serving(url: str, folder: Path, *, workers: int) -> Iterator[Body]:
    database = Database(url, trail_key=SECRET.encode())
    server = Server(url, folder, workers=workers).start()
    yield Body(database, server, folder)
    server.kill()
    database.dispose()


def opened(body: Body) -> list[Writer]:
    """The writers, each with the page of the meeting before her."""
    writers = sign_in_writers(body.database, body.server.port, WRITERS)
    for one in writers:
        one.open_page()
    return writers


def write_under(blow: Callable[[int], None], writers: Sequence[Writer]) -> None:
    """Everyone writes; each time that a share of the saves is acknowledged, a blow falls."""
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(one.write, SAVES // WRITERS, stale_every=STALE_EVERY, pause=PAUSE) for one in writers]
        for number in range(1, BLOWS + 1):
            while told(writers) < SAVES * number // (BLOWS + 1) and not all(one.done() for one in writing):
                threading.Event().wait(0.01)
            strike(blow, number, writers)
        for one in writing:
            one.result()


def strike(blow: Callable[[int], None], number: int, writers: Sequence[Writer]) -> None:
    """A blow, and the first save that is acknowledged after it. One that fails calls everyone off: nobody waits on."""
    try:
        blow(number)
        before = told(writers)
        while told(writers) == before and not all(one.is_done for one in writers):
            threading.Event().wait(0.01)
    except BaseException:
        for one in writers:
            one.is_called_off = True
        raise


def told(writers: Sequence[Writer]) -> int:
    """How many saves have been acknowledged so far."""
    return sum(turn + 1 for writer in writers for turn in list(writer.acknowledged.values()))


def check_all(body: Body, writers: Sequence[Writer]) -> None:
    """Every save was acknowledged in the end, the late texts too, some only after another try; and all are there."""
    repeated, late = sum(one.repeated for one in writers), sum(len(one.late) for one in writers)
    print(
        f"{told(writers)} acknowledged, {late} late, {repeated} tries again, {len(lost(body.database, writers))} lost"
    )
    assert told(writers) == SAVES // WRITERS * WRITERS
    assert late > 0
    assert repeated > 0
    assert lost(body.database, writers) == []


def test_acknowledged_saves_outlive_killed_servers_and_workers(body: Body) -> None:
    writers = opened(body)

    def blow(number: int) -> None:
        if number % 2:
            body.server.kill_worker()
        else:
            body.server.kill()
            body.server.start()

    write_under(blow, writers)
    check_all(body, writers)


def test_acknowledged_saves_outlive_a_database_that_falls(body: Body) -> None:
    """SQLite lives in the server's process and falls with it; PostgreSQL is ended at once and has to recover."""
    writers = opened(body)

    def blow(_number: int) -> None:
        if body.embedded:
            body.server.kill()
            body.server.start()
        else:
            body.database.dispose()
            postgres.restart(body.folder)

    write_under(blow, writers)
    check_all(body, writers)


def test_acknowledged_saves_outlive_a_full_disk(body: Body) -> None:
    """No process that holds the database can make a file longer: saves are refused until there is room again."""
    writers = opened(body)

    def blow(_number: int) -> None:
        faults = sum(one.repeated for one in writers)
        if body.embedded:
            body.server.kill()
            body.server.largest_file = LITTLE
            body.server.start()
        else:
            postgres.fill_disk(body.folder, LITTLE)
        while sum(one.repeated for one in writers) == faults and not all(one.is_done for one in writers):
            threading.Event().wait(0.01)
        if body.embedded:
            body.server.kill()
            body.server.largest_file = None
            body.server.start()

    write_under(blow, writers)
    check_all(body, writers)
