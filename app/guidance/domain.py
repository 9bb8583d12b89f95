"""Words of the guidance: elements, ties, fates, gates; and the refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
class EditionFile:
    """A file of an edition: a name that stays the same, what it is, its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What is published: the content, the printed pages made of it, and the other files of the set."""

    content: Mapping[str, Any]
    pdf: bytes
    files: Sequence[EditionFile] = ()


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


class BoldUnknown(Refused):
    """Words that stand in bold are words of the text."""

    code = "bold-unknown"
    status = 422
    sentence = N_("“%(phrase)s” står ikke i teksten. Ret ordene under “Ord med fed”, eller tag dem ud.")


class WordUnreadable(Refused):
    """Not a Word file, a broken one, or one whose table has been taken apart."""

    code = "word-unreadable"
    status = 422
    sentence = N_("Filen kan ikke læses. Hent udkastet som Word igen, ret i teksterne i skemaet, og gem som .docx.")


class WordForeign(Refused):
    """A Word file without the marks that the draft has when it is fetched here."""

    code = "word-foreign"
    status = 422
    sentence = N_("Filen er ikke et udkast, der er hentet her. Hent udkastet som Word, og ret i den fil.")


class WordOtherYear(Refused):
    """The file is the draft of another year."""

    code = "word-other-year"
    status = 422
    sentence = N_("Filen er udkastet til Ledetråd %(other)s, ikke til Ledetråd %(year)s. Intet er ændret.")


class WordRowUnknown(Refused):
    """A row that the draft does not have, or has not had in that revision."""

    code = "word-row-unknown"
    status = 422
    sentence = N_("Filen har en række (nr. %(number)s), som udkastet ikke har. Hent udkastet som Word igen.")


class WordRowTwice(Refused):
    """The same text twice: nobody can know which one counts."""

    code = "word-row-twice"
    status = 422
    sentence = N_("%(name)s står to gange i filen. Behold den ene række, og prøv igen. Intet er ændret.")


class WordRowsLost(Refused):
    """Texts that were in the file are not there any more: somebody says what that means."""

    code = "word-rows-lost"
    sentence = N_("Filen mangler %(names)s. Sig, om de skal blive stående eller tømmes. Intet er ændret.")


class WordUndecided(Refused):
    """A text was changed here and in Word: a person chooses."""

    code = "word-undecided"
    sentence = N_("%(names)s er rettet både her og i filen. Vælg, hvilken tekst der skal gælde. Intet er ændret.")


class TooManyPieces(Refused):
    """A guidance is a letter; what is longer is something else."""

    code = "too-many-pieces"
    status = 422
    sentence = N_("Teksten har mere end %(most)s stykker. Tag den del, der er ledetråden.")


class PieceWithoutTheme(Refused):
    """A message or a question belongs to a theme."""

    code = "piece-without-theme"
    status = 422
    sentence = N_("“%(text)s” står før det første tema. Peg først på temaet, eller vælg indledning.")


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


class NotPublishedHere(Refused):
    """Only an edition of this system can be corrected: of a year that was taken over it has no bytes."""

    code = "not-published-here"
    sentence = N_("Ledetråd %(year)s er ikke offentliggjort her, så der er ingen udgave at rette.")


class CorrectionEmpty(Refused):
    """A correction changes words and says why."""

    code = "correction-empty"
    status = 422
    sentence = N_("Skriv den rettede tekst, og hvad der var galt. Intet er ændret endnu.")


class ArtworkWordless(Refused):
    """Whoever does not see a picture is told what it shows."""

    code = "artwork-wordless"
    status = 422
    sentence = N_("Skriv med ord, hvad billedet viser: højst %(most)s tegn.")


class ArtworkTooLarge(Refused):
    """Everyone fetches the picture, also on a phone."""

    code = "artwork-too-large"
    status = 413
    sentence = N_("Billedet er for stort. Det må højst fylde %(most)s MB.")


class ArtworkUnknown(Refused):
    """Neither PNG nor JPEG nor SVG, whatever it is called."""

    code = "artwork-unknown"
    status = 422
    sentence = N_("Filen er ikke et billede, der kan bruges. Vælg en PNG, JPEG eller SVG.")


class ArtworkUnsafe(Refused):
    """A picture does nothing and fetches nothing."""

    code = "artwork-unsafe"
    status = 422
    sentence = N_(
        "Billedet indeholder “%(what)s”. Gem det som et almindeligt SVG-billede uden scripts og henvisninger."
    )
