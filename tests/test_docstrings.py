"""What a docstring names is there: a file that has moved or gone leads its reader astray."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from config import ROOT

NAMED = re.compile(r"[\w./]*\b\w+\.py\b")
OURS = sorted(path for folder in ("app", "jobs") for path in (ROOT / folder).rglob("*.py"))
PLACES = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("*.py")] + [
    path.relative_to(ROOT).as_posix()
    for folder in ("app", "jobs", "benchmarks", "demonstration", "migrations", "tests")
    for path in (ROOT / folder).rglob("*.py")
]


def docstrings(path: Path) -> Iterator[str]:
    """Every docstring of a file, and every string that stands alone under a name to explain it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def is_there(name: str) -> bool:
    """Whether a file ends so: `domain.py`, `events/life.py`."""
    return any(f"/{place}".endswith(f"/{name.lstrip('/')}") for place in PLACES)


def test_every_file_that_a_docstring_names_is_there() -> None:
    gone = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in OURS
        for text in docstrings(path)
        for name in NAMED.findall(text)
        if not is_there(name)
    ]
    assert gone == []
