"""The year as an upright strip for a narrow page: months run down its left side, phases and the six beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape
from math import pi

from app.cycle.domain import Tense
from app.cycle.wheel import (
    DOT_GAP,
    HALF,
    LEAST_DAYS,
    Arc,
    Dot,
    Words,
    angle,
    draw_dot,
    draw_name,
    first_day,
    from_month,
    number,
    spread,
    svg,
    within,
)

MONTH, LEFT, WIDE = 44.0, 70.0, 288
LINE = 21.0


def draw_strip(
    year: int, arcs: Sequence[Arc], dots: Sequence[Dot], today: dt.date | None, words: Words, *, key: str = "strip"
) -> str:
    """The strip as an SVG, 288 wide; arguments as for draw_wheel()."""
    height = 12 * MONTH
    first = first_day(year, arcs)
    shown = within(first, arcs)
    parts = [_month(index, name) for index, name in enumerate(from_month(first, words.months))]
    parts += [part for arc in shown for part in _phase(first, arc, today)]
    parts += _names(first, shown, today)
    if today is not None:
        parts += _hand(_down(first, today), words.today)
    ordered = sorted(dots, key=lambda dot: (dot.day, dot.number))
    downs = spread([_down(first, dot.day) for dot in ordered], DOT_GAP)
    x = number(LEFT + HALF)
    parts += [draw_dot(dot, x, number(down)) for dot, down in zip(ordered, downs, strict=True)]
    return svg("year-strip", f"0 -14 {WIDE} {height + 28:.0f}", key, words, parts)


def _down(first: dt.date, day: dt.date) -> float:
    """How far down a day lies."""
    return angle(first, day) / (2 * pi) * 12 * MONTH


def _month(index: int, name: str) -> str:
    top = index * MONTH
    return (
        f'<line class="wheel-track" x1="0" y1="{number(top)}" x2="{LEFT:.0f}" y2="{number(top)}"/>'
        f'<text class="is-over" x="0" y="{number(top + MONTH / 2)}">{escape(name)}</text>'
    )


def _phase(first: dt.date, arc: Arc, today: dt.date | None) -> list[str]:
    top, bottom = _down(first, arc.first), _down(first, arc.last + dt.timedelta(days=1))
    bottom = max(bottom, top + LEAST_DAYS * 12 * MONTH / 365)
    filled = bottom if arc.tense is Tense.DONE else top
    if arc.tense is Tense.NOW and today is not None:
        filled = min(max(_down(first, today), top), bottom)
    box = f'x="{LEFT:.0f}" width="{2 * HALF:.0f}"'
    parts = [f'<rect class="wheel-phase" {box} y="{number(top)}" height="{number(bottom - top)}"/>']
    if filled > top:
        parts.append(f'<rect class="wheel-phase is-filled" {box} y="{number(top)}" height="{number(filled - top)}"/>')
    return parts


def _hand(down: float, text: str) -> list[str]:
    """Today as a line across, with its date at the end of it."""
    y = number(down)
    return [
        f'<line class="wheel-hand" x1="{LEFT - 14:.0f}" y1="{y}" x2="{WIDE}" y2="{y}"/>',
        f'<text class="wheel-today is-end" x="{WIDE}" y="{number(down + LINE / 2)}">{escape(text)}</text>',
    ]


def _names(first: dt.date, arcs: Sequence[Arc], today: dt.date | None) -> list[str]:
    middles = [(_down(first, arc.first) + _down(first, arc.last)) / 2 for arc in arcs]
    ordered = sorted(zip(middles, arcs, strict=True), key=lambda one: one[0])
    places = spread([middle for middle, _ in ordered], LINE)
    if today is not None:
        places = clear_of(_down(first, today), places)
    return [draw_name(LEFT + 44, y, "", arc) for y, (_, arc) in zip(places, ordered, strict=True)]


def clear_of(hand: float, places: Sequence[float]) -> list[float]:
    """Places in rising order, moved off the hand and off the date that stands under it, still a line apart."""
    above, below = [y for y in places if y < hand], [y for y in places if y >= hand]
    lowest = hand - 0.6 * LINE
    for index in reversed(range(len(above))):
        above[index] = lowest = min(above[index], lowest)
        lowest -= LINE
    highest = hand + 1.5 * LINE
    for index, y in enumerate(below):
        below[index] = highest = max(y, highest)
        highest += LINE
    return above + below
