"""who called a meeting stays with it, as does the name that it was called by; mails that were sent are forgotten"""

from __future__ import annotations

from email import message_from_bytes
from email.utils import parseaddr

import sqlalchemy as sa
from alembic import op

from app.database import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INVITATION = sa.table(
    "invitation",
    sa.column("id", sa.Integer()),
    sa.column("organizer", sa.String()),
    sa.column("told_name", sa.String()),
)
OUTBOX = sa.table(
    "outbox_message",
    sa.column("id", sa.Integer()),
    sa.column("kind", sa.String()),
    sa.column("thread", sa.String()),
    sa.column("state", sa.String()),
    sa.column("raw", sa.LargeBinary()),
)


def upgrade() -> None:
    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.add_column(sa.Column("forgotten_at", UtcDateTime(), nullable=True))
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.add_column(sa.Column("organizer", sa.String(length=254), nullable=True))
        batch_op.add_column(sa.Column("told_name", sa.String(length=200), nullable=True))
    op.execute(sa.update(INVITATION).values(organizer="", told_name=""))
    connection = op.get_bind()
    for number in connection.scalars(sa.select(INVITATION.c.id)).all():
        organizer = first_organizer(connection, number)
        op.execute(sa.update(INVITATION).where(INVITATION.c.id == number).values(organizer=organizer))
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.alter_column("organizer", existing_type=sa.String(length=254), nullable=False)
        batch_op.alter_column("told_name", existing_type=sa.String(length=200), nullable=False)


def first_organizer(connection: sa.Connection, invitation_id: int) -> str:
    """Whom the first mail about the meeting that left, or may leave, was from: until now that was its organizer too.

    None was written: the first one will say. The setting of today may be another than the one of then, so it is not
    asked.
    """
    query = (
        sa.select(OUTBOX.c.raw)
        .where(
            OUTBOX.c.kind == "invitation",
            OUTBOX.c.thread == f"invitation:{invitation_id}",
            OUTBOX.c.state.not_in(("superseded", "taken-back")),
        )
        .order_by(OUTBOX.c.id)
        .limit(1)
    )
    raw = connection.scalar(query)
    return parseaddr(str(message_from_bytes(raw)["From"]))[1][:254] if raw else ""
