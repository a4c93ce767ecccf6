"""Tables of dated work: targeted efforts, and how one week of one team differs from its usual ones."""

from datetime import date
from enum import StrEnum
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from web.store.geometry import Geometry
from web.store.tables.table import Edited, Table


class EffortState(StrEnum):
    """What has become of an effort."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class EffortRow(Edited, Table):
    """A targeted effort (riktad insats): a dated visit to a place, by one team or by several at the same time.

    It is made of a tip, a request or an event. ``place`` is exact and forgotten on its clock; plans hold the middle of
    its 250 m square alone. At a hotspot ``hotspot_id`` names it and ``place`` is its point. The visit lies between
    ``first`` and ``last``, in the hours ``start_min`` to ``end_min`` (minutes from midnight; past 1440 is the
    next day).
    """

    __tablename__ = "effort"
    __table_args__ = (CheckConstraint("state IN ('open', 'done', 'cancelled')", name="state"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    hotspot_id: Mapped[str | None] = mapped_column(String(120))
    place: Mapped[BaseGeometry | None] = mapped_column(Geometry("POINT"))
    district: Mapped[str | None] = mapped_column(String(120))
    teams: Mapped[list[str]] = mapped_column(JSON)
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date, index=True)
    start_min: Mapped[int]
    end_min: Mapped[int]
    minutes: Mapped[int]
    pairs: Mapped[int]
    urgent: Mapped[bool]
    skills: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(20), default=EffortState.OPEN)
    note: Mapped[str] = mapped_column(Text, default="")


class WeekSetupRow(Edited, Table):
    """How one week of one team differs from its usual ones.

    ``weights`` are what the lead weighs otherwise this week; None for those of the team. ``shifts`` gives the number of
    pairs of a shift by its id, where it is not the usual one; 0 for one that is called off. ``extra`` are shifts of
    this week alone: ``{"id", "date", "start_min", "end_min", "base", "mode", "pairs", "skills", "districts"}``.
    """

    __tablename__ = "week_setup"

    team_id: Mapped[str] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), primary_key=True)
    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    weights: Mapped[dict[str, float] | None] = mapped_column(JSON(none_as_null=True))
    shifts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default=sql("'{}'"))
    extra: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default=sql("'[]'"))
