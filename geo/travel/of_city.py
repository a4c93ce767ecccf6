"""The estimated travel times of one city folder."""

from geo.city import City
from geo.travel.estimated import EstimatedTravel
from geo.travel.times import Place


def city_travel(city: City) -> EstimatedTravel:
    """Make the estimated travel times of a city, from its network, settings, neighbourhoods and hotspots.

    A place that names no landmass gets that of the nearest station, bridge end, neighbourhood or hotspot.
    """
    known = [
        *(Place(f"area {n.name}", n.lon, n.lat, n.landmass) for n in city.districts.neighbourhoods),
        *(Place(spot.id, spot.point.x, spot.point.y, spot.landmass) for spot in city.hotspots),
    ]
    return EstimatedTravel(city.network, city.travel, city.metric_crs, known=known)
