"""How many pairs can go out at most: an upper bound on what any roster of the week can staff.

.. warning::
   A pair's hours are those of its shifts with the breaks that they need. A plan made by hand whose breaks are longer
   than needed takes less of the contract, and is not covered by the bound.
"""

from math import floor

from ortools.sat.python import cp_model

from planner.exact import exact_request
from planner.request import WeekRequest
from planner.roster.hard_model import HardModel, parameters
from planner.roster.staff import staff_of


def most_crews(request: WeekRequest, *, seconds: float = 1.0) -> int:
    """Give a number of pair-shifts that no roster of the week exceeds, those that are pinned counted.

    Parameters
    ----------
    seconds
        Longest time to search; a shorter one may give a larger number, never one that is too small.
    """
    staff = staff_of(exact_request(request), by_law=True)
    wanted = len(staff.pinned) + sum(staff.room)
    hard = HardModel(staff)
    if not hard.takes:
        return len(staff.pinned)
    hard.model.maximize(sum(hard.takes.values()))
    solver = cp_model.CpSolver()
    parameters(solver, seconds=seconds, work=seconds, seed=0)
    status = solver.solve(hard.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return wanted
    return min(wanted, len(staff.pinned) + floor(solver.best_objective_bound + 1e-6))
