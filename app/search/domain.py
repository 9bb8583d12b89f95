"""Words of the search: what is found, how well it answers, and the refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from app.domain import N_, Refused

MOST: Final = 2_000
"""Where there are more, the newest so many are ranked, and the page says so."""


EXACT, STEM, PART, NOT = range(4)
"""How a word of the question stands in a text: as it is, inflected, as a part of a compound, not at all."""

Grade = tuple[int, int]
"""How well a text answers: its weakest word decides, then all of them together; the lower, the better."""


class Row(NamedTuple):
    """A text to be found, as its room gives it. `at` is when it was said, for the order of a new index."""

    at: dt.datetime
    thing: str
    subject_id: int
    year: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """A thing as it is shown: its words as they stand, whose they are, about what, when, and where to read on.

    `closed`: the secretariat's own note. `facts` go into the command's JSON. `note`: whose words are shown, for the
    trail.
    """

    text: str
    whose: str
    theme: str
    day: dt.date | None
    endpoint: str
    args: Mapping[str, Any]
    facts: Mapping[str, Any]
    closed: bool = False
    note: int | None = None


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """The entries that answer, the best first. `more`: older ones would answer as well."""

    entries: Sequence[int]
    more: bool = False


class NothingAsked(Refused):
    """A question without a word in it."""

    code = "nothing-asked"
    status = 422
    sentence = N_("Skriv mindst ét ord at søge efter.")


class SourceUnknown(Refused):
    """A command named something that is not searched."""

    code = "source-unknown"
    status = 422
    sentence = N_("Der kan ikke søges i %(name)s.")
