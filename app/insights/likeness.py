"""What resembles what, by its words alone: an index in memory that is asked with a text and answers with the nearest.

A suggestion, never a judgement: it sees words and not what is meant by them, and a person chooses.

**Words.** A text is folded (`folded`: NFC, lower case, accents taken off but å, æ, ø kept, for å is not a), cut into
words, freed of those that say nothing (STOP), and each is brought to its stem (Snowball's Danish stemmer).

**Score.** The sum of two parts over the words that query and document share:
- BM25 (Robertson & Zaragoza, *The Probabilistic Relevance Framework*, 2009) over stems, k₁ = 1.2, b = 0.6:
  idf(t) · tf · (k₁ + 1) / (tf + k₁ · (1 − b + b · length / mean length)), idf(t) = ln(1 + (N − n + ½) / (n + ½));
- the same idf over the 4-grams of stems, those of one stem together worth GRAM_SHARE of a word: so that "skolerne"
  meets "folkeskolen", which no stemmer can do, and not every other word that ends in "-erne".
The CANDIDATES that score most are then measured as a cosine would: divided by the geometric mean of what the question
and the document would each score against themselves, so that 1 means "the same words", and long words against a short
sentence do not lose by their length alone.
Words that stand in more than COMMON of at least FEW documents are left out of the question: they tell nothing apart.
The same documents give the same answers in the same order, whatever was put in or taken out before; equal scores are
in the order of their keys.

**Cost.** A question walks the postings of at most MOST_WORDS rare stems and MOST_GRAMS rare grams.
"""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nsmallest

import Stemmer  # C code: its calls hold the interpreter's lock

K1, B = 1.2, 0.6
GRAM, GRAM_SHARE = 4, 0.5
COMMON, FEW = 0.2, 50
MOST_WORDS, MOST_GRAMS, CANDIDATES = 40, 60, 30
_ACCENTS = re.compile("[\u0300-\u0309\u030b-\u036f]")  # all but the ring of å
_WORD = re.compile(r"[^\W_]+")
_STEMMER = Stemmer.Stemmer("danish")

_SILENT = """
ad af aldrig alle alt altid anden andet andre at bare begge blev blive bliver da de dem den denne der deres det
dette dig din dine disse dit dog du efter eller en end endnu er et ene eneste enhver fik fin for fordi fra fx få får
før går gør gøre ham han hans har havde have hej helt hende hendes her hos hun hvad hvem hver hvilke hvilken hvis
hvor hvordan hvorfor hvornår ikke ind ingen intet ja jeg jer jeres jo kan kom komme kommer kun kunne lige lidt må
man mange med meget men mens mere mest mig min mine mit mod måske nej nogen noget nogle nok nu når ny nye nyt og
også om op os over på se ser selv sig sin sine sit skal skulle som stadig synes så sådan tage tager til tit to ud
under var ved vi vil ville vor vore vores være været år
"""
STOP = frozenset(_SILENT.split())
"""Danish words that stand in every kind of sentence."""


def folded(text: str) -> str:
    """The text as it is compared: composed, lower case, without accents; å, æ and ø are letters of their own."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", text.casefold()))
    return unicodedata.normalize("NFC", bare)


def words_in(text: str) -> list[str]:
    """The words that say something, folded, in their order."""
    return [word for word in _WORD.findall(folded(text)) if word not in STOP and (len(word) > 1 or word.isdigit())]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a folded word."""
    return str(_STEMMER.stemWord(word))


@lru_cache(maxsize=100_000)
def grams(stem: str) -> tuple[str, ...]:
    """The different 4-grams of a stem; none of a shorter one."""
    return tuple(sorted({stem[at : at + GRAM] for at in range(len(stem) - GRAM + 1)}))


@dataclass(frozen=True)
class Alike:
    """A document that resembles what was asked: its key, and how much (0 nothing, 1 the same words)."""

    key: str
    score: float


@dataclass
class _Postings:
    """In which documents a term stands (by place) and how often; taken out ones stay until the term is met again."""

    places: array[int] = field(default_factory=lambda: array("L"))
    counts: array[int] = field(default_factory=lambda: array("H"))
    standing: int = 0


