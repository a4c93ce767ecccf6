"""Where new posts would do most good: the case that the planner solves, and its answer with what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.hotspot import HotspotKind
from geo.reach import Start, reach_of
from geo.travel.times import Mode, TravelTimes
from planner.siting import CurvePoint, Sited, SitingCase, cover_all, cover_most, least_travel, sek_per_visit
from web.lead.reach_places import Spot
from web.lead.reach_question import MOST_POSTS, Candidates, Goal, Question, SitingQuestion, Weigh

PRESENCE = frozenset(
    {HotspotKind.STATION, HotspotKind.SQUARE, HotspotKind.DAY_CENTRE, HotspotKind.SERVICE, HotspotKind.SHELTER}
)
"""Kinds of places that can be a post: where there is a room, or a public square or hall to stand in."""

EFFORT = 2.0
"""Most work of the solver on one answer, in its own seconds; the shipped city's are proven in a tenth of that."""

MINUTE_S = 60
"""Where travel is made short, times are whole minutes, upwards: as they are shown, and solved five times sooner."""

TENTHS = 10
"""Weights are counted in tenths, since the solver counts in whole numbers."""


@dataclass(frozen=True, slots=True)
class SitingStep:
    """What so many posts bring within reach.

    Attributes
    ----------
    posts
        How many; ``spots`` are where they go.
    covered, gain
        Need within reach, and how much of it the last post brings.
    mean_s
        Mean seconds to the need, from the nearest; None where some of it cannot be reached at all.
    sek_for_last
        Cost of the last post for each need that it brings within reach and each week of a year; None for no gain.
    """

    posts: int
    spots: tuple[Spot, ...]
    covered: float
    gain: float
    mean_s: float | None
    sek_for_last: float | None


@dataclass(frozen=True)
class SitingAnswer:
    """Where new posts go.

    Attributes
    ----------
    before, covered, total
        Need within reach today, with the posts, and in all.
    possible
        Need within reach with a post at every candidate.
    young_before, young, young_total
        Visits for children and young people, as above; 0 where neighbourhoods are counted.
    proven
        Whether it is proven that no answer is better; else ``bound`` says how good one might be.
    """

    question: SitingQuestion
    steps: tuple[SitingStep, ...]
    spots: tuple[Spot, ...]
    before: float
    covered: float
    total: float
    possible: float
    mean_before_s: float | None
    mean_s: float | None
    young_before: int
    young: int
    young_total: int
    proven: bool
    bound: float
    candidates: int

    @property
    def sek(self) -> int:
        """Cost of all new posts in a year."""
        return len(self.spots) * self.question.post_sek

    @property
    def sek_for_each(self) -> float | None:
        """Cost of all new posts for each need that they bring within reach, each week of a year."""
        return sek_per_visit(self.covered - self.before, posts=len(self.spots), post_sek=self.question.post_sek)


def answer_siting(
    travel: TravelTimes, question: Question, spots: Sequence[Spot], kept_s: Sequence[float], *, period: str
) -> SitingAnswer:
    """Find where new posts go.

    Parameters
    ----------
    spots
        All that may be seen; what is weighed and where posts may go are chosen from them.
    kept_s
        Seconds to each spot from who sets out today; inf for nobody.
    """
    asked = question.siting or SitingQuestion()
    wanted, need = _weighed(spots, asked.weigh)
    places = candidates_of(spots, asked)
    mode = question.mode or Mode.TRANSIT
    reach = reach_of(
        travel, [Start(s.place, mode) for s in places], [spots[row].place for row in wanted], period=period
    )
    seconds, kept = reach.seconds, np.array([kept_s[row] for row in wanted])
    if asked.goal is Goal.TRAVEL:
        seconds, kept = (np.ceil(each / MINUTE_S) * MINUTE_S for each in (seconds, kept))
    case = SitingCase(seconds, np.array(need, dtype=np.int64), kept)
    limit = question.limit_s
    points = _points(case, asked, limit)
    best = points[-1].sited if points else Sited((), case.covered((), within_s=limit), case.covered((), within_s=limit))
    if asked.goal is Goal.ALL:
        best = cover_all(case, within_s=limit, effort=EFFORT)
    scale = TENTHS if asked.weigh is Weigh.WEIGHT else 1
    young = np.array([spots[row].need.youth for row in wanted], dtype=np.int64)

    def within(chosen: Sequence[int], what: np.ndarray) -> int:
        return int(what[case.reached(chosen) <= limit].sum())

    everywhere = range(len(places))
    return SitingAnswer(
        question=asked,
        steps=tuple(_step(case, point, places, asked, limit=limit, scale=scale) for point in points),
        spots=tuple(places[row] for row in best.chosen),
        before=case.covered((), within_s=limit) / scale,
        covered=case.covered(best.chosen, within_s=limit) / scale,
        total=int(case.need.sum()) / scale,
        possible=case.covered(everywhere, within_s=limit) / scale,
        mean_before_s=_mean_s(case, ()),
        mean_s=_mean_s(case, best.chosen),
        young_before=within((), young),
        young=within(best.chosen, young),
        young_total=int(young.sum()),
        proven=best.proven,
        bound=best.bound / scale if asked.goal is Goal.COVER else best.bound,
        candidates=len(places),
    )


