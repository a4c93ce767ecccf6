"""Why a stop is in the plan: which visit of the week it is, who is late, who is there then, and what else could be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from geo.hotspot import VisitNeed
from planner.exact import exact
from planner.need_match import need_of_stop, visits_by_need
from planner.openings import Opening, in_peak, openings, peak_openings
from planner.plan import Route, Stop, WeekPlan
from planner.rules.place import shifts_of_routes
from planner.rules.work import held_skills
from planner.shift import Shift
from planner.value import chance_of, need_value


@dataclass(frozen=True, slots=True)
class StopReasons:
    """Why one stop is planned where and when it is.

    Attributes
    ----------
    nth, least, target
        Which visit of the week it is, of how many that are agreed and aimed at.
    overdue_days
        How late the need is when the week begins; told of its first visit only.
    people
        From when to when people are likely there, around the visit; None where the need has no such hours, or the
        visit lies outside them.
    off_peak
        The visit lies outside the hours when people are likely there.
    way_s, from_base
        Seconds of the way there; whether it comes from the base, and not from a stop before.
    joint_with
        Other pairs that are there at the same time.
    pinned
        The lead has settled it.
    also_days
        Other days on which the same pair comes here.
    only_day, only_pair
        No shift of another day could make the visit; no other route of the plan could.
    worth
        What the plan would lose without it, in worth.
    """

    nth: int
    least: int
    target: int
    overdue_days: int
    people: tuple[datetime, datetime] | None
    off_peak: bool
    way_s: int
    from_base: bool
    joint_with: tuple[str, ...]
    pinned: bool
    also_days: tuple[date, ...]
    only_day: bool
    only_pair: bool
    worth: float

    @property
    def agreed(self) -> bool:
        """Whether the visit is one of the least number that is agreed."""
        return self.nth <= self.least


def why_stop(plan: WeekPlan, route: int, index: int) -> StopReasons | None:
    """Tell why a stop is planned; None where it answers no need.

    Parameters
    ----------
    route
        The route's place in the plan, from 0.
    index
        The stop's place in the route, from 0.

    Raises
    ------
    IndexError
        There is no such stop.
    """
    return WhyStops(plan).of(plan.routes[route], index)


class WhyStops:
    """Reasons for all stops of one plan; what is the same for many is found out once."""

    def __init__(self, plan: WeekPlan) -> None:
        self.plan, self.request = plan, plan.request
        self._open: dict[str, tuple[Opening, ...]] = {}
        self._others: dict[str, tuple[set[date], list[Route]]] = {}

    @cached_property
    def visits(self) -> dict[str, list[Stop]]:
        """The visits of each need in time order."""
        return visits_by_need(self.plan)

    @cached_property
    def shifts(self) -> list[Shift | None]:
        """The shift of each route."""
        return shifts_of_routes(self.plan)

    def of(self, route: Route, index: int) -> StopReasons | None:
        """Tell why a stop of one of the plan's routes is planned; None where it answers no need."""
        stop = route.stops[index]
        need = need_of_stop(self.request, stop)
        if need is None:
            return None
        visits = self.visits[need.id]
        nth = 1 + sum(visit.start < stop.start for visit in visits)
        there = in_peak(self.request, need, stop.start, stop.leave)
        days, routes = self._elsewhere(need, route)
        return StopReasons(
            nth,
            need.least,
            need.target,
            self.request.overdue_days.get(need.id, 0) if nth == 1 else 0,
            self._people(need, stop) if there else None,
            not there,
            route.legs[index].seconds if index < len(route.legs) else 0,
            index == 0,
            self._joint(route, stop),
            self._pinned(route, stop),
            self._also(route, stop),
            not days,
            not routes,
            self._worth(need, visits, stop),
        )

    def _people(self, need: VisitNeed, stop: Stop) -> tuple[datetime, datetime] | None:
        if need.peak is None:
            return None
        tz = self.request.tz
        around = [o for o in peak_openings(self.request, need) if o.start <= exact(stop.start) < o.end]
        return (around[0].start.astimezone(tz), around[0].end.astimezone(tz)) if around else None

    def _joint(self, route: Route, stop: Stop) -> tuple[str, ...]:
        return tuple(
            other.pair
            for other in self.plan.routes
            if other is not route and any((s.hotspot, s.start) == (stop.hotspot, stop.start) for s in other.stops)
        )

    def _pinned(self, route: Route, stop: Stop) -> bool:
        own = (stop.hotspot, exact(stop.start))
        dates = {shift.id: shift.date for shift in self.request.shifts}
        pins = [pin for pin in self.request.pins if pin.pair == route.pair and dates.get(pin.shift) == route.date]
        return any((s.hotspot, exact(s.start)) == own for pin in pins for s in pin.stops)

    def _also(self, route: Route, stop: Stop) -> tuple[date, ...]:
        others = [r for r in self.plan.routes if r.pair == route.pair and r is not route]
        return tuple(sorted({r.date for r in others if any(s.hotspot == stop.hotspot for s in r.stops)}))

    def _elsewhere(self, need: VisitNeed, route: Route) -> tuple[set[date], list[Route]]:
        """Give the other days, and the other routes, whose hours and people would do for the need."""
        if need.id not in self._others:
            self._others[need.id] = self._meeting(need)
        days, routes = self._others[need.id]
        return days - {route.date}, [r for r in routes if r is not route]

    def _meeting(self, need: VisitNeed) -> tuple[set[date], list[Route]]:
        open_ = self._openings(need)
        days = {s.date for s in self.request.shifts if _meets(open_, need, s.start, s.end)}
        routes = [
            r
            for r, shift in zip(self.plan.routes, self.shifts, strict=True)
            if _meets(open_, need, r.start, r.end)
            and (need.pairs > 1 or need.skills <= held_skills(self.request, r))
            and (shift is None or not shift.districts or self._district(need) in shift.districts)
        ]
        return days, routes

    def _district(self, need: VisitNeed) -> str | None:
        return self.request.hotspot[need.hotspot].district

    def _openings(self, need: VisitNeed) -> tuple[Opening, ...]:
        if need.id not in self._open:
            self._open[need.id] = openings(self.request, need)
        return self._open[need.id]

    def _worth(self, need: VisitNeed, visits: Sequence[Stop], stop: Stop) -> float:
        left = [visit for visit in visits if visit.start != stop.start]
        with_it, without = (
            need_value(self.request, need, [chance_of(self.request, need, v.start, v.leave) for v in its])
            for its in (visits, left)
        )
        return round(with_it - without, 3)


def _meets(open_: Sequence[Opening], need: VisitNeed, start: datetime, end: datetime) -> bool:
    first, last = start.timestamp(), end.timestamp()
    return any(min(o.end.timestamp(), last) - max(o.start.timestamp(), first) >= need.minutes * 60 for o in open_)
