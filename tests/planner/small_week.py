"""A small week by hand: eight places, seven workers, seven shifts, and one plan of it that keeps every rule."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from shapely.geometry import Point

from geo.calendar import Calendar, Season
from geo.hotspot import Daylight, Hotspot, HotspotKind, Sensitivity, VisitNeed
from geo.travel.times import Mode, Period, TravelMatrix
from geo.windows import WEEKDAYS, WeekWindows, wall_clock
from planner.exact import exact_request
from planner.pair import Crew
from planner.plan import Break, Leg, Route, Stop, WeekPlan
from planner.request import Travel, WeekRequest, week_monday
from planner.route_clock import leg_of
from planner.search.route_times import route_starts
from planner.search.solution import Solution
from planner.shift import Base, Shift
from planner.week_problem import WeekProblem
from planner.worker import Absence, Busy, BusyKind, Experience, Worker

TZ = ZoneInfo("Europe/Stockholm")
WEEK = "2026-W49"
TEAM = "smalaget"
BASE = Base("bas", "Basen", 18.06, 59.33)
CALENDAR = Calendar("SE", TZ.key, 18.06, 59.33, (Season("winter", (11, 1), (3, 31)), Season("summer", (5, 1), (9, 30))))
PERIODS = (
    Period("day", WeekWindows.parse("daily 06:00-22:00")),
    Period("night", WeekWindows.parse("daily 22:00-06:00")),
)
DAY_S, NIGHT_S = 600, 900
"""Seconds from any place to any other, by day and by night."""


def at(text: str, week: str = WEEK) -> datetime:
    """Give a time of the week as ``"we 21:30"``; ``"su+1"`` is the Sunday after."""
    day, clock = text.split()
    name, _, weeks = day.partition("+")
    hour, minute = clock.split(":")
    date = week_monday(week) + timedelta(days=WEEKDAYS.index(name) + 7 * int(weeks or 0))
    return wall_clock(date, int(hour) * 60 + int(minute), TZ)


def need(ident: str, windows: str, minutes: int = 30, **fields: object) -> VisitNeed:
    """Make a need; its hotspot is the id up to the first hyphen."""
    return VisitNeed(ident, ident.split("-", maxsplit=1)[0], WeekWindows.parse(windows), minutes, **fields)


def shift(ident: str, start: str, end: str, week: str = WEEK, **fields: object) -> Shift:
    """Make a shift from ``"we 21:00"`` to ``"th 05:00"``."""
    begin = at(start, week)
    return Shift(ident, begin.date(), begin, at(end, week), BASE.id, **fields)


def busy(start: str, end: str, what: str = "Nätverksmöte", week: str = WEEK) -> Busy:
    """Make a commitment."""
    return Busy(at(start, week), at(end, week), BusyKind.COMMITMENT, what)


def travel(
    places: Sequence[str], *, day_s: int = DAY_S, night_s: int = NIGHT_S, far: str = "", far_s: int = 0
) -> Travel:
    """Make travel times that are the same between all places, but for one far place."""
    n = len(places)
    matrices = {}
    for period, seconds in (("day", day_s), ("night", night_s)):
        table = np.full((n, n), seconds, dtype=np.int32)
        if far:
            table[places.index(far), :] = table[:, places.index(far)] = far_s
        np.fill_diagonal(table, 0)
        line = np.where(table > 0, 0, -1).astype(np.int32)
        for mode in Mode:
            lines = ("metro 17",) if mode is Mode.TRANSIT else ()
            used = line if lines else np.full((n, n), -1, dtype=np.int32)
            matrices[mode, period] = TravelMatrix(table, table * 2, used, lines, np.ones((n, n), dtype=bool))
    return Travel("even", estimated=True, places=tuple(places), periods=PERIODS, matrices=matrices)


def request(
    needs: Sequence[VisitNeed],
    shifts: Sequence[Shift],
    workers: Sequence[Worker],
    *,
    week: str = WEEK,
    **fields: object,
) -> WeekRequest:
    """Make a request with the hotspots that its needs name."""
    places = sorted({n.hotspot for n in needs})
    hotspots = tuple(
        Hotspot(place, place.capitalize(), HotspotKind.SQUARE, Point(18.0 + 0.01 * i, 59.33))
        for i, place in enumerate(places)
    )
    fields.setdefault("travel", travel([BASE.id, *places]))
    fields.setdefault("slack_share", 0.0)
    return WeekRequest(
        city="smastad", team=TEAM, team_name="Smålaget", week=week, timezone=TZ.key,
        days=CALENDAR.week(week_monday(week)), bases=(BASE,), hotspots=hotspots, needs=tuple(needs),
        workers=tuple(workers), shifts=tuple(shifts), **fields,
    )  # fmt: skip


def two_workers(*skills: str, **fields: object) -> tuple[Worker, Worker]:
    """Make the least team that can go out."""
    return Worker("larka", "Lärka", frozenset(skills), **fields), Worker("mes", "Mes", **fields)


def crew(request: WeekRequest, number: int = 0, pair: str = "Ek", workers: tuple[str, ...] = ("larka", "mes")) -> Crew:
    """Make a crew of one of the request's shifts."""
    skills = frozenset().union(*(request.worker[w].skills for w in workers))
    return Crew(request.shifts[number], pair, workers, skills)


