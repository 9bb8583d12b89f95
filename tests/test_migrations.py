"""The migrations, run from an empty database, make what the models say."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app import models
from app.database import Base, Database

ROOT = Path(__file__).resolve().parent.parent


def test_there_is_one_newest_migration() -> None:
    assert len(ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).get_heads()) == 1


def test_migrated_tables_are_those_of_the_models(own_database: Database) -> None:
    assert models.__all__
    with own_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
