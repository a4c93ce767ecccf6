"""Bounds on any plan's score: a first one at once, and the relaxed week for which column generation proves a lower one.

The first: no week is worth more than its hours can hold. Every visit takes its service time and at least the shortest
way to its place; all shifts together have so many hours. Filling them with the best worth for their time, the last one
in part, is worth at least as much as any plan (the fractional knapsack bound of Dantzig, *Discrete-Variable Extremum
Problems*, Operations Research 5(2), 1957).

.. warning::
   The first bound knows neither windows in the day, nor pairs, nor detours: a plan may be the best possible and still
   stand well below it.
"""

from math import ceil, inf

from planner.need_match import covered_visits
from planner.openings import openings
from planner.pair import Crew
from planner.request import WeekRequest
from planner.roster.limits import possible_shifts, working_s
from planner.search.outcome import Relaxed
from planner.value import need_worths
from planner.week_problem import WeekProblem


def week_bound(request: WeekRequest) -> float:
    """Give a number that no plan of this request scores above."""
    limits = request.working_time
    room_s = 0.0
    for shift in request.shifts:
        room_s += shift.pairs * max(working_s(shift, limits), 0)
    visits = []
    for need in request.needs:
        takes_s = need.pairs * (need.minutes * 60 + _shortest_way_s(request, need.hotspot))
        visits += [(worth, takes_s) for worth in need_worths(request, need)[: _most_visits(request, need.id)]]
    worth = 0.0
    for value, takes_s in sorted(visits, key=lambda v: (-v[0] / v[1], v[1])):
        share = min(1.0, room_s / takes_s)
        worth += value * share
        room_s -= share * takes_s
        if room_s <= 0:
            break
    return rounded_up(worth)


def rounded_up(bound: float) -> float:
    """Round a bound up to three decimals, as scores are told."""
    return ceil(bound * 1000 - 1e-6) / 1000 if bound < inf else bound


def _most_visits(request: WeekRequest, need_id: str) -> int:
    """Give how often a need can be visited at most: one after the other, as early as its openings and shifts allow."""
    need = next(n for n in request.needs if n.id == need_id)
    ceiling = max(need.most - covered_visits(request, need), 0)
    spans = sorted(
        (max(o.start, s.start).timestamp(), min(o.end, s.end).timestamp())
        for o in openings(request, need)
        for s in request.shifts
        if o.start < s.end and s.start < o.end
    )
    count, free_from = 0, 0.0
    while count < ceiling:
        starts = [max(a, free_from) for a, b in spans if max(a, free_from) + need.minutes * 60 <= b]
        if not starts:
            break
        count += 1
        free_from = min(starts) + need.minutes * 60 + need.gap_h * 3600
    return count


def _shortest_way_s(request: WeekRequest, hotspot: str) -> int:
    """Give the least seconds of a way there; 0 where a pair may come from another need of the same place."""
    if len(request.needs_at[hotspot]) > 1:
        return 0
    row = request.travel.index[hotspot]
    others = [
        int(matrix.seconds[i, row])
        for matrix in request.travel.matrices.values()
        for i, place in enumerate(request.travel.places)
        if place != hotspot
    ]
    return min(others, default=0)


def relaxed_week(week: WeekProblem) -> Relaxed:
    """Give the week's problem with the roster relaxed to its best: a bound on it holds for every roster.

    In each shift as many pairs go out as it wants, and as its workers could make, with all the skills of all of them.
    """
    request = week.request
    able: dict[int, list[str]] = {}
    for worker in request.workers:
        for index in possible_shifts(request, worker):
            able.setdefault(index, []).append(worker.id)
    out: dict[str, list[Crew]] = {}
    for crew in week.crews:
        out.setdefault(crew.shift.id, []).append(crew)
    crews = []
    for index, shift in enumerate(request.shifts):
        own = out.get(shift.id, [])
        skills = [crew.skills for crew in own] + [request.worker[w].skills for w in able.get(index, ())]
        count = max(min(shift.pairs, len(able.get(index, ())) // 2), len(own))
        crews += [Crew(shift, "", (), frozenset().union(*skills))] * count
    room: dict[str, int] = {}
    for crew, has in zip(week.crews, week.rooms, strict=True):
        room[crew.shift.id] = max(has, room.get(crew.shift.id, 0))
    rooms = {r: room[crew.shift.id] for r, crew in enumerate(crews) if crew.shift.id in room}
    loose = WeekProblem(request, crews, rooms=rooms, loose=True)
    kind_of = {crew.shift.id: int(loose.problem.route_kind[r]) for r, crew in enumerate(crews)}
    kinds = [0] * len(week.problem.kind_start)
    for r, crew in enumerate(week.crews):
        kinds[int(week.problem.route_kind[r])] = kind_of[crew.shift.id]
    return Relaxed(loose.problem, tuple(kinds))