class Likeness:
    """An inverted index of short texts. Not safe for several threads at once: whoever shares one holds a lock."""

    def __init__(self) -> None:
        self._empty()

    def _empty(self) -> None:
        self._stems: dict[str, _Postings] = {}
        self._grams: dict[str, _Postings] = {}
        self._keys: list[str | None] = []
        self._lengths = array("L")
        self._places: dict[str, int] = {}
        self._texts: dict[str, str] = {}
        self._length = 0

    def __len__(self) -> int:
        return len(self._places)

    def put(self, key: str, text: str) -> None:
        """Takes a text in, or in another wording."""
        if self._texts.get(key) == text:
            return
        self.drop(key)
        place = len(self._keys)
        stems, parts = _terms(text)
        self._keys.append(key)
        self._lengths.append(sum(stems.values()))
        self._places[key], self._texts[key] = place, text
        self._length += self._lengths[place]
        for term, count in stems.items():
            _add(self._stems, term, place, min(count, 65_535))
        for part in parts:
            _add(self._grams, part, place, 1)

    def drop(self, key: str) -> None:
        """Takes a text out. Its postings are passed over; when most are of that kind, everything is put in anew."""
        place = self._places.pop(key, None)
        if place is None:
            return
        stems, parts = _terms(self._texts.pop(key))
        self._keys[place] = None
        self._length -= self._lengths[place]
        for postings, terms in ((self._stems, stems), (self._grams, parts)):
            for term in terms:
                postings[term].standing -= 1
        if len(self._keys) > 2 * len(self._places) + 1_000:
            self._put_anew()

    def keep(self, keys: Collection[str]) -> None:
        """Takes out whatever is not among these."""
        for key in [one for one in self._places if one not in keys]:
            self.drop(key)

    def like(self, text: str, *, limit: int, least: float = 0.0, without: Collection[str] = frozenset()) -> list[Alike]:
        """The texts that are most like this one and score at least `least`, the nearest first."""
        stems, parts = self._asked(text)
        whole = _sum(stems) + _sum(parts)
        if not whole:
            return []
        scores = [0.0] * len(self._keys)
        self._score_stems(stems, scores)
        self._score_grams(parts, scores)
        passed = {self._places[key] for key in without if key in self._places}
        found = (
            (-score, key)
            for place, (score, key) in enumerate(zip(scores, self._keys, strict=True))
            if score and key is not None and place not in passed
        )
        nearest = nsmallest(max(CANDIDATES, limit), found)
        measured = [(-min(1.0, -score / math.sqrt(whole * self._whole(key))), key) for score, key in nearest]
        return [Alike(key=key, score=round(-score, 6)) for score, key in nsmallest(limit, measured) if -score >= least]

    def _whole(self, key: str) -> float:
        """What a document would score against itself."""
        stems, parts = self._asked(self._texts[key])
        return _sum(stems) + _sum(parts) or 1.0

    def _put_anew(self) -> None:
        texts = self._texts
        self._empty()
        for key, text in texts.items():
            self.put(key, text)

    def _asked(self, text: str) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
        """The rare terms of a question with what each is worth: stems, and grams by the word they are of."""
        stems, parts = _terms(text)
        worth = {term: self._idf(self._stems, term) for term in stems}
        shares = {part: share * self._idf(self._grams, part) for part, share in parts.items()}
        return _dearest(worth, MOST_WORDS), _dearest(shares, MOST_GRAMS)

    def _idf(self, postings: dict[str, _Postings], term: str) -> float:
        """What a term tells; nothing where nearly every document holds it."""
        count, known = len(self._places), postings.get(term)
        standing = known.standing if known else 0
        if count >= FEW and standing > COMMON * count:
            return 0.0
        return math.log(1 + (count - standing + 0.5) / (standing + 0.5))

    def _score_stems(self, asked: list[tuple[str, float]], scores: list[float]) -> None:
        mean = self._length / max(1, len(self._places)) or 1.0
        flat, slope = K1 * (1 - B), K1 * B / mean
        lengths = self._lengths
        for term, weight in asked:
            known = self._stems.get(term)
            for place, count in zip(known.places, known.counts, strict=True) if known else ():
                scores[place] += weight * count * (K1 + 1) / (count + flat + slope * lengths[place])

    def _score_grams(self, asked: list[tuple[str, float]], scores: list[float]) -> None:
        for part, weight in asked:
            known = self._grams.get(part)
            for place in known.places if known else ():
                scores[place] += weight


def _terms(text: str) -> tuple[Counter[str], dict[str, float]]:
    """The stems of a text with their number, and its grams with their share of the stems that they are of."""
    stems = Counter(map(stem, words_in(text)))
    shares: dict[str, float] = {}
    for one in sorted(stems):
        parts = grams(one)
        for part in parts:
            shares[part] = shares.get(part, 0.0) + GRAM_SHARE / len(parts)
    return stems, shares


def _sum(asked: list[tuple[str, float]]) -> float:
    return sum(weight for _term, weight in asked)


def _dearest(worth: dict[str, float], most: int) -> list[tuple[str, float]]:
    """The terms that tell most, in an order that does not depend on how they came."""
    telling = [(term, weight) for term, weight in worth.items() if weight > 0]
    return nsmallest(most, telling, key=lambda one: (-one[1], one[0]))


def _add(postings: dict[str, _Postings], term: str, place: int, count: int) -> None:
    found = postings.get(term)
    if found is None:
        found = postings[term] = _Postings()
    found.places.append(place)
    found.counts.append(count)
    found.standing += 1
