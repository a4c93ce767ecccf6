"""A week as a GeoPackage: its stops and its ways as layers, for the team's own GIS."""

import tempfile
from pathlib import Path

from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from geo.crs import to_metres
from geo.hotspot import HotspotKind
from geo.layers_file import Cell, Layer, write_layers
from web.handout.stop_rows import stop_rows
from web.lead.board import Board
from web.maps.plan_geojson import plan_geojson

_STOP = {
    "date": str, "weekday": str, "pair": str, "workers": str, "number": int, "starts": str, "ends": str, "place": str,
    "kind": str, "district": str, "way": str, "travel_min": int, "why": str,
}  # fmt: skip
_LEG = {"pair": str, "date": str, "title": str, "estimated": int}


def week_geopackage(board: Board) -> bytes:
    """Write a week, EPSG:3006; neither a settlement nor what the team may not see has a point or a leg to it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "week.gpkg"
        write_layers(file, [_stops(board), _legs(board)])
        return file.read_bytes()


def _stops(board: Board) -> Layer:
    request = board.plan.request
    rows: list[tuple[Cell, ...]] = list(stop_rows(board))
    spots = [
        request.hotspot[stop.hotspot]
        for day in board.days
        for view in day.routes
        for stop in board.plan.routes[int(view.key[1:])].stops
    ]
    shapes: list[BaseGeometry | None] = [
        _metric((spot.point.x, spot.point.y))
        if spot.may_be_seen_by(board.plan.team) and spot.kind is not HotspotKind.SETTLEMENT
        else None
        for spot in spots
    ]
    return Layer("stops", _STOP, rows, shapes)


def _legs(board: Board) -> Layer:
    pairs = {view.pair.key: view.pair.name for day in board.days for view in day.routes}
    secret = _to_settlements(board)
    features = [f for f in plan_geojson(board)["features"] if f["properties"]["role"] == "leg"]
    legs = [leg for leg in features if leg["properties"]["key"] not in secret]
    rows: list[tuple[Cell, ...]] = [
        (pairs[p["pair"]], p["day"], p["title"], int(p["estimated"])) for p in (leg["properties"] for leg in legs)
    ]
    shapes: list[BaseGeometry | None] = [
        LineString(to_metres([tuple(point) for point in leg["geometry"]["coordinates"]])) for leg in legs
    ]
    return Layer("legs", _LEG, rows, shapes, "LineString")


def _to_settlements(board: Board) -> set[str]:
    """Give the keys of legs that begin or end at a settlement: they would show where it is."""
    plan = board.plan
    return {
        f"{view.key}l{leg}"
        for day in board.days
        for view in day.routes
        for n, stop in enumerate(plan.routes[int(view.key[1:])].stops)
        if plan.request.hotspot[stop.hotspot].kind is HotspotKind.SETTLEMENT
        for leg in (n, n + 1)
    }


def _metric(point: tuple[float, float]) -> Point:
    return Point(*to_metres([point])[0])
