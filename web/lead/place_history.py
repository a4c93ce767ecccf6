"""What has happened to a place: edits out of the audit, and counts of visits and planned stops; never people."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from web.store.tables.accounts import Account
from web.store.tables.audit import AuditEntry
from web.store.tables.plans import PlanVersion, StopRow, WeekPlanRow
from web.store.tables.visits import VisitRow

WEEKS = 12
"""How far back visits are counted."""
MOST = 100
"""Edits that are shown; older ones stand in the audit."""

EDITS = ("hotspot.added", "hotspot.changed", "need.added", "need.changed", "need.removed")


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit.

    Attributes
    ----------
    who
        Code name of the account; empty where it was the program, or an account that is gone.
    changes
        By field: before and after in codes and figures; None where only that it changed is kept.
    """

    at: datetime
    who: str
    action: str
    need: str
    changes: Mapping[str, tuple[object, object] | None]


@dataclass(frozen=True, slots=True)
class PlaceHistory:
    """What is known of a place's past and coming days.

    Attributes
    ----------
    visits
        Number of visits of the last weeks by their outcome, those of every team.
    planned
        Planned stops from today on, in published plans.
    """

    edits: tuple[Edit, ...]
    visits: Mapping[str, int]
    planned: int


def place_history(session: Session, ident: str, *, now: datetime, today: date) -> PlaceHistory:
    """Read what has happened to a place."""
    return PlaceHistory(tuple(_edits(session, ident)), _visits(session, ident, now), _planned(session, ident, today))


def _edits(session: Session, ident: str) -> list[Edit]:
    of_place = (AuditEntry.kind == "hotspot") & (AuditEntry.object_id == ident) & AuditEntry.action.in_(EDITS)
    imported = (AuditEntry.action == "hotspots.imported") & AuditEntry.detail.contains(f'"{ident}"', autoescape=True)
    rows = session.scalars(
        select(AuditEntry).where(or_(of_place, imported)).order_by(AuditEntry.seq.desc()).limit(MOST)
    )
    entries = list(rows)
    ids = {int(n) for e in entries if (n := e.actor.removeprefix("account:")).isdecimal() and len(n) < 10}
    found = session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    names = {f"account:{row.id}": row.name for row in found}
    return [_edit(entry, names.get(entry.actor, "")) for entry in entries]


def _edit(entry: AuditEntry, who: str) -> Edit:
    try:
        detail = json.loads(entry.detail)
    except ValueError:
        detail = {}
    told = detail.get("changes", {}) if isinstance(detail, dict) else {}
    changes = {
        str(name): (value[0], value[1]) if isinstance(value, list) and len(value) == 2 else None
        for name, value in (told.items() if isinstance(told, dict) else ())
    }
    need = detail.get("need", "") if isinstance(detail, dict) else ""
    return Edit(entry.at, who, entry.action, str(need), changes)


def _visits(session: Session, ident: str, now: datetime) -> dict[str, int]:
    rows = session.execute(
        select(VisitRow.outcome, func.count())
        .where(VisitRow.hotspot_id == ident, VisitRow.at >= now - timedelta(weeks=WEEKS))
        .group_by(VisitRow.outcome)
    )
    return {row[0]: row[1] for row in rows}


def _planned(session: Session, ident: str, today: date) -> int:
    found = session.scalar(
        select(func.count())
        .select_from(StopRow)
        .join(PlanVersion, PlanVersion.id == StopRow.plan_version_id)
        .join(WeekPlanRow, WeekPlanRow.id == PlanVersion.week_plan_id)
        .where(StopRow.hotspot_id == ident, StopRow.date >= today, PlanVersion.number == WeekPlanRow.published)
    )
    return found or 0
