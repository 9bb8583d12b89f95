"""Use cases of the search: a room's words come in, change and go, in the transaction in which they do so themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice
from typing import TypeVar

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.search import danish, index
from app.search.domain import Row
from app.search.models import SearchEntry
from app.search.ports import Source

T = TypeVar("T")
BATCH = 5_000


def index_text(session: Session, *, source: str, thing: str, subject_id: int, year: int, text: str) -> None:
    """Lets a text be found, in place of what the thing said before; one without words is not found."""
    plain = danish.plain(text)
    entry = _entry(session, source, thing)
    if entry is not None and (entry.text, entry.shape) == (plain, danish.SHAPE):
        return
    if not plain:
        remove_text(session, source=source, thing=thing)
        return
    if entry is not None:
        _take(session, entry)
    entry = entry or SearchEntry(source=source, thing=thing)
    entry.subject_id, entry.year, entry.text, entry.shape = subject_id, year, plain, danish.SHAPE
    session.add(entry)
    session.flush()
    index.put(session, [(entry.id, danish.keys(plain))])


def remove_text(session: Session, *, source: str, thing: str) -> None:
    """What a thing said is no longer found."""
    entry = _entry(session, source, thing)
    if entry is not None:
        _take(session, entry)
        session.delete(entry)
        session.flush()


def rebuild(session: Session, *, sources: Iterable[Source]) -> int:
    """Makes the index anew from what stands in every room, the oldest words first; returns how many texts there are."""
    session.execute(delete(SearchEntry))
    index.empty(session)
    first = 1
    for rows in _batches(merge(*(_named(one, session) for one in sources), key=lambda pair: pair[1].at)):
        first = _put_all(session, rows, first)
    index.settle(session)
    return first - 1


def put_in_order(session: Session) -> None:
    """Makes only the index anew, from the entries: where the entries have come without it."""
    index.empty(session)
    entries = session.execute(select(SearchEntry.id, SearchEntry.text).order_by(SearchEntry.id))
    for rows in _batches(entries.yield_per(BATCH)):
        index.put(session, [(number, danish.keys(text)) for number, text in rows])
    index.settle(session)


def _entry(session: Session, source: str, thing: str) -> SearchEntry | None:
    query = select(SearchEntry).where(SearchEntry.thing == thing, SearchEntry.source == source)
    return session.scalars(query).one_or_none()


def _take(session: Session, entry: SearchEntry) -> None:
    """Keys that were made by older rules are not known any more; they lead to nothing, until the index is made anew."""
    index.take(session, entry.id, danish.keys(entry.text) if entry.shape == danish.SHAPE else "")


def _named(source: Source, session: Session) -> Iterator[tuple[str, Row]]:
    return ((source.name, row) for row in source.rows(session))


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(items)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _put_all(session: Session, rows: list[tuple[str, Row]], first: int) -> int:
    """Puts a batch in under the numbers from `first`, and returns the next one."""
    entries: list[dict[str, object]] = []
    keys: list[tuple[int, str]] = []
    for source, row in rows:
        plain = danish.plain(row.text)
        if not plain:
            continue
        number = first + len(entries)
        entries.append(
            {
                "id": number,
                "source": source,
                "thing": row.thing,
                "subject_id": row.subject_id,
                "year": row.year,
                "shape": danish.SHAPE,
                "text": plain,
            }
        )
        keys.append((number, danish.keys(plain)))
    if entries:
        session.execute(insert(SearchEntry), entries)
        index.put(session, keys)
    return first + len(entries)
