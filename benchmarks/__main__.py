"""`make bench`: measures the engines and the pages, prints, and writes their sections of docs/benchmarks.md."""

from __future__ import annotations

from benchmarks import pages
from benchmarks.engines import ENGINES, SEED, run
from benchmarks.report import table, write_section

ENGINE_COLUMNS = [
    ("engine", "name"),
    ("result", "result"),
    ("CPU s", "seconds"),
    ("imports, CPU s", "imports"),
    ("MB", "peak_mb"),
]
ON_ENGINES = f"""One call in a process of its own. CPU seconds of the call, after the imports; the imports stand beside.
Seed {SEED}.
"""
ON_PAGES = f"""The demonstration's pages as the secretary sees them: p50 of {pages.ROUNDS} requests over one connection
to gunicorn, as a multiple of a bare Flask page in the same run. The bar for lists and details is 10.
"""


def main() -> None:
    """Measures everything."""
    write_section("Engines", f"{ON_ENGINES}\n{table(ENGINE_COLUMNS, map(run, ENGINES))}")
    shown = table([("page", "page"), ("ms", "ms"), ("times bare", "times")], pages.measure())
    write_section("Pages", f"{ON_PAGES}\n{shown}")


main()
