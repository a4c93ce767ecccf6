"""Ways to break the rules on what a plan names, on shifts, travel and lent shifts."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from mutations import (
    MINUTE,
    SECOND,
    any_route,
    any_stop,
    breaks,
    in_request,
    in_route,
    in_shift,
    in_stop,
    rested_between,
    shift_of,
)

from geo.hotspot import Sensitivity
from planner.plan import Reason, Suggestion, Unplanned, WeekPlan
from planner.rules.violation import Rule
from planner.rules.work import back_at_base, sets_out_home


@breaks(Rule.REFERENCES)
def other_week(random: Random, plan: WeekPlan) -> WeekPlan:
    return replace(plan, week="2031-W07") if random.random() < 0.5 else replace(plan, team="andra")


@breaks(Rule.REFERENCES)
def unplanned_of_nobody(random: Random, plan: WeekPlan) -> WeekPlan:
    return replace(plan, unplanned=(Unplanned("nowhere", Reason.TOO_FAR, Suggestion.CLOSER_BASE),))


@breaks(Rule.REFERENCES)
def place_of_another_team(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (chosen := any_stop(random, plan)):
        return None
    hidden = {"sensitivity": Sensitivity.NAMED_TEAMS, "teams": ("andra",)}
    spots = plan.request.hotspots
    return in_request(plan, hotspots=tuple(replace(h, **hidden) if h.id == chosen[2].hotspot else h for h in spots))


@breaks(Rule.REFERENCES)
def a_leg_too_many(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (chosen := any_stop(random, plan)):
        return None
    return in_route(plan, chosen[0], legs=(*chosen[0].legs, chosen[0].legs[-1]))


@breaks(Rule.SHIFT_BOUNDS)
def shift_struck_out(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (route := any_route(random, plan)):
        return None
    return in_request(plan, shifts=tuple(s for s in plan.request.shifts if s is not shift_of(plan, route)))


@breaks(Rule.SHIFT_BOUNDS)
def shift_a_minute_shorter(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (route := any_route(random, plan)):
        return None
    shift = shift_of(plan, route)
    return in_shift(plan, shift, end=shift.end - MINUTE)


@breaks(Rule.SHIFT_BOUNDS)
def one_pair_fewer(random: Random, plan: WeekPlan) -> WeekPlan | None:
    full = [s for s in plan.request.shifts if s.pairs == sum(shift_of(plan, r) is s for r in plan.routes) > 1]
    return in_shift(plan, random.choice(full), pairs=1) if full else None


@breaks(Rule.SHIFT_BOUNDS)
def home_after_the_shift(random: Random, plan: WeekPlan) -> WeekPlan | None:
    """End a shift with one pair a little before its pair is home."""
    if not (chosen := any_stop(random, plan)):
        return None
    route, shift = chosen[0], shift_of(plan, chosen[0])
    home = back_at_base(plan.request, route, shift.mode)
    end = random.choice([home - SECOND, route.stops[-1].leave - SECOND])
    twins = sum(shift_of(plan, r) is shift for r in plan.routes)
    departs = sets_out_home(plan.request, route, shift.mode)
    if twins > 1 or departs != route.stops[-1].leave or any(pause.end > end for pause in route.breaks):
        return None
    return in_route(in_shift(plan, shift, end=end), route, end=end)


@breaks(Rule.TRAVEL)
def every_way_longer(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (chosen := any_stop(random, plan)):
        return None
    travel, longest = plan.request.travel, max(leg.seconds for leg in chosen[0].legs)
    more = {key: replace(m, seconds=m.seconds + longest + 1) for key, m in travel.matrices.items()}
    return in_request(plan, travel=replace(travel, matrices=more))


@breaks(Rule.TRAVEL)
def a_leg_a_second_short(random: Random, plan: WeekPlan) -> WeekPlan | None:
    """Shorten a leg to a stop that takes just what its way takes, whenever it begins."""
    if not (chosen := any_stop(random, plan)):
        return None
    route, number, stop, _ = chosen
    start = route.stops[number - 1].hotspot if number else route.base
    rows = [plan.request.travel.index[place] for place in (start, stop.hotspot)]
    mode, leg = shift_of(plan, route).mode, route.legs[number]
    least = min(m.seconds[rows[0], rows[1]] for (its, _), m in plan.request.travel.matrices.items() if its is mode)
    if not 0 < leg.seconds == least:
        return None
    legs = tuple(replace(one, seconds=one.seconds - 1) if i == number else one for i, one in enumerate(route.legs))
    return in_route(plan, route, legs=legs)


@breaks(Rule.TRAVEL)
def another_line(random: Random, plan: WeekPlan) -> WeekPlan | None:
    found = [(route, i) for route in plan.routes for i, leg in enumerate(route.legs) if leg.line]
    if not found:
        return None
    route, number = random.choice(found)
    legs = tuple(replace(leg, line="metro 99") if i == number else leg for i, leg in enumerate(route.legs))
    return in_route(plan, route, legs=legs)


@breaks(Rule.TRAVEL)
def off_before_ready(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (chosen := any_stop(random, plan)):
        return None
    route, number, stop, _ = chosen
    ready = route.stops[number - 1].leave if number else route.start
    arrive = ready + timedelta(seconds=route.legs[number].seconds - 1)
    if route.legs[number].seconds < 1 or rested_between(route, ready - MINUTE, stop.start):
        return None
    return in_stop(plan, route, number, arrive=arrive)


@breaks(Rule.REINFORCEMENT)
def lent_elsewhere(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (chosen := any_stop(random, plan)):
        return None
    return in_shift(plan, shift_of(plan, chosen[0]), districts=frozenset({"elsewhere"}))


@breaks(Rule.REINFORCEMENT)
def a_place_in_no_district(random: Random, plan: WeekPlan) -> WeekPlan | None:
    if not (chosen := any_stop(random, plan)):
        return None
    shift, place = shift_of(plan, chosen[0]), chosen[2].hotspot
    districts = frozenset(h.district for h in plan.request.hotspots if h.district)
    spots = tuple(replace(h, district=None) if h.id == place else h for h in plan.request.hotspots)
    return in_request(in_shift(plan, shift, districts=districts), hotspots=spots)
