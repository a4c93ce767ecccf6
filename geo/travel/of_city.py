"""The travel times of one city: the best that its data allows, from the shipped estimate to streets and timetable."""

from functools import lru_cache
from pathlib import Path

from geo.city import City
from geo.imports import STREETS_FILE, TIMETABLE_FILE, BrokenImportError, Imported, ImportKind, Imports
from geo.schematic_waters import ChainKind
from geo.travel.estimated import EstimatedTravel
from geo.travel.estimated_ground import EstimatedGround
from geo.travel.line_rides import LineRides
from geo.travel.network_travel import NetworkTravel
from geo.travel.ride_table import RideSource
from geo.travel.service_periods import service_periods
from geo.travel.street_graph import CAR_FORWARD, StreetGraph
from geo.travel.street_ground import StreetGround
from geo.travel.times import Place, Source, TravelTimes
from geo.travel.timetable import Timetable
from geo.travel.timetable_rides import TimetableRides


def city_travel(city: City, imports: Imports | None = None) -> TravelTimes:
    """Make the travel times of a city from what it has imported; the estimate alone where that is nothing.

    Without streets one walks by the estimate; without a timetable the city's own lines and headways are ridden.

    Raises
    ------
    geo.imports.BrokenImportError
        What was imported cannot be read.
    """
    while True:
        streets, timetable = in_use = _in_use(imports)
        try:
            return _travel_of(city, streets, timetable)
        except BrokenImportError:
            if in_use == _in_use(imports):  # else another came into use, and this one was taken away
                raise


def _in_use(imports: Imports | None) -> tuple[Imported | None, Imported | None]:
    if imports is None:
        return None, None
    return imports.in_use(ImportKind.STREETS), imports.in_use(ImportKind.TIMETABLE)


def _travel_of(city: City, streets: Imported | None, timetable: Imported | None) -> TravelTimes:
    """Lay what is imported over the estimate: the timetable first, so that it holds off the streets too."""
    estimate = estimated_travel(city)
    lines = _timetable_rides(timetable, city) if timetable else LineRides(city.network, city.travel, city.metric_crs)
    beneath: TravelTimes = estimate
    if timetable:
        beneath = NetworkTravel(
            timetable.kind.value,
            ground=EstimatedGround(estimate),
            rides=lines,
            beneath=estimate,
            settings=city.travel,
            version=timetable.version,
            sources=[_source(timetable)],
            metric_epsg=city.metric_crs,
        )
    if streets is None:
        return beneath
    ground, roads = _streets(streets.file(STREETS_FILE), city.metric_crs)
    return NetworkTravel(
        " and ".join(made.kind.value for made in (streets, timetable) if made),
        ground=ground,
        roads=roads,
        rides=lines,
        beneath=beneath,
        settings=city.travel,
        version=streets.version,
        sources=[_source(streets)] + ([] if timetable else _line_source(city)),
        metric_epsg=city.metric_crs,
    )


def estimated_travel(city: City) -> EstimatedTravel:
    """Make the estimated travel times of a city, from its network, settings, neighbourhoods and hotspots.

    A place that names no landmass gets that of the nearest station, bridge end, neighbourhood, hotspot or point
    of land that no named water parts it from.
    """
    known = [
        *(Place(f"area {n.name}", n.lon, n.lat, n.landmass) for n in city.districts.neighbourhoods),
        *(Place(spot.id, spot.point.x, spot.point.y, spot.landmass) for spot in city.hotspots),
        *(
            Place(chain.id, point.lon, point.lat, chain.landmass)
            for chain in city.chains
            if chain.kind is ChainKind.LAND
            for point in chain.points
        ),
    ]
    waters = [
        [(point.lon, point.lat) for point in chain.points] for chain in city.chains if chain.kind is ChainKind.WATER
    ]
    return EstimatedTravel(city.network, city.travel, city.metric_crs, known=known, waters=waters)


def _source(made: Imported) -> Source:
    return Source(
        made.kind.value, made.source, made.sha256[:16], made.data_date, made.attribution, valid_last=made.valid_last
    )


def _line_source(city: City) -> list[Source]:
    return [Source("lines", city.travel.source)] if city.network.lines else []


@lru_cache(maxsize=2)
def _streets(file: Path, metric_epsg: int) -> tuple[StreetGround, StreetGround]:
    """Read streets once: what is walked on, and what is driven on. An import's folder is never written again."""
    try:
        graph = StreetGraph.load(file)
    except (OSError, ValueError, KeyError) as error:
        raise BrokenImportError(f"{file}: {error}") from error
    return StreetGround(graph, metric_epsg), StreetGround(graph, metric_epsg, use=CAR_FORWARD)


def _timetable_rides(made: Imported, city: City) -> RideSource:
    try:
        timetable = _timetable(made.file(TIMETABLE_FILE))
    except (OSError, ValueError, KeyError) as error:
        raise BrokenImportError(f"{made.file(TIMETABLE_FILE)}: {error}") from error
    periods = service_periods(timetable, city.travel.periods)
    return TimetableRides(timetable, city.travel, city.metric_crs, periods=periods)


@lru_cache(maxsize=2)
def _timetable(file: Path) -> Timetable:
    return Timetable.load(file)
