"""The fair lottery beside another program, sortition-algorithms, on the same pools.

It is installed into a temporary environment and run by its own command: it is under the GPL, and nothing here imports
it. Without a network its table is left as it stands.
"""

from __future__ import annotations

import csv
import json
import re
import resource
import signal
import subprocess
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.lotteries import SIZES, TIGHTNESSES, engine, made_up
from benchmarks.report import table, write_section

OTHER = "sortition-algorithms[cli]"
PATIENCE = 240
"""CPU seconds that one pool may take the other program."""
STOPPED = (-signal.SIGXCPU, -signal.SIGKILL)
SETTINGS = """id_column = "id"
check_same_address = false
check_same_address_columns = []
columns_to_keep = []
selection_algorithm = "maximin"
solver_backend = "highspy"
"""
COLUMNS = [
    ("units/seats", "size"),
    ("quotas", "quotas"),
    ("seed", "seed"),
    ("least chance, ours", "ours"),
    ("theirs", "theirs"),
    ("at least equal", "equal"),
    ("CPU s with imports, ours", "our_seconds"),
    ("theirs, CPU s", "their_seconds"),
]
ON_OTHERS = """The same pools, drawn by sortition-algorithms {version} (`maximin`, HiGHS) as a program of its own. Its
chances are printed to a millionth, and compared so; the least of those in any set. “Stopped” was not done after
{patience} CPU seconds and tells no chances. {stopped} of {pools} pools were stopped{which}.
"""


def write_down() -> None:
    """Both programs on every size and tightness; nothing where the other cannot be installed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        venv.create(folder / "environment", with_pip=True)
        python = str(folder / "environment" / "bin" / "python")
        if subprocess.run([python, "-m", "pip", "install", "--quiet", OTHER], check=False).returncode:
            return
        rows = [both(folder, size, tightness, seed=1) for size in SIZES for tightness in TIGHTNESSES]
        write_section("Beside sortition-algorithms", f"{_told(rows, _version(python))}\n{table(COLUMNS, rows)}")


def _version(python: str) -> str:
    command = [python, "-c", "import importlib.metadata as m; print(m.version('sortition-algorithms'))"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _told(rows: Sequence[dict[str, Any]], version: str) -> str:
    stopped = [f"{row['size']} {row['quotas']}" for row in rows if row["theirs"] == "-"]
    which = f": {', '.join(stopped)}" if stopped else ""
    return ON_OTHERS.format(version=version, patience=PATIENCE, stopped=len(stopped), pools=len(rows), which=which)


def both(folder: Path, size: str, tightness: str, seed: int) -> dict[str, Any]:
    """One pool, drawn by both; theirs is told if it ends in time."""
    _write_pool(folder, size, tightness, seed)
    command = [str(folder / "environment" / "bin" / "sortition"), "csv", "-n", str(SIZES[size][1])]
    for option, name in zip("Sfpsr", ("settings.toml", "features.csv", "pool.csv", "out.csv", "rest.csv"), strict=True):
        command += [f"-{option}", str(folder / name)]
    theirs = _in_time(command)
    ours = engine(size, tightness, seed, folder / "record.json")
    possible = {unit for unit, chance in _chances(folder / "record.json").items() if chance}
    told = re.findall(r"^(u\d+) +(\d+\.\d+)%", theirs[1], re.MULTILINE) if theirs else []
    least = min((float(chance) / 100 for unit, chance in told if unit in possible), default=None)
    return {
        "size": size,
        "quotas": tightness,
        "seed": seed,
        "ours": f"{ours['min']:.6f}",
        "theirs": f"{least:.6f}" if least is not None else "-",
        "equal": "-" if least is None else "yes" if ours["min"] >= least - 1.5e-6 else "no",
        "our_seconds": round(ours["list"] + ours["imports"], 2),
        "their_seconds": round(theirs[0], 2) if theirs else "stopped",
    }


def _in_time(command: Sequence[str]) -> tuple[float, str] | None:
    """CPU seconds of a program and what it prints; None if it was stopped for taking too many. Raises if it fails."""
    before = _children()
    done = subprocess.run(command, check=False, capture_output=True, text=True, preexec_fn=_limit)
    if done.returncode in STOPPED:
        return None
    done.check_returncode()
    return _children() - before, done.stdout


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE + 5))


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _chances(record: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads(record.read_text(encoding="utf-8"))["chances"]
    return found


def _write_pool(folder: Path, size: str, tightness: str, seed: int) -> None:
    """The pool as the other program reads it."""
    pool, _, bounds = made_up(size, tightness, seed)
    (folder / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    with (folder / "pool.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["id", *pool.columns], *([unit, *row.values()] for unit, row in pool.features.items())]
        )
    with (folder / "features.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [[one.feature, one.value, one.lower, one.upper] for one in bounds]
        csv.writer(file).writerows([["feature", "value", "min", "max"], *rows])
