"""peaks_wishes_lent_shifts."""

import sqlalchemy as sa
from alembic import op

from web.store.times import UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go from '0004' to '0005'."""
    op.add_column("need", sa.Column("peak", sa.Text(), nullable=True))
    op.add_column("shift", sa.Column("districts", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    op.create_table(
        "wish",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team_id", sa.String(length=100), nullable=False),
        sa.Column("worker_id", sa.String(length=80), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("free", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "worker_id"],
            ["worker.team_id", "worker.id"],
            name=op.f("fk_wish_team_id_worker"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
    )
    op.create_index(op.f("ix_wish_team_id"), "wish", ["team_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_wish_team_id"), table_name="wish")
    op.drop_table("wish")
    op.drop_column("shift", "districts")
    op.drop_column("need", "peak")
