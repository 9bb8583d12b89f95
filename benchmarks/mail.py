"""`make bench-mail`: how fast the outbox is emptied, as a share of a bare loop of smtplib over one connection.

Both send the same bytes to the same sink, by turns of a tenth of them, so that neither the machine nor what
else runs on it counts. The sink is aiosmtpd in a process of its own, keeping nothing.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import smtplib
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from aiosmtpd.controller import Controller
from sqlalchemy import insert, select
from sqlalchemy.orm import undefer

from app import clock
from app.database import Database
from app.mail.models import OutboxMessage
from app.mail.outbox.claiming import Worker
from app.mail.outbox.delivery import deliver_due
from app.mail.outbox.smtp import Relay, Transport
from benchmarks.report import table, write_section
from config import Security
from tests import postgres
from tests.conftest import SECRET, migrate
from tests.faults.senders import HOST, message
from tests.faults.serving import free_port

MESSAGES = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
TURNS, TURN = 10, dt.timedelta(minutes=1)
BAR = 70
ON_DELIVERY = f"""{MESSAGES:,} messages of the outbox to a local sink by one worker, beside a bare loop of smtplib over
one connection with the same bytes, by turns of a tenth (aiosmtpd, in a process of its own). What the outbox adds is a
claim for some hundred mails, and for each mail a note that stands before the next one's body leaves. CPU is what our
own process has used. The bar is {BAR} %.
"""


def main() -> None:
    """Measures on both databases."""
    with tempfile.TemporaryDirectory(prefix="ledetraad-") as folder, sink() as port:
        embedded = f"sqlite:///{Path(folder) / 'bench.db'}"
        rows = [measure("SQLite", embedded, port)]
        with postgres.server() as server:
            rows.append(measure("PostgreSQL", postgres.create_database(server, "bench_mail"), port))
    columns = [
        ("database", "database"),
        ("bare, mails/s", "bare"),
        ("outbox, mails/s", "ours"),
        ("%", "share"),
        ("bare, CPU ms a mail", "bare_cpu"),
        ("outbox, CPU ms a mail", "ours_cpu"),
    ]
    write_section("Mail that leaves", f"{ON_DELIVERY}\n{table(columns, rows)}")


def measure(name: str, url: str, port: int) -> dict[str, object]:
    """The rates of both, and the share."""
    migrate(url)
    database = Database(url, trail_key=SECRET.encode())
    first = clock.now() - TURNS * TURN
    fill(database, first)
    bare, ours = Spent(), Spent()
    for turn in range(TURNS):
        contents = contents_of(database, first + turn * TURN)
        with bare.counted():
            send_bare(contents, port)
        with ours.counted():
            send_ours(database, port, first + turn * TURN, len(contents))
    database.dispose()
    return {
        "database": name,
        "bare": f"{MESSAGES / bare.wall:.0f}",
        "ours": f"{MESSAGES / ours.wall:.0f}",
        "share": f"{100 * bare.wall / ours.wall:.0f}",
        "bare_cpu": f"{1_000 * bare.cpu / MESSAGES:.2f}",
        "ours_cpu": f"{1_000 * ours.cpu / MESSAGES:.2f}",
    }


@dataclass
class Spent:
    """Seconds, by the clock and of the processor."""

    wall: float = 0
    cpu: float = 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        """What the block takes is added."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu


def fill(database: Database, first: dt.datetime) -> None:
    """The messages, a tenth of them due at each turn."""
    columns = [column.key for column in OutboxMessage.__table__.columns if column.key not in ("id", "attempt")]
    for turn in range(TURNS):
        numbers = range(turn * MESSAGES // TURNS + 1, (turn + 1) * MESSAGES // TURNS + 1)
        rows = [message(number, now=first + turn * TURN) for number in numbers]
        values = [{key: getattr(one, key) for key in columns} | {"attempt": 0} for one in rows]
        with database.writing() as session:
            session.execute(insert(OutboxMessage), values)


def contents_of(database: Database, due_at: dt.datetime) -> list[tuple[str, str, bytes]]:
    """What the bare loop sends at a turn."""
    with database.read() as session:
        query = select(OutboxMessage).where(OutboxMessage.due_at == due_at).options(undefer(OutboxMessage.raw))
        return [(one.envelope_from, one.address, one.raw) for one in session.scalars(query)]


def send_bare(contents: list[tuple[str, str, bytes]], port: int) -> None:
    """smtplib alone."""
    with smtplib.SMTP(HOST, port) as client:
        for sender, recipient, raw in contents:
            client.sendmail(sender, [recipient], raw)


def send_ours(database: Database, port: int, now: dt.datetime, count: int) -> None:
    """One worker of ours."""
    worker, relay = Worker(name="bench", per_hour=10 * MESSAGES), Relay(host=HOST, port=port, security=Security.NONE)
    with Transport(relay) as transport, database.recording() as recorder:
        tally = deliver_due(database.writing, transport=transport, worker=worker, now=now, recorder=recorder)
    if tally != {"sent": count}:
        raise RuntimeError(f"not all were sent: {dict(tally)}")


@contextmanager
def sink() -> Iterator[int]:
    """A server that takes every mail and keeps none."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=swallow, args=(there,), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.kill()
        process.join()


def swallow(told: Connection) -> None:
    """aiosmtpd, as it comes, with a handler that says yes."""
    controller = Controller(Taker(), hostname=HOST, port=free_port(), ready_timeout=30)
    controller.start()
    told.send(controller.port)
    threading.Event().wait()


class Taker:
    """Takes every mail and keeps none."""

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        """Python's aiosmtpd names this method."""
        return "250 ok"


if __name__ == "__main__":
    main()
