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
CHANGE = text(
    "WITH entry AS (UPDATE search_entry SET text = :plain, shape = :shape"
    " WHERE thing = :thing AND source = :source RETURNING id) "
    "INSERT INTO search_index (id, keys) SELECT id, array_to_tsvector(string_to_array(:keys, ' ')) FROM entry "
    "ON CONFLICT (id) DO UPDATE SET keys = excluded.keys RETURNING id"
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


def change(session: Session, *, source: str, thing: str, plain: str, keys: str, shape: int) -> bool:
    """Entry and keys in one statement, where the database can; whether that was done. Others wait for a save meanwhile.

    SQLite must be told the keys that were put in before, and is asked in this process anyway.
    """
    if kind(session) != "postgresql":
        return False
    given = {"source": source, "thing": thing, "plain": plain, "keys": keys, "shape": shape}
    return session.scalar(CHANGE, given) is not None


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