def time_route(request: WeekRequest, crew: Crew, needs: Sequence[VisitNeed]) -> Route | None:
    """Time the visits of these needs in their order, or give None where they are not in time."""
    week = WeekProblem(exact_request(request), [crew])
    options = tuple(week.options.index(next(o for o in week.options if week.needs[o.need] is n)) for n in needs)
    starts = route_starts(week.problem, 0, options)
    return None if starts is None else week.routes(Solution((options,), (starts,), 0.0))[0]


def leg(request: WeekRequest, mode: Mode, start: str, end: str, depart: datetime) -> Leg:
    """Make the leg that the request's travel times give."""
    matrix, index = request.travel_at(mode, depart), request.travel.index
    a, b = index[start], index[end]
    return leg_of(int(matrix.seconds[a, b]), int(matrix.metres[a, b]), int(matrix.line[a, b]), matrix.lines, mode)


def route(
    request: WeekRequest, shift_id: str, pair: str, workers: tuple[str, ...], *,
    stops: Sequence[tuple[str, str, int]] = (), breaks: Sequence[str] = (),
) -> Route:  # fmt: skip
    """Make a route by hand: stops as (hotspot, start, minutes), each arrived at in time; breaks of half an hour."""
    its = next(s for s in request.shifts if s.id == shift_id)
    made, legs, here = [], [], BASE.id
    for place, start, minutes in stops:
        begin = at(start, request.week)
        legs.append(leg(request, its.mode, here, place, begin - timedelta(seconds=DAY_S)))
        made.append(Stop(place, begin, begin, begin + timedelta(minutes=minutes)))
        here = place
    if made:
        legs.append(leg(request, its.mode, here, BASE.id, made[-1].leave))
    pauses = tuple(Break(at(b, request.week), at(b, request.week) + timedelta(minutes=30)) for b in breaks)
    return Route(pair, workers, its.date, its.start, its.end, its.base, tuple(made), tuple(legs), pauses)


