"""Outlines that lie over each other by more than a sliver: a point there would have two districts."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import MultiPolygon

from geo.crs import to_metres
from geo.district import Validity
from geo.entry import Entry
from geo.faults import FaultCode

SLIVER_M = 5.0
"""Mean width (twice the area by the length of its outline) up to which an overlap is one of drawing: two people who
draw the same border from a map of 1:10 000 differ by so much."""


def note_outlines_over_each_other(
    entries: Sequence[Entry],
    spans: Sequence[tuple[str, Validity]],
    areas: Sequence[MultiPolygon],
    *,
    metric_epsg: int,
) -> None:
    """Note every outline that lies over an earlier one of another name at the same time.

    Parameters
    ----------
    entries, spans, areas
        One each: the row, the name with its dates, and the outline in EPSG:4326.
    metric_epsg
        The system in metres in which the overlap is measured.
    """
    if len(areas) < 2:
        return
    metric = np.array([shapely.transform(area, lambda xy: to_metres(xy, metric_epsg)) for area in areas])
    one, other = shapely.STRtree(metric).query(metric, predicate="intersects")
    pairs = [
        (int(a), int(b))
        for a, b in zip(one, other, strict=True)
        if b < a and spans[a][0] != spans[b][0] and spans[a][1].overlaps(spans[b][1])
    ]
    common = shapely.intersection(metric[[a for a, _ in pairs]], metric[[b for _, b in pairs]])
    for (row, earlier), square_m, around_m in zip(pairs, shapely.area(common), shapely.length(common), strict=True):
        if around_m and 2 * square_m / around_m > SLIVER_M:
            entries[row].fault(
                FaultCode.OVERLAPPING_OUTLINES,
                "geometry",
                other=spans[earlier][0][:80],
                other_row=entries[earlier].row or 0,
                square_m=round(float(square_m)),
            )
