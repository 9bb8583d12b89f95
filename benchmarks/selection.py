"""`make bench-selection`: the fair lottery at four sizes, its proofs, its verifier, and made-up years.

The part that sets another program beside it stands in beside.py.
"""

from __future__ import annotations

import math
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from app.selection.lottery.simulation import Course, simulate
from app.selection.lottery.simulation import picture as years_picture
from benchmarks import beside
from benchmarks.lotteries import SIZES, TIGHTNESSES, engine
from benchmarks.report import table, write_section
from config import ROOT

PICTURE = ROOT / "docs" / "benchmarks-selection.svg"
COLUMNS = [
    ("units/seats", "size"),
    ("quotas", "quotas"),
    ("seed", "seed"),
    ("types", "types"),
    ("sets", "sets"),
    ("optimum, CPU s", "optimum"),
    ("list and proof, CPU s", "list"),
    ("imports, CPU s", "imports"),
    ("MB", "peak_mb"),
    ("verifier, CPU s", "verifier"),
    ("gap", "gap"),
]
ON_SIZES = """Made-up pools: CPU seconds of the call in a process of its own, after the imports; the verifier is a
process of its own, and its seconds are all of it. The bars are 2, 4 and 5 CPU s for 200/6, 1000/60 and 10000/600 (and
250 MB there), 0.3 for the optimum alone, 0.5 for the verifier at 10000/600.

![CPU seconds by units](benchmarks-selection.svg)
"""
ON_PROOFS = """Forty made-up pools: four sizes, three tightnesses of the quotas. Proven is a least chance that lies
within two tickets of a million of the bound that its certificate proves. The bar is 38.
"""


def _seconds(command: Sequence[str]) -> float:
    """CPU seconds of a program; raises if it fails."""
    before = _children()
    subprocess.run(command, check=True, capture_output=True)
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def sizes() -> Iterable[dict[str, Any]]:
    """Every size at every tightness, with the verifier's seconds."""
    verifier = ROOT / "app" / "selection" / "verify.py"
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "record.json"
        for size in SIZES:
            for tightness in TIGHTNESSES:
                figures = engine(size, tightness, 1, record)
                yield {**figures, "verifier": round(_seconds([sys.executable, "-I", str(verifier), str(record)]), 2)}


def proofs() -> tuple[int, list[dict[str, Any]]]:
    """How many of forty pools are proven, and the rest."""
    kinds = [(size, tightness) for size in SIZES for tightness in TIGHTNESSES]
    found = [engine(*kinds[number % len(kinds)], seed=100 + number) for number in range(40)]
    return sum(one["proven"] for one in found), [one for one in found if not one["proven"]]


YEARS = [
    ("way", "way"),
    ("seed", "seed"),
    ("units, at the end", "open"),
    ("withdrawn", "withdrawn"),
    ("years with a relaxed bound", "relaxed_years"),
    ("longest wait, years", "longest_wait"),
    ("gaps, years", "gaps"),
    ("widest deviation of a group, seats", "widest"),
]
ON_YEARS = """Forty made-up years with 41 units and six seats: two in a hundred of the chosen withdraw, and one in a
hundred units opens and closes each year. These are simulated maxima with their seeds: a round is about seven years,
which is the proven bound without quotas; with them there is none, and [ADR 16](adr/0016-the-fair-lottery.md) says why.
A group's due is its share of all units, year by year, of the seats.

![Longest wait and deviation from due, by lot, seed 1](simulation.svg)
"""


def years() -> Iterable[dict[str, Any]]:
    """Both ways for a few seeds; draws the first one by lot."""
    for by_lot in (False, True):
        for seed in range(1, 6):
            told = simulate(Course(seed=seed, by_lot=by_lot))
            if by_lot and seed == 1:
                (ROOT / "docs" / "simulation.svg").write_text(years_picture(told), encoding="utf-8")
            figures = told.as_data()
            gaps = sorted(figures["gaps"])
            widest = max((group["widest"] for group in figures["groups"]), key=abs)
            yield {**figures, "gaps": f"{gaps[0]}-{gaps[-1]}", "widest": widest}


def picture(rows: Sequence[dict[str, Any]]) -> str:
    """How the seconds grow with the units; both axes are logarithmic."""
    lines = {
        "list and proof": ("list", "#7a3b2e"),
        "optimum": ("optimum", "#2e5a7a"),
        "verifier": ("verifier", "#4a7a2e"),
    }
    drawn = []
    for place, (name, (key, colour)) in enumerate(lines.items()):
        worst = [(SIZES[size][0], max(float(row[key]) for row in rows if row["size"] == size)) for size in SIZES]
        points = [(_across(units), _up(seconds)) for units, seconds in worst]
        path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn.append(f'<text x="450" y="{40 + 18 * place}" fill="{colour}">{name}</text>')
    drawn += [
        f'<text x="{_across(units):.0f}" y="295" text-anchor="middle">{units:,}</text>'
        for units in (40, 200, 1_000, 10_000)
    ]
    for seconds in (0.001, 0.01, 0.1, 1, 10):
        drawn.append(f'<line x1="60" x2="560" y1="{_up(seconds):.0f}" y2="{_up(seconds):.0f}" stroke="#ddd"/>')
        drawn.append(f'<text x="54" y="{_up(seconds) + 4:.0f}" text-anchor="end">{seconds:g}</text>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 310" role="img" font-family="sans-serif"'
        ' font-size="12">'
        "<title>CPU seconds by units</title><desc>The slowest of three tightnesses at each size; both axes are"
        f' logarithmic.</desc><rect width="600" height="310" fill="#fff"/>{"".join(drawn)}</svg>\n'
    )


def _across(units: int) -> float:
    return 80 + 460 * (math.log10(units) - math.log10(40)) / (4 - math.log10(40))


def _up(seconds: float) -> float:
    return 270 - 60 * (math.log10(max(seconds, 0.001)) + 3)


def write_sizes() -> None:
    """The section on time and memory."""
    measured = list(sizes())
    PICTURE.write_text(picture(measured), encoding="utf-8")
    write_section("The fair lottery", f"{ON_SIZES}\n{table(COLUMNS, measured)}")


def write_proofs() -> None:
    """The section on what is proven."""
    proven, rest = proofs()
    gaps = table([*COLUMNS[:3], ("gap", "gap")], rest) if rest else ""
    write_section("Proofs of the fair lottery", f"{ON_PROOFS}\n{proven} of 40 are proven. Seeds 100 to 139.\n\n{gaps}")


def write_years() -> None:
    """The section on made-up years."""
    write_section("Forty years of choosing", f"{ON_YEARS}\n{table(YEARS, years())}")


PARTS: dict[str, Callable[[], None]] = {
    "sizes": write_sizes,
    "proofs": write_proofs,
    "years": write_years,
    "beside": beside.write_down,
}


def main(chosen: Sequence[str]) -> None:
    """Measures the named parts, or all, and writes them down."""
    for name in chosen or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
