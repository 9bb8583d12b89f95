"""mail texts of a year, sendings that can be taken back, feeds, who comes in somebody's place"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.database import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_mail_text_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_mail_text_written_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_text")),
        sa.UniqueConstraint("cycle_id", "kind", "language", name=op.f("uq_mail_text_cycle_id_kind_language")),
    )
    op.create_table(
        "sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("messages", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("taken_back_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_sending_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["person.id"], name=op.f("fk_sending_sent_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sending")),
    )
    op.create_index(op.f("ix_sending_cycle_id"), "sending", ["cycle_id"])
    op.create_table(
        "meeting_feed",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_meeting_feed_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_meeting_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_meeting_feed_token_hash")),
    )
    with op.batch_alter_table("participant") as batch_op:
        batch_op.add_column(sa.Column("substitute", sa.String(length=200), nullable=True))
    substitute = sa.table("participant", sa.column("substitute", sa.String()))
    op.execute(sa.update(substitute).values(substitute=""))
    with op.batch_alter_table("participant") as batch_op:
        batch_op.alter_column("substitute", existing_type=sa.String(length=200), nullable=False)
