"""Which room each meeting of one day takes: an exact search, and the smallest set of them that no search can seat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Rooms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A meeting that needs a room from minute to before minute of its day, one of `rooms`, the best first."""

    start: int
    end: int
    rooms: Rooms


def seat(day: Sequence[Taken]) -> list[str] | None:
    """A room for each, none for two at once; None if there is no way."""
    order = sorted(range(len(day)), key=lambda number: (day[number].start, day[number].end, number))
    found = _seat([day[number] for number in order], 0, {}, set())
    if found is None:
        return None
    return [room for _, room in sorted(zip(order, found, strict=True))]


def _seat(
    day: list[Taken], place: int, until: dict[str, int], failed: set[tuple[int, tuple[tuple[str, int], ...]]]
) -> list[str] | None:
    """The rooms of the meetings from `place` on, while each room is taken `until` some minute."""
    if place == len(day):
        return []
    one = day[place]
    taken = {room: minute for room, minute in until.items() if minute > one.start}
    state = (place, tuple(sorted(taken.items())))
    if state in failed:
        return None
    for room in one.rooms:
        if room not in taken:
            rest = _seat(day, place + 1, {**taken, room: one.end}, failed)
            if rest is not None:
                return [room, *rest]
    failed.add(state)
    return None


def smallest_clash(day: Sequence[Taken]) -> list[int]:
    """Of a day that cannot be seated, the places of a set that cannot either, and of which none can be left out."""
    kept = list(range(len(day)))
    for number in range(len(day)):
        without = [place for place in kept if place != number]
        if seat([day[place] for place in without]) is None:
            kept = without
    return kept
