"""Danish words as they are found: one key for a word and its inflections, and further keys for what it is made of.

Pure, and the same for both databases: the index holds these keys and nothing else, the database does no linguistics.
A text becomes words (`fold`, `plain`), each word a key (its stem, Snowball's for Danish, after the list of irregular
forms), and a compound the keys of its parts as well, so that "skole" finds "folkeskolen" and "skoleleder".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock
from typing import Final

import Stemmer

from app.search import lexicon

SHAPE: Final = 1
"""Raised when the same text gets other keys than before: the index is then made anew (`flask search rebuild`)."""

LONGEST = 60
LEAST_COMPOUND, LEAST_PART, LEAST_HEAD, LEAST_SURE_PART = 5, 2, 3, 4
WORD = re.compile(r"(?:[^\W_]|[\u00ad\u0300-\u036f])+")
_WORD = re.compile(r"[^\W_]+")
VOWELS = frozenset("aeiouyæøå")
AFTER_E = ("", *lexicon.listed("s n t r ns ts rs ne nes rne rnes res ren rens"))
AFTER_OTHERS = ("", *lexicon.listed("s e en et er es ens ets ers ene enes erne ernes ere eren eres erens ne nes"))

_BEYOND = re.compile(r"[^\x00-\x7fæøå]")
_TWO_AS = re.compile(rf"\b({'|'.join(sorted(lexicon.KEEPS_AA))})\b|({'|'.join(lexicon.TWO_AS)})(?=a)|aa")
_DANISH = {"ä": "æ", "ö": "ø", "ð": "d", "þ": "th", "ß": "ss", "ł": "l", "œ": "ø", "\u00ad": ""}
_BASES: Final = {form: base for base, forms in lexicon.IRREGULAR.items() for form in forms.split()}
_SIMPLE: Final = frozenset(lexicon.SIMPLE + lexicon.WHOLE)
_FUNCTION: Final = frozenset(lexicon.FUNCTION)


def _inflected(word: str) -> Iterator[str]:
    """The forms that a known word can take; a last letter may be doubled ("bus", "bussen")."""
    if word.endswith("e"):
        yield from (word + ending for ending in AFTER_E)
        return
    yield from (word + ending for ending in AFTER_OTHERS)
    if word.endswith(("al", "ig", "sk")):
        yield word + "t"
    if word[-1] not in VOWELS and word[-2] in VOWELS:
        yield from (word + word[-1] + ending for ending in AFTER_OTHERS if ending.startswith("e"))


_LAST: Final = (
    {form: word for word in sorted(_SIMPLE) for form in _inflected(word)}
    | {form: base for form, base in _BASES.items() if base in _SIMPLE}
    | {word: word for word in _SIMPLE}
)
_APART: Final = frozenset(lexicon.APART)
_BENDS: Final = {form: base for form, base in {**_LAST, **_BASES}.items() if base in _APART or form in _BASES}
_FIRST: Final = (
    {word + link: word for link in ("s", "") for word in sorted(_SIMPLE)}
    | {form: base for form, base in _BASES.items() if base in _SIMPLE}
    | lexicon.JOINED
)
_stemmer = Stemmer.Stemmer("danish")
_stemming = Lock()


def fold(text: str) -> str:
    """A text as it is compared: NFC, lower case, without accents but with æ, ø and å; aa is an older å.

    å is a letter of its own and never a. The Swedish and German ä and ö are our æ and ø. Both sides of a comparison are
    folded, so a name with aa finds itself either way; the exceptions keep compounds apart at their seam ("temaaften").
    """
    text = unicodedata.normalize("NFC", text).lower()
    if _BEYOND.search(text):
        text = _BEYOND.sub(_plain, text)
    return _TWO_AS.sub(_one_letter, text) if "aa" in text else text


def _plain(found: re.Match[str]) -> str:
    letter = found[0]
    if letter in _DANISH:
        return _DANISH[letter]
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))


def _one_letter(found: re.Match[str]) -> str:
    return found[1] or found[2] or "å"


def plain(text: str) -> str:
    """The folded words of a text, with single spaces between them."""
    return " ".join([word[:LONGEST] for word in _WORD.findall(fold(text))])


@lru_cache(maxsize=200_000)
def key(word: str) -> str:
    """The key that a folded word shares with its inflections; a compound bends as its last part does."""
    if word in _FUNCTION:
        return word
    base = _BASES.get(word) or _LAST.get(word, word)
    if base in _APART:
        return base
    if base == word and word not in _SIMPLE:
        for cut in range(LEAST_HEAD, len(word) - LEAST_HEAD):
            if word[cut:] in _BENDS and not VOWELS.isdisjoint(word[:cut]):
                return word[:cut] + key(_BENDS[word[cut:]])
    stem = _stem(base)
    return base if stem in _FUNCTION else stem


def _stem(word: str) -> str:
    with _stemming:
        found: str = _stemmer.stemWord(word)
    return found


@lru_cache(maxsize=200_000)
def parts(word: str) -> tuple[str, ...]:
    """The keys of what a folded compound is made of; nothing for a word that is none."""
    if len(word) < LEAST_COMPOUND or word in _LAST or _is_compared(word):
        return ()
    found = _known(word) or _half_known(word)
    return tuple(dict.fromkeys(one for one in map(key, found) if one != key(word)))


def _is_compared(word: str) -> bool:
    """Whether it is the superlative of a known word."""
    return word.endswith(("est", "este")) and word.removesuffix("e").removesuffix("est") in _LAST


@lru_cache(maxsize=200_000)
def keys_of(word: str) -> str:
    """Every key under which a folded word is found, with spaces between them."""
    return " ".join((key(word), *parts(word)))


def keys(plain_text: str) -> str:
    """Every key of a plain text, with spaces between them; one may come again."""
    return " ".join(map(keys_of, dict.fromkeys(plain_text.split())))


@lru_cache(maxsize=1_000)
def roots(key_: str) -> tuple[str, ...]:
    """What stands in every word that has a key, or a part with it: stems are cut off at the end, but for the lists'."""
    found = {key_: None}
    for form, base in (*_BASES.items(), *lexicon.JOINED.items()):
        if key_.endswith(key(base)):
            found[key_.removesuffix(key(base)) + (form if form in lexicon.JOINED else _stem(form))] = None
    return tuple(one for one in found if one == key_ or key_ not in one)


