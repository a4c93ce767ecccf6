"""Writing the base map's features as files of vector tiles (PMTiles)."""

from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import geopandas as gpd
import numpy as np
import pyogrio
from numpy.typing import NDArray
from pmtiles.reader import MemorySource, Reader, all_tiles
from pmtiles.tile import zxy_to_tileid
from pmtiles.writer import Writer

from geo.basemap.features import Features
from geo.imports import BUILDINGS_FILE, GROUND_FILE

LAYER, BUILDINGS_LAYER = "ground", "buildings"
FAR, MIDDLE, NEAR, BUILDINGS = (9, 11), (12, 13), (14, 14), (15, 15)
"""First and last zoom of the overview, of all but the smallest streets, of everything, and of buildings."""

FAR_LEAST_M2 = 20_000
"""Smaller water and parks are not seen from afar."""

MOST_TILE_BYTES = 2_000_000
"""GDAL thins out a larger tile; its own limit of 500 000 is reached in a dense city."""


def write_tiles(features: Features, folder: Path) -> None:
    """Write ``ground.pmtiles`` and, where there are buildings, ``buildings.pmtiles`` into a folder.

    The tiles are made in memory: GDAL says nothing where it cannot write the last of them to a full disk.

    Raises
    ------
    OSError
        The disk is full or cannot be written.
    """
    ground = features.ground
    chosen = ((ground[_seen_from_afar(ground)], FAR), (ground[~_small_street(ground)], MIDDLE), (ground, NEAR))
    parts = [_tiles(table, layer=LAYER, zooms=zooms) for table, zooms in chosen if len(table)]
    with (folder / GROUND_FILE).open("wb") as out:
        _join(parts, out)
    if len(features.buildings):
        (folder / BUILDINGS_FILE).write_bytes(_tiles(features.buildings, layer=BUILDINGS_LAYER, zooms=BUILDINGS))


def _seen_from_afar(ground: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    kind, rank = ground["kind"], ground["rank"]
    ranked = kind.isin(["street", "place", "label"]) & (rank <= 2)
    large = kind.isin(["water", "park"]) & (ground["square_m"] >= FAR_LEAST_M2)
    seen: NDArray[np.bool_] = (ranked | large | kind.isin(["rail", "waterway"])).to_numpy()
    return seen


def _small_street(ground: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    small: NDArray[np.bool_] = (
        (ground["kind"] == "path") | (ground["kind"] == "street") & (ground["rank"] > 3)
    ).to_numpy()
    return small


def _tiles(table: gpd.GeoDataFrame, *, layer: str, zooms: tuple[int, int]) -> bytes:
    made = BytesIO()
    pyogrio.write_dataframe(
        table.drop(columns="square_m"),
        made,
        driver="PMTiles",
        layer=layer,
        NAME=layer,
        MINZOOM=zooms[0],
        MAXZOOM=zooms[1],
        MAX_SIZE=MOST_TILE_BYTES,
    )
    return made.getvalue()


def _join(parts: list[bytes], out: BinaryIO) -> None:
    """Join files of tiles whose zooms follow each other."""
    writer = Writer(out)
    header: dict[str, Any] = {}
    metadata: dict[str, Any] = {}
    try:
        for part in parts:
            source = MemorySource(part)
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
