"""Everyone who can be chosen as dots by years waited, one lane a kind: the geometry; the template draws it.

Engine: standard library only. Places across are in per cent of the lane, so that a phone gets the same picture; what it
shows stands in a table beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

COLUMN, STEP, RADIUS = 8, 12.0, 4.5
"""At most so many dots on top of each other, so far apart in pixels, of this radius."""

LABEL = 18.0
MOST_DOTS = 48


@dataclass(frozen=True, kw_only=True)
class Point:
    """One unit: the lane it belongs to, the years it waited, and whether it was chosen."""

    lane: str
    name: str
    waited: int
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A dot, in pixels from its stack's middle and from the lane's top."""

    x: float
    y: float
    point: Point


@dataclass(frozen=True, kw_only=True)
class Stack:
    """The dots of one year; `more` were left out of the picture because they are too many."""

    percent: float
    dots: tuple[Dot, ...]
    more: int


@dataclass(frozen=True, kw_only=True)
class Tag:
    """The name of a chosen unit under its dot; on the right half it is written to the left."""

    percent: float
    y: float
    to_the_left: bool
    name: str


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One kind: its stacks on a base line, the names below it."""

    name: str
    height: float
    base: float
    stacks: tuple[Stack, ...]
    tags: tuple[Tag, ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The lanes, and the years at the axis with their places."""

    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[float, int], ...]


def draw_picture(points: Iterable[Point]) -> Picture:
    """Lanes in the order in which they first occur; the axis runs from 0 to the longest wait."""
    points = list(points)
    longest = max((point.waited for point in points), default=0) or 1
    lanes = [_lane(name, [point for point in points if point.lane == name], longest) for name in _names(points)]
    step = max(1, -(-longest // 8))
    return Picture(
        lanes=tuple(lanes), ticks=tuple((_percent(years, longest), years) for years in range(0, longest + 1, step))
    )


def _names(points: Iterable[Point]) -> list[str]:
    return list(dict.fromkeys(point.lane for point in points))


def _percent(years: int, longest: int) -> float:
    """A margin on either side keeps the outermost stacks inside the lane."""
    return round(4 + 92 * years / longest, 2)


def _lane(name: str, points: Sequence[Point], longest: int) -> Lane:
    by_year = sorted(points, key=lambda point: (point.waited, not point.chosen, point.name))
    groups = [(years, list(group)) for years, group in groupby(by_year, key=lambda point: point.waited)]
    rows = max(min(len(group), COLUMN) for _, group in groups)
    base = rows * STEP + RADIUS
    chosen = [point for point in by_year if point.chosen]
    return Lane(
        name=name,
        height=base + LABEL * max(1, len(chosen)) + 4,
        base=base,
        stacks=tuple(_stack(years, group, base, longest) for years, group in groups),
        tags=tuple(_tag(point, base + LABEL * row, longest) for row, point in enumerate(chosen, start=1)),
    )


def _stack(years: int, group: Sequence[Point], base: float, longest: int) -> Stack:
    shown = group[:MOST_DOTS]
    columns = -(-len(shown) // COLUMN)
    dots = tuple(
        Dot(
            x=(number // COLUMN - (columns - 1) / 2) * STEP,
            y=base - STEP / 2 - (number % COLUMN) * STEP - 2,
            point=point,
        )
        for number, point in enumerate(shown)
    )
    return Stack(percent=_percent(years, longest), dots=dots, more=len(group) - len(shown))


def _tag(point: Point, y: float, longest: int) -> Tag:
    percent = _percent(point.waited, longest)
    return Tag(percent=percent, y=y, to_the_left=percent > 50, name=point.name)
