"""Many years of choosing, made up: visits, gaps, waits, and what each group gets of its due.

Units open and close, the chosen withdraw, and every year is chosen as the house chooses: pool, rest, quotas, tiers,
then by turn or by lot. Engine: the engines of the choice; one seeded chance for what happens to the units.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from app.institutions.domain import Kind, Ownership
from app.selection.domain import DrawSettings, PoolRequest, Unit, Way, waited
from app.selection.lottery.drawing import standing, withdraw
from app.selection.lottery.record import with_value, year_record

DIMENSIONS = ("area", "kind")
"""Those whose dues are followed."""

FIRST = 2001
KINDS = (Kind.DAY_CARE, Kind.DAY_CARE, Kind.DAY_CARE, Kind.SCHOOL, Kind.CARE_HOME)
AREAS = ("Nord", "Nord", "Syd", "Øst")


@dataclass(frozen=True, kw_only=True)
class Course:
    """What is simulated. `withdraw` and `open_close` are chances a year, of each chosen unit and of each unit."""

    years: int = 40
    units: int = 41
    seats: int = 6
    withdraw: float = 0.02
    open_close: float = 0.02
    seed: int = 1
    by_lot: bool = False


@dataclass
class Simulation:
    """What happened: everyone who ever was, the gaps between dialogues, waits, and each group's deviation by year."""

    course: Course
    units: list[Unit] = field(default_factory=list)
    gaps: Counter[int] = field(default_factory=Counter)
    longest_wait: list[int] = field(default_factory=list)
    withdrawn: int = 0
    relaxed: int = 0
    due: dict[tuple[str, str], Fraction] = field(default_factory=dict)
    had: Counter[tuple[str, str]] = field(default_factory=Counter)
    deviations: list[dict[tuple[str, str], float]] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """The figures, for a table or as JSON."""
        visits = Counter(len(unit.visits) for unit in self.units if unit.active_to is None)
        return {
            "years": self.course.years,
            "seats": self.course.seats,
            "seed": self.course.seed,
            "way": "lot" if self.course.by_lot else "turn",
            "units": len(self.units),
            "open": sum(unit.active_to is None for unit in self.units),
            "withdrawn": self.withdrawn,
            "relaxed_years": self.relaxed,
            "longest_wait": max(self.longest_wait),
            "visits": dict(sorted(visits.items())),
            "gaps": dict(sorted(self.gaps.items())),
            "groups": [self._group(*group) for group in sorted(self.due)],
        }

    def _group(self, dimension: str, value: str) -> dict[str, Any]:
        path: list[float] = [one.get((dimension, value), 0.0) for one in self.deviations]
        widest: float = max(path, key=abs)
        return {
            "dimension": dimension,
            "value": value,
            "had": self.had[dimension, value],
            "due": round(float(self.due[dimension, value]), 2),
            "deviation": round(path[-1], 2),
            "widest": round(widest, 2),
        }


def simulate(course: Course) -> Simulation:
    """Runs all years."""
    chance = random.Random(course.seed)  # noqa: S311, made-up years
    told = Simulation(course, [_unit(number, FIRST - 1, chance) for number in range(course.units)])
    for year in range(FIRST, FIRST + course.years):
        _open_and_close(told, year, chance)
        _choose(told, year, chance)
    return told


def _unit(number: int, opened: int, chance: random.Random) -> Unit:
    return Unit(
        id=f"sim:{number:05}",
        name=f"Enhed {number}",
        kind=chance.choice(KINDS),
        area=chance.choice(AREAS),
        ownership=Ownership.MUNICIPAL,
        active_from=dt.date(opened, 8, 1),
    )


