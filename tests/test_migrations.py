"""The migrations, run from an empty database, make what the models say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table, text

from app import models
from app.database import Base, Database
from app.search.models import is_described
from tests import postgres
from tests.conftest import SECRET, migrate, templates_of

ROOT = Path(__file__).resolve().parent.parent


def test_there_is_one_newest_migration() -> None:
    assert len(ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).get_heads()) == 1


def test_migrated_tables_are_those_of_the_models(own_database: Database) -> None:
    assert models.__all__
    with own_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_described})
        assert compare_metadata(context, Base.metadata) == []


WHEN = dt.datetime(2027, 3, 16, 9, 0)
SAID = {
    "cycle": {"id": 7, "year": 2027, "state": "open", "opened_at": WHEN},
    "institution": {
        **dict.fromkeys(("kind_words", "municipality", "area", "street", "postcode"), ""),
        "id": 2,
        "register": "test",
        "number": "1",
        "name": "Hus",
        "kind": "school",
        "ownership": "municipal",
    },
    "draw": {
        "id": 3,
        "cycle_id": 7,
        "method": "plain",
        "state": "drawn",
        "seats_wanted": 6,
        "settings": {},
        "record": "",
        "commitment": "",
        "value": "",
        "prepared_at": WHEN,
    },
    "seat": {
        "id": 4,
        "draw_id": 3,
        "institution_id": 2,
        "number": 1,
        "kind": "drawn",
        "state": "held",
        "reason": {},
        "withdrawn_because": "",
    },
    "dialogue": {"id": 5, "seat_id": 4, "state": "held", "taken_over": False, "why": [], "version": 1},
    "note": {"id": 6, "dialogue_id": 5, "state": "open", "opened_at": WHEN},
    "passage": {
        "id": "p",
        "note_id": 6,
        "kind": "minutes",
        "rank": "a",
        "rank_version": 1,
        "revision": 1,
        "created_at": WHEN,
    },
    "passage_revision": {"id": 8, "passage_id": "p", "number": 1, "text": "Ord", "saved_at": WHEN, "late": False},
    "insight": {"id": 9, "cycle_id": 7, "sentence": "S", "about": "form", "tone": "works", "created_at": WHEN},
    "evidence": {"id": 10, "insight_id": 9, "revision_id": 8, "quote": "", "stance": "supports"},
}
"""A row in each table between a year and an insight, as they were before other forums had their say."""
PLAIN = {
    "cycle": {**SAID["cycle"], "id": 8, "year": 2028},
    "draw": {**SAID["draw"], "id": 13, "cycle_id": 8, "state": "published", "published_at": WHEN},
}
"""A list of the plain choice that was published, and that nobody has drawn from."""


@pytest.fixture(scope="module")
def first_year(
    request: pytest.FixtureRequest, database_kind: str, worker: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of an empty database."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('first') / 'first.db'}"
        return
    server, name = templates_of(request.config)["server"], f"ledetraad_first_{worker}"
    yield postgres.create_database(server, name)
    postgres.drop_database(server, name)


@pytest.fixture(scope="module")
def carried(first_year: str) -> Iterator[Database]:
    """A database with rows of the first migration and of the fifteenth, brought to the newest."""
    migrate(first_year, "0001")
    database = Database(first_year, trail_key=SECRET.encode())
    with database.engine.begin() as connection:
        for name, row in (*SAID.items(), *PLAIN.items()):
            put(connection, name, row)
    migrate(first_year, "0015")
    with database.engine.begin() as connection:
        put_mails(connection)
    migrate(first_year, "head")
    yield database
    database.dispose()


def test_what_was_said_before_other_forums_is_kept(carried: Database) -> None:
    with carried.engine.begin() as connection:
        note = connection.execute(text("SELECT cycle_id, dialogue_id, discussion_id FROM note")).one()
        tied = connection.execute(text("SELECT insight_id, revision_id, tied_at FROM evidence")).one()
        entry = connection.execute(text("SELECT source, thing, year, text FROM search_entry")).one()
        sqlite = carried.engine.dialect.name == "sqlite"
        orphans = connection.execute(text("PRAGMA foreign_key_check")).all() if sqlite else []
    assert tuple(note) == (7, 5, None)
    assert tuple(entry) == ("passages", "p", 2027, "ord")
    assert tuple(tied)[:2] == (9, 8)
    assert str(tied.tied_at)[:16] == "2027-03-16 09:00"
    assert orphans == []


def test_list_of_the_plain_choice_that_nobody_drew_from_is_open_again(carried: Database) -> None:
    query = "SELECT state, published_at, way, drawn_how, witnesses FROM draw WHERE id = 13"
    with carried.engine.begin() as connection:
        assert tuple(connection.execute(text(query)).one()) == ("prepared", None, "by-turn", "", "")


def test_meeting_keeps_the_organizer_that_its_first_mail_named(carried: Database) -> None:
    with carried.engine.begin() as connection:
        found = connection.execute(text("SELECT id, organizer FROM invitation ORDER BY id")).all()
        kept = connection.scalars(text("SELECT forgotten_at FROM outbox_message")).all()
    assert [tuple(row) for row in found] == [(5, "then@example.dk"), (6, "")]
    assert kept == [None] * 2 * len(MAILS)


def test_course_keeps_the_organizer_that_its_first_mail_named(carried: Database) -> None:
    with carried.engine.begin() as connection:
        found = connection.execute(text("SELECT id, organizer FROM course ORDER BY id")).all()
    assert [tuple(row) for row in found] == [(5, "then@example.dk"), (6, "")]


MAILS = (("taken-back", "never@example.dk"), ("sent", "then@example.dk"), ("waiting", "since@example.dk"))
"""The mails of one meeting, and of one course, in the order of writing."""


def put_mails(connection: Connection) -> None:
    """Two meetings and two courses of before their organizers were kept: mails went out for one of each."""
    put(connection, "dialogue", {**SAID["dialogue"], "id": 6, "seat_id": put_seat(connection)})
    put(connection, "guidance", {"id": 1, "year": 2028, "state": "published"})
    for number in (5, 6):
        put(connection, "invitation", {"id": number, "dialogue_id": number, "uid": f"u{number}", "state": "sent"})
        put(connection, "course", {"id": number, "guidance_id": 1})
    for number, (kind, (state, sender)) in enumerate(product(("invitation", "course"), MAILS)):
        raw = f"From: =?utf-8?q?B=C3=B8rn?= <{sender}>\r\n\r\n".encode()
        row = {"id": number + 1, "message_id": str(number), "once": str(number), "raw": raw}
        put(connection, "outbox_message", {**row, "kind": kind, "thread": f"{kind}:5", "state": state})


def put(connection: Connection, name: str, row: dict[str, object]) -> None:
    """A row with what must be there filled up."""
    table = Table(name, MetaData(), autoload_with=connection)
    must = [one for one in table.columns if not one.nullable and one.name not in row and one.name != "id"]
    connection.execute(table.insert().values(**{one.name: filler(one) for one in must}, **row))


def filler(column: Column[object]) -> object:
    if "at" in column.name.split("_"):
        return WHEN
    return {bool: False, int: 0, str: ""}.get(column.type.python_type, [])


def put_seat(connection: Connection) -> int:
    put(connection, "institution", {**SAID["institution"], "id": 3, "number": "2"})
    put(connection, "seat", {**SAID["seat"], "id": 9, "number": 2, "institution_id": 3})
    return 9
