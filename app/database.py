"""Engine, types, and the one way to a transaction.

SQLite is opened the way that was found to lose nothing (docs/adr/0003): WAL, synchronous=FULL, a busy timeout, and
BEGIN IMMEDIATE for whoever will write. Reading takes a session that refuses to write.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import current_app, g
from sqlalchemy import JSON, BindParameter, ClauseElement, DateTime, Dialect, Enum, MetaData, create_engine, event
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import IntegrityError
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
        self._relaxed = build_engine(url, durable=False)
        self.record = sessionmaker(self._relaxed, expire_on_commit=False, info={"trail_key": trail_key})

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction outside of an application's context, such as after a restore."""
        with self.write.begin() as session:
            yield session

    @contextmanager
    def recording(self) -> Iterator[Recorder]:
        """Transactions that do not wait for the disk: they outlive every process, but perhaps no power cut.

        Only for what does no harm when it has to be found out again, such as that a mail has left.
        """
        recorder = Recorder(self.record)
        try:
            yield recorder
        finally:
            recorder.close()

    def dispose(self) -> None:
        """Closes every connection, at the end of a process or a test."""
        self.engine.dispose()
        self._relaxed.dispose()


BEGIN = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN"}


class Prepared:
    """A statement that is compiled once and run thousands of times, past all that SQLAlchemy does for each execution.

    That costs more than the database's own work. Values go through the types' own processing, as they always do.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, list[str], dict[str, Any]]] = {}

    def run(self, cursor: Any, values: Mapping[str, Any], dialect: Dialect) -> None:
        """Executes it with the database's own cursor."""
        sql, order, fixed = self._compiled.get(dialect.name) or self._compile(dialect)
        cursor.execute(sql, [fixed[name](values.get(name)) for name in order])

    def _compile(self, dialect: Dialect) -> tuple[str, list[str], dict[str, Any]]:
        """The text with its values in order, and for each what makes a value of ours one of the database's."""
        style = "qmark" if dialect.paramstyle == "qmark" else "format"
        kind: Any = type(dialect)
        compiled: Any = self._statement.compile(dialect=kind(paramstyle=style))
        order: list[str] = compiled.positiontup
        makers = {name: _maker(compiled.binds[name], dialect) for name in order}
        found = self._compiled[dialect.name] = (str(compiled), order, makers)
        return found


def _maker(bind: BindParameter[Any], dialect: Dialect) -> Callable[[Any], Any]:
    """From a given value (or the statement's own, where it has one) to what the driver is handed."""
    kind: Any = bind.type.dialect_impl(dialect)
    process: Callable[[Any], Any] = kind.bind_processor(dialect) or (lambda value: value)
    if bind.required:
        return process
    own = process(bind.value)
    return lambda _given: own


class Recorder:
    """For many small notes by one worker, none of which waits for the disk.

    The connection is kept from the first note to the last: to fetch one from the pool, ask whether it still lives and
    prepare it costs more than the note. Where it has died, the next note is given another.
    """

    def __init__(self, make: sessionmaker[Session]) -> None:
        self._make = make
        self._kept: Connection | None = None

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction with a session, for what needs one."""
        with self._make.begin() as session:
            yield session

    def run(self, statements: Sequence[Prepared], values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The statements in one transaction; the row that the last one gives. A single one is a transaction by itself.

        Raises LostConnection if the database has hung up: whether it was done is not known.
        """
        kept = self._kept = self._kept or self._open()
        driver: Any = kept.connection.driver_connection
        cursor, dialect = driver.cursor(), kept.dialect
        alone = len(statements) == 1 or kept.in_transaction()
        try:
            if not alone:
                cursor.execute(BEGIN[dialect.name])
            for one in statements:
                one.run(cursor, values, dialect)
            row: tuple[Any, ...] | None = cursor.fetchone()
            if not alone:
                cursor.execute("COMMIT")
        except Exception as error:
            self._drop(broken=True)
            if isinstance(error, dialect.loaded_dbapi.Error) and dialect.is_disconnect(error, driver, cursor):
                raise LostConnection from error
            raise
        return row

    @property
    def dialect(self) -> str:
        """Which kind of database it writes to."""
        return str(self._make.kw["bind"].dialect.name)

    def _open(self) -> Connection:
        bind: Engine | Connection = self._make.kw["bind"]
        if isinstance(bind, Connection):
            return bind  # somebody's own, whose transaction this is a part of
        kept = bind.connect()
        if self.dialect == "postgresql":  # SQLite is so already
            kept.execution_options(isolation_level="AUTOCOMMIT")
        return kept

    def _drop(self, *, broken: bool) -> None:
        kept, self._kept = self._kept, None
        if kept is None or kept is self._make.kw["bind"]:
            return
        if broken:
            kept.invalidate()
        kept.close()

    def close(self) -> None:
        """Gives the connection back."""
        self._drop(broken=False)


class LostConnection(Exception):
    """The database has hung up in the middle of a note."""


def build_engine(url: str, *, durable: bool = True) -> Engine:
    """An engine for SQLite or PostgreSQL with the settings that this project was tried with.

    Not `durable`: a commit does not wait for the disk (Database.recording).
    """
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_pre_ping=True, pool_size=KEPT if durable else 1, max_overflow=KEPT)
        if not durable:
            event.listen(engine, "connect", _relax_postgresql)
        return engine
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite if durable else _relax_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any, *, synchronous: str = "FULL") -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("busy_timeout=30000", "journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _relax_sqlite(connection: Any, record: Any) -> None:
    _prepare_sqlite(connection, record, synchronous="NORMAL")


def _relax_postgresql(connection: Any, _record: Any) -> None:
    connection.execute("SET synchronous_commit TO off")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get("ledetraad_reading", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


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


UNIQUE = ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505")


def is_there_already(error: IntegrityError) -> bool:
    """Whether a row with the same key stands there, as when two do the same at once; all else is a mistake of ours."""
    said = (getattr(error.orig, name, None) for name in ("sqlite_errorname", "sqlstate"))
    return any(one in UNIQUE for one in said)


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
def recording() -> Iterator[Recorder]:
    """Transactions that do not wait for the disk (Database.recording): only for the jobs that send."""
    with database().recording() as recorder:
        yield recorder


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
