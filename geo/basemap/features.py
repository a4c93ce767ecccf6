"""The features of the base map, made from what an OpenStreetMap file holds (the kinds are told in `geo.basemap`)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.basemap.sea import sea
from geo.crs import WGS84
from geo.osm.extract import Extract, Tags
from geo.osm.kinds import area_kind, line_kind, point_kind
from geo.point_check import Bounds

LARGE_M2, MIDDLING_M2 = 1_000_000, 50_000
"""From these areas a label has rank 1 or 2."""

_COLUMNS = ("kind", "name", "of", "rank", "tunnel", "bridge")
_METRES_PER_DEGREE = 111_195.0
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)

Geometries = NDArray[np.object_]


@dataclass(frozen=True)
class Features:
    """Features in EPSG:4326 with the attributes that `geo.basemap` tells, and what became of the others.

    Attributes
    ----------
    ground, buildings
        GeoDataFrames; ``square_m`` is an area's size and 0 for lines and points.
    counts
        Features by kind.
    left_out
        By reason: ``areas_broken`` (no polygon can be made of them), ``sea_doubtful``.
    """

    ground: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    counts: Mapping[str, int]
    left_out: Mapping[str, int]


def features(extract: Extract, *, bounds: Bounds | None = None) -> Features:
    """Make the features of the base map.

    Parameters
    ----------
    bounds
        West, south, east, north to cut everything to. Where the file says bounds of its own, they hold as well.
    """
    frame = extract.bounds if bounds is None else _common(bounds, extract.bounds)
    cut_to = frame if extract.bounds_said else bounds
    left_out: Counter[str] = Counter()
    lines, areas = _lines(extract), _areas(extract, left_out)
    shores, doubtful = sea(_coastlines(extract), frame)
    left_out["sea_doubtful"] += doubtful
    areas = _joined([_table(shores, [{}] * len(shores), ["water"] * len(shores)), areas])
    whole = _cut(_joined([areas, lines, _labels(areas), _names(extract)]), cut_to)
    whole["square_m"] = _square_metres(whole.geometry.to_numpy())
    building = whole["kind"] == "building"
    kinds = Counter(whole["kind"].tolist())
    return Features(
        ground=whole[~building].reset_index(drop=True),
        buildings=whole.loc[building, ["kind", "square_m", "geometry"]].reset_index(drop=True),
        counts={kind: kinds[kind] for kind in sorted(kinds)},
        left_out={reason: count for reason, count in left_out.items() if count},
    )


def _table(
    shapes: Geometries,
    tags: Sequence[Tags],
    kinds: Sequence[str],
    *,
    ranks: Sequence[int] | None = None,
    of: Sequence[str] | None = None,
) -> gpd.GeoDataFrame:
    values = {
        "kind": list(kinds),
        "name": [one.get("name") for one in tags],
        "of": list(of) if of is not None else [None] * len(tags),
        "rank": [rank or np.nan for rank in ranks] if ranks is not None else np.full(len(tags), np.nan),
        "tunnel": [_flag(one, "tunnel") for one in tags],
        "bridge": [_flag(one, "bridge") for one in tags],
    }
    return gpd.GeoDataFrame(values, geometry=shapes, crs=WGS84, columns=[*_COLUMNS, "geometry"])


def _joined(tables: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Put tables under each other, column by column, so that empty ones change no type."""
    values = {name: np.concatenate([table[name].to_numpy(dtype=object) for table in tables]) for name in _COLUMNS}
    for name in ("rank", "tunnel", "bridge"):
        values[name] = values[name].astype(float)
    shapes = np.concatenate([table.geometry.to_numpy() for table in tables])
    return gpd.GeoDataFrame(values, geometry=shapes, crs=WGS84)


def _flag(tags: Tags, key: str) -> float:
    return 1.0 if tags.get(key, "no") != "no" else np.nan


def _lines(extract: Extract) -> gpd.GeoDataFrame:
    found = [line_kind(tags) if tags.get("area") != "yes" else ("", 0) for tags in extract.ways.tags]
    shapes, way = _runs(extract, np.array([bool(kind) for kind, _ in found], dtype=bool))
    tags = [extract.ways.tags[at] for at in way]
    return _merged(_table(shapes, tags, [found[at][0] for at in way], ranks=[found[at][1] for at in way]))