NEEDS = (
    need("torget-kvall", "daily 17:00-21:30", least=1, target=2, most=2, gap_h=20),
    need("stationen-alltid", "daily 16:00-04:00", 20, least=1, target=2, most=4),
    need("parken-ljus", "daily 09:00-20:00", 40, daylight=Daylight.DAY, least=1, gap_h=0),
    need("kajen-morker", "daily 13:00-23:00", daylight=Daylight.DARK),
    need("hamnen-gemensam", "daily 16:00-21:00", 40, pairs=2, least=1),
    need("berget-sommar", "daily 10:00-21:00", season="summer"),
    need("lagret-sprak", "daily 16:00-22:00", skills=frozenset({"romanian"})),
    need("bron-dag", "mo-fr 10:00-15:00", 20),
)
SHIFTS = (
    shift("mo-kvall", "mo 16:00", "mo 22:00", pairs=2),
    shift("tu-kvall", "tu 16:00", "tu 22:00"),
    shift("we-natt", "we 21:00", "th 05:00"),
    shift("th-dag", "th 10:00", "th 16:00"),
    shift("fr-kvall", "fr 16:00", "fr 22:00", skills=frozenset({"romanian"})),
    shift("sa-kvall", "sa 16:00", "sa 22:00"),
    shift("su-kvall", "su 16:00", "su 22:00"),
)
WORKERS = (
    Worker("larka", "Lärka", frozenset({"romanian"})),
    Worker("mes", "Mes"),
    Worker("trast", "Trast", busy=(busy("we 09:00", "we 11:00"),)),
    Worker("sparv", "Sparv", absences=(Absence(at("su 00:00").date(), at("su 00:00").date()),)),
    Worker("siska", "Siska", experience=Experience.NEWCOMER),
    Worker("ripa", "Ripa", experience=Experience.NEWCOMER),
    Worker("duva", "Duva", frozenset({"romanian"}), experience=Experience.OBSERVER),
)


def good_plan() -> WeekPlan:
    """Make the plan that keeps every rule; ``check`` of it is empty."""
    asked = request(NEEDS, SHIFTS, WORKERS)
    routes = (
        route(
            asked,
            "mo-kvall",
            "Ek",
            ("larka", "mes", "duva"),
            stops=[("hamnen", "mo 16:30", 40), ("torget", "mo 17:30", 30), ("lagret", "mo 20:00", 30)],
            breaks=["mo 18:30"],
        ),
        route(
            asked,
            "mo-kvall",
            "Björk",
            ("trast", "siska"),
            stops=[("hamnen", "mo 16:30", 40), ("stationen", "mo 20:00", 20)],
            breaks=["mo 18:30"],
        ),
        route(
            asked,
            "tu-kvall",
            "Ek",
            ("larka", "mes"),
            stops=[("torget", "tu 17:30", 30), ("kajen", "tu 20:00", 30)],
            breaks=["tu 18:30"],
        ),
        route(
            asked,
            "th-dag",
            "Björk",
            ("trast", "siska"),
            stops=[("parken", "th 11:00", 40), ("bron", "th 13:30", 20)],
            breaks=["th 12:30"],
        ),
        route(asked, "fr-kvall", "Ek", ("larka", "mes"), stops=[("stationen", "fr 17:00", 20)], breaks=["fr 18:30"]),
    )
    return WeekPlan(TEAM, WEEK, asked, routes, (), 0.0, None)


def with_route(plan: WeekPlan, number: int, **changes: object) -> WeekPlan:
    """Change one route."""
    routes = list(plan.routes)
    routes[number] = replace(routes[number], **changes)
    return replace(plan, routes=tuple(routes))


def with_stop(plan: WeekPlan, number: int, stop: int, **changes: object) -> WeekPlan:
    """Change one stop of one route."""
    stops = list(plan.routes[number].stops)
    stops[stop] = replace(stops[stop], **changes)
    return with_route(plan, number, stops=tuple(stops))


def with_more(plan: WeekPlan, *more: Route) -> WeekPlan:
    """Add routes."""
    return replace(plan, routes=(*plan.routes, *more))


def with_worker(plan: WeekPlan, ident: str, **changes: object) -> WeekPlan:
    """Change one worker of the request."""
    workers = tuple(replace(w, **changes) if w.id == ident else w for w in plan.request.workers)
    return replace(plan, request=replace(plan.request, workers=workers))


def with_hidden(plan: WeekPlan, place: str) -> WeekPlan:
    """Make one place of the request a settlement that another team alone may see."""
    hotspots = tuple(
        replace(h, kind=HotspotKind.SETTLEMENT, sensitivity=Sensitivity.NAMED_TEAMS, teams=("andra",))
        if h.id == place
        else h
        for h in plan.request.hotspots
    )
    return replace(plan, request=replace(plan.request, hotspots=hotspots))
