"""efforts_edits_check_ins."""

import sqlalchemy as sa
from alembic import op

from web.store.geometry import Geometry
from web.store.times import UtcTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go from '0005' to '0006'."""
    op.create_table(
        "check_in",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team_id", sa.String(length=100), nullable=False),
        sa.Column("pair", sa.String(length=80), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("every_min", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("ends_at", UtcTime(), nullable=False),
        sa.Column("said_at", UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("escalated_at", UtcTime(), nullable=True),
        sa.Column("answered_by", sa.String(length=80), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint("state IN ('running', 'escalated', 'ended')", name=op.f("ck_check_in_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
    )
    op.create_index(op.f("ix_check_in_date"), "check_in", ["date"], unique=False)
    op.create_index(op.f("ix_check_in_team_id"), "check_in", ["team_id"], unique=False)
    op.create_table(
        "effort",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("hotspot_id", sa.String(length=120), nullable=True),
        sa.Column("place", Geometry("POINT", 3006), nullable=True),
        sa.Column("district", sa.String(length=120), nullable=True),
        sa.Column("teams", sa.JSON(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("start_min", sa.Integer(), nullable=False),
        sa.Column("end_min", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("pairs", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint("state IN ('open', 'done', 'cancelled')", name=op.f("ck_effort_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effort")),
    )
    op.create_index(op.f("ix_effort_last"), "effort", ["last"], unique=False)
    op.create_table(
        "spent_proof",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_spent_proof")),
    )
    op.create_index(op.f("ix_spent_proof_until"), "spent_proof", ["until"], unique=False)
    op.create_table(
        "tip_step",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("tip_id", sa.String(length=36), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"], name=op.f("fk_tip_step_tip_id_tip"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_step")),
    )
    op.create_index(op.f("ix_tip_step_tip_id"), "tip_step", ["tip_id"], unique=False)
    op.create_table(
        "week_setup",
        sa.Column("team_id", sa.String(length=100), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=True),
        sa.Column("shifts", sa.JSON(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("extra", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_week_setup_team_id_team"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "week", name=op.f("pk_week_setup")),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team_id", sa.String(length=100), nullable=False),
        sa.Column("worker_id", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("revoked_at", UtcTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "worker_id"],
            ["worker.team_id", "worker.id"],
            name=op.f("fk_calendar_feed_team_id_worker"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_index(op.f("ix_calendar_feed_team_id"), "calendar_feed", ["team_id"], unique=False)
    op.add_column("hotspot", sa.Column("hours", sa.Text(), server_default="", nullable=False))
    op.add_column("hotspot", sa.Column("phone", sa.String(length=40), server_default="", nullable=False))
    op.add_column("hotspot", sa.Column("service", sa.String(length=40), server_default="", nullable=False))
    op.add_column("plan_version", sa.Column("parent", sa.Integer(), nullable=True))
    op.add_column("plan_version", sa.Column("edit", sa.JSON(), nullable=True))
    op.add_column("team", sa.Column("weights", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("team", sa.Column("contact", sa.String(length=200), server_default="", nullable=False))
    op.add_column("tip", sa.Column("source", sa.String(length=20), server_default="public", nullable=False))
    op.add_column("tip", sa.Column("find", sa.Text(), server_default="", nullable=False))
    op.add_column("tip", sa.Column("seen_at", UtcTime(), nullable=True))
    op.add_column("tip", sa.Column("due_at", UtcTime(), nullable=True))
    op.add_column("tip", sa.Column("lang", sa.String(length=5), server_default="sv", nullable=False))
    op.add_column("tip", sa.Column("parent_id", sa.String(length=36), nullable=True))
    op.add_column("tip", sa.Column("hotspot_id", sa.String(length=120), nullable=True))
    op.add_column("tip", sa.Column("effort_id", sa.String(length=36), nullable=True))
    op.add_column("tip", sa.Column("reason", sa.String(length=40), server_default="", nullable=False))
    op.add_column("tip", sa.Column("passed_to", sa.String(length=120), server_default="", nullable=False))
    op.add_column("tip", sa.Column("unlike", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    op.create_index(op.f("ix_tip_effort_id"), "tip", ["effort_id"], unique=False)
    op.create_index(op.f("ix_tip_parent_id"), "tip", ["parent_id"], unique=False)
    op.add_column("visit", sa.Column("pair", sa.String(length=80), server_default="", nullable=False))
    op.add_column("visit", sa.Column("planned", UtcTime(), nullable=True))
    op.add_column("visit", sa.Column("effort_id", sa.String(length=36), nullable=True))
    op.create_index(op.f("ix_visit_effort_id"), "visit", ["effort_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_visit_effort_id"), table_name="visit")
    op.drop_column("visit", "effort_id")
    op.drop_column("visit", "planned")
    op.drop_column("visit", "pair")
    op.drop_index(op.f("ix_tip_parent_id"), table_name="tip")
    op.drop_index(op.f("ix_tip_effort_id"), table_name="tip")
    op.drop_column("tip", "unlike")
    op.drop_column("tip", "passed_to")
    op.drop_column("tip", "reason")
    op.drop_column("tip", "effort_id")
    op.drop_column("tip", "hotspot_id")
    op.drop_column("tip", "parent_id")
    op.drop_column("tip", "lang")
    op.drop_column("tip", "due_at")
    op.drop_column("tip", "seen_at")
    op.drop_column("tip", "find")
    op.drop_column("tip", "source")
    op.drop_column("team", "contact")
    op.drop_column("team", "weights")
    op.drop_column("plan_version", "edit")
    op.drop_column("plan_version", "parent")
    op.drop_column("hotspot", "service")
    op.drop_column("hotspot", "phone")
    op.drop_column("hotspot", "hours")
    op.drop_index(op.f("ix_calendar_feed_team_id"), table_name="calendar_feed")
    op.drop_table("calendar_feed")
    op.drop_table("week_setup")
    op.drop_index(op.f("ix_tip_step_tip_id"), table_name="tip_step")
    op.drop_table("tip_step")
    op.drop_index(op.f("ix_spent_proof_until"), table_name="spent_proof")
    op.drop_table("spent_proof")
    op.drop_index(op.f("ix_effort_last"), table_name="effort")
    op.drop_table("effort")
    op.drop_index(op.f("ix_check_in_team_id"), table_name="check_in")
    op.drop_index(op.f("ix_check_in_date"), table_name="check_in")
    op.drop_table("check_in")
