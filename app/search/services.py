"""Use cases of the search: a room's words come in, change and go, in the transaction in which they do so themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from itertools import islice
from typing import TypeVar

from sqlalchemy import Row as Line
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from app.search import danish, index
from app.search.domain import Row
from app.search.models import SearchEntry
from app.search.ports import Source

T = TypeVar("T")
BATCH = 5_000
KNOWN = select(SearchEntry.id, SearchEntry.text, SearchEntry.shape).where(
    SearchEntry.thing == bindparam("thing"), SearchEntry.source == bindparam("source")
)
ADDED = insert(SearchEntry).returning(SearchEntry.id)
CHANGED = (
    update(SearchEntry)
    .where(SearchEntry.id == bindparam("entry_id"))
    .values(text=bindparam("plain"), shape=danish.SHAPE)
    .execution_options(synchronize_session=False)
)
"""Every save asks these, so they are made once."""


def index_text(
    session: Session, *, source: str, thing: str, subject_id: int, year: Callable[[], int], text: str
) -> None:
    """Lets a text be found, in place of what the thing said before; one without words is not found.

    A thing keeps its `subject_id` and its year, so `year` is asked only of a new one.
    """
    plain = danish.plain(text)
    if not plain:
        remove_text(session, source=source, thing=thing)
        return
    if index.change(session, source=source, thing=thing, plain=plain, keys=danish.keys(plain), shape=danish.SHAPE):
        return
    entry = _entry(session, source, thing)
    if entry is None:
        known = {"source": source, "thing": thing, "subject_id": subject_id, "year": year()}
        made = session.execute(ADDED, {**known, "text": plain, "shape": danish.SHAPE})
        index.put(session, [(made.scalar_one(), danish.keys(plain))])
    elif (entry.text, entry.shape) != (plain, danish.SHAPE):
        session.execute(CHANGED, {"entry_id": entry.id, "plain": plain})
        index.take(session, entry.id, _keys(entry))
        index.put(session, [(entry.id, danish.keys(plain))])


def remove_text(session: Session, *, source: str, thing: str) -> None:
    """What a thing said is no longer found."""
    entry = _entry(session, source, thing)
    if entry is not None:
        index.take(session, entry.id, _keys(entry))
        session.execute(delete(SearchEntry).where(SearchEntry.id == entry.id))


def rebuild(session: Session, *, sources: Iterable[Source]) -> int:
    """Makes the index anew from what stands in every room, the oldest words first; returns how many texts there are."""
    session.execute(delete(SearchEntry))
    index.empty(session)
    first = 1
    for rows in _batches(merge(*(_named(one, session) for one in sources), key=lambda pair: pair[1].at)):
        first = _put_all(session, rows, first)
    index.settle(session)
    return first - 1


def _entry(session: Session, source: str, thing: str) -> Line[int, str, int] | None:
    return session.execute(KNOWN, {"source": source, "thing": thing}).one_or_none()


def _keys(entry: Line[int, str, int]) -> str:
    """Keys that were made by older rules are not known any more; they lead to nothing, until the index is made anew."""
    return danish.keys(entry.text) if entry.shape == danish.SHAPE else ""


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
