"""What the page of the rules says of each dimension, and how a rule reads."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from app.institutions.domain import Dimension, Kind
from app.institutions.labels import KINDS
from app.institutions.mapping.rules import ANY_KIND

KIND_KEYS = {
    Kind.SCHOOL: "skole",
    Kind.DAY_CARE: "dagtilbud",
    Kind.CARE_HOME: "plejehjem",
    Kind.CENTRE: "center",
    Kind.OTHER: "andet",
}
"""The words by which rules name the kinds, in files and in fields."""


@dataclass(frozen=True, kw_only=True)
class DimensionWords:
    """What the page of a dimension says."""

    name: str
    title: str
    lead: str
    key: str
    value: str
    hint: str
    file: str
    silent: str = ""


DIMENSIONS = {
    Dimension.AREA: DimensionWords(
        name=_("Områder"),
        title=_("Områder"),
        lead=_(
            "Hvilket område eller center hver enhed hører til. Det står ikke i noget register, så I siger det selv."
        ),
        key=_("Enhedens nummer"),
        value=_("Område"),
        hint=_("Et nummer, eller en art (fx skole) for alle af den art. Nummeret går forud."),
        file=_("CSV eller XLSX med to kolonner: nummer og område."),
    ),
    Dimension.KIND: DimensionWords(
        name=_("Arter"),
        title=_("Arter"),
        lead=_("Hvad registerets ord for en enhed betyder her. De fleste kender vi; resten siger I."),
        key=_("Registerets ord eller kode"),
        value=_("Art"),
        hint=_("Som det står i filen, fx specialtilbud eller 1014."),
        file=_("CSV eller XLSX med to kolonner: ord og art."),
    ),
    Dimension.DISTRICT: DimensionWords(
        name=_("Distrikter"),
        title=_("Distrikter"),
        lead=_("Et distrikt følger af postnummeret. Felterne foreslår byens navn; I bestemmer."),
        key=_("Postnummer"),
        value=_("Distrikt"),
        hint=_("Fire cifre, fx 2980, eller en række, fx 2980-2990."),
        file=_("CSV eller XLSX med to kolonner: postnummer og distrikt."),
        silent=_("Enhederne har intet postnummer. Skriv det i listen, og læs den ind igen."),
    ),
    Dimension.SIZE: DimensionWords(
        name=_("Størrelser"),
        title=_("Størrelser"),
        lead=_(
            "En størrelse går fra et antal børn, elever eller pladser og op til den næste. "
            "En leder med flere huse har husenes antal tilsammen, hvis alle er kendt."
        ),
        key=_("Fra"),
        value=_("Størrelse"),
        hint=_("Fx skole fra 300, eller blot fra 300 for alle arter."),
        file=_("CSV eller XLSX med to kolonner: fra og størrelse."),
        silent=_("De har intet antal i registeret, eller ingen regel når så langt ned. Vi gætter ikke."),
    ),
}


def say_key(dimension: Dimension, key: str) -> str:
    """The key of a rule as people read it: “Skole fra 300”, “alle med arten Skole”."""
    kinds = {kind.value: str(word) for kind, word in KINDS.items()}
    if dimension is Dimension.SIZE:
        of, _colon, least = key.partition(":")
        if of == ANY_KIND:
            return str(_("Alle arter fra %(least)s", least=least))
        return str(_("%(kind)s fra %(least)s", kind=kinds[of], least=least))
    if dimension is Dimension.AREA and key in kinds:
        return str(_("Alle med arten %(kind)s", kind=kinds[key]))
    return key


def say_value(dimension: Dimension, value: str) -> str:
    """The value of a rule as people read it; empty when it is unknown."""
    return str(KINDS[Kind(value)]) if dimension is Dimension.KIND else value
