"""Made-up pools for the lottery, and one call of the engine on one of them in a process of its own.

`python -m benchmarks.lotteries SIZE TIGHTNESS SEED [FILE]` prints its figures as JSON and writes the record to FILE.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from fractions import Fraction
from math import prod
from pathlib import Path
from typing import Any

from app.selection.lottery.pool import Bound, Pool
from config import ROOT

SIZES: dict[str, tuple[int, int, tuple[int, ...]]] = {
    "40/6": (40, 6, (4, 3)),
    "200/6": (200, 6, (5, 4, 3)),
    "1000/60": (1_000, 60, (6, 5, 3, 3)),
    "10000/600": (10_000, 600, (8, 5, 4, 3)),
}
"""Units, seats, and how many values each feature has; the values are unevenly common."""

TIGHTNESSES = {"loose": 0.5, "middle": 0.2, "exact": 0.0}
"""How far a quota reaches to both sides of what one set has, as a part of it. That set is a biased one."""


def made_up(size: str, tightness: str, seed: int) -> tuple[Pool, int, list[Bound]]:
    """A pool, its seats and quotas that at least one set keeps."""
    units, seats, features = SIZES[size]
    chance = random.Random(f"{size} {tightness} {seed}")
    columns = tuple(f"f{number}" for number in range(len(features)))
    rows = {
        f"u{number:05}": {
            column: f"v{int(values * chance.random() ** 1.5)}" for column, values in zip(columns, features, strict=True)
        }
        for number in range(units)
    }
    drawn = _biased(rows, seats, chance)
    had = Counter((column, rows[unit][column]) for unit in drawn for column in columns)
    slack = TIGHTNESSES[tightness]
    bounds = [
        Bound(column, value, had[column, value] - int(slack * had[column, value]), _most(had[column, value], slack))
        for column, value in sorted({item for row in rows.values() for item in row.items()})
    ]
    return Pool(columns, rows, None), seats, bounds


def _most(had: int, slack: float) -> int:
    return had + max(int(slack * had), 1 if slack else 0)


def _biased(rows: dict[str, dict[str, str]], seats: int, chance: random.Random) -> list[str]:
    """Some values are drawn more readily than others, as quotas are seldom in proportion to the pool."""
    weight = {item: 0.2 + chance.random() for item in sorted({item for row in rows.values() for item in row.items()})}
    keys = {unit: chance.random() ** (1 / prod(weight[item] for item in row.items())) for unit, row in rows.items()}
    return sorted(rows, key=lambda unit: -keys[unit])[:seats]


def measure(size: str, tightness: str, seed: int, file: Path | None) -> dict[str, Any]:
    """CPU seconds of the optimum alone and of the whole list, after the imports; the peak of the memory."""
    began = time.process_time()
    import ortools.linear_solver.pywraplp
    import ortools.sat.python.cp_model  # noqa: F401, its import is not part of the call

    from app.selection.lottery.certificate import certify
    from app.selection.lottery.leximin import leximin
    from app.selection.lottery.pool import tiered, typed
    from app.selection.lottery.record import solved_record

    pool, seats, bounds = made_up(size, tightness, seed)
    ready = time.process_time()
    problem = tiered(typed(pool, seats=seats, bounds=bounds))
    fair = leximin(problem)
    assert fair is not None
    certify(problem, dict(enumerate(fair.weights)), Fraction(min(filter(None, fair.chances))))
    optimum = time.process_time()
    record = solved_record(pool, seats=seats, bounds=bounds)
    done = time.process_time()
    if file is not None:
        file.write_text(json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1), encoding="utf-8")
    return {
        "size": size,
        "quotas": tightness,
        "seed": seed,
        "types": len(record["types"]),
        "sets": len(record["panels"]),
        "optimum": round(optimum - ready, 3),
        "list": round(done - optimum, 2),
        "imports": round(ready - began, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "min": record["min"],
        "proven": record["proven"],
        "gap": f"{record['bound'] - record['min']:.1e}",
    }


def engine(size: str, tightness: str, seed: int, file: Path | None = None) -> dict[str, Any]:
    """The figures of one pool, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.lotteries", size, tightness, str(seed), *([str(file)] if file else [])]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


if __name__ == "__main__":
    size, tightness, seed, *rest = sys.argv[1:]
    print(json.dumps(measure(size, tightness, int(seed), Path(rest[0]) if rest else None)))
