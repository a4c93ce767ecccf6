"""OpenPlan: a plan opened for changes, whose routes are laid out anew one at a time, to the second."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from planner.exact import exact
from planner.pair import Crew
from planner.plan import Route
from planner.request import WeekRequest
from planner.route_clock import clocked_route
from planner.search.problem import NEVER
from planner.search.route_times import Laid, lay_route
from planner.shift import Shift
from planner.week_problem import WeekProblem, room_of


@dataclass(slots=True)
class OpenRoute:
    """One pair's shift under change.

    Attributes
    ----------
    was
        The route as it was, if there was one; it is given back as it is while no stop changes.
    options, starts, fixed
        Of each stop: the search's option, when it begins, and whether it may not be moved.
    closed
        No stop is added.
    after
        New stops begin at this time or later, and come after the first ``behind`` stops; what is past stays.
    loose
        The route holds something that the search cannot say (a stop outside every window): it stays as it is.
    """

    crew: Crew
    was: Route | None
    options: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    fixed: list[bool] = field(default_factory=list)
    closed: bool = False
    after: int = -NEVER
    behind: int = 0
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of a need: when it begins and ends, on which day of the week, in which routes, and its chance."""

    start: int
    end: int
    day: int
    routes: tuple[int, ...]
    chance: float


class OpenPlan:
    """Routes of a week that can be laid out anew.

    Attributes
    ----------
    week
        The week as the search sees it; route r of ``rows`` is that of its crew r.
    rows
        The routes, in the order of the crews.
    """

    def __init__(
        self, request: WeekRequest, crews: Sequence[Crew], routes: Sequence[Route | None], *, drops: bool = False
    ) -> None:
        """Open routes.

        Parameters
        ----------
        request
            With exact times (`planner.exact.exact_request`).
        crews, routes
            One crew for each route; no route yet where it is None.
        drops
            Leave out the stops that nobody asks for at their time, or that the pair may not make.
        """
        self.request = request
        self.week = WeekProblem(request, crews)
        self.rows: list[OpenRoute] = []
        pins = {(pin.shift, pin.pair): pin for pin in request.pins}
        for r, (crew, route) in enumerate(zip(crews, routes, strict=True)):
            row = OpenRoute(crew, route)
            pin = pins.get((crew.shift.id, crew.pair))
            pinned = {(s.hotspot, exact(s.start)) for s in pin.stops} if pin else set()
            row.closed = bool(pin and pin.closed)
            for stop in route.stops if route else ():
                u = self.week.option_at(r, stop.hotspot, stop.start)
                if drops and (u is None or not self.week.problem.allowed[u, r]):
                    continue
                if u is None:
                    row.loose = row.closed = True
                    continue
                row.options.append(u)
                row.starts.append(self.week.at(stop.start))
                joint = self.week.needs[self.week.options[u].need].pairs > 1
                row.fixed.append(joint or (stop.hotspot, exact(stop.start)) in pinned)
            self.rows.append(row)
        self._seen: dict[int, list[Visit]] | None = None
        self._ways = self.week.problem.travel.min(axis=0)

    def number_of(self, need_id: str) -> int | None:
        """Give the search's number of a need."""
        return next((g for g, need in enumerate(self.week.needs) if need.id == need_id), None)

    def options_of(self, g: int) -> range:
        """Give the options of a need, which stand next to each other."""
        first, end = self.week.problem.option_at[g], self.week.problem.option_at[g + 1]
        options = [int(u) for u in self.week.problem.option_of[first:end]]
        return range(options[0], options[-1] + 1) if options else range(0)

    def visits(self, g: int) -> list[Visit]:
        """Give the visits of a need in time order, a joint visit once."""
        if self._seen is None:
            self._seen = self._all_visits()
        return self._seen.get(g, [])

    def _all_visits(self) -> dict[int, list[Visit]]:
        found: dict[int, dict[tuple[int, int], Visit]] = {}
        for r, row in enumerate(self.rows):
            day = self.day_of(r)
            for u, start in zip(row.options, row.starts, strict=True):
                option = self.week.options[u]
                key = (start, -1 if self.week.needs[option.need].pairs > 1 else r)
                its = found.setdefault(option.need, {})
                if key in its:
                    its[key] = replace(its[key], routes=(*its[key].routes, r))
                else:
                    its[key] = Visit(start, start + option.service, day, (r,), option.chance)
        return {g: sorted(its.values(), key=lambda visit: visit.start) for g, its in found.items()}

    def day_of(self, r: int) -> int:
        """Give the day of the week, from 0, to which a route belongs."""
        return (self.rows[r].crew.shift.date - self.request.days[0].date).days

    def worth_of(self, g: int, chances: Sequence[float]) -> float:
        """Give what visits of a need with these chances are worth."""
        worths = self.week.problem.worth[g]
        best = sorted(chances, reverse=True)[: int(self.week.problem.most[g])]
        return float(sum(w * c for w, c in zip(worths, best, strict=False)))

    def value(self) -> float:
        """Give what all visits are worth."""
        return sum(
            self.worth_of(g, [v.chance for v in self.visits(g) if len(v.routes) >= self.week.needs[g].pairs])
            for g in range(len(self.week.needs))
        )

    def way_s(self, here: int, there: int) -> int:
        """Give the seconds that a way takes at least, at whatever time."""
        return int(self._ways[here, there])

    def place_before(self, r: int, k: int) -> int:
        """Give the place from which the pair comes to position k (from 0)."""
        row = self.rows[r]
        return self.week.options[row.options[k - 1]].place if k else self._base(r)

    def place_after(self, r: int, k: int) -> int:
        """Give the place of position k (from 0): the base after the last stop."""
        row = self.rows[r]
        return self.week.options[row.options[k]].place if k < len(row.options) else self._base(r)

    def _base(self, r: int) -> int:
        return int(self.week.problem.kind_base[self.kind(r)])

    def kind(self, r: int) -> int:
        """Give the kind of shift of a route."""
        return int(self.week.problem.route_kind[r])

    def room_s(self, r: int) -> int:
        """Give the seconds that a route has for travel and visits beside its breaks and its reserved slack."""
        return room_of(self.request, self.rows[r].crew.shift)

    def busy_s(self, r: int) -> int:
        """Give the seconds of travel and visits of a route."""
        laid = self.lay(r, self.rows[r].options, [(s, s) for s in self.rows[r].starts])
        return laid.busy if laid else NEVER

    def lay(self, r: int, options: Sequence[int], bounds: Sequence[tuple[int, int]]) -> Laid | None:
        """Lay a route out with these stops, each within its bounds; None where that cannot be. Room is not asked."""
        return lay_route(self.week.problem, self.kind(r), options, bounds)

    def bounds(self, r: int, *, earlier: bool = False) -> list[tuple[int, int]]:
        """Give within which times each stop may begin, so that it keeps the gaps and goes on from where it is.

        What is fixed stays; the others go later, or ``earlier`` too (what is not past).
        """
        row, found = self.rows[r], []
        for k, (u, start, fixed) in enumerate(zip(row.options, row.starts, row.fixed, strict=True)):
            if fixed or k < row.behind:
                found.append((start, start))
                continue
            option = self.week.options[u]
            lo, hi = max(-NEVER if earlier else start, row.after), NEVER
            gap = int(self.week.problem.gap[option.need])
            for visit in self.visits(option.need) if gap else ():
                if visit.start > start:
                    hi = min(hi, visit.start - gap - option.service)
                elif visit.start < start:
                    lo = max(lo, visit.end + gap)
            found.append((min(lo, start), max(hi, start)))
        return found

    def set_stops(self, r: int, options: Sequence[int], starts: Sequence[int], fixed: Sequence[bool]) -> None:
        """Give a route other stops; they must have been laid out."""
        row = self.rows[r]
        row.options, row.starts, row.fixed = list(options), list(starts), list(fixed)
        self._seen = None

    def take_out(self, r: int, k: int) -> None:
        """Take a stop out; the others stay at their times."""
        row = self.rows[r]
        del row.options[k], row.starts[k], row.fixed[k]
        row.behind -= k < row.behind
        self._seen = None

    def copy_row(self, r: int) -> OpenRoute:
        """Give a copy of a route, to come back to."""
        row = self.rows[r]
        return replace(row, options=list(row.options), starts=list(row.starts), fixed=list(row.fixed))

    def put_back(self, r: int, row: OpenRoute) -> None:
        """Come back to a copy of a route."""
        self.rows[r], self._seen = row, None

    def route(self, r: int) -> Route:
        """Give a route as the plan shows it: the one that was, where its stops, times and crew are the same."""
        row = self.rows[r]
        shift, was = row.crew.shift, row.was
        if was and row.loose:
            return was
        if was and _of(was, shift) and self._stops(r) == [(s.hotspot, self.week.at(s.start)) for s in was.stops]:
            return replace(was, pair=row.crew.pair, workers=row.crew.workers)
        laid = self.lay(r, row.options, [(s, s) for s in row.starts])
        if laid is None:
            raise ValueError(f"the route of {row.crew.pair} on {shift.date} is not in time")
        return clocked_route(self.week, r, tuple(row.options), laid)

    def _stops(self, r: int) -> list[tuple[str, int]]:
        row = self.rows[r]
        needs = [self.week.needs[self.week.options[u].need] for u in row.options]
        return [(need.hotspot, start) for need, start in zip(needs, row.starts, strict=True)]


def _of(route: Route, shift: Shift) -> bool:
    return (exact(route.start), exact(route.end), route.base) == (exact(shift.start), exact(shift.end), shift.base)
