"""Where phases are named inside the year wheel: beside their arc, clear of the hand and of one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


MIDDLE = Box(170.0, 205.0, 330.0, 285.0)


def place_names(names: Sequence[tuple[str, float, float]], hand: float | None) -> list[Place]:
    """A place for each (name, first angle, last angle): the first free one, or the best where none is free."""
    taken, places = [MIDDLE], []
    for name, start, end in names:
        tried = [_place(name, turn, step) for step in range(4) for turn in _turns(start, end)]
        free = (place for place in tried if not any(map(place.box.meets, taken)) and not place.box.under(hand))
        places.append(next(free, tried[0]))
        taken.append(places[-1].box)
    return places


def _turns(start: float, end: float) -> list[float]:
    """Angles at which a phase may be named, the middle first."""
    return [start + part * (end - start) for part in (0.5, 0.35, 0.65, 0.2, 0.8, 0.05, 0.95)]


def _place(name: str, turn: float, step: int) -> Place:
    """The outermost place at an angle where the name stays inside the ring, then `step` lines further in."""
    radius = next(radius for radius in range(INSIDE, -1, -1) if _at(name, turn, radius).box.reach() <= INSIDE)
    return _at(name, turn, max(radius - step * LINE, 0))


def _at(name: str, turn: float, radius: float) -> Place:
    """The name at an angle and a distance from the centre, reaching inwards from there."""
    width = LETTER * len(name)
    anchor = "is-end" if sin(turn) > 0.35 else "is-start" if sin(turn) < -0.35 else ""
    left = {"is-end": width, "is-start": 0.0, "": width / 2}[anchor]
    x, y = CENTRE + radius * sin(turn), CENTRE - radius * cos(turn)
    return Place(x, y, anchor, Box(x - left, y - LINE / 2, x - left + width, y + LINE / 2))