def _merged(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Join lines that are alike and meet end to end, so that a street is one line with one name along it."""
    if not len(lines):
        return lines
    group = lines.groupby(list(_COLUMNS), dropna=False, sort=False).ngroup().to_numpy()
    order = np.argsort(group, kind="stable")
    bundles = shapely.multilinestrings(lines.geometry.to_numpy()[order], indices=group[order])
    shapes, of_group = shapely.get_parts(shapely.line_merge(bundles), return_index=True)
    _, first = np.unique(group, return_index=True)
    rows = lines.drop(columns="geometry").iloc[first[of_group]].reset_index(drop=True)
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=WGS84)


def _coastlines(extract: Extract) -> Geometries:
    return _runs(extract, np.array([tags.get("natural") == "coastline" for tags in extract.ways.tags], dtype=bool))[0]


def _runs(extract: Extract, chosen: NDArray[np.bool_]) -> tuple[Geometries, NDArray[np.int64]]:
    """Give the lines of the chosen ways, in pieces where points are missing, and the way of each."""
    point, at = extract.ways.point, extract.ways.at
    way = np.repeat(np.arange(len(chosen)), np.diff(at))
    there = chosen[way] & (point >= 0) if len(way) else np.zeros(0, dtype=bool)
    place = np.flatnonzero(there)
    if not len(place):
        return np.zeros(0, dtype=object), np.zeros(0, dtype=np.int64)
    new = np.append(True, (np.diff(place) > 1) | (np.diff(way[place]) > 0))
    run = np.cumsum(new) - 1
    long = np.bincount(run)[run] > 1
    _, first, dense = np.unique(run[long], return_index=True, return_inverse=True)
    shapes = shapely.linestrings(extract.lon_lat[point[place[long]]], indices=dense)
    return shapes, way[place[long]][first]


def _areas(extract: Extract, left_out: Counter[str]) -> gpd.GeoDataFrame:
    tags = [area.tags for area in extract.areas]
    kinds = [area_kind(area.tags, from_way=area.from_way) for area in extract.areas]
    shapes = shapely.from_wkb(np.array([area.wkb for area in extract.areas], dtype=object))
    bad = ~shapely.is_valid(shapes)
    shapes[bad] = [_polygons(shape) for shape in shapely.make_valid(shapes[bad])]
    sound = ~shapely.is_empty(shapes)
    left_out["areas_broken"] += int((~sound).sum())
    chosen = np.flatnonzero(sound)
    return _table(shapes[chosen], [tags[at] for at in chosen], [kinds[at] for at in chosen])


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[np.isin(shapely.get_type_id(parts), _POLYGONS)])


def _labels(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    named = areas[areas["name"].notna() & (areas["kind"] != "building")]
    shapes = shapely.point_on_surface(named.geometry.to_numpy())
    size = _square_metres(named.geometry.to_numpy())
    ranks = np.where(size >= LARGE_M2, 1, np.where(size >= MIDDLING_M2, 2, 3)).tolist()
    tags = [{"name": name} for name in named["name"]]
    return _table(shapes, tags, ["label"] * len(tags), ranks=ranks, of=named["kind"].tolist())


def _names(extract: Extract) -> gpd.GeoDataFrame:
    found = [point_kind(tags) for tags, _, _ in extract.names]
    shapes = np.asarray(shapely.points(np.array([(lon, lat) for _, lon, lat in extract.names]).reshape(-1, 2)))
    tags = [tags for tags, _, _ in extract.names]
    return _table(shapes, tags, [kind for kind, _ in found], ranks=[rank for _, rank in found])


def _cut(table: gpd.GeoDataFrame, bounds: Bounds | None) -> gpd.GeoDataFrame:
    if bounds is None:
        return table
    frame = shapely.box(*bounds)
    shapely.prepare(frame)
    shapes = table.geometry.to_numpy().copy()
    over = ~shapely.covers(frame, shapes)
    shapes[over] = shapely.intersection(shapes[over], frame)
    kept = ~shapely.is_empty(shapes)
    return gpd.GeoDataFrame(table[kept].drop(columns="geometry"), geometry=shapes[kept], crs=WGS84)


def _square_metres(shapes: Geometries) -> NDArray[np.float64]:
    box = shapely.bounds(shapes).reshape(-1, 4)
    scale = np.cos(np.radians((box[:, 1] + box[:, 3]) / 2)) * _METRES_PER_DEGREE**2
    return np.nan_to_num(shapely.area(shapes) * scale)


def _common(one: Bounds, other: Bounds) -> Bounds:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
