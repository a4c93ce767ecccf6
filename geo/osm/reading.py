"""Reading an ``.osm.pbf`` in one pass: ways with their points, areas, barriers and named points.

Filters in C++ hand on only what streets and base map need.
"""

from array import array
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray

from geo.faults import FaultCode, FaultList
from geo.osm import access, kinds
from geo.osm.extract import Area, Extract, Tags, Ways
from geo.point_check import Bounds

MARGIN_DEG = 0.03
"""So far beyond the bounds that are asked for, streets still count: ways round a corner lie there (2 to 3 km)."""

REPORT_EVERY = 10_000

_KEYS = access.KEYS | kinds.KEYS
_UNDEFINED = 2**31 - 1
_PER_DEGREE = 1e7
_MOST_MISSING = 0.5
_OSM = osmium.osm


def read_extract(
    path: Path, *, bounds: Bounds | None = None, report: Callable[[int], None] = lambda _ways: None
) -> Extract:
    """Read a file that `geo.osm.blocks.check_blocks` has found whole.

    Parameters
    ----------
    bounds
        West, south, east, north: what lies further than ``MARGIN_DEG`` outside is left out.
    report
        Is told now and then how many things were read.

    Raises
    ------
    geo.faults.FileFaults
        The file is damaged, not sorted, holds several versions of things, has no streets, none within the bounds, or
        lacks more than half of the points that its ways lead through.

    .. warning::
        A file that was cut between two blocks may lack streets without a trace. Where it lacks every relation, which
        come last in a file, ``warnings`` says so.
    """
    faults = FaultList(path.name)
    reading = _Reading(bounds)
    try:
        header, relations = _relations(path, reading)
        if header.has_multiple_object_versions:
            faults.add(FaultCode.WRONG_CONTENT, expected=".osm.pbf", reason="a history of changes")
            faults.raise_any()
        for count, thing in enumerate(_things(path)):
            reading.take(thing)
            if not count % REPORT_EVERY:
                report(count)
    except (RuntimeError, ValueError, osmium.InvalidLocationError, UnicodeDecodeError, MemoryError) as error:
        reason = "not sorted" if "out of order" in str(error) else "damaged"
        faults.add(FaultCode.WRONG_CONTENT, expected=".osm.pbf", reason=reason)
    except OSError as error:
        faults.add(FaultCode.NOT_READABLE, reason=error.strerror or type(error).__name__)
    faults.raise_any()
    found = reading.extract(header, relations=relations)
    _check(found, reading, bounds, faults)
    return found


def _relations(path: Path, reading: "_Reading") -> tuple[osmium.io.Header, int]:
    """Note the multipolygons that areas are to come from; give the file's header and how many relations it has."""
    with osmium.io.Reader(path, _OSM.NOTHING) as reader:
        header = reader.header()
    count = 0
    for relation in osmium.FileProcessor(path, _OSM.RELATION):
        count += 1
        if relation.tags.get("type") == "multipolygon" and kinds.area_kind(_tags(relation), from_way=False):
            reading.multipolygons.add(relation.id)
    return header, count


def _things(path: Path) -> Iterator[Any]:
    lines_and_areas = sorted({*kinds.LINE_KEYS, *kinds.AREA_KEYS})
    only = osmium.filter.EntityFilter(_OSM.NODE | _OSM.WAY | _OSM.AREA)
    points = osmium.filter.KeyFilter(*kinds.POINT_KEYS)
    points.enable_for(_OSM.NODE)
    others = osmium.filter.KeyFilter(*lines_and_areas)
    others.enable_for(_OSM.WAY | _OSM.AREA)
    multipolygons = osmium.filter.KeyFilter(*kinds.AREA_KEYS)
    processor = osmium.FileProcessor(path).with_areas(multipolygons)
    return iter(processor.with_filter(only).with_filter(points).with_filter(others))


def _tags(thing: Any) -> dict[str, str]:  # noqa: ANN401 - any kind of OpenStreetMap thing
    return {tag.k: tag.v for tag in thing.tags if tag.k in _KEYS}


