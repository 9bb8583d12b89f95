"""`make bench-notes`: how notes are saved when many write at once, read when there are many, searched and compared.

`python -m benchmarks.notes reading` measures one part alone: saving, reading, likeness, search, or large (search with a
million passages on PostgreSQL too).

Saves are measured from the first try to the answer, over HTTP, with as many connections as there are writers; the
reading pages as multiples of a bare Flask page in the same run.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app import clock, create_app
from app.cycle import services as cycles
from app.cycle.domain import Lineage
from app.cycle.models import Cycle
from app.database import Database
from app.dialogues.domain import NoteState, PassageKind
from app.dialogues.models import Note, Passage, PassageRevision
from app.dialogues.writing import passages
from app.insights import services as insights
from app.insights.domain import About, Meaning, Quote, Tone
from app.people import services as people
from app.people.access import TOKEN
from app.people.domain import Role
from app.scheduling.domain import DialogueState
from benchmarks import engines, search
from benchmarks.pages import median, served
from benchmarks.report import table, write_section
from tests import postgres
from tests.conftest import SECRET, make_settings, migrate
from tests.dialogues.meetings import NOW, agree_dialogue, open_cycle, themes
from tests.faults.serving import Server
from tests.faults.writers import Writer, lost, sign_in_writers

SEED = 20270301
SAVES_EACH = 20
PAUSE = 1.0  # seconds, as in static/notes.js
DIALOGUES, PASSAGES = 6, 200
YEARS = 10
READING = {
    "the words of a theme": "/indsigter/2027/tema/1",
    "the same, one dialogue in full": "/indsigter/2027/tema/1?hele=1",
    "the reading edition": "/indsigter/2027/laes",
    "the matrix of the year": "/indsigter/2027",
    f"the matrix of {YEARS} years": "/indsigter/aar",
}
ON_SAVES = f"""Milliseconds from the first try to the answer, over HTTP: every writer {SAVES_EACH} saves, a second
apart, as the page saves while somebody writes; beside it what a save costs the web processes in CPU milliseconds, which
other work on the machine hardly changes. Writers begin within a second of each other, as people do; in the rows marked
so all of them begin in the same instant, so that one save in {SAVES_EACH} waits for everybody else's. All write in one
note, so their saves come one after the other. PostgreSQL waits for the disk (its own defaults). The bars are p95 300
(PostgreSQL, 50) and 1,000 (SQLite, 10).
"""
COLUMNS = [
    ("case", "case"),
    ("web processes", "processes"),
    ("saves", "saves"),
    ("p50", "p50"),
    ("p95", "p95"),
    ("CPU ms a save", "cpu"),
    ("faults", "faults"),
    ("lost", "lost"),
]
ON_READING = f"""{YEARS} years of {DIALOGUES} dialogues with {PASSAGES} passages each and {DIALOGUES * PASSAGES // 20}
insights, on SQLite, as a director reads them; p50 as a multiple of a bare Flask page in the same run. The page of ours
without figures is what sign-in, head and menu cost by themselves. The bar is 10. Seed {SEED}.
"""
ON_LIKENESS = """What resembles a passage, among 12,000 of a year, as it is suggested while coding. The bar is 50 ms.
"""
WORDS = ("børn", "forældre", "møde", "plan", "mål", "hverdag", "borger", "sag", "effekt", "tid", "samarbejde", "råd")


@dataclass(frozen=True)
class Saves:
    """What saving cost: seconds of each, sorted, and of the server's processors in all; and what went wrong."""

    case: str
    processes: int
    taken: list[float]
    cpu: float
    faults: int
    lost: int

    def row(self) -> dict[str, object]:
        """As a row of the table."""
        return {
            "case": self.case,
            "processes": self.processes,
            "saves": len(self.taken),
            "p50": f"{statistics.median(self.taken) * 1000:.0f}",
            "p95": f"{self.taken[int(len(self.taken) * 0.95)] * 1000:.0f}",
            "cpu": f"{self.cpu / len(self.taken) * 1000:.1f}",
            "faults": self.faults,
            "lost": self.lost,
        }


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """An empty SQLite and an empty PostgreSQL that waits for the disk, both migrated."""
    embedded = f"sqlite:///{folder / 'bench.db'}"
    migrate(embedded)
    with postgres.own_folder() as home:
        for server in postgres.started(home, ()):
            url = postgres.create_database(server, "bench")
            migrate(url)
            yield {"SQLite": embedded, "PostgreSQL": url}


def measure_saves(kind: str, url: str, folder: Path, *, writers: int, workers: int, at_once: bool = False) -> Saves:
    """So many people write, each one save after the other."""
    database = Database(url, trail_key=SECRET.encode())
    server = Server(url, folder, workers=workers).start()
    try:
        writing = sign_in_writers(database, server.port, writers)
        for one in writing:
            one.open_page()
        before = server.cpu_seconds()
        with ThreadPoolExecutor(writers) as pool:
            list(pool.map(lambda one: write(one, delay=0 if at_once else PAUSE * one.number / writers), writing))
        cpu, taken = server.cpu_seconds() - before, sorted(seconds for one in writing for seconds in one.taken)
        faults = sum(one.faults for one in writing)
        case = f"{writers} writers, {kind}{', all in the same instant' if at_once else ''}"
        return Saves(case, workers, taken, cpu, faults, len(lost(database, writing)))
    finally:
        server.kill()
        database.dispose()


def write(writer: Writer, *, delay: float) -> None:
    """Her saves, from the moment on at which she begins."""
    threading.Event().wait(delay)
    writer.write(SAVES_EACH, pause=PAUSE)


def write_years(session: Session) -> None:
    """Ten years whose themes carry on."""
    chance = random.Random(SEED)
    cycle, editions = open_cycle(session), themes(session)
    write_year(session, cycle, [one.id for one in editions], chance)
    for year in range(cycle.year + 1, cycle.year + YEARS):
        editions = [
            cycles.add_theme(
                session, year=year, number=one.number, title=one.title, forerunners=[(one, Lineage.CONTINUED)]
            )
            for one in editions
        ]
        cycle = cycles.open_year(session, year=year, subject=None, now=NOW)
        write_year(session, cycle, [one.id for one in editions], chance)


def write_year(session: Session, cycle: Cycle, editions: list[int], chance: random.Random) -> None:
    """A year of six dialogues with 200 passages each, and an insight on three passages for every twenty."""
    revisions: list[int] = []
    for number in range(DIALOGUES):
        dialogue = agree_dialogue(session, cycle, name=f"Enhed {number + 1}")
        dialogue.state = DialogueState.HELD
        session.flush()
        note = passages.open_note(session, dialogue=dialogue, now=NOW)
        note.state = NoteState.CONFIRMED
        revisions += [say_quickly(session, note, place, chance, editions) for place in range(PASSAGES)]
    for number in range(DIALOGUES * PASSAGES // 20):
        insights.add_insight(
            session,
            cycle=cycle,
            meaning=Meaning(
                sentence=f"Indsigt {number + 1}: {sentence(chance)}",
                about=About.THEME,
                edition_id=chance.choice(editions),
                tone=chance.choice(list(Tone)),
            ),
            evidence=[Quote(revision_id=one) for one in chance.sample(revisions, 3)],
            now=NOW,
        )


def sentence(chance: random.Random) -> str:
    """A dozen words."""
    return " ".join(chance.choices(WORDS, k=12)).capitalize() + "."


def say_quickly(session: Session, note: Note, place: int, chance: random.Random, editions: list[int]) -> int:
    """One passage as rows; gives its revision."""
    number = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    values = {"id": number, "note_id": note.id, "edition_id": chance.choice(editions), "kind": PassageKind.MINUTES}
    session.execute(insert(Passage).values(**values, rank=f"{place:04}", revision=1, rank_version=1, created_at=NOW))
    words = {"passage_id": number, "number": 1, "text": sentence(chance), "saved_at": NOW, "late": False}
    made = session.execute(insert(PassageRevision).values(**words).returning(PassageRevision.id))
    return int(made.scalar_one())


def measure_reading(folder: Path) -> list[dict[str, object]]:
    """The reading pages of such years, as multiples of a bare Flask page."""
    url = f"sqlite:///{folder / 'reading.db'}"
    migrate(url)
    database = Database(url, trail_key=SECRET.encode())
    with database.write.begin() as session:
        write_years(session)
        headers = {"Cookie": cookie_of(session, url)}
    database.dispose()
    environ = Server(url, folder).environment()
    with served("benchmarks.plain:application", environ) as plain, served("app:create_app()", environ) as ours:
        bare = median(plain, "/", {})
        taken = {"a bare Flask page": bare, "a page of ours without figures": median(ours, "/hjaelp", headers)}
        taken |= {name: median(ours, page, headers) for name, page in READING.items()}
    return [{"page": page, "ms": f"{ms:.2f}", "times": f"{ms / bare:.1f}"} for page, ms in taken.items()]


def cookie_of(session: Session, url: str) -> str:
    """What the browser of a director holds."""
    person = people.add_person(session, name="D", address="d@example.dk", roles=[Role.DIRECTOR], now=NOW)
    token, now = people.open_session(session, person=person, life=dt.timedelta(hours=1), now=clock.now()), clock.now()
    app = create_app(make_settings(url))
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps({TOKEN: token, 'seen': int(now.timestamp())})}"


def measure_both(folder: Path, *, at_once: bool) -> list[Saves]:
    """Fifty writers on PostgreSQL and ten on SQLite, each on an empty database."""
    with tempfile.TemporaryDirectory(dir=folder) as home, databases(Path(home)) as urls:
        return [
            measure_saves(kind, urls[kind], Path(home), writers=writers, workers=workers, at_once=at_once)
            for kind, writers, workers in (("PostgreSQL", 50, 2), ("SQLite", 10, 1))
        ]


def write_saves(folder: Path) -> None:
    """The section on saving."""
    rows = [one.row() for at_once in (False, True) for one in measure_both(folder, at_once=at_once)]
    write_section("Saving notes", f"{ON_SAVES}\n{table(COLUMNS, rows)}")


def write_reading(folder: Path) -> None:
    """The section on reading."""
    shown = table([("page", "page"), ("ms", "ms"), ("times bare", "times")], measure_reading(folder))
    write_section("Reading notes", f"{ON_READING}\n{shown}")


def write_likeness(_folder: Path) -> None:
    """The section on suggestions."""
    figures = engines.run(engines.ALIKE)
    write_section("Similar passages", f"{ON_LIKENESS}\n{table([('case', 'name'), ('result', 'result')], [figures])}")


PARTS: dict[str, Callable[[Path], None]] = {
    "saving": write_saves,
    "reading": write_reading,
    "likeness": write_likeness,
    "search": lambda _folder: search.write_down(search.MEASURED),
    "large": lambda _folder: search.write_down([*search.MEASURED, search.LARGE]),
}
ALL = ("saving", "reading", "likeness", "search")


def main(chosen: Sequence[str]) -> None:
    """Measures the named parts, or all but a million passages on PostgreSQL, and writes them down."""
    for name in chosen or ALL:
        with tempfile.TemporaryDirectory() as folder:
            PARTS[name](Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
