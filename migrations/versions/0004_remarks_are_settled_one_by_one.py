"""remarks on single passages are settled one by one"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("confirmation") as batch_op:
        batch_op.add_column(sa.Column("settled_remarks", sa.JSON(), nullable=True))
    op.execute("UPDATE confirmation SET settled_remarks = '{}'")
    with op.batch_alter_table("confirmation") as batch_op:
        batch_op.alter_column("settled_remarks", existing_type=sa.JSON(), nullable=False)
