"""The reasons of the choice in words: why not this year, how long it waited, why it was chosen, what gave way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.cycle.labels import count_word
from app.institutions.domain import Kind
from app.institutions.labels import KINDS_MANY
from app.selection.domain import Quota, Relaxation, Unit, Verdict
from app.selection.models import Seat

VERDICTS = {
    Verdict.NO_UNIT: lazy_gettext("Er ikke en enhed med egen leder."),
    Verdict.CLOSED: lazy_gettext("Er lukket."),
    Verdict.NOT_OPEN_YET: lazy_gettext("Er ikke åbnet endnu."),
    Verdict.DEPARTMENT: lazy_gettext("Hører under en anden enhed, og den står på listen."),
    Verdict.OWNERSHIP_UNKNOWN: lazy_gettext("Det er ikke oplyst, hvem der ejer den."),
    Verdict.PRIVATE: lazy_gettext("Er privat. Direktionen bestemmer ikke over den."),
    Verdict.OTHER_OWNER: lazy_gettext("Hører under staten eller regionen."),
    Verdict.SELF_GOVERNING: lazy_gettext("Er selvejende. De er ikke med i år."),
    Verdict.EXCLUDED: lazy_gettext("Er holdt ude i år af en person."),
    Verdict.WITHDREW_TWICE: lazy_gettext("Har meldt fra to gange i træk og holder pause."),
    Verdict.COOL_DOWN: lazy_gettext("Har været med for nylig og holder pause."),
    Verdict.ELIGIBLE: lazy_gettext("Kan vælges."),
}


def say_verdict(verdict: Verdict, unit: Unit, year: int) -> str:
    """The rule that keeps one unit out."""
    past = [visit for visit in unit.visits if visit < year]
    if verdict is Verdict.COOL_DOWN and past:
        return _("Var med i %(year)s og holder pause.", year=past[-1])
    return str(VERDICTS[verdict])


def say_took_over() -> str:
    """How a reserve came to its seat."""
    return _("Tog pladsen efter et afbud.")


def say_left_out(verdict: Verdict, count: int) -> str:
    """How many a rule keeps out, as part of a sentence."""
    words = {
        Verdict.NO_UNIT: ngettext("%(num)s er ikke en enhed", "%(num)s er ikke enheder", count),
        Verdict.CLOSED: ngettext("%(num)s er lukket", "%(num)s er lukket", count),
        Verdict.NOT_OPEN_YET: ngettext("%(num)s er ikke åbnet", "%(num)s er ikke åbnet", count),
        Verdict.DEPARTMENT: ngettext("%(num)s hører under en anden", "%(num)s hører under andre", count),
        Verdict.OWNERSHIP_UNKNOWN: ngettext("%(num)s mangler ejerforhold", "%(num)s mangler ejerforhold", count),
        Verdict.PRIVATE: ngettext("%(num)s er privat", "%(num)s er private", count),
        Verdict.OTHER_OWNER: ngettext(
            "%(num)s er statens eller regionens", "%(num)s er statens eller regionens", count
        ),
        Verdict.SELF_GOVERNING: ngettext("%(num)s er selvejende", "%(num)s er selvejende", count),
        Verdict.EXCLUDED: ngettext("%(num)s er holdt ude", "%(num)s er holdt ude", count),
        Verdict.WITHDREW_TWICE: ngettext(
            "%(num)s har meldt fra to gange i træk", "%(num)s har meldt fra to gange i træk", count
        ),
        Verdict.COOL_DOWN: ngettext("%(num)s holder pause", "%(num)s holder pause", count),
        Verdict.ELIGIBLE: ngettext("%(num)s kan vælges", "%(num)s kan vælges", count),
    }
    return words[verdict]


def say_history(reason: Mapping[str, Any]) -> str:
    """How long it waited and since when; what is unknown is said to be unknown."""
    if reason["last"]:
        years = ngettext("Ventet %(num)s år", "Ventet %(num)s år", reason["waited"])
        return _("%(years)s, sidst med i %(last)s.", years=years, last=reason["last"])
    if reason["opened"] and reason["opened"] >= reason["known_since"]:
        return _("Åbnet i %(year)s og ikke med endnu.", year=reason["opened"])
    return _("Ikke med siden %(year)s. Før det ved vi det ikke.", year=reason["known_since"])


def say_why(reason: Mapping[str, Any]) -> list[str]:
    """The sentences under one of the six."""
    said = [say_history(reason)]
    if reason["lot_of"]:
        said.append(_("Lodtrækning mellem %(count)s, der har ventet lige længe.", count=reason["lot_of"]))
    elif reason["longest"]:
        said.append(_("Ingen har ventet længere."))
    return [*said, *filter(None, map(say_fill, reason["fills"]))]


def say_fill(fill: Mapping[str, Any]) -> str:
    """The quota that had to be filled; nothing where its group got more than it had to."""
    if fill["seats"] != fill["lower"] or not fill["lower"]:
        return ""
    group = say_group(fill["dimension"], fill["value"])
    return _("%(group)s skulle have mindst %(count)s.", group=group, count=one_or(fill["lower"]))


def say_seats(count: int) -> str:
    """A number of seats."""
    return ngettext("%(num)s plads", "%(num)s pladser", count)


def one_or(count: int) -> str:
    """A number of seats as people say it: “én”, “to”."""
    return _("én") if count == 1 else count_word(count)


def say_group(dimension: str, value: str) -> str:
    """The name of a group: a kind in the plural, or an area."""
    if dimension == "kind":
        return str(KINDS_MANY[Kind(value)])
    if dimension == "district":
        return _("Distrikt %(name)s", name=value) if value else _("De uden distrikt")
    if dimension == "size":
        return _("Størrelse %(name)s", name=value) if value else _("De uden kendt størrelse")
    return _("Område %(name)s", name=value) if value else _("De uden område")


def say_room(quota: Quota) -> str:
    """How many seats a group is due."""
    if not quota.upper:
        return _("ingen plads i år")
    if quota.lower == quota.upper:
        return _("plads til %(count)s", count=one_or(quota.lower))
    if not quota.lower:
        return _("plads til højst %(count)s", count=one_or(quota.upper))
    return _("plads til %(least)s eller %(most)s", least=one_or(quota.lower), most=count_word(quota.upper))


def say_relaxation(relaxation: Relaxation) -> str:
    """What gave way, because no six met all of it."""
    facts = {"before": relaxation.before, "after": relaxation.after}
    if relaxation.side == "cool-down":
        return _("Pausen efter en dialog blev %(after)s år i stedet for %(before)s.", **facts)
    group = say_group(relaxation.dimension, relaxation.value)
    if relaxation.side == "lower":
        return _("%(group)s skulle have mindst %(before)s, men det blev %(after)s.", group=group, **facts)
    return _("%(group)s kunne højst få %(before)s, men det blev %(after)s.", group=group, **facts)


def say_not_chosen(reason: Mapping[str, Any]) -> str:
    """Why a unit that could be chosen was not."""
    if reason["because"] == "full" and reason["full"]:
        names = _(" og ").join(say_group(dimension, value) for dimension, value in reason["full"])
        return _("%(names)s havde ikke flere pladser i år.", names=names)
    words = {
        "lot": _("Andre, der har ventet lige længe, blev trukket."),
        "shorter": _("De valgte har ventet længere."),
        "full": _("Gruppen havde ikke flere pladser i år."),
        "due-elsewhere": _("Pladserne skulle gå til andre grupper."),
    }
    return words[reason["because"]]


def say_successor(successor: Seat | None) -> str:
    """Who has the seat that was given up."""
    if successor is None:
        return _("Pladsen står tom. Ingen har fået besked endnu.")
    return _("%(name)s har fået pladsen. Ingen har fået besked endnu.", name=successor.institution.name)
