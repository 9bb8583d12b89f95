"""Words of the insights: what they speak of, what they say, and how words stand to them; and the refusals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.cycle.domain import Level
from app.domain import N_, Refused


class About(Enum):
    """What an insight speaks of."""

    THEME = "theme"
    FORM = "form"
    PROCESS = "process"


class Tone(Enum):
    """What the words say of it."""

    WORKS = "works"
    BARRIER = "barrier"
    WISH = "wish"
    QUESTION = "question"


class ChainLink(Enum):
    """The link of the effect chain that an insight about effect speaks of, where somebody has said so."""

    RESOURCE = "resource"
    PROCESS = "process"
    SERVICE = "service"
    RESULT = "result"
    EFFECT = "effect"


class Stance(Enum):
    """Whether a passage supports the insight or speaks against it."""

    SUPPORTS = "supports"
    AGAINST = "against"


@dataclass(frozen=True, kw_only=True)
class Quote:
    """Words that are put behind an insight: a revision of a passage, whole or only these words in it."""

    revision_id: int
    quote: str = ""
    stance: Stance = Stance.SUPPORTS


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What an insight says: its sentence, what it speaks of (a theme by its number in the tables), and for whom."""

    sentence: str
    about: About
    tone: Tone
    edition_id: int | None = None
    level: Level | None = None
    chain: ChainLink | None = None


class CellState(Enum):
    """What a place in the matrix tells. LATER: the dialogue has not been held. SILENT: held, and not spoken of."""

    LATER = "later"
    SILENT = "silent"
    UNCODED = "uncoded"
    CODED = "coded"


class QuoteNotThere(Refused):
    """Evidence points to words that stand in the revision, letter for letter."""

    code = "quote-not-there"
    status = 422
    sentence = N_("Ordene “%(quote)s” står ikke i afsnittet. Markér dem igen.")


class WithoutWords(Refused):
    """An insight without evidence is an opinion."""

    code = "without-words"
    status = 422
    sentence = N_("En indsigt skal have mindst ét afsnit bag sig. Vælg de ord, den bygger på.")


class WithoutSentence(Refused):
    """An insight is a sentence."""

    code = "without-sentence"
    status = 422
    sentence = N_("Skriv indsigten som én sætning.")


class WithoutTheme(Refused):
    """An insight about a theme says which."""

    code = "without-theme"
    status = 422
    sentence = N_("Vælg det tema, indsigten handler om.")


class InsightMerged(Refused):
    """A tombstone keeps its words and is changed no more; the insight that it is part of can be."""

    code = "insight-merged"
    status = 409
    sentence = N_("Indsigten er blevet en del af en anden. Arbejd videre med den i stedet.")


class NotMergeable(Refused):
    """Two different insights of one year become one; anything else would move words to where they were not said."""

    code = "not-mergeable"
    status = 422
    sentence = N_("Kun to forskellige indsigter fra samme år kan samles.")


class NothingLeft(Refused):
    """Dividing an insight leaves at least one supporting passage on each side."""

    code = "nothing-left"
    status = 422
    sentence = N_("Begge indsigter skal have mindst ét afsnit, der støtter dem. Vælg nogle og ikke alle.")
