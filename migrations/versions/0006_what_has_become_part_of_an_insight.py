"""what has become part of an insight is found without a look at all of them"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_insight_merged_into_id", "insight", ["merged_into_id"])