def candidates_of(spots: Sequence[Spot], asked: SitingQuestion) -> tuple[Spot, ...]:
    """Give where a post may be put."""
    places = asked.candidates in (Candidates.PLACES, Candidates.BOTH)
    areas = asked.candidates in (Candidates.NEIGHBOURHOODS, Candidates.BOTH)
    chosen = [s for s in spots if (places if s.kind in PRESENCE else areas and s.kind is None)]
    return (*chosen, *(Spot(place, place.id, None, "") for place in asked.given))


def _weighed(spots: Sequence[Spot], weigh: Weigh) -> tuple[list[int], list[int]]:
    """Give the rows of what is counted, and how much each counts."""
    if weigh is Weigh.NEIGHBOURHOODS:
        rows = [row for row, spot in enumerate(spots) if spot.kind is None]
        return rows, [1] * len(rows)
    rows = [row for row, spot in enumerate(spots) if spot.kind is not None and spot.need.visits]
    needs = [spots[row].need for row in rows]
    if weigh is Weigh.MINUTES:
        return rows, [need.minutes for need in needs]
    if weigh is Weigh.WEIGHT:
        return rows, [round(need.weight * TENTHS) for need in needs]
    return rows, [need.visits for need in needs]


def _points(case: SitingCase, asked: SitingQuestion, limit: int) -> list[CurvePoint]:
    """Give the answers with 1, 2 … posts, until one more gains nothing."""
    before, found = case.covered((), within_s=limit), []
    travel_s = case.travel_s(())
    for posts in range(1, (MOST_POSTS if asked.goal is Goal.ALL else asked.posts) + 1):
        if asked.goal is Goal.TRAVEL:
            sited = least_travel(case, posts=posts, effort=EFFORT)
            better = sited.value < travel_s
            travel_s = min(sited.value, travel_s)
        else:
            sited = cover_most(case, posts=posts, within_s=limit, effort=EFFORT)
            better = sited.value > before
        if not better:
            break
        covered = case.covered(sited.chosen, within_s=limit)
        found.append(CurvePoint(posts, sited, covered - before))
        before = covered
    return found


def _step(
    case: SitingCase, point: CurvePoint, places: Sequence[Spot], asked: SitingQuestion, *, limit: int, scale: int
) -> SitingStep:
    gain = point.gain / scale
    return SitingStep(
        posts=point.posts,
        spots=tuple(places[row] for row in point.sited.chosen),
        covered=case.covered(point.sited.chosen, within_s=limit) / scale,
        gain=gain,
        mean_s=_mean_s(case, point.sited.chosen),
        sek_for_last=sek_per_visit(gain, posts=1, post_sek=asked.post_sek),
    )


def _mean_s(case: SitingCase, chosen: Sequence[int]) -> float | None:
    seconds = case.reached(chosen)[case.need > 0]
    if not len(seconds) or not np.isfinite(seconds).all():
        return None
    return float(np.average(seconds, weights=case.need[case.need > 0]))
