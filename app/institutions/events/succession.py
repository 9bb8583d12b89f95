"""The rule by which history follows the successor (docs/adr/0020). Engine: standard library only.

A successor stands as if it had always been there: every dialogue that any of its predecessors had is its own, and it
has waited since the last of them. Where none of them had one, it has waited as long as the one that waited longest.
Each part of a unit that was split has the whole history. What a predecessor had has gone to whoever came after it, so
that it counts nowhere twice; only a unit that goes on beside what left it keeps its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Past:
    """The years in which a unit was in dialogue, ascending, and the day it opened (None: before anyone knows).

    A year stands twice where two predecessors had a dialogue in it.
    """

    visits: tuple[int, ...] = ()
    opened: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """One unit came from another on a day. `goes_on`: what it came from is still there beside it.

    `turn` is the number of the event: the steps of one are taken together, those of a day in the order of their events.
    """

    before: int
    after: int
    day: dt.date
    goes_on: bool = False
    turn: int = 0


@dataclass(frozen=True)
class _Heard:
    """A history on its way: each dialogue as (the unit that held it, year), so that it is counted once however it
    came, and the day since which there was anything to hear.
    """

    dialogues: frozenset[tuple[int, int]]
    opened: dt.date | None


def pasts_on(day: dt.date, pasts: Mapping[int, Past], steps: Iterable[Step]) -> dict[int, Past]:
    """The history of every unit as it counts on a day: own years, and those of whom it came from by then.

    Each part of a unit that is split gets all that there was before it; parts that are merged again have it once.
    """
    found = {unit: _Heard(frozenset((unit, year) for year in past.visits), past.opened) for unit, past in pasts.items()}
    given: dict[tuple[int, int], _Heard] = {}
    for step in sorted((step for step in steps if step.day <= day), key=_order):
        left = given.setdefault((step.turn, step.before), found[step.before])
        if not step.goes_on:
            found[step.before] = replace(left, dialogues=frozenset())
        found[step.after] = _with(found[step.after], _until(left, step) if step.goes_on else left)
    return {unit: Past(visits=_years(heard), opened=heard.opened) for unit, heard in found.items()}


def _order(step: Step) -> tuple[dt.date, int, int, int]:
    return (step.day, step.turn, step.before, step.after)


def _until(heard: _Heard, step: Step) -> _Heard:
    """What a part that leaves takes along: the dialogues up to the year in which it leaves."""
    return replace(heard, dialogues=frozenset(one for one in heard.dialogues if one[1] <= step.day.year))


def _with(own: _Heard, inherited: _Heard) -> _Heard:
    opened = None if own.opened is None or inherited.opened is None else min(own.opened, inherited.opened)
    return _Heard(own.dialogues | inherited.dialogues, opened)


def _years(heard: _Heard) -> tuple[int, ...]:
    return tuple(sorted(year for _unit, year in heard.dialogues))


def lines_on(day: dt.date, own: Mapping[int, Sequence[int]], steps: Iterable[Step]) -> dict[int, list[tuple[int, ...]]]:
    """The years in which a unit gave a seat up, as they count on a day, for each unit that came from others.

    One line for the unit by itself and one along each of those that it came from, for twice in a row is meant of one
    house: what two houses did once each is not what one did twice.
    """
    ordered = sorted((step for step in steps if step.day <= day), key=_order)
    return {unit: _lines(unit, own, ordered, dt.MAXYEAR) for unit in {step.after for step in ordered}}


def _lines(unit: int, own: Mapping[int, Sequence[int]], steps: Sequence[Step], until: int) -> list[tuple[int, ...]]:
    """Those of a unit with the steps that were taken by then; a predecessor's end with the year of its step."""
    years = [year for year in own.get(unit, ()) if year <= until]
    found = {tuple(years)}
    for place, step in enumerate(steps):
        if step.after == unit:
            since = {year for year in years if year >= step.day.year}
            before = _lines(step.before, own, steps[:place], step.day.year)
            found |= {tuple(sorted(since | set(line))) for line in before}
    return sorted(found - {()})


def waits(past: Past, *, year: int, known_since: int | None) -> int | None:
    """Years since the last dialogue before `year`; None where nothing is on record to count from.

    Without one it counts from the opening, or from the year before the record began, whichever is later.
    """
    earlier = [visit for visit in past.visits if visit < year]
    if earlier:
        return year - earlier[-1]
    if past.opened is None and known_since is None:
        return None
    opened = past.opened.year if past.opened else 0
    return max(0, year - max(opened, (known_since or 0) - 1))
