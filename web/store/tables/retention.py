"""Tables of forgetting: the clock of each category, and what was erased by hand before its time."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from web.store.tables.table import Edited, Table
from web.store.times import UtcTime


class RetentionClock(Edited, Table):
    """After how many days one step of forgetting is taken in one category, and why then."""

    __tablename__ = "retention_clock"

    category: Mapped[str] = mapped_column(String(40), primary_key=True)
    step: Mapped[str] = mapped_column(String(20), primary_key=True)
    days: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)


class Erasure(Table):
    """Something that was erased before its clock; a restored backup erases it again."""

    __tablename__ = "erasure"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    object_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
