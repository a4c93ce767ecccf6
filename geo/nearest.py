"""The known name that an unknown one was probably meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches

_OTHER_NAMES = {
    "x": "lon", "y": "lat", "lng": "lon", "long": "lon", "longitude": "lon", "longitud": "lon",
    "latitude": "lat", "latitud": "lat", "geometry": "wkt", "geom": "wkt", "type": "kind", "typ": "kind",
    "namn": "name", "title": "name", "plats": "hotspot", "place": "hotspot", "min": "least", "max": "most",
    "hours": "windows", "opening_hours": "windows", "from": "start", "to": "end",
}  # fmt: skip


def nearest_hint(name: str, known: Iterable[str]) -> dict[str, str]:
    """Give ``{"nearest": name}`` for a fault's parameters; empty where nothing known is close.

    Examples
    --------
    >>> nearest_hint("staton", ["station", "park"]), nearest_hint("longitude", ["lat", "lon"])
    ({'nearest': 'station'}, {'nearest': 'lon'})
    """
    by_fold = {item.casefold(): item for item in known}
    folded = name.strip().casefold().replace(" ", "_")[:100]
    other = _OTHER_NAMES.get(folded)
    found = [other] if other in by_fold else get_close_matches(folded, by_fold, n=1, cutoff=0.6)
    return {"nearest": by_fold[found[0]]} if found else {}
