"""Which weeks have stops at places that are to go."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from web.store.tables.plans import PlanVersion, StopRow, WeekPlanRow


def weeks_with_stops(session: Session, removed: Sequence[str], on: date) -> tuple[tuple[str, str], ...]:
    """Give the weeks whose shown or published plan has stops at these hotspots from a day on."""
    if not removed:
        return ()
    rows = session.execute(
        select(WeekPlanRow.team_id, WeekPlanRow.week)
        .join(PlanVersion, PlanVersion.week_plan_id == WeekPlanRow.id)
        .join(StopRow, StopRow.plan_version_id == PlanVersion.id)
        .where(
            or_(PlanVersion.number == WeekPlanRow.shown, PlanVersion.number == func.coalesce(WeekPlanRow.published, 0)),
            StopRow.date >= on,
            StopRow.hotspot_id.in_(removed),
        )
        .distinct()
        .order_by(WeekPlanRow.week, WeekPlanRow.team_id)
    )
    return tuple((row.team_id, row.week) for row in rows)
