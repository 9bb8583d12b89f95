"""The year as a wheel, drawn from data; strip.py draws the same for a phone. Standard library only.

The same input gives the same bytes. All words come from the caller, so that the picture speaks the reader's language;
what it shows stands in a table beside it as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from html import escape
from itertools import pairwise
from math import cos, pi, sin

from app.cycle.domain import Tense
from app.cycle.lettering import CENTRE, HAND, place_names

RING, TRACK, HALF = 214.0, 176.0, 9.0
LEAST_DAYS = 5
DOT, DOT_GAP = 12.0, 26.0


class DotState(Enum):
    """How one of the six stands: held, agreed, or waiting for a time."""

    DONE = "done"
    NEXT = "next"
    WAITS = "waits"


@dataclass(frozen=True)
class Arc:
    """A phase of the year, from its first day to its last."""

    name: str
    first: dt.date
    last: dt.date
    tense: Tense


@dataclass(frozen=True)
class Dot:
    """One of the six on its day; `title` says in words what the dot means."""

    number: int
    day: dt.date
    state: DotState
    title: str


@dataclass(frozen=True)
class Words:
    """Every text of the picture. `months` are the twelve short names, `today` what stands at the hand."""

    title: str
    description: str
    months: tuple[str, ...]
    today: str


def draw_wheel(
    year: int, arcs: Sequence[Arc], dots: Sequence[Dot], today: dt.date | None, words: Words, *, key: str = "wheel"
) -> str:
    """The wheel as an SVG: months outside, phases on a ring, the six on it, today as the hand.

    `today` is None where it lies outside of the picture. `key` makes the ids of title and description unique.
    """
    first = first_day(year, arcs)
    shown = within(first, arcs)
    parts = [
        *_months(first, today, words.months),
        *_weeks(first),
        f'<circle class="wheel-track" cx="250" cy="250" r="{TRACK:.0f}"/>',
        *(part for arc in shown for part in _phase(first, arc, today)),
        *_names(first, shown, today),
        *_hand(first, today),
        *_dots(first, dots),
        f'<text class="wheel-year" x="250" y="238">{year}</text>',
        f'<text class="wheel-today" x="250" y="270">{escape(words.today)}</text>',
    ]
    return svg("wheel", "-10 -6 520 512", key, words, parts)


def first_day(year: int, arcs: Sequence[Arc]) -> dt.date:
    """Where the picture's twelve months begin: in January, or later for a year whose phases run into the next."""
    last = max((arc.last for arc in arcs), default=dt.date(year, 1, 1))
    if last.year <= year:
        return dt.date(year, 1, 1)
    return dt.date(last.year - 1, last.month + 1, 1) if last.month < 12 else dt.date(last.year, 1, 1)


def holds(first: dt.date, day: dt.date) -> bool:
    """Whether a day lies within the picture's twelve months."""
    return first <= day < first.replace(year=first.year + 1)


def within(first: dt.date, arcs: Sequence[Arc]) -> list[Arc]:
    """The phases that the picture's twelve months hold, wholly or in part."""
    return [arc for arc in arcs if first <= arc.last]


def angle(first: dt.date, day: dt.date) -> float:
    """The angle of a day in radians, clockwise from the top; days outside the twelve months lie at their ends."""
    length = (first.replace(year=first.year + 1) - first).days
    return 2 * pi * min(max((day - first).days, 0), length) / length


def svg(kind: str, box: str, key: str, words: Words, parts: Sequence[str]) -> str:
    """A picture with its title and description, named by `key`."""
    head = (
        f'<svg class="{kind}" viewBox="{box}" role="img" aria-labelledby="{key}-title {key}-text">'
        f'<title id="{key}-title">{escape(words.title)}</title><desc id="{key}-text">{escape(words.description)}</desc>'
    )
    return f"{head}{''.join(parts)}</svg>"


def _at(radius: float, turn: float) -> tuple[str, str]:
    return number(CENTRE + radius * sin(turn)), number(CENTRE - radius * cos(turn))


