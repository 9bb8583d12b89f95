"""what happens to units on a day, and which unit came from which by it

Nothing has written a succession so far, so its table is made anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.database import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KINDS = ("opened", "closed", "renamed", "moved", "merged", "split")
SUCCESSIONS = ("renamed", "merged", "split")
PARTS = ("subject", "before", "after")


def upgrade() -> None:
    op.create_table(
        "unit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="eventkind", native_enum=False, length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("in_force_at", UtcDateTime(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_unit_event_recorded_by_id_person")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name=op.f("fk_unit_event_undone_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_event")),
    )
    op.create_index(op.f("ix_unit_event_day"), "unit_event", ["day"])
    op.create_table(
        "unit_event_part",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Enum(*PARTS, name="part", native_enum=False, length=40), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["unit_event.id"], name=op.f("fk_unit_event_part_event_id_unit_event")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_unit_event_part_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("event_id", "institution_id", "part", name=op.f("pk_unit_event_part")),
    )
    op.create_index(op.f("ix_unit_event_part_institution_id"), "unit_event_part", ["institution_id"])
    op.drop_table("succession")
    op.create_table(
        "succession",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("predecessor_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*SUCCESSIONS, name="successionkind", native_enum=False, length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("goes_on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["unit_event.id"], name=op.f("fk_succession_event_id_unit_event")),
        sa.ForeignKeyConstraint(
            ["predecessor_id"], ["institution.id"], name=op.f("fk_succession_predecessor_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["institution.id"], name=op.f("fk_succession_successor_id_institution")
        ),
        sa.PrimaryKeyConstraint("event_id", "predecessor_id", "successor_id", name=op.f("pk_succession")),
    )
    op.create_index(op.f("ix_succession_predecessor_id"), "succession", ["predecessor_id"])
    op.create_index(op.f("ix_succession_successor_id"), "succession", ["successor_id"])
