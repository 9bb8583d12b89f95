"""What cannot be meant by a pool or a quota, each a sentence of its own."""

from __future__ import annotations

from app.domain import N_, Refused
from app.selection.refusals import TooFewEligible


class PoolUnreadable(Refused):
    """The file is no table of institutions; `line` is where."""

    code = "pool-unreadable"
    status = 422
    sentence = N_("Linje %(line)s: filen kan ikke læses som en liste over institutioner. Gem den som CSV.")


class HeaderUnfit(PoolUnreadable):
    """No column with the ids."""

    sentence = N_("Linje %(line)s: der skal være en kolonne, der hedder “id”.")


class ColumnTwice(PoolUnreadable):
    """Two columns of one name: which one does a quota mean?"""

    sentence = N_("Linje %(line)s: kolonnen “%(column)s” står to gange. Giv hver sit navn.")


class CellsMissing(PoolUnreadable):
    """A row of another length than the header."""

    sentence = N_("Linje %(line)s har %(found)s felter og ikke %(expected)s.")


class IdMissing(PoolUnreadable):
    """A row without an id."""

    sentence = N_("Linje %(line)s har ikke noget id.")


class IdTwice(PoolUnreadable):
    """Two rows with one id: which one is meant?"""

    sentence = N_("Linje %(line)s: “%(unit)s” står to gange.")


class YearsUnreadable(PoolUnreadable):
    """Waiting is a number of years, not less than none."""

    sentence = N_("Linje %(line)s, “waiting”: “%(text)s” er ikke et antal år. Skriv fx 3 eller 2,5.")


class QuotaUnreadable(Refused):
    """A quota that nobody can mean."""

    code = "quota-unreadable"
    status = 422
    sentence = N_("Kravet “%(quota)s” kan ikke læses. Skriv det som kind:school:1-3, med det mindste tal først.")


class QuotaTwice(Refused):
    """Two quotas for one group."""

    code = "quota-twice"
    status = 422
    sentence = N_("Der er to krav til %(feature)s %(value)s. Skriv kun ét.")


class FeatureUnknown(Refused):
    """A quota names a column that the file does not have."""

    code = "feature-unknown"
    status = 422
    sentence = N_("Kravet nævner “%(feature)s”, men filen har kun kolonnerne %(known)s.")


class ValueUnknown(Refused):
    """A quota for a value that nobody in the file has."""

    code = "value-unknown"
    status = 422
    sentence = N_("Kravet nævner %(feature)s “%(value)s”, men i filen er der kun disse: %(known)s.")


class PoolTooSmall(TooFewEligible):
    """Fewer rows than seats."""

    sentence = N_("Der er %(eligible)s at vælge imellem, og det er færre end de %(seats)s, der skal vælges.")


class SeatsImpossible(Refused):
    """A number of seats that means nothing."""

    code = "seats-impossible"
    status = 422
    sentence = N_("Der skal være mindst én plads.")
