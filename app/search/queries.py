"""Named reads of the search: what answers a question, within what a person may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from operator import itemgetter

from sqlalchemy import ColumnElement, false, inspect, or_, select, true
from sqlalchemy.orm import Session

from app.cycle.models import Cycle, ThemeEdition
from app.people.models import Person
from app.search import index
from app.search.domain import MOST, Found, Ranked
from app.search.matching import Question
from app.search.models import SearchEntry
from app.search.ports import Source

ENTRY = inspect(SearchEntry).local_table


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
        return Ranked(entries=())
    holds, number, condition = index.holding(session, question.keys)
    query = (
        select(ENTRY.c.id, ENTRY.c.text)
        .select_from(holds)
        .join(ENTRY, ENTRY.c.id == number)
        .where(condition, visible_to(person, day, sources), ENTRY.c.year == year if year else true())
        .order_by(number.desc())
        .limit(MOST + 1)
    )
    candidates = session.connection().execute(query).all()  # rows and no more: there are two thousand of them
    graded = [(grade, entry) for entry, text in candidates[:MOST] if (grade := question.grade(text)) is not None]
    graded.sort(key=itemgetter(0))  # of equals the newest stays in front
    return Ranked(entries=[entry for _grade, entry in graded], more=len(candidates) > MOST)


def shown(
    session: Session,
    entries: Sequence[int],
    *,
    person: Person | None,
    day: dt.date,
    sources: Mapping[str, Source],
) -> list[tuple[str, Found]]:
    """Entries as they are shown, in the given order, with one question to each room; what nobody shows is left out."""
    rows = session.execute(select(ENTRY.c.id, ENTRY.c.source, ENTRY.c.thing).where(ENTRY.c.id.in_(entries)))
    things = {entry: (source, thing) for entry, source, thing in rows}
    found: dict[tuple[str, str], Found] = {}
    for name, source in sources.items():
        ids = [thing for of, thing in things.values() if of == name]
        shown = source.found(session, ids, person, day) if ids else {}
        found |= {(name, thing): one for thing, one in shown.items()}
    return [(things[entry][0], found[things[entry]]) for entry in entries if things.get(entry) in found]


def years(session: Session) -> list[int]:
    """The years of which anything can be found, the newest first."""
    found = {*session.scalars(select(ThemeEdition.year).distinct()), *session.scalars(select(Cycle.year))}
    return sorted(found, reverse=True)
