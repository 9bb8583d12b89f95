"""answers by mail: what came in, how far a mailbox is read, who may answer for whom"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.database import UtcDateTime

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_delegate",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_delegate_person_id_person")),
        sa.ForeignKeyConstraint(["delegate_id"], ["person.id"], name=op.f("fk_person_delegate_delegate_id_person")),
        sa.PrimaryKeyConstraint("person_id", "delegate_id", name=op.f("pk_person_delegate")),
    )
    op.create_index(op.f("ix_person_delegate_delegate_id"), "person_delegate", ["delegate_id"])

    op.create_table(
        "mailbox_state",
        sa.Column("mailbox", sa.String(length=200), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=True),
        sa.Column("tried_since", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("fault", sa.String(length=200), nullable=False),
        sa.Column("failing_uid", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", name=op.f("pk_mailbox_state")),
    )
    _create_inbox()

    # An answer of before came when it was given, as far as anyone knows.
    with op.batch_alter_table("invitation_answer") as batch_op:
        batch_op.add_column(sa.Column("received_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("inbox_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_invitation_answer_inbox_id_inbox_message"), "inbox_message", ["inbox_id"], ["id"]
        )
    op.execute(sa.text("UPDATE invitation_answer SET received_at = at"))
    with op.batch_alter_table("invitation_answer") as batch_op:
        batch_op.alter_column("received_at", existing_type=UtcDateTime(), nullable=False)
    op.create_index(op.f("ix_invitation_answer_inbox_id"), "invitation_answer", ["inbox_id"])


def _create_inbox() -> None:
    op.create_table(
        "inbox_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(length=200), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=True),
        sa.Column("uid", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("repeats_id", sa.Integer(), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("applied", "stale", "ignored", "needs-person", name="inboxoutcome", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("dialogue_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("mailed", sa.String(length=254), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("processed_at", UtcDateTime(), nullable=True),
        sa.Column("filed_at", UtcDateTime(), nullable=True),
        sa.Column(
            "resolution",
            sa.Enum("linked", "counted", "ignored", "answered", name="resolution", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("handled_at", UtcDateTime(), nullable=True),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["repeats_id"], ["inbox_message.id"], name=op.f("fk_inbox_message_repeats_id_inbox_message")
        ),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=op.f("fk_inbox_message_dialogue_id_dialogue")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_inbox_message_person_id_person")),
        sa.ForeignKeyConstraint(["handled_by_id"], ["person.id"], name=op.f("fk_inbox_message_handled_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_message")),
        sa.UniqueConstraint("sha256", name=op.f("uq_inbox_message_sha256")),
        sa.UniqueConstraint("mailbox", "uidvalidity", "uid", name=op.f("uq_inbox_message_mailbox_uidvalidity_uid")),
    )
    for column in ("sender", "dialogue_id", "person_id", "mailed", "waits"):
        op.create_index(op.f(f"ix_inbox_message_{column}"), "inbox_message", [column])
