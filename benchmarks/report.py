"""Where the figures go: each benchmark owns sections of docs/benchmarks.md and leaves the others as they are."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Mapping, Sequence

from config import ROOT

TARGET = ROOT / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Made by `make bench`, `make bench-notes`, `make bench-guidance` and
`make bench-scheduling`. Each section tells where and when it was measured.
"""


def write_section(title: str, text: str) -> None:
    """Puts a section in place of the one of the same title, else behind the others; prints it."""
    standing = TARGET.read_text(encoding="utf-8") if TARGET.exists() else HEAD
    head, *sections = re.split(r"^## ", standing, flags=re.MULTILINE)
    known = {one.partition("\n")[0]: one for one in sections}
    known[title] = f"{title}\n\n{machine()}\n\n{text.strip()}\n\n"
    TARGET.write_text("## ".join([head, *known.values()]).rstrip() + "\n", encoding="utf-8")
    print(f"## {known[title]}")


def machine() -> str:
    """Where it was measured."""
    kind = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"Measured on {kind}, Python {platform.python_version()}."


def table(columns: Sequence[tuple[str, str]], rows: Iterable[Mapping[str, object]]) -> str:
    """A table in Markdown: (heading, key) for each column."""
    lines = ["| " + " | ".join(heading for heading, _ in columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(str(row[key]) for _, key in columns) + " |" for row in rows]
    return "\n".join(lines)
