"""The picture of a year's themes: threads of one rope that run through the levels and meet again, as SVG.

A pure function of its words: the same words give the same bytes. Two forms, lying (screen and paper) and upright
(phone). Threads differ in pattern as well as in colour, so the picture works in grey; title and desc say it in words.
Lengths are units of the picture; a line of text is wrapped by an estimate of its width (IBM Plex Sans, three classes
of letters), since the place where it is drawn is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from xml.sax.saxutils import escape

INK, QUIET, PAPER, BAND = "#1a1a1a", "#56616b", "#ffffff", "#e3f0f2"
PATTERNS = 5
FONT = "'IBM Plex Sans', 'Segoe UI', Arial, sans-serif"
LONGEST = 90
"""So many letters of a message are read in a picture; the whole message stands below it."""

LEADING, UNBROKEN = 1.28, "\u00a0"
_NARROW, _WIDE = frozenset("iljtfrI.,:;'!|() "), frozenset("mwMWÆØÅO@%")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True)
class Strand:
    """A theme: its name, and a message for each level of the picture (empty where it says nothing)."""

    name: str
    messages: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The words of a picture. `start` and `end` stand where the rope begins and ends in the upright form."""

    title: str
    description: str
    levels: Sequence[str]
    strands: Sequence[Strand]
    start: str = ""
    end: str = ""


@dataclass(frozen=True, kw_only=True)
class Form:
    """Where the threads run: along `length`, apart between `parts` and `meets`, each in its lane."""

    lanes: Sequence[float]
    length: float
    parts: float
    meets: float
    fan: float
    size: float
    upright: bool

    @property
    def middle(self) -> float:
        return (self.lanes[0] + self.lanes[-1]) / 2

    @property
    def twist(self) -> float:
        """The length of one turn of the rope."""
        return self.size * 4.8

    @property
    def width(self) -> float:
        """How thick a thread is."""
        return self.size * 0.46

    def apart(self, along: float) -> float:
        """0 in the rope, 1 where each thread has its own lane."""
        return min(_ease((along - self.parts) / self.fan), _ease((self.meets - along) / self.fan))

    def across(self, index: int, along: float) -> float:
        """Where a thread lies at this point."""
        apart = self.apart(along)
        twisted = self.middle + self.size * 0.64 * sin(self._angle(index, along))
        lane = self.lanes[index] + self.size * 0.13 * sin(along / (self.size * 2.7) + index * 1.9)
        return (1 - apart) * twisted + apart * lane

    def depth(self, index: int, along: float) -> float:
        """Which thread lies on top: the larger."""
        return cos(self._angle(index, along)) * (1 - self.apart(along))

    def _angle(self, index: int, along: float) -> float:
        return 2 * pi * (along / self.twist + index / len(self.lanes))


def lying(picture: Picture, *, colours: Sequence[str], width: float = 1168, size: float = 16) -> str:
    """Themes as rows, levels as bands. After the last colour the first is taken again."""
    rope, fan = min(size * 4, width * 0.045), min(size * 5, width * 0.065)
    names, tail, gap = min(size * 9.4, width * 0.13), min(size * 8, width * 0.1), size * 0.8
    left = rope + fan + names
    band = (width - left - tail - gap * (len(picture.levels) - 1)) / max(1, len(picture.levels))
    starts = [left + index * (band + gap) for index in range(len(picture.levels))]
    texts = [
        [_wrapped(shortened(one), size, band - size * 1.8) for one in strand.messages] for strand in picture.strands
    ]
    titles = [_wrapped(strand.name, size * 1.06, names - size * 0.6) for strand in picture.strands]
    lanes, height = _rows(texts, titles, size)
    meets = width - tail + fan + size * 0.6
    form = Form(lanes=lanes, length=width, parts=rope, meets=meets, fan=fan, size=size, upright=False)
    parts = []
    for level, x in zip(picture.levels, starts, strict=True):
        parts.append(f'<rect x="{x:.1f}" y="0" width="{band:.1f}" height="{height:.1f}" fill="{BAND}"/>')
        parts.append(_text([level], x + size, size * 1.75, size * 1.06, bold=True))
    parts.append(_threads(form, colours))
    for index, title in enumerate(titles):
        x = rope + fan + size * 0.4
        parts.append(_bead(index, x + size * 0.8, form.across(index, x + size * 0.8), size * 0.9, colours))
        parts.append(_text(title, x, lanes[index] + size * 2.2, size * 1.06, bold=True))
        for start, lines in zip(starts, texts[index], strict=True):
            if lines:
                knot = start + size * 1.4
                parts.append(_knot(index, knot, form.across(index, knot), size * 0.4, colours))
                parts.append(_text(lines, start + size, lanes[index] + size * 2.2, size))
    return _svg(picture, "lying", width, height, parts)


