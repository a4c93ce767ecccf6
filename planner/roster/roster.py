"""Which two workers go out in which shift: a small CP-SAT model, first for as many pairs as can be, then for good ones.

Hard: absences, fixed work, daily and weekly rest, weekly hours, no two newcomers, an observer only as a third, the
skills of the shift, and what is pinned. Then, in this order of weight: as many pairs as the shifts want, the roster of
before, skills where needs ask for them, wishes, evenings and weekends shared out, steady partners, observers along.
"""

from collections.abc import Callable, Mapping, Sequence
from time import monotonic

from ortools.sat.python import cp_model

from planner.pair import Crew, kept_names, name_pairs
from planner.request import WeekRequest
from planner.roster.aims import aims
from planner.roster.greedy import Chosen, greedy_observers, greedy_roster
from planner.roster.hard_model import HardModel, parameters
from planner.roster.staff import Staff, skills_of, staff_of
from planner.roster.stoppable import solved
from planner.roster.tastes import Tastes

COUNT_SHARE = 0.4
"""Share of the time that may go into finding how many pairs can go out; what it leaves goes to which."""


def make_roster(
    request: WeekRequest,
    *,
    seconds: float,
    seed: int = 0,
    near: Sequence[Crew] = (),
    work: float | None = None,
    stop: Callable[[], bool] | None = None,
) -> tuple[Crew, ...]:
    """Choose the pairs of a week.

    Parameters
    ----------
    request
        With exact times (`planner.exact.exact_request`).
    seconds
        Longest time to search. The first roster of a team of ten takes some hundredths of a second; more time makes
        it fairer and steadier, and takes observers along where they fit best.
    near
        An earlier roster: what can stay of it stays, where that costs no pair, and pairs keep their names.
    work
        Most work of the search, about a second each; as many as the seconds where it is None. With seconds to spare
        (ten times as many), the same request, seed and earlier roster always give the same roster.
    stop
        Asked often whether to end with the best so far.

    Returns
    -------
    tuple of Crew
        In order of start; what is pinned is among them as it is. A shift that cannot be staffed has fewer crews than
        pairs wanted, or none.
    """
    begin = monotonic()
    staff = staff_of(request)
    most = seconds if work is None else work
    tastes = Tastes(staff, near)
    first = _as_many_as_can_be(
        staff, tastes, seconds=seconds * COUNT_SHARE, work=most * COUNT_SHARE, seed=seed, stop=stop
    )
    if not first:
        return _crews(staff, first, {}, near)  # nobody can work beside what is pinned
    hard = HardModel(staff)
    hard.model.maximize(aims(hard, near))
    _hint(hard, first)
    solver = cp_model.CpSolver()
    left = max(seconds - (monotonic() - begin), seconds * (1 - COUNT_SHARE) / 2)
    parameters(solver, seconds=left, work=most * (1 - COUNT_SHARE), seed=seed)
    solver.parameters.relative_gap_limit = 0.0001
    if solved(solver, hard.model, stop):
        chosen, along = _read(hard, solver)
        full = len(first) == sum(staff.room)
        if len(chosen) > len(first) or (len(chosen) == len(first) and not full):
            return _crews(staff, chosen, along, near)
        if len(chosen) == len(first) and tastes.value(chosen) >= tastes.value(first):
            return _crews(staff, chosen, along, near)
    return _crews(staff, first, greedy_observers(staff, first), near)


def _as_many_as_can_be(
    staff: Staff,
    tastes: Tastes,
    *,
    seconds: float,
    work: float,
    seed: int,
    stop: Callable[[], bool] | None,
) -> Chosen:
    """Give a choice with as many pairs as the time finds."""
    found = greedy_roster(staff, tastes, seed=seed)
    if len(found) == sum(staff.room) or not staff.fits:
        return found
    hard = HardModel(staff)
    hard.model.maximize(sum(hard.takes.values()))
    _hint(hard, found)
    solver = cp_model.CpSolver()
    parameters(solver, seconds=seconds, work=work, seed=seed)
    if not solved(solver, hard.model, stop):
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
