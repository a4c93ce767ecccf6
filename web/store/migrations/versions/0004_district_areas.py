"""district_areas."""

import sqlalchemy as sa
from alembic import op

from web.store.geometry import Geometry

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go from '0003' to '0004'."""
    op.create_table(
        "district_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district", sa.String(length=120), nullable=False),
        sa.Column("part", sa.String(length=120), nullable=False),
        sa.Column("outline", Geometry("MULTIPOLYGON", 4326), nullable=False),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district_area")),
    )
    with op.batch_alter_table("district_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_district_area_district"), ["district"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("district_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_district_area_district"))

    op.drop_table("district_area")