def _rows(
    texts: Sequence[Sequence[Sequence[str]]], titles: Sequence[Sequence[str]], size: float
) -> tuple[list[float], float]:
    """The lane of each theme, with room below for its longest message, and the height of all."""
    lanes, y = [], size * 4.2
    for messages, title in zip(texts, titles, strict=True):
        lanes.append(y)
        most = max([len(title) * 1.06, 1, *(len(lines) for lines in messages)])
        y += size * (2.9 + most * LEADING)
    return lanes, y - size * 0.7


def upright(picture: Picture, *, colours: Sequence[str], width: float = 358, size: float = 16) -> str:
    """The threads run down the left side; each band is read as a short list."""
    apart = size * 1.5
    lanes = [size * 1.1 + index * apart for index in range(len(picture.strands))]
    column = lanes[-1] + size * 1.9
    bands, texts, beads, y = [], [], [], size * 7.3
    for index, strand in enumerate(picture.strands):
        lines = _wrapped(strand.name, size * 1.06, width - column - size * 0.5)
        beads.append((index, y))
        texts.append(_text(lines, column, y + size * 0.36, size * 1.06, bold=True))
        y += size * (1.2 + len(lines) * LEADING)
    for place, level in enumerate(picture.levels):
        start, y = y, y + size * 1.9
        texts.append(_text([level], column, y, size * 1.06, bold=True))
        y += size * 2
        for index, strand in enumerate(picture.strands):
            lines = _wrapped(shortened(strand.messages[place]), size, width - column - size)
            if lines:
                beads.append((index, y))
                texts.append(_text(lines, column, y + size * 0.36, size))
                y += size * (1.1 + len(lines) * LEADING)
        bands.append(f'<rect x="0" y="{start:.1f}" width="{width:.1f}" height="{y - start:.1f}" fill="{BAND}"/>')
        y += size * 0.8
    height = y + size * 6.6
    form = Form(
        lanes=lanes, length=height, parts=size * 3.4, meets=height - size * 3.6, fan=size * 2.8, size=size, upright=True
    )
    around = [
        _text([picture.start], column, size * 2, size, fill=QUIET),
        _text([picture.end], column, height - size * 1.8, size, fill=QUIET),
    ]
    knots = [_bead(index, form.across(index, at), at, size * 0.7, colours) for index, at in beads]
    return _svg(picture, "upright", width, height, [*bands, _threads(form, colours), *knots, *texts, *around])


def shortened(message: str) -> str:
    """The first sentence of a message, at most LONGEST letters; what is left out is marked."""
    line = next((found for one in message.splitlines() if (found := " ".join(one.strip("• ").split()))), "")
    first = re.split(r"(?<=[.!?…])\s", line, maxsplit=1)[0].rstrip(".:")
    if len(first) <= LONGEST:
        return first
    return first[: LONGEST + 1].rpartition(" ")[0].rstrip(" ,;:–-") + f"{UNBROKEN}…"


def _ease(part: float) -> float:
    """0 to 1 with a still start and end (smootherstep)."""
    part = min(1.0, max(0.0, part))
    return part**3 * (part * (6 * part - 15) + 10)


def _wrapped(text: str, size: float, room: float) -> list[str]:
    """As few lines as the room allows; a word that is wider than the room stands alone."""
    lines: list[str] = []
    for word in filter(None, text.split(" ")):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _width(text: str, size: float) -> float:
    return sum(0.32 if one in _NARROW else 0.88 if one in _WIDE else 0.58 for one in text) * size