def _open_and_close(told: Simulation, year: int, chance: random.Random) -> None:
    rate = told.course.open_close / 2
    there = sum(unit.active_to is None for unit in told.units)
    left = there
    for place, unit in enumerate(told.units):
        if unit.active_to is None and chance.random() < rate and left > 2 * told.course.seats:
            told.units[place], left = replace(unit, active_to=dt.date(year, 1, 1)), left - 1
    opened = sum(chance.random() < rate for _ in range(there))
    told.units += [_unit(len(told.units) + number, year - 1, chance) for number in range(opened)]


def _choose(told: Simulation, year: int, chance: random.Random) -> None:
    way = Way.BY_LOT_IN_HOUSE if told.course.by_lot else Way.BY_TURN
    settings = DrawSettings(way=way, seats=told.course.seats, known_since=FIRST)
    request = PoolRequest(year=year, day=dt.date(year, 2, 1), settings=settings, units=tuple(told.units))
    record = with_value(year_record(request), f"{chance.randrange(10**12):012d}")
    told.relaxed += bool(record["year"]["relaxations"])
    for unit in record["result"]["chosen"]:
        if chance.random() < told.course.withdraw:
            record = withdraw(record, unit)
            told.withdrawn += 1
            place = next(at for at, one in enumerate(told.units) if one.id == unit)
            told.units[place] = replace(told.units[place], withdrawals=(*told.units[place].withdrawals, year))
    _book(told, request, standing(record)[0])


def _book(told: Simulation, request: PoolRequest, chosen: Iterable[str]) -> None:
    """The visits, the gaps, and what each group should have had by now."""
    seated = set(chosen)
    there = [unit for unit in told.units if unit.active_to is None]
    told.longest_wait.append(max(waited(unit, request) for unit in there))
    for dimension in DIMENSIONS:
        sizes = Counter(unit.feature(dimension) for unit in there)
        for group, size in sizes.items():
            key = (dimension, group)
            told.due[key] = told.due.get(key, Fraction(0)) + Fraction(len(seated) * size, len(there))
    for place, unit in enumerate(told.units):
        if unit.id in seated:
            if unit.visits:
                told.gaps[request.year - unit.visits[-1]] += 1
            told.units[place] = replace(unit, visits=(*unit.visits, request.year))
            told.had.update((dimension, unit.feature(dimension)) for dimension in DIMENSIONS)
    told.deviations.append({key: float(told.had[key] - due) for key, due in told.due.items()})


def picture(told: Simulation) -> str:
    """An SVG: the longest wait of each year as bars, and how far each group is from its due as lines."""
    wide, high = 20 * told.course.years + 60, 360
    top = max(told.longest_wait)
    bars = "".join(
        f'<rect x="{40 + 20 * place}" y="{150 - 120 * wait / top:.1f}" width="14" height="{120 * wait / top:.1f}"'
        f' fill="#4a6a8a"><title>{FIRST + place}: {wait}</title></rect>'
        for place, wait in enumerate(told.longest_wait)
    )
    widest = max((abs(one) for year in told.deviations for one in year.values()), default=1) or 1
    lines = "".join(_line(told, group, widest) for group in sorted(told.due))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img">'
        f"<title>Longest wait and deviation from due, seed {told.course.seed}</title>"
        f"<desc>Bars: the longest wait of each year, at most {top} years. Lines: seats above or below the due of each"
        f" group, at most {widest:.2f}.</desc>"
        f'<text x="4" y="20" font-size="12">{top} years</text>{bars}'
        f'<text x="4" y="185" font-size="12">± {widest:.2f} seats</text>'
        f'<line x1="40" x2="{wide - 20}" y1="265" y2="265" stroke="#999"/>{lines}</svg>\n'
    )


def _line(told: Simulation, group: tuple[str, str], widest: float) -> str:
    points: Sequence[str] = [
        f"{47 + 20 * place},{265 - 75 * year.get(group, 0.0) / widest:.1f}"
        for place, year in enumerate(told.deviations)
    ]
    told_name = f"{group[0]} {group[1]}"
    return f'<polyline fill="none" stroke="#7a3b2e" points="{" ".join(points)}"><title>{told_name}</title></polyline>'
