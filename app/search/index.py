"""The index itself, once for each database: which keys stand in which entry. Nothing else knows the difference.

SQLite: an FTS5 table without content, without positions. It keeps only the lists of entries, so whoever takes one out
must name the keys that were put in. PostgreSQL: a tsvector of the same keys under a GIN index. No text search
configuration is asked on either side, so both hold what danish.py made and answer alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Integer, TableClause, cast, column, literal_column, table, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from app.search.models import INDEX

CREATE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_index USING fts5(keys, content='', detail='none', columnsize=0, tokenize='ascii')",
    ),
    "postgresql": (
        "CREATE TABLE search_index (id integer PRIMARY KEY, keys tsvector NOT NULL)",
        "CREATE INDEX ix_search_index_keys ON search_index USING gin (keys)",
    ),
}
PUT = {
    "sqlite": "INSERT INTO search_index (rowid, keys) VALUES (?, ?)",
    "postgresql": "INSERT INTO search_index (id, keys) VALUES (%s, array_to_tsvector(string_to_array(%s, ' ')))",
}
TAKE = {
    "sqlite": "INSERT INTO search_index (search_index, rowid, keys) VALUES ('delete', ?, ?)",
    "postgresql": "DELETE FROM search_index WHERE id = %s AND CAST(%s AS text) IS NOT NULL",
}
PUT_AGAIN = (
    "INSERT INTO search_index (id, keys) VALUES (%s, array_to_tsvector(string_to_array(%s, ' '))) "
    "ON CONFLICT (id) DO UPDATE SET keys = excluded.keys"
)
EMPTY = {
    "sqlite": "INSERT INTO search_index (search_index) VALUES ('delete-all')",
    "postgresql": "DELETE FROM search_index",
}
SETTLE = {
    "sqlite": ("INSERT INTO search_index (search_index) VALUES ('optimize')",),
    "postgresql": (
        "SELECT setval(pg_get_serial_sequence('search_entry', 'id'), max(id)) FROM search_entry",
        "ANALYZE search_index, search_entry",
    ),
}


def kind(session: Session) -> str:
    """The database's kind."""
    return session.get_bind().dialect.name


def put(session: Session, entries: Iterable[tuple[int, str]]) -> None:
    """Puts entries in with their keys."""
    _each(session, PUT, entries)


def take(session: Session, number: int, keys: str) -> None:
    """Takes an entry out; `keys` are those that it was put in with."""
    _each(session, TAKE, [(number, keys)])


def put_again(session: Session, number: int, *, before: str, now: str) -> None:
    """An entry says something else now; `before` are the keys that it was put in with."""
    if kind(session) == "postgresql":
        session.connection().exec_driver_sql(PUT_AGAIN, (number, now))
        return
    take(session, number, before)
    put(session, [(number, now)])


def _each(session: Session, statements: Mapping[str, str], entries: Iterable[tuple[int, str]]) -> None:
    """In the driver's own words: there are a million of them when an index is made anew."""
    rows = list(entries)
    if rows:
        session.connection().exec_driver_sql(statements[kind(session)], rows)


def empty(session: Session) -> None:
    """Takes everything out."""
    session.execute(text(EMPTY[kind(session)]))


def settle(session: Session) -> None:
    """Puts the index in order after much has been put in, under numbers that the next entry goes on from."""
    for statement in SETTLE[kind(session)]:
        session.execute(text(statement))


def holding(session: Session, keys: Sequence[str]) -> tuple[TableClause, ColumnElement[int], ColumnElement[bool]]:
    """The table of the index, its column with the number of an entry, and the condition that all the keys are there."""
    if kind(session) == "sqlite":
        wanted = " AND ".join(f'"{key}"' for key in keys)
        index = table(INDEX, column("rowid", Integer))
        return index, index.c.rowid, literal_column(INDEX).op("MATCH", is_comparison=True)(wanted)
    index = table(INDEX, column("id", Integer), column("keys"))
    wanted = " & ".join(f"'{key}'" for key in keys)
    return index, index.c.id, index.c["keys"].op("@@", is_comparison=True)(cast(wanted, TSQUERY))
