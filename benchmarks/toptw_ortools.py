"""Plain OR-Tools on one instance: its routing library, and CP-SAT, which alone among the peers proves anything."""

import time

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from ortools.sat.python import cp_model

from benchmarks.toptw_instance import Instance

Answer = tuple[list[list[int]], float | None]
"""Routes, and an upper bound on any answer's score where there is one."""


def by_routing(instance: Instance, routes: int, seconds: float, seed: int) -> Answer:
    """Solve with iterated local search: ruin by strings, recreate by cheapest insertion, simulated annealing.

    Of guided local search, tabu search and this one, this did best. The library takes no seed here, so the seed
    shuffles the order of the places. A point of score costs more than all travel.
    """
    began = time.perf_counter()
    order = np.concatenate([[0], 1 + np.random.default_rng(seed).permutation(len(instance.score) - 1)])
    travel = instance.travel[np.ix_(order, order)]
    home = int(instance.closes[0])
    manager = pywrapcp.RoutingIndexManager(len(order), routes, 0)
    model = pywrapcp.RoutingModel(manager)
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(travel.tolist()))
    time_used = model.RegisterTransitMatrix((travel + instance.service[order][:, None]).tolist())
    model.AddDimension(time_used, home, home, False, "time")  # noqa: FBT003
    clock = model.GetDimensionOrDie("time")
    for node in range(1, len(order)):
        index, place = manager.NodeToIndex(node), order[node]
        clock.CumulVar(index).SetRange(int(instance.opens[place]), int(instance.closes[place]))
        model.AddDisjunction([index], int(instance.score[place]) * (routes * home + 1))
    best: tuple[int, list[list[int]]] = (-1, [])

    def keep() -> None:
        nonlocal best
        found = []
        for vehicle in range(routes):
            index, route = model.NextVar(model.Start(vehicle)).Value(), []
            while not model.IsEnd(index):
                route.append(int(order[manager.IndexToNode(index)]))
                index = model.NextVar(index).Value()
            found.append(route)
        score = int(sum(instance.score[place] for route in found for place in route))
        if score > best[0]:
            best = score, found

    model.AddAtSolutionCallback(keep)
    model.SolveWithIteratedLocalSearch(_parameters(seconds - (time.perf_counter() - began)))
    return best[1], None


def _parameters(seconds: float) -> object:
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.time_limit.FromMilliseconds(max(1, int(seconds * 1000)))
    first = routing_enums_pb2.FirstSolutionStrategy
    asked.first_solution_strategy = first.PARALLEL_CHEAPEST_INSERTION
    asked.use_iterated_local_search = True
    iterated = asked.iterated_local_search_parameters
    ruin = iterated.ruin_recreate_parameters
    del ruin.ruin_strategies[:]
    strings = ruin.ruin_strategies.add().sisr
    strings.max_removed_sequence_size = 10
    strings.avg_num_removed_visits = 10
    strings.bypass_factor = 0.5
    ruin.recreate_strategy.heuristic = first.LOCAL_CHEAPEST_INSERTION
    iterated.reference_solution_acceptance_strategy.simulated_annealing.automatic_temperatures = True
    iterated.improve_perturbed_solution = True
    return asked


def by_cp_sat(instance: Instance, routes: int, seconds: float, seed: int) -> Answer:
    """Solve with circuits over all arcs that time allows, on one thread that takes turns between its strategies."""
    began = time.perf_counter()
    model = cp_model.CpModel()
    places = range(1, len(instance.score))
    starts = [model.new_int_var(int(lo), int(hi), "") for lo, hi in zip(instance.opens, instance.closes, strict=True)]
    visited = {i: model.new_bool_var("") for i in places}
    arcs = _arcs(instance, model, starts)
    model.add_multiple_circuit(
        [(i, i, ~visited[i]) for i in places] + [(i, j, arc) for (i, j), arc in arcs.items()],
    )
    model.add(sum(arc for (i, _), arc in arcs.items() if i == 0) <= routes)
    services = [
        model.new_optional_fixed_size_interval_var(starts[i], int(instance.service[i]), visited[i], "") for i in places
    ]
    model.add_cumulative(services, [1] * len(services), routes)
    model.maximize(sum(int(instance.score[i]) * visited[i] for i in places))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.interleave_search = True
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(0.1, seconds - (time.perf_counter() - began))
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return [], solver.best_objective_bound or None  # 0 where it has come to none
    after = {i: j for (i, j), arc in arcs.items() if i and solver.value(arc)}
    found = []
    for first in (j for (i, j), arc in arcs.items() if i == 0 and solver.value(arc)):
        route = [first]
        while after[route[-1]]:
            route.append(after[route[-1]])
        found.append(route)
    return found, solver.best_objective_bound


def _arcs(
    instance: Instance, model: cp_model.CpModel, starts: list[cp_model.IntVar]
) -> dict[tuple[int, int], cp_model.IntVar]:
    travel: NDArray[np.int64] = instance.travel
    leaves = instance.opens + instance.service
    leaves[0] = instance.opens[0]
    home = int(instance.closes[0])
    arcs = {}
    for i in range(len(starts)):
        for j in range(len(starts)):
            arrive = int(leaves[i] + travel[i, j])
            late = max(arrive, int(instance.opens[j])) + int(instance.service[j] + travel[j, 0]) > home
            if i == j or arrive > instance.closes[j] or (j and late):
                continue
            arc = arcs[i, j] = model.new_bool_var("")
            away = int(instance.service[i] + travel[i, j])
            if j == 0:
                model.add(starts[i] + away <= home).only_enforce_if(arc)
            elif i == 0:
                model.add(starts[j] >= arrive).only_enforce_if(arc)
            else:
                model.add(starts[j] >= starts[i] + away).only_enforce_if(arc)
    return arcs
