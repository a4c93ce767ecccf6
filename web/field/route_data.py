"""One route as GeoJSON (RFC 7946): its legs, stops and base out of its week's, and the services near its stops."""

from typing import Any

from web.field.shift_view import ShiftView, StopNow

Feature = dict[str, Any]


def route_geojson(week: Feature, view: ShiftView) -> Feature:
    """Give what the map of one route shows.

    Parameters
    ----------
    week
        The week's features (``web.maps.plan_geojson``).

    Notes
    -----
    Whether a stop is done is no part of it: the page says so, and it changes while the map stays.
    """
    route, shift = view.route.key, view.shift
    stops = {stop.view.key: stop for stop in view.stops}
    base = shift.plan.request.base.get(shift.route.base)
    features: list[Feature] = []
    for feature in week["features"]:
        told = feature["properties"]
        role, key = told["role"], told.get("key", "")
        if (role == "stop" and key in stops) or (role == "leg" and key.startswith(f"{route}l")):
            features.append(_placed(feature, stops.get(key)))
        elif role == "base" and base and feature["geometry"]["coordinates"] == [base.lon, base.lat]:
            features.append(feature)
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
