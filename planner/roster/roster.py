"""Which two workers go out in which shift: a small CP-SAT model, first for as many pairs as can be, then for good ones.

Hard: absences, fixed work, daily and weekly rest, weekly hours, no two newcomers, an observer only as a third, the
skills of the shift, and what is pinned. Then, in this order of weight: as many pairs as the shifts want, the roster of
before, skills where needs ask for them, wishes, evenings and weekends shared out, steady partners, observers along.
"""

from collections.abc import Mapping, Sequence
from time import monotonic

from ortools.sat.python import cp_model

from planner.pair import Crew, kept_names, name_pairs
from planner.request import WeekRequest
from planner.roster.aims import aims
from planner.roster.greedy import Chosen, greedy_roster
from planner.roster.hard_model import HardModel, parameters
from planner.roster.staff import Staff, skills_of, staff_of

COUNT_SHARE = 0.4
"""Share of the time that may go into finding how many pairs can go out; what it leaves goes to which."""


def make_roster(request: WeekRequest, *, seconds: float, seed: int = 0, near: Sequence[Crew] = ()) -> tuple[Crew, ...]:
    """Choose the pairs of a week.

    Parameters
    ----------
    request
        With exact times (`planner.exact.exact_request`).
    seconds
        Longest time to search; the search also ends after a fixed amount of work, so that the same request and
        seed give the same roster unless the machine is very slow. A third of a second gives a good roster of a team
        of ten; more time makes it fairer and steadier.
    near
        An earlier roster: what can stay of it stays, where that costs no pair, and pairs keep their names.

    Returns
    -------
    tuple of Crew
        In order of start; what is pinned is among them as it is. A shift that cannot be staffed has fewer crews than
        pairs wanted, or none.
    """
    begin = monotonic()
    staff = staff_of(request)
    first = _as_many_as_can_be(staff, seconds=seconds * COUNT_SHARE, seed=seed)
    if not first:
        return _crews(staff, first, {}, near)  # nobody can work beside what is pinned
    hard = HardModel(staff)
    hard.model.maximize(aims(hard, near))
    _hint(hard, first)
    solver = cp_model.CpSolver()
    left = max(seconds - (monotonic() - begin), seconds * (1 - COUNT_SHARE) / 2)
    parameters(solver, seconds=left, work=seconds * (1 - COUNT_SHARE), seed=seed)
    solver.parameters.relative_gap_limit = 0.0001
    if solver.solve(hard.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return _crews(staff, first, {}, near)
    return _crews(staff, *_read(hard, solver), near)


def _as_many_as_can_be(staff: Staff, *, seconds: float, seed: int) -> Chosen:
    """Give a choice with as many pairs as the time finds."""
    found = greedy_roster(staff, seed=seed)
    if len(found) == sum(staff.room) or not staff.fits:
        return found
    hard = HardModel(staff)
    hard.model.maximize(sum(hard.takes.values()))
    _hint(hard, found)
    solver = cp_model.CpSolver()
    parameters(solver, seconds=seconds, work=seconds, seed=seed)
    if solver.solve(hard.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return found
    return max(found, _read(hard, solver)[0], key=len)


def _hint(hard: HardModel, chosen: Chosen) -> None:
    for key, literal in hard.takes.items():
        hard.model.add_hint(literal, key in chosen)


def _read(hard: HardModel, solver: cp_model.CpSolver) -> tuple[Chosen, Mapping[int, list[str]]]:
    chosen = frozenset(key for key, literal in hard.takes.items() if solver.boolean_value(literal))
    along: dict[int, list[str]] = {}
    for (worker, s), literal in hard.along.items():
        if solver.boolean_value(literal):
            along.setdefault(s, []).append(worker)
    return chosen, along


def _crews(staff: Staff, chosen: Chosen, along: Mapping[int, list[str]], near: Sequence[Crew]) -> tuple[Crew, ...]:
    """Put the chosen pairs and the pinned ones in order, and name the pairs."""
    request = staff.request
    order = sorted(chosen, key=lambda one: (request.shifts[one[1]].start, one[1], one[0]))
    names = name_pairs((pair for pair, _ in order), request.pair_names, kept=kept_names((*staff.pinned, *near)))
    thirds = {s: list(workers) for s, workers in along.items()}
    crews = [*staff.pinned]
    for pair, s in order:
        third = [thirds[s].pop(0)] if thirds.get(s) else []
        crews.append(Crew(request.shifts[s], names[pair], (*pair, *third), skills_of(request, pair)))
    place = {shift.id: number for number, shift in enumerate(request.shifts)}
    return tuple(sorted(crews, key=lambda crew: (crew.shift.start, place[crew.shift.id])))
