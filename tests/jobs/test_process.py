"""Two processes of `python -m jobs` side by side on one database, real mail, and an orderly end."""

from __future__ import annotations

import datetime as dt
import email
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from app import create_app
from app.database import Database
from app.mail import services as mail
from app.mail.domain import MessageState
from app.mail.models import MailAttempt, OutboxMessage
from app.mail.writing.words import Words
from app.people import services as people
from app.trail import runs
from app.trail.models import JobRun
from config import Settings
from demonstration.catcher import Catcher
from jobs.plans import PLANS
from tests.conftest import ROOT, SECRET

MAILS = 40
NOW = dt.datetime(2026, 1, 5, 8, 0, tzinfo=dt.UTC)  # long ago: the processes read the real clock
WORDS = Words(subject="Emne", text="Hej\n", html="<p>Hej</p>\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mails"


@pytest.fixture
def catcher(folder: Path) -> Iterator[Catcher]:
    with Catcher(folder) as running:
        yield running


def write_mails(database: Database) -> None:
    """Puts the mails into the outbox, as some request would have done."""
    url = database.engine.url.render_as_string(hide_password=False)
    with create_app(Settings(secret_key=SECRET, database_url=url)).app_context(), database.write.begin() as session:
        person = people.add_person(session, name="Lene Holst", address="lene@example.dk", now=NOW)
        for number in range(MAILS):
            mail.enqueue(
                session, once=str(number), kind="test", thread=f"test:{number}", person=person, written=WORDS, now=NOW
            )


@contextmanager
def jobs(database: Database, port: int, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    environment = os.environ | {
        "LEDETRAAD_ENVIRONMENT": "demonstration",
        "LEDETRAAD_SECRET_KEY": SECRET,
        "LEDETRAAD_DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "LEDETRAAD_MAIL_PORT": str(port),
        "LEDETRAAD_MAIL_SECURITY": "none",
    }
    command = [sys.executable, "-m", "jobs"]
    running = [subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) for _ in range(count)]
    try:
        for process in running:
            wait_for_start(process)
        yield running
    finally:
        for process in running:
            if process.poll() is None:
                process.kill()
            process.communicate()


def wait_for_start(process: subprocess.Popen[bytes]) -> None:
    """Reads the log up to the line with which it begins: from then on it listens to signals."""
    assert process.stderr is not None
    assert any(b"jobs-started" in line for line in iter(process.stderr.readline, b"")), "it did not start"


def wait_until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not reached():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


def count_sent(database: Database) -> int:
    with database.read() as session:
        query = select(func.count(OutboxMessage.id)).where(OutboxMessage.state == MessageState.SENT)
        return session.scalar(query) or 0


def test_two_processes_send_each_mail_once_and_end_when_asked(
    own_database: Database, catcher: Catcher, folder: Path
) -> None:
    write_mails(own_database)
    with jobs(own_database, catcher.port, 2) as running:
        wait_until(lambda: count_sent(own_database) == MAILS)
        for process in running:
            process.send_signal(signal.SIGTERM)
        assert [process.wait(20) for process in running] == [0, 0]
    ids = Counter(email.message_from_bytes(file.read_bytes())["Message-ID"] for file in folder.iterdir())
    assert len(ids) == MAILS
    assert set(ids.values()) == {1}
    with own_database.read() as session:
        assert session.scalar(select(func.count(MailAttempt.id))) == MAILS
        planned = session.execute(select(JobRun.job, func.count()).group_by(JobRun.job)).all()
        assert sorted(tuple(row) for row in planned) == [(name, 1) for name in sorted(PLANS)]
        assert runs.last_beat(session, process="jobs") is not None


def test_killed_process_loses_nothing(own_database: Database, catcher: Catcher, folder: Path) -> None:
    write_mails(own_database)
    with jobs(own_database, catcher.port, 1) as running:
        wait_until(lambda: folder.exists() and len(list(folder.glob("*.eml"))) >= 3)
        running[0].kill()
        running[0].wait()
    with own_database.write.begin() as session:
        session.execute(update(OutboxMessage).values(claimed_until=NOW))
    with jobs(own_database, catcher.port, 1):
        wait_until(lambda: count_sent(own_database) == MAILS)
    copies: dict[str, set[bytes]] = {}
    for file in folder.glob("*.eml"):
        content = file.read_bytes()
        copies.setdefault(email.message_from_bytes(content)["Message-ID"], set()).add(content)
    assert len(copies) == MAILS
    assert all(len(bytes_seen) == 1 for bytes_seen in copies.values())
    assert len(list(folder.glob("*.eml"))) <= MAILS + 1
