"""A large team's week for measuring pages: 300 hotspots all over the city, and 60 pair-shifts that visit them."""

from dataclasses import replace
from random import Random

from shapely.geometry import Point

from geo.city import City, read_city
from geo.hotspot import Hotspot, HotspotKind, VisitNeed
from geo.reference import city_folder
from geo.travel.times import Mode
from geo.windows import WeekWindows
from planner.shift import Base
from planner.team import ShiftTemplate, Team, TeamKind
from planner.worker import Experience, Worker

TEAM, WEEK = "stora-teamet", "2026-W49"
HOTSPOTS, PAIRS, WORKERS = 300, 5, 30
KINDS = (HotspotKind.STATION, HotspotKind.SQUARE, HotspotKind.PARK, HotspotKind.SERVICE)


def large_city(*, seed: int = 1) -> tuple[City, Team]:
    """Make the example city with 300 hotspots near its neighbourhoods, and a team of 30 that goes out 60 times."""
    random, city = Random(seed), read_city(city_folder())
    near = [n for n in city.districts.neighbourhoods if n.valid.end is None]
    hotspots, needs = [], []
    for number in range(HOTSPOTS):
        around = near[number % len(near)]
        point = Point(around.lon + random.uniform(-0.006, 0.006), around.lat + random.uniform(-0.003, 0.003))
        ident = f"plats-{number}"
        hotspots.append(
            Hotspot(ident, f"{around.name} {number}", KINDS[number % 4], point, around.landmass, around.district)
        )
        hours = ("daily 08:00-15:30", "daily 15:30-22:30")[number % 2]
        needs.append(VisitNeed(f"{ident}-n", ident, WeekWindows.parse(hours), 25, 0, 2, 3, gap_h=24))
    team = Team(
        id=TEAM,
        name="Stora teamet",
        kind=TeamKind.CITY,
        bases=(Base("bas", "Klarabergsgatan", 18.0586, 59.3326),),
        workers=tuple(Worker(f"m{n}", f"Fågel {n}", frozenset(), 40.0, Experience.EXPERIENCED) for n in range(WORKERS)),
        templates=tuple(
            ShiftTemplate(name, WeekWindows.parse(f"mo-sa {hours}"), "bas", Mode.TRANSIT, PAIRS)
            for name, hours in (("dag", "08:00-16:00"), ("kvall", "15:00-23:00"))
        ),
    )
    return replace(city, hotspots=tuple(hotspots), needs=tuple(needs)), team
