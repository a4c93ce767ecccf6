"""Importing an OpenStreetMap file: checked, read once, and made into the street network and the base map."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from geo.basemap.features import features
from geo.basemap.tiles import write_tiles
from geo.faults import FaultCode, FaultList
from geo.imports import STREETS_FILE, ImportKind, Imports
from geo.osm.blocks import check_blocks
from geo.osm.reading import read_extract
from geo.point_check import Bounds
from geo.travel.osm_streets import Streets, osm_streets
from geo.travel.street_graph import CAR_BACKWARD, CAR_FORWARD, FOOT, StreetGraph

ATTRIBUTION = "© OpenStreetMap contributors (ODbL)"
"""Who must be named wherever streets or the base map are shown."""


class Stage(StrEnum):
    """What an import is at, in this order."""

    CHECK = "check"
    READ = "read"
    STREETS = "streets"
    GROUND = "ground"
    TILES = "tiles"
    SAVE = "save"


DONE_AFTER: Mapping[Stage, float] = {
    Stage.CHECK: 0.02,
    Stage.READ: 0.30,
    Stage.STREETS: 0.37,
    Stage.GROUND: 0.46,
    Stage.TILES: 0.97,
    Stage.SAVE: 1.0,
}
"""The share of the whole that is done after each stage, by time measured."""

Report = Callable[[Stage, float], None]


@dataclass(frozen=True)
class StreetsImport:
    """What came in, and what was left out and why.

    Attributes
    ----------
    counts
        ``nodes`` and ``edges`` of the network, ``points`` and ``segments`` before points that only lead on were taken
        out, ``foot_km`` and ``car_km``, and the features of the base map by kind.
    left_out
        By reason, as `geo.osm.extract.Extract`, `geo.travel.osm_streets.Streets` and `geo.basemap.features.Features`
        tell them.
    warnings
        What looks as if the file were not whole (see `geo.osm.extract.Extract`).
    data_date
        ISO date of the data; empty where the file does not say.
    """

    graph: StreetGraph
    counts: Mapping[str, int]
    left_out: Mapping[str, int]
    warnings: tuple[str, ...]
    data_date: str
    sha256: str


def import_streets(
    file: Path,
    imports: Imports,
    today: date,
    report: Report = lambda _stage, _share: None,
    *,
    bounds: Bounds | None = None,
) -> StreetsImport:
    """Import an ``.osm.pbf``; what was in use before stays in use until all of the new is on the disk.

    Parameters
    ----------
    report
        Is told what is being done, and the share of the whole that is done.
    bounds
        West, south, east, north of the city: what lies far outside is left out. None for all of the file.

    Raises
    ------
    geo.faults.FileFaults
        The file cannot be used (see `check_blocks` and `read_extract`), or nobody may walk along any of its streets.
    OSError
        The disk is full or cannot be written.
    """
    report(Stage.CHECK, 0.0)
    check_blocks(file)
    sha256 = _hash(file)
    with imports.build(ImportKind.STREETS, sha256) as draft:
        report(Stage.READ, DONE_AFTER[Stage.CHECK])
        extract = read_extract(file, bounds=bounds)
        report(Stage.STREETS, DONE_AFTER[Stage.READ])
        streets = osm_streets(extract)
        if not len(streets.graph.start):
            faults = FaultList(file.name)
            faults.add(FaultCode.NO_STREETS)
            faults.raise_any()
        streets.graph.save(draft.folder / STREETS_FILE)
        report(Stage.GROUND, DONE_AFTER[Stage.STREETS])
        drawn = features(extract, bounds=bounds)
        report(Stage.TILES, DONE_AFTER[Stage.GROUND])
        write_tiles(drawn, draft.folder)
        report(Stage.SAVE, DONE_AFTER[Stage.TILES])
        counts = {**_measured(streets), **drawn.counts}
        draft.keep(
            source=file.name,
            imported_on=today.isoformat(),
            data_date=extract.data_date,
            attribution=ATTRIBUTION,
            counts=counts,
        )
    report(Stage.SAVE, DONE_AFTER[Stage.SAVE])
    left_out = {**extract.left_out, **streets.left_out}
    left_out |= {name: left_out.get(name, 0) + count for name, count in drawn.left_out.items()}
    return StreetsImport(streets.graph, counts, left_out, extract.warnings, extract.data_date, sha256)


def _hash(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _measured(streets: Streets) -> dict[str, int]:
    graph = streets.graph
    walked, driven = (graph.use & FOOT) > 0, (graph.use & (CAR_FORWARD | CAR_BACKWARD)) > 0
    return {
        "nodes": len(graph),
        "edges": len(graph.start),
        "points": streets.points,
        "segments": streets.segments,
        "foot_km": round(float(graph.metres[walked].sum()) / 1000),
        "car_km": round(float(graph.metres[driven].sum()) / 1000),
    }
