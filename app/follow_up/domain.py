"""Words of follow-up."""

from __future__ import annotations

from enum import Enum

from app.domain import Refused


class LetterState(Enum):
    """A letter's way: written from what happened, adopted by a person, sent."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    SENT = "sent"


class NotPublished(Refused):
    """The letter says what became of the words; before publication nobody knows."""

    code = "not-published"
    sentence = "Ledetråd %(year)s er ikke udsendt endnu. Brevene skrives bagefter."
