"""One planning of one city in the process that `benchmarks.apart` starts, by ours or by a peer."""

import atexit
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import ExitStack
from datetime import timedelta
from importlib import import_module

import numpy as np

from benchmarks.apart import Tell, Told, finite
from benchmarks.scale_case import WEEK, ScaleCase, make_case, problem_of
from benchmarks.scale_executor import warm_executor
from benchmarks.toptw_run import warm

Run = Callable[[Tell], Told]


def prepare(task: Told) -> Run:
    """Make the city and import the solver.

    ``task`` holds ``solver``, ``routes``, ``visits``, ``seconds``, ``seed``, and for ours ``executor`` and ``workers``.
    The run tells the ``routes`` of each shift, the ``points`` of its course, and how long making the model took.
    """
    case = make_case(task["routes"], task["visits"])
    if task["solver"] == "faltplan":
        warm()
        opened = ExitStack()
        executor = opened.enter_context(warm_executor(task["executor"], workers=task["workers"]))
        atexit.register(opened.close)
        return lambda _tell: _faltplan(case, task, executor)
    import_module({"ortools": "ortools.constraint_solver.pywrapcp", "vroom": "vroom"}[task["solver"]])
    solver = {"ortools": _ortools, "vroom": _vroom}[task["solver"]]
    return lambda tell: solver(case, task, tell)


def _faltplan(case: ScaleCase, task: Told, executor: Executor | None) -> Told:
    from planner.search.solve import solve  # noqa: PLC0415

    began = time.perf_counter()
    problem = problem_of(case)
    model_s = time.perf_counter() - began
    points: list[tuple[float, float, float | None]] = []
    solved = solve(
        problem,
        seconds=task["seconds"] - (time.perf_counter() - began),
        seed=task["seed"],
        executor=executor,
        report=lambda found: points.append((time.perf_counter() - began, found.value, finite(found.bound))),
    )
    points.append((time.perf_counter() - began, solved.solution.value, finite(solved.bound)))
    routes = [[int(problem.place[option]) for option in route] for route in solved.solution.routes]
    return {"routes": routes, "points": points, "model_s": model_s}


def _ortools(case: ScaleCase, task: Told, tell: Tell) -> Told:
    """Plan with the routing library: parallel cheapest insertion, then guided local search."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2  # noqa: PLC0415

    began = time.perf_counter()
    manager = pywrapcp.RoutingIndexManager(len(case.service), len(case.shifts), 0)
    model = pywrapcp.RoutingModel(manager)
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(case.travel.tolist()))
    time_used = model.RegisterTransitMatrix((case.travel + case.service[:, None].astype(np.int32)).tolist())
    model.AddDimension(time_used, WEEK, WEEK, False, "time")  # noqa: FBT003
    clock = model.GetDimensionOrDie("time")
    for vehicle, shift in enumerate(case.shifts):
        clock.CumulVar(model.Start(vehicle)).SetRange(*shift)
        clock.CumulVar(model.End(vehicle)).SetRange(*shift)
    for visit in range(1, len(case.service)):
        index = manager.NodeToIndex(visit)
        clock.CumulVar(index).SetRange(int(case.windows[visit, 0]), int(case.windows[visit, 1]))
        model.AddDisjunction([index], int(case.worth[visit]) * 100)
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    asked.time_limit.FromMilliseconds(max(1, int(1000 * (task["seconds"] - (time.perf_counter() - began)))))
    asked.lns_time_limit.seconds = 1
    best: Told = {"routes": [[] for _ in case.shifts], "points": [], "model_s": time.perf_counter() - began}

    def keep() -> None:
        found = []
        for vehicle in range(len(case.shifts)):
            index, route = model.NextVar(model.Start(vehicle)).Value(), []
            while not model.IsEnd(index):
                route.append(manager.IndexToNode(index))
                index = model.NextVar(index).Value()
            found.append(route)
        value = int(sum(case.worth[visit] for route in found for visit in route))
        if not best["points"] or value > best["points"][-1][1]:
            best["routes"] = found
            best["points"].append((time.perf_counter() - began, value, None))
            tell(best)

    model.AddAtSolutionCallback(keep)
    model.SolveWithParameters(asked)
    return best


def _vroom(case: ScaleCase, task: Told, tell: Tell) -> Told:  # noqa: ARG001
    """Plan with VROOM at its highest exploration level; it tells nothing before its last plan."""
    import vroom  # noqa: PLC0415

    began = time.perf_counter()
    asked = vroom.Input()
    asked.set_durations_matrix("car", case.travel.astype(np.uint32))
    for vehicle, (start, end) in enumerate(case.shifts):
        asked.add_vehicle(vroom.Vehicle(vehicle, start=0, end=0, time_window=vroom.TimeWindow(start, end)))
    for visit in range(1, len(case.service)):
        window = vroom.TimeWindow(int(case.windows[visit, 0]), int(case.windows[visit, 1]))
        job = vroom.Job(
            visit,
            location=visit,
            default_service=int(case.service[visit]),
            priority=int(case.worth[visit]),
            time_windows=[window],
        )
        asked.add_job(job)
    model_s = time.perf_counter() - began
    left = timedelta(seconds=task["seconds"] - model_s)
    steps = asked.solve(exploration_level=5, nb_threads=1, timeout=left).routes
    routes: list[list[int]] = [[] for _ in case.shifts]
    for vehicle, jobs in steps[steps["type"] == "job"].groupby("vehicle_id", sort=True):
        routes[int(vehicle)] = [int(visit) for visit in jobs["id"]]
    value = int(sum(case.worth[visit] for route in routes for visit in route))
    return {"routes": routes, "points": [(time.perf_counter() - began, value, None)], "model_s": model_s}
