"""A street network as arrays: nodes, edges with their length, who may use them, and their course."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.arrays_file import load_arrays, save_arrays

FOOT, CAR_FORWARD, CAR_BACKWARD = 1, 2, 4
"""Bits of `StreetGraph.use`: who may use an edge; forward is from its start to its end."""


@dataclass(frozen=True)
class StreetGraph:
    """Streets between junctions: nodes of degree two are gone, their course is kept for drawing.

    Attributes
    ----------
    lon_lat
        Shape (n, 2), the nodes in EPSG:4326.
    start, end
        Shape (m,), int32, the nodes that each edge joins. Several edges may join the same two nodes, and an edge may
        come back to where it began.
    metres
        Shape (m,), float64, length along the course, above 0.
    use
        Shape (m,), uint8, of the bits `FOOT`, `CAR_FORWARD` and `CAR_BACKWARD`.
    shape_lon_lat, shape_at
        The whole course of each edge in EPSG:4326, both ends included: edge e has the points
        ``shape_lon_lat[shape_at[e]:shape_at[e + 1]]``, from its start to its end. Shapes (k, 2) and (m + 1,).
    """

    lon_lat: NDArray[np.float64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    metres: NDArray[np.float64]
    use: NDArray[np.uint8]
    shape_lon_lat: NDArray[np.float64] = field(repr=False)
    shape_at: NDArray[np.int64] = field(repr=False)

    def __post_init__(self) -> None:
        m = len(self.start)
        if not len(self.end) == len(self.metres) == len(self.use) == len(self.shape_at) - 1 == m:
            raise ValueError("the arrays of the edges differ in length")
        if m and (min(self.start.min(), self.end.min()) < 0 or max(self.start.max(), self.end.max()) >= len(self)):
            raise ValueError("an edge names a node that is not there")
        if m and not (np.isfinite(self.metres).all() and self.metres.min() > 0):
            raise ValueError("an edge has no length")

    def __len__(self) -> int:
        return len(self.lon_lat)

    def course(self, edge: int) -> NDArray[np.float64]:
        """Give the points of one edge from its start to its end, shape (k, 2), EPSG:4326."""
        return self.shape_lon_lat[self.shape_at[edge] : self.shape_at[edge + 1]]

    def save(self, file: Path) -> None:
        """Write the arrays to an ``.npz`` file."""
        save_arrays(file, {name: getattr(self, name) for name in _ARRAYS})

    @classmethod
    def load(cls, file: Path) -> "StreetGraph":
        """Read what `save` wrote; raises ValueError or OSError where it is not that."""
        return cls(**load_arrays(file, _ARRAYS))


_ARRAYS = ("lon_lat", "start", "end", "metres", "use", "shape_lon_lat", "shape_at")
