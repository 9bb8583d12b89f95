"""Suggestions while coding: words that resemble an insight's, and insights that resemble it or chosen words.

Found by likeness.py over all words of a year. Each process makes a year's index once, at its first use, and brings it
up to date when somebody has written since: only texts that differ are put in again. What is suggested is read from the
database afterwards, so that words which have gone since are never shown. The secretariat's own notes are not
suggested: an insight would become as closed as they are.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.insights import queries, reading
from app.insights.likeness import Alike, Likeness
from app.insights.models import Insight
from app.insights.rows import Learned, Said

Known = TypeVar("Known", Insight, Learned)
MOST_YEARS = 3
MOST_WORDS, LEAST_WORDS = 3, 0.15
MOST_INSIGHTS, LEAST_INSIGHTS = 2, 0.16
"""How many suggestions are shown, and how like they must be: below 0.1 lies what shares a word or two by chance."""


@dataclass
class YearIndex:
    """The words of one year and its insights, as this process knows them."""

    words: Likeness = field(default_factory=Likeness)
    insights: Likeness = field(default_factory=Likeness)
    newest: tuple[object, ...] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def refresh_words(self, session: Session, cycle_id: int) -> None:
        """Reads the year again if anybody has written anything since; otherwise one small query."""
        newest = queries.newest_revision(session)
        if newest == self.newest:
            return
        texts = queries.texts(session, cycle_id)
        _fill(self.words, texts)
        self.newest = newest

    def like_words(self, text: str, *, without: Collection[str]) -> list[Alike]:
        """The nearest words."""
        return self.words.like(text, limit=MOST_WORDS, least=LEAST_WORDS, without=without)


_YEARS: WeakKeyDictionary[Engine, OrderedDict[int, YearIndex]] = WeakKeyDictionary()
_LOCK = threading.Lock()


def index_of(session: Session, cycle_id: int) -> YearIndex:
    """The index of a year in this process and for this database; those of the years last asked for are kept."""
    with _LOCK:
        years = _YEARS.setdefault(session.get_bind().engine, OrderedDict())
        found = years.setdefault(cycle_id, YearIndex())
        years.move_to_end(cycle_id)
        while len(years) > MOST_YEARS:
            years.popitem(last=False)
        return found


def words_like(session: Session, cycle: Cycle, insight: Insight | Learned, insights: Sequence[Learned]) -> list[Said]:
    """What was said that resembles an insight and is not tied to it, the nearest first; `insights` are the year's."""
    tied = {one.passage_id for one in insight.evidence}
    index = index_of(session, cycle.id)
    with index.lock:
        index.refresh_words(session, cycle.id)
        found = index.like_words(text_of(insight), without=tied)
    said = reading.said(session, cycle, [one.key for one in found], insights=insights)
    return [said[one.key] for one in found if one.key in said]


def insights_like(
    session: Session, cycle: Cycle, insights: Sequence[Known], text: str, *, without: Iterable[int] = ()
) -> list[Known]:
    """Which of the year's insights resemble a text; sends no query."""
    by_key = {str(one.id): one for one in insights}
    index = index_of(session, cycle.id)
    with index.lock:
        _fill(index.insights, {key: text_of(one) for key, one in by_key.items()})
        keys = {str(number) for number in without}
        found = index.insights.like(text, limit=MOST_INSIGHTS, least=LEAST_INSIGHTS, without=keys)
    return [by_key[one.key] for one in found]


def text_of(insight: Insight | Learned) -> str:
    """An insight's words: its sentence, and what was said of it by either side."""
    return " ".join([insight.sentence, *(one.words for one in insight.evidence)])


def _fill(index: Likeness, texts: Mapping[str, str]) -> None:
    index.keep(texts.keys())
    for key, text in texts.items():
        index.put(key, text)
