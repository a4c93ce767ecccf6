"""Use cases of reach: who reaches what in time, what nobody reaches, and what new posts would bring within reach."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from shapely.geometry import MultiPolygon

from geo.reach import Nearest, Start, period_at, reach_of
from geo.reach_outline import outline
from geo.travel.times import Mode, Period, Source
from web.lead.reach_ground import ReachGround
from web.lead.reach_places import Origin, Spot, origins_of, spots_of
from web.lead.reach_question import Question
from web.lead.reach_siting import SitingAnswer, answer_siting


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached, and who is nearest to it.

    Attributes
    ----------
    after_s
        Seconds from the nearest when the proposed posts are there too; as today where none are proposed.
    """

    spot: Spot
    nearest: Nearest
    after_s: float


@dataclass(frozen=True)
class ReachAnswer:
    """The answer to a question.

    Attributes
    ----------
    outline, new_outline
        What can be reached, and what new posts add to it; EPSG:4326, for drawing alone.
    """

    question: Question
    period: Period
    seasons: frozenset[str]
    origins: tuple[Origin, ...]
    targets: tuple[Target, ...]
    outline: MultiPolygon
    new_outline: MultiPolygon
    siting: SitingAnswer | None
    provider: str
    estimated: bool
    sources: tuple[Source, ...]

    def within(self, target: Target) -> bool:
        """Tell whether somebody reaches it in time today."""
        return target.nearest.seconds <= self.question.limit_s

    def within_after(self, target: Target) -> bool:
        """Tell whether somebody reaches it in time when the proposed posts are there too."""
        return target.after_s <= self.question.limit_s


SLIVER_KM2 = 0.02
"""Smaller pieces of what new posts add are not drawn."""


@lru_cache(maxsize=128)
def answer(ground: ReachGround, question: Question, *, sees: frozenset[str]) -> ReachAnswer:
    """Answer a question, for the eyes of these teams; what was answered before is kept.

    Parameters
    ----------
    sees
        Teams whose hotspots may be seen (see `ReachGround.seen_by`); others are neither shown nor counted. The visits
        of all teams at a hotspot are added up, so that no single team's can be told.

    Raises
    ------
    web.lead.reach_places.UnknownOriginError
        There is no such base or place, or none that these teams may see.
    """
    city, travel = ground.city, ground.travel
    on, limit = question.when.date(), question.limit_s
    period = period_at(travel.periods, question.when, city.calendar)
    origins = origins_of(ground, question, sees)
    starts = [origin.start for origin in origins]
    spots = spots_of(ground, question, sees)
    places = [spot.place for spot in spots]
    nearest = reach_of(travel, starts, places, period=period.id).nearest
    today = [found.seconds for found in nearest]
    siting, posts, after = None, [], today
    if question.siting:
        siting = answer_siting(travel, question, spots, today, period=period.id)
        posts = [Start(spot.place, question.mode or Mode.TRANSIT) for spot in siting.spots]
        new = reach_of(travel, posts, places, period=period.id).nearest
        after = [min(seconds, found.seconds) for seconds, found in zip(today, new, strict=True)]
    old_shape, new_shape = (
        outline(city, travel, each, on=on, period=period.id, limit_s=limit, land=ground.land)
        for each in (starts, posts)
    )
    return ReachAnswer(
        question=question,
        period=period,
        seasons=city.calendar.day(on).seasons,
        origins=origins,
        targets=tuple(Target(*each) for each in zip(spots, nearest, after, strict=True)),
        outline=old_shape,
        new_outline=_added(old_shape, new_shape),
        siting=siting,
        provider=travel.name,
        estimated=travel.estimated,
        sources=travel.sources,
    )


def _added(old: MultiPolygon, new: MultiPolygon) -> MultiPolygon:
    """Give what lies in the new outline alone, both in degrees."""
    added = shapely.get_parts(new.difference(old))
    parts = [part for part in added if part.geom_type == "Polygon" and not part.is_empty]
    km2_each = 111.3**2 * np.cos(np.radians([part.centroid.y for part in parts]))
    return MultiPolygon([part for part, km2 in zip(parts, km2_each, strict=True) if part.area * km2 > SLIVER_KM2])
