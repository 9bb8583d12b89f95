"""The shapes in which the story is written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from app.cycle.domain import Level, Lineage
from app.guidance.domain import FateKind
from app.insights.domain import About, ChainLink, Stance, Tone

FORM = 0
"""In the place of a theme's number: the passage is about the form of the guidance, or about nothing else here."""

CITIZENS, ORGANISATION, EMPLOYEES = Level.CITIZENS, Level.ORGANISATION, Level.EMPLOYEES


class Director(Enum):
    """The four, by what the story calls them for."""

    CHIEF = "chief"
    CHILDREN = "children"
    CARE = "care"
    CITY = "city"


@dataclass(frozen=True)
class Said:
    """One passage. `behind` is the insight it is evidence for, `words` the very words of it that are (none: all)."""

    theme: int
    text: str
    level: Level | None = None
    behind: str = ""
    words: str = ""
    stance: Stance = Stance.SUPPORTS


@dataclass(frozen=True)
class Promise:
    """Something that was agreed: by when (weeks after the meeting), and what came of it (this year: not yet)."""

    text: str
    owner: Director
    weeks: int
    outcome: str = ""


@dataclass(frozen=True)
class Talk:
    """What was said in one dialogue, and the secretariat's own notes of it, which nobody else will read."""

    said: tuple[Said, ...]
    own_notes: tuple[str, ...] = ()
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True)
class Learnt:
    """One insight. `theme` is FORM where it is not about one; `chain` is the link of effect that it speaks of."""

    key: str
    sentence: str
    tone: Tone
    theme: int = FORM
    level: Level | None = None
    about: About = About.THEME
    chain: ChainLink | None = None


@dataclass(frozen=True)
class Became:
    """The fate of an insight that is in no sentence of the guidance."""

    insight: str
    kind: FateKind
    reason: str = ""
    recipient: str = ""


@dataclass(frozen=True)
class Line:
    """One text of a guidance with the insights that it is based on; none: the directorate's own.

    `sentence` is the one of it that an insight became (empty: the whole text).
    """

    text: str
    based_on: tuple[str, ...] = ()
    sentence: str = ""


@dataclass(frozen=True)
class ThemeText:
    """One theme. `forerunners` are numbers of last year's themes, with what became of them."""

    title: str
    summary: str
    messages: dict[Level, Line]
    questions: tuple[Line, ...]
    forerunners: tuple[tuple[int, Lineage], ...] = ()


@dataclass(frozen=True)
class GuidanceText:
    """A whole guidance."""

    introduction: Line
    themes: tuple[ThemeText, ...]
    fates: tuple[Became, ...] = field(default=())
