"""Which two workers go out in which shift: a small CP-SAT model.

Hard: absences, fixed work, daily and weekly rest, weekly hours, no two newcomers, an observer only as a third, the
skills of the shift. Then, in this order of weight: as many pairs as the shifts want, skills where needs ask for them,
steady partners, evenings and weekends shared out, observers along.
"""

from itertools import combinations

from ortools.sat.python import cp_model

from planner.openings import Opening, openings
from planner.pair import Crew, name_pairs
from planner.request import WeekRequest
from planner.roster.limits import clashing_shifts, hours_left_s, possible_shifts, weekly_rests, working_s
from planner.worker import Experience

PAIR_WORTH = 10_000
SKILL_WORTH = 600
OBSERVER_WORTH = 50
NEW_PARTNER_COST = 40
UNEVEN_COST = 20

LATEST_S = 10.0
"""How long the search goes on, at most, where the given time was too short for any roster."""

Pair = tuple[str, str]


def make_roster(request: WeekRequest, *, seconds: float, seed: int = 0) -> tuple[Crew, ...]:
    """Choose the pairs of a week.

    Parameters
    ----------
    seconds
        Longest time to search; the search also ends after a fixed amount of work, so that the same request and
        seed give the same roster unless the machine is very slow.

    Returns
    -------
    tuple of Crew
        In order of shift; a shift that cannot be staffed has fewer crews than pairs wanted, or none.
    """
    model = _Roster(request)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.max_deterministic_time = seconds
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.relative_gap_limit = 0.001
    status = solver.solve(model.model)
    if status == cp_model.UNKNOWN:  # a busy machine: a roster that is late is better than a week without pairs
        solver.parameters.max_time_in_seconds = max(seconds, LATEST_S)
        status = solver.solve(model.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return ()  # nobody can work at all
    return model.crews(solver)


class _Roster:
    """The model: one literal for each pair of workers and shift that they could do together."""

    def __init__(self, request: WeekRequest) -> None:
        self.request = request
        self.model = cp_model.CpModel()
        able = {w.id: set(possible_shifts(request, w)) for w in request.workers}
        self.takes: dict[tuple[Pair, int], cp_model.IntVar] = {}
        self.along: dict[tuple[str, int], cp_model.IntVar] = {}
        for a, b in combinations(request.workers, 2):
            if Experience.OBSERVER in (a.experience, b.experience):
                continue
            if a.experience is Experience.NEWCOMER and b.experience is Experience.NEWCOMER:
                continue
            for shift in sorted(able[a.id] & able[b.id]):
                if request.shifts[shift].skills <= a.skills | b.skills:
                    self.takes[(a.id, b.id), shift] = self.model.new_bool_var("")
        for worker in request.workers:
            if worker.experience is Experience.OBSERVER:
                self.along.update({(worker.id, s): self.model.new_bool_var("") for s in sorted(able[worker.id])})
        self.does = {
            (w.id, s): [v for (pair, t), v in self.takes.items() if t == s and w.id in pair]
            + ([self.along[w.id, s]] if (w.id, s) in self.along else [])
            for w in request.workers
            for s in able[w.id]
        }
        self._limit_shifts()
        for worker in request.workers:
            self._limit_worker(worker.id, sorted(able[worker.id]))
        self._aim()

    def _limit_shifts(self) -> None:
        for s, shift in enumerate(self.request.shifts):
            pairs = [v for (_, t), v in self.takes.items() if t == s]
            self.model.add(sum(pairs) <= shift.pairs)
            self.model.add(sum(v for (_, t), v in self.along.items() if t == s) <= sum(pairs))

    def _limit_worker(self, worker_id: str, able: list[int]) -> None:
        worker, request = self.request.worker[worker_id], self.request
        for s in able:
            self.model.add_at_most_one(self.does[worker_id, s])
        for a, b in clashing_shifts(request, worker, able):
            self.model.add_at_most_one(self.does[worker_id, a] + self.does[worker_id, b])
        worked = sum(working_s(request.shifts[s], request.working_time) * sum(self.does[worker_id, s]) for s in able)
        self.model.add(worked <= max(hours_left_s(request, worker), 0))
        rests = []
        for start, end in weekly_rests(request, worker, able):
            rest = self.model.new_bool_var("")
            rests.append(rest)
            for s in able:
                if request.shifts[s].start < end and start < request.shifts[s].end:
                    for does in self.does[worker_id, s]:
                        self.model.add_implication(rest, ~does)
        if rests:
            self.model.add_bool_or(rests)
        else:
            for s in able:
                self.model.add(sum(self.does[worker_id, s]) == 0)

    def _aim(self) -> None:
        terms: list[cp_model.LinearExprT] = [PAIR_WORTH * v for v in self.takes.values()]
        terms += [OBSERVER_WORTH * v for v in self.along.values()]
        for pair in sorted({pair for pair, _ in self.takes}):
            together = [v for (p, _), v in self.takes.items() if p == pair]
            ever = self.model.new_bool_var("")
            for v in together:
                self.model.add_implication(v, ever)
            terms.append(-NEW_PARTNER_COST * ever)
        terms += self._skills_for_needs()
        terms.append(-UNEVEN_COST * self._most_unsocial())
        self.model.maximize(sum(terms))

    def _skills_for_needs(self) -> list[cp_model.LinearExprT]:
        wanted: list[cp_model.LinearExprT] = []
        shifts = self.request.shifts
        for need in self.request.needs:
            if not need.skills:
                continue
            times = openings(self.request, need)
            visits = [
                v
                for (pair, s), v in self.takes.items()
                if need.skills <= self._skills(pair) and any(_meet(o, shifts[s].start, shifts[s].end) for o in times)
            ]
            if visits:
                met = self.model.new_int_var(0, need.target, "")
                self.model.add(met <= sum(visits))
                wanted.append(int(SKILL_WORTH * min(need.weight, 3)) * met)
        return wanted

    def _most_unsocial(self) -> cp_model.IntVar:
        """Give the largest number of evening, night and weekend shifts that anybody has."""
        most = self.model.new_int_var(0, len(self.request.shifts), "")
        for worker in self.request.workers:
            unsocial = [
                v
                for s, shift in enumerate(self.request.shifts)
                if shift.end.hour >= 19 or shift.end.date() > shift.date or shift.date.weekday() >= 5
                for v in self.does.get((worker.id, s), [])
            ]
            self.model.add(sum(unsocial) <= most)
        return most

    def _skills(self, pair: Pair) -> frozenset[str]:
        return self.request.worker[pair[0]].skills | self.request.worker[pair[1]].skills

    def crews(self, solver: cp_model.CpSolver) -> tuple[Crew, ...]:
        """Read the chosen crews, and name the pairs."""
        chosen = sorted((s, pair) for (pair, s), v in self.takes.items() if solver.boolean_value(v))
        observers = {
            s: [w for (w, t), v in self.along.items() if t == s and solver.boolean_value(v)] for s, _ in chosen
        }
        chosen.sort(key=lambda item: (self.request.shifts[item[0]].start, item))
        names = name_pairs((pair for _, pair in chosen), self.request.pair_names)
        crews = []
        for s, pair in chosen:
            third = observers[s][:1]
            observers[s] = observers[s][1:]
            crews.append(Crew(self.request.shifts[s], names[pair], (*pair, *third), self._skills(pair)))
        return tuple(crews)


def _meet(opening: Opening, start: object, end: object) -> bool:
    return bool(opening.start < end and start < opening.end)  # type: ignore[operator]
