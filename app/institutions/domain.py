"""Words of the register: kinds, ownership, succession; and the refusals of this room."""

from __future__ import annotations

from enum import Enum

from app.domain import Refused


class Kind(Enum):
    """What sort of unit it is. OTHER is named by the register's own words in `Institution.kind_words`."""

    SCHOOL = "school"
    DAY_CARE = "day-care"
    CARE_HOME = "care-home"
    CENTRE = "centre"
    OTHER = "other"


class Ownership(Enum):
    """Who owns the unit. UNKNOWN is a value: an empty field is asked about, not guessed."""

    MUNICIPAL = "municipal"
    SELF_GOVERNING = "self-governing"
    PRIVATE = "private"
    UNKNOWN = "unknown"


class SuccessionKind(Enum):
    """How one unit came from another."""

    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"


class RegisterFaulty(Refused):
    """The register could not be read. `faults` are sentences with row and column; nothing was imported."""

    code = "register-faulty"
    status = 422
    sentence = "Registeret er ikke indlæst. %(count)s fejl skal rettes først."


class InstitutionUnknown(Refused):
    """A name or number that is not in the register."""

    code = "institution-unknown"
    status = 404
    sentence = "“%(name)s” findes ikke i registeret. Tjek stavemåden, eller indlæs registeret igen."
