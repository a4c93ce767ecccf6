"""Tables of tips: the unverified report, and apart from it the contact of whoever left it."""

from datetime import datetime
from enum import StrEnum

from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from web.store.geometry import Geometry
from web.store.tables.table import Edited, Table
from web.store.tables.visits import Precision
from web.store.times import UtcTime


class TipState(StrEnum):
    """What a reporter may be told of a tip; never whether somebody was found."""

    RECEIVED = "received"
    GOING = "going"
    BEEN_THERE = "been_there"
    PASSED_ON = "passed_on"
    CLOSED = "closed"


class TipSource(StrEnum):
    """Who tells; the police may tell like anyone, and no one of them reads anything."""

    PUBLIC = "public"
    RELATIVE = "relative"
    POLICE = "police"
    DISTRICT = "district"
    SOCIAL_SERVICES = "social_services"
    PARTNER = "partner"
    FIELD = "field"


class Tip(Edited, Table):
    """One tip. ``code_hash`` is the SHA-256 of the code by which its reporter follows it; the code is not kept.

    ``details`` say what was seen, ``find`` how the place is found; both are words, and forgotten as such. ``due_at`` is
    when somebody must have decided. A tip that tells of the same as another has that one as ``parent_id``; it keeps its
    own clocks; ``unlike`` are the ids of tips that somebody has said are about something else. ``hotspot_id`` and
    ``effort_id`` say what it has become, ``reason`` by a code why it was closed, and ``passed_to`` to which office it
    was handed over.
    """

    __tablename__ = "tip"
    __table_args__ = (
        CheckConstraint("state IN ('received', 'going', 'been_there', 'passed_on', 'closed')", name="state"),
        CheckConstraint("precision IN ('exact', 'grid_250', 'district')", name="precision"),
        Index("ix_tip_state_received_at", "state", "received_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(20), default=TipState.RECEIVED)
    place: Mapped[BaseGeometry | None] = mapped_column(Geometry("POINT"))
    precision: Mapped[str] = mapped_column(String(20), default=Precision.EXACT)
    district: Mapped[str | None] = mapped_column(String(120))
    team_id: Mapped[str | None] = mapped_column(String(100))
    worry: Mapped[str] = mapped_column(String(40))
    details: Mapped[str] = mapped_column(Text, default="")
    asked: Mapped[str] = mapped_column(String(20), default="unknown")
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    content_hash: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(20), default=TipSource.PUBLIC, server_default=TipSource.PUBLIC)
    find: Mapped[str] = mapped_column(Text, default="", server_default="")
    seen_at: Mapped[datetime | None] = mapped_column(UtcTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcTime)
    lang: Mapped[str] = mapped_column(String(5), default="sv", server_default="sv")
    parent_id: Mapped[str | None] = mapped_column(String(36), index=True)
    hotspot_id: Mapped[str | None] = mapped_column(String(120))
    effort_id: Mapped[str | None] = mapped_column(String(36), index=True)
    reason: Mapped[str] = mapped_column(String(40), default="", server_default="")
    passed_to: Mapped[str] = mapped_column(String(120), default="", server_default="")
    unlike: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=sql("'[]'"))


class TipStep(Table):
    """A state that a tip has come to, and when: what its reporter is shown."""

    __tablename__ = "tip_step"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    tip_id: Mapped[str] = mapped_column(ForeignKey("tip.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(20))


class SpentProof(Table):
    """A proof of work that was handed in, by its hash, until it would no longer hold: none is used twice."""

    __tablename__ = "spent_proof"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcTime, index=True)


class ReporterContact(Table):
    """How to reach a reporter who consented to it: apart from the tip, and forgotten on a clock of its own."""

    __tablename__ = "reporter_contact"

    tip_id: Mapped[str] = mapped_column(ForeignKey("tip.id", ondelete="CASCADE"), primary_key=True)
    contact: Mapped[str] = mapped_column(String(200))
    consented_at: Mapped[datetime] = mapped_column(UtcTime)