def _text(lines: Sequence[str], x: float, y: float, size: float, *, bold: bool = False, fill: str = INK) -> str:
    rows = "".join(
        f'<tspan x="{x:.1f}" dy="{size * LEADING if number else 0:.1f}">{_written(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    weight = 600 if bold else 400
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" font-weight="{weight}" fill="{fill}">{rows}</text>'


def _threads(form: Form, colours: Sequence[str]) -> str:
    """Every thread in short pieces, the hindmost first, each with an edge of paper so that crossings are seen."""
    pieces = sorted(piece for index in range(len(form.lanes)) for piece in _pieces(form, index))
    drawn = "".join(_stroke(form, index, ends, colours) for _depth, index, ends in pieces)
    return f'<g fill="none" stroke-linejoin="round">{drawn}</g>'


def _pieces(form: Form, index: int) -> Iterator[tuple[float, int, tuple[float, float]]]:
    """Depth, thread, and from where to where: a sixth of a turn in the rope, one long piece where it runs alone."""
    step, alone = form.twist / 6, (form.parts + form.fan * 0.6, form.meets - form.fan * 0.6)
    for first, last in ((0.0, alone[0]), (alone[1], form.length)):
        count = max(1, round((last - first) / step))
        for number in range(count):
            begin, end = (first + (last - first) * (number + add) / count for add in (0, 1))
            yield form.depth(index, (begin + end) / 2), index, (begin, end)
    yield 2.0, index, alone


def _stroke(form: Form, index: int, ends: tuple[float, float], colours: Sequence[str]) -> str:
    """Full, hollow, stitched, dashed or dotted."""
    kind, colour, width = index % PATTERNS, colours[index % len(colours)], form.width
    edge = f'<path d="{_path(form, index, *ends)}" stroke="{PAPER}" stroke-width="{width + 4:.1f}"/>'
    path = _path(form, index, max(0.0, ends[0] - 1), min(form.length, ends[1] + 1))
    look = {
        3: f' stroke-dasharray="{width * 2.4:.1f} {width * 0.8:.1f}"',
        4: f' stroke-dasharray="0.1 {width * 1.5:.1f}" stroke-linecap="round"',
    }
    strokes = f'<path d="{path}" stroke="{colour}" stroke-width="{width:.1f}"{look.get(kind, "")}/>'
    if kind in (1, 2):
        stitch = f' stroke-dasharray="{width * 0.55:.1f} {width * 0.75:.1f}"' if kind == 2 else ""
        strokes += f'<path d="{path}" stroke="{PAPER}" stroke-width="{width * 0.33:.1f}"{stitch}/>'
    return (edge if ends[1] - ends[0] < form.twist else "") + strokes


def _path(form: Form, index: int, first: float, last: float) -> str:
    count = max(2, round((last - first) / 4))
    points = [first + (last - first) * number / count for number in range(count + 1)]
    pairs = [(along, form.across(index, along)) for along in points]
    return "M" + "L".join(f"{y:.1f} {x:.1f}" if form.upright else f"{x:.1f} {y:.1f}" for x, y in pairs)


def _bead(index: int, x: float, y: float, radius: float, colours: Sequence[str]) -> str:
    colour = colours[index % len(colours)]
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}" stroke="{PAPER}" '
        f'stroke-width="{radius * 0.2:.1f}"/>'
        f'<text x="{x:.1f}" y="{y + radius * 0.38:.1f}" font-size="{radius * 1.1:.1f}" font-weight="600" '
        f'fill="{PAPER}" text-anchor="middle">{index + 1}</text>'
    )


def _knot(index: int, x: float, y: float, radius: float, colours: Sequence[str]) -> str:
    colour = colours[index % len(colours)]
    look = f'fill="{PAPER}" stroke="{colour}" stroke-width="{radius * 0.5:.1f}"'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {look}/>'


def _svg(picture: Picture, form: str, width: float, height: float, parts: Sequence[str]) -> str:
    """The whole picture. Its ids are told apart by form, since a page holds both."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'class="theme-picture" aria-labelledby="picture-{form}-title picture-{form}-words" font-family="{FONT}">'
        f'<title id="picture-{form}-title">{_written(picture.title)}</title>'
        f'<desc id="picture-{form}-words">{_written(picture.description)}</desc>{"".join(parts)}</svg>\n'
    )


def _written(text: str) -> str:
    """As XML can hold it."""
    return escape(_UNWRITABLE.sub("", text))
