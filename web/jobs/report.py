"""The report job: visits by district and week, planned against done, with no cell that could point at somebody."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from web.jobs.orders import ReportOrder
from web.store.store import Store
from web.store.tables.places import HotspotRow
from web.store.tables.plans import PlanVersion, StopRow, WeekPlanRow
from web.store.tables.visits import Outcome, VisitRow

FLOOR = 5
"""Cells below this are not told, and totals are told in steps of this, so that no cell can be worked out from them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where and when: a district (empty where it is not known) and an ISO week."""

    district: str
    week: str


def report(store: Store, order: ReportOrder, tz: ZoneInfo) -> dict[str, Any]:
    """Count planned stops and visits that were made.

    A stop counts once however many pairs make it together, in the version that was published, else in the one that is
    shown. A visit counts as done whether or not anybody was met.

    Returns
    -------
    dict
        ``rows`` by district and week, with None for a cell below `FLOOR`; ``totals`` rounded to `FLOOR`.
    """
    with store.read() as session:
        planned = Counter(_planned(session, order))
        done = Counter(_done(session, order, tz))
    cells = sorted(planned.keys() | done.keys(), key=lambda cell: (cell.week, cell.district))
    return {
        "floor": FLOOR,
        "rows": [
            {"district": c.district, "week": c.week, "planned": _told(planned[c]), "done": _told(done[c])}
            for c in cells
        ],
        "totals": {"planned": _rounded(planned.total()), "done": _rounded(done.total())},
    }


def _planned(session: Session, order: ReportOrder) -> Iterable[Cell]:
    counted = func.coalesce(WeekPlanRow.published, WeekPlanRow.shown)
    rows = session.execute(
        select(HotspotRow.district, StopRow.date)
        .select_from(StopRow)
        .join(PlanVersion, PlanVersion.id == StopRow.plan_version_id)
        .join(WeekPlanRow, (WeekPlanRow.id == PlanVersion.week_plan_id) & (PlanVersion.number == counted))
        .outerjoin(HotspotRow, HotspotRow.id == StopRow.hotspot_id)
        .where(StopRow.date.between(order.first, order.last))
        .distinct()
        .add_columns(WeekPlanRow.team_id, StopRow.hotspot_id, StopRow.start)
    )
    for district, day, *_ in rows:
        yield Cell(district or "", _week(day))


def _done(session: Session, order: ReportOrder, tz: ZoneInfo) -> Iterable[Cell]:
    begin = datetime.combine(order.first, datetime.min.time(), tz)
    end = datetime.combine(order.last + timedelta(days=1), datetime.min.time(), tz)
    rows = session.execute(
        select(VisitRow.district, HotspotRow.district, VisitRow.at)
        .outerjoin(HotspotRow, HotspotRow.id == VisitRow.hotspot_id)
        .where(VisitRow.at >= begin, VisitRow.at < end, VisitRow.outcome.in_((Outcome.DONE, Outcome.NOBODY)))
    )
    for own, of_place, at in rows:
        yield Cell(own or of_place or "", _week(at.astimezone(tz).date()))


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def _told(count: int) -> int | None:
    return count if count >= FLOOR else None


def _rounded(count: int) -> int:
    return FLOOR * round(count / FLOOR)
