"""Workers that empty an outbox and may be killed at any moment, and the messages that they send."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.parser import BytesHeaderParser
from multiprocessing.process import BaseProcess
from pathlib import Path

from app import clock
from app.database import Database
from app.mail.domain import MessageState
from app.mail.models import OutboxMessage
from app.mail.outbox import claiming, delivery
from app.mail.outbox.claiming import Worker
from app.mail.outbox.delivery import deliver_due
from app.mail.outbox.smtp import Relay, Transport
from app.mail.writing.mime import Letter, render
from config import Security
from tests.conftest import SECRET

HOST = "127.0.0.1"
WRITTEN = dt.datetime(2027, 1, 12, 9, 0, tzinfo=dt.UTC)
LEASE, TOTAL, BATCH = 4, 2, 5  # seconds, seconds, mails: as 180, 60 and 50, in a small world
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.faults.senders", "tests.faults.fetchers"])


def message(number: int, *, thread: str = "", sequence: int = 0, now: dt.datetime = WRITTEN) -> OutboxMessage:
    """One row of the outbox, as services.enqueue() writes it; each to a recipient of its own."""
    message_id, address = f"{number:032x}@example.dk", f"modtager{number}@example.dk"
    letter = Letter(
        message_id=message_id,
        date=now,
        sender=Address("Direktionens sekretariat", addr_spec="ledetraad@example.dk"),
        recipient=Address(f"Modtager {number}", addr_spec=address),
        subject=f"Strategisk drøftelse {number}",
        text=f"Kære modtager {number}\n.\næøå\n" * 20,
        html=f"<p>Kære modtager {number}</p>\n" * 20,
    )
    return OutboxMessage(
        message_id=message_id,
        once=f"fault:{number}",
        kind="test",
        thread=thread or f"fault:{number}",
        sequence=sequence,
        person_id=None,
        address=address,
        envelope_from=f"bounce+{message_id}",
        subject=letter.subject,
        raw=render(letter),
        state=MessageState.WAITING,
        created_at=now,
        due_at=now,
    )


def fill(database: Database, count: int, *, written: int = 0) -> int:
    """Writes that many messages more, due now; gives how many there are."""
    now = clock.now()
    with database.writing() as session:
        session.add_all([message(number, now=now) for number in range(written + 1, written + count + 1)])
    return written + count


def send(url: str, port: int, name: str) -> None:
    """The whole life of a worker that sends: it ends only by being killed."""
    claiming.LEASE_SECONDS, claiming.SECONDS_TO_SEND, claiming.BATCH = LEASE, LEASE - TOTAL, BATCH
    delivery.MOST_AT_ONCE = 4 * BATCH
    database = Database(url, trail_key=SECRET.encode())
    worker = Worker(name=name, per_hour=10_000_000)
    with Transport(Relay(host=HOST, port=port, security=Security.NONE)) as transport:
        while True:
            with database.recording() as recorder:
                deliver_due(database.writing, transport=transport, worker=worker, now=clock.now(), recorder=recorder)
            time.sleep(0.02)


@dataclass
class Crew:
    """Some workers; whoever is killed is replaced by another with a new name."""

    work: Callable[[str, int, str], None]
    url: str
    port: int
    workers: list[BaseProcess]
    hired: int = 0

    def hire(self) -> None:
        """One more."""
        self.hired += 1
        process = CONTEXT.Process(target=self.work, args=(self.url, self.port, f"worker {self.hired}"), daemon=True)
        process.start()
        self.workers.append(process)

    def kill(self, which: int) -> None:
        """kill -9, and a successor."""
        process = self.workers.pop(which % len(self.workers))
        assert process.pid and process.is_alive(), "a worker ended by itself"
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        self.hire()


@contextmanager
def crew_of(size: int, *, url: str, port: int, work: Callable[[str, int, str], None] = send) -> Iterator[Crew]:
    """Workers until the block is left."""
    crew = Crew(work, url, port, [])
    for _ in range(size):
        crew.hire()
    try:
        yield crew
    finally:
        for process in crew.workers:
            process.kill()
            process.join()


def arrived(folder: Path) -> Counter[bytes]:
    """What a sink has kept, and how often."""
    return Counter(path.read_bytes() for path in folder.glob("*.eml"))


def message_id_of(content: bytes) -> str:
    """The Message-ID, without its brackets."""
    return str(BytesHeaderParser().parsebytes(content)["Message-ID"]).strip("<>")
