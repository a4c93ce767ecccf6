"""What a way on foot is made of: its straight line, parks and squares on it, how far off streets its ends lie."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from geo.crs import SWEREF99_TM, to_metres
from geo.osm.kinds import area_kind
from geo.osm.reading import read_extract
from geo.point_check import Bounds
from geo.travel.ground import OFF_NETWORK_M
from geo.travel.off_network import off_network
from geo.travel.street_graph import StreetGraph
from geo.travel.times import Mode, Place, TravelTimes

LonLat = tuple[float, float]
NOTABLE_M = 60
"""A stretch through a park that is shorter is not told, nor a place that lies so near to a street."""


@dataclass(frozen=True)
class Walk:
    """One pair on foot: metres in a straight line, by the estimate, along the streets; of these in parks and squares.

    ``start_away_m`` and ``end_away_m`` are the straight ways to the nearest imported street.
    """

    start: Place
    end: Place
    straight_m: float
    before_m: int
    after_m: int
    before_s: int
    after_s: int
    park_m: float
    square_m: float
    start_away_m: float
    end_away_m: float

    @property
    def beside(self) -> bool:
        """Tell whether both places lie beside an imported street."""
        return max(self.start_away_m, self.end_away_m) < NOTABLE_M

    @property
    def more_m(self) -> int:
        """How much longer the streets are than the estimate."""
        return self.after_m - self.before_m

    def why(self, detour: float) -> str:
        """Say what the streets do that the estimate does not know."""
        factor = self.after_m / max(self.straight_m, 1)
        longer = self.after_m > self.before_m
        said = [f"{factor:.2f} × the straight line of {self.straight_m:.0f} m, where the estimate takes {detour}"]
        said += ["round the blocks"] if longer and self.beside else ["more direct"] if not longer else []
        said += [
            f"{metres:.0f} m of it through {what}"
            for metres, what in ((self.park_m, "parks"), (self.square_m, "squares"))
            if metres >= NOTABLE_M
        ]
        said += [
            f"{which} is {metres:.0f} m from the nearest imported street"
            for which, metres in (("the first", self.start_away_m), ("the second", self.end_away_m))
            if metres >= NOTABLE_M
        ]
        return "; ".join(said)


class Streets:
    """The streets of an extract, and what lies on it."""

    def __init__(self, file: Path, graph: StreetGraph, bounds: Bounds) -> None:
        extract = read_extract(file, bounds=bounds)
        self.graph = graph
        self._areas = {
            kind: _joined([area.wkb for area in extract.areas if area_kind(area.tags, from_way=area.from_way) == kind])
            for kind in ("park", "square")
        }

    def away(self, places: Sequence[Place], *, limit_m: float = OFF_NETWORK_M) -> Mapping[str, float]:
        """Give the metres to the nearest street of the places that lie farther from one, by id."""
        return {off.place.id: off.metres for off in off_network(self.graph, places, limit_m)}

    def walk(self, start: Place, end: Place, before: TravelTimes, after: TravelTimes) -> Walk:
        """Compare one pair on foot; both places lie on the streets."""
        pair, east_north = (start, end), to_metres([(p.lon, p.lat) for p in (start, end)], SWEREF99_TM)
        guess = before.matrix(pair, mode=Mode.WALK, period=before.periods[0].id)
        real = after.matrix(pair, mode=Mode.WALK, period=after.periods[0].id)
        parts = after.path(start, end, mode=Mode.WALK, period=after.periods[0].id)
        course = shapely.LineString(to_metres([point for part in parts for point in part.points], SWEREF99_TM))
        return Walk(
            start,
            end,
            float(np.hypot(*(east_north[1] - east_north[0]))),
            int(guess.metres[0, 1]),
            int(real.metres[0, 1]),
            int(guess.seconds[0, 1]),
            int(real.seconds[0, 1]),
            course.intersection(self._areas["park"]).length,
            course.intersection(self._areas["square"]).length,
            *(self.away([place], limit_m=-1.0)[place.id] for place in pair),
        )


def _joined(wkb: Sequence[str]) -> shapely.Geometry:
    shapes = shapely.make_valid(shapely.from_wkb(np.array(wkb, dtype=object)))
    return shapely.transform(
        shapely.union_all(shapes), lambda xy: np.asarray(to_metres(list(map(tuple, xy)), SWEREF99_TM))
    )
