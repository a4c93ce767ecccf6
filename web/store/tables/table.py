"""What every table shares: names of its constraints, and the version of what people edit."""

from datetime import datetime
from typing import Any

from sqlalchemy import MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from web.store.times import UtcTime

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Names of constraints, the same on every database, so that a migration can name them."""


class Table(DeclarativeBase):
    """One table of the database."""

    metadata = MetaData(naming_convention=NAMES)


class Edited:
    """What people edit: its version rises with every change, and a change from an old version is refused.

    Attributes
    ----------
    version
        Begins at 1.
    changed_at, changed_by
        When, and which account or job.
    """

    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_by: Mapped[str] = mapped_column(String(80))

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy's way
        return {"version_id_col": cls.version}
