"""All legal rosters of a small week, and plans made of seats and ways: what the exhaustive optimum is taken over."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from exhaustive import Best, Exhaustive, Seat
from small_week import leg
from ways import Way, Ways

from planner.check import RULES
from planner.exact import exact_plan
from planner.plan import Break, Route, Stop, WeekPlan
from planner.request import WeekRequest
from planner.rules.violation import Rule
from planner.shift import Shift
from planner.value import plan_score
from planner.worker import Experience

OF_ONE_WORKER = (Rule.ABSENCE, Rule.TWO_PLACES, Rule.DAILY_REST, Rule.WEEKLY_REST, Rule.WEEKLY_HOURS)
"""Rules that hang on what one worker does in the week, whoever goes along."""


def best_of_all(exhaustive: Exhaustive) -> float:
    """Give the best that any legal roster of the request can do."""
    return max((exhaustive.best(seats).value for seats in legal_seats(exhaustive)), default=0.0)


def legal_seats(exhaustive: Exhaustive) -> list[tuple[Seat, ...]]:
    """Give what the legal rosters come to, without those that another one can do all of."""
    request, able = exhaustive.request, able_to(exhaustive)
    made = _rosters(request, 0, able, dict.fromkeys(able, 0))
    found = {tuple(sorted(seats, key=_sorted)) for seats in made}
    in_order = sorted(found, key=lambda seats: (-len(seats), [_sorted(seat) for seat in seats]))
    return [seats for seats in in_order if not any(_covers(other, seats) for other in found - {seats})]


def _sorted(seat: Seat) -> tuple[int, list[str]]:
    return seat.shift, sorted(seat.skills)


def _covers(more: tuple[Seat, ...], less: tuple[Seat, ...]) -> bool:
    """Tell whether each seat of the one has a seat of its own in the other that can do as much."""
    left = list(more)
    for seat in sorted(less, key=lambda s: -len(s.skills)):
        own = [s for s in left if s.shift == seat.shift and seat.skills <= s.skills]
        if not own:
            return False
        left.remove(min(own, key=lambda s: len(s.skills)))
    return True


def able_to(exhaustive: Exhaustive) -> dict[str, set[int]]:
    """Give the sets of shifts (as bits) that each worker may do in the week, whoever goes along."""
    open_ = [bool(any(exhaustive.ways.through(shift, frozenset()))) for shift in exhaustive.request.shifts]
    return {worker.id: _able(exhaustive, worker.id, open_) for worker in exhaustive.request.workers}


def _able(exhaustive: Exhaustive, worker: str, open_: Sequence[bool]) -> set[int]:
    request = exhaustive.request
    allowed = set()
    for bits in range(1 << len(request.shifts)):
        chosen = [i for i in range(len(request.shifts)) if bits >> i & 1]
        if all(open_[i] for i in chosen):
            ways = [next(exhaustive.ways.through(request.shifts[i], frozenset())) for i in chosen]
            routes = tuple(
                route_of(exhaustive.ways, request.shifts[i], "Ek", (worker,), way)
                for i, way in zip(chosen, ways, strict=True)
            )
            plan = exact_plan(WeekPlan(request.team, request.week, request, routes, (), 0.0, None))
            if not any(v.worker == worker for rule in OF_ONE_WORKER for v in RULES[rule](plan)):
                allowed.add(bits)
    return allowed


def _rosters(
    request: WeekRequest, shift: int, able: dict[str, set[int]], does: dict[str, int]
) -> Iterator[tuple[Seat, ...]]:
    if shift == len(request.shifts):
        if all(bits in able[worker] for worker, bits in does.items()):
            yield ()
        return
    its = request.shifts[shift]
    for crews in crews_for(request, its):
        next_ = dict(does)
        for pair in crews:
            for worker in pair:
                next_[worker] |= 1 << shift
        seats = tuple(Seat(shift, request.worker[a].skills | request.worker[b].skills) for a, b in crews)
        for rest in _rosters(request, shift + 1, able, next_):
            yield seats + rest


def crews_for(request: WeekRequest, shift: Shift) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield the sets of pairs that could go out in a shift, none of a worker twice."""
    pairs = [
        (a.id, b.id)
        for a, b in combinations(request.workers, 2)
        if Experience.OBSERVER not in (a.experience, b.experience)
        and not a.experience is b.experience is Experience.NEWCOMER
        and shift.skills <= a.skills | b.skills
    ]
    for count in range(shift.pairs + 1):
        for chosen in combinations(pairs, count):
            if len({w for pair in chosen for w in pair}) == 2 * count:
                yield chosen


def seats_of(plan: WeekPlan) -> tuple[Seat, ...]:
    """Give the seat of every route; no two shifts of a small week share hours and base."""
    request, found = plan.request, []
    index = {(s.start.timestamp(), s.end.timestamp(), s.base): i for i, s in enumerate(request.shifts)}
    for route in plan.routes:
        pair = [request.worker[w] for w in route.workers]
        skills = frozenset().union(*(w.skills for w in pair if w.experience is not Experience.OBSERVER))
        found.append(Seat(index[route.start.timestamp(), route.end.timestamp(), route.base], skills))
    return tuple(found)


def as_plan(plan: WeekPlan, exhaustive: Exhaustive, best: Best) -> WeekPlan:
    """Give the plan whose routes the optimum for the seats of a plan is made of, each with the same pair."""
    routes = tuple(
        route_of(exhaustive.ways, exhaustive.request.shifts[seat.shift], route.pair, route.workers, way)
        for seat, route, way in zip(seats_of(plan), plan.routes, best.ways, strict=True)
    )
    made = WeekPlan(plan.team, plan.week, plan.request, routes, (), 0.0, None)
    return WeekPlan(plan.team, plan.week, plan.request, routes, (), plan_score(made), None)


def route_of(ways: Ways, shift: Shift, pair: str, workers: tuple[str, ...], way: Way) -> Route:
    """Give the route that goes a way at its earliest times."""
    request = ways.request
    stops, legs, breaks = [], [], []
    here, arrive = shift.base, 0
    for row, step in enumerate(way.steps, start=1):
        at = int(way.times[0, row])
        if step.what == "break":
            breaks.append(Break(ways.when(at), ways.when(at + step.takes_s)))
        elif step.what == "visit":
            stops.append(Stop(step.place, ways.when(arrive), ways.when(at), ways.when(at + step.takes_s)))
        else:
            legs.append(leg(request, shift.mode, here, step.place, ways.when(at)))
            here, arrive = step.place, at + step.takes_s
    return Route(pair, workers, shift.date, shift.start.astimezone(request.tz), shift.end.astimezone(request.tz),
                 shift.base, tuple(stops), tuple(legs), tuple(breaks))  # fmt: skip
