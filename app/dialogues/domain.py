"""Words of the dialogues: kinds of passage, states of a note, answers to the minutes; and the refusals."""

from __future__ import annotations

from enum import Enum

from app.domain import Refused


class PassageKind(Enum):
    """OWN notes never leave the secretariat and the directorate."""

    MINUTES = "minutes"
    OWN = "own"


class NoteState(Enum):
    """OPEN is being written; ASKED lies with the institution; the rest is what it answered."""

    OPEN = "open"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


class ConfirmationAnswer(Enum):
    """What the institution can answer to its minutes."""

    RIGHT = "right"
    CORRECTION = "correction"


class StaleText(Refused):
    """Somebody else saved first. Both texts are kept; `theirs` and `revision` say what stands now."""

    code = "stale-text"
    sentence = "%(name)s har rettet samme afsnit imens. Begge tekster er gemt – vælg den, der skal stå."


class NotForMinutes(Refused):
    """A CPR number has no place in minutes."""

    code = "not-for-minutes"
    status = 422
    sentence = "Afsnittet ligner et CPR-nummer. Skriv det uden, så er det gemt."


class AlreadyAnswered(Refused):
    """The minutes were confirmed; a later correction is made by the secretariat and asked about again."""

    code = "already-answered"
    sentence = "Referatet er allerede besvaret. Skriv til sekretariatet, hvis noget skal rettes."


class NoteClosed(Refused):
    """Words that lie with the institution, or are confirmed, are not changed under its eyes."""

    code = "note-closed"
    sentence = "Referatet ligger hos institutionen eller er bekræftet. Hent det tilbage, før du retter."
