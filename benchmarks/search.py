"""How dear a search is, in a small and in a large collection: the part "search" of `make bench-notes`.

CPU seconds and milliseconds, ours and (on PostgreSQL) those of the server's process behind our connection. A search is
the whole of it: the question is read, candidates are found and ranked, twenty hits are read and their words marked.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.database import Database
from app.dialogues.finding import SOURCE
from app.people.domain import Role
from app.people.models import Person, RoleHeld
from app.search import index, lexicon, queries, services
from app.search.matching import ask
from app.search.models import SearchEntry
from benchmarks import corpus
from benchmarks.report import table, write_section
from config import ROOT
from tests import postgres

ROUNDS = 100
DAY = dt.date(2027, 3, 1)
MEASURED = ((100_000, "sqlite"), (100_000, "postgresql"), (1_000_000, "sqlite"))
LARGE = (1_000_000, "postgresql")
COLUMNS = (
    ("passages", "passages"),
    ("database", "database"),
    ("made, CPU s", "made"),
    ("index, MB", "index_mb"),
    ("words beside it, MB", "entries_mb"),
    ("rare word, p95 CPU ms", "rare"),
    ("two words", "two"),
    ("common word", "common"),
)
ON_SEARCH = f"""p95 of {ROUNDS} searches in CPU milliseconds, ours and (on PostgreSQL) the server's. A search is the
whole of it, to twenty hits with their words marked. Made-up words of a Danish shape, seed {corpus.SEED}. The bars, at a
million on SQLite: a rare word 10, two words 60, a common word 30; the index 160 MB, made in 90 CPU seconds.
"""
SIZES = {
    "sqlite": {
        "index_mb": "SELECT (SELECT SUM(LENGTH(block) + 9) FROM search_index_data) + "
        "(SELECT COALESCE(SUM(LENGTH(term) + 12), 0) FROM search_index_idx)",
        "entries_mb": "SELECT 0",
    },
    "postgresql": {
        "index_mb": "SELECT pg_total_relation_size('search_index')",
        "entries_mb": "SELECT pg_total_relation_size('search_entry')",
    },
}
Clock = Callable[[], float]


def measure(count: int, kind: str) -> dict[str, object]:
    """The figures of one size on one database, in a database of their own that is thrown away."""
    found = corpus.words()
    with tempfile.TemporaryDirectory() as folder, address(kind, Path(folder)) as url:
        migrate(url)
        database = Database(url, trail_key=b"bench")
        with database.write.begin() as session:
            person = _secretary(session)
            corpus.say_all(session, found, count)
        before = _size(database)
        with database.write.begin() as session:
            seconds = _taken(session, lambda: services.rebuild(session, sources=[SOURCE]))
        figures = {"passages": f"{count:,}", "database": kind, "made": round(seconds, 1)}
        figures |= _sizes(database, grown=_size(database) - before)
        for name, questions in questions_of(database, found).items():
            figures[name] = round(_p95(database, person, questions), 1)
        database.dispose()
        return figures


@contextmanager
def address(kind: str, folder: Path) -> Iterator[str]:
    """An empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'search.db'}"
        return
    with postgres.server() as server:
        yield postgres.create_database(server, "ledetraad_search")


def migrate(url: str) -> None:
    """The tables, by the migrations."""
    subprocess.run([sys.executable, "-m", "alembic", "-x", f"url={url}", "upgrade", "head"], cwd=ROOT, check=True)


def _secretary(session: Session) -> Person:
    person = Person(name="Bench", address="bench@example.dk", active=True, created_at=corpus.BEGUN)
    person.roles = [RoleHeld(role=Role.SECRETARIAT)]
    session.add(person)
    session.flush()
    return person


def questions_of(database: Database, found: corpus.Words) -> Mapping[str, list[str]]:
    """Rare words (in at most 20 passages), pairs of middling words of one passage, and the commonest with a meaning."""
    chance = random.Random(corpus.SEED + 3)
    with database.read() as session:
        rare = _rare(session, chance, found)
        newest = session.scalar(select(func.max(SearchEntry.id))) or 1
        two: list[str] = []
        middling = set(found.forms[100:5_000])
        while len(two) < ROUNDS:
            said = session.get_one(SearchEntry, chance.randint(1, newest)).text.split()
            pair = [word for word in dict.fromkeys(said) if word in middling][:2]
            if len(pair) == 2:
                two.append(" ".join(pair))
    first = len(lexicon.FUNCTION)
    return {"rare": rare, "two": two, "common": [chance.choice(found.forms[first : first + 30]) for _ in range(ROUNDS)]}


def _rare(session: Session, chance: random.Random, found: corpus.Words) -> list[str]:
    rare: list[str] = []
    while len(rare) < ROUNDS:
        word = chance.choice(found.forms[len(found.forms) // 2 :])
        held = queries.find(session, ask(word), person=None, day=DAY, sources=[SOURCE])
        if held.entries and len(held.entries) <= 20:
            rare.append(word)
    return rare


def _p95(database: Database, person: Person, questions: Sequence[str]) -> float:
    taken = []
    for question in [*questions[:5], *questions]:
        with database.read() as session:
            taken.append(_taken(session, lambda: answer(session, question, person)) * 1000)  # noqa: B023
    return sorted(taken[5:])[int(len(questions) * 0.95) - 1]


def answer(session: Session, question: str, person: Person) -> int:
    """One search as the page makes it."""
    asked = ask(question)
    ranked = queries.find(session, asked, person=person, day=DAY, sources=[SOURCE])
    shown = queries.shown(session, ranked.entries[:20], person=person, day=DAY, sources={SOURCE.name: SOURCE})
    return len([asked.excerpt(found.text) for _name, found in shown])


def _taken(session: Session, call: Callable[[], object]) -> float:
    clock = cpu_of(session)
    before = clock()
    call()
    return clock() - before


def cpu_of(session: Session) -> Clock:
    """Reads the CPU seconds of this process, and of the server's behind the connection."""
    if index.kind(session) == "sqlite":
        return time.process_time
    backend = Path(f"/proc/{session.scalar(text('SELECT pg_backend_pid()'))}/schedstat")
    return lambda: time.process_time() + int(backend.read_text(encoding="ascii").split()[0]) / 1e9


def _size(database: Database) -> int:
    if database.engine.dialect.name != "sqlite":
        return 0
    with database.read() as session:
        pages, size = session.scalar(text("PRAGMA page_count")), session.scalar(text("PRAGMA page_size"))
    return int(pages or 0) * int(size or 0)


def _sizes(database: Database, *, grown: int) -> dict[str, object]:
    with database.read() as session:
        found = {name: int(session.scalar(text(query)) or 0) for name, query in SIZES[index.kind(session)].items()}
    if grown:
        found["entries_mb"] = grown - found["index_mb"]
    return {name: round(size / 1_000_000) for name, size in found.items()}


def measured(count: int, kind: str) -> dict[str, object]:
    """The figures of one size, measured in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.search", str(count), kind]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    figures: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return figures


def write_down(sizes: Iterable[tuple[int, str]]) -> None:
    """Measures the sizes and writes their section."""
    rows = [measured(count, kind) for count, kind in sizes]
    write_section("Searching", f"{ON_SEARCH}\n{table(COLUMNS, rows)}")


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), sys.argv[2])))
