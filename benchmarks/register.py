"""`make bench-register`: the whole country read in, on both databases, each import in a process of its own.

CPU seconds of the import (the process's own; what PostgreSQL's server does stands beside) and the process's peak
memory, imports of Python's modules and all. The bars: 5 CPU seconds and 150 MB.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from app.clock import now
from app.database import Database
from app.institutions.register import services as register_services
from benchmarks.report import table, write_section
from benchmarks.search import address, cpu_of, migrate
from config import ROOT

COUNTRY = ROOT / "tests" / "data" / "institutioner_dk_2026.csv"
OLD_REGISTER = ROOT / "tests" / "data" / "institutionsregister_2016.csv"
MEASURED = (
    ("the country, for the first time", "sqlite", "first"),
    ("the same file again", "sqlite", "again"),
    ("every name and address changed", "sqlite", "changed"),
    ("as a spreadsheet", "sqlite", "spreadsheet"),
    ("the state register of 2016", "sqlite", "old"),
    ("the country, for the first time", "postgresql", "first"),
    ("the same file again", "postgresql", "again"),
    ("every name and address changed", "postgresql", "changed"),
)
COLUMNS = (
    ("read in", "what"),
    ("database", "database"),
    ("rows", "rows"),
    ("new", "new"),
    ("changed", "changed"),
    ("CPU s", "seconds"),
    ("peak, MB", "peak_mb"),
)
ON_REGISTERS = f"""`{COUNTRY.name}`, 6,468 units, and the state register of 2016: from the bytes of the file to the last
write. CPU seconds, on PostgreSQL with the server's; peak memory of the process, Python and all. The bars are 5 s and
150 MB. A spreadsheet is read by openpyxl, whose import alone takes 30 MB where numpy, lxml and Pillow are installed:
over the bar.
"""


def measure(kind: str, what: str) -> dict[str, object]:
    """One import, after what must stand before it; in this process, whose peak it tells."""
    with tempfile.TemporaryDirectory() as folder, address(kind, Path(folder)) as url:
        content = (OLD_REGISTER if what == "old" else COUNTRY).read_bytes()
        if what == "spreadsheet":
            content = _run("sheet")
        migrate(url)
        if what in ("again", "changed"):
            _run("fill", url)
        if what == "changed":
            content = _changed(content)
        return _taken(url, content)


def _taken(url: str, content: bytes) -> dict[str, object]:
    database = Database(url, trail_key=b"bench")
    with database.write.begin() as session:
        clock = cpu_of(session)
        before = clock()
        done = register_services.import_register(session, content=content, file_name="register", by=None, now=now())
        session.flush()
        seconds = clock() - before
    database.dispose()
    counts = done.diff.counts()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)
    return {
        "rows": f"{counts['new'] + counts['changed'] + counts['unchanged']:,}",
        "new": f"{counts['new']:,}",
        "changed": f"{counts['changed']:,}",
        "seconds": round(seconds, 1),
        "peak_mb": round(peak),
    }


def _changed(content: bytes) -> bytes:
    """The same units, each under another name and address."""
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    kept = io.StringIO()
    csv.writer(kept, delimiter=";").writerows(
        [head, *([row[0], f"{row[1]} II", *row[2:6], f"{row[6]} A", *row[7:]] for row in rows)]
    )
    return kept.getvalue().encode()


def _sheet() -> bytes:
    """The country as a spreadsheet: its numbers as numbers, as spreadsheets keep them."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in csv.reader(io.StringIO(COUNTRY.read_text(encoding="utf-8-sig")), delimiter=";"):
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _run(*arguments: str) -> bytes:
    command = [sys.executable, "-m", "benchmarks.register", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout


def main() -> None:
    """Measures everything and writes the section."""
    rows = []
    for label, kind, what in MEASURED:
        figures = json.loads(_run("measure", kind, what).splitlines()[-1])
        rows.append({"what": label, "database": kind, **figures})
    write_section("Registers", f"{ON_REGISTERS}\n{table(COLUMNS, rows)}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["measure", kind, what]:
            print(json.dumps(measure(kind, what)))
        case ["fill", url]:
            _taken(url, COUNTRY.read_bytes())
        case ["sheet"]:
            sys.stdout.buffer.write(_sheet())
        case _:
            main()
