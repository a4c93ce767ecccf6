"""A hand-made winter week of four pairs: night shifts, unplanned places and, on request, hostile names."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from math import cos, hypot, radians
from zoneinfo import ZoneInfo

import numpy as np
from shapely.geometry import Point

from geo.calendar import Calendar, Season
from geo.hotspot import Daylight, Hotspot, HotspotKind, Position, Sensitivity, VisitNeed
from geo.travel.times import Mode, Period, TravelMatrix
from geo.windows import WeekWindows, wall_clock
from planner.plan import Break, Leg, Reason, Route, Stop, Suggestion, Unplanned, WeekPlan
from planner.request import Covered, Travel, WeekRequest, week_monday
from planner.shift import Base, Shift
from planner.worker import Experience, Worker

HOSTILE = "<img src=x onerror=alert(1)>${alert(1)}"
"""A name that harms wherever it is run as code or as markup."""

TZ = ZoneInfo("Europe/Stockholm")
TEAM = "uppsokarteamet"
WEEK = "2026-W49"
BASE = Base("klara", "Klarabergsgatan", 18.0586, 59.3326)

# id, name, kind, latitude, longitude, position; coordinates are those of the public places
PLACES = """
t-centralen|T-Centralen (T-bana)|station|59.332438|18.061991|verified
slussen|Slussen (T-bana)|station|59.319533|18.071958|verified
gamla-stan|Gamla stan (T-bana)|station|59.323147|18.066957|verified
fridhemsplan|Fridhemsplan|square|59.333015|18.030807|verified
odenplan|Odenplan|square|59.342759|18.0486|verified
eriksplan|S:t Eriksplan (T-bana)|station|59.340293|18.037416|verified
ostermalmstorg|Östermalmstorg|square|59.33595|18.07911|verified
medborgarplatsen|Medborgarplatsen|square|59.314869|18.07347|verified
skanstull|Skanstull (T-bana)|station|59.308499|18.076094|verified
mariatorget|Mariatorget|square|59.316792|18.062024|verified
gullmarsplan|Gullmarsplan|square|59.299184|18.080969|verified
liljeholmen|Liljeholmen (T-bana)|station|59.310741|18.023184|verified
centralstationen|Stockholms centralstation|station|59.331537|18.054943|verified
cityterminalen|Cityterminalen|station|59.332161|18.054308|verified
sergels-torg|Sergels torg|square|59.334454|18.064631|verified
stureplan|Stureplan|square|59.335963|18.072829|verified
nytorget|Nytorget|square|59.312152|18.083321|partly
kungstradgarden|Kungsträdgården|park|59.331375|18.071424|verified
berzelii-park|Berzelii park|park|59.332538|18.075066|partly
vitabergsparken|Vitabergsparken|park|59.311089|18.090116|partly
tantolunden|Tantolunden|park|59.312935|18.047503|partly
ralambshovsparken|Rålambshovsparken|park|59.328128|18.024565|verified
kronobergsparken|Kronobergsparken|park|59.331827|18.035358|verified
vasaparken|Vasaparken|park|59.340473|18.043717|verified
bjorns-tradgard|Björns trädgård|park|59.31518|18.074029|verified
fatbursparken|Fatbursparken|park|59.314187|18.068415|partly
langholmen|Långholmen|park|59.322128|18.032814|partly
tullgardsparken|Tullgårdsparken|park|59.306285|18.082675|verified
humlegarden|Humlegården|park|59.339379|18.072558|verified
rorstrand|Dagcentralen Rörstrand|day_centre|59.3397|18.0330|approximate
sodra|Härbärget Södra|shelter|59.3116|18.0665|approximate
norra|Verksamheten Norra|service|59.3449|18.0560|approximate
""".strip().splitlines()

ShiftRow = tuple[int, str, tuple[str, ...], float, float, list[str]]
"""Weekday, pair, workers, start and length in hours, and the places in order."""

SHIFTS: list[ShiftRow] = [
    (0, "Ek", ("larka", "mes"), 15, 7.5, ["sergels-torg", "t-centralen", "medborgarplatsen", "mariatorget"]),
    (0, "Björk", ("trast", "siska"), 15, 7.5, ["fridhemsplan", "ralambshovsparken", "odenplan"]),
    (1, "Ek", ("larka", "mes"), 15, 7.5, ["humlegarden", "stureplan", "centralstationen"]),
    (1, "Al", ("lom", "ripa"), 9, 8, ["rorstrand", "vasaparken", "odenplan", "slussen"]),
    (2, "Lönn", ("hok", "uv", "duva"), 21, 8, ["t-centralen", "cityterminalen", "slussen"]),
    (3, "Ek", ("larka", "mes"), 15, 7.5,
     ["sergels-torg", "t-centralen", "medborgarplatsen", "bjorns-tradgard", "fatbursparken", "mariatorget",
      "gamla-stan"]),
    (3, "Björk", ("trast", "siska"), 15, 7.5,
     ["fridhemsplan", "kronobergsparken", "ralambshovsparken", "eriksplan", "vasaparken", "odenplan"]),
    (3, "Al", ("lom", "ripa"), 16, 7,
     ["gullmarsplan", "skanstull", "tullgardsparken", "vitabergsparken", "nytorget", "slussen"]),
    (3, "Lönn", ("hok", "uv", "duva"), 16, 7,
     ["stureplan", "ostermalmstorg", "humlegarden", "kungstradgarden", "berzelii-park", "centralstationen",
      "cityterminalen"]),
    (4, "Björk", ("trast", "siska"), 21, 8, ["fridhemsplan", "centralstationen", "t-centralen"]),
    (5, "Al", ("lom", "ripa"), 11, 7, ["vitabergsparken", "nytorget", "skanstull"]),
]  # fmt: skip

REASONS = {
    "tantolunden": (Reason.NO_DAYLIGHT, Suggestion.MOVE_TO_DAYLIGHT),
    "langholmen": (Reason.TOO_FAR, Suggestion.CLOSER_BASE),
    "liljeholmen": (Reason.MISSING_SKILL, Suggestion.ADD_SKILL),
}


def example_plan(*, hostile: bool = False, team: str = TEAM, settlement: bool = False) -> WeekPlan:
    """Make the plan; ``hostile`` gives places, people and pairs names that harm where they run as code."""
    hotspots = [_hotspot(line.split("|")) for line in PLACES]
    if hostile:
        hotspots = [
            Hotspot(h.id, f"{HOSTILE} {h.name}", h.kind, h.geometry, position=h.position, meet=HOSTILE)
            for h in hotspots
        ]
    if settlement:
        place = Point(18.10, 59.30)
        hotspots.append(
            Hotspot(
                "hemlig-boplats",
                "Hemlig boplats",
                HotspotKind.SETTLEMENT,
                place,
                sensitivity=Sensitivity.NAMED_TEAMS,
                teams=("eu-teamet",),
            )
        )
    request = _request(tuple(hotspots), team, hostile=hostile)
    routes = tuple(_route(request, row, hostile=hostile) for row in SHIFTS)
    unplanned = tuple(Unplanned(place, *why) for place, why in REASONS.items())
    return WeekPlan(team, WEEK, request, routes, unplanned, score=98.6, bound=100.0)


def plan_without_shifts() -> WeekPlan:
    """Make a week in which nobody works and nothing is wanted."""
    plan = example_plan()
    request = plan.request
    empty = WeekRequest(
        request.city, TEAM, "Uppsökarteamet", WEEK, request.timezone, request.days, request.bases,
        request.hotspots, (), (), (), request.travel,
    )  # fmt: skip
    return WeekPlan(TEAM, WEEK, empty, (), (), score=0.0, bound=None)


def _hotspot(fields: list[str]) -> Hotspot:
    key, name, kind, lat, lon, position = fields
    return Hotspot(
        key,
        name,
        HotspotKind(kind),
        Point(float(lon), float(lat)),
        position=Position(position),
        meet="Vid klockan",
    )


def _request(hotspots: tuple[Hotspot, ...], team: str, *, hostile: bool) -> WeekRequest:
    calendar = Calendar("SE", TZ.key, 18.06, 59.33, (Season("winter", (11, 1), (3, 31)),))
    monday = week_monday(WEEK)
    shifts = tuple(
        Shift(f"s{n}", monday + timedelta(days=day), _at(day, start), _at(day, start + hours), BASE.id)
        for n, (day, _, _, start, hours, _) in enumerate([*SHIFTS, (5, "", (), 15, 7, [])])
    )
    needs = tuple(
        VisitNeed(
            f"{h.id}-kvall", h.id, WeekWindows.parse("daily 09:00-05:00"), 30, least=1, target=2,
            most=5, gap_h=48,
            daylight=Daylight.DAY if h.id == "tantolunden" else Daylight.ANY,
            skills=frozenset({"romanian"}) if h.id == "liljeholmen" else frozenset(),
        )
        for h in hotspots
    )  # fmt: skip
    ids = sorted({worker for row in SHIFTS for worker in row[2]})
    workers = tuple(
        Worker(w, HOSTILE if hostile else w.replace("larka", "lärka").capitalize(),
               experience=Experience.OBSERVER if w == "duva" else Experience.EXPERIENCED)
        for w in ids
    )  # fmt: skip
    return WeekRequest(
        "stockholm", team, "Uppsökarteamet", WEEK, TZ.key, calendar.week(monday), (BASE,), hotspots, needs,
        workers, shifts, _travel(hotspots), covered=(Covered("slussen", _at(1, 22), "nattjouren"),),
    )  # fmt: skip


def _travel(hotspots: tuple[Hotspot, ...]) -> Travel:
    points = [(BASE.lon, BASE.lat)] + [(h.point.x, h.point.y) for h in hotspots]
    n = len(points)
    metres = np.zeros((n, n), dtype=np.int32)
    for i, (lon, lat) in enumerate(points):
        for j, (lon2, lat2) in enumerate(points):
            metres[i, j] = round(1.27 * 111_200 * hypot((lon2 - lon) * cos(radians(59.3)), lat2 - lat))
    ridden = metres > 2000
    seconds = np.where(ridden, 300 + metres / 6, metres / 1.33).round().astype(np.int32)
    line = np.where(ridden, 0, -1).astype(np.int32)
    matrix = TravelMatrix(seconds, metres, line, ("metro 17",), np.ones(line.shape, dtype=bool))
    places = (BASE.id, *(h.id for h in hotspots))
    always = Period("all", WeekWindows.parse("daily 00:00-24:00"))
    return Travel(
        "estimated",
        estimated=True,
        places=places,
        periods=(always,),
        matrices={(Mode.TRANSIT, "all"): matrix},
    )


def _route(request: WeekRequest, row: ShiftRow, *, hostile: bool) -> Route:
    day, pair, workers, start, hours, places = row
    begin, end = _at(day, start), _at(day, start + hours)
    at, here, stops, legs = begin, BASE.id, [], []
    pause: Break | None = None
    for n, place in enumerate(places):
        leg = _leg(request, here, place)
        arrive = at + timedelta(seconds=leg.seconds)
        begins = arrive + timedelta(minutes=10 if n == len(places) - 1 else 0)
        leave = begins + timedelta(minutes=30)
        stops.append(Stop(place, arrive, begins, leave))
        legs.append(leg)
        at, here = leave, place
        if n == len(places) // 2:
            pause = Break(at, at + timedelta(minutes=30))
            at = pause.end
    legs.append(_leg(request, here, BASE.id))
    name = f"{pair} {HOSTILE}" if hostile else pair
    return Route(name, workers, begin.date(), begin, end, BASE.id, tuple(stops), tuple(legs), (pause,) if pause else ())


def _leg(request: WeekRequest, a: str, b: str) -> Leg:
    matrix = request.travel.matrices[Mode.TRANSIT, "all"]
    i, j = request.travel.index[a], request.travel.index[b]
    ridden = matrix.line[i, j] >= 0
    return Leg(Mode.TRANSIT if ridden else Mode.WALK, int(matrix.seconds[i, j]), int(matrix.metres[i, j]),
               "metro 17" if ridden else None)  # fmt: skip


def _at(day: int, hour: float) -> datetime:
    monday: date = week_monday(WEEK)
    return wall_clock(monday + timedelta(days=day), round(hour * 60), TZ)


def plan_with_hidden_stop() -> WeekPlan:
    """Make a plan that breaks secrecy: a stop, and an unplanned need, at a place of another team."""
    plan = example_plan(settlement=True)
    route = plan.routes[0]
    stop = route.stops[0]
    broken = replace(route, stops=(Stop("hemlig-boplats", stop.arrive, stop.start, stop.leave), *route.stops[1:]))
    left_out = Unplanned("hemlig-boplats", Reason.NO_TIME_LEFT, Suggestion.ADD_PAIR)
    return replace(plan, routes=(broken, *plan.routes[1:]), unplanned=(*plan.unplanned, left_out))
