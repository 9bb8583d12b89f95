"""Words of the guidance: elements, ties, fates, gates; and the refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from app.domain import Refused


class GuidanceState(Enum):
    """DRAFT is written in; ADOPTED is frozen; PUBLISHED is what was sent out."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    PUBLISHED = "published"


class ElementKind(Enum):
    """What an element of the guidance is."""

    INTRODUCTION = "introduction"
    MESSAGE = "message"
    QUESTION = "question"


class TieKind(Enum):
    """How an element stands to an insight."""

    BASED_ON = "based-on"
    AGAINST = "against"


class FateKind(Enum):
    """What became of an insight."""

    IN_GUIDANCE = "in-guidance"
    NOT_THIS_YEAR = "not-this-year"
    PASSED_ON = "passed-on"


@dataclass(frozen=True, kw_only=True)
class Gate:
    """Something that stands between the draft and publication, and the place to mend it."""

    gate: str
    thing: str
    sentence: str
    data: Mapping[str, object]
    endpoint: str
    args: Mapping[str, object]


class GateOpen(Refused):
    """Nothing is adopted or published while a gate stands open."""

    code = "gate-open"
    sentence = "Ledetråden kan ikke vedtages endnu. %(count)s ting mangler."


class StaleElement(Refused):
    """Somebody else saved first; both texts are kept."""

    code = "stale-element"
    sentence = "%(name)s har rettet samme tekst imens. Begge tekster er gemt – vælg den, der skal stå."


class GuidanceFrozen(Refused):
    """The adopted text is the text that is published."""

    code = "guidance-frozen"
    sentence = "Ledetråd %(year)s er vedtaget. Teksten kan ikke ændres."
