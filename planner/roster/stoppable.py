"""A CP-SAT search that ends when it is told to, with the best it has."""

from collections.abc import Callable
from threading import Event, Thread

from ortools.sat.python import cp_model

ASKED_EVERY_S = 0.05


def solved(solver: cp_model.CpSolver, model: cp_model.CpModel, stop: Callable[[], bool] | None = None) -> bool:
    """Solve a model; True where there is a solution. ``stop`` is asked often, on a thread of its own."""
    if stop is None:
        return solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    over = Event()

    def watch() -> None:
        while not over.wait(ASKED_EVERY_S):
            if stop():
                solver.stop_search()  # again and again: a search that has not begun yet does not hear it

    watching = Thread(target=watch, daemon=True)
    watching.start()
    try:
        return solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    finally:
        over.set()
        watching.join()
