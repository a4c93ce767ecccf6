"""From a city, a team and an ISO week to the request that the planner answers."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta

from geo.city import City
from geo.travel.times import Mode, Place, TravelTimes
from planner.late_needs import late_needs
from planner.plan import WeekPlan
from planner.request import Covered, Travel, WeekRequest, week_monday
from planner.shift import Shift
from planner.team import Team
from planner.weights import Weights
from planner.worker import Busy, BusyKind, Worker


def make_request(
    city: City,
    team: Team,
    week: str,
    *,
    travel: TravelTimes,
    neighbours: Iterable[WeekPlan] = (),
    covered: Iterable[Covered] = (),
    shifts_of: Callable[[tuple[Shift, ...]], tuple[Shift, ...]] | None = None,
    weights: Weights | None = None,
) -> WeekRequest:
    """Gather all input of one team's week.

    Parameters
    ----------
    week
        ISO week as ``2026-W49``.
    neighbours
        The team's plans of the weeks before and after, where there are any: their shifts count for rest, and their
        stops tell which needs are late (`planner.late_needs`).
    covered
        Visits that other teams and partners make this week.
    shifts_of
        Makes the week's shifts of the team's usual ones, where they differ.
    weights
        What the lead weighs otherwise than as shipped.

    Raises
    ------
    ValueError
        ``week`` is no ISO week.
    geo.travel.times.Unreachable
        A place that the team visits has no way to it.
    """
    monday, begin = week_monday(week), monday_at(city, week)
    near = tuple(neighbours)
    days = city.calendar.week(monday)
    usual = team.shifts_in(days, city.tz)
    shifts = shifts_of(usual) if shifts_of else usual
    visible = {h.id: h for h in city.hotspots if h.may_be_seen_by(team.id)}
    needs = tuple(n for n in city.needs if n.hotspot in visible and (not n.teams or team.id in n.teams))
    visited = {need.hotspot for need in needs}
    hotspots = tuple(h for h in visible.values() if h.id in visited)
    hotspots = tuple(
        h if h.district else replace(h, district=city.districts.at(h.point.x, h.point.y, monday)) for h in hotspots
    )
    places = [Place(b.id, b.lon, b.lat) for b in team.bases]
    places += [Place(h.id, h.point.x, h.point.y, h.landmass) for h in hotspots]
    return WeekRequest(
        city=city.id,
        team=team.id,
        team_name=team.name,
        week=week,
        timezone=city.timezone,
        days=days,
        bases=team.bases,
        hotspots=hotspots,
        needs=needs,
        workers=_with_neighbours(team.workers_for(monday, city.tz), near, begin),
        shifts=shifts,
        travel=_travel(travel, places, shifts),
        covered=tuple(covered),
        working_time=team.working_time,
        slack_share=team.slack_share,
        pair_names=team.pairs_named,
        overdue=late_needs(needs, near, begin),
        weights=weights or Weights(),
    )


def monday_at(city: City, week: str) -> datetime:
    """Give the midnight that begins the week."""
    return datetime.combine(week_monday(week), time(), city.tz)


def _travel(travel: TravelTimes, places: list[Place], shifts: tuple[Shift, ...]) -> Travel:
    modes = sorted({shift.mode for shift in shifts} or {Mode.TRANSIT})
    return Travel(
        provider=travel.name,
        estimated=travel.estimated,
        places=tuple(place.id for place in places),
        periods=travel.periods,
        matrices={
            (mode, period.id): travel.matrix(places, mode=mode, period=period.id)
            for mode in modes
            for period in travel.periods
        },
        sources=travel.sources,
    )


def _with_neighbours(workers: tuple[Worker, ...], plans: tuple[WeekPlan, ...], monday: datetime) -> tuple[Worker, ...]:
    """Add the shifts of the weeks before and after to what workers are busy with."""
    first, last = monday - timedelta(days=7), monday + timedelta(days=14)
    sunday = monday + timedelta(days=7)
    busy: dict[str, list[Busy]] = {worker.id: list(worker.busy) for worker in workers}
    for plan in plans:
        for route in plan.routes:
            outside = first < route.end <= monday + timedelta(hours=12) and route.start < monday
            if outside or sunday <= route.start < last:
                for worker in route.workers:
                    piece = Busy(route.start, route.end, BusyKind.SHIFT, route.pair)
                    if all(b.end <= piece.start or piece.end <= b.start for b in busy.get(worker, [])):
                        busy.setdefault(worker, []).append(piece)
    return tuple(replace(w, busy=tuple(sorted(busy[w.id], key=lambda b: b.start))) for w in workers)
