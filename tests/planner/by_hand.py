"""Sound plans made without the planner: a random roster, visits put in one by one, and random times."""

from dataclasses import replace
from itertools import islice
from random import Random

from exhaustive import Exhaustive, Key, Seat
from rosters import able_to, crews_for, route_of
from ways import Call, Way, longest_paths

from planner.pair import name_pairs
from planner.plan import WeekPlan
from planner.value import plan_score
from planner.worker import Experience

Crew = tuple[int, tuple[str, ...]]
"""The number of a shift, and who goes out in it."""


def plan_by_hand(random: Random, exhaustive: Exhaustive) -> WeekPlan:
    """Make a plan that keeps every rule and the reserved slack, better or worse."""
    request = exhaustive.request
    crews = _crews(random, exhaustive)
    dates = sorted({request.shifts[shift].date for shift, _ in crews})
    seats: dict[Key, Seat] = {}
    who: dict[Key, tuple[str, ...]] = {}
    for shift, workers in crews:
        day = dates.index(request.shifts[shift].date)
        key = day, sum(1 for other, _ in seats if other == day)
        skills = frozenset().union(*(request.worker[w].skills for w in workers[:2]))
        seats[key], who[key] = Seat(shift, skills), workers
    ways = _filled(random, exhaustive, seats, len(dates))
    names = name_pairs(workers[:2] for _, workers in crews)
    routes = tuple(
        route_of(exhaustive.ways, request.shifts[seats[key].shift], names[who[key][0], who[key][1]], who[key], way)
        for key, way in sorted(ways.items())
    )
    plan = WeekPlan(request.team, request.week, request, routes, (), 0.0, None)
    return replace(plan, score=plan_score(plan))


def _crews(random: Random, exhaustive: Exhaustive) -> list[Crew]:
    """Choose who goes out, shift by shift, so that nobody does too much."""
    request, able = exhaustive.request, able_to(exhaustive)
    observers = [w.id for w in request.workers if w.experience is Experience.OBSERVER]
    does = dict.fromkeys(able, 0)
    found: list[Crew] = []
    for shift in random.sample(range(len(request.shifts)), len(request.shifts)):
        options = list(crews_for(request, request.shifts[shift]))
        random.shuffle(options)
        options.sort(key=len, reverse=random.random() < 0.8)
        for pairs in options:
            along = observers[:1] if pairs and random.random() < 0.5 else []
            workers = [worker for pair in pairs for worker in pair] + along
            if all(does[worker] | 1 << shift in able[worker] for worker in workers):
                found += [(shift, (*pair, *(along if not n else ()))) for n, pair in enumerate(pairs)]
                does |= {worker: does[worker] | 1 << shift for worker in workers}
                break
    return sorted(found)


def _filled(random: Random, exhaustive: Exhaustive, seats: dict[Key, Seat], dates: int) -> dict[Key, Way]:
    """Put in one visit after the other, as long as all of them fit together."""
    request = exhaustive.request
    shifts = {key: seat.shift for key, seat in seats.items()}
    calls: dict[Key, frozenset[Call]] = {key: frozenset() for key in seats}
    ways = exhaustive.fitting(calls, shifts) or {}
    wanted = [(number, day) for number in range(len(request.needs)) for day in range(dates)]
    for number, day in random.sample(wanted, random.choice([len(wanted), random.randint(0, len(wanted))])):
        keys = [key for key in seats if key[0] == day]
        options = list(exhaustive.choices(number, [seats[key] for key in keys]))
        state, chosen = random.choice(options[1:] or options)
        visits = sum(Call(number, peak) in its for its in calls.values() for peak in (False, True))
        if not state or visits // request.needs[number].pairs >= exhaustive.most(number):
            continue
        more = {key: calls[key] | {Call(number, state == 2)} for key in (keys[i] for i in chosen)}
        found = exhaustive.fitting(calls | more, shifts)
        if found is not None:
            calls, ways = calls | more, found
    tied = {call.need for its in calls.values() for call in its if _may_be_tied(exhaustive, call.need, calls)}
    return {
        key: way if any(call.need in tied for call in calls[key]) else _loosened(random, exhaustive, shifts[key], way)
        for key, way in ways.items()
    }


def _may_be_tied(exhaustive: Exhaustive, need: int, calls: dict[Key, frozenset[Call]]) -> bool:
    return (
        sum(call.need == need for its in calls.values() for call in its) > 1 or exhaustive.request.needs[need].pairs > 1
    )


def _loosened(random: Random, exhaustive: Exhaustive, shift: int, way: Way) -> Way:
    """Choose another way with the same calls now and then, and random times on it."""
    calls = frozenset(step.call for step in way.steps if step.call)
    for other in islice(exhaustive.ways.through(exhaustive.request.shifts[shift], calls), random.randint(0, 8)):
        way = other
    times = way.times
    for row in random.sample(range(1, len(times)), random.randint(0, len(times) - 1)):
        fixed = times.copy()
        at = random.randint(int(times[0, row]), -int(times[row, 0]))
        fixed[0, row], fixed[row, 0] = at, -at
        closed = longest_paths(fixed)
        if closed is None:
            raise ValueError("a time between the least and the most does not fit")
        times = closed
    return Way(way.steps, times)
