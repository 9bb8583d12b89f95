"""`make bench-mail`: how fast the outbox is emptied, as a share of a bare loop of smtplib over one connection.

Both send the same bytes to the same sink, one after the other in the same run, so the machine counts for nothing. The
sink is aiosmtpd in a process of its own, keeping nothing.
"""

from __future__ import annotations

import multiprocessing
import smtplib
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from aiosmtpd.controller import Controller
from sqlalchemy import insert, select
from sqlalchemy.orm import undefer

from app import clock
from app.database import Database
from app.mail.claiming import Worker
from app.mail.delivery import deliver_due
from app.mail.models import OutboxMessage
from app.mail.smtp import Relay, Transport
from benchmarks.report import table, write_section
from config import Security
from tests import postgres
from tests.conftest import SECRET, migrate
from tests.faults.senders import HOST, message
from tests.faults.serving import free_port

MESSAGES = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
AT_ONCE = 1_000
BAR = 70
ON_DELIVERY = f"""{MESSAGES:,} messages of the outbox to a local sink by one worker, beside a bare loop of smtplib over
one connection with the same bytes in the same run (aiosmtpd, in a process of its own). What the outbox adds is one
claim for fifty mails and one transaction for each, beside the next conversation. The bar is {BAR} %.
"""


def main() -> None:
    """Measures on both databases."""
    with tempfile.TemporaryDirectory(prefix="ledetraad-") as folder, sink() as port:
        embedded = f"sqlite:///{Path(folder) / 'bench.db'}"
        rows = [measure("SQLite", embedded, port)]
        with postgres.server() as server:
            rows.append(measure("PostgreSQL", postgres.create_database(server, "bench_mail"), port))
    columns = [("database", "database"), ("bare, mails/s", "bare"), ("outbox, mails/s", "ours"), ("%", "share")]
    write_section("Mail that leaves", f"{ON_DELIVERY}\n{table(columns, rows)}")


def measure(name: str, url: str, port: int) -> dict[str, object]:
    """The rates of both, and the share."""
    migrate(url)
    database = Database(url, trail_key=SECRET.encode())
    fill(database)
    contents = contents_of(database)
    around = [bare_rate(contents, port)]
    ours = own_rate(database, port)
    around.append(bare_rate(contents, port))
    database.dispose()
    bare = statistics.mean(around)
    return {"database": name, "bare": f"{bare:.0f}", "ours": f"{ours:.0f}", "share": f"{100 * ours / bare:.0f}"}


def fill(database: Database) -> None:
    """The messages, due now."""
    now = clock.now()
    for start in range(1, MESSAGES + 1, AT_ONCE):
        rows = [message(number, now=now) for number in range(start, min(start + AT_ONCE, MESSAGES + 1))]
        columns = [column.key for column in OutboxMessage.__table__.columns if column.key not in ("id", "attempt")]
        with database.writing() as session:
            values = [{key: getattr(one, key) for key in columns} | {"attempt": 0} for one in rows]
            session.execute(insert(OutboxMessage), values)


def contents_of(database: Database) -> list[tuple[str, str, bytes]]:
    """What the bare loop sends."""
    with database.read() as session:
        query = select(OutboxMessage).order_by(OutboxMessage.id).options(undefer(OutboxMessage.raw))
        return [(one.envelope_from, one.address, one.raw) for one in session.scalars(query)]


def bare_rate(contents: list[tuple[str, str, bytes]], port: int) -> float:
    """Mails a second of smtplib alone."""
    started = time.perf_counter()
    with smtplib.SMTP(HOST, port) as client:
        for sender, recipient, raw in contents:
            client.sendmail(sender, [recipient], raw)
    return len(contents) / (time.perf_counter() - started)


def own_rate(database: Database, port: int) -> float:
    """Mails a second of one worker of ours."""
    worker, started = Worker(name="bench", per_hour=10 * MESSAGES), time.perf_counter()
    relay = Relay(host=HOST, port=port, security=Security.NONE)
    with Transport(relay) as transport, database.recording() as recorder:
        tally = deliver_due(database.writing, transport=transport, worker=worker, now=clock.now(), recorder=recorder)
    if tally != {"sent": MESSAGES}:
        raise RuntimeError(f"not all were sent: {dict(tally)}")
    return MESSAGES / (time.perf_counter() - started)


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
