"""what lies around a dialogue, other forums' input, who coded what, and signing in by mail; no way back but a backup"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind", sa.Enum("pdf", "docx", "odt", name="documentkind", native_enum=False, length=40), nullable=False
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_document")),
    )
    op.create_table(
        "discussion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column(
            "forum",
            sa.Enum(
                "directorate",
                "heads-forum",
                "leaders-group",
                "committee",
                "other",
                name="forum",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_discussion_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discussion")),
    )
    with op.batch_alter_table("discussion") as batch_op:
        batch_op.create_index(batch_op.f("ix_discussion_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "sign_in_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=False),
        sa.Column("digits_hash", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_code_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_code")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_sign_in_code_link_hash")),
    )
    with op.batch_alter_table("sign_in_code") as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_code_browser_hash"), ["browser_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_code_person_id"), ["person_id"], unique=False)

    op.create_table(
        "annual_plan",
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("takes_up", sa.JSON(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(link <> '') <> (document_id IS NOT NULL)", name=op.f("ck_annual_plan_one_place")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_annual_plan_by_id_person")),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=op.f("fk_annual_plan_dialogue_id_dialogue")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["plan_document.id"], name=op.f("fk_annual_plan_document_id_plan_document")
        ),
        sa.PrimaryKeyConstraint("dialogue_id", name=op.f("pk_annual_plan")),
    )
    op.create_table(
        "briefing",
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("plan_lines", sa.JSON(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=op.f("fk_briefing_dialogue_id_dialogue")),
        sa.PrimaryKeyConstraint("dialogue_id", name=op.f("pk_briefing")),
    )
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_attendance_note_id_note")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("note_id", "person_id", name=op.f("uq_attendance_note_id_person_id")),
    )
    with op.batch_alter_table("attendance") as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_note_id"), ["note_id"], unique=False)

    op.create_table(
        "self_placement",
        sa.Column("confirmation_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.CheckConstraint("step BETWEEN 1 AND 5", name=op.f("ck_self_placement_step")),
        sa.ForeignKeyConstraint(
            ["confirmation_id"], ["confirmation.id"], name=op.f("fk_self_placement_confirmation_id_confirmation")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["theme_edition.id"], name=op.f("fk_self_placement_edition_id_theme_edition")
        ),
        sa.PrimaryKeyConstraint("confirmation_id", "edition_id", name=op.f("pk_self_placement")),
    )
    with op.batch_alter_table("dialogue") as batch_op:
        batch_op.add_column(sa.Column("cancelled_because", sa.Text(), nullable=False, server_default=""))

    with op.batch_alter_table("confirmation") as batch_op:
        batch_op.add_column(sa.Column("settled_remarks", sa.JSON(), nullable=True))
    op.execute("UPDATE confirmation SET settled_remarks = '{}'")
    with op.batch_alter_table("confirmation") as batch_op:
        batch_op.alter_column("settled_remarks", existing_type=sa.JSON(), nullable=False)

    with op.batch_alter_table("evidence") as batch_op:
        batch_op.add_column(sa.Column("author_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("tied_at", UtcDateTime(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_evidence_author_id_person"), "person", ["author_id"], ["id"])

    with op.batch_alter_table("insight") as batch_op:
        batch_op.add_column(
            sa.Column(
                "chain",
                sa.Enum(
                    "resource", "process", "service", "result", "effect", name="chainlink", native_enum=False, length=40
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("split_from_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_insight_split_from_id_insight"), "insight", ["split_from_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_insight_merged_into_id_insight"), "insight", ["merged_into_id"], ["id"]
        )

    with op.batch_alter_table("note") as batch_op:
        batch_op.add_column(sa.Column("cycle_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("discussion_id", sa.Integer(), nullable=True))
        batch_op.alter_column("dialogue_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_note_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_note_discussion_id"), ["discussion_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_note_discussion_id_discussion"), "discussion", ["discussion_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_note_cycle_id_cycle"), "cycle", ["cycle_id"], ["id"])
        batch_op.create_check_constraint("one_occasion", "(dialogue_id IS NULL) <> (discussion_id IS NULL)")
    op.execute(
        "UPDATE note SET cycle_id = (SELECT draw.cycle_id FROM dialogue JOIN seat ON seat.id = dialogue.seat_id "
        "JOIN draw ON draw.id = seat.draw_id WHERE dialogue.id = note.dialogue_id)"
    )
    with op.batch_alter_table("note") as batch_op:
        batch_op.alter_column("cycle_id", existing_type=sa.Integer(), nullable=False)
    op.execute("UPDATE evidence SET tied_at = (SELECT created_at FROM insight WHERE insight.id = evidence.insight_id)")
    with op.batch_alter_table("evidence") as batch_op:
        batch_op.alter_column("tied_at", existing_type=UtcDateTime(), nullable=False)

    for table in ("note", "passage"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("mark", sa.Integer(), nullable=True))
        op.execute(f"UPDATE {table} SET mark = 0")  # noqa: S608  (two names of ours)
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("mark", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("note") as batch_op:
        batch_op.add_column(sa.Column("side_mark", sa.Integer(), nullable=True))
    op.execute("UPDATE note SET side_mark = 0")
    with op.batch_alter_table("note") as batch_op:
        batch_op.alter_column("side_mark", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("action") as batch_op:
        batch_op.add_column(sa.Column("edition_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("rank", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("save_key", sa.String(length=36), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_action_edition_id_theme_edition"), "theme_edition", ["edition_id"], ["id"]
        )
        batch_op.create_unique_constraint(batch_op.f("uq_action_save_key"), ["save_key"])
    op.execute("UPDATE action SET rank = ''")
    with op.batch_alter_table("action") as batch_op:
        batch_op.alter_column("rank", existing_type=sa.String(length=60), nullable=False)
    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.add_column(sa.Column("again_at", UtcDateTime(), nullable=True))
