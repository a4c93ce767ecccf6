"""Writing the base map's features as files of vector tiles (PMTiles)."""

import errno
import shutil
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from pmtiles.reader import MmapSource, Reader, all_tiles
from pmtiles.tile import zxy_to_tileid
from pmtiles.writer import Writer
from pyogrio.errors import DataSourceError, FeatureError, GeometryError

from geo.basemap.features import Features
from geo.imports import BUILDINGS_FILE, GROUND_FILE

LAYER, BUILDINGS_LAYER = "ground", "buildings"
FAR, NEAR, BUILDINGS = (9, 11), (12, 14), (15, 15)
"""First and last zoom of the overview, of everything on the ground, and of buildings."""

FAR_LEAST_M2 = 20_000
"""Smaller water and parks are not seen from afar."""

MOST_TILE_BYTES = 2_000_000
"""GDAL thins out a larger tile; its own limit of 500 000 is reached in a dense city."""

_NEARLY_FULL_BYTES = 20_000_000


def write_tiles(features: Features, folder: Path) -> None:
    """Write ``ground.pmtiles`` and, where there are buildings, ``buildings.pmtiles`` into a folder.

    Raises
    ------
    OSError
        The disk is full or cannot be written.
    """
    ground = features.ground
    with tempfile.TemporaryDirectory(prefix="tiles-", dir=folder) as half:
        parts = []
        for name, table, zooms in (("far", ground[_seen_from_afar(ground)], FAR), ("near", ground, NEAR)):
            if len(table):
                parts.append(_write(table, Path(half) / f"{name}.pmtiles", layer=LAYER, zooms=zooms))
        _join(parts, folder / GROUND_FILE)
    if len(features.buildings):
        _write(features.buildings, folder / BUILDINGS_FILE, layer=BUILDINGS_LAYER, zooms=BUILDINGS)


def _seen_from_afar(ground: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    kind, rank = ground["kind"], ground["rank"]
    ranked = kind.isin(["street", "place", "label"]) & (rank <= 2)
    large = kind.isin(["water", "park"]) & (ground["square_m"] >= FAR_LEAST_M2)
    seen: NDArray[np.bool_] = (ranked | large | kind.isin(["rail", "waterway"])).to_numpy()
    return seen


def _write(table: gpd.GeoDataFrame, file: Path, *, layer: str, zooms: tuple[int, int]) -> Path:
    try:
        table.drop(columns="square_m").to_file(
            file,
            driver="PMTiles",
            layer=layer,
            engine="pyogrio",
            NAME=layer,
            MINZOOM=zooms[0],
            MAXZOOM=zooms[1],
            MAX_SIZE=MOST_TILE_BYTES,
        )
    except (DataSourceError, FeatureError, GeometryError) as error:
        full = shutil.disk_usage(file.parent).free < _NEARLY_FULL_BYTES
        raise OSError(errno.ENOSPC if full else errno.EIO, f"no tiles were made ({error})", str(file)) from error
    _check_whole(file)
    return file


def _check_whole(file: Path) -> None:
    """Make sure that a file is as long as its header says."""
    with file.open("rb") as opened:
        header = Reader(MmapSource(opened)).header()
    if header["tile_data_offset"] + header["tile_data_length"] > file.stat().st_size:
        raise OSError(errno.EIO, "the tiles are not whole", str(file))


def _join(parts: list[Path], file: Path) -> None:
    """Join files of tiles whose zooms follow each other."""
    with file.open("wb") as out:
        writer = Writer(out)
        header: dict[str, Any] = {}
        metadata: dict[str, Any] = {}
        try:
            for part in parts:
                with part.open("rb") as opened:
                    source = MmapSource(opened)
                    told = Reader(source).header()
                    header = {**told, "min_zoom": header.get("min_zoom", told["min_zoom"])}
                    metadata = Reader(source).metadata()
                    for zoom_x_y, tile in all_tiles(source):
                        writer.write_tile(zxy_to_tileid(*zoom_x_y), tile)
            _widen(metadata, header["min_zoom"])
            writer.finalize(header, metadata)
        finally:
            writer.tile_f.close()


def _widen(metadata: dict[str, Any], min_zoom: int) -> None:
    """Let metadata of the nearest zooms tell of all."""
    metadata.pop("tilestats", None)
    metadata["minzoom"] = str(min_zoom)
    for layer in metadata["vector_layers"]:
        layer["minzoom"] = min_zoom
