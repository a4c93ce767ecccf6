"""The board: one team's week as a page shows it, in words, without a trace of HTTP or HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil

from geo.hotspot import HotspotKind, VisitNeed
from planner.check import check
from planner.need_match import visits_by_need
from planner.plan import WeekPlan
from planner.rules.violation import Violation
from planner.why_stop import WhyStops
from web.code_words import KINDS, KINDS_IN_PLURAL, POSITIONS, skill_word
from web.lead.broken import BrokenView, broken_views
from web.lead.day import DayView, day_view
from web.lead.figures import FiguresView, figures_view
from web.lead.leg_view import CAR, WALK, LegMaker
from web.lead.pairs import PairView, pairs_of
from web.lead.same_routes import same_routes
from web.lead.sources import TravelView, travel_view
from web.lead.why import gap_word, season_word, unplanned_need, why_unplanned
from web.maps.ways import Ways
from web.words import Words


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why one need is unplanned, what would help, and how far it got; ``need`` is its id, empty for none."""

    need: str
    why: str
    suggestion: str
    visits: str


@dataclass(frozen=True, slots=True)
class UnplannedView:
    """A place with unplanned needs; ``letter`` stands on the map and in the list."""

    key: str
    letter: str
    hotspot: str
    name: str
    kind: str
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place that the team may see, with what is agreed about it and its visits of the week."""

    key: str
    hotspot: str
    name: str
    kind: str
    kind_code: HotspotKind
    where: str
    needs: tuple[str, ...]
    visits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindView:
    """A kind of place on the map: code, name and how many there are."""

    code: HotspotKind
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class BoundView:
    """How far the plan may be from the best possible; ``share`` is the proven part in percent of the bar."""

    percent: str
    explanation: str
    share: float


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the page of one week says."""

    plan: WeekPlan
    words: Words
    title: str
    dates: str
    summary: str
    bound: BoundView | None
    figures: FiguresView
    violations: tuple[Violation, ...]
    broken: tuple[BrokenView, ...]
    pairs: tuple[PairView, ...]
    days: tuple[DayView, ...]
    unplanned: tuple[UnplannedView, ...]
    places: tuple[PlaceView, ...]
    kinds: tuple[KindView, ...]
    travel: TravelView

    @property
    def stops(self) -> int:
        """How many stops the week has."""
        return sum(day.stops for day in self.days)

    @property
    def strokes(self) -> frozenset[str]:
        """How ways are drawn on the map, for its legend: ``walk``, ``ride``, ``car``; ``guess`` and ``known``."""
        shown = [leg for day in self.days for route in day.routes for leg in route.legs if leg.shown]
        modes = {part.mode for leg in shown for part in leg.way} | {leg.mode for leg in shown if not leg.way}
        guesses = {part.estimated for leg in shown for part in leg.way} | {True for leg in shown if not leg.way}
        return frozenset(
            {mode if mode in {WALK, CAR} else "ride" for mode in modes}
            | {"guess" if guess else "known" for guess in guesses}
        )


def board_of(
    plan: WeekPlan,
    words: Words,
    *,
    ways: Ways | None = None,
    violations: tuple[Violation, ...] | None = None,
    last: "Board | None" = None,
) -> Board:
    """Put a week plan into words for its page.

    Parameters
    ----------
    ways
        The ways of its legs, where they are known.
    violations
        What it breaks, where that has been checked.
    last
        The board of another version of the week, in the same words and with the same ways: what is the same is taken
        from it.
    """
    names = visible_names(plan, words)
    pairs = pairs_of(plan)
    legs = LegMaker(plan, words, names, ways)
    violations = check(plan) if violations is None else violations
    whys, broken = WhyStops(plan), broken_views(plan, words, violations)
    known = {}
    if last is not None and last.pairs == tuple(pairs.values()):
        same = same_routes(last.plan, plan, last.broken, broken)
        known = {int(r.key[1:]): r for day in last.days for r in day.routes if int(r.key[1:]) in same}
    days = tuple(
        day_view(plan, words, day, names=names, pairs=pairs, legs=legs, whys=whys, broken=broken, known=known)
        for day in plan.request.days
    )
    places = _places(plan, words, days)
    counts = {kind: sum(place.kind_code is kind for place in places) for kind in HotspotKind}
    return Board(
        plan=plan,
        words=words,
        title=words.text("Week %(number)s", number=int(plan.week[-2:])),
        dates=words.dates(plan.request.days[0].date, plan.request.days[-1].date),
        summary=_summary(words, plan),
        bound=_bound(plan, words),
        figures=figures_view(plan, words),
        violations=violations,
        broken=broken,
        pairs=tuple(pairs.values()),
        days=days,
        unplanned=_unplanned(plan, words, names),
        places=places,
        kinds=tuple(
            KindView(kind, words.text(KINDS_IN_PLURAL[kind]), count) for kind, count in counts.items() if count
        ),
        travel=travel_view(plan.request.travel, words, until=plan.request.days[-1].date),
    )


