"""WeekSearch: the search for one week's routes with its crews given, from pins and from an earlier plan."""

from collections.abc import Sequence

from planner.exact import exact
from planner.pair import Crew
from planner.pin import Pin
from planner.plan import Route
from planner.request import WeekRequest
from planner.search.parts import make_search
from planner.search.route_times import Laid, lay_route
from planner.search.solution import Solution
from planner.week_problem import WeekProblem


class WeekSearch:
    """Routes for the crews of a week, better and better."""

    def __init__(
        self, request: WeekRequest, crews: Sequence[Crew], *, seed: int = 0, start: Sequence[Route] = ()
    ) -> None:
        self.request, self.crews = request, tuple(crews)
        pins = {(pin.shift, pin.pair): pin for pin in request.pins}
        self.pins: list[Pin | None] = [pins.get((crew.shift.id, crew.pair)) for crew in self.crews]
        self.week = WeekProblem(request, self.crews)
        begun = self._begun(start)
        rooms = self._rooms(begun)
        if rooms:
            self.week = WeekProblem(request, self.crews, rooms=rooms)
        self.search = make_search(self.week.problem, seed=seed)
        self.search.load(
            begun,
            locked=[self._locked(r, begun) for r in range(len(self.crews))],
            closed=[pin is not None and pin.closed for pin in self.pins],
        )

    @property
    def value(self) -> float:
        """What the best routes so far are worth."""
        return max(self.search.value, 0.0)

    def fill(self) -> None:
        """Give every crew a first route."""
        if self.crews:
            self.search.run(rounds=1)

    def routes(self, solution: Solution | None = None) -> tuple[Route, ...]:
        """Give the plan's routes of a solution (the best so far), in the order of the crews."""
        return self.week.routes(solution or self.search.solution()) if self.crews else ()

    def _begun(self, start: Sequence[Route]) -> Solution:
        """Give the routes to start from: those of ``start``, and what is pinned; what cannot be in time is left out."""
        by_crew = {(exact(r.start), r.pair, r.workers): r for r in start}
        routes = [by_crew.get((exact(c.shift.start), c.pair, c.workers)) for c in self.crews]
        begun = self.week.solution(routes)
        options, starts = list(begun.routes), list(begun.starts)
        for r, pin in enumerate(self.pins):
            if pin is None or all(time in starts[r] for time in self._pinned(pin)):
                continue
            found = [(self.week.option_at(r, stop.hotspot, stop.start), stop) for stop in pin.stops]
            options[r] = tuple(u for u, _ in found if u is not None)
            starts[r] = tuple(self.week.at(stop.start) for u, stop in found if u is not None)
        for r in range(len(self.crews)):
            while options[r] and self._lay(r, options[r], starts[r]) is None:
                options[r], starts[r] = options[r][:-1], starts[r][:-1]
        return Solution(tuple(options), tuple(starts), 0.0)

    def _lay(self, r: int, options: Sequence[int], starts: Sequence[int]) -> Laid | None:
        kind = int(self.week.problem.route_kind[r])
        return lay_route(self.week.problem, kind, options, [(start, start) for start in starts])

    def _pinned(self, pin: Pin) -> set[int]:
        return {self.week.at(stop.start) for stop in pin.stops}

    def _locked(self, r: int, begun: Solution) -> list[bool]:
        pin = self.pins[r]
        pinned = self._pinned(pin) if pin else set()
        return [start in pinned for start in begun.starts[r]]

    def _rooms(self, begun: Solution) -> dict[int, int]:
        """Give the room of those routes that hold more than the reserved slack leaves: a lead may have used it."""
        problem, found = self.week.problem, {}
        for r, (options, starts) in enumerate(zip(begun.routes, begun.starts, strict=True)):
            laid = self._lay(r, options, starts)
            if laid and laid.busy > problem.kind_room[int(problem.route_kind[r])]:
                found[r] = laid.busy
        return found
