"""The rules by which a unit comes to its area, kind, district and size band; what no rule knows is not guessed.

Engine. Each dimension has its own keys:

- area: the number of a unit, or a kind for all its units (“skole”); the number goes first. No register holds areas.
- kind: a word or a code of a register, in small letters; goes before the words that we know ourselves.
- district: a postcode, or a range of them (“2980-2990”); the single postcode goes first, then the narrowest range.
- size: from which number a band begins, for one kind (“skole fra 300”) or for all (“fra 300”). A kind that has bands
  of its own has no others. The size of a head is its own number, else the sum of those under it if all have one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from app.institutions.csv_table import read_file
from app.institutions.domain import Dimension, Fault, Kind, Problem, RegisterFaulty
from app.institutions.register.terms import KIND_OF_WORD, header_of

LONGEST = {Dimension.AREA: 120, Dimension.KIND: 40, Dimension.DISTRICT: 80, Dimension.SIZE: 80}
LONGEST_KEY = 120
ANY_KIND = "*"
_RANGE = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")
_BAND = re.compile(r"(?:(\D+?)\s+)?(?:fra\s+)?(\d{1,6})", re.IGNORECASE)
_WORDS = "nummer|nr|id|institution|institutionsnummer|enhed|ord|art|kategori|kode|postnr|postnummer|fra|størrelse|key"
_HEADERS = frozenset(_WORDS.split("|"))
Rules = Mapping[str, str]


class RuleUnfit(Exception):
    """A key or value that cannot be a rule of its dimension; `fault` says why, `longest` how long it may be."""

    def __init__(self, fault: Fault, value: str, *, longest: int | None = None) -> None:
        super().__init__(fault.value)
        self.fault, self.value, self.longest = fault, value, longest

    def problem(self, line: int = 0) -> Problem:
        """The same as people are told it."""
        expected = "" if self.longest is None else str(self.longest)
        return Problem(fault=self.fault, line=line, value=self.value, expected=expected)


def area_of(number: str, kind: Kind, rules: Rules) -> str:
    """The area of a unit; empty when no rule knows it."""
    return rules.get(number) or rules.get(kind.value, "")


def kind_of(words: str, rules: Rules) -> Kind | None:
    """The kind that a rule gives a register's word; None when no rule knows it."""
    found = rules.get(words.casefold())
    return Kind(found) if found else None


def district_of(postcode: str, rules: Rules) -> str:
    """The district of a postcode; empty when no rule knows it, and for what is no Danish postcode."""
    if not _RANGE.fullmatch(postcode):
        return ""
    if postcode in rules:
        return rules[postcode]
    ranges = ((*key.split("-"), value) for key, value in rules.items() if "-" in key)
    fitting = [(int(last) - int(first), value) for first, last, value in ranges if first <= postcode <= last]
    return min(fitting, default=(0, ""))[1]


def size_of(own: int | None, below: Iterable[int | None]) -> int | None:
    """The size of one head: its own number, else the sum of those under it if every one of them is known."""
    known = list(below)
    if own is not None or not known or None in known:
        return own
    return sum(size for size in known if size is not None)


def band_of(kind: Kind, size: int | None, rules: Rules) -> str:
    """The band of a size; empty when the size is unknown or below every band."""
    if size is None:
        return ""
    bands = _bands(kind.value, rules) or _bands(ANY_KIND, rules)
    return max(((least, name) for least, name in bands if least <= size), default=(0, ""))[1]


def _bands(kind: str, rules: Rules) -> list[tuple[int, str]]:
    split = ((key.partition(":"), name) for key, name in rules.items())
    return [(int(least), name) for (of, _, least), name in split if of == kind]


def rule_of(dimension: Dimension, key: str, value: str) -> tuple[str, str]:
    """(key, value) as they are kept; raises RuleUnfit."""
    key, value = " ".join(key.split()), " ".join(value.split())
    for text, longest in ((key, LONGEST_KEY), (value, LONGEST[dimension])):
        if not text or not text.isprintable():
            raise RuleUnfit(Fault.EMPTY, text)
        if len(text) > longest:
            raise RuleUnfit(Fault.TOO_LONG, text, longest=longest)
    if dimension is Dimension.KIND:
        return key.casefold(), _kind(value)
    if dimension is Dimension.AREA:
        kind = KIND_OF_WORD.get(key.casefold())
        return (kind.value if kind else key), value
    return (_postcodes(key) if dimension is Dimension.DISTRICT else _from(key)), value


def _kind(word: str) -> str:
    kind = KIND_OF_WORD.get(word.casefold())
    if kind is None:
        raise RuleUnfit(Fault.NOT_A_KIND, word)
    return kind.value


def _postcodes(text: str) -> str:
    found = _RANGE.fullmatch(text)
    if not found or (found[2] and found[2] < found[1]):
        raise RuleUnfit(Fault.NOT_A_POSTCODE, text)
    return f"{found[1]}-{found[2]}" if found[2] and found[2] != found[1] else found[1]


def _from(text: str) -> str:
    found = _BAND.fullmatch(text)
    word = (found[1] or "").casefold() if found else ""
    if not found or word not in ("", "fra", *KIND_OF_WORD):
        raise RuleUnfit(Fault.NOT_A_BAND, text)
    kind = KIND_OF_WORD[word].value if word in KIND_OF_WORD else ANY_KIND
    return f"{kind}:{int(found[2])}"


def read_rules(data: bytes, dimension: Dimension) -> dict[str, str]:
    """A mapping file (key; value; a header is no rule) → its rules, or every fault by line. Raises RegisterFaulty."""
    table = read_file(data, lambda header: header_of(header) in _HEADERS)
    if len(table.header) != 2:
        raise RegisterFaulty(Problem(fault=Fault.RULE_SHAPE, line=1, value=str(len(table.header))))
    first = [(1, table.header)] if header_of(table.header[0]) not in _HEADERS else []
    found: dict[str, str] = {}
    problems = []
    for line, cells in (*first, *table.rows):
        try:
            key, value = rule_of(dimension, *cells)
        except RuleUnfit as unfit:
            problems.append(unfit.problem(line))
            continue
        if found.setdefault(key, value) != value:
            problems.append(Problem(fault=Fault.RULE_TWICE, line=line, value=cells[0], expected=found[key]))
    if problems:
        raise RegisterFaulty(*problems)
    return found
