"""Words of the insights."""

from __future__ import annotations

from enum import Enum

from app.domain import Refused


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


class Stance(Enum):
    """Whether a passage supports the insight or speaks against it."""

    SUPPORTS = "supports"
    AGAINST = "against"


class QuoteNotThere(Refused):
    """Evidence points to words that stand in the revision, letter for letter."""

    code = "quote-not-there"
    status = 422
    sentence = "Ordene “%(quote)s” står ikke i afsnittet. Markér dem igen."


class WithoutWords(Refused):
    """An insight without evidence is an opinion."""

    code = "without-words"
    status = 422
    sentence = "En indsigt skal have mindst ét afsnit bag sig. Vælg de ord, den bygger på."
