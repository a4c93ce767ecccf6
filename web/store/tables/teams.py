"""Tables of WHO: teams, bases, workers under code names, shifts, absences, commitments."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from web.store.tables.table import Edited, Table
from web.store.times import UtcTime


class TeamRow(Edited, Table):
    """A team (``planner.team.Team``).

    ``working_time`` are its limits by name, ``weights`` what its lead weighs otherwise than as shipped
    (``planner.weights``). ``contact`` is who is called when a pair does not check in: a function and its telephone.
    """

    __tablename__ = "team"

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    slack_share: Mapped[float]
    pairs_named: Mapped[list[str]] = mapped_column(JSON)
    working_time: Mapped[dict[str, Any]] = mapped_column(JSON)
    weights: Mapped[dict[str, float]] = mapped_column(JSON, default=dict, server_default=sql("'{}'"))
    contact: Mapped[str] = mapped_column(String(200), default="", server_default="")


class BaseRow(Table):
    """Where a team's shifts begin and end."""

    __tablename__ = "base"

    team_id: Mapped[str] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    lon: Mapped[float]
    lat: Mapped[float]


class WorkerRow(Edited, Table):
    """A member of a team under a code name (``planner.worker.Worker``)."""

    __tablename__ = "worker"

    team_id: Mapped[str] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    skills: Mapped[list[str]] = mapped_column(JSON)
    weekly_hours: Mapped[float]
    experience: Mapped[str] = mapped_column(String(20))


class AbsenceRow(Edited, Table):
    """Whole days away, first and last included; why is never kept."""

    __tablename__ = "absence"
    __table_args__ = (
        ForeignKeyConstraint(["team_id", "worker_id"], ["worker.team_id", "worker.id"], ondelete="CASCADE"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(100), index=True)
    worker_id: Mapped[str] = mapped_column(String(80))
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)


class WishRow(Edited, Table):
    """Dates on which a worker would like to be free, or to work (``planner.worker.Wish``); why is never kept."""

    __tablename__ = "wish"
    __table_args__ = (
        ForeignKeyConstraint(["team_id", "worker_id"], ["worker.team_id", "worker.id"], ondelete="CASCADE"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(100), index=True)
    worker_id: Mapped[str] = mapped_column(String(80))
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    free: Mapped[bool]


class ShiftRow(Edited, Table):
    """A shift that comes back every week (``planner.team.ShiftTemplate``)."""

    __tablename__ = "shift"

    team_id: Mapped[str] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    windows: Mapped[str] = mapped_column(Text)
    base_id: Mapped[str] = mapped_column(String(120))
    mode: Mapped[str] = mapped_column(String(20))
    pairs: Mapped[int]
    skills: Mapped[list[str]] = mapped_column(JSON)
    season: Mapped[str] = mapped_column(String(40))
    districts: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=sql("'[]'"))


class CommitmentRow(Edited, Table):
    """Fixed work of named workers: a commitment, or a shift that was worked outside the planned weeks."""

    __tablename__ = "commitment"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), index=True)
    workers: Mapped[list[str]] = mapped_column(JSON)
    start: Mapped[datetime] = mapped_column(UtcTime)
    end: Mapped[datetime] = mapped_column(UtcTime)
    kind: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(Text, default="")
