"""One route as GeoJSON (RFC 7946): its legs, stops and base, and the services near its stops."""

from collections.abc import Iterable
from typing import Any

from web.field.shift_view import ShiftView, StopNow

Feature = dict[str, Any]


def route_geojson(drawn: Iterable[Feature], view: ShiftView) -> Feature:
    """Give what the map of one route shows.

    Parameters
    ----------
    drawn
        The route's own features (``web.maps.plan_geojson``).

    Notes
    -----
    Whether a stop is done is no part of it: the page says so, and it changes while the map stays.
    """
    stops = {stop.view.key: stop for stop in view.stops}
    features = [_placed(feature, stops.get(feature["properties"]["key"])) for feature in drawn]
    near = {service.spot.id: service for stop in view.stops for service in stop.services}
    features += [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(one.spot.point.x, 6), round(one.spot.point.y, 6)]},
            "properties": {
                "role": "place",
                "key": f"near-{one.spot.id}",
                "kind": one.spot.kind.value,
                "title": one.spot.name,
                "label": one.spot.name,
                "lines": [text for text in (one.kind[:1].upper() + one.kind[1:], one.state, one.spot.meet) if text],
            },
        }
        for one in near.values()
    ]
    return {"type": "FeatureCollection", "features": features}


def _placed(feature: Feature, stop: StopNow | None) -> Feature:
    """Put the stop of an effort where the effort is, not in the middle of its square."""
    if stop is None or stop.effort is None or stop.point is None:
        return feature
    return {**feature, "geometry": {"type": "Point", "coordinates": list(stop.point)}}
