"""rules of working time, school holidays, closed days, rooms that are booked, meetings at the institution, polls"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.database import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KINDS = (
    "public",
    "optional",
    "school",
    "closed",
    "committee",
    "hours",
    "notice",
    "move-notice",
    "latest",
    "per-day",
    "per-week",
    "buffer",
    "place",
    "travel",
    "poll-age",
)


def upgrade() -> None:
    op.create_table(
        "closed_span",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="rulekind", native_enum=False, length=40), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=False),
        sa.Column("to_minute", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_span")),
    )
    with op.batch_alter_table("closed_span") as batch_op:
        batch_op.create_index(batch_op.f("ix_closed_span_last"), ["last"], unique=False)

    op.create_table(
        "school_holiday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_holiday")),
        sa.UniqueConstraint("school_year", "first", name=op.f("uq_school_holiday_school_year_first")),
    )
    op.create_table(
        "travel_time",
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("postcode", name=op.f("pk_travel_time")),
    )
    op.create_table(
        "plan_rule",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="rulekind", native_enum=False, length=40), nullable=False),
        sa.Column("force", sa.Enum("hard", "soft", "off", name="force", native_enum=False, length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_plan_rule_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_plan_rule_set_by_id_person")),
        sa.PrimaryKeyConstraint("cycle_id", "kind", name=op.f("pk_plan_rule")),
    )
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_poll_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["started_by_id"], ["person.id"], name=op.f("fk_poll_started_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
    )
    with op.batch_alter_table("poll") as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "poll_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("bounced_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_poll_person_answered_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_poll_person_person_id_person")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_person_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_person")),
        sa.UniqueConstraint("poll_id", "person_id", name=op.f("uq_poll_person_poll_id_person_id")),
    )
    with op.batch_alter_table("poll_person") as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_person_person_id"), ["person_id"], unique=False)

    op.create_table(
        "poll_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_slot_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_slot")),
        sa.UniqueConstraint("poll_id", "starts_at", name=op.f("uq_poll_slot_poll_id_starts_at")),
    )
    op.create_table(
        "room_booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("word", sa.String(length=120), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_booking_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_booking")),
    )
    with op.batch_alter_table("room_booking") as batch_op:
        batch_op.create_index(batch_op.f("ix_room_booking_room_id"), ["room_id"], unique=False)

    op.create_table(
        "poll_answer",
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("can", sa.Enum("yes", "if-need-be", "no", name="can", native_enum=False, length=40), nullable=False),
        sa.ForeignKeyConstraint(["asked_id"], ["poll_person.id"], name=op.f("fk_poll_answer_asked_id_poll_person")),
        sa.ForeignKeyConstraint(["slot_id"], ["poll_slot.id"], name=op.f("fk_poll_answer_slot_id_poll_slot")),
        sa.PrimaryKeyConstraint("asked_id", "slot_id", name=op.f("pk_poll_answer")),
    )
    op.create_table(
        "seat_place",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("at_institution", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_seat_place_seat_id_seat")),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_seat_place")),
    )
    with op.batch_alter_table("room") as batch_op:
        batch_op.add_column(sa.Column("institution_id", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_room_institution_id"), ["institution_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_room_institution_id_institution"), "institution", ["institution_id"], ["id"]
        )
