"""The estimated travel times of one city folder."""

from geo.city import City
from geo.schematic_waters import ChainKind
from geo.travel.estimated import EstimatedTravel
from geo.travel.times import Place


def city_travel(city: City) -> EstimatedTravel:
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
