"""who counts as one, the rules of areas, kinds, districts and sizes, and what is not known of earlier visits"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.database import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DECISIONS = ("confirmed", "refused")
DIMENSIONS = ("area", "kind", "district", "size")


def upgrade() -> None:
    with op.batch_alter_table("institution") as batch_op:
        batch_op.add_column(sa.Column("district", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("size_band", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("unknown_before", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("decided", sa.JSON(), nullable=True))
    columns = (sa.column("district", sa.String()), sa.column("size_band", sa.String()), sa.column("decided", sa.JSON()))
    op.execute(sa.update(sa.table("institution", *columns)).values(district="", size_band="", decided=[]))
    with op.batch_alter_table("institution") as batch_op:
        batch_op.alter_column("district", existing_type=sa.String(length=80), nullable=False)
        batch_op.alter_column("size_band", existing_type=sa.String(length=80), nullable=False)
        batch_op.alter_column("decided", existing_type=sa.JSON(), nullable=False)
    op.create_table(
        "head_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Enum(*DECISIONS, name="decision", native_enum=False, length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["institution.id"], name=op.f("fk_head_decision_unit_id_institution")),
        sa.ForeignKeyConstraint(["head_id"], ["institution.id"], name=op.f("fk_head_decision_head_id_institution")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_head_decision_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head_decision")),
        sa.UniqueConstraint("unit_id", "head_id", name=op.f("uq_head_decision_unit_id_head_id")),
    )
    op.create_index(op.f("ix_head_decision_head_id"), "head_decision", ["head_id"])
    op.create_table(
        "mapping_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.Enum(*DIMENSIONS, name="dimension", native_enum=False, length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("value", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mapping_rule")),
        sa.UniqueConstraint("dimension", "key", name=op.f("uq_mapping_rule_dimension_key")),
    )
    op.create_table(
        "register_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visits_known_since", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_setting")),
    )
