"""One planning of one week in the process that `benchmarks.apart` starts: a generated week, or a shipped one."""

import time
from collections.abc import Callable

from benchmarks.apart import Tell, Told, finite
from benchmarks.toptw_run import warm
from benchmarks.week_case import make_case, problem_of

Run = Callable[[Tell], Told]
WARM_TEAM = "nattjouren"
"""A team that is planned off the clock, so that what is compiled when first called is."""


def prepare_generated(task: Told) -> Run:
    """Prepare a generated week; ``task`` holds ``solver``, ``seed`` and ``seconds``.

    The run tells the ``routes`` of each day's shifts, one for each pair, and the ``points`` of its course.
    """
    case = make_case(task["seed"])
    if task["solver"] == "ortools":
        from benchmarks.week_ortools import by_routing  # noqa: PLC0415

        return lambda tell: by_routing(case, task["seconds"], tell)
    from planner.search.solve import solve  # noqa: PLC0415

    warm()

    def run(_tell: Tell) -> Told:
        began = time.perf_counter()
        problem = problem_of(case)
        points: list[tuple[float, float, float | None]] = []
        solved = solve(
            problem,
            seconds=task["seconds"] - (time.perf_counter() - began),
            seed=task["seed"],
            report=lambda found: points.append((time.perf_counter() - began, found.value, finite(found.bound))),
        )
        points.append((time.perf_counter() - began, solved.solution.value, finite(solved.bound)))
        routes = [[int(problem.place[option]) for option in route] for route in solved.solution.routes]
        return {"routes": routes, "points": points}

    return run


def prepare_shipped(task: Told) -> Run:
    """Prepare a shipped team's week; ``task`` holds ``team``, ``week``, ``seed`` and ``seconds``.

    The request is made before the clock runs, as it is before the button is pressed. The run tells the points of its
    course, each once its whole plan is there, the plan's score and bound, and what the checker finds.
    """
    from planner.check import check  # noqa: PLC0415
    from planner.plan_week import Progress, plan_week  # noqa: PLC0415

    request = shipped_request(task["team"], task["week"])
    warm()
    plan_week(shipped_request(WARM_TEAM, task["week"]), seconds=2.0)

    def run(_tell: Tell) -> Told:
        began = time.perf_counter()
        points: list[tuple[float, float, float | None]] = []

        def keep(progress: Progress) -> None:
            if not points:
                progress.plan()
            points.append((time.perf_counter() - began, progress.score, finite(progress.bound)))

        plan = plan_week(request, seconds=task["seconds"], seed=task["seed"], report=keep)
        points.append((time.perf_counter() - began, plan.score, finite(plan.bound)))
        return {
            "points": points,
            "value": plan.score,
            "bound": finite(plan.bound),
            "faults": [str(violation) for violation in check(plan)],
        }

    return run


def shipped_request(team: str, week: str):  # noqa: ANN201
    """Make the request of a shipped team's week, with estimated travel times."""
    from geo.city import read_city  # noqa: PLC0415
    from geo.reference import city_folder  # noqa: PLC0415
    from geo.travel.of_city import city_travel  # noqa: PLC0415
    from planner.make_request import make_request  # noqa: PLC0415
    from planner.team_file import read_team  # noqa: PLC0415

    city = read_city(city_folder())
    return make_request(city, read_team(city.team_path(team), city=city), week, travel=city_travel(city))
