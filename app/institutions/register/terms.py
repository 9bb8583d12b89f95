"""The words of the registers: what each column and each coded value means, in every format that was met.

Columns are found by these aliases and never by their position. Sources: Institutionsregisteret (the 24 columns of 2016
and the 30 of 2026) and Dagtilbudsregisteret, Styrelsen for It og Læring; and plain lists made by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from app.institutions.domain import Kind, Ownership


class Column(Enum):
    """What we read of a register. The value is the header to suggest when it is missing."""

    KEY = "id"
    NAME = "navn"
    CATEGORY = "kategori"
    TYPE_CODE = "institutionstype, nr"
    TYPE_NAME = "institutionstype, navn"
    OWNERSHIP = "ejerforhold"
    OWNER_CODE = "ejerkode, nr"
    MUNICIPALITY = "kommune"
    LOCATION = "beliggenhedskommune"
    PARENT = "hovedinstitution"
    ADDRESS = "adresse"
    POSTCODE = "postnr"
    TOWN = "by"
    SIZE = "elevtal"
    AREA = "område"
    ACTIVE_CODE = "aktivkode, nr"
    OPENED = "oprettelsesmåned"
    CLOSED = "nedlæggelsesdato"
    PLACE_NUMBER = "p-nummer"


_ALIASES: Mapping[Column, str] = {
    Column.KEY: "id|nr|nummer|institutionsnummer|inst nr|institutionsnr|enhedsnummer|key",
    Column.NAME: "navn|institutionsnavn|inst navn|institution|enhed|name",
    Column.CATEGORY: "kategori|art|category|kind",
    Column.TYPE_CODE: "institutionstype nr|inst type nr",
    Column.TYPE_NAME: "institutionstype navn|inst type navn",
    Column.OWNERSHIP: "ejerforhold|ejerkode navn|ejer|ownership",
    Column.OWNER_CODE: "ejerkode nr|ejer kode",
    Column.MUNICIPALITY: "kommune|administrativ kommune|adm kommune navn|municipality",
    Column.LOCATION: "beliggenhedskommune|bel kommune navn",
    Column.PARENT: "hovedinstitution|hovedskole inst|hovedskole|hovedenhed|parent",
    Column.ADDRESS: "adresse|inst adr|vej|address",
    Column.POSTCODE: "postnr|postnummer|postcode",
    Column.TOWN: "by|postdistrikt|bynavn|town",
    Column.SIZE: "elevtal|børnetal|antal børn|pladser|normering|size",
    Column.AREA: "område|area|distrikt",
    Column.ACTIVE_CODE: "aktivkode nr|aktivkode",
    Column.OPENED: "oprettelsesmåned|åbnet|opened",
    Column.CLOSED: "nedlæggelsesdato|lukket|closed",
    Column.PLACE_NUMBER: "p nummer|p nr|pnummer",
}
COLUMN_OF: Mapping[str, Column] = {alias: column for column, words in _ALIASES.items() for alias in words.split("|")}
REQUIRED = (Column.KEY, Column.NAME)
LONGEST: Mapping[Column, int] = {
    Column.KEY: 40,
    Column.NAME: 200,
    Column.CATEGORY: 120,
    Column.TYPE_NAME: 120,
    Column.MUNICIPALITY: 80,
    Column.LOCATION: 80,
    Column.ADDRESS: 200,
    Column.POSTCODE: 10,
    Column.TOWN: 80,
    Column.AREA: 120,
}
KIND_COLUMNS = (Column.CATEGORY, Column.TYPE_CODE)

_KIND_WORDS: Mapping[Kind, str] = {
    Kind.SCHOOL: "skole|folkeskole|specialskole|school",
    Kind.DAY_CARE: "dagtilbud|børnehus|børnehave|vuggestue|day-care",
    Kind.CARE_HOME: "plejehjem|plejecenter|ældrecenter|care-home",
    Kind.CENTRE: "center|administrativt center|centre",
    Kind.OTHER: "fritid|klub|sfo|fritidshjem|andet|other",
}
KIND_OF_WORD: Mapping[str, Kind] = {word: kind for kind, words in _KIND_WORDS.items() for word in words.split("|")}

PSEUDO_CODES = frozenset({"2013", "2031"})
"""The municipality itself stands among its institutions; so do loose addresses."""

_KIND_CODES: Mapping[Kind, str] = {
    Kind.SCHOOL: "1010 1011 1012 1013 1014 1015 1016 1017 1018 3001 3002",
    Kind.OTHER: (
        "1021 1022 1023 1025 1026 1051 1052 1053 1061 1062 1063 1071 1072 1081 1082 1083 1084 1085 1086 "
        "1122 1131 1133 2013 2021 2022 2023 2024 2031 9998"
    ),
}
KIND_OF_CODE: Mapping[str, Kind] = {code: kind for kind, codes in _KIND_CODES.items() for code in codes.split()}

OWNERSHIP_OF_WORD: Mapping[str, Ownership] = {
    "kommunal": Ownership.MUNICIPAL,
    "kommunale": Ownership.MUNICIPAL,
    "municipal": Ownership.MUNICIPAL,
    "selvejende": Ownership.SELF_GOVERNING,
    "selvejende, kommunale": Ownership.SELF_GOVERNING,
    "privat": Ownership.PRIVATE,
    "private": Ownership.PRIVATE,
    "selvejende, private": Ownership.PRIVATE,
    "regionale": Ownership.OTHER,
    "selvejende, regionale": Ownership.OTHER,
    "statslige": Ownership.OTHER,
    "selvejende, statslige": Ownership.OTHER,
    "andre (grønland, færøerne og tyskland)": Ownership.OTHER,
}
OWNERSHIP_OF_CODE: Mapping[str, Ownership] = {
    "0": Ownership.PRIVATE,
    "1": Ownership.OTHER,
    "2": Ownership.MUNICIPAL,
    "4": Ownership.OTHER,
    "5": Ownership.PRIVATE,
    "6": Ownership.SELF_GOVERNING,
    "7": Ownership.OTHER,
    "8": Ownership.OTHER,
    "9": Ownership.OTHER,
}

ACTIVE_CODES = frozenset({"1", "2", "4"})
"""Counted by the statistics, active but not counted, and a legal parent that is counted: all three are open."""

_GENITIVES: Mapping[str, str] = {
    "Københavns": "København",
    "Bornholms": "Bornholm",
    "Vesthimmerlands": "Vesthimmerland",
}
_NO_MUNICIPALITY = "Uden for kommunal inddeling"


UNKNOWN_BEFORE = re.compile(r"(?:ukendt (?:før|siden)|unknown (?:before|since)) (\d{4})", re.IGNORECASE)
"""In place of a year in a list of earlier dialogues: what was before is not known."""


def header_of(text: str) -> str:
    """A header as the alias table spells it: small letters, and one space for every other mark between words."""
    words = "".join(char if char.isalnum() else " " for char in text.casefold())
    return " ".join(words.split())


def municipality_of(text: str) -> str:
    """“Københavns Kommune” and “København” are one; but Randers, Horsens and Assens end in an s of their own.

    Hence a list of the genitives, never a rule about the last letter.
    """
    name = " ".join(text.split())
    if name.startswith(_NO_MUNICIPALITY):
        return ""
    stem = name.removesuffix(" Kommune").removesuffix(" Regionskommune")
    return _GENITIVES.get(stem, stem)
