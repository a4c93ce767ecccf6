"""Tables of the audit: an append-only chain, its head, and sealed checkpoints where expired entries were cut."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from web.store.tables.table import Table
from web.store.times import UtcTime


class AuditEntry(Table):
    """Who saw or changed what. ``mac`` seals the entry and every one before it (``web.store.audit``)."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_kind_object_id", "kind", "object_id"),
        Index("ix_audit_entry_actor", "actor"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(200))
    team: Mapped[str] = mapped_column(String(100), default="")
    detail: Mapped[str] = mapped_column(Text, default="{}")
    mac: Mapped[str] = mapped_column(String(64))


class AuditHead(Table):
    """The one row that says where the chain ends, so that a tail that was cut off is found."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    mac: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)
    seal: Mapped[str] = mapped_column(String(64))


class AuditCheckpoint(Table):
    """Where expired entries were cut: the last entry that is gone, and its seal; verification starts after it."""

    __tablename__ = "audit_checkpoint"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    mac: Mapped[str] = mapped_column(String(64))
    removed: Mapped[int]
    cut_at: Mapped[datetime] = mapped_column(UtcTime)
    seal: Mapped[str] = mapped_column(String(64))
