"""What kinds, owners, doubts and faults of the register are called on a page."""

from __future__ import annotations

import datetime as dt
from enum import Enum

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

from app.institutions.domain import Doubt, Fault, Kind, Ownership, Problem, Remark

KINDS = {
    Kind.SCHOOL: _("Skole"),
    Kind.DAY_CARE: _("Dagtilbud"),
    Kind.CARE_HOME: _("Plejehjem"),
    Kind.CENTRE: _("Center"),
    Kind.OTHER: _("Andet"),
}
KINDS_MANY = {
    Kind.SCHOOL: _("Skoler"),
    Kind.DAY_CARE: _("Dagtilbud"),
    Kind.CARE_HOME: lazy_pgettext("several", "Plejehjem"),
    Kind.CENTRE: _("Centre"),
    Kind.OTHER: _("Andre"),
}
OWNERSHIPS = {
    Ownership.MUNICIPAL: _("Kommunal"),
    Ownership.SELF_GOVERNING: _("Selvejende"),
    Ownership.PRIVATE: _("Privat"),
    Ownership.OTHER: _("Stat eller region"),
    Ownership.UNKNOWN: _("Ikke oplyst"),
}
FIELDS = {
    "name": _("Navn"),
    "kind": _("Art"),
    "kind_words": _("Registerets ord for arten"),
    "ownership": _("Ejerforhold"),
    "municipality": _("Kommune"),
    "area": _("Område"),
    "street": _("Adresse"),
    "postcode": _("Postnummer"),
    "town": _("By"),
    "size": _("Størrelse"),
    "pseudo": _("Er ikke en enhed"),
    "active_from": _("Åbnet"),
    "active_to": _("Lukket"),
    "head": _("Hører under nummer"),
}
DOUBTS = {
    Doubt.KIND_UNKNOWN: _("Arten “%(about)s” kender vi ikke. Enheden står som “Andet”."),
    Doubt.OWNERSHIP_UNKNOWN: _(
        "Ejerforholdet er ikke oplyst. Den kan ikke vælges, før I har skrevet, hvem der ejer den."
    ),
    Doubt.PSEUDO: _(
        "Efter navnet er det ikke en enhed med egen leder. Den bliver kun valgt, hvis I siger, at den leder et område."
    ),
    Doubt.PARENT_ABSENT: _("Hovedinstitutionen %(about)s står ikke i filen."),
    Doubt.ADMINISTERED_ELSEWHERE: _("Den ligger i %(about)s, men hører under en anden kommune."),
    Doubt.PLACE_NUMBER_TWICE: _("P-nummeret %(about)s står ved flere. Vi bruger det ikke til at kende dem på."),
    Doubt.POSTCODE: _("Postnummeret %(about)s har ikke fire cifre."),
    Doubt.LIKE_A_DEPARTMENT: _("Navnet ligner en afdeling af %(about)s."),
    Doubt.CLOSED_HERE: _(
        "Den er lukket her fra %(about)s, men står åben i filen. Er den åbnet igen, så skriv det på dens side."
    ),
}
FAULTS = {
    Fault.NOT_TEXT: _("Filen er ikke tekst. Gem den som CSV."),
    Fault.SPREADSHEET: _("Det er et regneark i et gammelt format. Gem det som XLSX eller CSV, og prøv igen."),
    Fault.WRONG_FILE: _("Det er ikke en liste, vi kan læse. Vælg en fil i CSV eller XLSX."),
    Fault.TOO_LARGE: _("Filen er for stor. Vi læser op til 100.000 rækker."),
    Fault.EMPTY_FILE: _("Der er ingen rækker at læse ind."),
    Fault.COLUMN_MISSING: _("Kolonnen “%(column)s” mangler."),
    Fault.COLUMN_TWICE: _("Kolonnen “%(column)s” siger det samme som “%(value)s”. Fjern den ene."),
    Fault.RAGGED: _("Rækken har %(value)s felter, men overskriften har %(expected)s."),
    Fault.QUOTES: _("Anførselstegnene passer ikke sammen."),
    Fault.EMPTY: _("Feltet er tomt. Det skal udfyldes."),
    Fault.TOO_LONG: _("Teksten er for lang. Højst %(expected)s tegn."),
    Fault.UNPRINTABLE: _("Teksten holder usynlige tegn. Skriv den igen uden dem."),
    Fault.FORMULA: _("Cellen holder en formel uden værdi (%(value)s). Indsæt den som værdi, og gem arket igen."),
    Fault.CELL_ERROR: _("Cellen viser fejlen %(value)s. Skriv værdien i stedet."),
    Fault.NOT_A_NUMBER: _("“%(value)s” er ikke et helt tal. Skriv det med cifre, fx 240."),
    Fault.NOT_A_DATE: _("“%(value)s” er ikke en dato. Skriv den som 31-12-2026."),
    Fault.NOT_A_YEAR: _("“%(value)s” er ikke et årstal. Skriv fire cifre."),
    Fault.NOT_YET: _("%(value)s er ikke begyndt endnu. Skriv kun dialoger, der er holdt."),
    Fault.TWICE: _("Nummeret %(value)s står også i linje %(expected)s."),
    Fault.PARENT_LOOP: _("Enhederne hører under hinanden i ring: %(value)s."),
    Fault.NO_SUCH_UNIT: _("“%(value)s” findes ikke i registeret."),
    Fault.LIKE_OTHERS: _("“%(value)s” findes ikke i registeret. Det ligner %(expected)s."),
    Fault.SEEMS_OPENED_HERE: _("%(value)s ligner %(expected)s, som I selv har åbnet. Sig, om det er den."),
    Fault.NOT_A_KIND: _("“%(value)s” er ikke en art. Skriv skole, dagtilbud, plejehjem, center eller andet."),
    Fault.NOT_A_POSTCODE: _("“%(value)s” er ikke et postnummer. Skriv fire cifre, fx 2980, eller 2980-2990."),
    Fault.NOT_A_BAND: _("“%(value)s” kan vi ikke læse. Skriv fx skole fra 300, eller fra 300."),
    Fault.RULE_SHAPE: _("Filen skal have to kolonner, men den har %(value)s."),
    Fault.RULE_TWICE: _("“%(value)s” står to gange. Den første siger %(expected)s."),
    Fault.SEVERAL_UNITS: _("Flere enheder hedder “%(value)s”. Skriv nummeret i stedet."),
}


def say_problem(problem: Problem) -> str:
    """A fault as people are told it: where it is, what was found and what was expected."""
    facts = {"column": problem.column, "value": problem.value, "expected": problem.expected}
    sentence = str(FAULTS[problem.fault] % facts)
    if not problem.line:
        return sentence
    if problem.fault in (Fault.COLUMN_MISSING, Fault.COLUMN_TWICE) or not problem.column:
        return str(_("Linje %(line)s: %(sentence)s", line=problem.line, sentence=sentence))
    where = {"line": problem.line, "column": problem.column, "sentence": sentence}
    return str(_("Linje %(line)s, “%(column)s”: %(sentence)s", **where))


def say_remark(remark: Remark) -> str:
    """A doubt as people are told it."""
    return str(DOUBTS[remark.doubt] % {"about": remark.about})


def plain(value: object) -> object:
    """A field's value for a program: the stable word of a kind or an owner, a day as 2027-01-31."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, dt.date) else value
