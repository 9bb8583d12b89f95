"""Engine, types, and the one way to a transaction.

SQLite is opened the way that was found to lose nothing (docs/adr/0003): WAL, synchronous=FULL, a busy timeout, and
BEGIN IMMEDIATE for whoever will write. Reading takes a session that refuses to write.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import current_app, g
from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, create_engine, event
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

EXTENSION = "ledetraad.database"
KEPT = 10  # connections that a process keeps to PostgreSQL: one for each thread that serves, and some


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An instant. Naive values are refused; what comes back is aware and in UTC, on SQLite too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """All tables; constraint names are fixed, so that migrations can name them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        dt.datetime: UtcDateTime,
        enum.Enum: Enum(
            enum.Enum, native_enum=False, length=40, values_callable=lambda kind: [member.value for member in kind]
        ),
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


class ReadOnlySession(Session):
    """A session for GET and HEAD: what it would write is a mistake in our code, so it says so."""

    def flush(self, objects: Any = None) -> None:
        if self.new or self.dirty or self.deleted:
            raise RuntimeError("a reading session was asked to write")


class Database:
    """One pool, two ways in: `read` (deferred, refuses to write) and `write` (immediate on SQLite)."""

    def __init__(self, url: str, *, trail_key: bytes) -> None:
        self.engine = build_engine(url)
        reading = self.engine.execution_options(ledetraad_reading=True)
        self.read = sessionmaker(reading, class_=ReadOnlySession, autoflush=False, expire_on_commit=False)
        self.write = sessionmaker(self.engine, expire_on_commit=False, info={"trail_key": trail_key})
        relaxed = self.engine.execution_options(ledetraad_relaxed=True)
        self.record = sessionmaker(relaxed, expire_on_commit=False, info={"trail_key": trail_key})

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction outside of an application's context, such as after a restore."""
        with self.write.begin() as session:
            yield session

    @contextmanager
    def recording(self) -> Iterator[Session]:
        """A transaction that does not wait for the disk: it outlives every process, but perhaps no power cut.

        Only for what does no harm when it has to be found out again, such as that a mail has left.
        """
        with self.record.begin() as session:
            yield session

    def dispose(self) -> None:
        """Closes every connection, at the end of a process or a test."""
        self.engine.dispose()


def build_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL with the settings that this project was tried with."""
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_pre_ping=True, pool_size=KEPT, max_overflow=KEPT)
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    relaxed = options.get("ledetraad_relaxed", False)
    if relaxed or connection.info.get("relaxed"):  # whoever takes the connection next waits for the disk again
        connection.exec_driver_sql(f"PRAGMA synchronous={'NORMAL' if relaxed else 'FULL'}")
        connection.info["relaxed"] = relaxed
    connection.exec_driver_sql("BEGIN" if options.get("ledetraad_reading", False) else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("ledetraad_relaxed", False):
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")


def database() -> Database:
    """The database of the running application."""
    found: Database = current_app.extensions[EXTENSION]
    return found


@contextmanager
def sqlite_file(place: Path) -> Iterator[Session]:
    """A file of SQLite that is nobody's yet, as a database: its writes are committed, and nothing lies beside it."""
    engine = create_engine(URL.create("sqlite", database=str(place)))
    try:
        with Session(engine) as session, session.begin():
            yield session
    finally:
        engine.dispose()


@contextmanager
def transaction() -> Iterator[Session]:
    """The only way to write: leaving the block commits, an exception rolls back. Not to be nested.

    Who was reading lends nothing meanwhile, so that a request holds one connection and not two; what it has read stays.
    """
    if "reading" in g:
        g.reading.commit()
    with database().write.begin() as session:
        yield session


@contextmanager
def recording() -> Iterator[Session]:
    """As transaction(), without waiting for the disk (Database.recording): only for the jobs that send."""
    with database().recording() as session:
        yield session


def reading() -> Session:
    """The request's reading session (or the command's): opened at first use, closed at teardown."""
    if "reading" not in g:
        g.reading = database().read()
    session: Session = g.reading
    return session


def close_reading(_error: BaseException | None = None) -> None:
    """Gives the reading session back; registered as a teardown by create_app()."""
    session: Session | None = g.pop("reading", None)
    if session is not None:
        session.close()
