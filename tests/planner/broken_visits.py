"""Ways to break the rules on visits: when, how long, how often, by whom together."""

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
    in_need,
    in_request,
    in_route,
    in_shift,
    in_stop,
    in_worker,
    rested_between,
    shift_of,
)

from geo.hotspot import Daylight, VisitNeed
from geo.windows import WeekWindows, Window
from planner.need_match import need_of_stop, visits_by_need
from planner.plan import Leg, Stop, WeekPlan
from planner.request import Covered
from planner.rules.violation import Rule


@breaks(Rule.WINDOWS)
def window_of_another_day(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (chosen := any_stop(random, plan)):
        return None
    stop, need = chosen[2:]
    local = stop.start.astimezone(plan.request.tz)
    taken = {plan.request.day[d].counts_as for d in plan.request.day if abs((d - local.date()).days) < 2}
    free = [day for day in range(7) if day not in taken]
    windows = WeekWindows((Window(random.choice(free), 0, 1440),)) if free else None
    return in_need(plan, need, windows=windows, peak=None) if windows else None


@breaks(Rule.WINDOWS)
def window_ends_within_the_visit(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (chosen := any_stop(random, plan)):
        return None
    stop, need = chosen[2:]
    local = (stop.leave - SECOND).astimezone(plan.request.tz)
    end = local.hour * 60 + local.minute
    begins = stop.start.astimezone(plan.request.tz)
    if begins.date() != local.date() or end <= begins.hour * 60 + begins.minute or end < need.minutes:
        return None
    windows = WeekWindows(tuple(Window(day, 0, end) for day in range(7)))
    return in_need(in_request(plan, covered=()), need, windows=windows, peak=None)


@breaks(Rule.SERVICE_TIME)
def longer_visits_agreed(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (chosen := any_stop(random, plan)):
        return None
    need, lasts = chosen[3], (chosen[2].leave - chosen[2].start) // MINUTE
    room = max(window.minutes for window in need.windows.windows)
    return in_need(plan, need, minutes=lasts + 1, peak=None) if lasts < room else None


@breaks(Rule.SERVICE_TIME)
def begun_late(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (chosen := any_stop(random, plan, joint=False)):
        return None
    route, number, stop, need = chosen
    return in_stop(plan, route, number, start=stop.leave - timedelta(minutes=need.minutes) + SECOND)


@breaks(Rule.SERVICE_TIME)
def begun_before_arrival(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (chosen := any_stop(random, plan)):
        return None
    route, number, stop, _ = chosen
    begin = route.stops[number - 1].leave if number else route.start
    way, later = timedelta(seconds=route.legs[number].seconds), stop.start + SECOND
    same = {plan.request.period_at(at) for at in (stop.arrive - way, later - way)}
    return None if rested_between(route, begin, later) or len(same) > 1 else in_stop(plan, route, number, arrive=later)


@breaks(Rule.SEASON)
def season_that_never_comes(random: Random, plan: WeekPlan) -> WeekPlan | None:
    return in_need(plan, chosen[3], season="femte årstiden") if (chosen := any_stop(random, plan)) else None


@breaks(Rule.SEASON)
def season_that_has_ended(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (chosen := any_stop(random, plan)):
        return None
    plan = in_request(plan, days=tuple(replace(day, seasons=frozenset()) for day in plan.request.days))
    needs = tuple(replace(n, season="winter" if n.id == chosen[3].id else "all") for n in plan.request.needs)
    return in_request(plan, needs=needs)


def _lit(plan: WeekPlan, chosen: VisitNeed, wanted: Daylight, rises: datetime) -> WeekPlan:
    """Let the sun be up for an hour on every day, and let one need ask for light or dark."""
    days = tuple(replace(day, sunrise=rises, sunset=rises + HOUR) for day in plan.request.days)
    needs = tuple(replace(n, daylight=wanted if n is chosen else Daylight.ANY) for n in plan.request.needs)
    return in_request(plan, needs=needs, days=days)


@breaks(Rule.DAYLIGHT)
def a_sun_that_is_late(random: Random, plan: WeekPlan) -> WeekPlan | None:
    """Let the sun rise a second after a visit that needs its light has begun."""
    if not (chosen := any_stop(random, plan)):
        return None
    return _lit(plan, chosen[3], Daylight.DAY, chosen[2].start + SECOND)


@breaks(Rule.DAYLIGHT)
def a_sun_that_is_early(random: Random, plan: WeekPlan) -> WeekPlan | None:
    """Let the sun rise a second before a visit that needs the dark ends."""
    chosen = any_stop(random, plan)
    if not chosen or chosen[2].leave.astimezone(plan.request.tz).date() not in plan.request.day:
        return None
    return _lit(plan, chosen[3], Daylight.DARK, chosen[2].leave - SECOND)


@breaks(Rule.MOST_PER_WEEK)
def fewer_agreed(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (chosen := any_stop(random, plan)):
        return None
    need = chosen[3]
    most = len(visits_by_need(plan)[need.id]) - 1
    return in_need(plan, need, least=0, target=min(need.target, most), most=most)


@breaks(Rule.MOST_PER_WEEK)
def others_come_too(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (chosen := any_stop(random, plan)):
        return None
    more = tuple(Covered(chosen[2].hotspot, chosen[2].start, "andra") for _ in range(chosen[3].most))
    return in_request(plan, covered=plan.request.covered + more)


@breaks(Rule.ONCE_A_DAY)
def left_and_back(random: Random, plan: WeekPlan) -> WeekPlan | None:
    """Make two visits of one, with or without a moment between them."""
    if not (chosen := any_stop(random, plan, joint=False)):
        return None
    route, number, stop, need = chosen
    half = timedelta(minutes=need.minutes // 2 - random.choice([0, 1, 2]))
    first = replace(stop, leave=stop.start + half)
    again = random.choice([first.leave, stop.leave - half])
    second = Stop(stop.hotspot, again, again, stop.leave)
    mode = route.legs[number].mode if route.legs[number].line is None else route.legs[number].mode.WALK
    stops = (*route.stops[:number], first, second, *route.stops[number + 1 :])
    legs = (*route.legs[: number + 1], Leg(mode, 0, 0), *route.legs[number + 1 :])
    plan = in_need(plan, need, minutes=half // MINUTE, gap_h=0, most=need.most + 1)
    return in_route(plan, route, stops=stops, legs=legs)


@breaks(Rule.GAP)
def a_longer_gap_agreed(random: Random, plan: WeekPlan) -> WeekPlan | None:
    found = [(need, v) for need in plan.request.needs if len(v := visits_by_need(plan)[need.id]) > 1]
    if not found:
        return None
    need, visits = random.choice(found)
    number = random.randrange(len(visits) - 1)
    apart_s = visits[number + 1].start.timestamp() - visits[number].leave.timestamp()
    return in_need(plan, need, gap_h=(apart_s + random.choice([1, 60, 86_400])) / 3600)


@breaks(Rule.SKILLS)
def visit_asks_for_what_nobody_can(random: Random, plan: WeekPlan) -> WeekPlan | None:
    return in_need(plan, chosen[3], skills=frozenset({"arabic"})) if (chosen := any_stop(random, plan)) else None


@breaks(Rule.SKILLS)
def shift_asks_for_what_nobody_can(random: Random, plan: WeekPlan) -> WeekPlan | None:
    route = any_route(random, plan)
    return in_shift(plan, shift_of(plan, route), skills=frozenset({"arabic"})) if route else None


@breaks(Rule.SKILLS)
def only_the_observer_can(random: Random, plan: WeekPlan) -> WeekPlan | None:
    """Ask for what the third alone can."""
    along = [route for route in plan.routes if len(route.workers) == 3]
    if not along:
        return None
    route = random.choice(along)
    third = plan.request.worker[route.workers[2]]
    plan = in_shift(plan, shift_of(plan, route), skills=frozenset({"arabic"}))
    return in_worker(plan, third.id, skills=third.skills | {"arabic"})


@breaks(Rule.PAIRS_AT_ONCE)
def one_more_pair_wanted(random: Random, plan: WeekPlan) -> WeekPlan | None:
    return in_need(plan, chosen[3], pairs=chosen[3].pairs + 1) if (chosen := any_stop(random, plan)) else None


@breaks(Rule.PAIRS_AT_ONCE)
def one_pair_stays_away(random: Random, plan: WeekPlan) -> WeekPlan | None:
    """Leave one of a joint visit's routes without stops."""
    joint = [r for r in plan.routes if any((n := need_of_stop(plan.request, s)) and n.pairs > 1 for s in r.stops)]
    return in_route(plan, random.choice(joint), stops=(), legs=()) if joint else None
