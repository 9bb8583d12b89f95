"""A mail's words as they are written, turned into plain text and into HTML: one source for both.

    # title        ## heading        > a line of the box with time and place
    1. or - list   [label](address) alone on its line: a button

Every other line is text; an empty line parts paragraphs. What stands in a line is escaped: no one can write HTML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

BUTTON = re.compile(r"\[([^\[\]]+)\]\((\S+)\)")
NUMBERED = re.compile(r"\d+\. (.+)")


@dataclass(frozen=True)
class Block:
    """Lines of one kind that stand together."""

    kind: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it: its text, and the points of its list."""

    heading: str
    text: str
    points: Sequence[str] = ()


def blocks(source: str) -> list[Block]:
    """The text in blocks; lines of one kind that follow each other are one."""
    marked = [_marked(line.strip()) for line in source.splitlines()]
    return [
        Block(kind, [line for _, line in group]) for kind, group in groupby(marked, lambda pair: pair[0]) if kind != ""
    ]


def plain(source: str) -> str:
    """As plain text: headings in capitals, a button as its label and address, never two empty lines."""
    stripped = [line.strip() for line in source.splitlines()]
    lines = [line if NUMBERED.fullmatch(line) else _plain_line(*_marked(line)) for line in stripped]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def html(source: str) -> Markup:
    """As HTML, every word escaped."""
    return Markup("\n").join(_html_block(block) for block in blocks(source))


def sections(source: str) -> list[Section]:
    """The text under its headings; what stands above the first is left out."""
    found: list[Section] = []
    for block in blocks(source):
        if block.kind == "heading":
            found += [Section(line, "") for line in block.lines]
        elif found:
            found[-1] = _with(found[-1], block)
    return found


def _with(section: Section, block: Block) -> Section:
    if block.kind in ("numbered", "points"):
        return Section(section.heading, section.text, [*section.points, *block.lines])
    text = " ".join(_plain_line(block.kind, line) for line in block.lines)
    return Section(section.heading, f"{section.text} {text}".strip(), section.points)


def _marked(line: str) -> tuple[str, str]:
    for mark, kind in (("## ", "heading"), ("# ", "title"), ("> ", "box"), ("- ", "points")):
        if line.startswith(mark):
            return kind, line.removeprefix(mark).strip()
    if found := NUMBERED.fullmatch(line):
        return "numbered", found[1]
    if BUTTON.fullmatch(line):
        return "button", line
    return ("text", line) if line else ("", "")


def _plain_line(kind: str, line: str) -> str:
    if kind == "heading":
        return line.upper()
    if kind == "button" and (found := BUTTON.fullmatch(line)):
        return f"{found[1]}: {found[2]}"
    return f"- {line}" if kind == "points" else line


def _html_block(block: Block) -> Markup:
    lines = [escape(line) for line in block.lines]
    if block.kind == "box":
        first, *rest = lines
        return Markup('<p class="slot"><b>{}</b>{}</p>').format(first, _lines(["", *rest]) if rest else "")
    if block.kind == "button":
        return Markup("\n").join(_button(line) for line in block.lines)
    if block.kind in ("numbered", "points"):
        items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
        return (Markup("<ol>{}</ol>") if block.kind == "numbered" else Markup("<ul>{}</ul>")).format(items)
    if block.kind in ("title", "heading"):
        frame = Markup("<h1>{}</h1>") if block.kind == "title" else Markup("<h2>{}</h2>")
        return Markup("\n").join(frame.format(line) for line in lines)
    return Markup("<p>{}</p>").format(_lines(lines))


def _lines(lines: Sequence[str]) -> Markup:
    return Markup("<br>\n").join(lines)


def _button(line: str) -> Markup:
    found = BUTTON.fullmatch(line)
    label, address = (found[1], found[2]) if found else (line, "")
    if not address.startswith(("https://", "http://", "mailto:")):  # never a script's address
        return Markup("<p>{}</p>").format(label)
    return Markup('<p><a class="button" href="{}">{}</a></p>').format(address, label)
