"""what invitees were told, as what they take part, and whom they bring"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PART = sa.Enum("head", "director", "guest", name="part", native_enum=False, length=40)


def upgrade() -> None:
    with op.batch_alter_table("invitation") as table:
        table.add_column(sa.Column("told_start", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("told_end", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("told_place", sa.String(length=200), nullable=False, server_default=""))
    with op.batch_alter_table("participant") as table:
        table.add_column(sa.Column("part", PART, nullable=False, server_default="guest"))
        table.add_column(sa.Column("told_sequence", sa.Integer(), nullable=True))
        table.add_column(sa.Column("brings", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("participant") as table:
        for name in ("brings", "told_sequence", "part"):
            table.drop_column(name)
    with op.batch_alter_table("invitation") as table:
        for name in ("told_place", "told_end", "told_start"):
            table.drop_column(name)
