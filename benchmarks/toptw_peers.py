"""The other peers on one instance, each with the settings that did best: PyVRP, VROOM and vrp-cli, on one thread.

A point of score is worth more than all travel to each of them, as it is to the problem.
"""

import json
import time
from datetime import UTC, datetime, timedelta

import numpy as np

from benchmarks.toptw_instance import Instance
from benchmarks.toptw_ortools import Answer


def by_pyvrp(instance: Instance, routes: int, seconds: float, seed: int) -> Answer:
    """Solve with PyVRP's iterated local search: optional clients with prizes."""
    from pyvrp import Client, Depot, Location, ProblemData, VehicleType, solve  # noqa: PLC0415
    from pyvrp.stop import MaxRuntime  # noqa: PLC0415

    began = time.perf_counter()
    home = int(instance.closes[0])
    data = ProblemData(
        [Location(float(x), float(y)) for x, y in instance.xy],
        [
            Client(
                place,
                service_duration=int(instance.service[place]),
                tw_early=int(instance.opens[place]),
                tw_late=int(instance.closes[place]),
                prize=int(instance.score[place]) * (routes * home + 1),
                required=False,
            )
            for place in range(1, len(instance.score))
        ],
        [Depot(0, tw_early=int(instance.opens[0]), tw_late=home)],
        [VehicleType(routes, tw_early=int(instance.opens[0]), tw_late=home)],
        [instance.travel],
        [instance.travel],
    )
    limit = MaxRuntime(max(0.1, seconds - (time.perf_counter() - began)))
    best = solve(data, limit, seed=seed, collect_stats=False, display=False).best
    if not best.is_feasible():
        return [], None
    return [[step.idx + 1 for step in route.schedule() if step.is_client()] for route in best.routes()], None


def by_vroom(instance: Instance, routes: int, seconds: float, seed: int) -> Answer:
    """Solve with VROOM at its highest exploration level; scores are priorities.

    It ends by itself, takes no seed, and does the same each time; so it is asked again with the places in another order
    as long as there is time, and the best answer counts.
    """
    import vroom  # noqa: PLC0415

    began = time.perf_counter()
    random = np.random.default_rng(seed)
    home = vroom.TimeWindow(int(instance.opens[0]), int(instance.closes[0]))
    best: list[list[int]] = []
    while (left := seconds - (time.perf_counter() - began)) > 0 or not best:
        order = np.concatenate([[0], 1 + random.permutation(len(instance.score) - 1)])
        asked = vroom.Input()
        asked.set_durations_matrix("car", instance.travel[np.ix_(order, order)].astype(np.uint32))
        for vehicle in range(routes):
            asked.add_vehicle(vroom.Vehicle(vehicle + 1, start=0, end=0, time_window=home))
        for node, place in enumerate(order[1:].tolist(), 1):
            window = vroom.TimeWindow(int(instance.opens[place]), int(instance.closes[place]))
            asked.add_job(
                vroom.Job(
                    node,
                    location=node,
                    default_service=int(instance.service[place]),
                    priority=int(instance.score[place]),
                    time_windows=[window],
                )
            )
        limit = timedelta(seconds=max(left, 0.01))
        steps = asked.solve(exploration_level=5, nb_threads=1, timeout=limit).routes
        jobs = steps[steps["type"] == "job"]
        found = [[int(order[int(node)]) for node in route["id"]] for _, route in jobs.groupby("vehicle_id", sort=True)]
        best = max(best, found, key=lambda some: sum(int(instance.score[p]) for route in some for p in route))
    return best, None


def by_vrp_cli(instance: Instance, routes: int, seconds: float, seed: int) -> Answer:  # noqa: ARG001
    """Solve with vrp-cli (reinterpretcat/vrp): most value first, then few left out, then little travel.

    It takes whole seconds and no seed: two runs differ by themselves.
    """
    import vrp_cli  # noqa: PLC0415

    home = int(instance.closes[0])
    jobs = [
        {
            "id": str(place),
            "value": int(instance.score[place]),
            "services": [
                {
                    "places": [
                        {
                            "location": {"index": place},
                            "duration": int(instance.service[place]),
                            "times": [[_iso(instance.opens[place]), _iso(instance.closes[place])]],
                        }
                    ]
                }
            ],
        }
        for place in range(1, len(instance.score))
    ]
    shift = {
        "start": {"earliest": _iso(instance.opens[0]), "latest": _iso(home), "location": {"index": 0}},
        "end": {"latest": _iso(home), "location": {"index": 0}},
    }
    fleet = {
        "vehicles": [
            {
                "typeId": "pair",
                "vehicleIds": [f"pair {k}" for k in range(routes)],
                "profile": {"matrix": "car"},
                "costs": {"fixed": 0, "distance": 1, "time": 0},
                "shifts": [shift],
                "capacity": [1_000_000],
            }
        ],
        "profiles": [{"name": "car"}],
    }
    aims = [[{"type": name}] for name in ("maximize-value", "minimize-unassigned", "minimize-cost")]
    problem = {"plan": {"jobs": jobs}, "fleet": fleet, "objectives": aims}
    ways = instance.travel.ravel().tolist()
    config = {
        "termination": {"maxTime": max(1, int(seconds)), "maxGenerations": 10_000_000},
        "environment": {
            "parallelism": {"numThreadPools": 1, "threadsPerPool": 1},
            "logging": {"enabled": False},
        },
    }
    answer = vrp_cli.solve_pragmatic(
        problem=json.dumps(problem),
        matrices=[json.dumps({"profile": "car", "travelTimes": ways, "distances": ways})],
        config=json.dumps(config),
    )
    return [
        [int(act["jobId"]) for stop in tour["stops"] for act in stop["activities"] if act["jobId"].isdigit()]
        for tour in json.loads(answer)["tours"]
    ], None


def _iso(seconds: int | np.int64) -> str:
    return (datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))).strftime("%Y-%m-%dT%H:%M:%SZ")
