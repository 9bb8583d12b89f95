"""What happened to units: one had another name, one came of two, and this year a centre opens. All of it is made up."""

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


@dataclass(frozen=True, kw_only=True)
class AreaCentre:
    """A centre above the houses of one area: what it is called in front of the area's name."""

    name: str


RENAMED = Renamed(number="900014", name="Hedekantens Centralskole", years_ago=5)
MERGED = Merged(number="G90027", names=("Vuggestuen Tidselkrogen", "Børnehaven Frøstjernen"), years_ago=6)
AREA_CENTRE = AreaCentre(name="Områdecenter")
