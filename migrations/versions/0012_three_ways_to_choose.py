"""three ways to choose: the way of a year, what a person wrote of whom she named, how the value was drawn"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WAY = sa.Enum("by-turn", "by-lot-in-house", "by-public-lot", name="way", native_enum=False, length=40)
COLUMNS = (
    ("way", WAY, "by-turn"),
    ("remarks", sa.JSON(), {}),
    ("drawn_how", sa.String(length=200), ""),
    ("witnesses", sa.Text(), ""),
)


def upgrade() -> None:
    with op.batch_alter_table("draw") as batch_op:
        for name, kind, _ in COLUMNS:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    draw = sa.table("draw", *(sa.column(name, kind) for name, kind, _ in COLUMNS))
    op.execute(sa.update(draw).values({name: value for name, _, value in COLUMNS}))
    with op.batch_alter_table("draw") as batch_op:
        for name, kind, _ in COLUMNS:
            batch_op.alter_column(name, existing_type=kind, nullable=False)
    _open_again()


def _open_again() -> None:
    """A list of the plain choice that nobody has drawn from is made anew: the engine that would draw is gone."""
    draw = sa.table(
        "draw",
        sa.column("method", sa.String()),
        sa.column("state", sa.String()),
        sa.column("published_at", sa.DateTime()),
    )
    stuck = sa.and_(draw.c.method == "plain", draw.c.state == "published")
    op.execute(sa.update(draw).where(stuck).values(state="prepared", published_at=None))
