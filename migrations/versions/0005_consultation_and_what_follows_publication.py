"""consultation and what follows publication"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.database import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_plan_row_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_plan_row_entered_by_id_person")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_plan_row_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_row")),
        sa.UniqueConstraint("cycle_id", "institution_id", name=op.f("uq_plan_row_cycle_id_institution_id")),
    )
    op.create_index(op.f("ix_plan_row_institution_id"), "plan_row", ["institution_id"])

    op.create_table(
        "committee_paper",
        sa.Column("guidance_id", sa.Integer(), nullable=False),
        sa.Column("committee", sa.String(length=200), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=False),
        sa.Column("case_number", sa.String(length=40), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["guidance_id"], ["guidance.id"], name=op.f("fk_committee_paper_guidance_id_guidance")),
        sa.PrimaryKeyConstraint("guidance_id", name=op.f("pk_committee_paper")),
    )
    op.create_table(
        "consultation_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guidance_id", sa.Integer(), nullable=False),
        sa.Column(
            "party",
            sa.Enum(
                "heads-forum", "leaders-group", "joint-committee", "other", name="party", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["guidance_id"], ["guidance.id"], name=op.f("fk_consultation_round_guidance_id_guidance")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["person.id"], name=op.f("fk_consultation_round_opened_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_round")),
        sa.UniqueConstraint("key", name=op.f("uq_consultation_round_key")),
    )
    op.create_index(op.f("ix_consultation_round_guidance_id"), "consultation_round", ["guidance_id"])

    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guidance_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("material", sa.String(length=500), nullable=False),
        sa.Column("invited_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["guidance_id"], ["guidance.id"], name=op.f("fk_course_guidance_id_guidance")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
    )
    op.create_index(op.f("ix_course_guidance_id"), "course", ["guidance_id"])

    op.create_table(
        "illustration",
        sa.Column("guidance_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("alt <> ''", name=op.f("ck_illustration_has_words")),
        sa.ForeignKeyConstraint(["guidance_id"], ["guidance.id"], name=op.f("fk_illustration_guidance_id_guidance")),
        sa.PrimaryKeyConstraint("guidance_id", name=op.f("pk_illustration")),
    )
    op.create_table(
        "plan_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guidance_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "mail",
                "committee",
                "portal",
                "seminar",
                "town-hall",
                "course",
                "other",
                name="channel",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("audience", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["guidance_id"], ["guidance.id"], name=op.f("fk_plan_step_guidance_id_guidance")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_plan_step_owner_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_step")),
    )
    op.create_index(op.f("ix_plan_step_guidance_id"), "plan_step", ["guidance_id"])

    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guidance_id", sa.Integer(), nullable=False),
        sa.Column("element_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column(
            "source",
            sa.Enum("page", "round", "minute", "word", name="commentsource", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("save_key", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_comment_author_id_person")),
        sa.ForeignKeyConstraint(["element_id"], ["element.id"], name=op.f("fk_comment_element_id_element")),
        sa.ForeignKeyConstraint(["guidance_id"], ["guidance.id"], name=op.f("fk_comment_guidance_id_guidance")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["consultation_round.id"], name=op.f("fk_comment_round_id_consultation_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("save_key", name=op.f("uq_comment_save_key")),
    )
    op.create_index(op.f("ix_comment_element_id"), "comment", ["element_id"])
    op.create_index(op.f("ix_comment_guidance_id"), "comment", ["guidance_id"])
    op.create_index(op.f("ix_comment_round_id"), "comment", ["round_id"])

    op.create_table(
        "course_place",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", UtcDateTime(), nullable=True),
        sa.Column("came", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_place_course_id_course")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_course_place_person_id_person")),
        sa.PrimaryKeyConstraint("course_id", "person_id", name=op.f("pk_course_place")),
    )
    op.create_table(
        "paper_sentence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guidance_id", sa.Integer(), nullable=False),
        sa.Column(
            "heading",
            sa.Enum(
                "decision-theme",
                "case",
                "appropriation",
                "competence",
                "communication",
                "recommendation",
                "decision",
                name="heading",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guidance_id"], ["committee_paper.guidance_id"], name=op.f("fk_paper_sentence_guidance_id_committee_paper")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sentence")),
        sa.UniqueConstraint("guidance_id", "source", name=op.f("uq_paper_sentence_guidance_id_source")),
    )
    op.create_table(
        "publication_file",
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_publication_file_publication_id_publication")
        ),
        sa.PrimaryKeyConstraint("publication_id", "name", name=op.f("pk_publication_file")),
    )
    op.create_table(
        "answer",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("changed", "not-changed", name="answerkind", native_enum=False, length=40), nullable=False
        ),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind <> 'changed' OR revision IS NOT NULL", name=op.f("ck_answer_changed_says_to_what")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_answer_answered_by_id_person")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_answer_comment_id_comment")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_answer")),
    )
    op.create_table(
        "example",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("element_id", sa.Integer(), nullable=False),
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Boolean(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_example_asked_by_id_person")),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=op.f("fk_example_dialogue_id_dialogue")),
        sa.ForeignKeyConstraint(["element_id"], ["element.id"], name=op.f("fk_example_element_id_element")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_example_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example")),
    )
    op.create_index(op.f("ix_example_dialogue_id"), "example", ["dialogue_id"])
    op.create_index(op.f("ix_example_element_id"), "example", ["element_id"])

    for table, column, kind in (
        ("element", "english", sa.Text()),
        ("publication", "correction", sa.Text()),
        ("theme_edition", "english_title", sa.String(length=200)),
        ("theme_edition", "english_summary", sa.Text()),
    ):
        _add(table, column, kind, "")
    _add("element_revision", "bold", sa.JSON(), [])


def _add(table: str, column: str, kind: sa.types.TypeEngine[str], value: str) -> None:
    """A column that is never empty: the rows that are there already say nothing in it."""
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(sa.Column(column, kind, nullable=True))
    op.execute(sa.update(sa.table(table, sa.column(column, kind))).values({column: value}))
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(column, existing_type=kind, nullable=False)
