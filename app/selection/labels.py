"""The reasons of the choice in words: why not this year, how long it waited, why it was chosen, what gave way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from flask_babel import format_decimal, lazy_gettext, ngettext
from flask_babel import gettext as _

from app.cycle.labels import count_word
from app.institutions.domain import Kind
from app.institutions.labels import KINDS_MANY
from app.listing import listed
from app.selection.domain import AppointedFor, ExcludedFor, Quota, Relaxation, Unit, Verdict, Way
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
WAYS = {
    Way.BY_TURN: lazy_gettext("Efter tur"),
    Way.BY_LOT_IN_HOUSE: lazy_gettext("Lodtrækning her i huset"),
    Way.BY_PUBLIC_LOT: lazy_gettext("Offentlig lodtrækning"),
}
WAY_HINTS = {
    Way.BY_TURN: lazy_gettext("De, der har ventet længst, kommer først. Kun hvor flere står lige, afgør et tal det."),
    Way.BY_LOT_IN_HOUSE: lazy_gettext(
        "Der trækkes lod mellem dem, der har ventet omtrent lige længe. Systemet finder tallet."
    ),
    Way.BY_PUBLIC_LOT: lazy_gettext(
        "Listen lægges frem først. Derefter trækker I tallet, så alle kan se det, og alle kan slå det op."
    ),
}
APPOINTED = {
    AppointedFor.PROMISED: lazy_gettext("Blev lovet en plads et tidligere år"),
    AppointedFor.CALLED_OFF: lazy_gettext("Dialogen blev aflyst et tidligere år"),
    AppointedFor.THEME: lazy_gettext("Årets temaer gælder især dem"),
    AppointedFor.NEW_HEAD: lazy_gettext("Har fået ny leder"),
    AppointedFor.DECIDED: lazy_gettext("Direktionen har besluttet det"),
}
EXCLUDED = {
    ExcludedFor.CLOSING: lazy_gettext("Lukker eller lægges sammen i år"),
    ExcludedFor.WITHOUT_HEAD: lazy_gettext("Er uden leder"),
    ExcludedFor.MET_OTHERWISE: lazy_gettext("Møder direktionen på anden vis i år"),
    ExcludedFor.ASKED_FOR_PEACE: lazy_gettext("Har bedt om ro i år"),
    ExcludedFor.DECIDED: lazy_gettext("Direktionen har besluttet det"),
}
DIMENSIONS = {
    "area": lazy_gettext("Område"),
    "kind": lazy_gettext("Art"),
    "district": lazy_gettext("Distrikt"),
    "size": lazy_gettext("Størrelse"),
}


def say_verdict(verdict: Verdict, unit: Unit, year: int) -> str:
    """The rule that keeps one unit out."""
    past = [visit for visit in unit.visits if visit < year]
    if verdict is Verdict.COOL_DOWN and past:
        return _("Var med i %(year)s og holder pause.", year=past[-1])
    return str(VERDICTS[verdict])


def say_appointed(reason: str) -> str:
    """Why a person gave it a seat."""
    return str(APPOINTED[AppointedFor(reason)])


def say_excluded(reason: str) -> str:
    """Why a person keeps it out."""
    return str(EXCLUDED[ExcludedFor(reason)])


def say_kept_out(reason: str) -> str:
    """The same as a sentence in the table of everyone."""
    return _("Er holdt ude i år: %(reason)s.", reason=say_excluded(reason))


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
    if reason["opened"] and reason["known_since"] and reason["opened"] >= reason["known_since"]:
        return _("Åbnet i %(year)s og ikke med endnu.", year=reason["opened"])
    if not reason["known_since"]:
        return _("Ingen tidligere dialoger er skrevet på, så vi ved ikke, om den har været med.")
    return _("Ikke med siden %(year)s. Før det ved vi det ikke.", year=reason["known_since"])


def say_why(reason: Mapping[str, Any]) -> list[str]:
    """The sentences under one of the six."""
    if reason.get("appointed"):
        return [_("Fik pladsen uden lodtrækning: %(reason)s.", reason=say_appointed(reason["appointed"]))]
    said = [say_history(reason)]
    if reason["lot_of"] and reason.get("chance", 0) < 1:
        said.append(_("Der var %(count)s at trække lod mellem.", count=reason["lot_of"]))
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
    """The name of a group: a kind in the plural, an area, a district or a size."""
    if dimension == "kind":
        return str(KINDS_MANY[Kind(value)])
    words = {
        "area": (_("Område %(name)s", name=value), _("De uden område")),
        "district": (_("Distrikt %(name)s", name=value), _("De uden distrikt")),
        "size": (_("Størrelse %(name)s", name=value), _("De uden kendt størrelse")),
    }
    known, unknown = words[dimension]
    return known if value else unknown


def say_features(features: Mapping[str, str]) -> str:
    """What those of one group on the list share."""
    return " · ".join(say_group(dimension, features[dimension]) for dimension in DIMENSIONS if dimension in features)


def say_waited(least: int, most: int) -> str:
    """How long those of one group have waited."""
    if least == most:
        return ngettext("ventet %(num)s år", "ventet %(num)s år", least)
    return _("ventet %(least)s til %(most)s år", least=least, most=most)


def say_number(ticket: int) -> str:
    """A number of the list as it is looked up: six digits, parted in the middle."""
    return _("%(thousands)s.%(rest)s", thousands=f"{ticket // 1000:03}", rest=f"{ticket % 1000:03}")


def say_tenths(number: Fraction) -> str:
    """A number with one figure after the comma, none where it is whole."""
    return str(format_decimal(float(number), "0.#"))


def say_chance(chance: float) -> str:
    """A chance of 100, in whole numbers; none and certain are said only where they are."""
    if 0 < chance < 0.005:
        return _("under 1")
    if 0.995 <= chance < 1:
        return _("over 99")
    return str(round(100 * chance))


def say_room(quota: Quota) -> str:
    """How many seats a group is due."""
    return say_bounds(quota.lower, quota.upper)


def say_bounds(lower: int, upper: int) -> str:
    """At least and at most so many seats."""
    if not upper:
        return _("ingen plads i år")
    if lower == upper:
        return _("plads til %(count)s", count=one_or(lower))
    if not lower:
        return _("plads til højst %(count)s", count=one_or(upper))
    if upper == lower + 1:
        return _("plads til %(least)s eller %(most)s", least=one_or(lower), most=count_word(upper))
    return _("plads til %(least)s til %(most)s", least=one_or(lower), most=count_word(upper))


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
        names = listed(say_group(dimension, value) for dimension, value in reason["full"])
        return _("%(names)s havde ikke flere pladser i år.", names=names)
    words = {
        "lot": _("Var med i lodtrækningen. Andre blev trukket."),
        "shorter": _("De valgte har ventet længere."),
        "full": _("Gruppen havde ikke flere pladser i år."),
        "due-elsewhere": _("Pladserne skulle gå til andre grupper."),
    }
    return words[reason["because"]]


def say_gave_way(misses: Iterable[Mapping[str, Any]]) -> list[str]:
    """The considerations that are not kept if the nearest reserve takes a seat."""
    return [_miss(miss) for miss in misses]


def _miss(miss: Mapping[str, Any]) -> str:
    facts = {"group": say_group(miss["feature"], miss["value"]), "before": miss["from"], "after": miss["to"]}
    if miss["side"] == "lower":
        return _("%(group)s skulle have mindst %(before)s, men får %(after)s.", **facts)
    return _("%(group)s kunne højst få %(before)s, men får %(after)s.", **facts)


def say_withdrawals(record: Mapping[str, Any]) -> list[str]:
    """Who gave a seat up after the draw, and who has it now; never why."""
    names = record["names"]
    return [_handed_on(names[one["id"]], names.get(one["successor"])) for one in record.get("withdrawals", ())]


def _handed_on(name: str, successor: str | None) -> str:
    if successor is None:
        return _("%(name)s kan ikke være med i år. Pladsen står tom.", name=name)
    return _("%(name)s kan ikke være med i år. %(successor)s har fået pladsen.", name=name, successor=successor)


def say_successor(successor: Seat | None) -> str:
    """Who has the seat that was given up."""
    if successor is None:
        return _("Pladsen står tom. Ingen har fået besked endnu.")
    return _("%(name)s har fået pladsen. Ingen har fået besked endnu.", name=successor.institution.name)
