"""Named reads of the search: what answers a question, within what a person may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from operator import itemgetter

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session

from app.cycle.models import Cycle, ThemeEdition
from app.people.models import Person
from app.search import index
from app.search.domain import MOST, Found, Ranked
from app.search.matching import Question
from app.search.models import SearchEntry
from app.search.ports import Source


def visible_to(person: Person | None, day: dt.date, sources: Sequence[Source]) -> ColumnElement[bool]:
    """Which entries a person may see: of each source what its room says. Nobody in particular runs the system."""
    if person is None:
        return SearchEntry.source.in_([one.name for one in sources])
    conditions = [(SearchEntry.source == one.name) & one.rows_visible_to(person, day) for one in sources]
    return or_(false(), *conditions)


def find(
    session: Session,
    question: Question,
    *,
    person: Person | None,
    day: dt.date,
    sources: Sequence[Source],
    year: int | None = None,
) -> Ranked:
    """What answers, ranked: a word as it was typed before its inflections, those before parts of compounds.

    Ranked are the newest MOST candidates that the person may see; of equals the newest comes first.
    """
    if not question.words:
        return Ranked(things=())
    holds, number, condition = index.holding(session, question.keys)
    query = (
        select(SearchEntry.source, SearchEntry.thing, SearchEntry.text)
        .select_from(holds)
        .join(SearchEntry, SearchEntry.id == number)
        .where(condition, visible_to(person, day, sources), SearchEntry.year == year if year else true())
        .order_by(number.desc())
        .limit(MOST + 1)
    )
    candidates = session.execute(query).all()
    graded = [
        (grade, source, thing)
        for source, thing, text in candidates[:MOST]
        if (grade := question.grade(text)) is not None
    ]
    things = [(source, thing) for _grade, source, thing in sorted(graded, key=itemgetter(0))]  # of equals, the newest
    return Ranked(things=things, more=len(candidates) > MOST)


def shown(
    session: Session,
    things: Sequence[tuple[str, str]],
    *,
    person: Person | None,
    day: dt.date,
    sources: Mapping[str, Source],
) -> list[tuple[str, str, Found]]:
    """Things as they are shown, in the given order, with one question to each room; what nobody shows is left out."""
    by_source = {name: [thing for source, thing in things if source == name] for name in sources}
    found = {name: sources[name].found(session, ids, person, day) for name, ids in by_source.items() if ids}
    return [(source, thing, found[source][thing]) for source, thing in things if thing in found[source]]


def years(session: Session) -> list[int]:
    """The years of which anything can be found, the newest first."""
    found = {*session.scalars(select(ThemeEdition.year).distinct()), *session.scalars(select(Cycle.year))}
    return sorted(found, reverse=True)
