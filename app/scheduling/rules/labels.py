"""The words of the rules of working time: what they are, where they come from, and what it means to break one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.cycle.labels import MILESTONES
from app.dates import day_short, sentence_start
from app.scheduling.rules.domain import SOFT_COST, Force, Rule, RuleKind
from app.scheduling.rules.school_year import BY_HAND, USUAL, Fault, Holiday, Wrong

NAMES: Mapping[RuleKind, object] = {
    RuleKind.PUBLIC: lazy_gettext("Weekender, helligdage, 24. og 31. december"),
    RuleKind.OPTIONAL: lazy_gettext("1. maj og grundlovsdag"),
    RuleKind.SCHOOL: lazy_gettext("Skoleferier"),
    RuleKind.CLOSED: lazy_gettext("Lukkedage"),
    RuleKind.COMMITTEE: lazy_gettext("Udvalgsmøder"),
    RuleKind.HOURS: lazy_gettext("Mødetid"),
    RuleKind.NOTICE: lazy_gettext("Varsel, før en dialog bliver holdt"),
    RuleKind.MOVE_NOTICE: lazy_gettext("Varsel, når en dialog bliver flyttet"),
    RuleKind.LATEST: lazy_gettext("Sidste dag"),
    RuleKind.PER_DAY: lazy_gettext("Dialoger om dagen"),
    RuleKind.PER_WEEK: lazy_gettext("Dialoger om ugen"),
    RuleKind.BUFFER: lazy_gettext("Luft om et møde"),
    RuleKind.PLACE: lazy_gettext("Mødested"),
    RuleKind.TRAVEL: lazy_gettext("Rejsetid, hvor intet andet er skrevet"),
    RuleKind.POLL_AGE: lazy_gettext("Så længe gælder et svar på en rundspørge"),
    RuleKind.QUORUM: lazy_gettext("Så mange direktører skal med"),
}
FORCES: Mapping[Force, object] = {
    Force.HARD: lazy_gettext("Altid"),
    Force.SOFT: lazy_gettext("Helst"),
    Force.OFF: lazy_gettext("Bruges ikke"),
}
NUMBERS: Mapping[RuleKind, object] = {
    RuleKind.NOTICE: lazy_gettext("Antal uger"),
    RuleKind.MOVE_NOTICE: lazy_gettext("Antal uger"),
    RuleKind.PER_DAY: lazy_gettext("Højst om dagen for hver direktør"),
    RuleKind.PER_WEEK: lazy_gettext("Højst om ugen for hver direktør"),
    RuleKind.BUFFER: lazy_gettext("Minutter før og efter"),
    RuleKind.TRAVEL: lazy_gettext("Minutter hver vej"),
    RuleKind.POLL_AGE: lazy_gettext("Antal dage"),
    RuleKind.QUORUM: lazy_gettext("Mindst så mange (0: alle)"),
}
WITHOUT: Mapping[str, object] = {
    RuleKind.OPTIONAL.value: lazy_gettext("Uden fridagene"),
    RuleKind.SCHOOL.value: lazy_gettext("Uden skoleferien"),
    RuleKind.CLOSED.value: lazy_gettext("Uden lukkedagene"),
    RuleKind.COMMITTEE.value: lazy_gettext("Uden udvalgsmøderne"),
    RuleKind.HOURS.value: lazy_gettext("Uden for mødetiden"),
}
BROKEN: Mapping[str, object] = {
    RuleKind.OPTIONAL.value: lazy_gettext("Ligger på en fridag."),
    RuleKind.SCHOOL.value: lazy_gettext("Ligger i en skoleferie."),
    RuleKind.CLOSED.value: lazy_gettext("Ligger på en lukkedag."),
    RuleKind.COMMITTEE.value: lazy_gettext("Ligger oven i et udvalgsmøde."),
    RuleKind.HOURS.value: lazy_gettext("Ligger uden for mødetiden."),
    RuleKind.NOTICE.value: lazy_gettext("Har kortere varsel end ønsket."),
    RuleKind.MOVE_NOTICE.value: lazy_gettext("Har kortere varsel end ønsket."),
    RuleKind.LATEST.value: lazy_gettext("Ligger efter fristen."),
}
FAULTS: Mapping[Wrong, object] = {
    Wrong.NO_HEAD: lazy_gettext("Første linje skal hedde navn; fra; til. Her står: %(words)s"),
    Wrong.NOT_TEXT: lazy_gettext("Det er ikke en tekstfil."),
    Wrong.TOO_LARGE: lazy_gettext("Filen er for stor til at være en liste over ferier."),
    Wrong.CELLS: lazy_gettext("Der mangler noget i linjen: %(words)s"),
    Wrong.NAME: lazy_gettext("Ferien har intet navn."),
    Wrong.DATE: lazy_gettext("“%(words)s” er ikke en dato. Skriv den som 15.2.2027."),
    Wrong.BACKWARDS: lazy_gettext("%(words)s slutter, før den begynder."),
    Wrong.TOO_LONG: lazy_gettext("%(words)s varer mere end 100 dage."),
    Wrong.OVERLAP: lazy_gettext("%(words)s begynder, før ferien foran er slut."),
    Wrong.EMPTY: lazy_gettext("Der står ingen ferier i filen."),
    Wrong.CALENDAR: lazy_gettext("%(words)s gentager sig. Skriv hver ferie for sig."),
}


def word_for_day(name: str) -> str:
    """A holiday, a milestone or a person's own word, as it stands on a closed day."""
    kinds = {kind.value: words for kind, words in MILESTONES.items()}
    if name in kinds:
        words = str(kinds[name])
        return words[:1].lower() + words[1:]
    small = name.lower()
    translated = str(_(small))
    return translated if translated != small or name in (small, small.capitalize()) else name


