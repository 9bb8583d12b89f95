"""times that are fixed before the others are planned anew, and who is there in a director's place"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=op.f("fk_absence_dialogue_id_dialogue")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id_person")),
        sa.ForeignKeyConstraint(["substitute_id"], ["person.id"], name=op.f("fk_absence_substitute_id_person")),
        sa.PrimaryKeyConstraint("dialogue_id", "person_id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("dialogue") as batch_op:
        batch_op.add_column(sa.Column("fixed", sa.Boolean(), nullable=True))
    fixed = sa.table("dialogue", sa.column("fixed", sa.Boolean()))
    op.execute(sa.update(fixed).values(fixed=False))
    with op.batch_alter_table("dialogue") as batch_op:
        batch_op.alter_column("fixed", existing_type=sa.Boolean(), nullable=False)
