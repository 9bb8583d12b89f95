"""Words of follow-up: a letter's way, and the ways in which it is refused."""

from __future__ import annotations

from enum import Enum

from app.domain import N_, Refused

LONGEST_SENTENCE = 500


class LetterState(Enum):
    """A letter's way: written from what happened, adopted by a person, sent."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    SENT = "sent"


class NotPublished(Refused):
    """The letter says what became of the words; before publication nobody knows."""

    code = "guidance-not-published"
    sentence = N_("Ledetråd %(year)s er ikke udsendt endnu. Brevene skrives bagefter.")


class GuidanceMissing(Refused):
    """A year is over when what it fed has been published."""

    code = "guidance-missing"
    sentence = N_("Ledetråd %(next)s er ikke udsendt endnu. %(year)s kan lukkes, når den er.")


class LettersUnsent(Refused):
    """A year owes each of the six a letter before it is over."""

    code = "letters-unsent"
    sentence = N_("Brevet til %(names)s er ikke sendt endnu. Send det, før året bliver lukket.")


class LetterUnknown(Refused):
    """There is no letter to them, or it is not sent yet and the reader is the one who will get it."""

    code = "letter-unknown"
    status = 404
    sentence = N_("Der er ikke noget brev endnu. Det kommer, når ledetråden er udsendt.")


class LetterSettled(Refused):
    """An adopted letter is not written anew: it is what will be sent."""

    code = "letter-settled"
    sentence = N_("Brevet er allerede godkendt.")


class LetterOutdated(Refused):
    """The printed page was made from another letter than the one that stands now."""

    code = "letter-outdated"
    sentence = N_("Brevet er skrevet om imens. Læs det igen, før du godkender det.")


class NothingToSend(Refused):
    """Only adopted letters are sent, each once."""

    code = "no-letters-to-send"
    sentence = N_("Ingen breve venter på at blive sendt. Læs og godkend dem først.")


class SentenceTooLong(Refused):
    """One sentence is one sentence."""

    code = "sentence-too-long"
    status = 422
    sentence = N_("Sætningen er for lang: højst %(most)s tegn.")


class TakesUpUnknown(Refused):
    """A plan takes up themes of its own year."""

    code = "takes-up-unknown"
    status = 422
    sentence = N_("Det er ikke et tema i Ledetråd %(year)s.")


class SheetUnreadable(Refused):
    """A file that is no list of units, or is broken."""

    code = "sheet-unreadable"
    status = 422
    sentence = N_("Filen kan ikke læses. Hent skemaet på siden, udfyld det, og gem det som Excel (.xlsx) eller CSV.")


class SheetFaulty(Refused):
    """One line cannot be taken, so nothing of the file is."""

    code = "sheet-faulty"
    status = 422
    sentence = N_("Intet er læst ind. Linje %(line)s, %(column)s: “%(value)s”. Skriv det som “%(expected)s”.")


class SheetLineRefused(Refused):
    """What one line says may not be kept, so nothing of the file is."""

    code = "sheet-line-refused"
    status = 422
    sentence = N_("Intet er læst ind. Linje %(line)s (%(unit)s): %(why)s")


class PlanOfNone(Refused):
    """A department, a closed or a private unit has no row of its own."""

    code = "plan-of-none"
    status = 422
    sentence = N_("%(name)s har ikke sin egen række: den er lukket, en afdeling, eller ikke kommunens.")