class _Reading:
    """What has been read so far."""

    def __init__(self, bounds: Bounds | None) -> None:
        self._wanted = None if bounds is None else _wider(bounds)
        self._tags: list[Tags] = []
        self._refs, self._xs, self._ys, self._at = array("q"), array("i"), array("i"), array("q", [0])
        self._barriers: list[tuple[int, Tags]] = []
        self._areas: list[Area] = []
        self._names: list[tuple[Tags, float, float]] = []
        self._wkb = osmium.geom.WKBFactory()
        self._youngest = datetime.fromtimestamp(0, UTC)
        self._broken = 0
        self.multipolygons: set[int] = set()
        self.streets = 0
        self.far: Bounds | None = None
        self.points = 0

    def take(self, thing: Any) -> None:  # noqa: ANN401 - a node, way or area
        if thing.is_way():
            self._take_way(thing)
        elif thing.is_area():
            self._take_area(thing)
        else:
            self._take_point(thing)

    def _take_way(self, way: Any) -> None:  # noqa: ANN401
        tags = _tags(way)
        pier = tags.get("man_made") == "pier"
        if not ("highway" in tags or pier or tags.get("natural") == "coastline" or kinds.line_kind(tags)[0]):
            return
        self._youngest = max(self._youngest, way.timestamp)
        self._add(tags, way.nodes)

    def _add(self, tags: Tags, nodes: Any) -> None:  # noqa: ANN401 - a list of references to nodes
        begin = len(self._refs)
        for node in nodes:
            location = node.location
            self._refs.append(node.ref)
            self._xs.append(location.x)
            self._ys.append(location.y)
        if self._is_near(self._xs[begin:], self._ys[begin:]):
            self._tags.append(tags)
            self._at.append(len(self._refs))
            self.streets += "highway" in tags
        else:
            del self._refs[begin:], self._xs[begin:], self._ys[begin:]

    def _is_near(self, xs: "array[int]", ys: "array[int]") -> bool:
        """Tell whether any point lies within the bounds; what has no known point at all counts as near."""
        if self._wanted is None or not xs:
            return True
        west, south, east, north = self._wanted
        if any(west <= x <= east and south <= y <= north for x, y in zip(xs, ys, strict=True)):
            return True
        known = [(x / _PER_DEGREE, y / _PER_DEGREE) for x, y in zip(xs[:1], ys[:1], strict=True) if x != _UNDEFINED]
        for lon, lat in known:
            west, south, east, north = self.far or (lon, lat, lon, lat)
            self.far = min(west, lon), min(south, lat), max(east, lon), max(north, lat)
        return not known and all(x == _UNDEFINED for x in xs)

    def _take_area(self, area: Any) -> None:  # noqa: ANN401
        tags, from_way = _tags(area), area.from_way()
        kind = kinds.area_kind(tags, from_way=from_way)
        if not from_way:
            self.multipolygons.discard(area.orig_id())
        if not kind or not self._is_wanted(area, kind):
            return
        if not from_way and "highway" in tags:
            for ring in area.outer_rings():
                for outline in (ring, *area.inner_rings(ring)):
                    self._add({**tags, "area": "yes"}, outline)
        try:
            self._areas.append(Area(tags, self._wkb.create_multipolygon(area), from_way))
        except RuntimeError:
            self._broken += 1

    def _is_wanted(self, area: Any, kind: str) -> bool:  # noqa: ANN401
        """Tell whether an area reaches into the bounds; of a building one corner is looked at, and no lake is lost."""
        if self._wanted is None or (kind == "water" and not area.from_way()):
            return True
        west, south, east, north = self._wanted
        corners = ((node.location.x, node.location.y) for ring in area.outer_rings() for node in ring)
        looked_at = islice(corners, 1) if kind == "building" else corners
        return any(west <= x <= east and south <= y <= north for x, y in looked_at)

    def _take_point(self, node: Any) -> None:  # noqa: ANN401
        tags = _tags(node)
        if "barrier" in tags:
            self._barriers.append((node.id, tags))
        if kinds.point_kind(tags)[0] and node.location.valid():
            self._names.append((tags, node.lon, node.lat))

    def extract(self, header: osmium.io.Header, *, relations: int) -> Extract:
        refs, inverse = np.unique(np.frombuffer(self._refs, dtype=np.int64), return_inverse=True)
        lon_lat = np.full((len(refs), 2), np.nan)
        for column, values in enumerate((self._xs, self._ys)):
            fixed = np.frombuffer(values, dtype=np.int32)
            lon_lat[inverse, column] = np.where(fixed == _UNDEFINED, np.nan, fixed / _PER_DEGREE)
        there = np.isfinite(lon_lat[:, 0])
        row = np.where(there, np.cumsum(there) - 1, -1)
        rows = {ref: _row(refs, row, ref) for ref, _ in self._barriers}
        self.points = len(inverse)
        at = np.frombuffer(self._at, dtype=np.int64)
        ways = Ways(tuple(self._tags), row[inverse].astype(np.int32), at)
        left_out = {
            "points_missing": int((ways.point < 0).sum()),
            "areas_incomplete": len(self.multipolygons),
            "areas_broken": self._broken,
        }
        warnings = {"no_relations": not relations, "points_missing": left_out["points_missing"] > 0}
        lon_lat = lon_lat[there]
        return Extract(
            lon_lat=lon_lat,
            ways=ways,
            barriers=tuple((rows[ref], tags) for ref, tags in self._barriers if rows[ref] >= 0),
            areas=tuple(self._areas),
            names=tuple(self._names),
            bounds=_bounds(header, lon_lat),
            bounds_said=header.box().valid(),
            data_date=_date(header, self._youngest),
            left_out={reason: count for reason, count in left_out.items() if count},
            warnings=tuple(name for name, holds in warnings.items() if holds),
        )


