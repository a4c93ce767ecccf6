"""The table of visits: what happened at a place, as codes and counts; never a person."""

from datetime import datetime
from enum import StrEnum

from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from web.store.geometry import Geometry
from web.store.tables.table import Edited, Table
from web.store.times import UtcTime


class Outcome(StrEnum):
    """How a visit ended."""

    DONE = "done"
    NOBODY = "nobody"
    NOT_SAFE = "not_safe"
    SKIPPED = "skipped"


class Precision(StrEnum):
    """How exactly a place is still known: as it was told, by a square of 250 m, or by district alone."""

    EXACT = "exact"
    GRID_250 = "grid_250"
    DISTRICT = "district"


class VisitRow(Edited, Table):
    """One visit; its id comes from the phone that logs it, so that sending it again changes nothing.

    ``counts`` are people by coarse group, ``links`` codes of services that somebody was helped to. When a visit is
    coarsened, ``hotspot_id`` and ``effort_id`` are emptied and ``place`` moves to the middle of its square, then is
    emptied too. ``pair`` and ``planned`` name the stop that it answers by its pair and its planned start; empty for one
    that was not planned.
    """

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("outcome IN ('done', 'nobody', 'not_safe', 'skipped')", name="outcome"),
        CheckConstraint("precision IN ('exact', 'grid_250', 'district')", name="precision"),
        Index("ix_visit_team_id_at", "team_id", "at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(100))
    hotspot_id: Mapped[str | None] = mapped_column(String(120), index=True)
    place: Mapped[BaseGeometry | None] = mapped_column(Geometry("POINT"))
    precision: Mapped[str] = mapped_column(String(20), default=Precision.EXACT)
    district: Mapped[str | None] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcTime)
    outcome: Mapped[str] = mapped_column(String(20))
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    links: Mapped[dict[str, int]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(500), default="")
    content_hash: Mapped[str] = mapped_column(String(64))
    pair: Mapped[str] = mapped_column(String(80), default="", server_default="")
    planned: Mapped[datetime | None] = mapped_column(UtcTime)
    effort_id: Mapped[str | None] = mapped_column(String(36), index=True)
