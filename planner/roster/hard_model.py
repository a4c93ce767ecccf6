"""What every roster must keep, as a CP-SAT model: one literal for each pair of workers and shift that they fit."""

from ortools.sat.python import cp_model

from planner.roster.limits import working_s
from planner.roster.staff import Staff
from planner.worker import Experience


class HardModel:
    """The hard rules of a roster.

    Attributes
    ----------
    takes
        Whether a pair goes out in a shift (by index), beside what is pinned.
    along
        Whether an observer goes along in a shift.
    does
        For each worker and possible shift every literal that means that the worker is out.
    """

    def __init__(self, staff: Staff) -> None:
        self.staff = staff
        self.model = cp_model.CpModel()
        self.takes = {(pair, s): self.model.new_bool_var("") for pair, able in staff.fits.items() for s in able}
        self.along = {
            (w.id, s): self.model.new_bool_var("")
            for w in staff.request.workers
            if w.experience is Experience.OBSERVER
            for s in staff.means[w.id].able
        }
        self.does: dict[tuple[str, int], list[cp_model.IntVar]] = {
            (worker, s): [] for worker, means in staff.means.items() for s in means.able
        }
        for ((a, b), s), literal in self.takes.items():
            self.does[a, s].append(literal)
            self.does[b, s].append(literal)
        for (worker, s), literal in self.along.items():
            self.does[worker, s].append(literal)
        self._limit_shifts()
        for worker in staff.means:
            self._limit_worker(worker)

    def _limit_shifts(self) -> None:
        pairs: dict[int, list[cp_model.IntVar]] = {}
        for (_, s), literal in self.takes.items():
            pairs.setdefault(s, []).append(literal)
        thirds: dict[int, list[cp_model.IntVar]] = {}
        for (_, s), literal in self.along.items():
            thirds.setdefault(s, []).append(literal)
        for s, literals in pairs.items():
            self.model.add(sum(literals) <= self.staff.room[s])
        for s, literals in thirds.items():
            self.model.add(sum(literals) <= sum(pairs.get(s, [])))

    def _limit_worker(self, worker: str) -> None:
        staff, means = self.staff, self.staff.means[worker]
        shifts = staff.request.shifts
        for s in means.able:
            self.model.add_at_most_one(self.does[worker, s])
        for a, b in means.clashes:
            self.model.add_at_most_one(self.does[worker, a] + self.does[worker, b])
        worked = [working_s(shifts[s], staff.request.working_time) * sum(self.does[worker, s]) for s in means.able]
        self.model.add(sum(worked) <= means.seconds)
        rests = []
        for start, end in means.rests:
            rest = self.model.new_bool_var("")
            rests.append(rest)
            for s in means.able:
                if shifts[s].start < end and start < shifts[s].end:
                    for does in self.does[worker, s]:
                        self.model.add_implication(rest, ~does)
        if means.able:
            self.model.add_bool_or(rests)


def parameters(solver: cp_model.CpSolver, *, seconds: float, work: float, seed: int) -> None:
    """Have a solver run on one core, and end by the clock or after that much work (about a second each) if it is first.

    Probing in the presolve is left out: it takes longer than the search that it spares, for teams of ten.
    """
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.max_deterministic_time = work
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
