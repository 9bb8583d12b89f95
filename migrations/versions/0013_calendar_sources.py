"""where busy times are fetched from, and appointments found on top of a dialogue"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.database import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("address", "caldav", "graph", "file", name="sourcekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("etag", sa.String(length=400), nullable=False),
        sa.Column("last_modified", sa.String(length=100), nullable=False),
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("tried_at", UtcDateTime(), nullable=True),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("fault", sa.String(length=40), nullable=False),
        sa.Column("fault_data", sa.JSON(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("minutes_a_week", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("claimed_until", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_source_person_id_person")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_calendar_source_room_id_room")),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_calendar_source_added_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_source")),
    )
    op.create_index(op.f("ix_calendar_source_person_id"), "calendar_source", ["person_id"])
    op.create_index(op.f("ix_calendar_source_room_id"), "calendar_source", ["room_id"])
    op.create_index(op.f("ix_calendar_source_due_at"), "calendar_source", ["due_at"])
    op.create_table(
        "calendar_clash",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=op.f("fk_calendar_clash_dialogue_id_dialogue")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_clash_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_clash")),
        sa.UniqueConstraint("dialogue_id", "person_id", name=op.f("uq_calendar_clash_dialogue_id_person_id")),
    )
    op.create_index(op.f("ix_calendar_clash_person_id"), "calendar_clash", ["person_id"])
