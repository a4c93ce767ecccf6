"""Reading hotspots from GeoJSON, GeoPackage or CSV, every fault at once, and writing them as GeoJSON."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry import Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from geo.crs import SWEREF99_TM
from geo.entry import Entry
from geo.faults import FaultCode, FaultList
from geo.feature_file import Wanted, read_features
from geo.hotspot import LASTING_KINDS, Hotspot, HotspotKind, Position, Sensitivity, ServiceKind
from geo.point_check import Bounds

REQUIRED = ("id", "name", "kind")
OPTIONAL = (
    "landmass", "district", "sensitivity", "teams", "position", "meet", "source", "hours", "phone", "service",
)  # fmt: skip
MOST_HOTSPOTS = 5_000


@dataclass(frozen=True, slots=True)
class HotspotFile:
    """What a file of hotspots held.

    Attributes
    ----------
    hotspots
        In the order of the file, in EPSG:4326; what the file leaves out is the default of `Hotspot`.
    columns
        The fields that the file has at all.
    given
        The fields that hold something, by the hotspot's id.
    """

    hotspots: tuple[Hotspot, ...]
    columns: frozenset[str]
    given: Mapping[str, frozenset[str]]


def read_hotspots(
    path: Path,
    *,
    bounds: Bounds,
    crs: str | int | None = None,
    layer: str | None = None,
    metric_epsg: int = SWEREF99_TM,
    local_epsg: int | None = None,
    teams: Collection[str] | None = None,
    landmasses: Collection[str] | None = None,
) -> tuple[Hotspot, ...]:
    """Read hotspots of a city.

    Parameters
    ----------
    path
        ``.geojson``, ``.json``, ``.gpkg`` or ``.csv`` (with ``lon`` and ``lat``, or ``wkt``).
    bounds
        West, south, east, north of the city in EPSG:4326; every place lies inside as a whole.
    crs
        Coordinate system (EPSG code) where the file names none. GeoJSON without one is in degrees, as is CSV
        whose values can be; a height is left out, and a collection of one polygon is that polygon.
    layer
        Which layer of a GeoPackage with several.
    metric_epsg, local_epsg
        The city's systems; the one that would fit is proposed where a coordinate system is missing.
    teams, landmasses
        Known ids; None where they cannot be checked.

    Returns
    -------
    tuple of Hotspot
        In the order of the file, in EPSG:4326.

    Raises
    ------
    geo.faults.FileFaults
        With every fault of the file; nothing is read in part.
    """
    return read_hotspot_file(
        path,
        bounds=bounds,
        crs=crs,
        layer=layer,
        metric_epsg=metric_epsg,
        local_epsg=local_epsg,
        teams=teams,
        landmasses=landmasses,
    ).hotspots


def read_hotspot_file(
    path: Path,
    *,
    bounds: Bounds,
    crs: str | int | None = None,
    layer: str | None = None,
    metric_epsg: int = SWEREF99_TM,
    local_epsg: int | None = None,
    teams: Collection[str] | None = None,
    landmasses: Collection[str] | None = None,
) -> HotspotFile:
    """Read hotspots as `read_hotspots` does, and tell which of their fields the file has."""
    faults = FaultList(path.name)
    wanted = Wanted(REQUIRED, OPTIONAL, bounds=bounds, most=MOST_HOTSPOTS)
    features = read_features(path, faults, wanted, crs=crs, layer=layer, metric_epsg=metric_epsg, local_epsg=local_epsg)
    rows: dict[str, int] = {}
    hotspots, given = [], {}
    for entry, geometry in features:
        hotspot = _read_hotspot(entry, geometry, rows, teams, landmasses)
        if hotspot:
            hotspots.append(hotspot)
            given[hotspot.id] = frozenset(name for name in entry.values if entry.has(name))
    faults.raise_any()
    columns = frozenset(name for entry, _ in features for name in entry.values)
    return HotspotFile(tuple(hotspots), columns, given)


def write_hotspots(path: Path, hotspots: Iterable[Hotspot]) -> None:
    """Write hotspots as GeoJSON (RFC 7946), which `read_hotspots` gives back; the file is replaced.

    Raises
    ------
    geo.faults.FileFaults
        The name does not end in ``.geojson`` or ``.json``.
    """
    faults = FaultList(path.name)
    if path.suffix.lower() not in (".geojson", ".json"):
        faults.add(FaultCode.UNKNOWN_EXTENSION, found=path.suffix or path.name, allowed=".geojson, .json")
    faults.raise_any()
    lines = ",\n".join(json.dumps(_feature(hotspot), ensure_ascii=False) for hotspot in hotspots)
    half = path.with_name(path.name + ".part")
    half.write_text(f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n', encoding="utf-8")
    half.replace(path)


def _read_hotspot(
    entry: Entry,
    geometry: BaseGeometry | None,
    rows: dict[str, int],
    teams: Collection[str] | None,
    landmasses: Collection[str] | None,
) -> Hotspot | None:
    ident = entry.slug("id")
    entry.unique(ident, rows)
    name = entry.text("name")
    kind = entry.choice("kind", HotspotKind, among=LASTING_KINDS)
    landmass = entry.reference("landmass", landmasses, what="landmass", default="")
    district = entry.text("district", default="")
    sensitivity = entry.choice("sensitivity", Sensitivity, default=Sensitivity.TEAMS)
    named = entry.words("teams", known=teams, what="team")
    raw = entry.values.get("teams")
    if sensitivity is Sensitivity.NAMED_TEAMS and not named and (raw is None or isinstance(raw, str | list)):
        entry.fault(FaultCode.NO_NAMED_TEAMS, "teams")
    if named and entry.values.get("sensitivity") in (None, "", "teams"):
        entry.fault(FaultCode.NEEDLESS_TEAMS, "teams")
    position = entry.choice("position", Position, default=Position.VERIFIED)
    meet = entry.text("meet", default="", most=1000)
    source = entry.text("source", default="", most=1000)
    hours = entry.windows("hours") if entry.has("hours") else None
    phone = entry.text("phone", default="", most=40)
    service = entry.choice("service", ServiceKind) if entry.has("service") else None
    if not entry.ok or not isinstance(geometry, Point | Polygon):
        return None
    return Hotspot(
        ident,
        name,
        kind,
        geometry,
        landmass or None,
        district or None,
        sensitivity,
        named,
        position,
        meet,
        source,
        hours,
        phone,
        service,
    )


def _feature(hotspot: Hotspot) -> dict[str, object]:
    shape = hotspot.geometry
    values: dict[str, object] = {"id": hotspot.id, "name": hotspot.name, "kind": str(hotspot.kind)}
    optional: dict[str, object] = {
        "landmass": hotspot.landmass,
        "district": hotspot.district,
        "sensitivity": str(hotspot.sensitivity),
        "teams": list(hotspot.teams),
        "position": str(hotspot.position),
        "meet": hotspot.meet,
        "source": hotspot.source,
        "hours": str(hotspot.hours) if hotspot.hours else "",
        "phone": hotspot.phone,
        "service": str(hotspot.service) if hotspot.service else "",
    }
    values |= {field: value for field, value in optional.items() if value}
    turned = orient(shape) if isinstance(shape, Polygon) else shape
    return {"type": "Feature", "properties": values, "geometry": mapping(turned)}
