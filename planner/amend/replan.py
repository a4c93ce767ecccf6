"""Replan: the week that was published, made to fit what has happened since, with as little change as can be."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

from planner.amend.change import ChangeKind, PlanDiff
from planner.amend.change_prices import ADDED, CREW, DROPPED, MOVED, RETIMED
from planner.amend.diff import diff
from planner.amend.open_plan import OpenPlan
from planner.amend.repair import Repair
from planner.amend.replan_crews import Begun, begun, crews_again, shift_of
from planner.bound import week_bound
from planner.check import check
from planner.crews import crews_of
from planner.exact import exact, exact_request
from planner.explain import unplanned_needs
from planner.need_match import need_of_stop
from planner.pair import Crew
from planner.plan import Route, WeekPlan
from planner.plan_week import plan_week
from planner.request import WeekRequest
from planner.value import plan_score

ROSTER_SHARE = 0.4
"""Share of the time that may go into who goes out."""
MOST_ROUNDS = 200
"""Stops that give way to others at most."""

PRICES = {
    ChangeKind.STOP_MOVED: MOVED,
    ChangeKind.STOP_RETIMED: RETIMED,
    ChangeKind.STOP_DROPPED: DROPPED,
    ChangeKind.STOP_ADDED: ADDED,
}
"""What each change of a stop costs, in worth."""


@dataclass(frozen=True, slots=True)
class Replan:
    """A plan made to fit what has happened, and what differs from the published one."""

    plan: WeekPlan
    changes: PlanDiff


def replan(
    published: WeekPlan,
    request: WeekRequest,
    *,
    now: datetime,
    seconds: float = 2.0,
    rounds: int | None = None,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
    crew_price: float = CREW,
) -> Replan:
    """Plan a week again that has changed.

    What has begun stays: a stop whose time has come, and a shift with its crew, where the crew is still there. So do
    the pins of the request. Crews stay that can; their stops stay at their times. What has lost its place is offered
    others, and takes them where its worth is more than the change costs (`planner.amend.change_prices`): so a good
    week is never turned over for little.

    Parameters
    ----------
    published
        The plan that people have been told of.
    request
        The week as it is now (`planner.amend.changes` makes it from the published one's).
    now
        What lies before it is past.
    seconds
        Time budget; the plan is there within it but for a fraction of a second.
    rounds
        Stops that may give way to others, at most; 200 where it is None.
    stop
        Asked often; what there is by then is given.
    crew_price
        What it costs, in worth, that others go out in a shift; 0 where nobody has been told yet.

    Returns
    -------
    Replan
        Its plan breaks no hard rule. Its request is the one given; visits made by a pair that has broken up since count
        as covered there.

    Raises
    ------
    ValueError
        ``seconds`` is not above 0, or the plan is of another team or week.
    """
    if seconds <= 0:
        raise ValueError(f"a time budget of {seconds} seconds is not above 0")
    if (published.team, published.week) != (request.team, request.week):
        raise ValueError(f"the plan of {published.team} {published.week} is none of {request.team} {request.week}")
    begin = monotonic()
    past = begun(published, request, now)
    held = past.request
    asked = replace(request, covered=held.covered)
    timed = exact_request(held)
    places = _places(published, timed)
    known = [crew for crew, _ in places if crew is not None and all(w in timed.worker for w in crew.workers)]

    def enough() -> bool:
        return monotonic() - begin > seconds or (stop is not None and stop())

    found = []
    for crews in crews_again(timed, known, seconds=seconds * ROSTER_SHARE, seed=seed):
        routes = _continued(crews, places)
        for anew in (False, True):  # where legs that are taken over do not hold, all are laid out anew
            opened = OpenPlan(timed, crews, routes, drops=True)
            _keep_past(opened, now, past)
            for row in opened.rows if anew else ():
                row.was = None
            repair = Repair(
                opened, _stops_of(published, opened), urgent=_urgent(published.request, opened), stop=enough
            )
            try:
                if request.slack_share > published.request.slack_share:
                    repair.keep_slack()
                repair.mend()
                repair.run(rounds=MOST_ROUNDS if rounds is None else rounds)
                plan = _plan(asked, opened, crews)
            except ValueError:
                continue
            if not check(plan):
                found.append(Replan(plan, diff(published, plan)))
                break
    if found:
        return max(found, key=lambda made: _liking(made, crew_price))
    plan = replace(plan_week(held, seconds=seconds, rounds=rounds, seed=seed, stop=stop), request=asked)
    return Replan(plan, diff(published, plan))


def _liking(made: Replan, crew_price: float) -> float:
    """Give what a plan is worth, less what its changes cost."""
    counts = made.changes.counts
    crews = counts.get(ChangeKind.CREW_CHANGED, 0) + counts.get(ChangeKind.SHIFT_CANCELLED, 0)
    stops = sum(price * counts.get(kind, 0) for kind, price in PRICES.items())
    return made.plan.score - crew_price * crews - (stops if crew_price else 0.0)


def _places(published: WeekPlan, request: WeekRequest) -> list[tuple[Crew | None, Route]]:
    """Give for each published route its crew in the shift of the same id, as many as it still takes.

    Where a shift takes fewer pairs than before, those with most to do stay.
    """
    old = exact_request(published.request)
    shifts = {shift.id: shift for shift in request.shifts}
    before = crews_of(old, published)
    ids = [c.shift.id for c in before] or [s.id if (s := shift_of(old, r)) else "" for r in published.routes]
    left = Counter({shift.id: shift.pairs for shift in request.shifts})
    pinned = {(pin.shift, pin.pair) for pin in request.pins}
    order = sorted(
        range(len(ids)),
        key=lambda n: ((ids[n], published.routes[n].pair) not in pinned, -len(published.routes[n].stops), n),
    )
    crews: dict[int, Crew] = {}
    for number in order:
        route, shift = published.routes[number], shifts.get(ids[number])
        if shift is not None and left[shift.id]:
            left[shift.id] -= 1
            held = [request.worker[w].skills for w in route.workers[:2] if w in request.worker]
            crews[number] = Crew(shift, route.pair, route.workers, frozenset().union(*held))
    return [(crews.get(number), route) for number, route in enumerate(published.routes)]


def _continued(crews: Sequence[Crew], places: Sequence[tuple[Crew | None, Route]]) -> list[Route | None]:
    """Give the published route that each crew goes on with: its own, else the most alike of the shift."""
    found: list[Route | None] = [None] * len(crews)
    left = [(crew, route) for crew, route in places if crew is not None]
    for least in (2, 1, 0):
        for number, crew in enumerate(crews):
            if found[number] is not None:
                continue
            fits = [
                (len(set(crew.workers[:2]) & set(was.workers[:2])), was.pair == crew.pair, n)
                for n, (was, _) in enumerate(left)
                if was.shift.id == crew.shift.id
            ]
            fits = [fit for fit in fits if fit[0] >= least]
            if fits:
                found[number] = left.pop(max(fits, key=lambda fit: (fit[0], fit[1], -fit[2]))[2])[1]
    return found


def _keep_past(plan: OpenPlan, now: datetime, past: Begun) -> None:
    """Keep what has begun as it is; visits of a pair that has broken up are no longer its shift's."""
    time = plan.week.at(now)
    for r, row in enumerate(plan.rows):
        if plan.week.at(row.crew.shift.start) > time:
            continue
        row.after = time
        lost = row.was is not None and (row.was.pair, row.was.start) in past.broken
        for k in range(len(row.options) - 1, -1, -1):
            place = plan.week.needs[plan.week.options[row.options[k]].need].hotspot
            joint = (place, exact(plan.week.when(row.starts[k]))) in past.covered
            if row.starts[k] <= time and (lost or joint):
                plan.take_out(r, k)
        row.behind = sum(start <= time for start in row.starts)
        row.closed = row.closed or plan.week.at(row.crew.shift.end) <= time


def _stops_of(published: WeekPlan, plan: OpenPlan) -> Counter[int]:
    numbers = {need.id: g for g, need in enumerate(plan.week.needs)}
    stops = [stop for route in published.routes for stop in route.stops]
    needs = [need_of_stop(published.request, stop) for stop in stops]
    return Counter(numbers[need.id] for need in needs if need and need.id in numbers)


def _urgent(before: WeekRequest, plan: OpenPlan) -> frozenset[int]:
    """Give the needs that are new or weigh more than before: the reserved slack is there for them."""
    was = {need.id: need for need in before.needs}
    return frozenset(
        g
        for g, need in enumerate(plan.week.needs)
        if need.least > 0
        and (need.id not in was or need.weight > was[need.id].weight or need.least > was[need.id].least)
    )


def _plan(request: WeekRequest, opened: OpenPlan, crews: Sequence[Crew]) -> WeekPlan:
    routes = sorted((opened.route(r) for r in range(len(crews))), key=lambda r: (r.start, r.pair, r.workers))
    bare = WeekPlan(request.team, request.week, request, tuple(routes), (), 0.0, None)
    score, bound = plan_score(bare), week_bound(exact_request(request))
    return replace(
        bare,
        unplanned=unplanned_needs(bare, crews),
        score=score,
        bound=bound if score <= bound else None,
    )
