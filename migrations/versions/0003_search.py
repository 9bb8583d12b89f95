"""what can be found: the texts of passages and elements, and the database's own index over their keys"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.search import danish, index

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PASSAGES = """
    SELECT 'passages' AS source, passage.id AS thing, note.id AS subject_id, cycle.year AS year, passage_revision.text
    FROM passage
    JOIN passage_revision ON passage_revision.passage_id = passage.id AND passage_revision.number = passage.revision
    JOIN note ON note.id = passage.note_id
    JOIN cycle ON cycle.id = note.cycle_id
    WHERE passage.removed_at IS NULL
    ORDER BY passage.created_at, passage.id
"""
ELEMENTS = """
    SELECT 'guidance' AS source, CAST(element.id AS VARCHAR(36)) AS thing, element.id AS subject_id,
      guidance.year AS year, element_revision.text
    FROM element
    JOIN element_revision ON element_revision.element_id = element.id AND element_revision.number = element.revision
    JOIN guidance ON guidance.id = element.guidance_id
    ORDER BY element_revision.saved_at, element.id
"""


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("thing", sa.String(length=36), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("shape", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("thing", "source", name=op.f("uq_search_entry_thing_source")),
    )
    connection = op.get_bind()
    for statement in index.CREATE[connection.dialect.name]:
        op.execute(statement)
    for statement in (PASSAGES, ELEMENTS):
        for row in connection.execute(sa.text(statement)).mappings().all():
            _let_be_found(connection, dict(row))


def _let_be_found(connection: sa.Connection, row: dict[str, object]) -> None:
    """Everything that stands already is found from now on, by the rules of the day."""
    plain = danish.plain(str(row["text"]))
    if plain:
        names = ("id", "source", "thing", "subject_id", "year", "shape", "text")
        entry = sa.table("search_entry", *map(sa.column, names))
        values = {**row, "text": plain, "shape": danish.SHAPE}
        number = connection.execute(entry.insert().values(values).returning(entry.c.id)).scalar_one()
        connection.exec_driver_sql(index.PUT[connection.dialect.name], (number, danish.keys(plain)))
