"""What the base map calls the things of an OpenStreetMap file, by their tags (the kinds are told in `geo.basemap`)."""

from collections.abc import Mapping

from geo.osm.access import CAR_STREETS, FOOT_WAYS, NOT_THERE, OTHER_WAYS

Tags = Mapping[str, str]

LINE_KEYS = ("highway", "railway", "waterway", "natural", "man_made")
AREA_KEYS = ("natural", "waterway", "landuse", "leisure", "building", "place", "highway", "amenity")
POINT_KEYS = ("place", "railway", "barrier")

KEYS = frozenset(
    {*LINE_KEYS, *AREA_KEYS, *POINT_KEYS, "name", "tunnel", "bridge", "covered", "area", "location", "type"}
)
"""The keys that decide."""

_STREET_RANKS: Mapping[str, int] = {
    "motorway": 1,
    "trunk": 1,
    "primary": 2,
    "secondary": 2,
    "service": 4,
    "track": 4,
    "busway": 4,
    "bus_guideway": 4,
}
_PLACE_RANKS: Mapping[str, int] = {
    "city": 1,
    "town": 2,
    "borough": 2,
    "suburb": 2,
    "village": 2,
    "quarter": 3,
    "neighbourhood": 3,
    "hamlet": 3,
    "island": 3,
}
_RAILS = frozenset({"rail", "subway", "light_rail", "tram", "narrow_gauge", "monorail"})
_WATERWAYS = frozenset({"river", "canal", "stream", "tidal_channel"})
_STATIONS = frozenset({"station", "halt"})
_GREEN: Mapping[str, frozenset[str]] = {
    "leisure": frozenset({"park", "garden", "golf_course", "common"}),
    "landuse": frozenset(
        {"grass", "forest", "recreation_ground", "cemetery", "meadow", "village_green", "allotments", "greenfield"}
    ),
    "natural": frozenset({"wood", "grassland", "heath", "scrub"}),
    "amenity": frozenset({"grave_yard"}),
}
_WATER: Mapping[str, frozenset[str]] = {
    "natural": frozenset({"water"}),
    "waterway": frozenset({"riverbank", "dock"}),
    "landuse": frozenset({"reservoir", "basin"}),
}


def line_kind(tags: Tags) -> tuple[str, int]:
    """Give the kind and rank of a line; the empty kind for one that is not drawn.

    Examples
    --------
    >>> line_kind({"highway": "secondary_link"}), line_kind({"highway": "steps"})
    (('street', 2), ('path', 0))
    """
    street = tags.get("highway", "")
    if street in NOT_THERE or any(tags.get(key) == "yes" for key in NOT_THERE):
        return "", 0
    if street in CAR_STREETS or street in OTHER_WAYS or street in {"pedestrian", "track"}:
        return "street", _STREET_RANKS.get(street.removesuffix("_link"), 3)
    if street in FOOT_WAYS and street not in {"corridor", "elevator"}:
        return "path", 0
    if tags.get("railway") in _RAILS:
        return "rail", 0
    if tags.get("waterway") in _WATERWAYS:
        return "waterway", 0
    return "", 0


def area_kind(tags: Tags, *, from_way: bool) -> str:
    """Give the kind of an area; empty for one that is not drawn.

    A street whose way is closed (``from_way``) is an area only where it says so: a ring is none.

    Examples
    --------
    >>> area_kind({"landuse": "cemetery"}, from_way=True), area_kind({"highway": "pedestrian"}, from_way=True)
    ('park', '')
    """
    if any(tags.get(key) in values for key, values in _WATER.items()):
        return "water"
    if tags.get("place") == "square":
        return "square"
    if tags.get("highway") in {"pedestrian", "footway", "path", "living_street"}:
        return "square" if tags.get("area") == "yes" or not from_way else ""
    if any(tags.get(key) in values for key, values in _GREEN.items()):
        return "park"
    if tags.get("building", "no") not in {"no", *NOT_THERE} and tags.get("location") != "underground":
        return "building"
    return ""


def point_kind(tags: Tags) -> tuple[str, int]:
    """Give the kind and rank of a named point; the empty kind for one that is not written."""
    if not tags.get("name"):
        return "", 0
    if tags.get("railway") in _STATIONS:
        return "station", 0
    rank = _PLACE_RANKS.get(tags.get("place", ""), 0)
    return ("place", rank) if rank else ("", 0)
