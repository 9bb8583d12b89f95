"""Rules about the words themselves: what may not be written, how pasted text divides, where two texts differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from app.dialogues.domain import NotForMinutes, PersonnelMatter

Change = Literal["same", "added", "removed"]
Part = tuple[Change, str]

_CPR = re.compile(r"(?<!\d)(?P<day>\d{2})(?P<month>\d{2})\d{2}[\s–-]?\d{4}(?!\d)")
REPLACEMENT = 60  # day + 60: the number of somebody who has no CPR number yet

# ---- headings in a file of notes that name no theme ----
OWN_HEADINGS = ("egne noter", "interne noter", "internt")
REST_HEADINGS = ("form og andet", "ledetrådens form", "andet", "eventuelt")

# ---- a personnel matter: a word for one, and a certain person in the same sentence ----
_MATTER = re.compile(
    r"\b(?:advars(?:el|len|ler|lerne)|tjenstlige?|personalesag(?:en)?|bortvis(?:t|ning|ningen)|suspender(?:et|es|ing)"
    r"|afskedig(?:e|er|es|et|ede|else|elsen|elser)|fyreseddel(?:en)?|fyring(?:en)?|(?:er|blev|bliver|blevet) fyret"
    r"|\w*sygemeld(?:t|te|er|ing|ingen|inger|ingerne)|langtidssyge?|\w*misbrug(?:er)?|depression(?:en)?"
    r"|[\w-]*diagnos(?:e|en|er|erne|ticeret)|(?P<notice>opsig(?:else|elsen|elser)|opsagt))\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(r"\b(?:han|ham|hans|hun|hende|hendes)\b", re.IGNORECASE)
# One who stands for all: "når en borger får en diagnose, ringer hun" is about how things are done.
_ANYBODY = re.compile(
    r"\b(?:(?:når|hvis|hver gang) (?:en|et|man|nogen|nogle|folk|medarbejdere|borgere|børn)\b|man\b|enhver\b)",
    re.IGNORECASE,
)
_CITIZEN = re.compile(
    r"\b(?:(?:en|et|den|det) )?(?:borger|barn|elev|patient|ung)(?:en|et)?\b|\bden unge\b", re.IGNORECASE
)
_CONTRACT = re.compile(r"(?:kontrakt|aftale|lejemål|abonnement|medlemskab|leverandør)", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:gade|vej|skole|skolen|hus|huset|hjemmet|center|centret|centeret|kommune|kommunen|tilsynet|styrelsen|rådet"
    r"|udvalget|udvalg|nævnet|retten|ministeriet|forvaltningen|foreningen|afdelingen|service|plejen|ionen|ningen|heden|teamet"
    r"|kontoret|gården|tinget|tråd|tråden|ien|loven)$",
    re.IGNORECASE,
)
_NO_PERSONS = """
De Dem Deres Aula Teams Word Excel Outlook Zoom Facebook Google Danmark Jylland Fyn Sjælland København Odense Aarhus
Aalborg Esbjerg Randers Danske Dansk Staten
"""
_FIRST_NAMES = """
Anders Andreas Anette Anita Anja Anna Anne Annette Benny Bent Berit Birgit Birgitte Birte Bjarne Bodil Brian Britta
Camilla Carina Carsten Cecilie Charlotte Christian Christina Claus Connie Daniel David Dennis Dorte Dorthe Ejner
Elin Ellen Else Emil Emma Erik Esben Eva Flemming Frederik Frode Gitte Grethe Hanne Hans Heidi Helle Henning Henrik
Hassan Inge Inger Ingrid Ivan Jacob Jakob Jan Jane Janne Jens Jeppe Jesper Jette Johan Johanne Johnny John Jonas
Jytte Jørgen Karen Karin Karina Karl Karsten Kasper Katrine Kenneth Kirsten Kjeld Klaus Knud Kristian Kristina Kurt
Lars Lasse Laura Leif Lene Line Linda Lis Lisbeth Lise Lone Lotte Louise Mads Maja Malene Maria Marianne Marie
Martin Mathias Merete Mette Michael Mikkel Mogens Mohammed Morten Nadia Nanna Niels Nikolaj Nina Ole Oliver Peder
Pernille Peter Pia Poul Preben Rasmus Rikke René Rita Sanne Sara Sarah Signe Simon Sofie Steen Stine Susanne Svend
Søren Thomas Tina Tine Tom Torben Tove Trine Troels Ulla Ulrik Vagn Vibeke Vivi Winnie Yvonne Åse
"""
NO_PERSONS, FIRST_NAMES = frozenset(_NO_PERSONS.split()), frozenset(_FIRST_NAMES.split())

# ---- text that comes in as many lines, from Word or from a mail ----
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_BULLET = re.compile(
    "^(?:[•·▪▫◦‣●○■□\uf0a7\uf0b7]\\s*|(?:[o§*–—-]|\\(?(?:\\d{1,2}|[a-z])[.)]|\\d{1,2}(?:\\.\\d{1,2})+\\.?)\\t\\s*)"
)
_DASH = re.compile(r"^(?:[*–—-]|o(?=\s\s))\s+")
_NUMBER = re.compile(r"^(?:\(?(?:\d{1,2}|[a-z])\)|\d{1,2}\.(?=\s+[A-ZÆØÅ]))\s+")


@dataclass(frozen=True, kw_only=True)
class Sign:
    """Why a text looks like a personnel matter: the word, and the person that it seems to be about."""

    word: str
    who: str


def holds_cpr(text: str) -> bool:
    """Whether ten digits of the text begin with a day and a month, as a CPR number does. Other numbers pass."""
    return any(_is_day(int(found["day"]), int(found["month"])) for found in _CPR.finditer(text))


def _is_day(day: int, month: int) -> bool:
    return 1 <= (day - REPLACEMENT if day > REPLACEMENT else day) <= 31 and 1 <= month <= 12


def personnel_signs(text: str) -> list[Sign]:
    """Where a text looks like a matter of one person's employment or health, sentence by sentence; mostly nowhere.

    Both are needed: a word of the list, and a pronoun or a name. A rule about anybody ("når en medarbejder …"), a
    citizen without a name, and notice given to a contract pass. A name is a capital letter inside a sentence that
    is no place or office, or one of the common first names at its beginning. It errs to the side of letting pass: a
    person reads, too.
    """
    found = [_sign(sentence) for sentence in re.split(r"(?<=[.!?;])\s+|\n", tidy(text))]
    return [sign for sign in found if sign is not None]


def _sign(sentence: str) -> Sign | None:
    matter = _MATTER.search(sentence)
    if matter is None or _ANYBODY.search(sentence) or (matter["notice"] and _CONTRACT.search(sentence)):
        return None
    pronoun = None if _CITIZEN.search(sentence) else _SOMEBODY.search(sentence)
    who = pronoun[0] if pronoun else _name_in(sentence)
    return Sign(word=matter[0], who=who) if who else None


def _name_in(sentence: str) -> str | None:
    """The first word that is a person's name, by its shape and its neighbours."""
    start = len(sentence) - len(sentence.lstrip("\"'“”»«–-( "))
    for found in re.finditer(r"[A-ZÆØÅ][a-zæøåéöü]+", sentence):
        name, before = found[0], sentence[: found.start()].split()
        if found.start() and sentence[found.start() - 1].isalnum():
            continue
        if found.start() == start:
            if {name, name.removesuffix("s")} & FIRST_NAMES:
                return name
        elif before and before[-1].lower() not in ("i", "på", "ved") and not _is_office(name):
            return name
    return None


