"""Runs the migrations on the database of the settings, or on the address given with `-x url=…`."""

from __future__ import annotations

from alembic import context

from app import models
from app.database import Base, build_engine
from app.search.models import is_described
from config import read_settings

assert models.trail  # every table is known before the metadata is compared


def run() -> None:
    """All pending migrations in one transaction each; SQLite changes tables by copying them."""
    url = context.get_x_argument(as_dictionary=True).get("url") or read_settings().database_url
    engine = build_engine(url)
    with engine.connect() as connection:
        embedded = connection.dialect.name == "sqlite"
        if embedded:  # a table is changed by copying it, and its rows are not orphans meanwhile
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=embedded,
            transaction_per_migration=True,
            compare_type=True,
            include_object=is_described,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
