"""Words of the guidance: elements, ties, fates, gates; and the refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from app.domain import N_, Refused


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


class Party(Enum):
    """Who is consulted on a draft."""

    HEADS_FORUM = "heads-forum"
    LEADERS_GROUP = "leaders-group"
    JOINT_COMMITTEE = "joint-committee"
    OTHER = "other"


class CommentSource(Enum):
    """Where a comment was written: on a page of the house, by a reader in a round, or in Word."""

    PAGE = "page"
    ROUND = "round"
    MINUTE = "minute"
    WORD = "word"


class AnswerKind(Enum):
    """What a comment led to."""

    CHANGED = "changed"
    NOT_CHANGED = "not-changed"


class FateKind(Enum):
    """What became of an insight."""

    IN_GUIDANCE = "in-guidance"
    NOT_THIS_YEAR = "not-this-year"
    PASSED_ON = "passed-on"


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What is published: the content, and the printed pages made of it."""

    content: Mapping[str, Any]
    pdf: bytes


class GateKind(Enum):
    """What can stand between a draft and its publication, in the order in which it is mended."""

    THEMES = "themes"
    ENDED = "ended"
    TEXT = "text"
    EVIDENCE = "evidence"
    LOOK_AGAIN = "look-again"
    FATE = "fate"
    CHANGED_SINCE = "changed-since"
    UNCONFIRMED = "unconfirmed"
    OWN_NOTES = "own-notes"
    NAMED = "named"
    EXAMPLE = "example"
    COMMENTS = "comments"


@dataclass(frozen=True, kw_only=True)
class Gate:
    """Something that stands between the draft and publication: what (`thing`, as "element:12"), why, where to mend it.

    `name` is the thing's name in the sentence, `sentence` the whole of it, both in the reader's language.
    """

    kind: GateKind
    thing: str
    name: str
    sentence: str
    endpoint: str
    args: Mapping[str, Any]


LEAST_THEMES, MOST_THEMES = 2, 5
LONGEST_NAME = 200


class TooLong(Refused):
    """A name is a name."""

    code = "too-long"
    status = 422
    sentence = N_("Det er for langt: højst %(most)s tegn.")


def check_length(text: str, most: int) -> None:
    """Raises TooLong."""
    if len(text) > most:
        raise TooLong(most=most)


class GuidanceUnknown(Refused):
    """Nobody has begun on the guidance of that year, or it is not published and this reader may not see drafts."""

    code = "guidance-unknown"
    status = 404
    sentence = N_("Der er ingen Ledetråd %(year)s endnu.")


class DraftExists(Refused):
    """A year has one guidance."""

    code = "draft-exists"
    sentence = N_("Ledetråd %(year)s er allerede begyndt.")


class GateOpen(Refused):
    """Nothing is adopted or published while a gate stands open."""

    code = "gate-open"
    sentence = N_("Ledetråden kan ikke gå videre endnu. %(missing)s")


class StaleElement(Refused):
    """Somebody else saved first. `yours` and `theirs` are both texts, `revision` the one that stands."""

    code = "stale-element"
    sentence = N_("%(name)s har rettet samme tekst imens. Begge tekster står her – vælg den, der skal gælde.")


class GuidanceFrozen(Refused):
    """The adopted text is the text that is published."""

    code = "guidance-frozen"
    sentence = N_("Ledetråd %(year)s er vedtaget. Teksten kan ikke ændres.")


class NotAdopted(Refused):
    """What is published is what the directorate has adopted at a meeting."""

    code = "not-adopted"
    sentence = N_("Ledetråd %(year)s er ikke vedtaget endnu. Skriv først, hvornår direktionen vedtog den.")


class EditionOutdated(Refused):
    """The printed pages were made from something else than what would be published now."""

    code = "edition-outdated"
    sentence = N_("Ledetråd %(year)s er ændret, siden siderne blev sat. Prøv igen.")


class ThemeTied(Refused):
    """A theme with insights behind its sentences is not taken out by one click."""

    code = "theme-tied"
    sentence = N_("“%(title)s” har sætninger, der bygger på indsigter. Fjern knytningerne først.")


class TooManyThemes(Refused):
    """More than five themes are no longer cross-cutting ones."""

    code = "too-many-themes"
    sentence = N_("En ledetråd har højst %(most)s temaer.")


class ThemeNameless(Refused):
    """A theme is spoken of by its name."""

    code = "theme-nameless"
    status = 422
    sentence = N_("Temaet mangler et navn.")


class EndWithoutReason(Refused):
    """Whoever reads the themes' history asks why one is not there any more."""

    code = "end-without-reason"
    status = 422
    sentence = N_("Skriv, hvorfor “%(title)s” ikke føres videre.")


class ForerunnerUnknown(Refused):
    """A theme comes from one of the year before, or it is new."""

    code = "forerunner-unknown"
    status = 422
    sentence = N_("“%(before)s” var ikke et tema i %(year)s, så “%(title)s” kan ikke komme derfra.")


class FateIncomplete(Refused):
    """A fate says what became of the words: the sentence, the reason, or the recipient."""

    code = "fate-incomplete"
    status = 422
    sentence = N_("Skriv, hvad der sker med indsigten: sætningen, grunden eller hvem den er givet videre til.")


class InsightTied(Refused):
    """An insight that a sentence is based on is in the guidance, whatever somebody would like to answer."""

    code = "insight-tied"
    sentence = N_("Indsigten ligger bag en sætning i ledetråden. Fjern knytningen først.")


class ForeignInsight(Refused):
    """A guidance is fed by the dialogues of its own cycle."""

    code = "foreign-insight"
    status = 422
    sentence = N_("Indsigten hører til et andet år.")
