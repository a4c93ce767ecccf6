"""A route as GPX 1.1: its stops as a route's points, for a device that shows the way."""

from datetime import UTC, datetime

from geo.hotspot import HotspotKind
from planner.plan import Route, WeekPlan
from web.lead.day import RouteView
from web.words import Words


def gpx_file(plan: WeekPlan, views: list[RouteView], words: Words) -> bytes:
    """Write routes.

    Only places that every team may see are in it, and no settlement and no effort (default deny): the file is made to
    be opened by other programs.

    Notes
    -----
    GPX 1.1, https://www.topografix.com/GPX/1/1/: degrees in WGS 84, times in UTC.
    """
    import gpxpy.gpx  # noqa: PLC0415 - only this file needs it

    gpx = gpxpy.gpx.GPX()
    gpx.creator = "Fältplan"
    gpx.name = f"{plan.request.team_name} {plan.week}"
    for view in views:
        route = plan.routes[int(view.key[1:])]
        made = gpxpy.gpx.GPXRoute(name=words.text("Pair %(pair)s, %(when)s", pair=view.pair.name, when=view.when))
        made.points = [
            gpxpy.gpx.GPXRoutePoint(lat, lon, time=start.astimezone(UTC), name=name)
            for lon, lat, start, name in _points(plan, route, view)
        ]
        gpx.routes.append(made)
    return gpx.to_xml(version="1.1").encode()


def _points(plan: WeekPlan, route: Route, view: RouteView) -> list[tuple[float, float, datetime, str]]:
    base = plan.request.base.get(route.base)
    ends = [(base.lon, base.lat, route.start, base.name)] if base else []
    found = []
    for stop, seen in zip(route.stops, view.stops, strict=True):
        spot = plan.request.hotspot[stop.hotspot]
        if spot.shared and spot.kind is not HotspotKind.EFFORT:
            found.append((spot.point.x, spot.point.y, stop.start, f"{seen.number} {seen.name}"))
    home = [(base.lon, base.lat, route.end, base.name)] if base else []
    return [*ends, *found, *home]
