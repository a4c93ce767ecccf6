"""Ways to break the rules on those who go out: rest, hours, breaks, who makes a pair, what is pinned."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from mutations import (
    HOUR,
    MINUTE,
    SECOND,
    any_route,
    any_stop,
    breaks,
    in_limits,
    in_request,
    in_route,
    in_worker,
    shift_of,
)

from planner.pin import Pin, PinnedStop
from planner.plan import Break, WeekPlan
from planner.rules.violation import Rule
from planner.rules.work import back_at_base
from planner.worker import Absence, Busy, BusyKind, Experience, Worker


@breaks(Rule.ABSENCE)
def away_when_it_begins(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (route := any_route(random, plan)):
        return None
    first = route.date - timedelta(days=random.randint(0, 3))
    return in_worker(plan, random.choice(route.workers), absences=(Absence(first, route.date),))


@breaks(Rule.ABSENCE)
def away_when_it_ends(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (route := any_route(random, plan)):
        return None
    day = (route.end - SECOND).astimezone(plan.request.tz).date()
    return in_worker(plan, random.choice(route.workers), absences=(Absence(day, day + timedelta(days=5)),))


def _free_hours(plan: WeekPlan, worker: str) -> WeekPlan:
    """Let hours and rest of one worker be no matter."""
    plan = in_worker(plan, worker, weekly_hours=60.0)
    return in_limits(plan, daily_rest_h=0.01, weekly_rest_h=0.01)


@breaks(Rule.TWO_PLACES)
def taken_meanwhile(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (route := any_route(random, plan)):
        return None
    worker, length = random.choice(route.workers), route.end - route.start
    begin = random.choice([route.start - HOUR, route.start + length * random.random(), route.end - SECOND])
    busy = Busy(begin, max(begin, route.start) + MINUTE, BusyKind.COMMITMENT, "möte")
    others = plan.request.worker[worker].busy
    return in_worker(_free_hours(plan, worker), worker, busy=(*others, busy))


@breaks(Rule.TWO_PLACES)
def a_meeting_at_the_last_second(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (route := any_route(random, plan)):
        return None
    worker = random.choice(route.workers)
    busy = Busy(route.end - SECOND, route.end + MINUTE, BusyKind.SHIFT, "annat lag")
    return in_worker(_free_hours(plan, worker), worker, busy=(busy,))


@breaks(Rule.DAILY_REST)
def a_longer_rest_agreed(random: Random, plan: WeekPlan) -> WeekPlan | None:
    return in_limits(plan, daily_rest_h=23.0, weekly_rest_h=0.01) if plan.routes else None


@breaks(Rule.DAILY_REST)
def a_meeting_the_morning_after(random: Random, plan: WeekPlan) -> WeekPlan | None:
    """Ten hours after a shift there is a meeting, and with it the working day is too long."""
    if not (route := any_route(random, plan)):
        return None
    worker = random.choice(route.workers)
    begin = route.end + timedelta(hours=10)
    mine = [r for r in plan.routes if worker in r.workers]
    if any(r.start < begin + HOUR and begin < r.end for r in mine) or route.end - route.start < timedelta(hours=3):
        return None
    plan = in_worker(in_limits(plan, weekly_rest_h=0.01), worker, weekly_hours=60.0)
    return in_worker(plan, worker, busy=(Busy(begin, begin + HOUR, BusyKind.COMMITMENT),))


@breaks(Rule.WEEKLY_REST)
def a_whole_week_of_rest_agreed(random: Random, plan: WeekPlan) -> WeekPlan | None:
    return in_limits(plan, weekly_rest_h=169.0) if plan.routes else None


@breaks(Rule.WEEKLY_REST)
def something_every_day(random: Random, plan: WeekPlan) -> WeekPlan | None:
    """Half an hour at noon each day leaves no 36 hours in a row."""
    if not (route := any_route(random, plan)):
        return None
    worker = random.choice(route.workers)
    mine = [r for r in plan.routes if worker in r.workers]
    noons = [datetime.combine(d, datetime.min.time(), plan.request.tz) + 12 * HOUR for d in plan.request.day]
    spans = [(noon, noon + HOUR / 2) for noon in noons if all(r.end <= noon or noon + HOUR <= r.start for r in mine)]
    plan = in_worker(in_limits(plan, daily_rest_h=0.01), worker, weekly_hours=60.0)
    return in_worker(plan, worker, busy=tuple(Busy(a, b, BusyKind.COMMITMENT) for a, b in spans))


@breaks(Rule.BREAK)
def no_break(random: Random, plan: WeekPlan) -> WeekPlan | None:
    rested = [route for route in plan.routes if route.breaks]
    return in_route(_all_hours(plan), random.choice(rested), breaks=()) if rested else None


@breaks(Rule.BREAK)
def longer_breaks_agreed(random: Random, plan: WeekPlan) -> WeekPlan | None:
    return in_limits(plan, break_min=31) if any(route.breaks for route in plan.routes) else None


@breaks(Rule.BREAK)
def shorter_stretches_agreed(random: Random, plan: WeekPlan) -> WeekPlan | None:
    return in_limits(plan, longest_stretch_h=0.4) if plan.routes else None


@breaks(Rule.BREAK)
def break_within_a_visit(random: Random, plan: WeekPlan) -> WeekPlan | None:
    """Add a break that begins a second before a visit ends, on the way, or a second before the shift ends."""
    if not (chosen := any_stop(random, plan)):
        return None
    route, number, stop, _ = chosen
    begin = random.choice([stop.leave - SECOND, stop.arrive - SECOND, route.end - SECOND])
    if begin == stop.arrive - SECOND and not route.legs[number].seconds:
        return None
    pause = _pause_of(plan, begin)
    shift = shift_of(plan, route)
    made = in_route(plan, route, breaks=(*route.breaks, pause))
    changed = next(r for r in made.routes if pause in r.breaks)
    home = [back_at_base(plan.request, r, shift.mode) for r in (route, changed)]
    return made if home[0] == home[1] else None


def _pause_of(plan: WeekPlan, begin: datetime) -> Break:
    return Break(begin, begin + timedelta(minutes=plan.request.working_time.break_min))


def _all_hours(plan: WeekPlan) -> WeekPlan:
    return in_request(plan, workers=tuple(replace(w, weekly_hours=60.0) for w in plan.request.workers))


@breaks(Rule.WEEKLY_HOURS)
def a_smaller_contract(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (route := any_route(random, plan)):
        return None
    worker = random.choice(route.workers)
    plan = in_worker(plan, worker, busy=())
    return in_worker(plan, worker, weekly_hours=(_worked_s(plan, worker) - 60) / 3600)


@breaks(Rule.WEEKLY_HOURS)
def a_meeting_beyond_the_contract(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (route := any_route(random, plan)):
        return None
    worker, begin = random.choice(route.workers), random.choice([route.end, route.start - HOUR])
    mine = [r for r in plan.routes if worker in r.workers]
    in_week = begin.astimezone(plan.request.tz).date() in plan.request.day
    if not in_week or any(r.start < begin + HOUR and begin < r.end for r in mine):
        return None
    plan = in_limits(plan, daily_rest_h=0.01, weekly_rest_h=0.01)
    contract_h = min(_worked_s(plan, worker) / 3600 + 0.99, 60.0)
    return in_worker(plan, worker, busy=(Busy(begin, begin + HOUR, BusyKind.SHIFT),), weekly_hours=contract_h)


def _worked_s(plan: WeekPlan, worker: str) -> float:
    mine = [route for route in plan.routes if worker in route.workers]
    rested_s = sum((pause.end - pause.start).total_seconds() for route in mine for pause in route.breaks)
    return sum(route.end.timestamp() - route.start.timestamp() for route in mine) - rested_s


@breaks(Rule.NEWCOMERS)
def two_newcomers(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (route := any_route(random, plan)):
        return None
    for worker in route.workers[:2]:
        plan = in_worker(plan, worker, experience=Experience.NEWCOMER)
    return plan


@breaks(Rule.NEWCOMERS)
def a_third_who_is_no_observer(random: Random, plan: WeekPlan) -> WeekPlan | None:
    pairs = [route for route in plan.routes if len(route.workers) == 2]
    if not pairs:
        return None
    route = random.choice(pairs)
    plan = in_route(plan, route, workers=(*route.workers, "extra"))
    return in_request(plan, workers=(*plan.request.workers, Worker("extra", "Extra", weekly_hours=60.0)))


@breaks(Rule.NEWCOMERS)
def an_observer_in_the_pair(random: Random, plan: WeekPlan) -> WeekPlan | None:
    """Let one of the two be an observer, where the other has all skills too."""
    if not (route := any_route(random, plan)):
        return None
    a, b = route.workers[:2]
    plan = in_worker(plan, b, skills=plan.request.worker[a].skills | plan.request.worker[b].skills)
    return in_worker(plan, a, experience=Experience.OBSERVER)


@breaks(Rule.PINS)
def a_pinned_pair_at_home(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (route := any_route(random, plan)):
        return None
    return in_request(plan, pins=(Pin(shift_of(plan, route).id, "Enbuske", route.workers[:2]),))


@breaks(Rule.PINS)
def others_than_pinned(random: Random, plan: WeekPlan) -> WeekPlan | None:
    others = [(r, w.id) for r in plan.routes for w in plan.request.workers if w.id not in r.workers]
    if not others:
        return None
    route, other = random.choice(others)
    return in_request(plan, pins=(Pin(shift_of(plan, route).id, route.pair, (route.workers[0], other)),))


@breaks(Rule.PINS)
def a_pinned_stop_moved(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (chosen := any_stop(random, plan)):
        return None
    route, _, stop, _ = chosen
    pinned = PinnedStop(stop.hotspot, stop.start - SECOND)
    return in_request(plan, pins=(Pin(shift_of(plan, route).id, route.pair, route.workers, (pinned,)),))


@breaks(Rule.PINS)
def a_stop_added_to_a_pinned_route(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (chosen := any_stop(random, plan)):
        return None
    route, number, _, _ = chosen
    kept = tuple(PinnedStop(s.hotspot, s.start) for i, s in enumerate(route.stops) if i != number)
    return in_request(plan, pins=(Pin(shift_of(plan, route).id, route.pair, route.workers, kept, closed=True),))
