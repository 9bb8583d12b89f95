"""What is wrong with a problem document, one sentence for each kind of fault; `where` is its place in the document."""

from __future__ import annotations

from app.domain import N_
from app.scheduling.domain import ProblemUnreadable


class ObjectExpected(ProblemUnreadable):
    """Something else than an object, or nothing."""

    sentence = N_("Opgaven kan ikke læses: %(where)s skal være et JSON-objekt.")


class ListExpected(ProblemUnreadable):
    """Something else than a list, or nothing where there must be one."""

    sentence = N_("Opgaven kan ikke læses: %(where)s skal være en liste.")


class NumberExpected(ProblemUnreadable):
    """No whole number, or one that nothing can be planned with."""

    sentence = N_("Opgaven kan ikke læses: %(where)s skal være et helt tal fra %(least)s til %(most)s.")


class DayExpected(ProblemUnreadable):
    """No day that there is."""

    sentence = N_("Opgaven kan ikke læses: %(where)s skal være en dato som 2027-03-16.")


class MomentExpected(ProblemUnreadable):
    """No local time to the minute: one with a zone would be another clock's."""

    sentence = N_("Opgaven kan ikke læses: %(where)s skal være et lokalt tidspunkt som 2027-03-16T09:00.")


class HoursExpected(ProblemUnreadable):
    """Not the two times of day between which people meet."""

    sentence = N_("Opgaven kan ikke læses: %(where)s skal være to klokkeslæt, først 08:00 og så 16:00 for eksempel.")


class NameExpected(ProblemUnreadable):
    """An id is a text that one can print."""

    sentence = N_("Opgaven kan ikke læses: %(where)s skal være en tekst på 1 til 200 tegn.")


class SpanExpected(ProblemUnreadable):
    """No busy time, or one that ends before it starts."""

    sentence = N_(
        "Opgaven kan ikke læses: %(where)s skal være [start, slut, styrke] med slutningen efter starten; styrken er "
        "busy, tentative eller oof."
    )


class NotInProblem(ProblemUnreadable):
    """A mistyped name is nobody's: whoever was meant would count as free."""

    sentence = N_("Opgaven kan ikke læses: %(where)s nævner “%(name)s”, som ikke er med i opgaven.")


class NamedTwice(ProblemUnreadable):
    """Two things with one name could not be told apart in the plan."""

    sentence = N_("Opgaven kan ikke læses: “%(name)s” står to gange i %(where)s.")


class DaysReversed(ProblemUnreadable):
    """A window that ends before it starts."""

    sentence = N_("Opgaven kan ikke læses: to er dagen før from eller tidligere.")


class PinsClash(ProblemUnreadable):
    """No plan may have anybody, or a room, in two places."""

    sentence = N_("Opgaven kan ikke løses: %(one)s og %(other)s ligger fast på samme tid og deler %(name)s.")


class ProblemTooLarge(ProblemUnreadable):
    """More than is ever planned at once, and more than fits into memory."""

    sentence = N_(
        "Opgaven er for stor: højst %(dialogues)s dialoger, %(days)s dage og %(starts)s mulige starter i alt. Vælg "
        "færre dage, færre dialoger eller et grovere gitter."
    )
