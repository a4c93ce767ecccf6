"""What one more visit tonight would do to a published plan: who can go, when, and what moves for it.

The ways to the place are those of the plan's nearest place, and the walk between the two: good enough to say before
the click. The plan itself is made by the planner when it is planned again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Point

from geo.crs import to_metres
from geo.hotspot import Hotspot, HotspotKind, VisitNeed
from geo.travel.times import TravelMatrix
from geo.windows import WeekWindows, Window
from planner.amend.insert import three_best_places
from planner.plan import WeekPlan
from web.triage.near import tonight

WALK_M_S = 1.0
"""Metres of straight line a second on foot: 4.8 km/h and a fourth of detour."""

NEW = "insats-ny"


@dataclass(frozen=True, slots=True)
class Moved:
    """A stop that begins later."""

    pair: str
    hotspot: str
    start: datetime


@dataclass(frozen=True, slots=True)
class Effect:
    """One more visit tonight: who, when, which stops begin later, and whether a rule would be broken."""

    pair: str
    start: datetime
    moved: tuple[Moved, ...]
    breaks: bool


def effect_tonight(plan: WeekPlan, lon: float, lat: float, *, now: datetime, minutes: int = 20) -> Effect | None:
    """Tell what a visit tonight at a place (EPSG:4326) would do; None where nobody is out."""
    routes = tonight(plan, now)
    if not routes:
        return None
    with_place = _with_place(replace(plan, routes=routes, unplanned=()), lon, lat)
    first, last = min(route.start for route in routes), max(route.end for route in routes)
    begin = max(first, now).astimezone(plan.request.tz)
    day = plan.request.day.get(routes[0].date)
    if day is None:
        return None
    start_min = (begin - begin.replace(hour=0, minute=0, second=0, microsecond=0)).seconds // 60
    length = min(int((last - begin).total_seconds() // 60), 24 * 60)
    if length < minutes:
        return None
    weekday = (begin.date() - day.date).days + day.counts_as
    need = VisitNeed(
        NEW, NEW, WeekWindows((Window(weekday % 7, start_min, start_min + length),)), minutes, least=1, most=1, weight=4
    )
    places = three_best_places(with_place, need, count=1, now=now)
    if not places:
        return None
    best = places[0]
    moved = tuple(Moved(m.pair, m.hotspot, m.start + timedelta(minutes=m.minutes)) for m in best.moved)
    return Effect(best.pair, best.start, moved, bool(best.violations))


def _with_place(plan: WeekPlan, lon: float, lat: float) -> WeekPlan:
    request = plan.request
    known = [(spot.id, spot.point.x, spot.point.y) for spot in request.hotspots]
    known += [(base.id, base.lon, base.lat) for base in request.bases]
    metric = to_metres([(x, y) for _, x, y in known])
    here = to_metres([(lon, lat)])[0]
    far = np.hypot(metric[:, 0] - here[0], metric[:, 1] - here[1])
    nearest = int(far.argmin())
    walk_s, walk_m = round(float(far[nearest]) / WALK_M_S), round(float(far[nearest]) * 1.25)
    row = request.travel.index[known[nearest][0]]
    matrices = {key: _grown(matrix, row, walk_s, walk_m) for key, matrix in request.travel.matrices.items()}
    travel = replace(request.travel, places=(*request.travel.places, NEW), matrices=matrices)
    spot = Hotspot(NEW, NEW, HotspotKind.EFFORT, Point(lon, lat))
    needs = tuple(need for need in request.needs if need.id != NEW)
    return replace(plan, request=replace(request, hotspots=(*request.hotspots, spot), needs=needs, travel=travel))


def _grown(matrix: TravelMatrix, row: int, walk_s: int, walk_m: int) -> TravelMatrix:
    """Give a matrix with one more place, that lies a walk away from one of its places."""
    seconds, metres = _more(matrix.seconds, row, walk_s), _more(matrix.metres, row, walk_m)
    line, estimated = _more(matrix.line, row, 0), _more(matrix.estimated, row, 0)
    line[-1, row] = line[row, -1] = line[-1, -1] = -1
    estimated[-1, :] = estimated[:, -1] = True
    return replace(matrix, seconds=seconds, metres=metres, line=line, estimated=estimated)


def _more(values: NDArray[Any], row: int, added: int) -> NDArray[Any]:
    grown = np.pad(values, ((0, 1), (0, 1)))
    if values.dtype == bool:
        return grown
    grown[-1, :-1], grown[:-1, -1] = values[row, :] + added, values[:, row] + added
    grown[-1, -1] = 0
    return grown