def _row(refs: NDArray[np.int64], row: NDArray[np.int64], ref: int) -> int:
    at = int(np.searchsorted(refs, ref))
    return int(row[at]) if at < len(refs) and refs[at] == ref else -1


def _check(found: Extract, reading: _Reading, bounds: Bounds | None, faults: FaultList) -> None:
    if bounds is not None and not reading.streets and reading.far is not None:
        faults.add(FaultCode.STREETS_ELSEWHERE, bounds=_written(bounds), found=_written(reading.far))
    elif not reading.streets:
        faults.add(FaultCode.NO_STREETS)
    elif found.left_out.get("points_missing", 0) > _MOST_MISSING * max(reading.points, 1):
        faults.add(FaultCode.POINTS_MISSING, missing=found.left_out["points_missing"], count=reading.points)
    faults.raise_any()


def _wider(bounds: Bounds) -> Bounds:
    """Widen bounds by the margin; in the whole numbers that locations are kept in."""
    west, south, east, north = bounds
    wider = west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG
    return tuple(value * _PER_DEGREE for value in wider)  # type: ignore[return-value]


def _written(bounds: Bounds) -> str:
    return ", ".join(f"{value:.2f}" for value in bounds)


def _box(lon_lat: NDArray[np.float64]) -> Bounds:
    if not len(lon_lat):
        return 0.0, 0.0, 0.0, 0.0
    (west, south), (east, north) = lon_lat.min(axis=0), lon_lat.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _bounds(header: osmium.io.Header, lon_lat: NDArray[np.float64]) -> Bounds:
    box = header.box()
    if not box.valid():
        return _box(lon_lat)
    return box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat


def _date(header: osmium.io.Header, youngest: datetime) -> str:
    said = header.get("osmosis_replication_timestamp") or header.get("timestamp")
    try:
        return datetime.fromisoformat(said).date().isoformat()
    except ValueError:
        return youngest.date().isoformat() if youngest.year > 1970 else ""
