"""The picture of reach: what can be reached, the places within and out of it, where people set out, and new posts."""

from typing import Any

from shapely.geometry import MultiPolygon, mapping

from geo.city_settings import CitySettings
from web.lead.reach_actions import ReachAnswer
from web.lead.reach_words import ReachView, RowView
from web.maps.elements import RoleLayer
from web.maps.inline_geojson import inline_geojson
from web.maps.map_frame import Tiles, drawn_layers, framed_map, ground_layers
from web.maps.rendering import MapParts
from web.maps.street_ground import StreetGround
from web.words import Words

SHAPES = {"reach": "reach", "reach_new": "reach new"}
"""Outlines that Leaflet draws as they are, with their classes."""

DRAWN = {"label_area": "label", "label_water": "label", "target": "kind", "start": "stop", "post": "stop"}
"""Roles that the page's own script draws, with their panes."""

Feature = dict[str, Any]


def reach_map(
    city: CitySettings,
    words: Words,
    *,
    source: str,
    base_source: str,
    named: tuple[str, ...] = (),
    tiles: Tiles | None = None,
    streets: StreetGround | None = None,
) -> MapParts:
    """Draw the map of reach; the same for every answer, which lies in ``source``.

    Parameters
    ----------
    source, base_source
        Addresses of the GeoJSON of the answer and of the base map, or ``#id`` of elements that hold them.
    named
        Whom the travel times must name.
    """
    return framed_map(
        "reach",
        words,
        center=city.center,
        zoom=city.zoom,
        layers=(
            *ground_layers(base_source),
            *(RoleLayer(source, role, "estimate", options={"className": css}) for role, css in SHAPES.items()),
            *drawn_layers(source, base_source, DRAWN),
        ),
        named=named,
        tiles=tiles,
        streets=streets,
    )


def reach_geojson(answer: ReachAnswer, view: ReachView, words: Words) -> str:
    """Give what the map shows as GeoJSON (RFC 7946), safe to stand inside an element of a page."""
    features = [
        *_outline("reach", answer.outline),
        *_outline("reach_new", answer.new_outline),
        *(_target(row, words) for row in (*view.gaps, *view.gap_areas, *view.reached)),
        *(
            _point(
                "start",
                o.start.place.lon,
                o.start.place.lat,
                key=key,
                title=o.name,
                label=said,
                lines=[said.removeprefix(f"{o.name} · ")],
            )
            for key, o, said in view.origins
        ),
        *(
            _point(
                "post",
                spot.place.lon,
                spot.place.lat,
                key=key,
                number=number,
                title=spot.name,
                label=words.text("New post %(number)s, %(name)s", number=number, name=spot.name),
                lines=[words.text("Proposed new post"), spot.district],
            )
            for number, (key, spot) in enumerate(view.siting.spots if view.siting else (), start=1)
        ),
    ]
    return inline_geojson(features)


def _outline(role: str, shape: MultiPolygon) -> list[Feature]:
    if shape.is_empty:
        return []
    return [{"type": "Feature", "geometry": mapping(shape), "properties": {"role": role}}]


def _target(row: RowView, words: Words) -> Feature:
    lines = [" · ".join(part for part in (row.kind, row.district) if part)]
    lines.append(f"{row.minutes} · {row.nearest}" if row.nearest else row.minutes)
    if row.after:
        lines.append(words.text("%(minutes)s with the new posts", minutes=row.after))
    if row.visits not in ("", "0"):
        lines.append(words.text("Agreed visits a week: %(visits)s", visits=row.visits))
    if row.wanted:
        lines.append(words.text("A visit is wanted at this hour."))
    return _point(
        "target",
        row.lon,
        row.lat,
        key=row.key,
        kind=row.kind_code,
        state=row.state,
        minutes=row.short,
        title=row.name,
        label=f"{row.name}, {row.minutes}",
        lines=lines,
    )


def _point(role: str, lon: float, lat: float, **properties: object) -> Feature:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]},
        "properties": {"role": role, **properties},
    }