def number(value: float) -> str:
    """A coordinate with at most one decimal: the same on every machine, and short."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def _arc(radius: float, start: float, end: float) -> str:
    """A clockwise arc as path data."""
    (x1, y1), (x2, y2) = _at(radius, start), _at(radius, end)
    return f"M{x1} {y1}A{radius:.0f} {radius:.0f} 0 {int(end - start > pi)} 1 {x2} {y2}"


def _line(kind: str, inner: float, outer: float, turn: float) -> str:
    (x1, y1), (x2, y2) = _at(inner, turn), _at(outer, turn)
    return f'<line class="{kind}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def _months(first: dt.date, today: dt.date | None, names: Sequence[str]) -> list[str]:
    starts = [angle(first, day) for day in month_starts(first)] + [2 * pi]
    now = angle(first, today) if today else 0.0
    parts = [f'<circle class="wheel-months" cx="250" cy="250" r="{RING:.0f}"/>']
    if now > 0:
        parts.append(f'<path class="wheel-past" d="{_arc(RING, 0, min(now, 2 * pi - 0.001))}"/>')
    for name, (start, end) in zip(from_month(first, names), pairwise(starts), strict=True):
        middle = (start + end) / 2
        tilt = middle if cos(middle) >= 0 else middle + pi
        kind = ' class="is-now"' if today and start <= now < end else ""
        x, y = _at(RING, middle)
        degrees = number(((tilt * 180 / pi) + 180) % 360 - 180)
        parts.append(_line("wheel-tick", RING - 14, RING + 14, start))
        parts.append(f'<text{kind} x="{x}" y="{y}" transform="rotate({degrees} {x} {y})">{escape(name)}</text>')
    return parts


def month_starts(first: dt.date) -> list[dt.date]:
    """The first days of the twelve months."""
    counted = (first.month - 1 + passed for passed in range(12))
    return [dt.date(first.year + index // 12, index % 12 + 1, 1) for index in counted]


def from_month(first: dt.date, names: Sequence[str]) -> list[str]:
    """The names of the twelve months in the order of the picture."""
    return [names[day.month - 1] for day in month_starts(first)]


def _weeks(first: dt.date) -> list[str]:
    """A tick at each Monday; every tenth week longer and with its number."""
    parts = []
    day = first + dt.timedelta(days=-first.weekday() % 7)
    while holds(first, day):
        turn, week = angle(first, day), day.isocalendar().week
        parts.append(_line("wheel-week", 231, 236 if week % 10 else 239, turn))
        if week % 10 == 0:
            x, y = _at(248, turn)
            parts.append(f'<text class="is-over" x="{x}" y="{y}">{week}</text>')
        day += dt.timedelta(days=7)
    return parts


def _span(first: dt.date, arc: Arc) -> tuple[float, float]:
    """The angles of a phase; one that is only a day is drawn broad enough to be seen."""
    start, end = angle(first, arc.first), angle(first, arc.last + dt.timedelta(days=1))
    least = 2 * pi * LEAST_DAYS / 365
    return (start, end) if end - start >= least else (start - least / 2, start + least / 2)


def _band(start: float, end: float) -> str:
    """The outline of a piece of the ring."""
    (x1, y1), (x2, y2) = _at(TRACK - HALF, end), _at(TRACK - HALF, start)
    large, inner = int(end - start > pi), TRACK - HALF
    return f"{_arc(TRACK + HALF, start, end)}L{x1} {y1}A{inner:.0f} {inner:.0f} 0 {large} 0 {x2} {y2}Z"


def _phase(first: dt.date, arc: Arc, today: dt.date | None) -> list[str]:
    """What lies behind us is filled, what lies ahead is hollow; the present phase is both."""
    start, end = _span(first, arc)
    if arc.tense is Tense.DONE:
        return [f'<path class="wheel-phase is-filled" d="{_band(start, end)}"/>']
    parts = [f'<path class="wheel-phase" d="{_band(start, end)}"/>']
    if arc.tense is Tense.NOW and today is not None:
        now = min(max(angle(first, today), start + 0.01), end)
        parts.append(f'<path class="wheel-phase is-filled" d="{_band(start, now)}"/>')
    return parts


def _names(first: dt.date, arcs: Sequence[Arc], today: dt.date | None) -> list[str]:
    """The names inside the ring, each beside its phase."""
    places = place_names([(arc.name, *_span(first, arc)) for arc in arcs], angle(first, today) if today else None)
    return [draw_name(place.x, place.y, place.anchor, arc) for place, arc in zip(places, arcs, strict=True)]


def draw_name(x: float, y: float, side: str, arc: Arc) -> str:
    """The name of a phase, in the tone of its tense."""
    look = {Tense.DONE: "is-over", Tense.NOW: "is-now", Tense.NEXT: ""}[arc.tense]
    kind = " ".join(filter(None, ("wheel-name", look, side)))
    return f'<text class="{kind}" x="{number(x)}" y="{number(y)}">{escape(arc.name)}</text>'


def _hand(first: dt.date, today: dt.date | None) -> list[str]:
    return [_line("wheel-hand", HAND, RING + 14, angle(first, today))] if today else []


def _dots(first: dt.date, dots: Sequence[Dot]) -> list[str]:
    ordered = sorted(dots, key=lambda dot: (dot.day, dot.number))
    turns = spread([angle(first, dot.day) * TRACK for dot in ordered], DOT_GAP)
    return [draw_dot(dot, *_at(TRACK, turn / TRACK)) for dot, turn in zip(ordered, turns, strict=True)]


def draw_dot(dot: Dot, x: str, y: str) -> str:
    """One of the six, with its number."""
    return (
        f'<g class="wheel-dot {dot.state.value}"><title>{escape(dot.title)}</title>'
        f'<circle cx="{x}" cy="{y}" r="{DOT:.0f}"/><text x="{x}" y="{y}">{dot.number}</text></g>'
    )


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Places in rising order, moved as little as needed for neighbours to stand `gap` apart.

    Neighbours that are too close form a block that is centred on the mean of what it holds (pool adjacent violators).
    """
    blocks: list[tuple[float, int]] = []
    for index, place in enumerate(places):
        mean, size = place - index * gap, 1
        while blocks and blocks[-1][0] > mean:
            before, count = blocks.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        blocks.append((mean, size))
    flat = [mean for mean, size in blocks for _ in range(size)]
    return [mean + index * gap for index, mean in enumerate(flat)]
