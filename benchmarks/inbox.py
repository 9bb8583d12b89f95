"""`make bench-inbox`: a burst of 1,000 replies taken in, on both databases, and the reading of one.

Each reply goes through the whole pipeline as if it had been fetched: stored and committed, processed and committed.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections import Counter
from pathlib import Path

from app import create_app
from app.database import EXTENSION, transaction
from app.invitations import services
from app.invitations.answers import replies
from app.mail.inbox import taking_in
from app.settings import SETTINGS
from benchmarks.report import table, write_section
from tests import postgres
from tests.conftest import make_settings, migrate
from tests.invitations.answering import attendee, calendar, event, mail, part, text
from tests.invitations.conftest import NOW, make_year

REPLIES = 1_000
WORDS = ("ACCEPTED", "TENTATIVE", "DECLINED")
LATER = NOW + dt.timedelta(hours=2)
COLUMNS = [
    ("database", "where"),
    ("CPU s", "cpu"),
    ("wall s", "wall"),
    ("applied", "applied"),
    ("reading, ms at p95", "p95"),
]
ON_BURST = f"""{REPLIES:,} replies of nine people to three meetings, each with the calendar twice, as Google sends it:
CPU seconds of this process for all of them. The bar is 60.
"""
ON_READING = """What one reply says (`replies.read`), without the database: milliseconds of CPU. The bar is 10 at p95.
"""


def main() -> None:
    """Measures both, and writes the sections."""
    with tempfile.TemporaryDirectory() as folder, postgres.server() as server:
        urls = {
            "SQLite": f"sqlite:///{Path(folder) / 'inbox.db'}",
            "PostgreSQL": postgres.create_database(server, "bench_inbox"),
        }
        rows = [{"where": where, **measure_burst(url)} for where, url in urls.items()]
    write_section("Replies in a burst", f"{ON_BURST}\n{ON_READING}\n{table(COLUMNS, rows)}")


def measure_burst(url: str) -> dict[str, object]:
    """Takes them all in."""
    migrate(url)
    app = create_app(make_settings(url))
    with app.app_context():
        raws = written()
        times = sorted(measure(raw) for raw in raws)
        reader = taking_in.reader_of(app.extensions[SETTINGS], app=app)
        outcomes: Counter[str] = Counter()
        cpu, wall = time.process_time(), time.monotonic()
        for raw in raws:
            message = taking_in.ingest(transaction, raw=raw, reader=reader, now=LATER)
            outcomes[message.outcome.value if message.outcome else ""] += 1
        cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    app.extensions[EXTENSION].dispose()
    return {
        "cpu": f"{cpu:.1f}",
        "wall": f"{wall:.1f}",
        "applied": outcomes["applied"],
        "p95": f"{times[int(len(times) * 0.95)] * 1000:.2f}",
    }


def written() -> list[bytes]:
    """The year, with everyone invited, and the replies."""
    with transaction() as session:
        year = make_year(session)
        services.prepare_from_plan(session, cycle=year.cycle, by=None, now=NOW)
        year.send()
        asked = [
            (year.invitation(number).uid, one.person.address)
            for number in range(3)
            for one in year.invitation(number).participants
        ]
    return [reply(*asked[number % len(asked)], number) for number in range(REPLIES)]


def reply(uid: str, address: str, number: int) -> bytes:
    """One answer, newer than the one before."""
    at = NOW + number * dt.timedelta(seconds=3)
    content = calendar(event(uid, attendee(address, WORDS[number % len(WORDS)]), at=at))
    return mail(address, text("Tak"), part(content), part(content, "application/ics"))


def measure(raw: bytes) -> float:
    """CPU seconds of one reading."""
    began = time.process_time()
    replies.read(raw)
    return time.process_time() - began


if __name__ == "__main__":
    main()