def visible_names(plan: WeekPlan, words: Words) -> Mapping[str, str]:
    """Give the name of every place, by id; a place that the team may not see is called protected."""
    hidden = words.text("Protected place")
    return {
        hotspot.id: hotspot.name if hotspot.may_be_seen_by(plan.team) else hidden for hotspot in plan.request.hotspots
    }


def opening_day(board: Board, today: date | None = None) -> DayView:
    """Choose the day that is shown first: today in its week, else the first day with a route, else Monday."""
    return next(
        (day for day in board.days if day.date == today),
        next((day for day in board.days if day.routes), board.days[0]),
    )


def letters(number: int) -> str:
    """Give the letters of the nth unplanned place, from 0: A … Z, then AA and on."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _summary(words: Words, plan: WeekPlan) -> str:
    wanted = sum(need.target for need in plan.request.needs)
    visits = visits_by_need(plan)
    kept = sum(min(len(visits[need.id]), need.target) for need in plan.request.needs)
    return words.text(
        "%(kept)s of %(wanted)s visits have a place in the plan.",
        kept=words.number(kept),
        wanted=words.number(wanted),
    )


def _bound(plan: WeekPlan, words: Words) -> BoundView | None:
    if plan.bound is None or plan.score <= 0 or plan.bound < plan.score:
        return None
    percent = ceil((plan.bound / plan.score - 1) * 1000) / 10
    text = words.number(percent, 1)
    return BoundView(
        percent=text,
        explanation=words.text(
            "It is proven that no plan can be more than %(percent)s %% better than this one, "
            "with your rules and weights.",
            percent=text,
        ),
        share=max(round(100 * plan.score / plan.bound, 1), 0.0),
    )


def _unplanned(plan: WeekPlan, words: Words, names: Mapping[str, str]) -> tuple[UnplannedView, ...]:
    by_place: dict[str, list[LeftOut]] = {}
    visits = visits_by_need(plan)
    for left_out in plan.unplanned:
        need = unplanned_need(plan, left_out, visits)
        why, suggestion = why_unplanned(words, plan.request, left_out, need)
        done = words.text(
            "%(done)s of %(target)s visits planned",
            done=len(visits[need.id]) if need else 0,
            target=need.target if need else "?",
        )
        by_place.setdefault(left_out.hotspot, []).append(LeftOut(need.id if need else "", why, suggestion, done))
    return tuple(
        UnplannedView(
            key=f"u{n}",
            letter=letters(n),
            hotspot=hotspot,
            name=names.get(hotspot, hotspot),
            kind=words.text(KINDS[plan.request.hotspot[hotspot].kind]) if hotspot in plan.request.hotspot else "",
            left_out=tuple(left_out),
        )
        for n, (hotspot, left_out) in enumerate(by_place.items())
    )


def _places(plan: WeekPlan, words: Words, days: tuple[DayView, ...]) -> tuple[PlaceView, ...]:
    visits: dict[str, list[str]] = {}
    for day in days:
        for route in day.routes:
            for stop in route.stops:
                said = words.text(
                    "%(day)s %(time)s, pair %(pair)s", day=day.short, time=stop.time, pair=route.pair.name
                )
                visits.setdefault(stop.hotspot, []).append(said)
    for covered in plan.request.covered:
        start = covered.start.astimezone(plan.request.tz)
        said = words.text("%(day)s %(time)s, another team", day=words.day(start.date()), time=words.clock(start))
        visits.setdefault(covered.hotspot, []).append(said)
    shown = sorted(
        (h for h in plan.request.hotspots if h.may_be_seen_by(plan.team)),
        key=lambda h: (list(HotspotKind).index(h.kind), h.name),
    )
    return tuple(
        PlaceView(
            key=f"h{n}",
            hotspot=hotspot.id,
            name=hotspot.name,
            kind=words.text(KINDS[hotspot.kind]),
            kind_code=hotspot.kind,
            where=words.text(POSITIONS[hotspot.position]),
            needs=tuple(_need(words, need) for need in plan.request.needs if need.hotspot == hotspot.id),
            visits=tuple(visits.get(hotspot.id, ())),
        )
        for n, hotspot in enumerate(shown)
    )


def _need(words: Words, need: VisitNeed) -> str:
    said = [
        words.windows(need.windows),
        words.minutes(need.minutes * 60),
        words.text(
            "at least %(least)s, aim %(target)s, at most %(most)s a week",
            least=need.least,
            target=need.target,
            most=need.most,
        ),
    ]
    if need.gap_h:
        said.append(words.text("at least %(gap)s apart", gap=gap_word(words, need.gap_h)))
    if need.season != "all":
        said.append(words.text("season: %(season)s", season=season_word(words, need.season)))
    if need.pairs > 1:
        said.append(words.plural("%(num)s pair at once", "%(num)s pairs at once", need.pairs))
    if need.skills:
        said.append(words.listed([skill_word(words, skill) for skill in sorted(need.skills)]))
    return " · ".join(said)
