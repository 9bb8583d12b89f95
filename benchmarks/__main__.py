"""`make bench`: measures, prints, and writes docs/benchmarks.md."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence

from benchmarks import pages
from benchmarks.engines import ENGINES, SEED
from config import ROOT

TARGET = ROOT / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Made by `make bench`, on {machine}, Python {python}. Seed {seed}.

## Engines

One call in a process of its own. CPU seconds of the call, after the imports; the imports stand beside.

{engines}

## Pages

The demonstration's pages as the secretary sees them: p50 of {rounds} requests over one connection to
gunicorn, as a multiple of a bare Flask page in the same run. The bar for lists and details is 10.

{pages}
"""


def run_engine(name: str) -> dict[str, object]:
    """The figures of one engine, measured in a child process."""
    command = [sys.executable, "-m", "benchmarks.engines", name]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    figures: dict[str, object] = json.loads(done.stdout)
    return figures


def table(columns: Sequence[tuple[str, str]], rows: Iterable[Mapping[str, object]]) -> str:
    """A table in Markdown: (heading, key) for each column."""
    lines = ["| " + " | ".join(heading for heading, _ in columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(str(row[key]) for _, key in columns) + " |" for row in rows]
    return "\n".join(lines)


def main() -> None:
    """Measures everything and writes the page."""
    engines = table(
        [
            ("engine", "name"),
            ("result", "result"),
            ("CPU s", "seconds"),
            ("imports, CPU s", "imports"),
            ("MB", "peak_mb"),
        ],
        map(run_engine, ENGINES),
    )
    shown = table([("page", "page"), ("ms", "ms"), ("times bare", "times")], pages.measure())
    text = HEAD.format(
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        python=platform.python_version(),
        seed=SEED,
        engines=engines,
        rounds=pages.ROUNDS,
        pages=shown,
    )
    TARGET.write_text(text, encoding="utf-8")
    print(text)


main()
