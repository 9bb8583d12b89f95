"""The picture of the themes over all years: each theme is a thread that keeps its lane for as long as it lives.

Pure geometry: years from left to right, in pixels of an SVG. What a reader cannot see stands in a table beside it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

COLUMN, LANE = 208, 84
LEFT, TOP = 24, 48
LETTERS = 24
"""So many letters of a theme's name stand on one line under its point."""
STUB = 40


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A theme as it stood in one year. `forerunners`: which of the year before it came from."""

    id: int
    theme: int
    title: str
    forerunners: tuple[int, ...] = ()
    ended: bool = False


@dataclass(frozen=True)
class Point:
    """Where a theme stands in the picture, with its name in lines; `strand` is its thread."""

    x: int
    y: int
    strand: int
    lines: tuple[str, ...]
    begins: bool


@dataclass(frozen=True)
class Thread:
    """A line from a theme to what it became, or (an end) to nothing."""

    path: str
    strand: int


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Everything that is drawn."""

    width: int
    height: int
    years: Sequence[tuple[int, int]]
    points: Sequence[Point]
    threads: Sequence[Thread]


def picture_of(years: Sequence[tuple[int, Sequence[Spot]]]) -> Picture:
    """The picture of the years, the oldest first."""
    lanes: dict[int, int] = {}
    strands: dict[int, int] = {}
    places: dict[int, tuple[int, int, int]] = {}
    points, threads, columns = [], [], []
    for column, (year, spots) in enumerate(years):
        x = LEFT + column * COLUMN
        columns.append((x, year))
        lanes = _lanes(lanes, spots)
        for spot in spots:
            strand = strands.setdefault(spot.theme, len(strands) + 1)
            y = TOP + lanes[spot.theme] * LANE
            before = [places[one] for one in spot.forerunners if one in places]
            threads += [Thread(_curve(from_x, from_y, x, y), of) for from_x, from_y, of in before]
            threads += [Thread(f"M{x} {y}H{x + STUB}", strand)] if spot.ended else []
            points.append(Point(x, y, strand, _name(spot.title), begins=not before))
            places[spot.id] = (x, y, strand)
    deepest = max((point.y for point in points), default=TOP)
    width = LEFT + len(years) * COLUMN
    return Picture(width=width, height=deepest + LANE - 16, years=columns, points=points, threads=threads)


def _lanes(before: Mapping[int, int], spots: Sequence[Spot]) -> dict[int, int]:
    """Whoever lives on keeps its lane; who is new takes the first free one."""
    kept = {spot.theme: before[spot.theme] for spot in spots if spot.theme in before}
    for spot in spots:
        if spot.theme not in kept:
            kept[spot.theme] = next(lane for lane in range(len(spots) + len(kept)) if lane not in kept.values())
    return kept


def _curve(from_x: int, from_y: int, x: int, y: int) -> str:
    """Straight on its own lane, bent into another."""
    middle = (from_x + x) // 2
    return f"M{from_x} {from_y}H{x}" if y == from_y else f"M{from_x} {from_y}C{middle} {from_y} {middle} {y} {x} {y}"


def _name(title: str) -> tuple[str, ...]:
    return tuple(textwrap.wrap(title, LETTERS, max_lines=2, placeholder=" …"))
