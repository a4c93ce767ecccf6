"""One day of the board: its pairs' shifts as a timeline and as rows of words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from geo.calendar import Day
from geo.hotspot import Position
from planner.plan import Route, WeekPlan
from planner.shift import Shift
from planner.why_stop import WhyStops
from web.code_words import KINDS
from web.lead.broken import BrokenView
from web.lead.leg_view import LegMaker, LegView
from web.lead.pairs import PairView
from web.lead.pinned import closed_routes, is_pinned
from web.lead.shift_parts import Part, PartKind, parts_of, slack_of
from web.lead.timeline import Axis, axes_around, letters_in, short_name
from web.lead.why import why_here
from web.maps.navigation_link import NavigationLink, navigation_link
from web.words import Words, whole_minutes

NARROW = timedelta(minutes=30)
"""A bar of the timeline shorter than this has no room for a word."""


@dataclass(frozen=True, slots=True)
class StopView:
    """A stop: what it is called, when, and why; ``key`` names it on map, timeline and list.

    ``broken`` are the rules that it breaks. ``find`` opens navigation to it; None for a place that is not for
    everybody's eyes.
    """

    key: str
    number: int
    hotspot: str
    name: str
    short: str
    kind: str
    time: str
    when: str
    why: str
    meet: str
    joint: str
    unsure: bool
    pinned: bool
    broken: tuple[str, ...]
    find: NavigationLink | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the timeline: its kind, the classes that place it, and what it says aloud."""

    kind: PartKind
    place: str
    text: str
    leg: LegView | None = None
    stop: StopView | None = None
    label_place: str = ""
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list: a time, and a stop with the way to it, the way home, a break or free time in words."""

    kind: PartKind
    when: str
    text: str
    leg: LegView | None = None
    stop: StopView | None = None


@dataclass(frozen=True, slots=True)
class RouteView:
    """One pair's shift."""

    key: str
    pair: PairView
    workers: str
    base: str
    when: str
    slack: str
    pinned: bool
    stops: tuple[StopView, ...]
    legs: tuple[LegView, ...]
    bars: tuple[Bar, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Shifts that share one time axis: when it begins, its hours, the marks of the hours, and the routes."""

    start: datetime
    hours: int
    marks: tuple[tuple[str, str], ...]
    routes: tuple[RouteView, ...]


@dataclass(frozen=True, slots=True)
class DayView:
    """One date: what kind of day it is, its routes by time axis, shifts that lack a pair, and how many broken rules."""

    key: str
    date: date
    short: str
    title: str
    holiday: str
    sun: str
    timelines: tuple[Timeline, ...]
    unstaffed: tuple[str, ...]
    broken: int

    @property
    def routes(self) -> tuple[RouteView, ...]:
        """The day's routes, by the start of their shift and then by pair."""
        return tuple(route for timeline in self.timelines for route in timeline.routes)

    @property
    def stops(self) -> int:
        """How many stops the day has."""
        return sum(len(route.stops) for route in self.routes)


def day_view(
    plan: WeekPlan,
    words: Words,
    day: Day,
    *,
    names: Mapping[str, str],
    pairs: Mapping[str, PairView],
    legs: LegMaker,
    whys: WhyStops,
    broken: Sequence[BrokenView] = (),
    known: Mapping[int, RouteView] = MappingProxyType({}),
) -> DayView:
    """Put one day of a plan into words.

    Parameters
    ----------
    whys, broken
        Reasons of stops, and broken rules, of the whole week.
    known
        Views of routes that are the same as in another version, by their place in the plan.
    """
    order = list(pairs)
    routes = sorted(
        ((n, route) for n, route in enumerate(plan.routes) if route.date == day.date),
        key=lambda item: (item[1].start, order.index(item[1].pair)),
    )
    tz = plan.request.tz
    spans = [(route.start.astimezone(tz), route.end.astimezone(tz)) for _, route in routes]
    maker = _RouteMaker(plan, words, names, legs, whys, broken)
    return DayView(
        key=f"dag-{day.date.isoformat()}",
        date=day.date,
        short=words.day(day.date),
        title=words.long_day(day.date),
        holiday=day.name,
        sun=_sun(words, day),
        timelines=tuple(
            Timeline(
                start=axis.start,
                hours=axis.hours,
                marks=tuple((f"s{column}", f"{mark:%H}") for column, mark in axis.marks()),
                routes=tuple(
                    known.get(n) or maker.view(n, route, pairs[route.pair], axis)
                    for n, route in (routes[i] for i in members)
                ),
            )
            for axis, members in axes_around(spans)
        ),
        unstaffed=_unstaffed(plan, words, day.date),
        broken=sum(one.day == day.date.isoformat() for one in broken),
    )


def route_view(
    plan: WeekPlan,
    words: Words,
    number: int,
    *,
    names: Mapping[str, str],
    pairs: Mapping[str, PairView],
    legs: LegMaker,
    whys: WhyStops,
) -> RouteView:
    """Put one route of a plan, by its place in it, into words by itself; see `day_view`."""
    route, tz = plan.routes[number], plan.request.tz
    axis = Axis.around([(route.start.astimezone(tz), route.end.astimezone(tz))])
    return _RouteMaker(plan, words, names, legs, whys, ()).view(number, route, pairs[route.pair], axis)


def _sun(words: Words, day: Day) -> str:
    if day.sunrise is None or day.sunset is None:
        return ""
    return words.text("Sun up %(rise)s, down %(set)s", rise=words.clock(day.sunrise), set=words.clock(day.sunset))


def _unstaffed(plan: WeekPlan, words: Words, day: date) -> tuple[str, ...]:
    lacking: list[str] = []
    taken = [(r.start, r.end, r.base) for r in plan.routes if r.date == day]
    for shift in sorted((s for s in plan.request.shifts if s.date == day), key=lambda s: s.start):
        for _ in range(shift.pairs):
            if (shift.start, shift.end, shift.base) in taken:
                taken.remove((shift.start, shift.end, shift.base))
            else:
                lacking.append(_shift_word(plan, words, shift))
    return tuple(lacking)


def _shift_word(plan: WeekPlan, words: Words, shift: Shift) -> str:
    tz = plan.request.tz
    return words.text(
        "%(time)s from %(base)s",
        time=words.span(shift.start.astimezone(tz), shift.end.astimezone(tz)),
        base=plan.request.base[shift.base].name,
    )


class _RouteMaker:
    """Makes the routes of one plan; what is the same for all of them is worked out once."""

    def __init__(
        self,
        plan: WeekPlan,
        words: Words,
        names: Mapping[str, str],
        legs: LegMaker,
        whys: WhyStops,
        broken: Sequence[BrokenView],
    ) -> None:
        self.plan, self.words, self.names, self.legs, self.whys = plan, words, names, legs, whys
        self.tz = plan.request.tz
        self.broken: dict[str, list[str]] = {}
        for one in broken:
            self.broken.setdefault(one.key, []).append(one.text)
        self.closed = closed_routes(plan)
        self.joint: dict[tuple[str, datetime], list[str]] = {}
        for route in plan.routes:
            for stop in route.stops:
                self.joint.setdefault((stop.hotspot, stop.start), []).append(route.pair)

    def view(self, number: int, route: Route, pair: PairView, axis: Axis) -> RouteView:
        words, request = self.words, self.plan.request
        parts = parts_of(route)
        stops = tuple(self._stop(f"r{number}s{n}", route, n) for n in range(len(route.stops)))
        legs = tuple(self.legs.view(number, route, n) for n in range(len(route.legs)))
        workers = [request.worker[w].name if w in request.worker else w for w in route.workers]
        return RouteView(
            key=f"r{number}",
            pair=pair,
            workers=words.listed(workers),
            base=request.base[route.base].name if route.base in request.base else route.base,
            when=self._span(route.start, route.end),
            slack=words.text(
                "Slack: %(slack)s min of %(all)s",
                slack=words.number(whole_minutes(slack_of(parts))),
                all=words.number(whole_minutes(route.end - route.start)),
            ),
            pinned=number in self.closed,
            stops=stops,
            legs=legs,
            bars=self._bars(parts, stops, legs, axis),
            rows=self._rows(parts, stops, legs),
        )

    def _stop(self, key: str, route: Route, n: int) -> StopView:
        stop, request, words = route.stops[n], self.plan.request, self.words
        hotspot = request.hotspot[stop.hotspot]
        seen = hotspot.may_be_seen_by(self.plan.team)
        reasons = self.whys.of(route, n)
        others = [pair for pair in self.joint[stop.hotspot, stop.start] if pair != route.pair]
        return StopView(
            key=key,
            number=n + 1,
            hotspot=stop.hotspot,
            name=self.names[stop.hotspot],
            short=short_name(self.names[stop.hotspot]),
            kind=words.text(KINDS[hotspot.kind]) if seen else "",
            time=words.clock(stop.start.astimezone(self.tz)),
            when=self._span(stop.start, stop.leave),
            why=why_here(words, reasons) if reasons else "",
            meet=hotspot.meet if seen else "",
            joint=words.text("Joint visit with %(pairs)s", pairs=words.listed(others)) if others else "",
            unsure=seen and hotspot.position is not Position.VERIFIED,
            pinned=is_pinned(self.plan, route, stop),
            broken=tuple(self.broken.get(key, ())),
            find=navigation_link(hotspot),
        )

    def _bars(
        self, parts: tuple[Part, ...], stops: tuple[StopView, ...], legs: tuple[LegView, ...], axis: Axis
    ) -> tuple[Bar, ...]:
        begins = [part.start for part in parts if part.kind is PartKind.STOP]
        bars = []
        for part in parts:
            place, narrow = axis.place(part.start, part.end), part.length < NARROW
            if part.kind is PartKind.STOP:
                until = begins[part.index + 1] if part.index + 1 < len(begins) else parts[-1].end
                view = stops[part.index]
                view = replace(view, short=short_name(view.name, letters_in(part.start, until)))
                label = axis.place(part.start, until)
                bars.append(Bar(part.kind, place, view.when, stop=view, label_place=label, narrow=narrow))
            elif part.leg:
                bars.append(Bar(part.kind, place, legs[part.index].spoken(self.words), legs[part.index]))
            else:
                bars.append(Bar(part.kind, place, self._said(part), narrow=narrow))
        return tuple(bars)

    def _rows(self, parts: tuple[Part, ...], stops: tuple[StopView, ...], legs: tuple[LegView, ...]) -> tuple[Row, ...]:
        rows = []
        for part in parts:
            when = self._span(part.start, part.end)
            if part.kind is PartKind.STOP:
                rows.append(Row(part.kind, when, stops[part.index].name, legs[part.index], stops[part.index]))
            elif not part.leg:
                rows.append(Row(part.kind, when, self._said(part)))
            elif part.index == len(stops):
                rows.append(Row(part.kind, when, legs[part.index].title, legs[part.index]))
        return tuple(rows)

    def _said(self, part: Part) -> str:
        words, length = self.words, self.words.minutes(part.length.total_seconds())
        if part.kind is PartKind.BREAK:
            return words.text("Break, %(length)s", length=length)
        if part.kind is PartKind.BASE:
            return words.text("At the base, %(length)s slack", length=length)
        return words.text("Slack, %(length)s: time for conversations and new tips", length=length)

    def _span(self, start: datetime, end: datetime) -> str:
        return self.words.span(start.astimezone(self.tz), end.astimezone(self.tz))
