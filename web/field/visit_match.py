"""Which visit answers which stop of a route, also where the plan was changed after the visit was logged."""

from collections.abc import Sequence

from planner.plan import Stop
from web.field.visit_places import is_at
from web.store.tables.visits import VisitRow


def visits_of_stops(
    stops: Sequence[Stop], visits: Sequence[VisitRow]
) -> tuple[tuple[VisitRow | None, ...], tuple[VisitRow, ...]]:
    """Match the visits that a pair has logged in a shift to its stops.

    A visit answers the stop at its place that was planned for the start it names; where a new plan has moved that stop,
    the first one at the place that nothing answers. One that was not planned answers none.

    Parameters
    ----------
    stops, visits
        In order of time.

    Returns
    -------
    tuple of (VisitRow or None), tuple of VisitRow
        For each stop what answers it, and the visits that answer none.
    """
    found: list[VisitRow | None] = [None] * len(stops)
    left = list(visits)
    for exact in (True, False):
        for visit in list(left):
            if visit.planned is None:
                continue
            for n, stop in enumerate(stops):
                here = found[n] is None and is_at(visit, stop.hotspot)
                if here and (not exact or stop.start == visit.planned):
                    found[n] = visit
                    left.remove(visit)
                    break
    return tuple(found), tuple(left)
