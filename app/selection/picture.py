"""Everyone who can be chosen as dots by years waited or by chance, one lane a kind: geometry; the template draws it.

Engine: standard library only. Places across are in per cent of the lane, so that a phone gets the same picture; what it
shows stands in a table beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

COLUMN, STEP, RADIUS = 8, 12.0, 4.5
"""At most so many dots on top of each other, so far apart in pixels, of this radius."""

LINE, LONGEST_LINE = 18.0, 30
"""The height of a line of names in pixels, and how many letters it may hold on a phone."""

MOST_DOTS = 48


@dataclass(frozen=True, kw_only=True)
class Point:
    """One unit: the lane it belongs to, its place on the axis (years, or chances of 100), and whether it was chosen."""

    lane: str
    name: str
    value: int
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A dot, in pixels from its stack's middle and from the lane's top."""

    x: float
    y: float
    point: Point


@dataclass(frozen=True, kw_only=True)
class Stack:
    """The dots of one value; `more` were left out of the picture because they are too many."""

    percent: float
    dots: tuple[Dot, ...]
    more: int


@dataclass(frozen=True, kw_only=True)
class Tag:
    """Names of chosen units under their stack; on the right half they are written to the left."""

    percent: float
    y: float
    to_the_left: bool
    names: str


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One kind: its stacks on a base line of this height, and below it the names of the chosen, `depth` pixels.

    `count` units stand between the values `least` and `most`: what is said to who cannot see it.
    """

    name: str
    note: str
    count: int
    least: int
    most: int
    base: float
    stacks: tuple[Stack, ...]
    depth: float
    tags: tuple[Tag, ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The lanes, and the values at the axis with their places."""

    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[float, int], ...]


STEPS = (1, 2, 5, 10, 20, 25, 50, 100)
"""Between two numbers at the axis, so that there are at most nine."""


def draw_picture(points: Iterable[Point], notes: Mapping[str, str]) -> Picture:
    """Lanes in the order in which they first occur, each with its note; the axis runs from 0 to the largest value."""
    points = list(points)
    end = max((point.value for point in points), default=0) or 1
    lanes = [
        _lane(name, notes.get(name, ""), [point for point in points if point.lane == name], end)
        for name in dict.fromkeys(point.lane for point in points)
    ]
    step = next((step for step in STEPS if end <= 8 * step), end)
    return Picture(lanes=tuple(lanes), ticks=tuple((_percent(value, end), value) for value in range(0, end + 1, step)))


def _percent(value: int, end: int) -> float:
    """A margin on either side keeps the outermost stacks inside the lane."""
    return round(4 + 92 * value / end, 2)


def _lane(name: str, note: str, points: Sequence[Point], end: int) -> Lane:
    by_value = sorted(points, key=lambda point: (point.value, not point.chosen))
    groups = [(value, list(group)) for value, group in groupby(by_value, key=lambda point: point.value)]
    base = max(min(len(group), COLUMN) for _, group in groups) * STEP + RADIUS
    tags = _tags([(value, [point.name for point in group if point.chosen]) for value, group in groups], end)
    return Lane(
        name=name,
        note=note,
        count=len(points),
        least=by_value[0].value,
        most=by_value[-1].value,
        base=base,
        stacks=tuple(_stack(value, group, base, end) for value, group in groups),
        depth=LINE * len(tags) + RADIUS,
        tags=tags,
    )


def _stack(value: int, group: Sequence[Point], base: float, end: int) -> Stack:
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
    return Stack(percent=_percent(value, end), dots=dots, more=len(group) - len(shown))


def _tags(chosen: Iterable[tuple[int, list[str]]], end: int) -> tuple[Tag, ...]:
    """A line of its own for each stack, and more where its names are too long: no two can run into each other."""
    lines = [(_percent(value, end), line) for value, names in chosen for line in _filled(names)]
    return tuple(
        Tag(percent=percent, y=LINE * row, to_the_left=percent > 50, names=names)
        for row, (percent, names) in enumerate(lines, start=1)
    )


def _filled(names: list[str]) -> list[str]:
    lines: list[str] = []
    for name in names:
        if lines and len(lines[-1]) + len(name) < LONGEST_LINE:
            lines[-1] += f", {name}"
        else:
            lines.append(name)
    return lines
