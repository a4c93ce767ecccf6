"""What is near a tip: hotspots with their last and next visit, and pairs that are out tonight."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from shapely.geometry import Point
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo.crs import to_metres
from planner.plan import Route, WeekPlan
from web.field.visit_places import may_see
from web.lead.absence_replan import week_of
from web.lead.pairs import PairView, pairs_of
from web.plans import StoredPlans
from web.store.geometry import dwithin
from web.store.tables.places import HotspotRow
from web.store.tables.plans import PlanVersion, StopRow, WeekPlanRow
from web.store.tables.visits import Outcome, VisitRow

WITHIN_M = 1500
"""A hotspot further away than this is not near, in metres."""

TONIGHT = timedelta(hours=18)
"""Who goes out within so long is out tonight, where nobody is out before the morning."""

MORNING = time(5)
"""When a night is over, in the plan's own time."""


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A hotspot near a tip: how far, when somebody was there, and when somebody goes there next."""

    id: str
    name: str
    kind: str
    point: Point
    metres: float
    last: datetime | None
    next: datetime | None


@dataclass(frozen=True, slots=True)
class NearPair:
    """A pair that is out tonight, by the stop of its route that is nearest; ``place`` is its base where it has none."""

    team: str
    pair: PairView
    place: str
    at: datetime
    metres: float
    route: Route


def near_places(
    session: Session, teams: Iterable[str], point: Point, *, now: datetime, most: int = 5
) -> tuple[NearPlace, ...]:
    """Give the nearest hotspots that one of some teams may see, the nearest first.

    Parameters
    ----------
    point
        EPSG:3006.
    """
    sees = frozenset(teams)
    column: Any = HotspotRow.point
    rows = session.scalars(select(HotspotRow).where(dwithin(column, point, WITHIN_M)))
    seen = [(row, Point(row.point.centroid)) for row in rows if any(may_see(row, team) for team in sees)]
    near = sorted(seen, key=lambda item: (item[1].distance(point), item[0].id))[:most]
    ids = [row.id for row, _ in near]
    last, following = _last_visits(session, ids), _next_stops(session, ids, now)
    return tuple(
        NearPlace(row.id, row.name, row.kind, at, at.distance(point), last.get(row.id), following.get(row.id))
        for row, at in near
    )


def pairs_tonight(
    plans: StoredPlans, teams: Iterable[str], point: Point | None, *, now: datetime
) -> tuple[NearPair, ...]:
    """Give the pairs that are out tonight by what was published, the nearest first."""
    found = [
        _near_pair(team, plan, route, point, now)
        for team in sorted(teams)
        for plan in published_tonight(plans, team, now=now)
        for route in tonight(plan, now)
    ]
    return tuple(sorted(found, key=lambda pair: (pair.metres, pair.team, pair.pair.name)))


def published_tonight(plans: StoredPlans, team: str, *, now: datetime) -> tuple[WeekPlan, ...]:
    """Give a team's published plans of today's week, and of yesterday's where that is another."""
    weeks = {week_of(now.date() - timedelta(days=days)) for days in (0, 1)}
    infos = [info for week in sorted(weeks) if (info := plans.published(team, week))]
    return tuple(plans.plan_of(info) for info in infos)


def tonight(plan: WeekPlan, now: datetime) -> tuple[Route, ...]:
    """Give the routes that go on or begin before the morning; where there are none, those of ``TONIGHT``."""
    ahead = tuple(route for route in plan.routes if route.end > now and route.start < now + TONIGHT)
    local = now.astimezone(plan.request.tz)
    over = datetime.combine(local.date() + timedelta(days=local.time() >= MORNING), MORNING, plan.request.tz)
    return tuple(route for route in ahead if route.start < over) or ahead


def _near_pair(team: str, plan: WeekPlan, route: Route, point: Point | None, now: datetime) -> NearPair:
    pair, request = pairs_of(plan)[route.pair], plan.request
    spots = [
        (spot.name, stop.start, (spot.point.x, spot.point.y))
        for stop in route.stops
        if stop.leave > now and (spot := request.hotspot.get(stop.hotspot))
    ]
    base = request.base[route.base]
    spots = spots or [(base.name, max(route.start, now), (base.lon, base.lat))]
    metric: Any = to_metres([at for _, _, at in spots])
    far = [Point(*at).distance(point) if point is not None else 0.0 for at in metric]
    nearest = min(range(len(spots)), key=lambda n: far[n])
    name, at, _ = spots[nearest]
    return NearPair(team, pair, name, at, far[nearest], route)


def _last_visits(session: Session, ids: list[str]) -> dict[str, datetime]:
    query = select(VisitRow.hotspot_id, func.max(VisitRow.at)).where(VisitRow.hotspot_id.in_(ids))
    query = query.where(VisitRow.outcome.in_([Outcome.DONE, Outcome.NOBODY])).group_by(VisitRow.hotspot_id)
    return {str(ident): at for ident, at in session.execute(query)}


def _next_stops(session: Session, ids: list[str], now: datetime) -> dict[str, datetime]:
    query = (
        select(StopRow.hotspot_id, func.min(StopRow.start))
        .join(PlanVersion, PlanVersion.id == StopRow.plan_version_id)
        .join(WeekPlanRow, WeekPlanRow.id == PlanVersion.week_plan_id)
        .where(WeekPlanRow.published == PlanVersion.number, StopRow.hotspot_id.in_(ids), StopRow.start > now)
        .group_by(StopRow.hotspot_id)
    )
    return {str(ident): at for ident, at in session.execute(query)}
