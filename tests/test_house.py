"""The rules of the house, read off the source itself. Who may import whom is in pyproject.toml (import-linter)."""

from __future__ import annotations

import ast
import gzip
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy.orm import configure_mappers

from app import models
from app.database import Base

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE, LONGEST_SCRIPT, LONGEST_FUNCTION = 400, 250, 40
LARGEST_SCRIPTS = 15 * 1024  # gzipped, all of them together
VAGUE_NAMES = {"common", "utils", "util", "helpers", "helper", "base", "misc"}
RING = (
    ("cycle", "mail", "people", "search", "trail"),
    ("institutions",),
    ("selection",),
    ("scheduling",),
    ("invitations",),
    ("dialogues",),
    ("insights",),
    ("guidance",),
    ("communication",),
    ("follow_up",),
)
CLOCKS = {"datetime.now", "dt.datetime.now", "date.today", "dt.date.today", "datetime.utcnow", "dt.datetime.utcnow"}
MAY_OPEN_TRANSACTIONS = ("views.py", "commands.py")
# web.py and access.py hold what a request itself writes: that the browser was seen.
MAY_OPEN_TRANSACTIONS_TOO = ("app/web.py", "app/people/access.py", "jobs/", "demonstration/")


@cache
def files(*patterns: str) -> tuple[str, ...]:
    """Paths below the root of our own files; what tools have made or fetched is not ours."""
    found = (path.relative_to(ROOT) for pattern in patterns for path in ROOT.glob(pattern))
    return tuple(sorted(str(path) for path in found if not _is_foreign(path)))


def _is_foreign(path: Path) -> bool:
    return any(part.startswith(".") or part in ("node_modules", "__pycache__", "data") for part in path.parts)


def our_code() -> tuple[str, ...]:
    """The Python that runs in production and in the demonstration."""
    return files("app/**/*.py", "jobs/**/*.py", "demonstration/**/*.py", "config.py", "bootstrap.py")


@cache
def tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), path)


def calls(path: str, wanted: Callable[[str], bool]) -> Iterator[str]:
    """`file:line name` of every call whose dotted name is wanted."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and wanted(ast.unparse(node.func)):
            yield f"{path}:{node.lineno} {ast.unparse(node.func)}"


def test_only_the_database_module_ends_a_transaction() -> None:
    ending = (".commit", ".rollback", ".begin")
    found = [
        call for path in our_code() if path != "app/database.py" for call in calls(path, lambda n: n.endswith(ending))
    ]
    assert found == []


def test_only_entrypoints_open_a_transaction() -> None:
    closed = [
        path
        for path in our_code()
        if not path.endswith(MAY_OPEN_TRANSACTIONS) and not path.startswith(MAY_OPEN_TRANSACTIONS_TOO)
    ]
    assert [call for path in closed for call in calls(path, lambda name: name.split(".")[-1] == "transaction")] == []


def test_only_who_sends_mail_may_leave_the_disk_behind() -> None:
    named = {path for path in our_code() if "recording" in imported_names(path)}
    assert named == {"jobs/deliver_mail.py", "app/mail/commands.py", "app/invitations/sending/commands.py"}


def imported_names(path: str) -> set[str]:
    """What a file imports by name."""
    nodes = ast.walk(ast.parse((ROOT / path).read_text()))
    return {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}


def test_only_the_clock_reads_the_clock() -> None:
    found = [call for path in our_code() if path != "app/clock.py" for call in calls(path, CLOCKS.__contains__)]
    assert found == []


@pytest.mark.parametrize(
    ("patterns", "longest"),
    [
        (("*.py", "app/**/*.py", "jobs/**/*.py", "demonstration/**/*.py", "tests/**/*.py"), LONGEST_FILE),
        (("templates/**/*.html", "templates/**/*.typ", "static/*.css"), LONGEST_FILE),
        (("static/*.js",), LONGEST_SCRIPT),
    ],
)
def test_files_are_short(patterns: tuple[str, ...], longest: int) -> None:
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in files(*patterns)}
    assert {path: length for path, length in lengths.items() if length > longest} == {}


def test_scripts_are_small() -> None:
    packed = {path: len(gzip.compress((ROOT / path).read_bytes(), mtime=0)) for path in files("static/*.js")}
    assert sum(packed.values()) <= LARGEST_SCRIPTS, packed


def test_functions_are_short() -> None:
    assert [name for path in our_code() for name in _long_functions(path)] == []


def _long_functions(path: str) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{path}:{node.lineno} {node.name}: {length} lines"


def test_no_name_says_nothing() -> None:
    ours = files("*", "app/**/*", "jobs/**/*", "demonstration/**/*", "static/**/*", "templates/**/*", "tests/**/*")
    assert [path for path in ours if Path(path).stem in VAGUE_NAMES and path != "templates/base.html"] == []


def test_a_rooms_init_is_a_docstring_alone() -> None:
    rooms = files("app/*/**/__init__.py")
    assert rooms
    kinds = {path: [type(node).__name__ for node in tree(path).body] for path in rooms}
    assert {
        path: found for path, found in kinds.items() if found != ["Expr"] or not ast.get_docstring(tree(path))
    } == {}


def test_no_relationship_loads_by_itself_or_points_forwards() -> None:
    assert models.__all__
    configure_mappers()
    step = {f"app.{room}.models": number for number, rooms in enumerate(RING) for room in rooms}
    wrong = [
        str(relationship)
        for mapper in Base.registry.mappers
        for relationship in mapper.relationships
        if relationship.lazy not in ("raise_on_sql", "joined", "selectin")
        or step[relationship.mapper.class_.__module__] > step[mapper.class_.__module__]
    ]
    assert wrong == []


def test_own_scripts_are_at_most_fifteen_kilobytes_over_the_wire() -> None:
    sizes = {script.name: len(gzip.compress(script.read_bytes(), 9)) for script in (ROOT / "static").rglob("*.js")}
    assert sizes
    assert sum(sizes.values()) <= 15 * 1024, sizes
