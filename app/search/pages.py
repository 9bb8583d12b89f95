"""What the page of the search shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.people.models import Person
from app.search import queries
from app.search.domain import MOST, Found
from app.search.matching import Question
from app.search.ports import Source

A_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What was asked for, as the address says it."""

    text: str
    source: str
    year: int | None
    page: int


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing that was found: its words in pieces, each with whether it is marked."""

    source: str
    found: Found
    pieces: Sequence[tuple[bool, str]]


@dataclass(frozen=True, kw_only=True)
class Hits:
    """One page of them. `more`: only the newest MOST were ranked."""

    hits: Sequence[Hit]
    count: int
    more: bool
    page: int
    pages: int
    most: int = MOST


def hits_of(
    session: Session, question: Question, wanted: Wanted, *, person: Person, day: dt.date, sources: Mapping[str, Source]
) -> Hits:
    """The page that was asked for, or the last one there is."""
    searched = [one for name, one in sources.items() if wanted.source in ("", name)]
    ranked = queries.find(session, question, person=person, day=day, sources=searched, year=wanted.year)
    pages = max(1, -(-len(ranked.entries) // A_PAGE))
    page = min(wanted.page, pages)
    entries = ranked.entries[(page - 1) * A_PAGE : page * A_PAGE]
    shown = queries.shown(session, entries, person=person, day=day, sources=sources)
    return Hits(
        hits=[Hit(source=name, found=found, pieces=question.excerpt(found.text)) for name, found in shown],
        count=len(ranked.entries),
        more=ranked.more,
        page=page,
        pages=pages,
    )