def _is_office(name: str) -> bool:
    return name in NO_PERSONS or _PLACE.search(name) is not None


def tidy(text: str) -> str:
    """One passage as it is stored: single spaces, no line breaks, nothing that cannot be seen."""
    return " ".join(_UNSEEN.sub("", text).split())


def refuse_private(text: str) -> None:
    """Raises NotForMinutes or PersonnelMatter: what has no place in anything that is written of a dialogue."""
    if holds_cpr(text):
        raise NotForMinutes()
    for sign in personnel_signs(text):
        raise PersonnelMatter(word=sign.word, who=sign.who)


def paragraphs(text: str) -> list[str]:
    """The passages in a text: one for each line that says something, without the mark of a list.

    Word puts a tab behind its marks. A mark that somebody typed is one only among several lines, and a number only
    where there is another: "3. klasse" is no third point. static/pasted.js does the same while the page is open.
    """
    lines = [line for line in map(_unmarked, text.splitlines()) if tidy(line)]
    numbered = sum(_NUMBER.match(line) is not None for line in lines) > 1
    return [tidy(_unlisted(line, numbered=numbered) if len(lines) > 1 else line) for line in lines]


def _unmarked(line: str) -> str:
    return _BULLET.sub("", _UNSEEN.sub("", line).strip())


def _unlisted(line: str, *, numbered: bool) -> str:
    without = _DASH.sub("", line)
    return _NUMBER.sub("", without) if numbered else without


def apart(mine: str, theirs: str) -> tuple[list[tuple[bool, str]], list[tuple[bool, str]]]:
    """Both texts in pieces, each with whether it differs from the other text; the pieces joined give the text."""
    left, right = _words(mine), _words(theirs)
    bare = [word.rstrip() for word in left], [word.rstrip() for word in right]
    sides: tuple[list[tuple[bool, str]], list[tuple[bool, str]]] = ([], [])
    for kind, i, j, k, m in SequenceMatcher(None, *bare, autojunk=False).get_opcodes():
        sides[0].extend(_piece("".join(left[i:j]), differs=kind != "equal"))
        sides[1].extend(_piece("".join(right[k:m]), differs=kind != "equal"))
    return sides


def changes(before: str, after: str) -> list[Part]:
    """How `before` became `after`, word by word; joining what is not removed gives `after`."""
    old, new = _words(before), _words(after)
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    return list(_joined(_steps(matcher.get_opcodes(), old, new)))


def _steps(opcodes: Iterable[tuple[str, int, int, int, int]], old: list[str], new: list[str]) -> Iterator[Part]:
    for kind, old_from, old_to, new_from, new_to in opcodes:
        if kind == "equal":
            yield "same", "".join(new[new_from:new_to])
            continue
        yield "removed", "".join(old[old_from:old_to])
        yield "added", "".join(new[new_from:new_to])


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Leaves out what is empty, and keeps a space between words that were taken out and those that came instead."""
    for change, text in parts:
        if text:
            yield change, text if change != "removed" or text[-1].isspace() else f"{text} "


def _words(text: str) -> list[str]:
    """The words, each with the space that follows it."""
    return re.findall(r"\S+\s*|\s+", text)


def _piece(text: str, *, differs: bool) -> list[tuple[bool, str]]:
    """A run of words; the space behind words that differ is nobody's."""
    end = len(text.rstrip()) if differs else len(text)
    return [(is_apart, part) for is_apart, part in ((differs, text[:end]), (False, text[end:])) if part]