def without_rule_words(rule: str) -> str:
    """What one would have to do without: the beginning of "Uden skoleferien åbner 4 tider"."""
    return str(WITHOUT.get(rule, rule))


def broken_rule_words(rule: str) -> str:
    """What a time breaks, as a sentence."""
    return str(BROKEN.get(rule, rule))


def kept_words(silent: Sequence[str], broken: Sequence[str], persons: Mapping[str, str]) -> list[str]:
    """Of a time, who was asked and has not said whether it suits, and each soft rule that it breaks."""
    who = ", ".join(persons.get(id, str(_("lederen"))) for id in silent)
    said = [str(_("%(who)s har ikke sagt, om tiden passer.", who=who))] if who else []
    return [*said, *(str(BROKEN.get(rule, rule)) for rule in broken)]


def force_words(rule: Rule) -> str:
    """How hard a rule is."""
    if rule.force is Force.SOFT:
        return str(_("Helst. At bryde den koster som %(count)s dages ventetid.", count=SOFT_COST))
    return str(FORCES[rule.force])


def value_words(rule: Rule) -> str:
    """What the rule says, as a short sentence."""
    number = rule.number
    words: Mapping[RuleKind, Callable[[], object]] = {
        RuleKind.NOTICE: lambda: ngettext("En uge", "%(num)s uger", number),
        RuleKind.MOVE_NOTICE: lambda: ngettext("En uge", "%(num)s uger", number),
        RuleKind.PER_DAY: lambda: ngettext("Højst en", "Højst %(num)s", number),
        RuleKind.PER_WEEK: lambda: ngettext("Højst en", "Højst %(num)s", number),
        RuleKind.BUFFER: lambda: _("%(count)s minutter", count=number) if number else _("Ingen"),
        RuleKind.TRAVEL: lambda: _("%(count)s minutter hver vej", count=number),
        RuleKind.POLL_AGE: lambda: ngettext("En dag", "%(num)s dage", number),
        RuleKind.QUORUM: lambda: ngettext("Mindst en", "Mindst %(num)s", number) if number else _("Alle"),
        RuleKind.PLACE: lambda: _("Hos institutionen") if number else _("I kommunens lokaler"),
        RuleKind.HOURS: lambda: hours_words(rule),
    }
    return str(words[rule.kind]()) if rule.kind in words else ""


def hours_words(rule: Rule) -> str:
    """kl. 8.00–16.00, or the same for each weekday."""
    if len(set(rule.hours)) == 1 and rule.hours[0]:
        return str(_("kl. %(hours)s", hours=clock_span(rule.hours[0])))
    names = [_("man"), _("tirs"), _("ons"), _("tors"), _("fre")]
    told = [
        f"{name} {clock_span(span)}" if span else _("%(day)s ingen møder", day=name)
        for name, span in zip(names, rule.hours, strict=True)
    ]
    return ", ".join(told)


def clock_span(span: tuple[int, int]) -> str:
    """8.00–16.00"""
    return "–".join(f"{minute // 60}.{minute % 60:02}" for minute in span)


def source_words(rule: Rule) -> str:
    """Where the rule comes from."""
    if rule.own and rule.set_at:
        return str(_("Sat for året %(day)s", day=day_short(rule.set_at)))
    words = {
        RuleKind.PUBLIC: _("Helligdagskalenderen"),
        RuleKind.OPTIONAL: _("Helligdagskalenderen"),
        RuleKind.SCHOOL: _("Tabellen over skoleferier"),
        RuleKind.CLOSED: _("Skrevet ind nedenfor"),
        RuleKind.COMMITTEE: _("Skrevet ind nedenfor, og årshjulets møder"),
        RuleKind.LATEST: _("Årshjulet: dialogerne slutter, og en uge før indsigterne skal være skrevet"),
    }
    return str(words.get(rule.kind, _("Standard")))


def holiday_source_words(one: Holiday) -> str:
    """Where a holiday comes from."""
    words = {USUAL: _("det sædvanlige"), BY_HAND: _("skrevet i hånden")}
    return str(words.get(one.source, _("fra %(file)s", file=one.source)))


def fault_words(fault: Fault) -> str:
    """What is wrong with a line of a list of holidays."""
    return str(FAULTS[fault.wrong]) % {"words": fault.words}


def holiday_name(one: Holiday) -> str:
    """The usual ones in the reader's language, a municipality's own as written."""
    return sentence_start(str(_(one.name)))
