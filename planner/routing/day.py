"""One day's routes with OR-Tools' routing library: which calls to make is chosen by what they are worth.

Prizes stand as the cost of leaving a call out. Travel times are the longest of the departure periods that a shift
touches, so that `planner.routing.timing` can only be earlier than the library's own clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from planner.exact import exact
from planner.openings import Opening
from planner.pair import Crew
from planner.request import WeekRequest
from planner.roster.limits import breaks_needed
from planner.routing.call import Call

PRIZE_UNIT = 20_000
"""Cost of leaving out a call of worth 1, in the unit of travel seconds: value comes first, travel last."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """A need that could be visited on this day, when, and what this visit is worth."""

    call: Call
    worth: float


DayRoutes = tuple[tuple[Call, ...], ...]
"""The calls of each crew, in order; a joint call stands in several routes, fixed at one time."""


class DayModel:
    """The routing model of one day, solved once."""

    def __init__(self, request: WeekRequest, crews: Sequence[Crew], prospects: Sequence[Prospect]) -> None:
        self.request, self.crews = request, tuple(crews)
        self.origin = min(c.shift.start for c in crews).replace(hour=0, minute=0)
        self.nodes: list[Prospect] = [p for p in prospects for _ in range(p.call.need.pairs)]
        bases = sorted({c.shift.base for c in crews})
        self.places = [*bases, *(p.call.need.hotspot for p in self.nodes)]
        ends = [bases.index(c.shift.base) for c in crews]
        self.first = len(bases)
        self.manager = pywrapcp.RoutingIndexManager(len(self.places), len(crews), ends, ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self._add_travel()
        self._add_time()
        self._add_prizes()
        self._add_breaks()

    def solve(self, *, seconds: float, start: DayRoutes | None = None) -> DayRoutes | None:
        """Search for so many seconds, from the given routes where there are some; None where nothing was found."""
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GENERIC_TABU_SEARCH
        parameters.time_limit.FromMilliseconds(max(int(seconds * 1000), 50))
        self.routing.CloseModelWithParameters(parameters)
        hint = self.routing.ReadAssignmentFromRoutes(self._as_nodes(start), True) if start else None
        if hint:
            found = self.routing.SolveFromAssignmentWithParameters(hint, parameters)
        else:
            found = self.routing.SolveWithParameters(parameters)
        return self._read(found) if found else None

    def _at(self, when: datetime) -> int:
        return int(when.timestamp() - self.origin.timestamp())

    def _add_travel(self) -> None:
        service = np.array([0] * self.first + [p.call.service_s for p in self.nodes], dtype=np.int64)
        by_shift: dict[str, tuple[int, int]] = {}
        self.busy: list[int] = []
        self.cost: list[int] = []
        for crew in self.crews:
            if crew.shift.id not in by_shift:
                seconds = self._longest_travel(crew)
                by_shift[crew.shift.id] = (
                    self.routing.RegisterTransitMatrix((seconds + service[:, None]).tolist()),
                    self.routing.RegisterTransitMatrix(seconds.tolist()),
                )
            busy, cost = by_shift[crew.shift.id]
            self.busy.append(busy)
            self.cost.append(cost)
        for vehicle, cost in enumerate(self.cost):
            self.routing.SetArcCostEvaluatorOfVehicle(cost, vehicle)

    def _longest_travel(self, crew: Crew) -> NDArray[np.int64]:
        rows = [self.request.travel.index[place] for place in self.places]
        seconds = np.zeros((len(rows), len(rows)), dtype=np.int64)
        step = 900
        for at in range(int(crew.shift.start.timestamp()), int(crew.shift.end.timestamp()), step):
            when = datetime.fromtimestamp(at, self.request.tz)
            matrix = self.request.travel_at(crew.shift.mode, when).seconds
            seconds = np.maximum(seconds, matrix[np.ix_(rows, rows)])
        return seconds

    def _add_time(self) -> None:
        horizon = max(self._at(c.shift.end) for c in self.crews)
        self.routing.AddDimensionWithVehicleTransits(self.busy, horizon, horizon, False, "time")
        self.time = self.routing.GetDimensionOrDie("time")
        room = []
        for crew in self.crews:
            length = crew.shift.seconds
            breaks_s = breaks_needed(length, self.request.working_time) * self.request.working_time.break_min * 60
            room.append(int(length * (1 - self.request.slack_share)) - breaks_s)
        self.routing.AddDimensionWithVehicleTransitAndCapacity(self.busy, 0, room, True, "busy")
        for vehicle, crew in enumerate(self.crews):
            start, end = self._at(crew.shift.start), self._at(crew.shift.end)
            self.time.CumulVar(self.routing.Start(vehicle)).SetRange(start, end)
            self.time.CumulVar(self.routing.End(vehicle)).SetRange(start, end)

    def _add_prizes(self) -> None:
        node = self.first
        while node < len(self.places):
            prospect = self.nodes[node - self.first]
            need = prospect.call.need
            joint = [self.manager.NodeToIndex(node + k) for k in range(need.pairs)]
            able = [v for v, crew in enumerate(self.crews) if need.skills <= crew.skills]
            for index in joint:
                self.routing.AddDisjunction([index], int(prospect.worth * PRIZE_UNIT / need.pairs))
                self.routing.VehicleVar(index).SetValues([-1, *able])
                self._add_openings(index, prospect.call)
            for a, b in pairwise(joint):
                solver = self.routing.solver()
                solver.Add(self.time.CumulVar(a) == self.time.CumulVar(b))
                solver.Add(self.routing.ActiveVar(a) == self.routing.ActiveVar(b))
                solver.Add(self.routing.VehicleVar(b) - self.routing.VehicleVar(a) >= self.routing.ActiveVar(a))
            if len(joint) > 1:
                self.routing.AddVariableMinimizedByFinalizer(self.time.CumulVar(joint[0]))
            node += need.pairs

    def _add_openings(self, index: int, call: Call) -> None:
        spans = [(self._at(o.start), self._at(o.end) - call.service_s) for o in call.openings]
        cumul = self.time.CumulVar(index)
        cumul.SetRange(spans[0][0], spans[-1][1])
        for (_, close), (opens, _) in pairwise(spans):
            if close + 1 <= opens - 1:
                cumul.RemoveInterval(close + 1, opens - 1)

    def _add_breaks(self) -> None:
        limits = self.request.working_time
        stretch_s, break_s = int(limits.longest_stretch_h * 3600), limits.break_min * 60
        solver = self.routing.solver()
        visits = [0] * self.routing.Size()
        for k, prospect in enumerate(self.nodes):
            visits[self.manager.NodeToIndex(self.first + k)] = prospect.call.service_s
        for vehicle, crew in enumerate(self.crews):
            start, end = self._at(crew.shift.start), self._at(crew.shift.end)
            count = breaks_needed(crew.shift.seconds, limits)
            pauses = []
            for k in range(count):
                earliest = end - (count - k) * stretch_s - (count - k - 1) * break_s - break_s
                latest = start + (k + 1) * stretch_s + k * break_s
                pauses.append(
                    solver.FixedDurationIntervalVar(
                        max(earliest, start), min(latest, end - break_s), break_s, False, ""
                    )
                )
            for a, b in pairwise(pauses):
                solver.Add(b.StartExpr() - a.EndExpr() <= stretch_s)
            if pauses:
                self.time.SetBreakIntervalsOfVehicle(pauses, vehicle, visits)

    def _as_nodes(self, routes: DayRoutes) -> list[list[int]]:
        free: dict[str, list[int]] = {}
        for k, prospect in enumerate(self.nodes):
            free.setdefault(prospect.call.need.id, []).append(self.first + k)
        return [[free[c.need.id].pop(0) for c in calls if free.get(c.need.id)] for calls in routes]

    def _read(self, found: pywrapcp.Assignment) -> DayRoutes:
        routes = []
        for vehicle in range(len(self.crews)):
            calls = []
            index = found.Value(self.routing.NextVar(self.routing.Start(vehicle)))
            while not self.routing.IsEnd(index):
                call = self.nodes[self.manager.IndexToNode(index) - self.first].call
                if call.need.pairs > 1:
                    at = found.Min(self.time.CumulVar(index)) + self.origin.timestamp()
                    opens = datetime.fromtimestamp(at, self.request.tz)
                    closes = datetime.fromtimestamp(at + call.service_s, self.request.tz)
                    call = Call(call.need, (Opening(exact(opens), exact(closes)),))
                calls.append(call)
                index = found.Value(self.routing.NextVar(index))
            routes.append(tuple(calls))
        return tuple(routes)
