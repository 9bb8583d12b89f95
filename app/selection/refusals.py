"""What the choice refuses, each with its code and a sentence that says what to do."""

from __future__ import annotations

from typing import Any

from app.domain import N_, Refused


class TooFewEligible(Refused):
    """There must be at least one eligible unit for each seat."""

    code = "too-few-eligible"
    sentence = N_(
        "Der er kun %(eligible)s, der kan vælges, til %(seats)s pladser. "
        "Læs flere enheder ind, eller lad selvejende være med."
    )


class SettingsImpossible(Refused):
    """A number of seats or years that means nothing."""

    code = "settings-impossible"
    status = 422
    sentence = N_("Der skal være mindst én plads, og årene kan ikke være negative.")


class NotPrepared(Refused):
    """Nothing is prepared for the year yet."""

    code = "not-prepared"
    sentence = N_("Udvælgelsen for %(year)s er ikke forberedt endnu. Forbered den først.")


class AlreadyFast(Refused):
    """A published list is the truth; it is not prepared anew."""

    code = "already-fast"
    sentence = N_("Listen for %(year)s ligger fast og kan ikke laves om.")


class ListBehind(Refused):
    """The list was made before something happened that counts for it."""

    code = "list-behind"
    sentence = N_("Der er sket noget med %(name)s, siden listen blev lavet. Lav listen igen.")


class AlreadyChosen(Refused):
    """One choice a year, however many times the button is pressed."""

    code = "already-chosen"
    sentence = N_("De er allerede valgt for %(year)s. Der er ikke trukket igen.")


class ListChanged(Refused):
    """Somebody prepared the list anew while this result was being worked out."""

    code = "list-changed"
    sentence = N_("Listen blev lavet om imens. Se den igennem, og prøv igen.")


class NotInPlace(Refused):
    """Only an institution that holds a seat and has not had its dialogue can withdraw or be held."""

    code = "not-in-place"
    sentence = N_("%(name)s har ikke en plads, der venter på dialog.")


class ReasonMissing(Refused):
    """A seat changes hands only with a reason."""

    code = "reason-missing"
    status = 422
    sentence = N_("Skriv hvorfor. Begrundelsen gemmes sammen med udvælgelsen.")


class NoReserveFits(Refused):
    """No reserve keeps all quotas; the nearest one needs a person's yes."""

    code = "no-reserve-fits"
    sentence = N_(
        "Ingen reserve holder alle hensyn. %(name)s er tættest på. Sig ja til den, hvis pladsen skal besættes."
    )


class NoReserveLeft(Refused):
    """Everyone on the list has been asked, or the choice was taken over without any; a seat can be left empty."""

    code = "no-reserve-left"
    sentence = N_("Der er ingen reserver for %(year)s. Sig ja til, at pladsen står tom, hvis de skal melde fra.")


class RecordUnreadable(Refused):
    """What was given is no record of a choice."""

    code = "record-unreadable"
    status = 422
    sentence = N_("Filen er ikke en protokol fra Ledetråd.")


class RecordDoesNotHold(Refused):
    """A record that was altered, or that another list or value gave."""

    code = "record-does-not-hold"
    sentence = N_("Protokollen holder ikke. Antal steder, der ikke stemmer: %(count)s.")


class NotPublished(Refused):
    """The value of a public lot is drawn after the list was published, or everybody could have known it."""

    code = "not-published"
    sentence = N_("Listen for %(year)s er ikke offentliggjort endnu. Offentliggør den først, og træk så.")


class ValueEmpty(Refused):
    """The value must be there, for anybody can choose an empty one."""

    code = "value-empty"
    status = 422
    sentence = N_("Skriv det tal eller den tekst, der blev trukket.")


class ValueUsed(Refused):
    """A value that has chosen before was known before this list."""

    code = "value-used"
    sentence = N_("Det tal blev også brugt i %(year)s. Et tal kan kun bruges én gang. Træk et nyt.")


class CannotBeAppointed(Refused):
    """Whoever can never be chosen cannot be given a seat either."""

    code = "cannot-be-appointed"
    status = 422
    sentence = N_("%(name)s kan ikke få en plads: den er ikke en enhed, som direktionen bestemmer over.")


class UnitUnknown(Refused):
    """A setting names a unit that the register does not have."""

    code = "unit-unknown"
    status = 422
    sentence = N_("“%(unit)s” findes ikke i registeret.")


class NamedTwice(Refused):
    """A unit is appointed twice, or both appointed and kept out."""

    code = "named-twice"
    status = 422
    sentence = N_("%(name)s står to gange. Vælg, om den skal have en plads eller holdes ude.")


class ReasonUnknown(Refused):
    """The reasons that everybody may read are a closed list."""

    code = "reason-unknown"
    status = 422
    sentence = N_("“%(reason)s” er ikke en af de begrundelser, der kan vælges.")


class TooManyAppointed(Refused):
    """There are not so many seats."""

    code = "too-many-appointed"
    status = 422
    sentence = N_("%(appointed)s har fået en plads, men der er kun %(seats)s pladser.")


class GroupUnknown(Refused):
    """A bound for a group that nobody who can be chosen belongs to."""

    code = "group-unknown"
    status = 422
    sentence = N_("Ingen, der kan vælges, hører til “%(value)s”. Ret kravet, eller tag det væk.")


class BoundsCollide(Refused):
    """What a person asked for cannot be met, whatever else gives way; `alternatives` are the smallest changes."""

    code = "bounds-collide"
    sentence = N_(
        "Ingen %(seats)s sammen kan holde det, I har bestemt. De mindste ændringer, der gør det muligt, står her."
    )

    def __init__(self, *, seats: int, alternatives: list[list[dict[str, Any]]]) -> None:
        super().__init__(seats=seats, alternatives=alternatives)
        self.alternatives = alternatives


class TooLongCoolDown(Refused):
    """A rest that a person gave never gives way unasked; `longest` is the longest that leaves enough."""

    code = "too-long-cool-down"
    sentence = N_("Med en pause på %(cool_down)s år er der for få at vælge imellem. Den kan højst være %(longest)s år.")

    def __init__(self, *, cool_down: int, longest: int) -> None:
        super().__init__(cool_down=cool_down, longest=longest)
        self.longest = longest


class CapTooLow(Refused):
    """No lottery keeps every chance below the cap; `smallest` can be kept."""

    code = "cap-too-low"
    sentence = N_(
        "Ingen lodtrækning kan holde alle chancer under %(cap)s ud af 100. Den mindste grænse er %(smallest)s."
    )

    def __init__(self, *, cap: int, smallest: int) -> None:
        super().__init__(cap=cap, smallest=smallest)
        self.smallest = smallest