def _known(word: str) -> tuple[str, ...]:
    """The parts of a word that is made of known ones only, the longest first; () if it is not."""
    for cut in range(len(word) - LEAST_PART, LEAST_PART - 1, -1):
        first, rest = _FIRST.get(word[:cut]), word[cut:]
        if first is not None:
            further = (rest,) if rest in _LAST else _known(rest)
            if further:
                return (first, *further)
    return ()


def _half_known(word: str) -> tuple[str, ...]:
    """A word with one known part that is long enough to be sure; what is left over is a part as well."""
    for cut in range(LEAST_HEAD, len(word) - LEAST_SURE_PART + 1):
        if _is_sure(word[cut:]) and _may_be_head(word[:cut]):
            return (word[:cut], word[cut:])
    for cut in range(len(word) - LEAST_SURE_PART, LEAST_SURE_PART - 1, -1):
        first = _FIRST.get(word[:cut], "")
        if len(first) >= LEAST_SURE_PART:
            return _with_rest(first, word[cut:])
    return ()


def _is_sure(rest: str) -> bool:
    return len(_LAST.get(rest, "")) >= LEAST_SURE_PART


def _may_be_head(head: str) -> bool:
    """A preposition in front makes no compound ("indhold"), nor one with a letter or two that belong to the rest."""
    begun = [one for one in lexicon.NO_HEADS if head.startswith(one) and len(head) - len(one) < LEAST_HEAD]
    return not begun and not VOWELS.isdisjoint(head)


def _with_rest(first: str, rest: str) -> tuple[str, ...]:
    """What follows a known part, unless it is an ending; a verb such as "formulere" is no compound of "form"."""
    if rest[0] in VOWELS and rest.endswith(("er", "ere", "eres", "erer", "eret", "erede")):
        return (first,) if len(first) > LEAST_COMPOUND else ()
    return (first,) if rest in lexicon.DERIVED else (first, rest)
