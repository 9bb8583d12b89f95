"""Where phases are named inside the year wheel: beside their arc, clear of the hand and of one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product
from math import cos, hypot, sin

CENTRE = 250.0
HAND, INSIDE = 64, 161
LETTER, LINE = 8.6, 20.0


@dataclass(frozen=True)
class Box:
    """The ground that a text covers."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two boxes overlap."""
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)

    def under(self, hand: float | None) -> bool:
        """Whether the hand at an angle runs through the box."""
        if hand is None:
            return False
        along = ((CENTRE + r * sin(hand), CENTRE - r * cos(hand)) for r in range(HAND, INSIDE, 4))
        return any(self.left - 4 < x < self.right + 4 and self.top < y < self.bottom for x, y in along)

    def reach(self) -> float:
        """How far the farthest corner lies from the centre."""
        return max(hypot(x - CENTRE, y - CENTRE) for x in (self.left, self.right) for y in (self.top, self.bottom))


@dataclass(frozen=True)
class Place:
    """Where a name stands; `anchor` is the class that says which end of the text lies there."""

    x: float
    y: float
    anchor: str
    box: Box


MIDDLE = (Box(194.0, 206.0, 306.0, 259.0), Box(170.0, 259.0, 330.0, 281.0))
"""Where the year and, under it, today's date stand."""


def place_names(names: Sequence[tuple[str, float, float]], hand: float | None) -> list[Place]:
    """A place for each (name, first angle, last angle): the first free one, or the best where none is free."""
    taken, places = [*MIDDLE], []
    for name, start, end in names:
        tried = (_place(name, *how) for how in _ways(start, end))
        best = next(tried)
        free = (place for place in chain([best], tried) if _is_free(place.box, taken, hand))
        places.append(next(free, best))
        taken.append(places[-1].box)
    return places


def _is_free(box: Box, taken: Sequence[Box], hand: float | None) -> bool:
    return not any(map(box.meets, taken)) and not box.under(hand)


def _ways(start: float, end: float) -> Iterator[tuple[float, float, str]]:
    """Angle, lift and anchor of the places to try: the middle of the phase first, then along it, then off its line."""
    turns = [start + part * (end - start) for part in (0.5, 0.35, 0.65, 0.2, 0.8, 0.05, 0.95)]
    for swap, lift, turn in product((0, 1, 2), (0.0, 0.7, -0.7, 1.4, -1.4, 2.1, -2.1), turns):
        yield turn, lift * LINE, _anchors(turn)[swap]


def _anchors(turn: float) -> tuple[str, str, str]:
    """Which end of a text lies at its place: on the right side its end, on the left its start; then the others."""
    if sin(turn) > 0.35:
        return ("is-end", "", "is-start")
    return ("is-start", "", "is-end") if sin(turn) < -0.35 else ("", "is-start", "is-end")


def _place(name: str, turn: float, lift: float, anchor: str) -> Place:
    """The outermost place at an angle where the name, lifted by so much, stays inside the ring."""
    inwards = (_at(name, turn, radius, lift, anchor) for radius in range(INSIDE, HAND, -3))
    return next((place for place in inwards if place.box.reach() <= INSIDE), _at(name, turn, HAND, lift, anchor))


def _at(name: str, turn: float, radius: float, lift: float, anchor: str) -> Place:
    """The name at an angle and a distance from the centre, then lifted."""
    width = LETTER * len(name)
    x, y = CENTRE + radius * sin(turn), CENTRE - radius * cos(turn) - lift
    left = x - {"is-end": width, "is-start": 0.0, "": width / 2}[anchor]
    return Place(x, y, anchor, Box(left, y - LINE / 2, left + width, y + LINE / 2))
