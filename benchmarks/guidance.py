"""`make bench-guidance`: the draft page when there is much, traces over many years, and the set of a publication.

The page as a multiple of a bare Flask page in the same run; a trace as one call with its queries; the set as the CPU
of a child process after its imports, made twice so that its bytes can be compared.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app import create_app
from app.cycle import services as cycles
from app.cycle.domain import Level
from app.cycle.models import Cycle
from app.cycle.queries import themes_of
from app.database import Database
from app.dialogues.domain import NoteState
from app.dialogues.models import PassageRevision
from app.dialogues.writing import passages as dialogues_passages
from app.guidance import tracing
from app.guidance.domain import ElementKind, FateKind, GuidanceState, TieKind
from app.guidance.editions import reading
from app.guidance.editions.edition import content_of
from app.guidance.models import Element, ElementRevision, Fate, Guidance, Tie
from app.guidance.queries import of_year
from app.insights.domain import About, Stance, Tone
from app.insights.models import Evidence, Insight
from app.scheduling.domain import DialogueState
from benchmarks.notes import cookie_of, say_quickly, sentence
from benchmarks.pages import median, served
from benchmarks.report import table, write_section
from config import ROOT
from tests.conftest import SECRET, make_settings, migrate
from tests.dialogues.meetings import NOW, agree_dialogue
from tests.faults.serving import Server

SEED = 20270816
YEARS, FIRST = 20, 2008
THEMES, MESSAGES, INSIGHTS, DIALOGUES, PASSAGES = 5, 11, 600, 6, 100
ROUNDS = 200
ON_PAGE = f"""A draft of {THEMES * (MESSAGES + 1)} texts and {INSIGHTS} insights, each on two passages, on SQLite, as a
director reads it: p50 as a multiple of a bare Flask page in the same run. The bar is 10. Seed {SEED}.
"""
ON_TRACE = f"""{YEARS} such years in one SQLite file, {YEARS * INSIGHTS:,} insights: milliseconds of one call with its
queries, {ROUNDS} different ones in each direction. The bar is 20.
"""
ON_SET = """PDF, Word, a leaflet for each theme, the plan's template and the pictures of one year: CPU seconds of a
process of its own, after the imports. The bar is 5, and that the same content gives the same bytes.
"""


def write_years(session: Session, count: int) -> None:
    """So many years, each with its dialogues, insights and a draft for the year after."""
    chance = random.Random(SEED)
    for year in range(FIRST, FIRST + count):
        write_year(session, year, chance)


def write_year(session: Session, year: int, chance: random.Random) -> None:
    """One year: what was said, what was learned of it, and the texts that grew out of that."""
    for number in range(1, THEMES + 1):
        cycles.add_theme(session, year=year + 1, number=number, title=f"Tema {number} i {year + 1}")
    editions = [one.id for one in themes_of(session, year + 1)]
    cycle = cycles.open_year(session, year=year, subject=None, now=NOW)
    revisions = [one for number in range(DIALOGUES) for one in talk(session, cycle, number, chance, editions)]
    found = [learn(session, cycle, chance, editions, revisions) for _ in range(INSIGHTS)]
    guidance = Guidance(year=year + 1, cycle_id=cycle.id, state=GuidanceState.DRAFT, started_at=NOW)
    session.add(guidance)
    session.flush()
    elements = [one for edition in editions for one in write_theme(session, guidance, edition, chance)]
    for number, insight in enumerate(found):
        tie(session, insight, elements[number % len(elements)], number)


def talk(session: Session, cycle: Cycle, number: int, chance: random.Random, editions: list[int]) -> list[int]:
    """A dialogue with its minutes, confirmed; gives the revisions of its passages."""
    day = dt.date(cycle.year, 3, 1 + number)
    dialogue = agree_dialogue(session, cycle, name=f"Enhed {number + 1} i {cycle.year}", day=day)
    dialogue.state = DialogueState.HELD
    session.flush()
    note = dialogues_passages.open_note(session, dialogue=dialogue, now=NOW)
    note.state = NoteState.CONFIRMED
    return [say_quickly(session, note, place, chance, editions) for place in range(PASSAGES)]


def learn(session: Session, cycle: Cycle, chance: random.Random, editions: list[int], revisions: list[int]) -> int:
    """An insight on two passages; gives its number."""
    words = {"cycle_id": cycle.id, "sentence": sentence(chance), "about": About.THEME, "created_at": NOW}
    kind = {"edition_id": chance.choice(editions), "tone": chance.choice(list(Tone))}
    kind["level"] = chance.choice(list(Level))
    number = session.execute(insert(Insight).values(**words, **kind).returning(Insight.id)).scalar_one()
    rows = [
        {"insight_id": number, "revision_id": one, "stance": Stance.SUPPORTS, "quote": "", "tied_at": NOW}
        for one in chance.sample(revisions, 2)
    ]
    session.execute(insert(Evidence), rows)
    return int(number)


def write_theme(session: Session, guidance: Guidance, edition: int, chance: random.Random) -> list[int]:
    """The texts of a theme; gives their numbers."""
    levels = [list(Level)[place % len(Level)] for place in range(MESSAGES)]
    kinds = [*((ElementKind.MESSAGE, level) for level in levels), (ElementKind.QUESTION, None)]
    made = []
    for place, (kind, level) in enumerate(kinds):
        element = Element(
            guidance_id=guidance.id, kind=kind, level=level, edition_id=edition, position=edition * 100 + place
        )
        element.revisions = [ElementRevision(number=1, text=sentence(chance), saved_at=NOW)]
        session.add(element)
        made.append(element)
    session.flush()
    return [one.id for one in made]


def tie(session: Session, insight: int, element: int, number: int) -> None:
    """Two of three insights are in the guidance; every sixth still waits for its fate."""
    fate = {"insight_id": insight, "decided_at": NOW}
    if number % 3:
        session.add(Tie(element_id=element, insight_id=insight, kind=TieKind.BASED_ON, revision=1))
        session.add(Fate(**fate, kind=FateKind.IN_GUIDANCE, element_id=element, sentence="…"))
    elif number % 6:
        session.add(Fate(**fate, kind=FateKind.NOT_THIS_YEAR, reason="Ikke i år."))


def measure_page(folder: Path) -> list[dict[str, object]]:
    """The draft, closed and with one text open, as multiples of a bare Flask page."""
    url = f"sqlite:///{folder / 'draft.db'}"
    database = filled(url, 1)
    with database.write.begin() as session:
        headers = {"Cookie": cookie_of(session, url)}
        open_ = of_year(session, FIRST + 1).elements[0].id
    database.dispose()
    environ = Server(url, folder).environment()
    page = f"/ledetraad/{FIRST + 1}/udkast"
    with served("benchmarks.plain:application", environ) as plain, served("app:create_app()", environ) as ours:
        bare = median(plain, "/", {})
        taken = {"a bare Flask page": bare, "the draft": median(ours, page, headers)}
        taken["the draft with one text open"] = median(ours, f"{page}?element={open_}", headers)
    return [{"page": name, "ms": f"{ms:.2f}", "times": f"{ms / bare:.1f}"} for name, ms in taken.items()]


def filled(url: str, years: int) -> Database:
    """A database with so many years in it."""
    migrate(url)
    database = Database(url, trail_key=SECRET.encode())
    app = create_app(make_settings(url))
    with app.app_context(), database.write.begin() as session:
        write_years(session, years)
    return database


def measure_traces(folder: Path) -> list[dict[str, object]]:
    """A trace from the sentence back, and from the passage forward."""
    url, chance = f"sqlite:///{folder / 'years.db'}", random.Random(SEED)
    database = filled(url, YEARS)
    with database.read() as session:
        elements = chance.sample([one.id for one in session.query(Element).all()], ROUNDS)
        passages = chance.sample([one.revision_id for one in session.query(Evidence.revision_id).distinct()], ROUNDS)
        cited = [passage_of(session, one) for one in passages]
    back = [spent(database, partial(tracing.trace_element, element_id=one)) for one in elements]
    forward = [spent(database, partial(tracing.trace_passage, passage_id=one)) for one in cited]
    database.dispose()
    return [trace_row("sentence → meeting", back), trace_row("passage → sentences", forward)]


def passage_of(session: Session, revision: int) -> str:
    """The passage of a revision."""
    return session.get_one(PassageRevision, revision).passage_id


def spent(database: Database, call: Callable[[Session], object]) -> float:
    """Milliseconds of a call with a session of its own."""
    with database.read() as session:
        begun = time.perf_counter()
        call(session)
        return (time.perf_counter() - begun) * 1000


def trace_row(name: str, taken: list[float]) -> dict[str, object]:
    """As a row of the table."""
    p95 = sorted(taken)[int(len(taken) * 0.95)]
    return {"trace": name, "p50": f"{statistics.median(taken):.1f}", "p95": f"{p95:.1f}"}


def measure_set() -> dict[str, object]:
    """The figures of a set, from a process of its own."""
    command = [sys.executable, "-m", "benchmarks.guidance", "set"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    figures: dict[str, object] = json.loads(done.stdout)
    return figures


def make_set() -> dict[str, object]:
    """The set of one year, twice: what it costs the first time, and whether its bytes are the same again."""
    import docx
    import typst

    assert docx and typst  # imported before the clock starts
    with tempfile.TemporaryDirectory() as name:
        url = f"sqlite:///{Path(name) / 'set.db'}"
        database = filled(url, 1)
        app = create_app(make_settings(url))
        with app.app_context(), database.read() as session:
            content = content_of(session, of_year(session, FIRST + 1), now=NOW)
        database.dispose()
    with app.app_context():
        begun = time.process_time()
        first = reading.made_of(content, body="Eksempel Kommune", artwork=None, now=NOW)
        taken = time.process_time() - begun
        again = reading.made_of(content, body="Eksempel Kommune", artwork=None, now=NOW)
    size = len(first.pdf) + sum(len(one.content) for one in first.files)
    same = "the same" if first == again else "DIFFERENT"
    return {"files": len(first.files) + 1, "kb": size // 1000, "seconds": round(taken, 2), "again": same}


def main() -> None:
    """Measures everything and writes it down."""
    with tempfile.TemporaryDirectory() as name:
        pages, traces = measure_page(Path(name)), measure_traces(Path(name))
    shown = table([("page", "page"), ("ms", "ms"), ("times bare", "times")], pages)
    write_section("The draft of the guidance", f"{ON_PAGE}\n{shown}")
    write_section("Traces", f"{ON_TRACE}\n{table([('trace', 'trace'), ('p50', 'p50'), ('p95', 'p95')], traces)}")
    columns = [("files", "files"), ("kB", "kb"), ("CPU s", "seconds"), ("made again", "again")]
    write_section("The publication's set", f"{ON_SET}\n{table(columns, [measure_set()])}")


if __name__ == "__main__":
    if sys.argv[1:] == ["set"]:
        print(json.dumps(make_set()))
    else:
        main()
