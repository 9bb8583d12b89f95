"""One engine call in a process of its own: `python -m benchmarks.engines NAME` prints its figures as JSON.

Seconds are CPU seconds of the call, after the imports; the imports have a column of their own.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable

from config import ROOT

SEED = 20270301
DATA = ROOT / "tests" / "data"
Call = Callable[[], str]


def register() -> Call:
    """The whole country's units are read; the call returns how many."""
    from app.institutions.register.reading import read_register

    content = (DATA / "institutioner_dk_2026.csv").read_bytes()
    return lambda: f"{len(read_register(content).rows)} rows"


def choice(units: int, seats: int) -> Call:
    """The year's list by turn of units with random kinds, areas and visits, with its proof, and the draw from it."""
    import ortools.linear_solver.pywraplp
    import ortools.sat.python.cp_model  # noqa: F401, their import is not part of the call

    from app.institutions.domain import Kind, Ownership
    from app.selection.domain import DrawSettings, PoolRequest, Unit
    from app.selection.lottery.record import with_value, year_record

    chance = random.Random(SEED)
    pool = tuple(
        Unit(
            id=f"bench:{number:05}",
            name=f"Enhed {number}",
            kind=chance.choice([Kind.SCHOOL, Kind.DAY_CARE, Kind.DAY_CARE, Kind.CARE_HOME, Kind.CENTRE]),
            area=chance.choice(["Nord", "Syd", "Øst", "Vest"]),
            ownership=Ownership.MUNICIPAL,
            visits=tuple(sorted(chance.sample(range(2010, 2027), k=chance.choice([0, 1, 1])))),
        )
        for number in range(units)
    )
    request = PoolRequest(
        year=2027, day=dt.date(2027, 2, 1), settings=DrawSettings(seats=seats, known_since=2010), units=pool
    )

    def call() -> str:
        record = with_value(year_record(request), "417205883016")
        return f"{len(record['result']['chosen'])} chosen"

    return call


def alike(passages: int) -> Call:
    """The passages that are most like one of a hundred, in an index that stands already."""
    from app.insights.likeness import Likeness

    chance, starts, ends = random.Random(SEED), "bdfghklmnprstv", ("en", "erne", "hed", "ing", "skab", "et")
    roots = ["".join(chance.choice(part) for part in (starts, "aeiouyæøå", starts, "aeiouy")) for _ in range(2_000)]
    words = [root + chance.choice(ends) for root in roots] + [a + b for a, b in zip(roots, roots[7:], strict=False)]
    weights = [1 / (place + 10) for place in range(len(words))]
    texts = [" ".join(chance.choices(words, weights, k=chance.randint(8, 30))) for _ in range(passages)]
    index, began = Likeness(), time.process_time()
    for number, text in enumerate(texts):
        index.put(f"{number:06}", text)
    built = time.process_time() - began

    def call() -> str:
        asked, spent = texts[:: passages // 100][:100], []
        for text in asked:
            before = time.process_time()
            index.like(text, limit=3, least=0.15)
            spent.append(1_000 * (time.process_time() - before))
        return f"p95 {sorted(spent)[94]:.1f} ms each; the index was made in {built:.1f} s"

    return call


ALIKE = "similar passages, 100 questions to 12,000"
ENGINES: dict[str, Callable[[], Call]] = {
    "register, 6,468 rows": register,
    "choice, 41 units, 6 seats": lambda: choice(41, 6),
    "choice, 200 units, 6 seats": lambda: choice(200, 6),
    ALIKE: lambda: alike(12_000),
}


def measure(name: str) -> dict[str, object]:
    """The figures of one engine."""
    before_imports = time.process_time()
    call = ENGINES[name]()
    before = time.process_time()
    result = call()
    after = time.process_time()
    return {
        "name": name,
        "result": result,
        "seconds": round(after - before, 3),
        "imports": round(before - before_imports, 3),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "seed": SEED,
    }


def run(name: str) -> dict[str, object]:
    """The figures of one engine, measured in a child process."""
    command = [sys.executable, "-m", "benchmarks.engines", name]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    figures: dict[str, object] = json.loads(done.stdout)
    return figures


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
