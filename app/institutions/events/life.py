"""What can happen to a unit on a day, and why it is refused.

An event is dated and never rewritten: it stands, or it is undone as a whole. The events of one unit stand in the order
of their days, so that the last can be undone exactly.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from app.domain import N_, Refused
from app.institutions.domain import Kind, Ownership

EARLIEST, LATEST = 1900, 2100
MERGED_AT_LEAST = 1
SPLIT_AT_LEAST = 2


class EventKind(Enum):
    """What happened. MERGED: units go on in one; SPLIT: one goes on in several, or a part leaves it.

    NUMBERED: a register knows it now. It says nothing of what the unit is, and stands outside the order of the others.
    """

    OPENED = "opened"
    CLOSED = "closed"
    RENAMED = "renamed"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    NUMBERED = "numbered"


class Part(Enum):
    """What a unit is to an event: it alone (SUBJECT), what was there BEFORE, what there is AFTER."""

    SUBJECT = "subject"
    BEFORE = "before"
    AFTER = "after"


DATED = ("active_from", "active_to")
"""Fields that say their own day; any other is changed on the day of the event and not before."""


@dataclass(frozen=True, kw_only=True)
class NewUnit:
    """A unit that an event makes. Without a number of its own it is given one of the house's list."""

    name: str
    kind: Kind
    ownership: Ownership
    area: str = ""
    municipality: str = ""
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One field of one unit: what stood there and what the event puts there."""

    unit: int
    field: str
    before: object
    after: object

    @property
    def waits(self) -> bool:
        """Whether it is put in on the day itself and not when the event is written down."""
        return self.field not in DATED


class DayImpossible(Refused):
    """A day that is no day of this register."""

    code = "day-impossible"
    status = 422
    sentence = N_("Skriv en dag mellem %(first)s og %(last)s.")


class NotFormerYet(Refused):
    """A former name is one that the unit has no longer: the day until which it had it has been."""

    code = "not-former-yet"
    status = 422
    sentence = N_("Et gammelt navn gælder til en dag, der har været. Skriv en dag til og med i dag.")


class LaterEvent(Refused):
    """The events of a unit stand in the order of their days; the last is undone first."""

    code = "later-event"
    sentence = N_("Der står en senere hændelse for %(name)s den %(day)s. Fortryd den først.")


class NothingChanges(Refused):
    """A new name or centre that is the present one."""

    code = "nothing-changes"
    status = 422
    sentence = N_("%(name)s har det allerede. Der er intet at ændre.")


class NotThere(Refused):
    """Only a unit that is open on the day can close, become part of another or be split."""

    code = "not-there"
    sentence = N_("%(name)s er ikke åben den dag.")


class StillOpen(Refused):
    """Only a unit that is closed can open again."""

    code = "still-open"
    sentence = N_("%(name)s er åben den dag.")


class GoesOnInAnother(Refused):
    """What a unit went on in stands in its place: it does not open again beside it, nor go on anywhere else."""

    code = "goes-on-in-another"
    sentence = N_("%(name)s fortsætter i %(successor)s. Skriv det på den, eller fortryd, at den fortsætter der.")


class TooFewUnits(Refused):
    """A merger is of units that become another; a split makes at least two."""

    code = "too-few-units"
    status = 422
    sentence = N_("Skriv de enheder, det handler om. En sammenlægning og en deling har mindst to.")


class UnitTwice(Refused):
    """One unit cannot stand twice in an event."""

    code = "unit-twice"
    status = 422
    sentence = N_("%(name)s står der to gange.")


class AlreadyThere(Refused):
    """The same unit was written down already, by a second press of the button."""

    code = "already-there"
    sentence = N_("%(name)s åbner allerede den dag. Den er ikke skrevet ind igen.")


class AlreadyUndone(Refused):
    """An event is undone once."""

    code = "already-undone"
    sentence = N_("Hændelsen er allerede fortrudt.")


class EventUsed(Refused):
    """A choice was made with it: what it was made from stays, and what is wrong gets an event of its own."""

    code = "event-used"
    sentence = N_(
        "Udvælgelsen for %(year)s bygger på hændelsen, så den kan ikke fortrydes. "
        "Skriv i stedet det, der er sket siden, som en ny hændelse."
    )


class MadeUnitUsed(Refused):
    """Something else was written about a unit that the event made."""

    code = "made-unit-used"
    sentence = N_("Der er siden skrevet noget på %(name)s, så den kan ikke tages væk igen. Luk den i stedet.")


class ReasonNeeded(Refused):
    """An event is undone with a reason."""

    code = "reason-needed"
    status = 422
    sentence = N_("Skriv, hvorfor hændelsen fortrydes.")


def check_day(day: dt.date) -> None:
    """Raises DayImpossible for a slip of the pen such as the year 202."""
    if not EARLIEST <= day.year <= LATEST:
        raise DayImpossible(first=EARLIEST, last=LATEST)
