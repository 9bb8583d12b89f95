"""What happened to units before the story begins: one had another name, and one came of two. All of it is made up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Renamed:
    """A unit by its number, what it was called, and how many years before the year that is lived now that ended."""

    number: str
    name: str
    years_ago: int


@dataclass(frozen=True, kw_only=True)
class Merged:
    """A unit by its number, the houses that it came of, and how many years ago."""

    number: str
    names: tuple[str, ...]
    years_ago: int


RENAMED = Renamed(number="900014", name="Hedekantens Centralskole", years_ago=5)
MERGED = Merged(number="G90027", names=("Vuggestuen Tidselkrogen", "Børnehaven Frøstjernen"), years_ago=6)
