"""The peer on generated weeks: one model of the whole week in OR-Tools' routing library.

Every visit that a hotspot may have is a node. The k-th is made only with the one before it, two days after it at least;
windows of the week are cut out of its time.
"""

import time
from itertools import pairwise

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.apart import Tell, Told
from benchmarks.week_case import DAYS, DAYS_APART, PARTS, SHIFTS, WeekCase

DAY = 1440


def by_routing(case: WeekCase, seconds: float, tell: Tell) -> Told:
    """Search with guided local search; tells each better plan, and gives the best."""
    began = time.perf_counter()
    node_place = [0] + [h for h in range(1, len(case.service)) for _ in range(case.visits[h])]
    shifts = [(day, shift) for day in range(DAYS) for shift in range(len(SHIFTS)) for _ in range(case.pairs)]
    index = np.array(node_place)
    manager = pywrapcp.RoutingIndexManager(len(node_place), len(shifts), 0)
    model = pywrapcp.RoutingModel(manager)
    travel = case.travel[np.ix_(index, index)]
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(travel.tolist()))
    time_used = model.RegisterTransitMatrix((travel + case.service[index][:, None]).tolist())
    model.AddDimension(time_used, DAYS * DAY, DAYS * DAY, False, "time")  # noqa: FBT003
    clock = model.GetDimensionOrDie("time")
    for vehicle, (day, shift) in enumerate(shifts):
        for end in (model.Start(vehicle), model.End(vehicle)):
            clock.CumulVar(end).SetRange(day * DAY + SHIFTS[shift][0], day * DAY + SHIFTS[shift][1])
    _add_visits(case, model, manager, clock)
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    asked.time_limit.FromMilliseconds(max(1, int(1000 * (seconds - (time.perf_counter() - began)))))
    best: Told = {"routes": [[] for _ in shifts], "points": []}
    cheapest = float("inf")

    def keep() -> None:
        nonlocal cheapest
        if model.CostVar().Value() >= cheapest:
            return
        cheapest = model.CostVar().Value()
        best["routes"] = []
        made = dict.fromkeys(range(len(case.service)), 0)
        for vehicle in range(len(shifts)):
            node, route = model.NextVar(model.Start(vehicle)).Value(), []
            while not model.IsEnd(node):
                route.append(node_place[manager.IndexToNode(node)])
                made[route[-1]] += 1
                node = model.NextVar(node).Value()
            best["routes"].append(route)
        value = sum(int(case.worth[h]) // k for h, count in made.items() for k in range(1, count + 1))
        best["points"].append((time.perf_counter() - began, value, None))
        tell(best)

    model.AddAtSolutionCallback(keep)
    model.SolveWithParameters(asked)
    return best


def _add_visits(
    case: WeekCase,
    model: pywrapcp.RoutingModel,
    manager: pywrapcp.RoutingIndexManager,
    clock: pywrapcp.RoutingDimension,
) -> None:
    solver = model.solver()
    node = 1
    for h in range(1, len(case.service)):
        spans = [
            (day * DAY + PARTS[part][0], day * DAY + PARTS[part][1]) for day in range(DAYS) for part in case.parts[h]
        ]
        before = None
        for k in range(int(case.visits[h])):
            here = manager.NodeToIndex(node)
            at = clock.CumulVar(here)
            at.SetRange(spans[0][0], spans[-1][1])
            for (_, closed), (opened, _) in pairwise(spans):
                if closed + 1 <= opened - 1:
                    at.RemoveInterval(closed + 1, opened - 1)
            model.AddDisjunction([here], int(case.worth[h]) // (k + 1) * 100)
            if before is not None:
                made = model.ActiveVar(here)
                solver.Add(made <= model.ActiveVar(before))
                days = at // DAY - clock.CumulVar(before) // DAY
                solver.Add(days >= DAYS_APART * made - DAYS * (1 - made))
            before = here
            node += 1
