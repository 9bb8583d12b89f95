"""who called a course stays with it, and with it the name that calendars know the course by"""

from __future__ import annotations

from email import message_from_bytes
from email.utils import parseaddr

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COURSE = sa.table("course", sa.column("id", sa.Integer()), sa.column("organizer", sa.String()))
OUTBOX = sa.table(
    "outbox_message",
    sa.column("id", sa.Integer()),
    sa.column("kind", sa.String()),
    sa.column("thread", sa.String()),
    sa.column("state", sa.String()),
    sa.column("raw", sa.LargeBinary()),
)


def upgrade() -> None:
    with op.batch_alter_table("course") as batch_op:
        batch_op.add_column(sa.Column("organizer", sa.String(length=254), nullable=True))
    connection = op.get_bind()
    for number in connection.scalars(sa.select(COURSE.c.id)).all():
        organizer = first_sender(connection, number)
        op.execute(sa.update(COURSE).where(COURSE.c.id == number).values(organizer=organizer))
    with op.batch_alter_table("course") as batch_op:
        batch_op.alter_column("organizer", existing_type=sa.String(length=254), nullable=False)


def first_sender(connection: sa.Connection, course_id: int) -> str:
    """Whom the first mail about the course was from; none was written: the first one will say."""
    query = (
        sa.select(OUTBOX.c.raw)
        .where(
            OUTBOX.c.kind == "course",
            OUTBOX.c.thread == f"course:{course_id}",
            OUTBOX.c.state.not_in(("superseded", "taken-back")),
        )
        .order_by(OUTBOX.c.id)
        .limit(1)
    )
    raw = connection.scalar(query)
    return parseaddr(str(message_from_bytes(raw)["From"]))[1][:254] if raw else ""
