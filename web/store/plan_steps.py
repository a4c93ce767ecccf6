"""Forget plan versions: drafts soon after their week, published ones long after; a week without versions goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from planner.request import week_monday
from web.store.clocks import Category, Clocks, Step
from web.store.store import Work
from web.store.tables.plans import PlanVersion, WeekPlanRow


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step on plan versions; the days count from the end of the plan's week, or from when it was made if later."""

    category: Category
    published: bool
    step: Step = Step.GONE

    def due(self, session: Session, clocks: Clocks, now: datetime) -> tuple[int, datetime | None]:
        """Count what is due, and tell from when the oldest counts."""
        found = self._found(session, clocks, now)
        return len(found), min((anchor for _, anchor in found), default=None)

    def take(self, work: Work, clocks: Clocks, now: datetime, *, most: int) -> int:
        """Remove as many versions as ``most``; gives how many."""
        ids = [ident for ident, _ in self._found(work.session, clocks, now)[:most]]
        if ids:
            _remove_versions(work, ids)
        return len(ids)

    def _found(self, session: Session, clocks: Clocks, now: datetime) -> list[tuple[str, datetime]]:
        latest = now - clocks.after(self.category, self.step)
        is_published = PlanVersion.published_at.is_not(None) if self.published else PlanVersion.published_at.is_(None)
        rows = session.execute(
            select(PlanVersion.id, PlanVersion.made_at, WeekPlanRow.week)
            .join(WeekPlanRow, PlanVersion.week_plan_id == WeekPlanRow.id)
            .where(is_published, PlanVersion.made_at <= latest)
            .order_by(WeekPlanRow.week, PlanVersion.week_plan_id, PlanVersion.number)
        )
        anchors = [(row.id, max(row.made_at, week_end(row.week))) for row in rows]
        return [(ident, anchor) for ident, anchor in anchors if anchor <= latest]


def week_end(week: str) -> datetime:
    """Give the midnight (UTC) after an ISO week's Sunday.

    Examples
    --------
    >>> week_end("2026-W49").isoformat()
    '2026-12-07T00:00:00+00:00'
    """
    return datetime.combine(week_monday(week) + timedelta(days=7), time(), UTC)


def _remove_versions(work: Work, ids: Sequence[str]) -> None:
    session = work.session
    weeks = session.scalars(
        select(WeekPlanRow)
        .where(WeekPlanRow.id.in_(select(PlanVersion.week_plan_id).where(PlanVersion.id.in_(ids))))
        .order_by(WeekPlanRow.id)
        .with_for_update()
    ).all()
    session.execute(delete(PlanVersion).where(PlanVersion.id.in_(ids)))
    for week in weeks:
        left = set(session.scalars(select(PlanVersion.number).where(PlanVersion.week_plan_id == week.id)))
        if not left:
            session.delete(week)
            continue
        changes: dict[str, object] = {}
        if week.published is not None and week.published not in left:
            changes["published"] = None
        if week.shown not in left:
            changes["shown"] = week.published if week.published in left else max(left)
        if changes:
            work.edit(WeekPlanRow, week.id, expected=None, changes=changes)


PLAN_STEPS = (PlanStep(Category.PLAN_DRAFT, published=False), PlanStep(Category.PLAN_PUBLISHED, published=True))
"""Every step on plan versions."""
